"""Dates as shops write them: which order of day and month, and the moment that is meant.

ISO dates speak for themselves. For 03/04/2024 the whole column is asked: a first number above 12
is a day, a second one above 12 is a day too, and without either nothing is guessed.
"""

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from segmentation.base.errors import DataError

ISO = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)"
BASIC = r"^(\d{4})(\d{2})(\d{2})(?:T|$)"
NUMBERS = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:\D|$)"
DAY_MONTH = r"^(\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?:de )?([a-zäéû]{3,10})\.?[-/., ]+(?:de )?(\d{4}|\d{2})(?:\D|$)"  # noqa: E501
MONTH_DAY = r"^([a-zäéû]{3,10})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?,?[- ]+(\d{4})(?:\D|$)"
CLOCK = r"[ t,](\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([ap])?\.?m?\.?\s*"
ZONE = r":\d{2}(?:[.,]\d+)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})(?:\s|$)"
MONTHS = {
    1: "jan ene gen janv",
    2: "feb fev fév févr",
    3: "mar mär mrz maa mars mär",
    4: "apr avr abr avri",
    5: "may mai mag mei mayo maio",
    6: "jun juin giu",
    7: "jul juil lug",
    8: "aug aoû aou ago août",
    9: "sep set sept",
    10: "oct okt out ott",
    11: "nov",
    12: "dec dez dic déc dici",
}
MONTH = {
    word[:3] if word[:3] != "jui" else word: n
    for n, words in MONTHS.items()
    for word in words.split()
}
FAMILIES = {"iso": ISO, "basic": BASIC, "numbers": NUMBERS, "day month": DAY_MONTH,
            "month day": MONTH_DAY}  # fmt: skip
MARKS = ("/", ".", "-")
CLOCKS = {"": r"^[^:]*$", " %H:%M:%S": r" \d{1,2}:\d{2}:\d{2}$", " %H:%M": r" \d{1,2}:\d{2}$"}
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


@ibis.udf.scalar.builtin
def try_strptime(text: str, forms: dt.Array[dt.string]) -> dt.timestamp:
    """DuckDB's own: the moment in a text that has one of the forms, missing if it has none."""


def tidy(text: ir.StringValue) -> ir.StringValue:
    """Small letters, no weekday in front, no blank after the point of "1. 2. 2024"."""
    small = text.replace("\u00a0", " ").strip().lower()
    return small.re_replace(r"^[a-zäéû]{2,10}\.?,\s*", "").re_replace(r"(\d\.)\s+(\d)", r"\1\2")


def _int(text: ir.StringValue, pattern: str, group: int) -> ir.IntegerValue:
    return text.re_extract(pattern, group).try_cast("int64")


def shape(text: ir.StringValue) -> ir.StringValue:
    """A text whose clock time is made alike, so that few different ones are left."""
    return text.left(10) + text.substr(10).translate("012345678", "999999999")


def evidence(text: ir.StringValue) -> dict[str, ir.BooleanValue]:
    """Of which family a date, or its shape, is; what tells day from month; and a time zone."""
    tidied = tidy(text)
    first, second = _int(tidied, NUMBERS, 1), _int(tidied, NUMBERS, 2)
    return {
        **{name: tidied.re_search(pattern) for name, pattern in FAMILIES.items()},
        "day first": (first > 12) & (second <= 12),
        "month first": (second > 12) & (first <= 12),
        "differ": first != second,
        "zoned": tidied.re_search(ZONE),
        **{mark: tidied.re_search(rf"^\d{{1,4}}[{mark}]") for mark in MARKS},
        **{clock: tidied.re_search(pattern) for clock, pattern in CLOCKS.items()},
    }


