"""Dates as people write them: of which family a text is, and the moment that it names.

ISO dates, numbers since 1970 or 1900 and months by name speak for themselves; which number of
03/04/2024 is the day is decided over a whole file (`date_forms`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

ISO = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)"
BASIC = r"^(\d{4})(\d{2})(\d{2})(?:[tT ]|$|\d{4}(?:\d{2})?$)"
IDEOGRAPHS = r"^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?"
NUMBERS = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:\D|$)"
SHORT = r"^(\d{2})-(\d{2})-(\d{2})(?:\D|$)"  # may also begin with the year
DAY_MONTH = r"^(\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?:de )?(\p{L}{2,15})\.?[-/., ]+(?:de )?(\d{4}|\d{2})(?:\D|$)"  # noqa: E501
MONTH_DAY = r"^(?:\p{L}{2,12}\.? )?(\p{L}{2,15})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?,?[- ]+(\d{4}|\d{2})(?:[^\d:]|$)"  # noqa: E501
YEAR_MONTH = r"^(\d{4})\.?[-/ ]+(\p{L}{2,15})\.?[-/ ]+(\d{1,2})(?:\D|$)"
EPOCHS = {  # numbers of 10, 13 or 16 digits since 1970, in millionths of a second
    "seconds": (r"^(\d{9,10}(?:\.\d+)?)$", 1_000_000),
    "milliseconds": (r"^(\d{13}(?:\.\d+)?)$", 1_000),
    "microseconds": (r"^(\d{16}(?:\.\d+)?)$", 1),
}
SERIAL = r"^([2-5]\d{4}(?:[.,]\d+)?)$"  # days since 1899-12-30, as spreadsheets count
FIRST_SERIAL = 25_569  # 1970-01-01
CLOCK = r"[ t,](\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([ap])?\.?m?\.?\s*"
COMPACT = r"^\d{8}t?(\d{2})(\d{2})(\d{2})?(?:\D|$)"  # a clock without colons
ZONE = r":\d{2}(?:[.,]\d+)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})(?:\s|$)"
WRITTEN = {"iso": ISO, "basic": BASIC, "ideographs": IDEOGRAPHS, "numbers": NUMBERS,
           "day month": DAY_MONTH, "month day": MONTH_DAY, "year month": YEAR_MONTH}  # fmt: skip
WORDS = {"day month": 2, "month day": 1, "year month": 2}  # the group that names the month
COUNTED = {name: pattern for name, (pattern, _) in EPOCHS.items()} | {"serial": SERIAL}
MARKS = ("/", ".", "-")
CLOCKS = {"": r"^[^:]*$", " %H:%M:%S": r" \d{1,2}:\d{2}:\d{2}$", " %H:%M": r" \d{1,2}:\d{2}$"}


@dataclass(frozen=True, kw_only=True)
class Dates:
    """How the dates of a file, or of a folder of files, are meant."""

    counts: Mapping[str, int]  # from `evidence`
    day_first: bool = False  # in dates such as 03/04/2024
    others: tuple[str, ...] = ()  # files of a folder in which it is the other way round
    year_first: bool = False  # whether 24-01-03 is in 2024
    swapped: bool = False  # whether a spreadsheet took the day of its ISO dates for the month
    months: Mapping[str, int] = field(default_factory=dict)  # word → month
    form: str = ""  # a format that replaces all this


@ibis.udf.scalar.builtin
def try_strptime(text: str, forms: dt.Array[dt.string]) -> dt.timestamp:
    """DuckDB's own: the moment in a text that has one of the forms, missing if it has none."""


@ibis.udf.scalar.builtin
def make_timestamp(millionths: int) -> dt.timestamp:
    """DuckDB's own: the moment so many millionths of a second after 1970 began."""


def tidy(text: ir.StringValue) -> ir.StringValue:
    """Small letters, no weekday in front, no blank after the point of "1. 2. 2024"."""
    small = text.replace("\u00a0", " ").replace("\u202f", " ").strip().lower()
    return small.re_replace(r"^\p{L}{2,15}\.?,\s*", "").re_replace(r"(\d\.)\s+(\d)", r"\1\2")


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
        **{name: tidied.re_search(pattern) for name, pattern in (WRITTEN | COUNTED).items()},
        "short": tidied.re_search(SHORT),
        "day first": (first > 12) & (second <= 12),
        "month first": (second > 12) & (first <= 12),
        "differ": first != second,
        "late iso": _int(tidied, ISO, 3) > 12,
        "zoned": tidied.re_search(ZONE),
        **{mark: tidied.re_search(rf"^\d{{1,4}}[{mark}]") for mark in MARKS},
        **{clock: tidied.re_search(pattern) for clock, pattern in CLOCKS.items()},
    }


def zone(text: ir.StringValue) -> ir.StringValue:
    """The time zone as it is written; "" if there is none."""
    return tidy(text).re_extract(ZONE, 1).upper()


def month_word(text: ir.StringValue, counts: Mapping[str, int]) -> ir.StringValue:
    """The word that stands for the month; "" if none does."""
    tidied = tidy(text)
    words = [
        tidied.re_extract(WRITTEN[name], group) for name, group in WORDS.items() if counts[name]
    ]
    found = [ibis.ifelse(word == "", ibis.null("string"), word) for word in words]
    return ibis.coalesce(*found, "") if found else ibis.literal("")


