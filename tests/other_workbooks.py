"""Workbooks that no library here writes: OpenDocument, Excel's binary form, and a locked one."""

import struct
import zipfile
from pathlib import Path

RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
)


def _zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def ods(path: Path, rows: list[list[str]]) -> Path:
    """A sheet of OpenDocument."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ["".join(cell.format(text) for text in row) for row in rows]
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    named = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {named}><office:body><office:spreadsheet>"
        f'<table:table table:name="S">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return _zipped(path, {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"/>',
        "content.xml": content,
    })  # fmt: skip


def _record(kind: int, data: bytes = b"") -> bytes:
    """A record of Excel's binary form, short enough for one byte of length."""
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(data)]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, rows: list[list[str]]) -> Path:
    """A sheet in Excel's binary form."""
    size = struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    sheet = _record(0x81) + _record(0x94, size) + _record(0x91)
    for at, row in enumerate(rows):
        sheet += _record(0x00, struct.pack("<I", at) + bytes(13))
        for column, text in enumerate(row):
            sheet += _record(0x06, struct.pack("<2I", column, 0) + _wide(text))
    sheet += _record(0x92) + _record(0x82)
    named = struct.pack("<2I", 0, 1) + _wide("rId1") + _wide("S")
    book = _record(0x83) + _record(0x8F) + _record(0x9C, named) + _record(0x90) + _record(0x84)
    return _zipped(path, {
        "[Content_Types].xml": "<Types/>", "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": RELATED, "xl/worksheets/sheet1.bin": sheet,
    })  # fmt: skip


def _entry(name: str, kind: int, child: int = -1) -> bytes:
    """An entry of the directory of a compound file."""
    text = name.encode("utf-16-le")
    links = struct.pack("<HBBiii", len(text) + 2, kind, 1, -1, -1, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<iQ", -2, 0)


def locked(path: Path) -> Path:
    """What Excel writes of a workbook with a password: a compound file with a package in it."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<10i", 0, 1, 1, 0, 4096, -2, 0, -2, 0, 0) + b"\xff" * 432
    sectors = struct.pack("<2i", -3, -2) + b"\xff" * 504
    directory = _entry("Root Entry", 5, 1) + _entry("EncryptedPackage", 2) + bytes(256)
    path.write_bytes(head + sectors + directory)
    return path
