"""What the sources of public data share: files found, text read and checked, twins written."""

import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
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


def twin_is_read(name: str, folder: Path | None = None) -> bool:
    """Whether the files of a data set that would be read are a synthetic twin of it."""
    return is_twin(folder or raw_folder(name))


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

    Raises `DataError` if the file cannot be read to its end, which says where to get it anew.
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

    What a short line lacks is empty. Raises `DataError` as `read_text` does, and if a column is
    missing or there is no row.
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


def filled(text: pd.Series) -> pd.Series:
    """The text, missing where there are only blanks."""
    return text.where(text.str.strip() != "")


def number(text: pd.Series) -> pd.Series:
    """Finite numbers of a column of text, NaN for all else."""
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def whole(text: pd.Series) -> pd.Series:
    """Whole numbers of a column of text, NaN for all else."""
    numbers = number(text)
    return numbers.where(numbers % 1 == 0)


@dataclass(frozen=True)
class Kind:
    """What a column holds: how it is parsed, missing where it cannot be, and in words."""

    parse: Callable[[pd.Series], pd.Series]
    words: str
    may_be_empty: bool = False


TEXT = Kind(filled, "text")


def parsed(text: pd.DataFrame, kinds: dict[str, Kind], file: str, mend: str) -> pd.DataFrame:
    """Parse the columns of `kinds`, and raise `DataError` for a cell that is not of its kind."""
    columns = {}
    # The last column comes first: it is what a line cut short lacks.
    for column, kind in reversed(kinds.items()):
        columns[column] = kind.parse(text[column])
        bad = columns[column].isna()
        if kind.may_be_empty:
            bad &= text[column].str.strip() != ""
        refuse(text, column, f"hold {kind.words}", bad, file, mend)
    return pd.DataFrame(columns)[list(kinds)]


def refuse(
    text: pd.DataFrame, column: str, must: str, bad: pd.Series, file: str, mend: str
) -> None:
    """Raise `DataError` about the lines of a file that break a rule, if there are any.

    Parameters
    ----------
    text : DataFrame of str
        All columns of the file.
    column, file : str
        Their names.
    must : str
        The rule, as in "hold a number".
    bad : Series of bool
        The rows that break it.
    mend : str
        What to do about it.
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
    folder: Path,
    page: str,
    make: Callable[[np.random.Generator, int], dict[str, pd.DataFrame]],
    *,
    seed: int,
    size: int,
    of: str = "customers",
) -> Path:
    """Write a synthetic twin of a public data set; the same seed and size give the same bytes.

    Parameters
    ----------
    folder : Path
        New, empty, or that of an earlier twin of the same data set.
    page : str
        Where the published files can be downloaded.
    make : callable
        Makes the tables of so many customers, official file name → content, which is written as
        CSV.
    seed, size : int
    of : str
        What the size counts.

    Returns
    -------
    Path
        The first file; each appears whole or not at all, beside a marker that says what they are.

    Raises
    ------
    DataError
        If the size is below 1, or the folder holds the published files, which a twin would hide.
    """
    if size < 1:
        raise DataError(f"{of} must be 1 or more, not {size}.")
    tables = make(np.random.default_rng(seed), size)
    there = {f.name for f in folder.iterdir() if f.name[0] != "."} if folder.is_dir() else set()
    if there and not is_twin(folder):
        raise DataError(f"{folder.as_posix()} holds the published files, which a twin would hide.")
    if there - {*tables, TWIN_MARKER}:
        raise DataError(f"{folder.as_posix()} holds the twin of another data set.")
    own = () if outputs.listed(folder) else there  # a twin of an earlier version, without a list
    with outputs.stage(folder, BY, own=own) as made:
        for name, table in tables.items():
            table.to_csv(made / name, index=False, encoding="utf-8", lineterminator="\n")
        written = sum((made / name).stat().st_size for name in tables)
        (made / TWIN_MARKER).write_text(
            f"{' and '.join(tables)} here: synthetic, not the published data. To use those, delete "
            f"this folder's files and download them from {page}\n"
            f"seed {seed}, {of} {size}, bytes {written}\n",
            encoding="utf-8",
        )
        outputs.publish(made, folder, BY, own=own)
    return folder / next(iter(tables))