def _clock(text: ir.StringValue) -> ir.StringValue:
    """The time of the day as text; midnight where there is none."""
    hour, half = _int(text, CLOCK, 1), text.re_extract(CLOCK, 4)
    hour = ibis.cases((half == "p", hour % 12 + 12), (half == "a", hour % 12), else_=hour)
    second = text.re_extract(CLOCK, 3).lpad(2, "0")
    clock = hour.cast("string") + ":" + text.re_extract(CLOCK, 2) + ":" + second
    compact = [text.re_extract(COMPACT, group).lpad(2, "0") for group in (1, 2, 3)]
    return ibis.cases(
        (text.re_search(CLOCK), clock),
        (text.re_search(COMPACT), ibis.literal(":").join(compact)),
        else_="00:00:00",
    )


def _month(word: ir.StringValue, months: Mapping[str, int]) -> ir.StringValue:
    known = {name: str(number) for name, number in months.items()}
    return word.substitute(known, else_="13") if known else ibis.literal("13")  # no month: no date


def _groups(dates: Dates, day_first: bool) -> dict[str, tuple[str, tuple[int, int, int]]]:
    """Family → its pattern, and where year, month and day stand in it."""
    numbers = (3, 2, 1) if day_first else (3, 1, 2)
    places = {
        "iso": (1, 3, 2) if dates.swapped else (1, 2, 3),
        "basic": (1, 2, 3),
        "ideographs": (1, 2, 3),
        "numbers": numbers,
        "day month": (3, 2, 1),
        "month day": (3, 1, 2),
        "year month": (1, 2, 3),
    }
    found = {name: (WRITTEN[name], place) for name, place in places.items() if dates.counts[name]}
    return ({"short": (SHORT, (1, 2, 3))} if dates.year_first else {}) | found


def _written(text: ir.StringValue, dates: Dates, day_first: bool) -> ir.TimestampValue:
    """The moment of a date that is written with day, month and year."""
    tidied = tidy(text)
    written = []
    for name, (pattern, groups) in _groups(dates, day_first).items():
        part = [tidied.re_extract(pattern, group) for group in groups]
        if name in WORDS:
            part[1] = _month(part[1], dates.months)
        full = ibis.ifelse(part[0].length() == 2, ibis.literal("20") + part[0], part[0])
        date = full + "-" + part[1] + "-" + part[2]
        written.append(ibis.ifelse(tidied.re_search(pattern), date, ibis.null("string")))
    if not written:
        return ibis.null("timestamp")
    careful = (ibis.coalesce(*written) + " " + _clock(tidied)).try_cast("timestamp")
    if dates.year_first:
        return careful
    # The usual forms are read much quicker; a year below 1000 is one of two digits, for later.
    quick = try_strptime(text, _usual_forms(dates, day_first))
    quick = ibis.ifelse(quick.year() >= 1000, quick, ibis.null("timestamp"))
    return ibis.coalesce(quick, careful)


def _counted(text: ir.StringValue, dates: Dates) -> list[ir.TimestampValue]:
    """The moments of numbers that count seconds since 1970, or days since 1900."""
    bare = text.strip()
    found = []
    for name, (pattern, millionths) in EPOCHS.items():
        if dates.counts[name]:
            passed = bare.re_extract(pattern, 1).try_cast("float64") * millionths
            found.append(make_timestamp(passed.round().cast("int64")))
    if dates.counts["serial"]:
        days = bare.re_extract(SERIAL, 1).replace(",", ".").try_cast("float64") - FIRST_SERIAL
        found.append(make_timestamp((days * 86_400).round().cast("int64") * 1_000_000))
    return found


def moment(text: ir.StringValue, dates: Dates, day_first: bool | None = None) -> ir.TimestampValue:
    """The moment that a text names, of the families that `dates` counts; missing if it names none.

    The clock time is as written: a time zone is not applied. What counts seconds is in UTC.
    `day_first` replaces that of `dates`.
    """
    if dates.form:
        return try_strptime(text.strip(), [dates.form])
    first = dates.day_first if day_first is None else day_first
    return ibis.coalesce(_written(text, dates, first), *_counted(text, dates))


def moments(text: ir.StringValue, file: ir.StringValue, dates: Dates) -> ir.TimestampValue:
    """The moments of the dates of several files, each with its own order of day and month."""
    usual = moment(text, dates)
    if not dates.others:
        return usual
    return ibis.ifelse(file.isin(dates.others), moment(text, dates, not dates.day_first), usual)


def _usual_forms(dates: Dates, day_first: bool) -> list[str]:
    """The usual forms that are there, for `try_strptime`, which tries one after the other."""
    counts = dates.counts
    start = "%d{0}%m{0}%Y" if day_first else "%m{0}%d{0}%Y"
    days = [start.format(mark) for mark in MARKS if counts[mark] and counts["numbers"]]
    days += [("%Y-%d-%m" if dates.swapped else "%Y-%m-%d")] if counts["iso"] else []
    clocks = [clock for clock in CLOCKS if counts[clock]]
    return [day + clock for day in days for clock in clocks] or ["%Y-%m-%d"]
