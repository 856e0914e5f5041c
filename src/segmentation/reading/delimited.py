"""Texts parted by commas, semicolons, tabs, bars or blanks, as Parquet of texts."""

import csv
import glob
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from pathlib import Path

import duckdb
import ibis
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from segmentation.base.errors import DataError
from segmentation.reading.encodings import (
    FIRST_LINES,
    called,
    first_lines,
    plain_text,
    write_lines,
)
from segmentation.reading.headers import DELIMITERS, FIELD, Header, Used, fields, header
from segmentation.reading.packing import CHUNK
from segmentation.reading.staged import Staged, read_staged, write_rows

BLOCK = 10_000  # lines parted at blanks at a time
SHORT, LONG = "MISSING COLUMNS", "TOO MANY COLUMNS"  # as the engine calls them


@dataclass(frozen=True)
class _Parsed:
    """Rows of a text: where they are, the lines that are none, why, and how many were lost."""

    parquet: Path
    rejected: list[str]
    causes: list[str]
    lost: int


def stage_text(
    connection: Backend, file: Path, folder: Path, name: str, delimiter: str, used: Used,
    columns: list[str] | None = None,
) -> Staged:  # fmt: skip
    """Bring a text to Parquet; `columns` are its names if it has no header.

    A file that is empty, not parted into columns, or whose quotation marks do not close is a
    `DataError`.
    """
    text, encoding, lines = plain_text(file, folder)
    if not lines:
        raise DataError(f"{name} is empty.")
    first = _beginning_of(text)
    head = header(first, delimiter, name, used)
    if columns is not None:
        head = replace(head, lines=0, above=[], columns=columns, most=len(columns))
    text, mark, skip = _prepared(text, head, first, folder)
    expected = lines - sum(bool(line.strip("\r\n")) for line in first[: head.lines])
    parsed = _parse(connection, text, folder, head, mark, skip, expected)
    if (parsed.rejected or parsed.lost) and _has(text, b'\\"'):
        again = _parse(connection, text, folder, head, mark, skip, expected, escape="\\")
        parsed = min(parsed, again, key=lambda found: (found.lost, len(found.rejected)))
    if text != file:
        text.unlink(missing_ok=True)
    if parsed.lost:  # the reader loses what follows a quotation mark without its partner
        raise DataError(
            f"{name}: a quotation mark is opened and never closed, so {parsed.lost:,} lines "
            f"cannot be told apart{_where(parsed.rejected)}; close or remove it."
        )
    parsed = _mended(connection, parsed, head, mark, used(head.columns))
    form = f"{called(encoding)}, separated by {DELIMITERS.get(head.mark, head.mark)}"
    above = [line for line in head.above if line]
    return Staged(
        name=name,
        parquet=parsed.parquet,
        columns=head.columns,
        form=form,
        rejected_rows=above + parsed.rejected,
    )


def _prepared(text: Path, head: Header, first: list[str], folder: Path) -> tuple[Path, str, int]:
    """A text that the engine can read, what parts its fields, and the lines to skip in it."""
    mark, skip = head.mark, head.lines
    if mark in FIELD:
        copy = folder / f"{text.name}.parted"
        write_lines(_parted(text, mark), copy)
        text, mark = copy, "\t"
    if any(line.count('"') % 2 for line in first[:skip]):  # the engine skips rows, not lines
        text, skip = _below(text, skip, folder), 0
    return text, mark, skip


def text_columns(file: Path, delimiter: str) -> list[str]:
    """What the header of a text calls its columns, from its beginning alone."""
    return header(first_lines(file), delimiter, file.name).columns


def _beginning_of(text: Path) -> list[str]:
    with text.open(encoding="utf-8", newline="") as lines:
        return [line for _, line in zip(range(FIRST_LINES), lines, strict=False)]


def _parted(text: Path, mark: str) -> Iterator[list[str]]:
    """The lines of a text parted at blanks, with tabs between their fields."""
    with text.open(encoding="utf-8") as lines:
        while block := [line for _, line in zip(range(BLOCK), lines, strict=False)]:
            yield ["\t".join(_quoted(cell) for cell in fields(line, mark)) + "\n" for line in block]


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if '"' in cell or "\t" in cell else cell


