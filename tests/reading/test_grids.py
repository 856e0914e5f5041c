"""Sheets of workbooks and tables of web pages, and Parquet that engines read differently."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from staged_files import everything, texts

from segmentation.base.errors import DataError

HEAD = ["customer", "order", "date", "amount"]


def book(path: Path, merged: Sequence[str] = (), **sheets: list[list[object]]) -> Path:
    """A workbook of these sheets, with cells merged in the first."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        made.worksheets[0].merge_cells(cells)
    made.save(path)
    return path


def row(who: str | None, day: int = 5) -> list[object]:
    return [who, 1, dt.datetime(2024, 1, day), 2.5]


def test_every_sheet_with_orders_is_read_and_others_are_named(tmp_path: Path) -> None:
    stock = [["sku", "stock"], *[[f"S{i}", i] for i in range(50)]]
    path = book(tmp_path / "x.xlsx", Stock=stock, Q1=[HEAD, row("a")], Q2=[HEAD, row("b")],
                Notes=[["hello"]])  # fmt: skip
    rows, form, _, left = everything(path)
    assert [one[0] for one in rows] == ["a", "b"]
    assert form == "workbook, sheet Q1 (of 4)"
    assert {one.name for one in left} == {"x.xlsx, sheet Stock", "x.xlsx, sheet Notes"}


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", Q1=[HEAD, row("a")], Q2=[HEAD, row("b")])
    assert [one[0] for one in texts(path, sheet="q2")[0]] == ["b"]
    again = book(tmp_path / "y.xlsx", Q1=[HEAD, row("a")])
    with pytest.raises(DataError, match=r"no table in a sheet 'Q3'; its sheets are Q1\."):
        texts(again, sheet="Q3")
    (tmp_path / "z.csv").write_text("customer,date,amount\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"z\.csv is no workbook, so it has no sheet 'Q3'"):
        texts(tmp_path / "z.csv", sheet="Q3")


@pytest.mark.parametrize(
    "above",
    [
        [["Customer", None, "Order", None]],
        [["Orders report", None, None, None], [], ["From", "2024-01-01", None, None]],
        [["Report", "of", "the", "shop"], [None, None, None, None]],
    ],
)
def test_titles_and_a_second_header_row_stand_above_the_header(
    tmp_path: Path, above: list[list[object]]
) -> None:
    rows, _, misfits = texts(book(tmp_path / "x.xlsx", Orders=[*above, HEAD, row("a")]))
    assert rows == [("a", "1", "2024-01-05", "2.5")]
    assert len(misfits) == sum(any(line) for line in above)


def test_merged_cells_are_filled_down_and_empty_ones_are_not(tmp_path: Path) -> None:
    lines = [["Report"], HEAD, row("a"), row(None), row(None), row("b"), row(None)]
    path = book(tmp_path / "x.xlsx", merged=["A3:A5"], Orders=lines)
    assert [one[0] for one in texts(path)[0]] == ["a", "a", "a", "b", None]


PAGE = (
    "<html><meta charset=utf-8><table><tr><th colspan=2>Orders</table>"
    "<table><tr><th>customer<th>date<th>amount</tr>"
    "<tr><td>Smith &amp; Co<br>Ltd<td>2024-01-05<td>1.5</tr>"
    "<tr><td>ü</td><td>2024-01-06</td><td></td></tr></table>"
    "<script>window.open('http://x')</script></html>"
)
SHEET = (
    '<?xml version="1.0"?><Workbook xmlns:ss="urn:x"><Worksheet ss:Name="O"><Table>'
    "<Row><Cell><Data>customer</Data></Cell><Cell><Data>date</Data></Cell>"
    "<Cell><Data>amount</Data></Cell></Row><Row><Cell><Data>Smith &amp; Co Ltd</Data></Cell>"
    "<Cell><Data>2024-01-05</Data></Cell><Cell><Data>1.5</Data></Cell></Row>"
    '<Row><Cell><Data>ü</Data></Cell><Cell ss:Index="2"><Data>2024-01-06</Data></Cell></Row>'
    "</Table></Worksheet></Workbook>"
)


@pytest.mark.parametrize("page", [PAGE, SHEET])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_web_page_called_xls_is_read(tmp_path: Path, page: str, encoding: str) -> None:
    path = tmp_path / "orders.xls"
    path.write_bytes(page.encode(encoding))
    rows, form, _ = texts(path)
    assert rows == [("Smith & Co Ltd", "2024-01-05", "1.5"), ("ü", "2024-01-06", None)]
    assert form.startswith("web page, table")


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("America/New_York", "2024-05-31 21:00:00"), ("UTC", "2024-06-01 01:00:00"),
     ("+05:30", "2024-06-01 06:30:00")],
)  # fmt: skip
def test_zoned_times_in_parquet_keep_the_clock_of_their_zone(
    tmp_path: Path, zone: str, clock: str
) -> None:
    moment = pa.array([dt.datetime(2024, 6, 1, 1)], pa.timestamp("us", zone))
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"customer": ["a"], "date": moment, "amount": [1.0]}), path)
    assert texts(path)[0] == [("a", clock, "1.0")]


def test_very_long_decimals_in_parquet_keep_their_value(tmp_path: Path) -> None:
    amounts = pa.array([Decimal("19.46"), Decimal("-1234.500"), None], pa.decimal256(50, 3))
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"customer": ["a"] * 3, "date": ["d"] * 3, "amount": amounts}), path)
    rows = texts(path)[0]
    assert [one[2] for one in rows] == ["19.46", "-1234.5", None]
