"""Files of any shop: which there are at a path, in a folder, in an archive, and what each is."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote

from segmentation.base.errors import DataError
from segmentation.base.paths import NOTEBOOKS
from segmentation.reading.columnar import is_json
from segmentation.reading.encodings import encoding_of
from segmentation.reading.headers import NoTableError
from segmentation.reading.packing import (
    OLD_WORKBOOK,
    ZIP,
    is_archive,
    members,
    start_of,
    unpacked,
)

SUFFIXES = (
    ".csv", ".tsv", ".tab", ".txt", ".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
    ".gz", ".bz2", ".zst", ".zip", ".json", ".jsonl", ".ndjson", ".html", ".htm",
)  # fmt: skip
READ = "CSV, Parquet, Excel and JSON lines, packed or not,"
CASES = NOTEBOOKS / "cases"
PARTITION = re.compile(r"^([^=]+)=(.*)$")  # a folder of a data set that is parted by a column
NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"


class Kind(StrEnum):
    """What a file is, by how it begins."""

    PARQUET = "parquet"
    WORKBOOK = "workbook"
    PAGE = "web page"
    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True)
class Part:
    """One file to read."""

    name: str  # what people call it: with the archive or the folders it is in
    file: Path  # where it is, unpacked
    columns: dict[str, str | None]  # those whose value the names of its folders tell


def locate(path: str) -> Path:
    """A file or folder that was named: in the current folder, else beside the notebook."""
    named = Path(path).expanduser()
    for found in (named, CASES / named):
        if found.exists():
            return found.resolve()
    raise DataError(f"there is no file or folder {path!r} here; give the path to your orders.")


def stem(path: Path) -> str:
    """The name of a file without its endings, or of a folder: orders.csv.gz is orders."""
    return path.name if path.is_dir() else path.name.partition(".")[0] or path.name


def _tables_in(folder: Path) -> list[Path]:
    """The files of a folder that look like tables, and of folders such as year=2024 in it."""
    found = []
    for one in sorted(folder.iterdir()):
        if one.name[0] in ".~_" and not PARTITION.match(one.name):
            continue
        if one.is_file() and one.suffix.lower() in SUFFIXES:
            found.append(one)
        elif one.is_dir() and PARTITION.match(one.name):
            found += _tables_in(one)
    return found


def find(path: Path) -> list[Path]:
    """The files to read: the file itself, or those of a folder that look like tables, sorted."""
    if path.is_dir():
        found = _tables_in(path)
        if not found:
            raise DataError(f"the folder {path.name} holds no orders file; {READ} are read.")
        return found
    if not path.is_file():
        raise DataError(f"there is no file {path.name}.")
    return [path]


def _told_by_folders(folders: list[str]) -> dict[str, str | None]:
    """Column → value, from names such as year=2024."""
    pairs = [(found[1], found[2]) for one in folders if (found := PARTITION.match(one))]
    return {unquote(k): None if v == NO_PARTITION else unquote(v) for k, v in pairs}


def parts(path: Path, folder: Path, beginning: bool = False) -> list[Part]:
    """The files at a path, those of archives unpacked into a folder, or the beginnings of texts."""
    found = []
    for file in find(path):
        inside = list(file.relative_to(path).parts) if path.is_dir() else [file.name]
        name, columns = "/".join(inside), _told_by_folders(inside[:-1])
        if is_archive(file):
            found += _members(file, name, columns, folder, beginning)
        else:
            found.append(Part(name, unpacked(file, folder, beginning), columns))
    return found


def _members(
    file: Path, name: str, columns: dict[str, str | None], folder: Path, beginning: bool
) -> list[Part]:
    inner = []
    for called, member in members(file, folder, beginning):
        if is_archive(member):
            raise DataError(f"{name} holds another archive, {called}; unpack it first.")
        told = columns | _told_by_folders(called.split("/")[:-1])
        inner.append(Part(f"{name}/{called}", unpacked(member, folder, beginning), told))
    return inner


def kind_of(file: Path, name: str) -> Kind:
    """What a file is; `NoTableError` if it is a PDF, a picture or a database."""
    begin = start_of(file, 4096)
    if begin[:4] == b"PAR1":
        return Kind.PARQUET
    if begin.startswith((ZIP, OLD_WORKBOOK)):
        return Kind.WORKBOOK
    if begin[:4] == b"%PDF":
        raise NoTableError(
            f"{name} is a PDF, not a table; export the orders as CSV, Parquet or Excel."
        )
    with file.open("rb") as raw:
        wide = encoding_of(raw).startswith(("utf-16", "utf-32")) if b"\x00" in begin else False
    if b"\x00" in begin and not wide:
        raise NoTableError(
            f"{name} is neither text nor a workbook, so it holds no table that can be read; "
            "export the orders as CSV, Parquet or Excel."
        )
    plain = begin.replace(b"\x00", b"") if wide else begin
    plain = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain[:1] == b"<":
        return Kind.PAGE
    return Kind.JSON if is_json(plain) else Kind.TEXT
