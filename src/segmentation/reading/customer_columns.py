"""The columns of a table of customers: under which name they are found, and what may be in them.

Ids are texts or numbers and stay as they are. Figures are numbers, or texts that `customers` reads.
"""

import re
from collections.abc import Sequence

import pyarrow as pa

from segmentation.base.errors import DataError
from segmentation.reading.folding import bare

UNIT = re.compile(r"\s*(?:[(\[][^)\]]*[)\]]|\b[A-Z]{3}|[A-Z]{0,2}[€£$¥₹])\s*$")


def plain(name: str) -> str:
    """A column's name as it is compared: without case, accents, punctuation and unit.

    Examples
    --------
    >>> plain("return rate"), plain("Monetary (EUR)"), plain("MONETARY £")
    ('returnrate', 'monetary', 'monetary')
    """
    return bare(UNIT.sub("", name.strip()) or name)


def find(columns: Sequence[str], name: str) -> list[int]:
    """Where a column stands: under its very name, else under one that is compared as the same."""
    exact = [at for at, column in enumerate(columns) if column == name]
    return exact or [at for at, column in enumerate(columns) if plain(column) == plain(name)]


def is_text(kind: pa.DataType) -> bool:
    """Whether a column holds text, in whichever of Arrow's forms."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return (
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _is_number(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_number(kind.value_type)
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def holds_figures(column: pa.Field) -> bool:
    """Whether a column may hold figures: texts, numbers, or nothing at all."""
    return is_text(column.type) or _is_number(column.type) or pa.types.is_null(column.type)


def check_figures(columns: Sequence[pa.Field], file: str) -> None:
    """Raise `DataError` for a column of figures that holds flags, durations, dates, lists …"""
    for column in columns:
        if not holds_figures(column):
            raise DataError(
                f"{file}: column {column.name} holds {column.type}, which is no figure; give it "
                "as numbers."
            )


def check_ids(column: pa.Field, file: str) -> None:
    """Raise `DataError` for a column of ids that are neither text nor numbers."""
    kind = column.type
    dated = pa.types.is_date(kind) or pa.types.is_timestamp(kind)
    if not (is_text(kind) or _is_number(kind) or dated or pa.types.is_null(kind)):
        raise DataError(
            f"{file}: column {column.name} holds {kind}, which cannot be ids of customers; give "
            "them as text or whole numbers."
        )


def ids(column: pa.Array, file: str, before: int = 0) -> pa.Array:
    """Ids as they are: texts as plain Arrow strings, numbers as they came.

    A text that is no valid UTF-8, such as half a character, is a `DataError` that names the row.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if not is_text(column.type):
        return column
    if not _is_valid(column):
        row = next((at for at in range(len(column)) if not _is_valid(column[at : at + 1])), 0)
        raise DataError(
            f"{file}: the id in row {before + row + 1:,} is no valid text (half a character, for "
            "instance); mend it or leave the row out."
        )
    return column


def _is_valid(column: pa.Array) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
