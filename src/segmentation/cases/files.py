"""What the sources of public data share: finding their files, reading text, writing twins."""

import warnings
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.errors import ParserWarning
from python_calamine import CalamineError

from segmentation.base import outputs
from segmentation.base.errors import DataError
from segmentation.base.paths import ROOT, TWIN_MARKER, is_twin, raw_folder
from segmentation.features.schemas import ROWS_SHOWN

BY = "segmentation data twin"


def public_file(name: str, files: Sequence[str], page: str, folder: Path | None = None) -> Path:
    """Find a file of a public data set.

    Parameters
    ----------
    name : str
        Of the data set, and of its folder.
    files : sequence of str
        Official file names, any of which will do; the first one found is taken.
    page : str
        Where the publisher offers the download.
    folder : Path, optional
        Where to look; `paths.raw_folder(name)` by default.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        If none is there; it names the page, the files and the folder.
    """
    folder = folder or raw_folder(name)
    for file in files:
        if (folder / file).exists():
            return folder / file
    shown = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    raise DataError(
        f"{name.replace('_', ' ').title()} is not here: download it from {page} and put "
        f"{' or '.join(files)} into the folder {shown.as_posix()}."
    )


def _is_workbook(file: Path) -> bool:
    """Whether the content is a workbook (a zip archive), whatever the name says."""
    with file.open("rb") as start:
        return start.read(2) == b"PK"


def _read_csv(file: Path, encoding: str) -> pd.DataFrame:
    with warnings.catch_warnings():  # a row with one field too many, if it comes first
        warnings.simplefilter("error", ParserWarning)
        return pd.read_csv(
            file, dtype=str, keep_default_na=False, encoding=encoding, index_col=False
        )


def read_text(file: Path, page: str) -> pd.DataFrame:
    """Read a CSV or a workbook with every cell as text, so that both are parsed by one rule.

    Parameters
    ----------
    file : Path
    page : str
        Where to download it again.

    Returns
    -------
    DataFrame of str
        Empty cells are empty text.

    Raises
    ------
    DataError
        If the file cannot be read to its end.
    """
    try:
        if _is_workbook(file):
            return pd.read_excel(file, engine="calamine", dtype=str, keep_default_na=False)
        try:
            return _read_csv(file, "utf-8-sig")
        except UnicodeDecodeError:  # copies saved by older programs
            return _read_csv(file, "latin-1")
    except (ValueError, CalamineError, ParserWarning) as error:
        raise DataError(
            f"{file.name} cannot be read to its end ({str(error).strip()}); "
            f"download it again from {page}."
        ) from None


def text_with(file: Path, columns: Collection[str], page: str) -> pd.DataFrame:
    """Read a file as text that must have certain columns and at least one row.

    Parameters
    ----------
    file : Path
    columns : collection of str
    page : str
        Where to download it again.

    Returns
    -------
    DataFrame of str
        All columns of the file; what a short line lacks is empty.

    Raises
    ------
    DataError
        If the file cannot be read to its end, a column is missing, or there is no row.
    """
    text = read_text(file, page).fillna("")
    missing = [column for column in columns if column not in text.columns]
    if missing:
        raise DataError(
            f"{file.name}: column {', '.join(missing)} is missing; "
            f"the columns found are {', '.join(map(str, text.columns))}."
        )
    if text.empty:
        raise DataError(f"{file.name} holds no rows; download it again from {page}.")
    return text


def number(text: pd.Series) -> pd.Series:
    """Finite numbers of a column of text, NaN for all else."""
    found = pd.to_numeric(text, errors="coerce").astype("float64")
    return found.where(np.isfinite(found))


def whole(text: pd.Series) -> pd.Series:
    """Whole numbers of a column of text, NaN for all else."""
    found = number(text)
    return found.where(found % 1 == 0)


def refuse(
    text: pd.DataFrame, column: str, must: str, bad: pd.Series, file: str, mend: str
) -> None:
    """Raise an error about the lines of a file that break a rule, if there are any.

    Parameters
    ----------
    text : DataFrame of str
        From `text_with`.
    column : str
    must : str
        The rule, as in "hold a number".
    bad : Series of bool
        The rows that break it.
    file : str
    mend : str
        What to do about it.

    Raises
    ------
    DataError
        Names file, column, rule, number of lines and the first of them.
    """
    if not bad.any():
        return
    at = np.flatnonzero(bad)[:ROWS_SHOWN]
    # A comment may run over several lines of the file.
    breaks = sum(text[name].str.count("\n") for name in text).cumsum().shift(fill_value=0)
    first = "; ".join(f"line {i + 2 + breaks.iloc[i]:.0f} {text[column].iloc[i]!r}" for i in at)
    raise DataError(
        f"{file}: column {column} must {must} ({bad.sum():,} lines break this; the first: {first})"
        f"; {mend}."
    )


def if_cut_short(page: str) -> str:
    """What to do about a line that lacks its end."""
    return f"if the file was cut short, download it again from {page}"


def write_twin(
    folder: Path, tables: dict[str, pd.DataFrame], page: str, made_with: str
) -> list[Path]:
    """Write a synthetic twin of a public data set: its files, and the marker that says so.

    Parameters
    ----------
    folder : Path
        New, empty, or that of an earlier twin of the same data set.
    tables : dict
        Official file name → its content, written as CSV.
    page : str
        Where the published files can be downloaded.
    made_with : str
        Seed and size, for the marker.

    Returns
    -------
    list of Path
        The files; each appears whole or not at all.

    Raises
    ------
    DataError
        If the folder holds the published files, which a twin would hide.
    """
    there = {f.name for f in folder.iterdir() if f.name[0] != "."} if folder.is_dir() else set()
    if there and not is_twin(folder):
        raise DataError(f"{folder.as_posix()} holds the published files, which a twin would hide.")
    if there - {*tables, TWIN_MARKER}:
        raise DataError(f"{folder.as_posix()} holds the twin of another data set.")
    own = () if outputs.listed(folder) else there  # a twin of an earlier version, without a list
    with outputs.stage(folder, BY, own=own) as made:
        for name, table in tables.items():
            table.to_csv(made / name, index=False, encoding="utf-8", lineterminator="\n")
        size = sum((made / name).stat().st_size for name in tables)
        (made / TWIN_MARKER).write_text(
            f"{' and '.join(tables)} here: synthetic, not the published data. To use those, delete "
            f"this folder's files and download them from {page}\n{made_with}, bytes {size}\n",
            encoding="utf-8",
        )
        outputs.publish(made, folder, BY, own=own)
    return [folder / name for name in tables]