def decide(counts: dict[str, int], given: str, column: str) -> bool:
    """Whether the day comes first in dates such as 03/04/2024.

    Parameters
    ----------
    counts : dict
        From `evidence`.
    given : str
        "yes", "no", or "" to find out.
    column : str
        What the column is called.

    Raises
    ------
    DataError
        If the column shows both, or nothing in it tells.
    """
    if given.casefold() in YES + NO:
        return given.casefold() in YES
    if given:
        raise DataError(f"day_first must be yes or no; got {given!r}.")
    if counts["day first"] and counts["month first"]:
        raise DataError(
            f"{column}: {counts['day first']:,} dates can only have the day first and "
            f"{counts['month first']:,} only the month; set day_first to yes or no, and those that "
            "do not fit are set aside."
        )
    if counts["differ"] and not counts["day first"] and not counts["month first"]:
        raise DataError(
            f"{column}: no date tells whether 03/04 is in March or in April; set day_first to yes "
            "or no."
        )
    return counts["day first"] > 0


def _clock(text: ir.StringValue) -> ir.StringValue:
    """The time of the day as text; midnight where there is none."""
    hour, half = _int(text, CLOCK, 1), text.re_extract(CLOCK, 4)
    hour = ibis.cases((half == "p", hour % 12 + 12), (half == "a", hour % 12), else_=hour)
    second = text.re_extract(CLOCK, 3).lpad(2, "0")
    clock = hour.cast("string") + ":" + text.re_extract(CLOCK, 2) + ":" + second
    return ibis.ifelse(text.re_search(CLOCK), clock, "00:00:00")


def _month(word: ir.StringValue) -> ir.StringValue:
    known = {name: str(number) for name, number in MONTH.items()}
    start = ibis.ifelse(word.startswith("jui"), word.left(4), word.left(3))
    return start.substitute(known, else_="13")  # no month: the date is none


def moment(
    text: ir.StringValue, counts: dict[str, int], day_first: bool, form: str = ""
) -> ir.TimestampValue:
    """The moment that a text names; missing if it names none.

    Parameters
    ----------
    text : ibis string column
    counts : dict
        From `evidence`: only families that are there are looked for.
    day_first : bool
    form : str
        A format such as "%d.%m.%Y %H:%M" that replaces all this; "" for none.

    Returns
    -------
    ibis timestamp column
        The clock time as written: a time zone is not applied.
    """
    if form:
        return try_strptime(text.strip(), [form])
    tidied = tidy(text)
    orders = {
        "iso": (1, 2, 3),
        "basic": (1, 2, 3),
        "numbers": (3, 2, 1) if day_first else (3, 1, 2),
        "day month": (3, 2, 1),
        "month day": (3, 1, 2),
    }
    written = []
    for name, groups in orders.items():
        if not counts[name]:
            continue
        part = [tidied.re_extract(FAMILIES[name], group) for group in groups]
        if "month" in name:
            part[1] = _month(part[1])
        full = ibis.ifelse(part[0].length() == 2, ibis.literal("20") + part[0], part[0])
        date = full + "-" + part[1] + "-" + part[2]
        known = tidied.re_search(FAMILIES[name])
        written.append(ibis.ifelse(known, date, ibis.null("string")))
    if not written:
        return ibis.null("timestamp")
    careful = (ibis.coalesce(*written) + " " + _clock(tidied)).try_cast("timestamp")
    # The usual forms are read much quicker; a year below 1000 is one of two digits, for later.
    quick = try_strptime(text, _usual_forms(counts, day_first))
    quick = ibis.ifelse(quick.year() >= 1000, quick, ibis.null("timestamp"))
    return ibis.coalesce(quick, careful)


def _usual_forms(counts: dict[str, int], day_first: bool) -> list[str]:
    """The usual forms that are there, for `try_strptime`, which tries one after the other."""
    start = "%d{0}%m{0}%Y" if day_first else "%m{0}%d{0}%Y"
    dates = [start.format(mark) for mark in MARKS if counts[mark] and counts["numbers"]]
    dates += ["%Y-%m-%d"] if counts["iso"] else []
    clocks = [clock for clock in CLOCKS if counts[clock]]
    return [date + clock for date in dates for clock in clocks] or ["%Y-%m-%d"]
