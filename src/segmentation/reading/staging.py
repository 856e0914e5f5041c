"""Any file of orders as Parquet with every cell as text, in a stream.

Dates and amounts are then read by the same rules wherever they come from. What is no row of the
table (a wrong number of fields, a line above the header) is kept beside it.
"""

import datetime as dt
import io
import zlib
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend
from python_calamine import CalamineError, CalamineWorkbook

from segmentation.base.errors import DataError
from segmentation.reading import opening
from segmentation.reading.opening import DELIMITERS, header, plain_text

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Latin-1)",
    "latin-1": "Latin-1",
}


@dataclass(frozen=True)
class Staged:
    """One file as Parquet of texts, and what was seen on the way.

    Attributes
    ----------
    name : str
        Of the file, for people.
    parquet : Path
        One row per row of the file; columns `c0`, `c1`, … in its order.
    columns : list of str
        What the header calls them.
    form : str
        How it was read, such as "UTF-8, separated by semicolons".
    misfits : list of str
        Lines that are no rows: a wrong number of fields for the header.
    """

    name: str
    parquet: Path
    columns: list[str]
    form: str
    misfits: list[str]

    @property
    def rows(self) -> int:
        """Rows of the file, the misfits among them."""
        return pq.ParquetFile(self.parquet).metadata.num_rows + len(self.misfits)


def _check_text(file: Path) -> None:
    """Raise if a file is no text: a PDF, a picture, a database."""
    try:
        with opening.opened(file) as raw:
            begin = raw.read(4096)
    except (OSError, EOFError, zlib.error):
        return  # reading it says more
    if begin[:4] == b"%PDF":
        raise DataError(
            f"{file.name} is a PDF, not a table; export the orders as CSV, Parquet or Excel."
        )
    wide = opening.encoding_of(io.BytesIO(begin)).startswith(("utf-16", "utf-32"))
    if b"\x00" in begin and not wide:
        raise DataError(
            f"{file.name} is neither text nor a workbook, so it holds no table that can be read; "
            "export the orders as CSV, Parquet or Excel."
        )


def _line_ends(connection: Backend, parquet: Path) -> int:
    """Line ends inside the fields of a staged file."""
    table = connection.read_parquet(parquet)
    ends = [table[c].length() - table[c].replace("\n", "").length() for c in table.columns]
    total = reduce(add, [end.sum().coalesce(0) for end in ends])
    return int(total.execute())


def _misfits(connection: Backend) -> list[str]:
    rejected = connection.table("reject_errors")
    lines = rejected.group_by("line_byte_position").aggregate(text=rejected.csv_line.min())
    return lines.order_by("line_byte_position").text.execute().fillna("").tolist()


def _stage_text(connection: Backend, file: Path, folder: Path, delimiter: str) -> Staged:
    _check_text(file)
    text, encoding, lines = plain_text(file, folder)
    if not lines:
        raise DataError(f"{file.name} is empty.")
    mark, above, columns = header(text, delimiter, file.name)
    parquet = folder / f"{file.name}.parquet"
    for left_over in ("reject_errors", "reject_scans"):
        connection.drop_table(left_over, force=True)
    rows = connection.read_csv(
        text, header=False, skip=len(above) + 1, delim=mark, quote='"', escape='"',
        columns={f"c{i}": "VARCHAR" for i in range(len(columns))}, auto_detect=False,
        store_rejects=True, ignore_errors=True,
    )  # fmt: skip
    connection.to_parquet(rows, parquet)
    misfits = _misfits(connection)
    connection.drop_view(rows.get_name(), force=True)
    if text != file:
        text.unlink()
    seen = 1 + sum(bool(line) for line in above) + len(misfits)
    seen += pq.ParquetFile(parquet).metadata.num_rows
    if seen < lines:
        seen += _line_ends(connection, parquet)
        seen += sum(line.strip("\n").count("\n") for line in misfits)
    if seen < lines:  # the reader loses what follows a quotation mark without its partner
        raise DataError(
            f"{file.name}: a quotation mark is opened and never closed, so {lines - seen:,} lines "
            f"cannot be told apart{_where(misfits)}; close or remove it."
        )
    form = f"{ENCODINGS[encoding]}, separated by {DELIMITERS.get(mark, mark)}"
    return Staged(file.name, parquet, columns, form, [line for line in above if line] + misfits)


