"""Amounts as people write them, read in one way or not at all.

Blanks, apostrophes and currencies are taken off; a minus may stand behind, or parentheses around.
Whether a point or a comma is the decimal mark is read from the whole column: a figure that can be
read both ways, such as 1.234, decides nothing.
"""

from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.reading import decimal_mark
from segmentation.reading.decimal_mark import COMMA, EITHER, EMPTY, POINT
from segmentation.reading.tally import tally

BLANKS = "[\\s\u00a0\u2009\u202f'’]+"
CODES = (
    "AED|ARS|AUD|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KES|"
    "KRW|MAD|MXN|MYR|NGN|NOK|NZD|PEN|PHP|PKR|PLN|RON|RSD|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
CURRENCY = rf"(?i)({CODES}|US\$|R\$|\p{{Sc}}|KR\.?|ZŁ|KČ|FT|FR\.|LEI)"
SAME = {"€": "EUR", "£": "GBP", "¥": "JPY", "US$": "USD", "$": "USD", "R$": "BRL", "₹": "INR",
        "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "FR.": "CHF", "LEI": "RON", "KR.": "KR"}  # fmt: skip
SIGNED = r"^\((.+)\)$|^(.+)-$"
LONGEST_EMPTY = max(map(len, EMPTY))
LEAST_DECIMALS, MOST_DECIMALS = 2, 6
LARGEST_EXACT = 2.0**53 / 10**MOST_DECIMALS  # a larger float has no six decimals to be sure of


@ibis.udf.scalar.builtin(name="chr")
def _character(code: int) -> str:  # type: ignore[empty-body]
    """A character by its number, made by the engine."""


def filled(text: ir.StringValue) -> ir.StringValue:
    """The text without blanks around it; missing where it says that there is nothing."""
    nul = _character(0)  # which cannot stand in a query, where texts are compared with others
    text = ibis.ifelse(text.contains(nul), text.replace(nul, ""), text)
    hard = text.contains("\u00a0")
    bare = ibis.ifelse(hard, text.replace("\u00a0", " "), text).strip()
    nothing = (bare.length() <= LONGEST_EMPTY) & bare.lower().isin(EMPTY)
    return ibis.ifelse(nothing, ibis.null("string"), bare)


def currency(text: ir.StringValue) -> ir.StringValue:
    """The currency that stands in an amount, as its code where there is one; "" if none does."""
    return text.re_extract(CURRENCY, 1).upper().substitute(SAME)


def bare(text: ir.StringValue) -> ir.StringValue:
    """An amount without blanks and currency, its minus in front."""
    tight = text.re_replace(CURRENCY, "").re_replace(BLANKS, "").replace("−", "-")
    turned = tight.re_replace(SIGNED, r"-\1\2").replace("--", "")
    return turned.re_replace(r"^\+", "")


def shape(text: ir.StringValue) -> ir.StringValue:
    """A text with its digits from 1 to 9 made alike: few texts are left, and they show enough."""
    return text.translate("12345678", "99999999")


def evidence(text: ir.StringValue) -> dict[str, ir.BooleanValue]:
    """Which decimal mark an amount, or its shape, shows; "either" if it could have either."""
    figure = bare(text)
    digits = figure.re_search(r"^-?[\d.,]*\d[\d.,]*$")
    # one mark that cannot part thousands, or the last of two different ones
    point = r"^-?\d*\.(?:\d{0,2}|\d{4,})$|^-?(?:0|\d{4,})?\.\d{3}$|,\d*\.|,\d+,"
    comma = r"^-?\d*,(?:\d{0,2}|\d{4,})$|^-?(?:0|\d{4,})?,\d{3}$|\.\d*,|\.\d+\."
    either = r"^-?[1-9]\d{0,2}[.,]\d{3}$"
    patterns = {POINT: point, COMMA: comma, EITHER: either}
    return {name: digits & figure.re_search(pattern) for name, pattern in patterns.items()}


def seen(column: ir.StringColumn) -> pd.Series:
    """In how many cells of a column each kind of evidence is seen."""
    return tally(column.name("text").as_table(), shape, evidence).iloc[0].astype(int)


def decide(counts: Mapping[str, int] | pd.Series, columns: Iterable[str]) -> str:
    """The decimal mark of columns, from how many of their figures show what `evidence` looks for.

    Both marks, or figures that could have either and no other, are a `QuestionError`.
    """
    point, comma = counts[POINT], counts[COMMA]
    shown = {
        POINT: f"{point:,} figures have" if point else "",
        COMMA: f"{comma:,}" if comma else "",
        EITHER: "figures such as 1.234 or 1,234" if counts[EITHER] else "",
    }
    likely = POINT if point >= comma else COMMA
    return decimal_mark.decide(shown, " and ".join(columns), "are set aside", likely)


def number(text: ir.StringValue, decimal: str) -> ir.FloatingValue:
    """The figure that a text holds; missing if it holds none.

    The other mark may part thousands, in groups that end in three digits.
    """
    thousands = COMMA if decimal == POINT else POINT
    figure = bare(text)
    whole = rf"(?:\d{{1,13}}|\d{{1,3}}(?:[{thousands}]\d{{2,3}})*[{thousands}]\d{{3}})"
    good = rf"^-?(?:{whole}(?:[{decimal}]\d*)?|[{decimal}]\d+)(?:[eE][+-]?\d{{1,2}})?$"
    plain = figure.replace(thousands, "").replace(decimal, ".")
    careful = ibis.ifelse(figure.re_search(good), plain, ibis.null("string")).try_cast("float64")
    # Most figures are digits and at most one mark, which is far quicker to see.
    simple = (text.translate(f"0123456789{decimal}-", "") == "") & (text.length() <= 13)
    quick = ibis.ifelse(simple, text.replace(decimal, "."), ibis.null("string"))
    return ibis.coalesce(quick.try_cast("float64"), careful)


def decimals(text: ir.StringColumn, decimal: str) -> int:
    """How many decimals the figures of a column have, from 2 to 6, noughts at their end left out.

    A figure such as 10.299999999999999, which passed through a float, is 10.3.
    """
    figures = text.name("text").as_table()
    # Most figures have at most two decimals, which is far quicker to see.
    long = figures.filter(figures.text.re_search(rf"\{decimal}\s*\d{{3}}|\d[eE]-?\d"))
    value = number(long.text, decimal)
    small = ibis.ifelse(value.abs() < LARGEST_EXACT, value, ibis.null("float64"))
    fraction = small.round(MOST_DECIMALS).cast(f"decimal(38,{MOST_DECIMALS})").cast("string")
    used = fraction.re_extract(r"\.(\d*?)0*$", 1).length()
    found = long.select(used=used).aggregate(most=ibis._.used.max()).execute()["most"].iloc[0]
    return LEAST_DECIMALS if pd.isna(found) else max(LEAST_DECIMALS, int(found))
