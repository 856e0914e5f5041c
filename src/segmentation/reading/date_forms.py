"""How the dates of a file are meant: which number is the day, and what the words for months say.

For 03/04/2024 the whole file is asked: a first number above 12 is a day, a second one above 12 is
a day too, and without either nothing is guessed. Files of a folder may differ.
"""

from collections.abc import Collection, Mapping

import duckdb
import ibis.expr.types as ir
import pandas as pd

from segmentation.base.errors import DataError, QuestionError
from segmentation.reading import dates as reading_dates
from segmentation.reading import months
from segmentation.reading.dates import Dates
from segmentation.reading.tally import tally

MOST_WORDS = 1_000  # different words in a column of dates
BY_CHANCE = 0.001  # below it, days up to 12 here and above 12 there are no chance
EARLY = 12 / 30.4  # share of the days of a month that could be months
ALIKE = 5  # different dates that may all fall on the first twelve days of their months
UNREAD = 0.05  # share of dates that may be set aside
FEW = 3  # unread dates that are set aside in any case are fewer


def understand(
    cells: ir.Table, column: str, day_first: bool | None = None, form: str = ""
) -> Dates:
    """Decide, over all rows, how their dates are meant.

    `cells` hold `text`, the dates, and `file`, in which each stands; `form` is a format such as
    "%d.%m.%Y %H:%M" that replaces all this. What can be understood in two ways is a
    `QuestionError`.
    """
    if form:
        check_form(form)
    seen = tally(cells, reading_dates.shape, reading_dates.evidence, by=["file"])
    counts = {str(name): int(n) for name, n in seen.sum().items()}
    if form:
        return Dates(counts=counts, form=form)
    year_first = bool(counts["short"]) and _year_first(_short(cells.text), column)
    known = [one for one in seen.to_dict("records") if one["iso"]]
    swapped = bool(known) and all(map(is_swapped, known))
    words = _words(cells.text, counts)
    first, others = _orders(seen, cells, day_first, column) if not year_first else (False, ())
    return Dates(
        counts=counts,
        day_first=first,
        others=others,
        year_first=year_first,
        swapped=swapped,
        months=months.numbers(words, column) if words else {},
    )


def time_zone(text: ir.StringColumn, dates: Dates) -> str:
    """The zone as it is written with every time; "" if none is, or several (summer time)."""
    if not dates.counts["zoned"]:
        return ""
    written = reading_dates.zone(text).name("zone").as_table().distinct().limit(2).execute()
    return str(written["zone"][0]) if len(written) == 1 else ""


def check_form(form: str) -> None:
    """Raise `DataError` if a format cannot be read by."""
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT try_strptime('', $1)", [form]).fetchall()
    except duckdb.Error:
        raise DataError(
            f"date_format {form!r} is no format of dates; it is made of %d, %m, %Y, %H, %M and %S, "
            "such as %d.%m.%Y %H:%M, and numbers of seconds need none."
        ) from None


def _short(text: ir.StringColumn) -> list[tuple[int, int, int]]:
    """The different dates of three numbers of two digits."""
    days = reading_dates.tidy(text).re_extract(reading_dates.SHORT, 0).left(8)
    found = days.name("day").as_table().distinct().execute()["day"].dropna()
    parts = [tuple(map(int, day.split("-"))) for day in sorted(found) if day]
    return [(a, b, c) for a, b, c in parts]


def _year_first(days: list[tuple[int, int, int]], column: str) -> bool:
    """Whether 24-01-03 is in 2024: years spread less than days do."""
    firsts, seconds, thirds = (set(part) for part in zip(*days, strict=True))
    could_be_first = max(thirds) <= 31 and max(seconds) <= 12
    could_be_last = max(firsts) <= 31
    if not could_be_first or not could_be_last:
        return could_be_first
    spread = (max(firsts) - min(firsts), max(thirds) - min(thirds))
    if spread[0] == spread[1] and any(a != c for a, _, c in days):
        first = "-".join(f"{part:02d}" for part in days[0])
        raise QuestionError(
            f"{column}: {first} may begin or end with the year; set date_format to %y-%m-%d, "
            "%d-%m-%y or %m-%d-%y.",
            {"date_format": "%y-%m-%d"},
        )
    return spread[0] < spread[1]