def _where(misfits: list[str]) -> str:
    return f" (after {misfits[-1].splitlines()[0][:60]!r})" if misfits else ""


def _cell(value: object) -> str | None:
    """A cell of a workbook as text: whole numbers without a fraction, dates as ISO."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    return str(value)


def _stage_workbook(file: Path, folder: Path) -> Staged:
    try:
        book = CalamineWorkbook.from_path(file)
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (CalamineError, OSError) as error:
        raise DataError(f"{file.name} cannot be read as a workbook ({error}).") from None
    name = max(sheets, key=lambda sheet: len(sheets[sheet]), default="")
    rows = [[_cell(value) for value in row] for row in sheets.get(name, [])]
    width = max((sum(cell is not None for cell in row) for row in rows), default=0)
    if width < 2:
        raise DataError(f"{file.name} holds no table.")
    # The header is the first row that is at least half as full as the fullest.
    top = next(i for i, row in enumerate(rows) if 2 * sum(c is not None for c in row) >= width)
    columns = [cell or "" for cell in rows[top]]
    body = {f"c{i}": pa.array([row[i] for row in rows[top + 1 :]], pa.string())
            for i in range(len(columns))}  # fmt: skip
    parquet = folder / f"{file.name}.parquet"
    pq.write_table(pa.table(body), parquet)
    other = f" (of {len(sheets)})" if len(sheets) > 1 else ""
    above = [" ".join(filter(None, row)) for row in rows[:top]]
    return Staged(file.name, parquet, columns, f"workbook, sheet {name}{other}",
                  [line for line in above if line])  # fmt: skip


def _as_text(column: ir.Value) -> ir.StringValue:
    kind = column.type()
    if kind.is_timestamp() and kind.timezone:
        column = column.cast("timestamp")  # the moment in UTC
    if kind.is_decimal():
        column = column.cast("float64")  # 12.5, not 12.500, which could be twelve thousand
    if kind.is_binary():
        column = column.cast("string")
    return column.cast("string")


def _stage_parquet(connection: Backend, file: Path, folder: Path) -> Staged:
    try:
        columns = pq.read_schema(file).names
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{file.name} cannot be read as Parquet ({error}).") from None
    table = connection.read_parquet(file)
    parquet = folder / f"{file.name}.texts.parquet"
    flat = [c for c in columns if not table[c].type().is_nested()]
    connection.to_parquet(table.select(**{f"c{i}": _as_text(table[c]) for i, c in enumerate(flat)}),
                          parquet)  # fmt: skip
    return Staged(file.name, parquet, flat, "Parquet", [])


def _kind(file: Path) -> str:
    """What a file is, by how it begins."""
    try:
        with file.open("rb") as raw:
            start = raw.read(8)
    except OSError as error:
        raise DataError(f"{file.name} cannot be opened ({error.strerror}).") from None
    if start[:4] == b"PAR1":
        return "parquet"
    packed = start[:4] == b"PK\x03\x04" or start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return "workbook" if packed else "text"


def stage(connection: Backend, file: Path, folder: Path, delimiter: str = "") -> Staged:
    """Bring a file to Parquet with every cell as text.

    What a file is, is told by how it begins, not by its name.

    Parameters
    ----------
    connection : ibis DuckDB backend
    file : Path
    folder : Path
        Where the Parquet and copies go.
    delimiter : str
        What parts the fields of a text; "" to find it.

    Returns
    -------
    Staged

    Raises
    ------
    DataError
        If the file is empty, broken, or holds no table.
    """
    kind = _kind(file)
    if kind == "parquet":
        return _stage_parquet(connection, file, folder)
    if kind == "workbook":
        return _stage_workbook(file, folder)
    return _stage_text(connection, file, folder, delimiter)


def columns_of(file: Path, folder: Path, delimiter: str = "") -> list[str]:
    """What the header of a file calls its columns, from the beginning of the file alone.

    Parameters
    ----------
    file, folder, delimiter
        As in `stage`.

    Raises
    ------
    DataError
        As in `stage`, as far as the beginning shows it.
    """
    kind = _kind(file)
    if kind == "workbook":
        return _stage_workbook(file, folder).columns
    if kind == "parquet":
        try:
            return pq.read_schema(file).names
        except (pa.ArrowException, OSError) as error:
            raise DataError(f"{file.name} cannot be read as Parquet ({error}).") from None
    _check_text(file)
    return header(opening.beginning(file, folder), delimiter, file.name)[2]
