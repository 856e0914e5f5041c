"""An uploaded file as customers with features: a table of customers as it is, or orders summed up.

What a file is, is told by its content. Everything is read in a temporary folder that is gone when
the reading ends, and whatever cannot be read is told in one sentence.
"""

import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from segmentation.features import NUMERIC, RFM, features
from segmentation.schemas import DataError
from segmentation.sources import own, own_columns, own_files, own_numbers, own_rows, own_staging
from segmentation.sources.own_rows import Options
from segmentation.sources.own_staging import Staged

LARGEST = 50  # MB of an upload; also in .streamlit/config.toml
UNPACKED = 250  # MB that a packed file may have inside
MOST_ROWS = 500_000
MOST_COLUMNS = 500
MEMORY = "600MB"
PREVIEW = 5  # rows
BLOCK = 1 << 20
MB = 1_000_000
CUSTOMER = "Customer_ID"
TABLE, ORDERS = "customers", "orders"
NOTHING_SET = Options()
NONE_GIVEN: Mapping[str, str] = MappingProxyType({})


class LackingError(DataError):
    """A file that does not give the features; `enough` says whether it does for recency, orders
    and spend."""

    def __init__(self, message: str, enough: bool) -> None:
        super().__init__(message)
        self.enough = enough


@dataclass(frozen=True)
class Upload:
    """Customers of a file, and what became of its rows.

    Attributes
    ----------
    kind : {"customers", "orders"}
    customers : DataFrame, shape (n, …)
        `Customer_ID` (text) and features; a figure that cannot be read is NaN.
    preview : DataFrame
        The first rows of the file, as texts.
    rows : DataFrame
        `Part` ("in", "set aside", "used"), `Reason`, `Rows`: the last two add up to the first.
    form : str
        How the file was read.
    decimal : {".", ","}
    snapshot : str
        Day the features were measured on; "" for a table of customers.
    currency : str
        "" if the file names none.
    notes : list of str
        What else should be known, in sentences.
    """

    kind: str
    customers: pd.DataFrame
    preview: pd.DataFrame
    rows: pd.DataFrame
    form: str
    decimal: str
    snapshot: str
    currency: str
    notes: list[str]


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
    OpenColumnsError
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
        except (duckdb.Error, pa.ArrowException, zipfile.BadZipFile, OSError, ValueError,
                ArithmeticError, LookupError, MemoryError) as error:  # fmt: skip
            if isinstance(error, DataError):
                raise
            raise DataError(
                f"{file.name} cannot be read as a table ({type(error).__name__}); save it as CSV "
                "in UTF-8 and try again."
            ) from None


def safe_name(name: str) -> str:
    """A name for the file in the temporary folder that leads nowhere else."""
    bare = re.sub(r"[^\w.\- ]", "_", Path(name.replace("\\", "/")).name).lstrip(". ")
    return bare[-80:] or "file"


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
    elif start[:2] == b"\x1f\x8b":
        try:
            with own_files.opened(file) as inside:
                while left >= 0 and (block := inside.read(BLOCK)):
                    left -= len(block)
        except (EOFError, OSError) as error:
            raise DataError(f"{file.name} cannot be read to its end ({error}).") from None
    elif start == b"PAR1":
        held = pq.ParquetFile(file).metadata
        _check_rows(held.num_rows)
        left -= sum(held.row_group(i).total_byte_size for i in range(held.num_row_groups))
    if left < 0:
        raise DataError(f"{file.name} holds more than {UNPACKED} MB when it is unpacked.")


def _check_rows(rows: int) -> None:
    if rows > MOST_ROWS:
        raise DataError(
            f"the file has {rows:,} rows; at most {MOST_ROWS:,} are read here. "
            "python -m segmentation.score scores files of any length."
        )


def _read(
    file: Path, work: Path, wanted: list[str], options: Options,
    given: Mapping[str, str], tell: Callable[[float, str], None],
) -> Upload:  # fmt: skip
    tell(0.05, "Reading the file")
    connection = ibis.duckdb.connect(temp_directory=str(work), memory_limit=MEMORY)
    try:
        staged = own_staging.stage(connection, file, work, options.delimiter)
        _check_rows(staged.rows)
        if len(staged.columns) > MOST_COLUMNS:
            raise DataError(
                f"the file has {len(staged.columns):,} columns; at most {MOST_COLUMNS} are read."
            )
        if not staged.rows:
            raise DataError(f"{file.name} holds no rows below its header.")
        texts = connection.read_parquet(staged.parquet)
        preview = texts.head(PREVIEW).execute().fillna("")
        preview.columns = _distinct(staged.columns)
        places = feature_columns(staged.columns)
        if not missing(places, wanted):
            tell(0.4, "Reading the figures")
            return _customers(texts, staged, places, wanted, options, preview)
        if len(missing(places, [*NUMERIC])) <= len(NUMERIC) - 2:
            raise lacking(wanted, list(places), "this table of customers")
        return _orders(connection, file, work, staged, wanted, options, given, preview, tell)
    finally:
        connection.disconnect()


