"""What people upload: tables and orders in many forms, and files that are neither."""

import bz2
import gzip
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from uploaded import HEADER, HOSTILE, NINE, ORDERS, RFM, ROW, nine, parquet, workbook

from segmentation.app import models, samples, uploads
from segmentation.app.customer_table import Upload, feature_columns
from segmentation.app.uploads import AskError, LackingError
from segmentation.base.errors import DataError
from segmentation.orders_file.parsing import Options


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


def test_what_cannot_be_is_told() -> None:
    wanted = models.load("flagship").segmenter.features
    text = NINE + "a,-1,3,100,400,1.5,1,99,9,1\n" + "b,0,1,0,0,1,0,5,0,0\n" * 2
    found = uploads.read("a.csv", text.encode(), wanted)
    assert found.notes == [
        "Recency cannot be as it is in 1 of 3 rows (such as -1 in row 1): it is 0 or more. There "
        "it counts as missing.",
        "Return_Rate cannot be as it is in 1 of 3 rows (such as 1.5 in row 1): it is from 0 to 1 "
        "(share of orders). There it counts as missing.",
        "Satisfaction_Score cannot be as it is in 1 of 3 rows (such as 99 in row 1): it is from 1 "
        "to 5. There it counts as missing.",
        "Ids repeat in 1 of 3 rows; each row is scored by itself.",
    ]
    assert found.customers[wanted].isna().sum(axis=1).tolist() == [3, 0, 0]


def test_what_cannot_be_counts_as_missing() -> None:
    text = HEADER + "a,-1,2,3\nb,1,0,3\nc,1,2,-3\nd,0,1,0\n"
    found = uploads.read("a.csv", text.encode(), RFM)
    assert found.customers[RFM].isna().to_numpy().tolist() == [
        [True, False, False], [False, True, False], [False, False, True], [False] * 3,
    ]  # fmt: skip
    assert [note.split(" cannot")[0] for note in found.notes] == RFM
    scored = models.score(models.load("olist").segmenter, found.customers)
    assert scored["Incomplete"].tolist() == [True, True, True, False]


def test_what_another_model_needs_stays_as_it_is() -> None:
    content = nine("150", "0.2")
    found = uploads.read("a.csv", content, RFM)
    assert found.customers["Return_Rate"].tolist() == [150, 0.2] and found.notes == []
    found = uploads.read("a.csv", content, models.load("flagship").segmenter.features)
    assert found.customers["Return_Rate"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("rates", "read"),
    [
        (("40%", "0 %", "12.5%", "0.3"), [0.4, 0.0, 0.125, 0.3]),
        (("12,5%", "0,3", "7%", "1"), [0.125, 0.3, 0.07, 1.0]),
    ],
)
def test_per_cents_with_their_sign_are_shares(rates: tuple[str, ...], read: list[float]) -> None:
    found = uploads.read("a.csv", nine(*rates), models.load("flagship").segmenter.features)
    assert found.customers["Return_Rate"].tolist() == pytest.approx(read)
    assert found.notes == []


def test_the_sign_of_per_cent_is_no_figure_elsewhere() -> None:
    found = uploads.read("a.csv", (HEADER + "a,1,2,3%\nb,1,2,3\n").encode(), RFM)
    assert found.customers["Monetary"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ((0, 15, 30, 0.5), True),
        ((0, 0, 0, 100), True),
        ((0, 0.5, 1, 15), False),  # one odd figure among shares
        ((15, 30, 101), False),  # no per cents either
        ((0, 0, 0), False),
        ((0.1, 1.0), False),
    ],
)
def test_shares_that_look_like_per_cents_are_told(rates: tuple[float, ...], told: bool) -> None:
    content = nine(*map(str, rates))
    uploads.read("a.csv", content, RFM)  # a model without shares does not mind
    wanted = models.load("flagship").segmenter.features
    if not told:
        uploads.read("a.csv", content, wanted)
        return
    with pytest.raises(DataError, match=r"Return_Rate looks like per cents: .* divide them by 100"):
        uploads.read("a.csv", content, wanted)


def test_per_cents_without_their_sign_are_refused() -> None:
    wanted = models.load("flagship").segmenter.features
    with pytest.raises(DataError, match=r"2 of 2 figures .*such as 40.* sign \(40%\)"):
        uploads.read("a.csv", nine("40", "20", "0"), wanted)


def test_features_without_figures_are_named() -> None:
    wanted = models.load("flagship").segmenter.features
    found = uploads.read("a.csv", nine("abc", "", "0.5", rating=""), wanted)
    assert found.notes == [
        "Return_Rate is missing or no number in 2 of 3 rows (such as 'abc' in row 1).",
        "Satisfaction_Score is missing in 3 of 3 rows.",
    ]


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


@pytest.mark.parametrize(
    "pack", [bz2.compress, lambda text: pa.compress(text, "zstd", asbytes=True)]
)
def test_packed_uploads_are_measured_whatever_packed_them(
    monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    content = pack((ROW + "1,1,1,1\n" * 300_000).encode())
    monkeypatch.setattr(uploads, "UNPACKED", 1)
    with pytest.raises(DataError, match="holds more than 1 MB when it is unpacked"):
        uploads.read("a.csv", content, RFM)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_ROWS", 3)
    for content in ((ROW + "1,1,1,1\n" * 3).encode(), parquet(4)):
        with pytest.raises(DataError, match=r"has 4 rows; at most 3 .*segmentation score"):
            uploads.read("a.csv", content, RFM)
    with pytest.raises(DataError, match=r"has 4 rows; at most 3 .*segmentation mine"):
        uploads.read("a.csv", ORDERS.encode(), RFM)
    assert len(uploads.read("a.csv", parquet(3), RFM).customers) == 3


def test_two_columns_of_a_name_are_to_be_renamed() -> None:
    text = ORDERS.replace("order,", "customer,", 1)
    with pytest.raises(DataError, match="column customer is there 2 times; rename one") as told:
        uploads.read("a.csv", text.encode(), RFM)
    assert not isinstance(told.value, AskError)
    with pytest.raises(AskError):  # other names for it can be picked from
        uploads.read("a.csv", ORDERS.replace("order,", "client,", 1).encode(), RFM)
    twice = ORDERS.replace("customer,order", "customer,note,note").replace(",1,", ",1,x,")
    assert "note" in twice and "rename" not in str(_error_of(twice))


def _error_of(text: str) -> DataError | None:
    try:
        uploads.read("a.csv", text.encode(), RFM)
    except DataError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), "UTF-8"),
        (duckdb.ConversionException("x"), "too large or malformed"),
        (OverflowError("x"), "too large or malformed"),
        (MemoryError(), "more memory"),
        (zipfile.BadZipFile("x"), "plain CSV"),
    ],
)
def test_the_advice_fits_what_went_wrong(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(uploads, "_read", fails)
    with pytest.raises(DataError, match=f"cannot be read as a table; .*{said}"):
        uploads.read("a.csv", b"x", RFM)
    assert ("UTF-8" in uploads.advice(error)) == (said == "UTF-8")


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
