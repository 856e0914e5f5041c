"""Dates in all their forms, and files whose dates are not alike."""

from typing import Any

import ibis
import pytest

from segmentation.base.errors import DataError
from segmentation.reading import date_forms, dates, months


def read(*texts: str | None, files: list[str] | None = None, **given: Any) -> list[str]:
    """The moments of texts, those of one file unless said; midnight is left out."""
    table = ibis.memtable({"text": texts, "file": files or ["x"] * len(texts)})
    meant = date_forms.understand(table, "date", **given)
    moments = table.select(when=dates.moments(table.text, table.file, meant)).execute()["when"]
    return [str(when).removesuffix(" 00:00:00") for when in moments]


@pytest.mark.parametrize(
    ("texts", "moments"),
    [
        (("1704276900", "999999999"), ["2024-01-03 10:15:00", "2001-09-09 01:46:39"]),
        (("1704276900.5", "1704276900.0"), ["2024-01-03 10:15:00.500000", "2024-01-03 10:15:00"]),
        (("1704276900000", "1000000000000"), ["2024-01-03 10:15:00", "2001-09-09 01:46:40"]),
        (("1704276900000123", "1704276900000000"),
         ["2024-01-03 10:15:00.000123", "2024-01-03 10:15:00"]),
        (("45294", "45294.427083333", "45294,5"),
         ["2024-01-03", "2024-01-03 10:15:00", "2024-01-03 12:00:00"]),
        (("24-01-03", "24-02-29 10:15", "23-12-31"),
         ["2024-01-03", "2024-02-29 10:15:00", "2023-12-31"]),
        (("31-12-24", "01-02-24"), ["2024-12-31", "2024-02-01"]),
        (("12-31-23", "01-02-24"), ["2023-12-31", "2024-01-02"]),
        (("Jan-03-24", "Feb-29-24 10:15:00"), ["2024-01-03", "2024-02-29 10:15:00"]),
        (("Jan 03 10:15",), ["NaT"]),
        (("03-Jan-24", "2024-Jan-03", "3. Jan. 2024"), ["2024-01-03"] * 3),
        (("Wednesday, 3 January 2024", "Wed Jan 03 2024 10:15:00 GMT+0100"),
         ["2024-01-03", "2024-01-03 10:15:00"]),
        (("2024年1月3日", "2024년 1월 3일 10:15"), ["2024-01-03", "2024-01-03 10:15:00"]),
        (("2024-01-03T23:15:00-05:00", "2024-01-03 23:15:00Z"), ["2024-01-03 23:15:00"] * 2),
        (("20240103101500", "202401031015", "20240103T1015", "20240103"),
         [*["2024-01-03 10:15:00"] * 3, "2024-01-03"]),
        (("123", "12345678901", "10000", "99999"), ["NaT"] * 4),
    ],
)  # fmt: skip
def test_numbers_and_words_name_a_moment(texts: tuple[str, ...], moments: list[str]) -> None:
    assert read(*texts) == moments


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("3 stycznia 2024", "31 grudnia 2024"),  # Polish
        ("3 sty 2024", "31 gru 2024"),
        ("3. ledna 2024", "31. prosince 2024"),  # Czech
        ("3 января 2024 г.", "31 дек. 2024 г."),  # Russian
        ("3 Ocak 2024", "31 ARALIK 2024"),  # Turkish
        ("3 januari 2024", "31 december 2024"),  # Swedish, Dutch
        ("3. tammikuuta 2024", "31. joulukuuta 2024"),  # Finnish
        ("2024. január 3.", "2024. december 31."),  # Hungarian
        ("3 Ιανουαρίου 2024", "31 Δεκεμβρίου 2024"),  # Greek
        ("3 січня 2024", "31 грудня 2024"),  # Ukrainian
        ("3 gennaio 2024", "31 dicembre 2024"),
        ("3 de janeiro de 2024", "31 de dezembro de 2024"),
        ("3 janv. 2024", "31 déc. 2024"),
        ("3 ianuarie 2024", "31 decembrie 2024"),  # Romanian
    ],
)
def test_months_are_known_in_many_languages(first: str, second: str) -> None:
    assert read(first, second) == ["2024-01-03", "2024-12-31"]


def test_the_language_of_most_words_says_what_a_word_means() -> None:
    assert months.numbers(["listopada", "stycznia"], "date")["listopada"] == 11
    assert months.numbers(["listopada", "siječnja"], "date")["listopada"] == 10
    with pytest.raises(DataError, match=r"date: listopada is another month in .*; write the dates"):
        months.numbers(["listopada"], "date")
    assert months.numbers(["nonsense"], "date") == {}