def _distinct(columns: list[str]) -> list[str]:
    """Names for a preview, which must differ from each other."""
    out: list[str] = []
    for name in columns:
        bare = name or "(no name)"
        out.append(bare if bare not in out else f"{bare} ({len(out) + 1})")
    return out


def feature_columns(columns: list[str]) -> dict[str, int]:
    """Feature → position of its column; names are compared without case, blanks and units.

    Raises
    ------
    DataError
        If a feature has two columns.
    """
    names = [own_columns.plain(column) for column in columns]
    found = {}
    for feature in NUMERIC:
        at = [i for i, name in enumerate(names) if name == own_columns.plain(feature)]
        if len(at) > 1:
            raise DataError(f"the column {feature} is there {len(at)} times; keep one.")
        if at:
            found[feature] = at[0]
    return found


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


def _customers(
    texts: ir.Table, staged: Staged, places: dict[str, int], wanted: list[str],
    options: Options, preview: pd.DataFrame,
) -> Upload:  # fmt: skip
    """A table of customers: ids as they are, figures as the whole file writes them."""
    names = [name for name in NUMERIC if name in places]
    cells = {name: own_numbers.filled(texts[f"c{places[name]}"]) for name in names}
    at = _id_column(staged.columns)
    number = ibis.row_number().cast("string")
    key = number if at is None else own_rows.as_id(own_numbers.filled(texts[f"c{at}"]))
    blank = ibis.and_(*[own_numbers.filled(texts[c]).isnull() for c in texts.columns])
    table = texts.select(**{CUSTOMER: key.coalesce("")}, blank=blank, **cells)
    seen = {mark: 0 for mark in (".", ",", "either")}
    for name in names:
        evidence = own_numbers.evidence(table[name].coalesce(""))
        counts = table.aggregate(**{f"n{i}": x.cast("int64").sum().coalesce(0)
                                    for i, x in enumerate(evidence.values())}).execute()  # fmt: skip
        for i, mark in enumerate(evidence):
            seen[mark] += int(counts[f"n{i}"].iloc[0])
    decimal = own_numbers.decide(seen, options.decimal, names)
    figures = {name: own_numbers.number(table[name].coalesce(""), decimal) for name in names}
    found = table.filter(~table.blank).select(CUSTOMER, **figures).execute()
    blanks = staged.rows - len(staged.misfits) - len(found)
    if found.empty:
        raise DataError(f"{staged.name} holds no rows with anything in them.")
    rows = [("in", "rows in the file", staged.rows)]
    rows += [("set aside", "wrong number of fields", len(staged.misfits))] * bool(staged.misfits)
    rows += [("set aside", "blank row", blanks)] * bool(blanks)
    rows += [("used", "customers", len(found))]
    currency = own_columns.currency_in(staged.columns[places["Monetary"]])
    notes = [] if at is not None else ["No column of customer ids was found; rows are numbered."]
    repeated = int(found[CUSTOMER].duplicated().sum()) if at is not None else 0
    if repeated:
        notes.append(f"{repeated:,} rows repeat an id; each row is scored by itself.")
    return Upload(
        TABLE, found, preview, pd.DataFrame(rows, columns=["Part", "Reason", "Rows"]),
        staged.form, decimal, "", currency, notes,
    )  # fmt: skip


def _id_column(columns: list[str]) -> int | None:
    """The position of the column that names customers, if there is one."""
    names = [own_columns.plain(column) for column in columns]
    for line in own_columns.NAMES["customer"]:
        usual = [*line.split(), "id"]
        found = [i for i, name in enumerate(names) if name in usual]
        if found:
            return found[0]
    return None


def _orders(
    connection: Backend, file: Path, work: Path, staged: Staged, wanted: list[str],
    options: Options, given: Mapping[str, str], preview: pd.DataFrame,
    tell: Callable[[float, str], None],
) -> Upload:  # fmt: skip
    """Raw orders: understood as the command for own orders does, then one row per customer."""
    own_columns.find(staged.columns, given)
    tell(0.25, "Understanding the orders")
    reading = own.read(file, work / "out", given, replace(options), None)
    tell(0.6, "Measuring the customers")
    orders = connection.read_parquet(reading.orders)
    found = features(orders, as_of=reading.snapshot).order_by(CUSTOMER).execute()
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
