"""What people upload: tables and orders in many forms, and files that are neither."""

import gzip
import io
import random
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from segmentation.app import models, samples, uploads
from segmentation.app.customer_table import feature_columns, implausible
from segmentation.app.uploads import AskError, LackingError, Upload
from segmentation.schemas import DataError
from segmentation.sources.own_rows import Options

RFM = ["Recency", "Frequency", "Monetary"]
HEADER = "Customer_ID,Recency,Frequency,Monetary\n"
ROW = HEADER + "0017,1,2,3.5\n"
ORDERS = (
    "customer,order,date,amount\n"
    "a,1,2024-01-01,10.00\na,2,2024-01-11,20.50\nb,3,2024-01-05,7.00\n,4,2024-01-06,1.00\n"
)


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    return out.getvalue()


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in [["Customer_ID", *RFM], ["0017", 1, 2, 3.5]]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def parquet(rows: int) -> bytes:
    out = io.BytesIO()
    columns = {"Customer_ID": ["0017"] * rows} | {name: [1.0] * rows for name in RFM}
    pd.DataFrame(columns).to_parquet(out)
    return out.getvalue()


NOISE = random.Random(0)
HOSTILE = {
    "empty": b"",
    "blank": b"\n \n\n",
    "zeros": b"\x00" * 1_000,
    "noise": NOISE.randbytes(5_000),
    "picture": b"\x89PNG\r\n\x1a\n" + NOISE.randbytes(2_000),
    "pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "database": b"SQLite format 3\x00" + b"\x00" * 200,
    "web page": b"<!DOCTYPE html><html><body><p>1</p></body></html>",
    "web page with commas": b"<html>\n<p>a, b</p>\n<script>c, d</script></html>",
    "json": b'{"a": [1, 2, 3], "b": {"c": 1}}',
    "one column": b"Recency\n1\n2\n",
    "no rows": HEADER.encode(),
    "no rows, Windows": HEADER.replace("\n", "\r\n").encode(),
    "blank rows only": (HEADER + ",,,\n,,,\n").encode(),
    "no row fits": (HEADER + "1,2\n1,2,3,4,5\n").encode(),
    "a column twice": b"Customer_ID,Recency,Recency,Frequency,Monetary\n1,2,3,4,5\n",
    "quotation mark": (HEADER + '"a,1,2,3\nb,1,2,3\n').encode(),
    "5,000 columns": ("c," * 4_999 + "c\n" + "1," * 4_999 + "1\n").encode(),
    "endless line": b"a," * 1_000_000,
    "escape codes": b"\x07\x1b[31m,a\n1,2\n",
    "gzip bomb": gzip.compress(bytes(uploads.UNPACKED * uploads.MB + 1), 9),
    "zip bomb": zipped("xl/workbook.xml", bytes(uploads.UNPACKED * uploads.MB + 1)),
    "broken zip": b"PK\x03\x04" + b"x" * 500,
    "a zip of something": zipped("a.txt", b"hello"),
    "broken gzip": b"\x1f\x8b" + b"x" * 500,
    "cut gzip": gzip.compress(ROW.encode() * 1_000)[:60],
    "broken Parquet": b"PAR1" + b"x" * 500,
    "two ways to read": (HEADER + "1,1,2,1.234\n2,2,3,5.678\n").encode(),
    "dates in two ways": b"customer,date,amount\na,01/02/2024,1\nb,03/04/2024,5\n",
    "an order for a header": b"a,2024-01-01,5.00\nb,2024-01-02,6.00\n",
    "no order fits": b"customer,date,amount\n,2024-01-01,5.00\nb,never,6.00\n",
    "an amount beyond all": b"customer,date,amount\na,2024-01-01,1e99\n",
    "other columns": b"a,b\n1,2\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_each_gets_a_sentence(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(DataError) as told:
        uploads.read("upload.csv", content, RFM)
    assert str(told.value) and "\n" not in str(told.value)
    assert str(tmp_path) not in str(told.value)
    assert list(tmp_path.iterdir()) == []


SAME = {
    "CSV": ROW.encode(),
    "Windows": ROW.replace("\n", "\r\n").encode(),
    "byte order mark": ROW.encode("utf-8-sig"),
    "UTF-16": ROW.encode("utf-16"),
    "UTF-16 without a mark": ROW.encode("utf-16-le"),
    "Latin-1": ("Käufer" + ROW.removeprefix("Customer_ID")).encode("latin-1"),
    "semicolons": ROW.replace(",", ";").encode(),
    "decimal comma": ROW.replace(",", ";").replace("3.5", "3,5").encode(),
    "tabs": ROW.replace(",", "\t").encode(),
    "units and case": ROW.replace("Recency,", "RECENCY ,").replace("ary\n", "ary (£)\n").encode(),
    "gzip": gzip.compress(ROW.encode()),
    "a workbook called CSV": workbook(),
    "more columns": ROW.replace("\n", ",x\n").encode(),
    "another order": b"Monetary,Frequency,Recency,id\n3.5,2,1,0017\n",
}


@pytest.mark.parametrize("content", SAME.values(), ids=SAME)
def test_the_same_customer_in_many_forms(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = uploads.read("upload.csv", content, RFM)
    assert found.kind == "customers"
    assert found.customers.to_numpy().tolist() == [["0017", 1.0, 2.0, 3.5]]
    assert list(tmp_path.iterdir()) == []


def adds_up(upload: Upload) -> bool:
    rows = upload.rows.groupby("Part")["Rows"].sum()
    return rows["in"] == rows.get("set aside", 0) + rows["used"]


def test_rows_add_up() -> None:
    text = HEADER + "1,2\n1,2,3,4\n1,2,3,4,5,6\n\n,,,\n2,x,3,4\n3,1e308,5,9\n"
    found = uploads.read("a.csv", text.encode(), RFM)
    assert adds_up(found) and found.rows["Rows"].tolist() == [6, 2, 1, 3]
    assert found.customers["Customer_ID"].tolist() == ["1", "2", "3"]
    assert found.customers["Recency"].isna().tolist() == [False, True, True]
    scored = models.score(models.load("olist").segmenter, found.customers)
    assert scored["Incomplete"].tolist() == [False, True, True]


def test_formulas_and_markup_are_only_text() -> None:
    ids = ["=cmd|' /C calc'!A0", "+1+1", "<script>alert(1)</script>", "![x](http://a/b.png)"]
    text = HEADER + "".join(f'"{one}",1,2,3\n' for one in ids)
    assert uploads.read("a.csv", text.encode(), RFM).customers["Customer_ID"].tolist() == ids


def test_rows_without_ids_are_numbered() -> None:
    found = uploads.read("a.csv", b"Recency,Frequency,Monetary\n1,2,3\n,,\n4,5,6\n", RFM)
    assert found.customers["Customer_ID"].tolist() == ["1", "3"]
    assert "No column of customer ids" in found.notes[0]


def test_repeated_ids_are_told() -> None:
    found = uploads.read("a.csv", (ROW + "0017,1,2,3\n").encode(), RFM)
    assert found.notes == ["Ids repeat in 1 of 2 rows; each row is scored by itself."]


def test_implausible_units_are_told() -> None:
    table = pd.DataFrame({"Customer_ID": ["a"], "Return_Rate": [15.0], "Satisfaction_Score": [9.0],
                          "Recency": [-1.0], "Frequency": [3.0]})  # fmt: skip
    said = implausible(table)
    assert [text.split(" cannot")[0] for text in said] == [
        "Return_Rate", "Satisfaction_Score", "Recency",
    ]  # fmt: skip
    assert implausible(table.assign(Return_Rate=1, Satisfaction_Score=5, Recency=0)) == []


def test_orders_are_summed_by_hand() -> None:
    found = uploads.read("orders.csv", ORDERS.encode(), RFM)
    assert (found.kind, found.snapshot) == ("orders", "2024-01-11") and adds_up(found)
    table = found.customers.set_index("Customer_ID")[RFM]
    assert table.loc["a"].tolist() == [0, 2, 30.5]
    assert table.loc["b"].tolist() == [6, 1, 7]


def test_the_snapshot_can_be_chosen() -> None:
    later = uploads.read("orders.csv", ORDERS.encode(), RFM, Options(snapshot="2024-01-31"))
    assert later.customers.set_index("Customer_ID")["Recency"].to_dict() == {"a": 20, "b": 26}
    earlier = uploads.read("orders.csv", ORDERS.encode(), RFM, Options(snapshot="2024-01-05"))
    assert earlier.customers.set_index("Customer_ID")["Monetary"].to_dict() == {"a": 10, "b": 7}
    assert adds_up(earlier)


def test_options_answer_what_is_open() -> None:
    text = (HEADER + "1,1,2,1.234\n").encode()
    point = uploads.read("a.csv", text, RFM, Options(decimal="."))
    comma = uploads.read("a.csv", text, RFM, Options(decimal=","))
    assert point.customers["Monetary"].tolist() == [1.234]
    assert comma.customers["Monetary"].tolist() == [1234]


def test_columns_can_be_named() -> None:
    text = ORDERS.replace("customer", "who").replace("amount", "how much").encode()
    with pytest.raises(AskError) as told:
        uploads.read("a.csv", text, RFM)
    assert told.value.columns == ["who", "order", "date", "how much"]
    assert set(told.value.suggested) == {"customer", "amount"}
    given = {"customer": "who", "amount": "how much"}
    assert len(uploads.read("a.csv", text, RFM, given=given).customers) == 2


def test_orders_are_refused_by_the_nine_features() -> None:
    wanted = models.load("flagship").segmenter.features
    with pytest.raises(LackingError, match="also needs Return_Rate, Discount_Usage") as told:
        uploads.read("orders.csv", ORDERS.encode(), wanted)
    assert told.value.enough


def test_too_few_features_are_refused() -> None:
    wanted = models.load("flagship").segmenter.features
    with pytest.raises(LackingError, match="also needs Tenure") as told:
        uploads.read("a.csv", ROW.encode(), wanted)
    assert told.value.enough
    with pytest.raises(LackingError, match="also needs Frequency") as told:
        uploads.read("a.csv", b"id,Recency,Monetary\n1,2,3\n", RFM)
    assert not told.value.enough


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_ROWS", 3)
    for content in ((ROW + "1,1,1,1\n" * 3).encode(), parquet(4)):
        with pytest.raises(DataError, match=r"has 4 rows; at most 3"):
            uploads.read("a.csv", content, RFM)
    assert len(uploads.read("a.csv", parquet(3), RFM).customers) == 3


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MB", 1)
    with pytest.raises(DataError, match=r"at most 50 MB"):
        uploads.read("a.csv", ROW.encode() * 10, RFM)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\a.csv", "a.csv"), (".hidden", "hidden"),
     ("", "file"),
     ("a" * 300 + ".csv", "a" * 76 + ".csv"), ("a\x00b;rm -rf.csv", "a_b_rm -rf.csv")],
)  # fmt: skip
def test_names_lead_nowhere(given: str, kept: str) -> None:
    assert uploads.safe_name(given) == kept


def test_features_are_found_by_name() -> None:
    assert feature_columns(["ID", "return rate", "Monetary (EUR)"]) == {
        "Return_Rate": 1, "Monetary": 2,
    }  # fmt: skip


def test_progress_goes_forward() -> None:
    told: list[float] = []
    uploads.read("o.csv", ORDERS.encode(), RFM, tell=lambda share, text: told.append(share))
    assert told == sorted(told) and len(told) > 2 and told[0] > 0 and told[-1] <= 1


def test_the_sample_of_customers_fits_both_models() -> None:
    content = samples.customers()
    assert content == samples.customers()
    for name in models.NAMES:
        found = uploads.read("c.csv", content, models.load(name).segmenter.features)
        assert len(found.customers) == samples.CUSTOMERS and adds_up(found)
    assert found.customers["Customer_ID"].iloc[0] == "00001"


def test_the_sample_of_orders_fits_the_model_of_orders() -> None:
    found = uploads.read("o.csv", samples.orders(), RFM)
    assert found.currency == "GBP" and adds_up(found) and len(found.rows) > 2
