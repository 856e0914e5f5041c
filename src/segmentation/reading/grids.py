"""Tables that are cells rather than lines: the sheets of a workbook, the tables of a web page."""

import datetime as dt
import html.parser
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from segmentation.base.errors import DataError
from segmentation.reading.encodings import FIRST_LINES, encoding_of
from segmentation.reading.headers import NoTableError, Used, fullest, header_row
from segmentation.reading.opening import Kind, Part
from segmentation.reading.staged import Left, Staged, not_used, write_rows

MOST_CELLS = 50_000_000  # of a sheet; a stray cell in its last corner makes billions
LARGEST_PAGE = 50_000_000  # bytes of a web page, which is read at once
ROWS, CELLS = ("tr", "row"), ("td", "th", "cell")  # of web pages and of spreadsheets in XML


@dataclass(frozen=True)
class Grid:
    """Cells of one table."""

    label: str  # of the sheet; "" for a table of a web page
    rows: list[list[str | None]]  # all as long
    merged: list[tuple[tuple[int, int], tuple[int, int]]]  # first and last (row, column)


def _cell(value: object) -> str | None:
    """A cell of a workbook as text: whole numbers without a fraction, dates as ISO."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    return str(value)


def _sheet(sheet: CalamineSheet, name: str) -> Grid:
    if sheet.height * sheet.width > MOST_CELLS:
        raise DataError(
            f"{name}: the sheet {sheet.name} has {sheet.height:,} rows of {sheet.width:,} cells; "
            "delete what stands far from the table, or save the sheet as CSV."
        )
    top, left = sheet.start or (0, 0)
    merged = [
        ((first[0] - top, first[1] - left), (last[0] - top, last[1] - left))
        for first, last in sheet.merged_cell_ranges or []
    ]
    return Grid(sheet.name, [[_cell(value) for value in row] for row in sheet.to_python()], merged)


def sheets(file: Path, name: str) -> Iterator[Grid]:
    """The sheets of a workbook; one that is broken, protected or far too large is a `DataError`."""
    try:
        book = CalamineWorkbook.from_path(file)
        for sheet in book.sheet_names:
            yield _sheet(book.get_sheet_by_name(sheet), name)
    except PasswordError:
        raise DataError(
            f"{name} is protected by a password; save a copy without one, or as CSV."
        ) from None
    except DataError:
        raise
    except (CalamineError, OSError, ValueError, ArithmeticError, TypeError) as error:
        raise DataError(f"{name} cannot be read as a workbook ({error}).") from None


class _Page(html.parser.HTMLParser):
    """Gathers the cells of every table of a page; nothing in it is run or fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.row: list[str] | None = None
        self.text: list[str] | None = None
        self.wide = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.tables.append([])
        elif tag in ROWS and self.tables:
            self._end_row()
            self.row = []
        elif tag in CELLS and self.row is not None:
            self._end_cell()
            at = given.get("ss:index") or ""
            if at.isascii() and at.isdigit() and len(self.row) < int(at) <= 20_000:
                self.row += [""] * (int(at) - 1 - len(self.row))
            self.text = []
            span = given.get("colspan") or ""
            self.wide = min(int(span), 1_000) if span.isascii() and span.isdigit() else 1
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in CELLS:
            self._end_cell()
        elif tag in (*ROWS, "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _end_cell(self) -> None:
        if self.text is not None and self.row is not None:
            self.row.append(" ".join("".join(self.text).split()))
            self.row += [""] * (self.wide - 1)
        self.text, self.wide = None, 1

    def _end_row(self) -> None:
        self._end_cell()
        if self.row is not None and self.tables:
            self.tables[-1].append(self.row)
        self.row = None


def page_tables(file: Path, name: str) -> Iterator[Grid]:
    """The tables of a web page, or of a spreadsheet in XML, whatever it is called."""
    try:
        if file.stat().st_size > LARGEST_PAGE:
            raise DataError(f"{name} is a web page of more than 50 MB; save it as CSV.")
        with file.open("rb") as raw:
            encoding = encoding_of(raw)
        page = _Page()
        page.feed(file.read_text(encoding=encoding, errors="replace"))
        page.close()
    except (OSError, AssertionError) as error:
        raise DataError(f"{name} cannot be read as a web page ({error}).") from None
    page._end_row()
    for rows in page.tables:
        width = max(map(len, rows), default=0)
        if width:
            filled = [[cell or None for cell in row + [""] * (width - len(row))] for row in rows]
            yield Grid("", filled, [])


def _filled_down(grid: Grid, body: int) -> list[list[str | None]]:
    """The rows below the header, with what stands in merged cells in each of their rows."""
    rows = [list(row) for row in grid.rows[body:]]
    for (top, left), (bottom, _) in grid.merged:
        for at in range(max(top, body) + 1, min(bottom + 1, len(grid.rows))):
            if top >= body and left < len(rows[at - body]):
                rows[at - body][left] = grid.rows[top][left]
    return rows


def grid_header(grid: Grid, used: Used) -> tuple[int, list[str]] | None:
    """The row below the header, and the names in the header; None if the grid is no table."""
    first = [[cell or "" for cell in row] for row in grid.rows[:FIRST_LINES]]
    known = header_row(first, used)
    if known:
        top, columns = known
        return top + 1, columns + [""] * (len(first[top]) - len(columns))
    if max((sum(cell is not None for cell in row) for row in grid.rows), default=0) < 2:
        return None
    full = [[cell or "" for cell in row] for row in grid.rows]
    top = fullest(full)
    return top + 1, full[top]


def _stage_grid(grid: Grid, name: str, form: str, parquet: Path, used: Used) -> Staged | None:
    """Bring a grid to Parquet; None if it is no table."""
    found = grid_header(grid, used)
    if found is None:
        return None
    body, columns = found
    write_rows(_filled_down(grid, body), len(columns), parquet)
    lines = [" ".join(filter(None, row)) for row in grid.rows[: body - 1]]
    return Staged(
        name=name,
        parquet=parquet,
        columns=columns,
        form=form,
        rejected_rows=list(filter(None, lines)),
    )


def grids(part: Part, kind: Kind) -> Iterator[Grid]:
    """The sheets of a workbook, or the tables of a web page."""
    read = sheets if kind is Kind.WORKBOOK else page_tables
    return read(part.file, part.name)


def stage_grids(
    part: Part, kind: Kind, work: Path, used: Used, sheet: str
) -> tuple[list[Staged], list[Left]]:
    """The sheets that are wanted, or the one that was named, or the largest."""
    seen: dict[str, Staged | None] = {}
    for number, grid in enumerate(grids(part, kind)):
        label = f"sheet {grid.label}" if kind is Kind.WORKBOOK else f"table {number + 1}"
        if sheet and grid.label.strip().casefold() != sheet.strip().casefold():
            seen[label] = None
            continue
        name, parquet = f"{part.name}, {label}", work / f"grid-{number}.parquet"
        seen[label] = _stage_grid(grid, name, f"{kind}, {label}", parquet, used)
    tables = {label: one for label, one in seen.items() if one is not None}
    if not tables:
        raise no_table(part, sheet, [label.removeprefix("sheet ") for label in seen])
    wanted = [label for label, one in tables.items() if used(one.columns)]
    kept = wanted or [max(tables, key=lambda label: tables[label].rows)]
    of = f" (of {len(seen)})" if len(seen) > 1 else ""
    read = [
        replace(tables[label], form=tables[label].form + of,
                name=tables[label].name if len(kept) > 1 else part.name)
        for label in kept
    ]  # fmt: skip
    left = [
        Left(f"{part.name}, {label}", one.columns if one else [], _why_left(one, sheet, wanted))
        for label, one in seen.items()
        if label not in kept
    ]
    return read, left


def _why_left(one: Staged | None, sheet: str, wanted: list[str]) -> str:
    if sheet:
        return "left out: another sheet was asked for"
    if one is None:
        return "left out: no table"
    return not_used(one.columns) if wanted else "left out: not the largest table"


def no_table(part: Part, sheet: str, labels: Collection[str]) -> NoTableError:
    """The error of a workbook without a table, or without one in the sheet that was asked for."""
    asked = f" in a sheet {sheet!r}; its sheets are {', '.join(labels)}" if sheet else ""
    return NoTableError(f"{part.name} holds no table{asked}.")
