"""The published clickstream files, read in batches with every line checked."""

import contextlib
import csv
import gzip
import io
import itertools
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from segmentation.base.errors import DataError

PAGE = "https://www.kaggle.com/datasets/mkechinov/ecommerce-behavior-data-from-multi-category-store"
MONTHS = (
    "2019-Oct", "2019-Nov", "2019-Dec", "2020-Jan", "2020-Feb", "2020-Mar", "2020-Apr",
)  # fmt: skip
FILES = tuple(f"{month}.csv{end}" for month in MONTHS for end in ("", ".gz"))
COLUMNS = (
    "event_time", "event_type", "product_id", "category_id", "category_code",
    "brand", "price", "user_id", "user_session",
)  # fmt: skip
BATCH = 20_000  # lines in memory at a time
GZIP, UTF16 = b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff")
ZONE = " UTC"
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
Row = tuple[str | None, ...]


def _is_time(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return len(text) == 23 and text.endswith(ZONE) and bool(datetime.fromisoformat(text[:19]))
    return False


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) < 2**63


def _is_id_or_nothing(text: str) -> bool:
    return not text or _is_id(text)


def _is_number_or_nothing(text: str) -> bool:
    return not text or bool(NUMBER.fullmatch(text))


CHECKS = {
    "event_time": (_is_time, "a time such as 2019-10-01 00:00:00 UTC"),
    "product_id": (_is_id, "a whole number"),
    "category_id": (_is_id_or_nothing, "a whole number or nothing"),
    "price": (_is_number_or_nothing, "a number or nothing"),
    "user_id": (_is_id_or_nothing, "a whole number or nothing"),
}


def _refuse_first_bad(file: str, rows: list[list[str]], line: int) -> None:
    """Raise `DataError` that names the first line, counted from `line`, that breaks a rule."""
    for row in rows:
        if len(row) != len(COLUMNS):
            raise DataError(
                f"{file}, line {line:,}: {len(row)} fields instead of {len(COLUMNS)}; if the file "
                f"was cut short, download it again from {PAGE}, or import it with --cut-short."
            )
        for name, (holds, kind) in CHECKS.items():
            text = row[COLUMNS.index(name)]
            if not holds(text):
                raise DataError(
                    f"{file}, line {line:,}: {name} must hold {kind}, not {text!r}; mend the line, "
                    f"or download the file again from {PAGE}."
                )
        line += 1 + sum(field.count("\n") for field in row)


def _checked(file: str, rows: list[list[str]], first_line: int) -> list[Row]:
    """Rows as SQLite takes them; its column types turn the text of numbers into numbers.

    A batch is checked column by column, each distinct text once; only if something is wrong are
    the lines gone through for the first culprit.
    """
    if not rows:
        return []
    if {len(row) for row in rows} != {len(COLUMNS)}:
        _refuse_first_bad(file, rows, first_line)
    columns: dict[str, tuple[str, ...]] = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    for name, (holds, _) in CHECKS.items():
        if not all(map(holds, set(columns[name]))):
            _refuse_first_bad(file, rows, first_line)
    times = tuple(text[: -len(ZONE)] for text in columns.pop("event_time"))
    others = (tuple(text or None for text in column) for column in columns.values())
    return list(zip(times, *others, strict=True))


def _cut(file: str, row: list[str], line: int) -> Row:
    """The last line of a file that was cut short, without the field in which it was cut."""
    whole = row[:-1]
    if len(whole) <= COLUMNS.index("product_id"):
        return (None,) * len(COLUMNS)
    return _checked(file, [whole + [""] * (len(COLUMNS) - len(whole))], line)[0]


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[tuple[IO[bytes], IO[str]]]:
    """The file as bytes, whose position tells the progress, and as text, unpacked if packed."""
    with source.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        content = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if packed else raw
        encoding = "utf-16" if content.peek(2)[:2] in UTF16 else "utf-8-sig"
        yield raw, io.TextIOWrapper(content, encoding=encoding, newline="")


def _check_header(file: str, header: list[str] | None) -> None:
    if header is None:
        raise DataError(f"{file} is empty; download it again from {PAGE}.")
    if tuple(header) == COLUMNS:
        return
    missing = [name for name in COLUMNS if name not in header]
    wrong = f"column {', '.join(missing)} is missing" if missing else "the columns are not in order"
    if len(header) == 1 and len(re.split(r"[;\t|]", header[0])) == len(COLUMNS):
        wrong = "the fields are not separated by commas"
    raise DataError(
        f"{file}: {wrong}; its first line must be {','.join(COLUMNS)}, "
        f"but is {','.join(header)[:200]}."
    )


def batches(source: Path, *, cut_short: bool = False) -> Iterator[tuple[int, list[Row]]]:
    """Read a published file in batches, every line checked.

    Parameters
    ----------
    source : Path
        CSV in UTF-8 (or UTF-16 with its mark), packed with gzip or not, told by its content.
    cut_short : bool
        The file is an excerpt whose last line may be cut: what is whole of that is kept.

    Yields
    ------
    position : int
        Bytes of the file read so far.
    rows : list of tuple
        In the order of `COLUMNS`; nothing is None, times are UTC without saying so.

    Raises
    ------
    DataError
        If the file cannot be read to its end, lacks a column, or a line breaks a rule: the
        message names the line.
    """
    file, line = source.name, 1
    try:
        with _opened(source) as (raw, text):
            reader = csv.reader(text, strict=True)
            _check_header(file, next(reader, None))
            line = reader.line_num + 1
            while rows := list(itertools.islice(reader, BATCH)):
                is_cut = cut_short and len(rows) < BATCH and len(rows[-1]) < len(COLUMNS)
                last = [_cut(file, rows.pop(), reader.line_num)] if is_cut else []
                yield raw.tell(), [*_checked(file, rows, line), *last]
                line = reader.line_num + 1
    except (EOFError, zlib.error, gzip.BadGzipFile, csv.Error, UnicodeError) as error:
        cause = str(error).rstrip(".")
        raise DataError(
            f"{file} cannot be read to its end, somewhere after line {line - 1:,} ({cause}); "
            f"download it again from {PAGE}, or save it as UTF-8."
        ) from None