def _below(text: Path, lines: int, folder: Path) -> Path:
    """A copy of a text without its first lines."""
    copy = folder / f"{text.name}.below"
    with text.open("rb") as raw, copy.open("wb") as out:
        for _ in range(lines):
            raw.readline()
        shutil.copyfileobj(raw, out, CHUNK)
    return copy


def _has(file: Path, piece: bytes) -> bool:
    with file.open("rb") as raw:
        return any(piece in chunk for chunk in iter(lambda: raw.read(CHUNK), b""))


def _parse(
    connection: Backend, text: Path, folder: Path, head: Header, mark: str, skip: int,
    expected: int, escape: str = '"',
) -> _Parsed:  # fmt: skip
    """Read the rows of a text; `expected` are its lines that are not empty, below the header."""
    parquet = folder / f"{text.name}.{ord(escape)}.parquet"
    for left_over in ("reject_errors", "reject_scans"):
        connection.drop_table(left_over, force=True)
    names = {f"c{i}": "VARCHAR" for i in range(len(head.columns))}
    try:
        rows = connection.read_csv(
            glob.escape(str(text)), header=False, skip=skip, delim=mark, quote='"', escape=escape,
            columns=names, auto_detect=False, store_rejects=True, ignore_errors=True,
            hive_partitioning=False,
        )  # fmt: skip
        connection.to_parquet(rows, parquet)
        connection.drop_view(rows.get_name(), force=True)
        rejected = connection.table("reject_errors")
        found = rejected.group_by("line_byte_position").aggregate(
            text=rejected.csv_line.min(), cause=rejected.error_type.min()
        )
        wrong = found.order_by("line_byte_position").execute()
    except duckdb.Error as error:
        raise _unreadable(text, error) from None
    rejected = wrong["text"].fillna("").tolist()
    seen = pq.ParquetFile(parquet).metadata.num_rows + len(rejected)
    if seen < expected:
        seen += _line_ends(connection, parquet)
        seen += sum(line.strip("\n").count("\n") for line in rejected)
    return _Parsed(parquet, rejected, wrong["cause"].tolist(), max(0, expected - seen))


def _unreadable(text: Path, error: duckdb.Error) -> DataError:
    name = text.name.removesuffix(".below").removesuffix(".parted").removesuffix(".utf8")
    if "line size" in str(error).lower():
        return DataError(
            f"{name}: a line is longer than 2 MB, so a quotation mark may be opened and never "
            "closed; close or remove it."
        )
    return DataError(
        f"{name} cannot be parted into rows and columns; open it in a spreadsheet and save it "
        "anew as CSV in UTF-8."
    )


def _line_ends(connection: Backend, parquet: Path) -> int:
    """Line ends inside the fields of a staged file."""
    table = read_staged(connection, parquet)
    ends = [table[c].length() - table[c].replace("\n", "").length() for c in table.columns]
    total = reduce(add, [end.sum().coalesce(0) for end in ends])
    return int(total.execute())


def _where(rejected: list[str]) -> str:
    last = rejected[-1].splitlines() if rejected else []
    return f" (after {last[0][:60]!r})" if last else ""


def _mended(
    connection: Backend, parsed: _Parsed, head: Header, mark: str, used: Collection[int]
) -> _Parsed:
    """Take as rows what lacks only fields that are not used, or has more that are empty."""
    if not parsed.rejected or not used or head.mark in FIELD:
        return parsed
    width, rows, left = len(head.columns), [], []
    for line, cause in zip(parsed.rejected, parsed.causes, strict=True):
        cells = _cells(line, mark) if cause in (SHORT, LONG) else []
        if max(used) < len(cells) and not any(cells[head.most :]):
            rows.append([cell or None for cell in (cells + [""] * width)[:width]])
        else:
            left.append(line)
    if not rows:
        return parsed
    further = parsed.parquet.with_suffix(".short.parquet")
    write_rows(rows, width, further)
    both = ibis.union(read_staged(connection, parsed.parquet), read_staged(connection, further))
    whole = parsed.parquet.with_suffix(".whole.parquet")
    connection.to_parquet(both, whole)
    return _Parsed(whole, left, [], 0)


def _cells(line: str, mark: str) -> list[str]:
    try:
        rows = list(csv.reader(line.splitlines(keepends=True), delimiter=mark))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []
