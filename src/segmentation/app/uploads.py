"""An uploaded file as customers with features: a table of customers as it is, or orders summed up.

What a file is, is told by its content. Everything is read in a temporary folder that is gone when
the reading ends, and whatever cannot be read is told in one sentence.
"""

import csv
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from segmentation.app.customer_table import (
    CUSTOMER,
    ORDERS,
    Upload,
    feature_columns,
    id_column,
    read_customers,
)
from segmentation.base.errors import DataError
from segmentation.features.measure import customer_features
from segmentation.features.names import NUMERIC, RFM
from segmentation.orders_file import column_roles, naming
from segmentation.orders_file import source as orders_file
from segmentation.orders_file.column_roles import OpenColumnsError
from segmentation.orders_file.parsing import Options
from segmentation.reading import customer_columns, packing, staging
from segmentation.reading.staging import Staged

LARGEST = 50  # MB of an upload; also in .streamlit/config.toml
UNPACKED = 250  # MB that a packed file may have inside
MOST_ROWS = 500_000
MOST_COLUMNS = 500
MEMORY = "600MB"
PREVIEW = 5  # rows
BLOCK = 1 << 20
MB = 1_000_000
CELLS = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException,
         pa.ArrowInvalid, ArithmeticError, ValueError)  # fmt: skip
NOTHING_SET = Options()
NONE_GIVEN: Mapping[str, str] = MappingProxyType({})


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


def read(
    name: str,
    content: bytes,
    wanted: list[str],
    options: Options = NOTHING_SET,
    given: Mapping[str, str] = NONE_GIVEN,
    tell: Callable[[float, str], None] = lambda share, text: None,
) -> Upload:
    """Read an upload into one row of features per customer.

    Parameters
    ----------
    name : str
        What the file was called; only shown.
    content : bytes
    wanted : list of str
        Features of the model.
    options : Options
        What the reader set: decimal mark, order of day and month, snapshot …
    given : mapping of str to str
        Role → column, for orders whose columns are not found by their names.
    tell : callable
        Called with the share that is done, and what is being done.

    Raises
    ------
    DataError
        If the file is too large or no table, or does not give the features.
    LackingError
        If it gives some features and not all.
    AskError
        If customer, date or amount of orders are not found, or could be several columns.
    """
    if len(content) > LARGEST * MB:
        raise DataError(f"the file has {len(content) / MB:,.0f} MB; at most {LARGEST} MB are read.")
    if not content.strip():
        raise DataError(f"{safe_name(name)} is empty.")
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        work = Path(folder)
        file = work / safe_name(name)
        file.write_bytes(content)
        try:
            check_unpacked(file)
            return _read(file, work, wanted, options, given, tell)
        except (duckdb.Error, pa.ArrowException, zipfile.BadZipFile, csv.Error, OSError, ValueError,
                ArithmeticError, LookupError, MemoryError) as error:  # fmt: skip
            if isinstance(error, DataError):
                raise
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


def check_unpacked(file: Path) -> None:
    """Raise `DataError` if a packed file holds far more than an upload may: read, not believed."""
    left = UNPACKED * MB
    start = file.read_bytes()[:4]
    if start == b"PK\x03\x04":
        with zipfile.ZipFile(file) as book:
            for member in book.infolist():
                with book.open(member) as inside:
                    while left >= 0 and (block := inside.read(BLOCK)):
                        left -= len(block)
    elif packing.packer_of(start):
        try:
            with packing.opened(file) as inside:
                while left >= 0 and (block := inside.read(BLOCK)):
                    left -= len(block)
        except packing.BROKEN as error:
            raise DataError(f"{file.name} cannot be read to its end ({error}).") from None
    elif start == b"PAR1":
        held = pq.ParquetFile(file).metadata
        _check_rows(held.num_rows, held.schema.to_arrow_schema().names)
        left -= sum(held.row_group(i).total_byte_size for i in range(held.num_row_groups))
    if left < 0:
        raise DataError(f"{file.name} holds more than {UNPACKED} MB when it is unpacked.")


def _check_rows(rows: int, columns: list[str]) -> None:
    if rows > MOST_ROWS:
        longer = (
            "segmentation score scores customers in files of any length."
            if set(RFM) <= set(feature_columns(columns))
            else "segmentation mine reads orders in files of any length and finds the "
            "segments of your own shop."
        )
        raise DataError(
            f"the file has {rows:,} rows; at most {MOST_ROWS:,} are read here. {longer}"
        )


def _read(
    file: Path, work: Path, wanted: list[str], options: Options,
    given: Mapping[str, str], tell: Callable[[float, str], None],
) -> Upload:  # fmt: skip
    tell(0.05, "Reading the file")
    connection = ibis.duckdb.connect(temp_directory=str(work), memory_limit=MEMORY)
    try:
        columns = staging.columns_of(file, work, options.delimiter)
        if len(columns) > MOST_COLUMNS:
            raise DataError(
                f"the file has {len(columns):,} columns; at most {MOST_COLUMNS} are read."
            )
        staged = staging.stage(connection, file, work, options.delimiter)
        _check_rows(staged.rows, staged.columns)
        if not staged.rows:
            raise DataError(f"{file.name} holds no rows below its header.")
        texts = connection.read_parquet(staged.parquet)
        preview = texts.head(PREVIEW).execute().fillna("")
        preview.columns = _distinct(staged.columns)
        places = feature_columns(staged.columns)
        if not missing(places, wanted):
            tell(0.4, "Reading the figures")
            cells = _cells(file, staged)
            return read_customers(cells, staged, places, options, preview, wanted)
        if len(missing(places, [*NUMERIC])) <= len(NUMERIC) - 2:
            raise lacking(wanted, list(places), "this table of customers")
        return _orders(connection, file, work, staged, wanted, options, given, preview, tell)
    finally:
        connection.disconnect()


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


def missing(there: Mapping[str, object], wanted: list[str]) -> list[str]:
    """The wanted features that are not there."""
    return [name for name in wanted if name not in there]


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


def _orders(
    connection: Backend, file: Path, work: Path, staged: Staged, wanted: list[str],
    options: Options, given: Mapping[str, str], preview: pd.DataFrame,
    tell: Callable[[float, str], None],
) -> Upload:  # fmt: skip
    """Raw orders: understood as the command for own orders does, then one row per customer."""
    try:
        column_roles.find(staged.columns, given)
    except OpenColumnsError as error:
        _check_names(staged.columns, list(error.suggested))
        needed = f"A table of customers would need the columns {', '.join(wanted)}."
        raise AskError(f"{error} {needed}", error.suggested, staged.columns) from None
    tell(0.25, "Understanding the orders")
    reading = orders_file.read(file, work / "out", given, options)
    tell(0.6, "Measuring the customers")
    orders = connection.read_parquet(reading.orders)
    found = customer_features(orders, as_of=reading.snapshot).order_by(CUSTOMER).execute()
    there = [name for name in NUMERIC if name in found]
    if missing(found, wanted):
        raise lacking(wanted, there, "this file of orders")
    found[CUSTOMER] = found[CUSTOMER].astype(str)
    found[there] = found[there].astype("float64")
    notes = []
    if reading.grain == "moments":
        notes.append(
            "There is no column of order numbers, so what a customer bought at the same moment is "
            "one order."
        )
    return Upload(
        ORDERS, found, preview, reading.funnel[["Part", "Reason", "Rows"]],
        ", ".join(reading.files["read as"]), reading.decimal, reading.snapshot,
        reading.currency, notes,
    )  # fmt: skip
