"""In which encoding a text is, and the same text as UTF-8 with one kind of line end."""

import codecs
import io
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from segmentation.base.errors import DataError
from segmentation.reading.packing import BROKEN, CHUNK, opened

BOMS = (  # the longer ones first, since one begins with another
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CALLED = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Latin-1)",
    "latin-1": "Latin-1",
}
# What a guess may be: the encodings that spreadsheets and shops outside of the West write.
GUESSES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r",
    "iso8859_2", "cp852", "cp866", "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
BEGINNING = 1 << 20  # bytes in which the header is looked for before all is read
FIRST_LINES = 50  # looked at for the delimiter and the header
SAMPLE = 100_000  # bytes of lines with other letters than ASCII, for a guess
FEW = 3  # strange places in a Western reading that may be slips
# In Windows-1252: a sign inside a word, letters of Iceland alone, three signs or letters with
# accents on end, or what it lacks.
SIGN = "[\xa1-\xa9\xab-\xb9\xbb-\xbf\xd7\xf7\xd0\xdd\xde\xf0\xfd\xfe\u2020-\u2022\u2026\u2030]"
STRANGE = re.compile(
    rf"[A-Za-z\xc0-\xff]{SIGN}[A-Za-z\xc0-\xff]|\b{SIGN}[a-z]"
    "|[\xa1-\xff\u0152-\u017e\u0192]{3,}|[\x81\x8d\x8f\x90\x9d]"
)
KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]{2}")  # which text in other encodings has not
# Letters of Iceland in place of ğ, ı and ş, beside letters that Icelandic has not.
TURKISH = ("[ýþðÝÞÐ]", "[üçÜÇ]")


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a text, from its mark, else from all of its bytes; reads it to the end.

    Without a byte order mark: UTF-16 if every other byte is zero, UTF-8 if all of it is valid,
    else Windows-1252 if it makes words of the West, else a guess, else Latin-1, which takes any
    byte.
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
    chunk, sample = start, b""
    while decoders or len(sample) < SAMPLE:
        for name in list(decoders):
            try:
                decoders[name].decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                del decoders[name]
        if not chunk.isascii() and len(sample) < SAMPLE:
            sample += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())
        if not chunk:
            break
        chunk = file.read(CHUNK)
    if "utf-8" in decoders:
        return "utf-8"
    return _guess(sample[:SAMPLE]) or next(iter(decoders), "latin-1")


def _guess(sample: bytes) -> str:
    """The encoding outside of the West that lines are likely in; "" if they are of the West."""
    if KANA.search(sample.decode("cp932", errors="replace")):
        return "cp932"
    western = sample.decode("cp1252", errors="replace").replace("\ufffd", "\x81")
    high = sum(byte > 127 for byte in sample)
    strange = sum(len(found[0]) for found in STRANGE.finditer(western))
    if strange < FEW or strange < 0.2 * high:
        return ""
    best = from_bytes(sample, cp_isolation=GUESSES, threshold=0.5).best()
    if best is None or best.encoding != "cp1252":
        return best.encoding if best else ""
    turkish = all(re.search(letters, western) for letters in TURKISH) and "æ" not in western
    return "cp1254" if turkish else ""


def called(encoding: str) -> str:
    """What an encoding is called, and whether it is a guess."""
    return CALLED.get(encoding, f"{encoding.replace('_', '-').upper()} (a guess)")


def plain_text(file: Path, folder: Path) -> tuple[Path, str, int]:
    """A UTF-8 file with the same text, its encoding, and how many of its lines are not empty.

    It is the file itself if that is UTF-8 with one kind of line end, else a copy in `folder`, made
    in a stream. A file that breaks off or cannot be opened is a `DataError`.
    """
    try:
        return _plain_text(file, folder)
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise DataError(f"{file.name} cannot be read to its end ({error}).") from None


def _plain_text(file: Path, folder: Path) -> tuple[Path, str, int]:
    with file.open("rb") as raw:
        encoding = encoding_of(raw)
    if encoding == "utf-8" and (lines := _lines_of_one_end(file)) >= 0:
        return file, encoding, lines
    copy = folder / f"{file.name}.utf8"
    errors = "strict" if encoding in CALLED else "replace"  # a guess is made from a part
    with file.open("rb") as raw, io.TextIOWrapper(raw, encoding, errors, newline=None) as text:
        return copy, encoding, write_lines(iter(lambda: text.readlines(CHUNK), []), copy)


def _lines_of_one_end(file: Path) -> int:
    """Lines that are not empty, if all end in a line feed with or without a return; else -1."""
    returns = feeds = both = 0
    empty, last = False, b"\n"
    with file.open("rb") as raw:
        while chunk := raw.read(CHUNK):
            seam = last + chunk[:2]
            returns += chunk.count(b"\r")
            feeds += chunk.count(b"\n")
            both += chunk.count(b"\r\n") + (last[-1:] == b"\r" and chunk[:1] == b"\n")
            empty |= any(two in part for two in (b"\n\n", b"\n\r\n") for part in (chunk, seam))
            last = chunk[-2:]
    if returns and not returns == feeds == both:
        return -1
    if not empty:
        return feeds + (not last.endswith(b"\n"))
    with file.open("rb") as raw:
        blocks = iter(lambda: raw.readlines(CHUNK), [])
        return sum(1 for block in blocks for line in block if line.strip(b"\r\n"))


def write_lines(blocks: Iterable[list[str]], path: Path) -> int:
    """Write lines as UTF-8, and count those that are not empty."""
    lines = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for texts in blocks:
            lines += sum(1 for line in texts if line.strip("\n"))
            out.writelines(texts)
    return lines


def first_lines(file: Path) -> list[str]:
    """The first lines of a text, packed or not, without reading the rest."""
    try:
        with opened(file) as raw:
            begin = raw.read(BEGINNING)
    except BROKEN as error:
        raise DataError(f"{file.name} cannot be read to its end ({error}).") from None
    if len(begin) == BEGINNING:  # no character cut in two
        begin = begin[: begin.rfind(b"\n") + 1 or None]
    text = begin.decode(encoding_of(io.BytesIO(begin)), errors="ignore")
    if not text.strip("\r\n"):
        raise DataError(f"{file.name} is empty.")
    return [f"{line}\n" for line in re.split(r"\r\n|\r|\n", text)[:FIRST_LINES]]
