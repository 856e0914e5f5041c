"""Texts that name a customer, as they are compared: in every spelling, or nobody's."""

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from segmentation.orders_file import column_roles, vocabulary

# Format characters (zero width, marks of direction and of byte order), fillers, variants.
INVISIBLE = r"[\p{Cf}\x{034F}\x{115F}\x{1160}\x{2800}\x{3164}\x{FE00}-\x{FE0F}]"
BLANKS = r"^[\s\p{Z}]+|[\s\p{Z}]+$"
LONGEST_NOBODY = max(map(len, vocabulary.NOBODY))


@ibis.udf.scalar.builtin
def nfc_normalize(text: str) -> dt.string:
    """DuckDB's own: Unicode NFC."""


@ibis.udf.scalar.builtin
def strlen(text: str) -> dt.int64:
    """DuckDB's own: bytes of a text."""


@ibis.udf.scalar.builtin
def split_part(text: str, mark: str, part: int) -> dt.string:
    """DuckDB's own: a part of a text, counted from 1."""


def as_id(text: ir.StringValue) -> ir.StringValue:
    """An id as it is written; 17850.0, a whole number that passed through a float, is 17850."""
    return ibis.ifelse(text.contains(".0"), text.re_replace(r"^(\d+)\.0+$", r"\1"), text)


def seen(text: ir.StringValue) -> ir.StringValue:
    """A text in Unicode NFC without what cannot be seen; missing if nothing is left."""
    careful = nfc_normalize(text).re_replace(INVISIBLE, "").re_replace(BLANKS, "").nullif("")
    return ibis.ifelse(_is_ascii(text), text, careful)


def _is_ascii(text: ir.StringValue) -> ir.BooleanValue:
    return strlen(text) == text.length()  # as many bytes as characters


def one(text: ir.StringValue, column: str) -> ir.StringValue:
    """What is the same for one customer: an id, an e-mail or a name.

    The case of an id counts, which the name of its column tells; that of a name does not.
    """
    clean = seen(text)
    address = clean.lower().re_replace(r"^\W*mailto:\s*", "").re_replace(r"^[<\s]+|[>\s]+$", "")
    other = as_id(clean)
    if not column_roles.is_code(column):
        other = other.re_replace(r"\s+", " ")
    careful = ibis.ifelse(clean.contains("@"), address, other)
    # Most are a plain id or a plain address, which is far quicker to see.
    plain = _is_ascii(text) & (text.translate(" <>:\t", "") == text)
    mailbox = text.contains("@")
    return ibis.cases(
        (plain & mailbox, text.lower()), (plain & ~text.contains(".0"), text), else_=careful
    )


def is_nobody(key: ir.StringValue, zero: bool = False) -> ir.BooleanValue:
    """Whether an id stands for nobody in particular."""
    nobody = [word for word in vocabulary.NOBODY if not (zero and word in vocabulary.ZEROS)]
    mailbox = split_part(split_part(key, "@", 1), "+", 1).isin(vocabulary.NO_MAILBOX)
    short = (key.length() <= LONGEST_NOBODY) & key.lower().isin(nobody)
    return short | (key.contains("@") & mailbox)
