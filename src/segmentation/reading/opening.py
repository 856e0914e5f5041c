"""Files of any shop: which there are, in which encoding, parted by what, under which header."""

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from segmentation.base.errors import DataError
from segmentation.base.paths import NOTEBOOKS

SUFFIXES = (
    ".csv", ".tsv", ".txt", ".gz", ".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"
)  # fmt: skip
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
BOMS = (  # the longer ones first, since one begins with another
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 24  # bytes read at a time
CASES = NOTEBOOKS / "cases"
BEGINNING = 1 << 20  # bytes in which the header is looked for before all is read
FIRST_LINES = 50  # looked at for the delimiter and the header


def locate(path: str) -> Path:
    """A file or folder that was named: in the current folder, else beside the notebook.

    Raises
    ------
    DataError
        If it is in neither.
    """
    named = Path(path).expanduser()
    for found in (named, CASES / named):
        if found.exists():
            return found.resolve()
    raise DataError(f"there is no file or folder {path!r} here; give the path to your orders.")


def stem(path: Path) -> str:
    """The name of a file without its endings, or of a folder: orders.csv.gz is orders."""
    return path.name if path.is_dir() else path.name.partition(".")[0] or path.name


def find(path: Path) -> list[Path]:
    """The files to read: the file itself, or those of a folder that look like tables, sorted.

    Raises
    ------
    DataError
        If there is nothing at `path`, or nothing to read in it.
    """
    if path.is_dir():
        files = sorted(f for f in path.iterdir() if f.is_file() and f.name[0] not in ".~")
        found = [f for f in files if f.suffix.lower() in SUFFIXES]
        if not found:
            raise DataError(
                f"the folder {path.name} holds no orders file; CSV, CSV.gz, Parquet and Excel "
                "are read."
            )
        return found
    if not path.is_file():
        raise DataError(f"there is no file {path.name}.")
    return [path]


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a text, from its mark, else from all of its bytes; reads it to the end.

    Without a byte order mark: UTF-16 if every other byte is zero, UTF-8 if all of it is valid,
    else Windows-1252, else Latin-1, which takes any byte.
    """
    start = file.read(4096)
    for mark, name in BOMS:
        if start.startswith(mark):
            return name
    if start[1::2].count(0) > 0.4 * len(start) / 2:
        return "utf-16-le"
    if start[::2].count(0) > 0.4 * len(start) / 2:
        return "utf-16-be"
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")}
    chunk = start
    while decoders:
        for name in list(decoders):
            try:
                decoders[name].decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                del decoders[name]
        if not chunk:
            break
        chunk = file.read(CHUNK)
    return next(iter(decoders), "latin-1")


def opened(file: Path) -> BinaryIO:
    """A file to read bytes from, unpacked if it is packed with gzip."""
    with file.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rb") if packed else file.open("rb")  # type: ignore[return-value]


def plain_text(file: Path, folder: Path) -> tuple[Path, str, int]:
    """A UTF-8 file with the same text: the file itself if it is one, else a copy made in a stream.

    Parameters
    ----------
    file : Path
        Text in any encoding, gzip-packed or not.
    folder : Path
        Where a copy may go.

    Returns
    -------
    path : Path
    encoding : str
    lines : int
        Lines that are not empty.

    Raises
    ------
    DataError
        If the file breaks off or cannot be opened.
    """
    try:
        return _plain_text(file, folder)
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise DataError(f"{file.name} cannot be read to its end ({error}).") from None


def _plain_text(file: Path, folder: Path) -> tuple[Path, str, int]:
    with opened(file) as raw:
        packed = isinstance(raw, gzip.GzipFile)
        begin = raw.read(CHUNK)
        raw.seek(0)
        encoding = encoding_of(raw)
    as_it_is = encoding == "utf-8" and not packed and (b"\n" in begin or b"\r" not in begin)
    lines = 0
    if as_it_is:
        with file.open("rb") as raw:
            while block := raw.readlines(CHUNK):
                lines += sum(1 for line in block if line.strip(b"\r\n"))
        return file, encoding, lines
    copy = folder / f"{file.name}.utf8"
    with (
        opened(file) as raw,
        io.TextIOWrapper(raw, encoding=encoding, newline=None) as text,
        copy.open("w", encoding="utf-8", newline="\n") as out,
    ):
        while texts := text.readlines(CHUNK):
            lines += sum(1 for line in texts if line.strip("\n"))
            out.writelines(texts)
    return copy, encoding, lines


def beginning(file: Path, folder: Path) -> Path:
    """The first lines of a text as a UTF-8 file, without reading the rest.

    Raises
    ------
    DataError
        If the file is empty or cannot be read.
    """
    try:
        with opened(file) as raw:
            begin = raw.read(BEGINNING)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file.name} cannot be read to its end ({error}).") from None
    if len(begin) == BEGINNING:  # no character cut in two
        begin = begin[: begin.rfind(b"\n") + 1 or None]
    text = begin.decode(encoding_of(io.BytesIO(begin)), errors="ignore")
    if not text.strip("\r\n"):
        raise DataError(f"{file.name} is empty.")
    path = folder / f"{file.name}.beginning"
    path.write_text("\n".join(text.splitlines()[:FIRST_LINES]) + "\n", encoding="utf-8")
    return path


def header(file: Path, delimiter: str, name: str) -> tuple[str, list[str], list[str]]:
    """The delimiter, the lines above the header, and the header's fields.

    The delimiter that parts most of the first lines into the same number of fields is taken, and
    the first line with that number is the header.

    Parameters
    ----------
    file : Path
        UTF-8 text.
    delimiter : str
        One character, "tab", or "" to find it.
    name : str
        How to call the file in an error.

    Raises
    ------
    DataError
        If nothing parts the lines into columns.
    """
    given = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if len(given) > 1:
        raise DataError(f"delimiter must be one character or tab; got {delimiter!r}.")
    with file.open(encoding="utf-8") as text:
        first = [line for _, line in zip(range(FIRST_LINES), text, strict=False)]
    best: tuple[int, int, str] = (0, 0, "")
    for mark in given or DELIMITERS:
        counts = Counter(len(row) for row in csv.reader(first, delimiter=mark) if len(row) > 1)
        if counts:
            fields, times = max(counts.items(), key=lambda found: (found[1], found[0]))
            best = max(best, (times, fields, mark))
    _, fields, mark = best
    for above, line in enumerate(first):
        row = next(csv.reader([line], delimiter=mark or ","), [])
        if mark and len(row) == fields:
            return mark, [line.strip() for line in first[:above]], [cell.strip() for cell in row]
    tried = repr(delimiter) if given else "commas, semicolons, tabs or bars"
    raise DataError(
        f"{name} is not parted into columns by {tried}; set delimiter to what parts its fields."
    )
