"""Orders in files of every kind: what is read, left, asked and refused, from file to orders."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError


def test_what_is_left_is_named_among_the_files(tmp_path: Path) -> None:
    there = tmp_path / "exports"
    there.mkdir()
    made(there, *GOOD)
    (there / "customers.csv").write_text("customer,city\na,Rome\n", encoding="utf-8")
    reading = reads(there)
    assert orders(reading) == PLAIN
    assert reading.files.to_numpy().tolist() == [
        ["orders.csv", 3, "UTF-8, separated by commas"],
        ["customers.csv", 0, "left out: none of its columns (customer, city) is used"],
    ]


def test_a_table_that_lacks_the_customer_alone_is_not_left_silently(tmp_path: Path) -> None:
    there = tmp_path / "exports"
    there.mkdir()
    made(there, *GOOD)
    (there / "refunds.csv").write_text("order,date,amount\n1,2024-01-06,-5\n", encoding="utf-8")
    with pytest.raises(
        DataError, match=r"refunds\.csv may hold orders too, but no column is known"
    ):
        reads(there)


@pytest.mark.parametrize("table", ["date,total\n2024-01-05,30.5\n", "customer,total\na,15.75\n"])
def test_sums_beside_the_orders_are_left(tmp_path: Path, table: str) -> None:
    there = tmp_path / "exports"
    there.mkdir()
    made(there, *GOOD)
    (there / "sums.csv").write_text(table, encoding="utf-8")
    assert orders(reads(there)) == PLAIN


def test_the_sheets_of_a_workbook_are_one_file_of_orders(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    named = {"Jan": (HEADER, *GOOD[:2]), "Feb": (HEADER, *GOOD[2:]), "Info": ("see,other,sheets",)}
    for name, lines in named.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line.split(","))
    path = tmp_path / "orders.xlsx"
    book.save(path)
    reading = reads(path)
    assert orders(reading) == PLAIN
    assert reading.files["file"].tolist()[:2] == [
        "orders.xlsx, sheet Feb",
        "orders.xlsx, sheet Jan",
    ]
    assert orders(reads(path, sheet="feb")) == PLAIN[2:]
    with pytest.raises(DataError, match="holds no table in a sheet 'Mar'"):
        reads(path, sheet="Mar")


def test_columns_that_are_named_by_hand_find_the_header_below_titles(tmp_path: Path) -> None:
    path = made(tmp_path, "Wer,Was,Wann,Wert", *GOOD, header="Liste,,,")
    named = {"customer": "Wer", "order": "Was", "date": "Wann", "amount": "Wert"}
    reading = reads(path, **named)
    assert (orders(reading), aside(reading)) == (PLAIN, {"wrong number of fields": 1})


def test_a_short_row_is_used_where_nothing_used_is_missing(tmp_path: Path) -> None:
    path = made(tmp_path, GOOD[0], GOOD[1] + ",x", GOOD[2] + ",y", "b,9", header=HEADER + ",note")
    reading = reads(path)
    assert orders(reading) == PLAIN
    assert aside(reading) == {"wrong number of fields": 1}


def test_dates_that_are_mostly_not_read_are_refused(tmp_path: Path) -> None:
    lines = [f"c{i},{i},2024-01-05,1" for i in range(20)]
    lines += [f"d{i},d{i},{i}. Hornung 2024,1" for i in range(1, 5)]
    with pytest.raises(DataError, match=r"date: 4 of 24 dates are not understood \(1\. Hornung"):
        reads(made(tmp_path, *lines))
    reading = reads(made(tmp_path, *lines), day_first="yes")
    assert aside(reading) == {"date not understood": 4}
    few = reads(made(tmp_path, *lines[:22]))
    assert aside(few) == {"date not understood": 2}


def test_unread_dates_of_rows_without_an_amount_refuse_nothing(tmp_path: Path) -> None:
    lines = [f"x{i},{i},soon," for i in range(9)]
    assert aside(reads(made(tmp_path, *GOOD, *lines))) == {"date not understood": 9}


def test_dates_that_a_spreadsheet_swapped_are_mended_and_said(tmp_path: Path) -> None:
    lines = [f"a,{day},2024-{day:02d}-01,1" for day in range(1, 13)]
    lines += [f"a,{day},{day}/01/2024,1" for day in range(13, 29)]
    reading = reads(made(tmp_path, *lines))
    days = pd.read_parquet(reading.orders)["ordered_at"].dt.strftime("%Y-%m-%d").tolist()
    assert days == [f"2024-01-{day:02d}" for day in range(1, 29)]
    assert reading.files["read as"].tolist() == [
        "UTF-8, separated by commas, day and month of its dates swapped back"
    ]


def test_seconds_since_1970_need_no_format(tmp_path: Path) -> None:
    lines = ("a,1,1704448800,10.50", "b,2,1706695200,20.00", "a,3,1706781600,5.25")
    assert orders(reads(made(tmp_path, *lines))) == PLAIN
    with pytest.raises(DataError, match="date_format '%s' is no format of dates"):
        reads(made(tmp_path, *lines), date_format="%s")
