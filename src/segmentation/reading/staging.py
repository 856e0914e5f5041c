"""Any file of people as Parquet with every cell as text, in a stream.

Dates and amounts are then read by the same rules wherever they come from. What is no row of the
table (a wrong number of fields, a line above the header) is kept beside it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

from segmentation.base.errors import DataError
from segmentation.reading import opening
from segmentation.reading.columnar import parquet_columns, stage_json, stage_parquet
from segmentation.reading.delimited import stage_text, text_columns
from segmentation.reading.grids import grid_header, grids, is_called, no_table, stage_grids
from segmentation.reading.headers import NoTableError, Used, nothing
from segmentation.reading.opening import Part
from segmentation.reading.staged import Left, Staged, not_used, read_staged

__all__ = ["Left", "Staged", "columns_of", "columns_of_first", "stage", "stage_all"]

DATUM = re.compile(r"\W*\d")  # how a cell of a row begins, and hardly the name of a column


def stage_all(
    connection: Backend, path: Path, folder: Path, used: Used = nothing, delimiter: str = "",
    sheet: str = "",
) -> tuple[list[Staged], list[Left]]:  # fmt: skip
    """Bring all tables at a path to Parquet with every cell as text.

    What a file is, is told by how it begins, not by its name. If any of the tables has columns
    that are used, those that have none are left.

    Parameters
    ----------
    connection : ibis DuckDB backend
    path : Path
        A file, an archive, or a folder.
    folder : Path
        Where the Parquet and copies go.
    used : callable
        Names of a header → positions of those that are used; none if it is no wanted table.
    delimiter : str
        What parts the fields of a text; "" to find it.
    sheet : str
        The only sheet of workbooks to read; "" for all that are wanted.

    Returns
    -------
    staged : list of Staged
    left : list of Left

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
            found, others = _stage_part(connection, part, work, used, delimiter, sheet)
        except NoTableError as error:
            if len(parts) == 1:
                raise
            left.append(Left(part.name, [], f"left out: {_cause(error, part.name)}"))
            continue
        found = [replace(one, columns=[c.replace("\0", "") for c in one.columns]) for one in found]
        staged += found
        left += others
        if len(found) == 1 and _may_lack_header(found[0]):
            bare.append((part, work, found[0]))
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


def _cause(error: DataError, name: str) -> str:
    return str(error).removeprefix(name).removeprefix(":").strip().rstrip(".")


def _may_lack_header(one: Staged) -> bool:
    """Whether the first line of a text is a row, as in the later parts of a file cut in pieces."""
    return "separated by" in one.form and any(DATUM.match(name) for name in one.columns)


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
    connection: Backend, part: Part, work: Path, used: Used, delimiter: str, sheet: str
) -> tuple[list[Staged], list[Left]]:
    """The tables of one file, and its sheets that are not read."""
    kind = opening.kind_of(part.file, part.name)
    own = _within(used, part.columns)
    left: list[Left] = []
    if sheet and kind != "workbook":
        raise DataError(f"{part.name} is no workbook, so it has no sheet {sheet!r}.")
    if kind == "parquet":
        found = [stage_parquet(connection, part.file, work, part.name)]
    elif kind == "json":
        found = [stage_json(connection, part.file, work, part.name)]
    elif kind == "text":
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


def stage(connection: Backend, file: Path, folder: Path, delimiter: str = "") -> Staged:
    """Bring the largest table of a file to Parquet with every cell as text.

    Parameters
    ----------
    connection, folder, delimiter
        As in `stage_all`.
    file : Path

    Returns
    -------
    Staged

    Raises
    ------
    DataError
        If the file is empty, broken, or holds no table.
    """
    inner = _new_folder(folder)
    staged, _ = stage_all(connection, file, inner, delimiter=delimiter)
    return max(staged, key=lambda one: one.rows)


def _new_folder(folder: Path) -> Path:
    """A folder in another that nothing has taken."""
    taken = sum(1 for _ in folder.glob("tables-*"))
    inner = folder / f"tables-{taken}"
    inner.mkdir()
    return inner


def columns_of(file: Path, folder: Path, delimiter: str = "") -> list[str]:
    """What the header of a file calls its columns, from its beginning where that is enough.

    Parameters
    ----------
    file, folder, delimiter
        As in `stage`.

    Raises
    ------
    DataError
        As in `stage`, as far as the beginning shows it.
    """
    return columns_of_first(file, folder, nothing, delimiter)


def columns_of_first(
    path: Path, folder: Path, used: Used, delimiter: str = "", sheet: str = ""
) -> list[str]:
    """What the header of the first wanted table calls its columns; of the first table if none is.

    Parameters
    ----------
    path, folder, used, delimiter, sheet
        As in `stage_all`.

    Raises
    ------
    DataError
        As in `stage_all`, as far as the beginnings of files show it.
    """
    first: list[str] | None = None
    errors: list[NoTableError] = []
    for part in opening.parts(path, _new_folder(folder), beginning=True):
        try:
            for columns in _headers(part, folder, _within(used, part.columns), delimiter, sheet):
                own = [*columns, *(name for name in part.columns if name not in columns)]
                if used(own):
                    return own
                first = own if first is None else first
        except NoTableError as error:
            errors.append(error)
    if first is None:
        raise errors[0] if errors else NoTableError(f"{path.name} holds no table.")
    return first


def _headers(
    part: Part, folder: Path, used: Used, delimiter: str, sheet: str
) -> Iterator[list[str]]:
    kind = opening.kind_of(part.file, part.name)
    if sheet and kind != "workbook":
        raise DataError(f"{part.name} is no workbook, so it has no sheet {sheet!r}.")
    if kind == "parquet":
        yield parquet_columns(part.file, part.name)
    elif kind == "text":
        yield text_columns(part.file, delimiter, used)
    elif kind == "json":
        connection = ibis.duckdb.connect()
        try:
            yield stage_json(connection, part.file, _new_folder(folder), part.name).columns
        finally:
            connection.disconnect()
    else:
        largest: dict[int, list[str]] = {}
        labels = []
        for grid in grids(part, kind):
            labels.append(grid.label)
            found = grid_header(grid, used)
            if found and is_called(grid, sheet):
                if used(found[1]):
                    yield found[1]
                largest[len(grid.rows)] = found[1]
        if not largest:
            raise no_table(part, sheet, labels)
        yield largest[max(largest)]
