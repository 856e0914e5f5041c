"""Tables and reports for people: CSV that opens in a spreadsheet, Parquet, one HTML page.

A file appears whole or not at all. Where the wanted name cannot be replaced, as on Windows while
another program holds the file open, the next free name is taken and returned.
"""

import glob
import hashlib
import os
import platform
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import is_float_dtype, is_integer_dtype, is_numeric_dtype

from segmentation.base.errors import DataError
from segmentation.base.harmless import harmless, harmless_cell

DELIMITERS = {".": ",", ",": ";"}  # decimal mark → what parts the fields
HALVES = re.compile("[\ud800-\udfff]")
EXCERPT = 20  # characters of a text in an error
MOST_NAMES = 99
DAY = 86_400  # seconds after which a part of a writer that nobody can ask is a left-over
WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
PART = re.compile(r"\.(?P<name>.+)\.(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-[0-9a-f]{8}\.part(\.\w+)?")


def check_target(path: Path) -> None:
    """Look whether a file can be written under a name, before anything is computed for it.

    Raises
    ------
    DataError
        If there is a folder, a link (what it leads to is not ours), or a file that is read-only.
    """
    if path.is_symlink():
        raise DataError(
            f"{path.name} is a link to {path.readlink()}, which would be lost or written through; "
            "give another name."
        )
    if path.is_dir():
        raise DataError(f"{path.name} is a folder; give the name of a file.")
    if path.exists() and not path.stat().st_mode & WRITABLE:
        raise DataError(f"{path.name} is read-only and stays as it is; give another name.")
    if path.exists() and not path.is_file():
        raise DataError(f"{path.name} is no plain file; give another name.")


def replace_or_next_free(part: Path, path: Path) -> Path:
    """Give a finished file its name, or the next free one if that name cannot be replaced.

    Raises
    ------
    DataError
        If no name is free, or as `check_target` says.
    """
    check_target(path)
    for number in range(1, MOST_NAMES + 1):
        name = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        if number > 1 and name.exists():  # whosesoever it is
            continue
        try:
            return part.replace(name)
        except PermissionError:
            continue
    raise DataError(f"{path.name} cannot be replaced; close the program that has it open.")


def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def part_name(name: str) -> str:
    """A name for what is being written, which no other writer has, and which tells whose it is."""
    return f".{name}.{_host()}-{os.getpid()}-{secrets.token_hex(4)}.part"


def is_left_over(path: Path) -> bool:
    """Whether a part belongs to a writer that is gone: its process ended, or it is a day old."""
    found = PART.fullmatch(path.name)
    if found is None:
        return False
    if found["host"] == _host() and os.name == "posix":
        return not _is_alive(int(found["pid"]))
    try:
        return time.time() - path.stat().st_mtime > DAY
    except OSError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # asks, and does nothing else
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def clean(folder: Path, name: str = "") -> None:
    """Remove the parts that killed writers of a name, or of any, left in a folder."""
    for path in folder.glob(f".{glob.escape(name) or '*'}.*.part*"):
        if is_left_over(path):
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def part_of(path: Path) -> Path:
    """Where a file is written before it gets its name; its folder is made."""
    check_target(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    clean(path.parent, path.name)
    return path.with_name(part_name(path.name))


@contextmanager
def part(path: Path) -> Iterator[Path]:
    """`part_of` a file, removed at the end unless it got its name."""
    made = part_of(path)
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A part of a file, which gets its name at the end; the file is whole or as it was."""
    with part(path) as made:
        yield made
        made.replace(path)


def write_text(text: str, path: Path) -> Path:
    """Write a text as UTF-8 with plain line ends; returns the name that it got."""
    with part(path) as made:
        made.write_text(text, encoding="utf-8", newline="\n")
        return replace_or_next_free(made, path)


def renamed(wanted: Path, written: Path) -> str:
    """A sentence if a file had to take another name than the wanted one, else nothing."""
    if wanted.name == written.name:
        return ""
    return f"{wanted.name} is held open by another program, so {written.name} was written instead."


@contextmanager
def _whole_characters(table: pd.DataFrame, path: Path) -> Iterator[None]:
    """Name the row and column of a text that is no text (half a character) where writing fails."""
    try:
        yield
    except UnicodeEncodeError as error:
        for name, column in table.items():
            for row, value in enumerate(column, start=1):
                if isinstance(value, str) and HALVES.search(value):
                    raise DataError(
                        f"{path.name} cannot be written: {name!a} in row {row:,} holds half a "
                        f"character ({value[:EXCERPT]!a}); mend it in the source."
                    ) from None
        raise DataError(f"{path.name} cannot be written ({error.reason}).") from None


def _known(column: pd.Series) -> pd.Series:
    """A column of a type that pandas can tell: of Arrow's texts it does not know the views."""
    kind = column.dtype
    if isinstance(kind, pd.ArrowDtype) and pa.types.is_string_view(kind.pyarrow_dtype):
        texts = pa.array(column.array).cast(pa.string()).to_pylist()
        return pd.Series(texts, index=column.index, dtype=object)
    return column


def write_csv(table: pd.DataFrame, path: Path, decimal: str = ".") -> Path:
    """Write a table so that Excel and Power BI open it as it is; returns the name that it got.

    UTF-8 with a byte order mark; fields are separated by commas, or by semicolons where the decimal
    mark is a comma. A text that a spreadsheet would run as a formula gets an apostrophe in front.
    The index is not written.

    Raises
    ------
    DataError
        For an unknown decimal mark, or if no name can be written.
    """
    if decimal not in DELIMITERS:
        raise DataError(f"the decimal mark must be a point or a comma; got {decimal!r}.")
    safe = table.copy()
    for position, (_, column) in enumerate(table.items()):
        column = _known(column)
        if not is_numeric_dtype(column) and column.dtype.kind != "M":
            safe.isetitem(position, column.astype(object).map(harmless_cell))
    safe.columns = [harmless(str(name)) for name in table.columns]
    with part(path) as made, _whole_characters(safe, path):
        safe.to_csv(
            made,
            index=False,
            sep=DELIMITERS[decimal],
            decimal=decimal,
            encoding="utf-8-sig",
            lineterminator="\n",
        )
        return replace_or_next_free(made, path)


def write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """Write a table without its index as Parquet; returns the name that it got."""
    with part(path) as made, _whole_characters(table, path):
        table.to_parquet(made, index=False, compression="zstd")
        return replace_or_next_free(made, path)


def _kind(column: pd.Series) -> str:
    if is_integer_dtype(column):
        return "whole number"
    if is_float_dtype(column):
        return "number"
    return "date" if column.dtype.kind == "M" else "text"


def dictionary(table: pd.DataFrame, meanings: Mapping[str, str]) -> pd.DataFrame:
    """What every column of a table means, with its type, gaps and range; one row a column.

    Raises
    ------
    DataError
        If a column is not among the meanings.
    """
    unknown = [str(name) for name in table.columns if name not in meanings]
    if unknown:
        raise DataError(f"column {', '.join(unknown)} has no entry in the data dictionary.")
    figures = {name: is_numeric_dtype(column) for name, column in table.items()}
    return pd.DataFrame(
        {
            "column": list(table.columns),
            "type": [_kind(column) for _, column in table.items()],
            "meaning": [meanings[name] for name in table.columns],
            "missing": [int(column.isna().sum()) for _, column in table.items()],
            "lowest": [table[n].min() if figures[n] else np.nan for n in table.columns],
            "highest": [table[n].max() if figures[n] else np.nan for n in table.columns],
        }
    )