def is_swapped(counts: Mapping[str, int]) -> bool:
    """Whether a spreadsheet took the day of a file's dates for the month wherever it could.

    Then every date that it knows as one has a day up to 12, and every one that it left as text
    has a day above 12, which can hardly be by chance.
    """
    texts, known = counts["numbers"], counts["iso"]
    told = texts in (counts["day first"], counts["month first"])
    if not texts or not known or counts["late iso"] or not told:
        return False
    return EARLY**known * (1 - EARLY) ** texts < BY_CHANCE


def _words(text: ir.StringColumn, counts: dict[str, int]) -> Collection[str]:
    """The different words that stand for months."""
    word = reading_dates.month_word(text, counts)
    if not any(counts[name] for name in reading_dates.WORDS):
        return []
    found = word.name("word").as_table().distinct().limit(MOST_WORDS).execute()["word"].dropna()
    return sorted(set(found) - {""})


def _different(cells: ir.Table) -> dict[str, int]:
    """How many different dates such as 03/04/2024 each file has."""
    day = reading_dates.tidy(cells.text).re_extract(reading_dates.NUMBERS, 0).left(10)
    found = cells.group_by("file").aggregate(days=day.nunique()).execute()
    return dict(zip(found["file"], found["days"].astype(int), strict=True))


def _orders(
    seen: pd.DataFrame, cells: ir.Table, given: bool | None, column: str
) -> tuple[bool, tuple[str, ...]]:
    """Whether the day comes first, and the files in which it is the other way round."""
    if given is not None:
        return given, ()
    total = seen.sum()
    if len(seen) == 1 or not total["differ"]:
        return is_day_first(total, column), ()
    told = {
        str(file): is_day_first(counts, f"{file}: {column}")
        for file, counts in seen.to_dict("index").items()
        if counts["day first"] or counts["month first"]
    }
    if not told:
        return is_day_first(total, column), ()
    first = 2 * sum(told.values()) >= len(told)
    silent = [str(f) for f in seen.index[seen["differ"] > 0] if f not in told]
    days = _different(cells) if silent else {}
    # A file of a few days says nothing; one of many days up to 12 is another kind of file.
    for file in silent:
        if days[file] > ALIKE or len(set(told.values())) > 1:
            raise QuestionError(
                f"{file}: {column}: no date tells whether 03/04 is in March or in April, while "
                f"other files have the {'day' if first else 'month'} first; set day_first to yes "
                "or no for all of them, or read this file by itself.",
                {"day_first": "yes" if first else "no"},
            )
    return first, tuple(file for file, day_first in told.items() if day_first != first)


def is_day_first(counts: Mapping[str, int] | pd.Series, column: str) -> bool:
    """Whether the day comes first in dates such as 03/04/2024, from counts of `dates.evidence`.

    A column that shows both, or in which nothing tells, is a `QuestionError`.
    """
    if counts["day first"] and counts["month first"]:
        more = counts["day first"] >= counts["month first"]
        raise QuestionError(
            f"{column}: {counts['day first']:,} dates can only have the day first and "
            f"{counts['month first']:,} only the month; set day_first to yes or no, and those that "
            "do not fit are set aside.",
            {"day_first": "yes" if more else "no"},
        )
    if counts["differ"] and not counts["day first"] and not counts["month first"]:
        raise QuestionError(
            f"{column}: no date tells whether 03/04 is in March or in April; set day_first to yes "
            "or no.",
            {"day_first": ""},
        )
    return bool(counts["day first"])


def check_unread(unread: ir.StringColumn, read: int, column: str) -> None:
    """Raise `DataError` if at least `FEW` dates, and more than `UNREAD` of all, are not understood.

    The others would not be the whole file. All are of rows that have an amount.
    """
    count = int(unread.count().execute())
    if count < FEW or count <= UNREAD * (count + read):
        return
    texts = unread.name("text").as_table().distinct().order_by("text").limit(FEW).execute()["text"]
    raise DataError(
        f"{column}: {count:,} of {count + read:,} dates are not understood ({'; '.join(texts)}), "
        "so what is left would not be the whole file; write them as 2024-12-31 or set date_format."
    )
