"""Tables and reports for people: CSV that opens in a spreadsheet, Parquet, one HTML page.

A file appears whole or not at all. Where the wanted name cannot be replaced, as on Windows while
another program holds the file open, the next free name is taken and returned.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype, is_integer_dtype, is_numeric_dtype

from segmentation.base.errors import DataError

DELIMITERS = {".": ",", ",": ";"}  # decimal mark → what parts the fields
# What a spreadsheet may take for the start of a formula, also after blanks
# (OWASP, CSV Injection), with the full-width forms some of them accept.
FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
CONTROL = re.compile(r"[\x00-\x1f]+")
MOST_NAMES = 99


def place(part: Path, path: Path) -> Path:
    """Give a finished file its name, or the next free one if that name cannot be replaced.

    Raises
    ------
    DataError
        If no name is free.
    """
    for number in range(1, MOST_NAMES + 1):
        name = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            return part.replace(name)
        except PermissionError:
            continue
    raise DataError(f"{path.name} cannot be replaced; close the program that has it open.")


def part_of(path: Path) -> Path:
    """Where a file is written before it gets its name; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.part")


def write_text(text: str, path: Path) -> Path:
    """Write a text as UTF-8 with plain line ends, whole or not at all.

    Returns
    -------
    Path
        `path`, or another name beside it if that file is held open.
    """
    part = part_of(path)
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        return place(part, path)
    finally:
        part.unlink(missing_ok=True)


def renamed(wanted: Path, written: Path) -> str:
    """A sentence if a file had to take another name than the wanted one, else nothing."""
    if wanted.name == written.name:
        return ""
    return f"{wanted.name} is held open by another program, so {written.name} was written instead."


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula, on one line.

    Examples
    --------
    >>> harmless("=cmd|' /C calc'!A0")
    "'=cmd|' /C calc'!A0"
    >>> harmless("0017")
    '0017'
    """
    return ("'" if FORMULA.match(text) else "") + CONTROL.sub(" ", text)


def _texts(column: pd.Series) -> pd.Series:
    """Make the texts of a column harmless; what is no text stays."""
    values = column.astype(object)
    return values.map(lambda value: harmless(value) if isinstance(value, str) else value)


def write_csv(table: pd.DataFrame, path: Path, decimal: str = ".") -> Path:
    """Write a table so that Excel and Power BI open it as it is.

    UTF-8 with a byte order mark; fields are separated by commas, or by semicolons where the decimal
    mark is a comma. A text that a spreadsheet would run as a formula gets an apostrophe in front.

    Parameters
    ----------
    table : DataFrame
        Its index is not written.
    path : Path
    decimal : {".", ","}

    Returns
    -------
    Path
        `path`, or another name beside it if that file is held open.

    Raises
    ------
    DataError
        For an unknown decimal mark, or if no name can be written.
    """
    if decimal not in DELIMITERS:
        raise DataError(f"the decimal mark must be a point or a comma; got {decimal!r}.")
    safe = table.copy()
    for position, (_, column) in enumerate(table.items()):
        if not is_numeric_dtype(column) and column.dtype.kind != "M":
            safe.isetitem(position, _texts(column))
    safe.columns = [harmless(str(name)) for name in table.columns]
    part = part_of(path)
    try:
        safe.to_csv(part, index=False, sep=DELIMITERS[decimal], decimal=decimal,
                    encoding="utf-8-sig", lineterminator="\n")  # fmt: skip
        return place(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as Parquet, texts as they are; its index is not written.

    Returns
    -------
    Path
        `path`, or another name beside it if that file is held open.
    """
    part = part_of(path)
    try:
        table.to_parquet(part, index=False, compression="zstd")
        return place(part, path)
    finally:
        part.unlink(missing_ok=True)


def _kind(column: pd.Series) -> str:
    if is_integer_dtype(column):
        return "whole number"
    if is_float_dtype(column):
        return "number"
    return "date" if column.dtype.kind == "M" else "text"


def dictionary(table: pd.DataFrame, meanings: Mapping[str, str]) -> pd.DataFrame:
    """What every column of a table means, one row per column.

    Parameters
    ----------
    table : DataFrame
    meanings : mapping of str to str
        Column → what it means, with its unit.

    Returns
    -------
    DataFrame
        `column`, `type`, `meaning`, `missing` (rows without a value), and the `lowest` and
        `highest` figure of a column of numbers.

    Raises
    ------
    DataError
        If a column has no meaning.
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
