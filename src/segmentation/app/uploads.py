"""An uploaded file as customers with features: a table of customers as it is, or orders summed up.

What a file is, is told by its content. Everything is read in a temporary folder that is gone when
the reading ends, and whatever cannot be read is told in one sentence.
"""

import csv
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from segmentation.app.customer_table import (
    CUSTOMER,
    Upload,
    feature_columns,
    id_column,
    read_customers,
)
from segmentation.base.errors import DataError
from segmentation.features.measure import features_table
from segmentation.features.names import NUMERIC, RFM
from segmentation.orders_file import column_roles, headers, naming
from segmentation.orders_file import source as orders_file
from segmentation.orders_file.column_roles import OpenColumnsError
from segmentation.orders_file.orders import Grain
from segmentation.orders_file.parsing import Options
from segmentation.reading import customer_columns, packing, staging
from segmentation.reading.staging import Staged

MEMORY = "600MB"
PREVIEW = 5  # rows
BLOCK = 1 << 20
MB = 1_000_000
CELLS = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException,
         pa.ArrowInvalid, ArithmeticError, ValueError)  # fmt: skip
NOTHING_SET = Options()


class LackingError(DataError):
    """A file that does not give the features; `enough` says whether it does for recency, orders
    and spend."""

    def __init__(self, message: str, enough: bool) -> None:
        super().__init__(message)
        self.enough = enough


class AskError(OpenColumnsError):
    """Orders whose columns are not found; `columns` are those to choose from."""

    def __init__(self, message: str, suggested: dict[str, str], columns: list[str]) -> None:
        super().__init__(message, suggested)
        self.columns = columns


@dataclass(frozen=True)
class Limits:
    """How much is read."""

    size: int = 50  # MB; also in .streamlit/config.toml
    unpacked: int = 250  # MB
    rows: int = 500_000
    columns: int = 500


@dataclass(frozen=True, kw_only=True)
class Request:
    """How an upload is to be read."""

    wanted: list[str]  # features of the model
    options: Options = NOTHING_SET
    given: Mapping[str, str] = field(default_factory=dict)  # role → column of orders
    # Called with the share that is done, and what is being done.
    tell: Callable[[float, str], None] = lambda share, text: None
    limits: Limits = Limits()


def read(name: str, content: bytes, request: Request) -> Upload:
    """Read an upload into one row of features per customer; its name is only shown.

    Raises
    ------
    DataError
        If the file is too large or no table, or does not give the features.
    LackingError
        If it gives some features and not all.
    AskError
        If customer, date or amount of orders are not found, or could be several columns.
    """
    size, most = len(content) / MB, request.limits.size
    if size > most:
        raise DataError(f"the file has {size:,.0f} MB; at most {most} MB are read.")
    if not content.strip():
        raise DataError(f"{safe_name(name)} is empty.")
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        file = Path(folder) / safe_name(name)
        file.write_bytes(content)
        try:
            check_unpacked(file, request.limits)
            return _read(file, Path(folder), request)
        except DataError:
            raise
        except (duckdb.Error, pa.ArrowException, zipfile.BadZipFile, csv.Error, OSError, ValueError,
                ArithmeticError, LookupError, MemoryError) as error:  # fmt: skip
            raise DataError(f"{file.name} cannot be read as a table; {advice(error)}.") from None


def safe_name(name: str) -> str:
    """A name for the file in the temporary folder that leads nowhere else."""
    bare = re.sub(r"[^\w.\- ]", "_", Path(name.replace("\\", "/")).name).lstrip(". ")
    return bare[-80:] or "file"


def advice(error: Exception) -> str:
    """What to do about a file that cannot be read, by what stood in the way."""
    if isinstance(error, UnicodeError):
        return "save it as CSV in UTF-8 and try again"
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return "it needs more memory than there is: upload a part of it"
    if isinstance(error, CELLS):
        return (
            "a figure or a date in it is too large or malformed: sort each column and look at its "
            "ends"
        )
    return f"save it anew as a plain CSV and try again ({type(error).__name__})"


def check_unpacked(file: Path, limits: Limits) -> None:
    """Raise `DataError` if a packed file holds far more than an upload may: read, not believed."""
    left = limits.unpacked * MB
    with file.open("rb") as content:
        start = content.read(4)
    if start == b"PK\x03\x04":
        with zipfile.ZipFile(file) as book:
            for member in book.infolist():
                with book.open(member) as inside:
                    left -= _length(inside, left)
    elif packing.packer_of(start):
        try:
            with packing.opened(file) as inside:
                left -= _length(inside, left)
        except packing.BROKEN as error:
            raise DataError(f"{file.name} cannot be read to its end ({error}).") from None
    elif start == b"PAR1":
        held = pq.ParquetFile(file).metadata
        _check_rows(held.num_rows, held.schema.to_arrow_schema().names, limits)
        left -= sum(held.row_group(i).total_byte_size for i in range(held.num_row_groups))
    if left < 0:
        raise DataError(f"{file.name} holds more than {limits.unpacked} MB when it is unpacked.")


def _length(content: IO[bytes], enough: int) -> int:
    """How long something is, read until it is longer than enough."""
    length = 0
    while length <= enough and (block := content.read(BLOCK)):
        length += len(block)
    return length


def _largest(file: Path, staged: list[Staged], limits: Limits) -> Staged:
    """The table of a file that has most rows; raises if it has none, or too many."""
    largest = max(staged, key=lambda one: one.rows)
    _check_rows(largest.rows, largest.columns, limits)
    if not largest.rows:
        raise DataError(f"{file.name} holds no rows below its header.")
    return largest


