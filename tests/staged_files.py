"""Tables of every form brought to texts: for the tests of `reading`."""

from pathlib import Path

import ibis

from segmentation.reading.staged import Left, read_staged
from segmentation.reading.staging import to_text_parquet

NEEDED = ("customer", "date", "amount")
HEADER = "customer,order,date,amount"
LINES = ("a,1,2024-01-05,10.50", "b,2,2024-01-31,20.00")
ROWS = [("a", "1", "2024-01-05", "10.50"), ("b", "2", "2024-01-31", "20.00")]


def used(columns: list[str]) -> list[int]:
    """The positions of three columns; none if one of them is not there."""
    names = [name.casefold() for name in columns]
    return [names.index(name) for name in NEEDED] if set(NEEDED) <= set(names) else []


def written(path: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    """A text of these lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\n".join((header, *lines, "")).encode(encoding))
    return path


def texts(path: Path, delimiter: str = "", sheet: str = "") -> tuple[list[tuple], str, list[str]]:
    """All rows at a path by column, how the first table was read, and lines that are no rows."""
    rows, form, misfits, _ = everything(path, delimiter, sheet)
    return rows, form, misfits


def everything(
    path: Path, delimiter: str = "", sheet: str = ""
) -> tuple[list[tuple], str, list[str], list[Left]]:
    """As `texts`, with what was left."""
    work = path.parent / f"{path.name}.work"
    work.mkdir()
    connection = ibis.duckdb.connect()
    staged, left = to_text_parquet(connection, path, work, used, delimiter, sheet)
    rows = []
    for one in staged:
        table = read_staged(connection, one.parquet).execute()
        table.columns = one.columns
        table = table.astype(object).where(table.notna(), None)
        rows += [tuple(row) for row in table.itertuples(index=False)]
    connection.disconnect()
    return rows, staged[0].form, [line for one in staged for line in one.rejected_rows], left
