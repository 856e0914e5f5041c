"""Any file of people as Parquet with every cell as text, in a stream.

Dates and amounts are then read by the same rules wherever they come from. What is no row of the
table (a wrong number of fields, a line above the header) is kept beside it.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

from segmentation.base.errors import DataError
from segmentation.reading import opening
from segmentation.reading.columnar import parquet_columns, stage_json, stage_parquet
from segmentation.reading.delimited import stage_text, text_columns
from segmentation.reading.grids import grid_header, grids, no_table, stage_grids
from segmentation.reading.headers import NoTableError, Used, nothing
from segmentation.reading.opening import Kind, Part
from segmentation.reading.staged import Left, Staged, not_used, read_staged

__all__ = ["Left", "Staged", "columns_of_first", "largest_table", "to_text_parquet"]

DATUM = re.compile(r"\W*\d")  # how a cell of a row begins, and hardly the name of a column


def to_text_parquet(
    connection: Backend, path: Path, folder: Path, used: Used = nothing, delimiter: str = "",
    sheet: str = "",
) -> tuple[list[Staged], list[Left]]:  # fmt: skip
    """Bring all tables at a path (a file, an archive, a folder) to Parquet with every cell as text.

    What a file is, is told by how it begins, not by its name. `used` gives for the names of a
    header the positions of those that are used, none if it is no wanted table; if any of the
    tables has such columns, those that have none are left. Of workbooks only the `sheet` is read,
    if one is named.

    Raises
    ------
    DataError
        If a file is empty, broken, or none holds a table.
    """
    parts = opening.parts(path, folder)
    staged: list[Staged] = []
    left: list[Left] = []
    bare: list[tuple[Part, Path, Staged]] = []
    for number, part in enumerate(parts):
        work = folder / f"part-{number}"
        work.mkdir()
        try:
            kind = _kind_of(part, sheet)
            found, others = _stage_part(connection, part, kind, work, used, delimiter, sheet)
        except NoTableError as error:
            if len(parts) == 1:
                raise
            left.append(Left(part.name, [], f"left out: {_cause(error, part.name)}"))
            continue
        found = [replace(one, columns=[c.replace("\0", "") for c in one.columns]) for one in found]
        staged += found
        left += others
        if kind is Kind.TEXT and any(DATUM.match(name) for name in found[0].columns):
            bare.append((part, work, found[0]))  # as the later parts of a file cut in pieces
    wanted = [one for one in staged if used(one.columns)]
    if not wanted:
        if not staged:
            raise NoTableError(f"{path.name} holds no table that can be read.")
        return staged, left
    for part, work, one in bare:
        if one not in wanted and len(one.columns) == len(wanted[0].columns):
            inner, names = work / "bare", _own_columns(wanted, one, part)
            inner.mkdir()
            again = stage_text(connection, part.file, inner, part.name, delimiter, used, names)
            wanted.append(_with_columns(connection, again, part.columns, inner))
            staged.remove(one)
    left += [
        Left(one.name, one.columns, not_used(one.columns)) for one in staged if one not in wanted
    ]
    return sorted(wanted, key=lambda one: one.name), left


def _kind_of(part: Part, sheet: str) -> Kind:
    kind = opening.kind_of(part.file, part.name)
    if sheet and kind is not Kind.WORKBOOK:
        raise DataError(f"{part.name} is no workbook, so it has no sheet {sheet!r}.")
    return kind


def _cause(error: DataError, name: str) -> str:
    return str(error).removeprefix(name).removeprefix(":").strip().rstrip(".")


def _own_columns(wanted: list[Staged], one: Staged, part: Part) -> list[str]:
    """The header of the other parts, for one without."""
    headers = {tuple(other.columns) for other in wanted}
    if len(headers) > 1:
        raise DataError(
            f"{one.name} has no header, and the other files have different ones; put a line with "
            "the names of its columns above it."
        )
    return [name for name in wanted[0].columns if name not in part.columns]


def _stage_part(
    connection: Backend, part: Part, kind: Kind, work: Path, used: Used, delimiter: str, sheet: str
) -> tuple[list[Staged], list[Left]]:
    """The tables of one file, and its sheets that are not read."""
    own = _within(used, part.columns)
    left: list[Left] = []
    if kind is Kind.PARQUET:
        found = [stage_parquet(connection, part.file, work, part.name)]
    elif kind is Kind.JSON:
        found = [stage_json(connection, part.file, work, part.name)]
    elif kind is Kind.TEXT:
        found = [stage_text(connection, part.file, work, part.name, delimiter, own)]
    else:
        found, left = stage_grids(part, kind, work, own, sheet)
    return [_with_columns(connection, one, part.columns, work) for one in found], left


def _within(used: Used, further: Collection[str]) -> Used:
    """What is used of a header, where further columns come from the names of folders."""

    def own(columns: list[str]) -> Collection[int]:
        all_of_them = used([*columns, *(name for name in further if name not in columns)])
        return [at for at in all_of_them if at < len(columns)]

    return own if further else used


def _with_columns(
    connection: Backend, one: Staged, further: dict[str, str | None], work: Path
) -> Staged:
    """A table with the columns that the names of its folders tell."""
    new = {name: value for name, value in further.items() if name not in one.columns}
    if not new:
        return one
    table = read_staged(connection, one.parquet)
    start = len(one.columns)
    cells = {f"c{start + i}": ibis.literal(value, "string") for i, value in enumerate(new.values())}
    parquet = work / "with_folders.parquet"
    connection.to_parquet(table.mutate(**cells), parquet)
    return replace(one, parquet=parquet, columns=[*one.columns, *new])


def largest_table(connection: Backend, file: Path, folder: Path, delimiter: str = "") -> Staged:
    """As `to_text_parquet`, of the table alone that has most rows."""
    staged, _ = to_text_parquet(connection, file, _new_folder(folder), delimiter=delimiter)
    return max(staged, key=lambda one: one.rows)


def _new_folder(folder: Path) -> Path:
    """A folder in another that nothing has taken."""
    taken = sum(1 for _ in folder.glob("tables-*"))
    inner = folder / f"tables-{taken}"
    inner.mkdir()
    return inner


def columns_of_first(
    path: Path, folder: Path, delimiter: str = "", used: Used | None = None
) -> list[str]:
    """What the header of the first table at a path calls its columns, from its beginning alone.

    Of several tables it is the first that is `used`, if any is (`to_text_parquet`).
    """
    first: list[str] | None = None
    error = NoTableError(f"{path.name} holds no table.")
    for part in opening.parts(path, _new_folder(folder), beginning=True):
        try:
            columns = _columns(part, folder, delimiter)
        except NoTableError as none:
            error = none
            continue
        own = [*columns, *(name for name in part.columns if name not in columns)]
        if used is None or used(own):
            return own
        first = first or own
    if first is None:
        raise error
    return first


def _columns(part: Part, folder: Path, delimiter: str) -> list[str]:
    kind = opening.kind_of(part.file, part.name)
    if kind is Kind.PARQUET:
        return parquet_columns(part.file, part.name)
    if kind is Kind.TEXT:
        return text_columns(part.file, delimiter)
    if kind is Kind.JSON:
        connection = ibis.duckdb.connect()
        try:
            return stage_json(connection, part.file, _new_folder(folder), part.name).columns
        finally:
            connection.disconnect()
    largest: dict[int, list[str]] = {}
    for grid in grids(part, kind):
        found = grid_header(grid, nothing)
        if found:
            largest[len(grid.rows)] = found[1]
    if not largest:
        raise no_table(part, "", [])
    return largest[max(largest)]