def _check_rows(rows: int, columns: list[str], limits: Limits) -> None:
    if rows > limits.rows:
        longer = (
            "segmentation score scores customers in files of any length."
            if set(RFM) <= set(feature_columns(columns))
            else "segmentation mine reads orders in files of any length and finds the "
            "segments of your own shop."
        )
        raise DataError(
            f"the file has {rows:,} rows; at most {limits.rows:,} are read here. {longer}"
        )


def _read(file: Path, work: Path, request: Request) -> Upload:
    """A table of customers if its header has two features or all that are wanted, else orders."""
    wanted, delimiter = request.wanted, request.options.delimiter
    request.tell(0.05, "Reading the file")
    connection = ibis.duckdb.connect(temp_directory=str(work), memory_limit=MEMORY)
    try:
        columns = staging.columns_of_first(file, work, delimiter, partial(_features, wanted))
        if len(columns) > request.limits.columns:
            raise DataError(
                f"the file has {len(columns):,} columns; at most {request.limits.columns} are read."
            )
        if not _features(wanted, columns):
            return _orders(connection, file, work, request)
        table = staging.largest_table(connection, file, work, delimiter)
        staged = _largest(file, [table], request.limits)
        there = feature_columns(staged.columns)
        if not _features(wanted, staged.columns):  # the largest table is another one
            return _orders(connection, file, work, request)
        if not set(wanted) <= set(there):
            raise lacking(wanted, list(there), "this table of customers")
        request.tell(0.4, "Reading the figures")
        preview = _preview(connection, staged)
        return read_customers(
            _cells(file, staged), staged, preview, request.options.decimal, wanted
        )
    finally:
        connection.disconnect()


def _features(wanted: list[str], columns: list[str]) -> list[int]:
    """Where the features of a header are; none if it is not one of customers."""
    there = feature_columns(columns)
    return [*there.values()] if len(there) > 1 or set(wanted) <= set(there) else []


def _preview(connection: Backend, staged: Staged) -> pd.DataFrame:
    """The first rows as texts, under names that differ from each other."""
    preview = connection.read_parquet(staged.parquet).head(PREVIEW).execute().fillna("")
    preview.columns = _distinct(staged.columns)
    return preview


def _cells(file: Path, staged: Staged) -> pa.Table:
    """All cells of a table: of Parquet as they are in it, else the texts they were staged as."""
    if staged.form != "Parquet":
        return pq.read_table(staged.parquet)
    whole = pq.ParquetFile(file).read()
    nested = [one for one in whole.schema if pa.types.is_nested(one.type)]
    at = id_column([one.name for one in nested])
    if at is not None:  # staging leaves it out, and the rows would be numbered
        customer_columns.check_ids(nested[at], staged.name)
    return whole.select([i for i, one in enumerate(whole.schema) if one not in nested])


def _distinct(columns: list[str]) -> list[str]:
    """Names for a preview, which must differ from each other."""
    out: list[str] = []
    for name in columns:
        bare = name or "(no name)"
        out.append(bare if bare not in out else f"{bare} ({len(out) + 1})")
    return out


def lacking(wanted: list[str], there: list[str], what: str) -> LackingError:
    """What to say of a file that does not give the features, and whether another model would do."""
    short = ", ".join(name for name in wanted if name not in there)
    said = f"{what} gives {', '.join(there) or 'no feature'}, and this model also needs {short}"
    enough = set(RFM) <= set(there) and set(wanted) != set(RFM)
    hint = "; the model of recency, orders and spend can score it" if enough else ""
    return LackingError(f"{said}{hint}.", enough)


def _check_names(columns: list[str], roles: list[str]) -> None:
    """Raise `DataError` if a column that could be picked for a role shares its name."""
    usual = " ".join(line for role in roles for line in column_roles.NAMES[role]).split()
    for name in dict.fromkeys(columns):
        times = columns.count(name)
        if times > 1 and naming.plain(name) in usual:
            raise DataError(f"the column {name} is there {times} times; rename one.")


def _orders(connection: Backend, file: Path, work: Path, request: Request) -> Upload:
    """Raw orders: understood as the command for own orders does, then one row per customer."""
    given, wanted, options = request.given, request.wanted, request.options
    parts = work / "parts"
    parts.mkdir()
    staged, left = staging.to_text_parquet(
        connection, file, parts, headers.tell(given), options.delimiter
    )
    largest = _largest(file, staged, request.limits)
    try:
        column_roles.find(largest.columns, given)
    except OpenColumnsError as error:
        _check_names(largest.columns, list(error.suggested))
        needed = f"A table of customers would need the columns {', '.join(wanted)}."
        raise AskError(f"{error} {needed}", error.suggested, largest.columns) from None
    request.tell(0.25, "Understanding the orders")
    reading = orders_file.read_staged(connection, staged, left, work / "out", given, options)
    request.tell(0.6, "Measuring the customers")
    orders = connection.read_parquet(reading.orders)
    people = features_table(orders, as_of=reading.snapshot)
    there = [name for name in NUMERIC if name in people]
    if not set(wanted) <= set(there):
        raise lacking(wanted, there, "this file of orders")
    people[CUSTOMER] = people[CUSTOMER].astype(str)
    people[there] = people[there].astype("float64")
    notes = []
    if reading.grain is Grain.MOMENTS:
        notes.append(
            "There is no column of order numbers, so what a customer bought at the same moment is "
            "one order."
        )
    return Upload(
        customers=people, preview=_preview(connection, largest),
        rows=reading.funnel[["Part", "Reason", "Rows"]],
        form=", ".join(reading.files["read as"]), decimal=reading.decimal,
        snapshot=reading.snapshot, currency=reading.currency, notes=notes,
    )  # fmt: skip
