"""A table of customers as people write it, batch by batch: ids as they are, cells as figures.

The one reading of such a table for the scorer, which sees it in a stream, and for the app. Figures
that stand as programs write them are read at once; the rest as `numbers` reads amounts. Whether a
point or a comma is the decimal mark is told by the whole table, so what was seen is kept beside
the figures, and who reads decides at the end, and begins anew where another mark was assumed.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segmentation.reading import decimal_mark
from segmentation.reading.customer_columns import is_text
from segmentation.reading.decimal_mark import COMMA, EITHER, EMPTY, POINT, given_mark

__all__ = ["COMMA", "POINT", "Seen", "decide", "figures", "given_mark"]

PER_CENT = r"\s*%$"  # at the end of a share
# A figure as programs write it, with the decimal mark in place of {0}.
PLAIN = r"^[+-]?(?:\d+[{0}]?\d*|[{0}]\d+|[iI]nf(?:inity)?)(?:[eE][+-]?\d{{1,3}})?$"
# What such a figure shows of its mark, as `numbers.evidence` tells it of any amount.
SHOWS = r"^-?(?:\d*[{0}](?:\d{{0,2}}|\d{{4,}})|(?:0|\d{{4,}})?[{0}]\d{{3}})$"
BOTH_WAYS = r"^-?[1-9]\d{{0,2}}[{0}]\d{{3}}$"
EXCERPT = 20  # characters of a cell in a sentence


@dataclass
class Seen:
    """What the batches of a table showed so far; row 1 is the first below the header."""

    rows: int = 0
    # of decimal_mark → the first cell that shows it
    marks: dict[str, str] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter)  # column → its cells without a figure
    impossible: Counter[str] = field(default_factory=Counter)  # … and with one that cannot be
    # the first cell that is no number, in words
    unread: dict[str, str] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)  # … and that cannot be
    positive: Counter[str] = field(default_factory=Counter)  # column of shares → figures above 0
    above: Counter[str] = field(default_factory=Counter)  # … above 1
    most: dict[str, float] = field(default_factory=dict)  # column of shares → its largest figure
    first: dict[str, float] = field(default_factory=dict)  # … and its first above 1


def figures(
    column: pa.Array,
    name: str,
    decimal: str,
    seen: Seen,
    possible: Mapping[str, tuple[float, float]],
    shares: Collection[str],
) -> np.ndarray:
    """The figures of a column of one batch, texts or numbers; what it showed is added to `seen`.

    The `decimal` mark is that of texts; columns of `shares` may have the sign of per cent. NaN
    stands for what is missing or no number; where `possible` has the least and the most that a
    column can be, also for what is infinite or beyond them.
    """
    is_share = name in shares
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if is_text(column.type):
        found = _of_texts(column.cast(pa.string()), name, decimal, seen, is_share)
    else:
        found = _array(column.cast(pa.float64(), safe=False))
    unfit = ~np.isfinite(found)
    if unfit.any():
        seen.missing[name] += int(unfit.sum())
        _note_unread(column, unfit, name, seen)
    if name not in possible:
        return found
    if unfit.any():
        found = np.where(unfit, np.nan, found)
    if is_share:
        _note_shares(found, name, seen)
    return _possible(found, name, possible[name], seen)


def _array(column: pa.Array) -> np.ndarray:
    return column.to_numpy(zero_copy_only=False)


def _of_texts(column: pa.Array, name: str, decimal: str, seen: Seen, is_share: bool) -> np.ndarray:
    if decimal == POINT:
        try:  # most files are as programs write them
            found = _array(pc.cast(column, pa.float64()))
        except pa.ArrowInvalid:
            pass
        else:
            _note_plain(column, name, decimal, seen)
            return found
    bare = pc.utf8_trim_whitespace(column)
    as_programs = pc.fill_null(pc.match_substring_regex(bare, PLAIN.format(decimal)), False)
    good = pc.if_else(as_programs, bare, pa.scalar(None, pa.string()))
    _note_plain(good, name, decimal, seen)
    found = _array(pc.cast(pc.replace_substring(good, decimal, "."), pa.float64())).copy()
    nothing = pc.or_(pc.is_null(bare), pc.is_in(pc.utf8_lower(bare), pa.array(EMPTY)))
    rest = np.flatnonzero(~_array(pc.or_(as_programs, nothing)))
    if len(rest):
        found[rest] = _as_people(bare.take(pa.array(rest)), rest, name, decimal, seen, is_share)
    return found


def _note_plain(column: pa.Array, name: str, decimal: str, seen: Seen) -> None:
    """Note the first figures that show their mark, and that could have either."""
    if decimal in seen.marks:  # nothing else can be seen in them
        return
    for mark, pattern in ((decimal, SHOWS), (EITHER, BOTH_WAYS)):
        if mark not in seen.marks:
            shown = pc.match_substring_regex(column, pattern.format(re.escape(decimal)))
            at = pc.index(shown, True).as_py()
            if at >= 0:
                seen.marks[mark] = _words(name, seen.rows + at, column[at].as_py())


def _words(name: str, row: int, text: str) -> str:
    return f"{name} in row {row + 1:,} ({text[:EXCERPT]})"


def _as_people(
    texts: pa.Array, rows: np.ndarray, name: str, decimal: str, seen: Seen, is_share: bool
) -> np.ndarray:
    """Figures with currencies, thousands, signs of per cent: each different text is read once."""
    import ibis  # an engine, which a file as programs write it can do without

    from segmentation.reading import numbers

    coded = texts.dictionary_encode()
    at = coded.indices.to_numpy()
    few = pa.table({"at": np.arange(len(coded.dictionary)), "text": coded.dictionary})
    table = ibis.memtable(few)
    cell = numbers.filled(table.text).coalesce("")
    bare = cell.re_replace(PER_CENT, "") if is_share else cell
    figure = numbers.number(bare, decimal)
    if is_share:
        figure = figure / ibis.ifelse(cell.re_search(PER_CENT), 100.0, 1.0)
    kinds = numbers.evidence(numbers.shape(bare))
    read = table.select("at", figure=figure, **kinds).order_by("at").execute()
    for mark in kinds:
        shown = np.flatnonzero(read[mark].to_numpy(bool)[at])
        if len(shown) and mark not in seen.marks:
            first = int(shown[0])
            seen.marks[mark] = _words(name, seen.rows + int(rows[first]), texts[first].as_py())
    return read["figure"].to_numpy("float64", na_value=np.nan)[at]


def _note_unread(column: pa.Array, unfit: np.ndarray, name: str, seen: Seen) -> None:
    if name in seen.unread or not is_text(column.type):
        return
    for at in np.flatnonzero(unfit):
        text = (column[int(at)].as_py() or "").strip()
        if text.lower() not in EMPTY:
            seen.unread[name] = f"'{text[:EXCERPT]}' in row {seen.rows + int(at) + 1:,}"
            return


def _possible(found: np.ndarray, name: str, ends: tuple[float, float], seen: Seen) -> np.ndarray:
    """The figures without those that cannot be."""
    with np.errstate(invalid="ignore"):
        outside = (found < ends[0]) | (found > ends[1])
    if not outside.any():
        return found
    first = int(outside.argmax())
    seen.impossible[name] += int(outside.sum())
    seen.odd.setdefault(name, f"{found[first]:g} in row {seen.rows + first + 1:,}")
    return np.where(outside, np.nan, found)


def _note_shares(found: np.ndarray, name: str, seen: Seen) -> None:
    with np.errstate(invalid="ignore"):
        above = found > 1
        seen.positive[name] += int((found > 0).sum())
    if above.any():
        seen.above[name] += int(above.sum())
        seen.first.setdefault(name, float(found[above][0]))
        seen.most[name] = max(seen.most.get(name, 0.0), float(found[above].max()))


def decide(seen: Seen, given: str, file: str) -> str:
    """The decimal mark of a table: the one that was set, else as all that was seen of it tells.

    Both marks, or figures that could have either and no other, are a `QuestionError`.
    """
    first = dict(seen.marks)
    if POINT in first:
        first[POINT] += " has"
    return given_mark(given) or decimal_mark.decide(first, file, "count as missing")