def test_a_year_that_may_stand_first_or_last_is_a_question() -> None:
    with pytest.raises(DataError, match=r"date: 24-01-03 may begin or end with the year; set date"):
        read("24-01-03")
    assert read("24-01-03", form="%y-%m-%d") == ["2024-01-03"]


@pytest.mark.parametrize("form", ["%s", "%Q", "%Y-%", "%d.%m.%Y %"])
def test_a_format_that_is_none_is_a_sentence(form: str) -> None:
    with pytest.raises(DataError, match="is no format of dates; it is made of %d"):
        read("2024-01-03", form=form)


# Files that differ


def test_each_file_of_a_folder_has_its_own_order_of_day_and_month() -> None:
    texts = ("19/03/2024", "04/05/2024", "03/19/2024", "04/05/2024", "20.04.2024")
    files = ["b", "b", "a", "a", "c"]
    assert read(*texts, files=files) == [
        "2024-03-19", "2024-05-04", "2024-03-19", "2024-04-05", "2024-04-20"
    ]  # fmt: skip


EARLY = [f"01/{day:02d}/2024" for day in range(2, 10)]


def test_a_file_of_early_days_beside_one_that_tells_is_a_question() -> None:
    with pytest.raises(
        DataError, match=r"a: date: no date tells .* other files have the day first"
    ):
        read(*EARLY, "19/03/2024", files=["a"] * len(EARLY) + ["b"])
    given = read(*EARLY, "19/03/2024", files=["a"] * len(EARLY) + ["b"], day_first=True)
    assert given[0] == "2024-02-01"


def test_a_file_of_few_days_follows_the_others() -> None:
    texts = ("05/03/2024",) * 20 + ("13/03/2024",)
    assert read(*texts, files=["a"] * 20 + ["b"])[0] == "2024-03-05"


def test_a_file_of_few_days_beside_files_that_differ_is_a_question() -> None:
    with pytest.raises(DataError, match="c: date: no date tells"):
        read("13/03/2024", "03/13/2024", "04/05/2024", files=["a", "b", "c"])


# Spreadsheets that swapped day and month


KNOWN = [f"2024-{day:02d}-{month:02d} 10:00:00" for month in (1, 2) for day in range(1, 13)]


@pytest.mark.parametrize("day_first", [True, False])
def test_days_that_a_spreadsheet_took_for_months_are_swapped_back(day_first: bool) -> None:
    form = "{day}/{month:02d}/2024" if day_first else "{month:02d}/{day}/2024"
    texts = [form.format(day=day, month=month) for month in (1, 2) for day in range(13, 29)]
    found = read(*KNOWN, *texts)
    expected = [f"2024-{month:02d}-{day:02d} 10:00:00" for month in (1, 2) for day in range(1, 13)]
    expected += [f"2024-{month:02d}-{day}" for month in (1, 2) for day in range(13, 29)]
    assert found == expected


@pytest.mark.parametrize(
    ("more", "files"),
    [
        (["2024-03-15"], None),  # a day that is no month
        (["05/01/2024"], None),  # a text that the spreadsheet would have known
        ([], "two"),  # files of two programs
    ],
)
def test_dates_that_only_look_swapped_stay(more: list[str], files: str | None) -> None:
    texts = [f"{day}/01/2024" for day in range(13, 29)]
    names = ["a"] * len(KNOWN) + ["b"] * len(texts) if files else None
    assert read(*KNOWN, *texts, *more, files=names)[1] == "2024-02-01 10:00:00"


# Dates that are not read


def unread(*texts: str) -> ibis.expr.types.StringColumn:
    return ibis.memtable({"text": texts}, schema={"text": "string"}).text


def test_dates_that_would_decide_the_result_are_refused() -> None:
    with pytest.raises(
        DataError,
        match=r"when: 4 of 64 dates are not understood \(a; b; c\), so what is left would not be",
    ):
        date_forms.check_unread(unread("c", "b", "a", "d"), 60, "when")


@pytest.mark.parametrize(("texts", "read"), [((), 0), (("a", "b"), 0), (("a", "b", "c"), 57)])
def test_a_few_dates_that_are_not_read_are_set_aside(texts: tuple[str, ...], read: int) -> None:
    assert date_forms.check_unread(unread(*texts), read, "when") is None
