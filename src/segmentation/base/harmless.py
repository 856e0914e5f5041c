"""Texts that no spreadsheet runs: formulas in ids, names and headers become plain text.

What a spreadsheet may take for the start of a formula are the signs that OWASP lists (CSV
Injection), also after blanks and invisible characters, with the full-width forms that some accept.
Behind what parts fields they are no less dangerous: a file parted by commas is parted by semicolons
where a spreadsheet's settings say so.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SIGNS = "=+\\-@＝＋－＠"
UNSEEN = "\ufeff\u200b-\u200f\u2060"
FORMULA = re.compile(rf"^(?:[\t\r\n]|[\s{UNSEEN}]*[{SIGNS}])")
INSIDE = re.compile(rf"([;,\t|][\s\"{UNSEEN}]*)(?=[{SIGNS}])")
CONTROL = re.compile(r"[\x00-\x1f]+")
# All three for Arrow: the texts that are looked at one by one.
SUSPECT = rf"[\x00-\x1f]|(?:^|[;,|])[\s\pZ\"{UNSEEN}]*[{SIGNS}]"


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula, on one line.

    Examples
    --------
    >>> harmless("=cmd|' /C calc'!A0")
    "'=cmd|' /C calc'!A0"
    >>> harmless("x;=1+1")
    "x;'=1+1"
    >>> harmless("0017")
    '0017'
    """
    bare = CONTROL.sub(" ", text)
    mark = "'" if FORMULA.match(text) or FORMULA.match(bare) else ""
    return mark + INSIDE.sub(r"\1'", bare)


def harmless_column(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """A column of texts of any Arrow type as plain Arrow strings, each made harmless."""
    texts = column.cast(pa.string())
    suspect = pc.fill_null(pc.match_substring_regex(texts, SUSPECT), False)
    if not pc.any(suspect).as_py():
        return texts
    safe = [harmless(one) for one in texts.filter(suspect).to_pylist()]
    if isinstance(texts, pa.ChunkedArray):
        texts, suspect = texts.combine_chunks(), suspect.combine_chunks()
    return pc.replace_with_mask(texts, suspect, pa.array(safe, pa.string()))


def harmless_cell(value: object) -> object:
    """A text, or what is written as one such as bytes and lists, made harmless; else as it is."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bytes | bytearray | list | tuple | dict | set | np.ndarray):
        return harmless(str(value))
    return value
