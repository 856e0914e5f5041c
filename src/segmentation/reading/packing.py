"""Files that are packed: gzip, bzip2, Zstandard and zip archives, unpacked in a stream."""

import bz2
import gzip
import lzma
import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from segmentation.base.errors import DataError

CHUNK = 1 << 24  # bytes read at a time
PACKERS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\x28\xb5\x2f\xfd": "Zstandard"}
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, pa.ArrowException, ValueError)
NO_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError)  # the last for a password
# A table of orders shrinks to a tenth; what shrinks to so little is made to fill the disk.
LARGE = 1 << 28
TIMES = 200
MOST_MEMBERS = 10_000
ZIP = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WHOLE = (ZIP, OLD_WORKBOOK, b"PAR1", b"[", b"{")  # of these the beginning alone says nothing
OFFICE = ("[Content_Types].xml", "mimetype", "xl/workbook.xml", "content.xml")  # of a workbook


def start_of(file: Path, size: int = 8) -> bytes:
    """The first bytes of a file."""
    try:
        with file.open("rb") as raw:
            return raw.read(size)
    except OSError as error:
        raise DataError(f"{file.name} cannot be opened ({error.strerror}).") from None


def packer_of(start: bytes) -> str:
    """What packed a file that begins so; "" if it is not packed."""
    return next((name for begin, name in PACKERS.items() if start.startswith(begin)), "")


def opened(file: Path) -> BinaryIO:
    """A file to read bytes from, unpacked if it is packed."""
    packer = packer_of(start_of(file))
    if packer == "gzip":
        return cast(BinaryIO, gzip.open(file, "rb"))
    if packer == "bzip2":
        return cast(BinaryIO, bz2.open(file, "rb"))
    if packer == "Zstandard":
        return cast(BinaryIO, pa.input_stream(str(file), compression="zstd"))
    return file.open("rb")


def unpacked(file: Path, folder: Path, beginning: bool = False) -> Path:
    """The file itself, or what is packed in it, or the beginning of that if it is a text.

    What breaks off, or holds so much more than its size that it is no table, is a `DataError`.
    """
    if not packer_of(start_of(file)):
        return file
    name = file.name.rpartition(".")[0] or file.name
    target = _free(folder, name)
    try:
        with opened(file) as raw:
            _copy(raw, target, file.stat().st_size, file.name, beginning)
    except BROKEN as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{file.name} cannot be read to its end ({error}).") from None
    return target


def _free(folder: Path, name: str) -> Path:
    """A path in a folder that nothing has taken, and that leads nowhere else."""
    safe = re.sub(r"[^\w.\- ]", "_", name)[-80:].lstrip(". ") or "file"
    taken = sum(1 for _ in folder.glob("unpacked-*"))
    inner = folder / f"unpacked-{taken}"
    inner.mkdir()
    return inner / safe


def _copy(raw: BinaryIO, target: Path, packed: int, name: str, beginning: bool) -> None:
    written = 0
    with target.open("wb") as out:
        while block := raw.read(CHUNK):
            written += len(block)
            if written > LARGE and written > TIMES * packed:
                raise DataError(
                    f"{name} holds more than {TIMES} times its size when it is unpacked, as no "
                    "table of orders does; unpack it yourself and give the file."
                )
            out.write(block)
            if beginning and written == len(block) and not block.startswith(WHOLE):
                return


def is_archive(file: Path) -> bool:
    """Whether a file is a zip of files, not a workbook, which is a zip too."""
    if not start_of(file).startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return not set(OFFICE) & set(archive.namelist())
    except (*NO_ZIP, *BROKEN):
        return file.suffix.lower() == ".zip"


def members(file: Path, folder: Path, beginning: bool = False) -> list[tuple[str, Path]]:
    """The files of a zip, unpacked one after the other: what each is called, and where it is.

    A broken, empty or protected archive, or one far larger than its size, is a `DataError`.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [one for one in archive.infolist() if _is_file(one)]
            if not inside:
                raise DataError(f"{file.name} is an archive without files.")
            if len(inside) > MOST_MEMBERS:
                raise DataError(f"{file.name} holds more than {MOST_MEMBERS:,} files.")
            return [
                (one.filename, _member(archive, one, file, folder, beginning)) for one in inside
            ]
    except (*NO_ZIP, *BROKEN) as error:
        if isinstance(error, DataError):
            raise
        cause = "it is protected by a password" if "password" in str(error) else str(error)
        raise DataError(
            f"{file.name} cannot be unpacked ({cause}); unpack it yourself and give the folder."
        ) from None


def _is_file(one: zipfile.ZipInfo) -> bool:
    *folders, name = one.filename.split("/")
    return not one.is_dir() and "__MACOSX" not in folders and not name.startswith((".", "~$"))


def _member(
    archive: zipfile.ZipFile, one: zipfile.ZipInfo, file: Path, folder: Path, beginning: bool
) -> Path:
    target = _free(folder, one.filename.rpartition("/")[2])
    with archive.open(one) as raw:
        _copy(cast(BinaryIO, raw), target, one.compress_size, file.name, beginning)
    return target
