"""Where the header of a table is, below titles and above its rows, and what parts its fields."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from segmentation.base.errors import DataError

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
WIDE, BLANKS = "wide blanks", "blanks"  # between fields, at least two, or any
# Given the names in a header: the positions of the columns that are used; none if it is no such
# table. Who reads orders passes one that knows orders.
Used = Callable[[list[str]], Collection[int]]
FIELD = {WIDE: re.compile(r'"[^"]*"|\S+(?: \S+)*'), BLANKS: re.compile(r'"[^"]*"|\S+')}
DAY_AND_CLOCK = re.compile(r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}) (\d{1,2}:\d{2})")


@dataclass(frozen=True, kw_only=True)
class Header:
    """What parts the fields of a text, and its header."""

    mark: str  # the delimiter, or `WIDE` or `BLANKS`
    lines: int  # up to the header, it among them
    above: list[str]  # lines above it
    columns: list[str]  # its fields
    # fields that a row may have: more than columns where most rows leave the last ones out
    most: int


class NoTableError(DataError):
    """A file that holds no table, such as a note beside the tables of a folder."""


def nothing(columns: list[str]) -> Collection[int]:
    """For tables of which nothing is known."""
    return ()


def fields(line: str, mark: str) -> list[str]:
    """The fields of a line, or none if it has no end."""
    if mark in FIELD:
        joined = DAY_AND_CLOCK.sub(r"\1T\2", line) if mark == BLANKS else line
        return [cell.strip('"') for cell in FIELD[mark].findall(joined)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])]
    except csv.Error:
        return []


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two header rows as one: a name of the upper one goes on until the next."""
    names, last = [], ""
    for over, under in zip(upper, lower, strict=False):
        last = over or last
        names.append(f"{last} {under}".strip() if under else over)
    return names


def _is_group(row: Sequence[str]) -> bool:
    """Whether a row may be the upper one of two header rows."""
    return bool(any(row)) and not all(row)


def header_row(rows: Sequence[Sequence[str]], used: Used) -> tuple[int, list[str]] | None:
    """The last row of a header that is known, among the first of a table, with its names."""
    for i, row in enumerate(rows):
        names = list(row)
        while len(names) > 1 and not names[-1]:
            names.pop()
        if len(names) > 1 and used(names):
            return i, names
        digits = any(re.search(r"\d", cell) for cell in row)
        if i and not digits and _is_group(rows[i - 1]) and len(rows[i - 1]) == len(row):
            joined = _joined(rows[i - 1], row)
            if used(joined):
                return i, joined
    return None


def fullest(rows: Sequence[Sequence[str]]) -> int:
    """The first row at least half as full as the fullest, or a fuller one of names below it."""
    filled = [sum(map(bool, row)) for row in rows]
    top = next(i for i, n in enumerate(filled) if 2 * n >= max(filled) > 0)
    below = rows[top + 1] if top + 1 < len(rows) else []
    if sum(map(bool, below)) > filled[top] and not any(re.search(r"\d", cell) for cell in below):
        return top + 1
    return top


def header(lines: list[str], delimiter: str, name: str, used: Used = nothing) -> Header:
    """What parts the fields of a text, and where its header is, told by its first lines.

    A line with the columns that are used is the header. Where nothing is known, the delimiter is
    taken that parts most of the lines into the same number of fields, and the first line with that
    number, or with all but an empty last one, is the header.

    A delimiter is one character or "tab"; if nothing parts the lines, it is a `NoTableError`.
    """
    given = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if len(given) > 1:
        raise DataError(f"delimiter must be one character or tab; got {delimiter!r}.")
    if given in ('"', "\n", "\r"):
        raise DataError(f"delimiter cannot be {delimiter!r}; give the character between fields.")
    marks = [given] if given else [*DELIMITERS, *FIELD]  # of blanks, wide ones first
    parted = {mark: [fields(line, mark) for line in lines] for mark in marks}
    known = [(mark, row) for mark in marks if (row := header_row(parted[mark], used))]
    if known:
        # Names have blanks in them: what parts fields otherwise goes before.
        mark, (at, columns) = max(known, key=lambda one: (one[0] not in FIELD, len(one[1][1])))
        return _header(mark, at, columns, parted[mark], lines, used)
    broken = [one for mark in marks if (one := _of_several_lines(lines, mark, used))]
    if broken:
        return broken[0]
    found = _by_number(parted, lines, [mark for mark in marks if mark not in FIELD])
    found = found or _by_number(parted, lines, [mark for mark in marks if mark in FIELD])
    if found:
        mark, at = found
        return _header(mark, at, parted[mark][at], parted[mark], lines, used)
    tried = repr(delimiter) if given else "commas, semicolons, tabs, bars or blanks"
    raise NoTableError(
        f"{name} is not parted into columns by {tried}; set delimiter to what parts its fields."
    )


def _of_several_lines(lines: list[str], mark: str, used: Used) -> Header | None:
    """A header with line ends inside of quoted names; None if there is none."""
    if mark in FIELD:
        return None
    reader = csv.reader(lines, delimiter=mark)
    rows, ends = [], []
    try:
        for row in reader:
            rows.append([" ".join(cell.split()) for cell in row])
            ends.append(reader.line_num)
    except csv.Error:
        return None
    known = header_row(rows, used)
    if not known:
        return None
    at, columns = known
    above = [line.strip("\r\n") for line in lines[: ends[at - 1] if at else 0]]
    return Header(mark=mark, lines=ends[at], above=above, columns=columns, most=len(columns))


def _by_number(
    parted: dict[str, list[list[str]]], lines: list[str], marks: list[str]
) -> tuple[str, int] | None:
    """The delimiter that parts most lines into as many fields, and the line of the header."""
    best: tuple[int, int, str] = (0, 0, "")
    for mark in marks:
        counts = Counter(_lengths(parted[mark], lines, mark))
        if counts:
            number, times = max(counts.items(), key=lambda found: (found[1], found[0]))
            best = max(best, (times, number, mark))
    times, number, mark = best
    # Blanks part any sentence: only a table has the same number of them in every line.
    if not times or (mark in FIELD and (2 * times <= len(lines) or len(lines) < 2)):
        return None
    rows = parted[mark]
    spare = min((_empty_at_end(row) for row in rows if len(row) == number), default=0)
    fits = range(max(2, number - spare), number + 1)
    at = [i for i, row in enumerate(rows) if len(row) in fits]
    return (mark, at[fullest([rows[i] for i in at])]) if at and any(map(any, rows)) else None


def _empty_at_end(row: list[str]) -> int:
    return next((i for i, cell in enumerate(reversed(row)) if cell), len(row))


def _lengths(rows: list[list[str]], lines: list[str], mark: str) -> list[int]:
    """How many fields each row has that has several, rows of several lines among them."""
    if mark in FIELD:
        return [len(row) for row in rows if len(row) > 1]
    try:
        return [len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1]
    except csv.Error:
        return [len(row) for row in rows if len(row) > 1]


def _header(
    mark: str, at: int, columns: list[str], rows: list[list[str]], lines: list[str], used: Used
) -> Header:
    """The header, without last columns that no row has."""
    above = [line.strip("\r\n") for line in lines[:at]]
    lengths = Counter(len(row) for row in rows[at + 1 :] if len(row) > 1)
    usual = max(lengths, key=lambda n: (lengths[n], n), default=len(columns))
    needed = max(used(columns), default=len(columns) - 1)
    kept = columns[:usual] if needed < usual < len(columns) else columns
    return Header(mark=mark, lines=at + 1, above=above, columns=list(kept), most=len(columns))
