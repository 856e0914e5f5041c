"""What people upload: tables and orders in many forms, and files that are neither."""

import bz2
import gzip
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from uploaded import HEADER, HOSTILE, NINE, ORDERS, RFM, ROW, nine, parquet, workbook

from segmentation.app import models, samples, uploads
from segmentation.app.customer_table import Upload, feature_columns
from segmentation.app.uploads import AskError, LackingError, Limits, Request
from segmentation.base.errors import DataError
from segmentation.orders_file.parsing import Options

FLAGSHIP = models.load("flagship").segmenter.features


def upload(content: str | bytes, wanted: list[str] = RFM, **how: Any) -> Upload:
    """A file as the app reads it for a model of these features."""
    content = content.encode() if isinstance(content, str) else content
    return uploads.read("upload.csv", content, Request(wanted=wanted, **how))


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_each_gets_a_sentence(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(DataError) as told:
        upload(content)
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
    found = upload(content)
    assert found.snapshot == ""
    assert found.customers.to_numpy().tolist() == [["0017", 1.0, 2.0, 3.5]]
    assert list(tmp_path.iterdir()) == []


def adds_up(found: Upload) -> bool:
    rows = found.rows.groupby("Part")["Rows"].sum()
    return rows["in"] == rows.get("set aside", 0) + rows["used"]


def test_rows_add_up() -> None:
    text = HEADER + "1,2\n1,2,3,4\n1,2,3,4,5,6\n\n,,,\n2,x,3,4\n3,1e308,5,9\n"
    found = upload(text)
    assert adds_up(found) and found.rows["Rows"].tolist() == [6, 2, 1, 3]
    assert found.customers["Customer_ID"].tolist() == ["1", "2", "3"]
    assert found.customers["Recency"].isna().tolist() == [False, True, True]
    scored = models.score(models.load("olist").segmenter, found.customers)
    assert scored["Incomplete"].tolist() == [False, True, True]


def test_formulas_and_markup_are_only_text() -> None:
    ids = ["=cmd|' /C calc'!A0", "+1+1", "<script>alert(1)</script>", "![x](http://a/b.png)"]
    text = HEADER + "".join(f'"{one}",1,2,3\n' for one in ids)
    assert upload(text).customers["Customer_ID"].tolist() == ids


def test_rows_without_ids_are_numbered() -> None:
    found = upload(b"Recency,Frequency,Monetary\n1,2,3\n,,\n4,5,6\n")
    assert found.customers["Customer_ID"].tolist() == ["1", "3"]
    assert "No column of customer ids" in found.notes[0]


def test_repeated_ids_are_told() -> None:
    found = upload(ROW + "0017,1,2,3\n")
    assert found.notes == ["Ids repeat in 1 of 2 rows; each row is scored by itself."]


def test_what_cannot_be_is_told() -> None:
    text = NINE + "a,-1,3,100,400,1.5,1,99,9,1\n" + "b,0,1,0,0,1,0,5,0,0\n" * 2
    found = upload(text.encode(), FLAGSHIP)
    assert found.notes == [
        "Recency cannot be as it is in 1 of 3 rows (such as -1 in row 1): it is 0 or more. There "
        "it counts as missing.",
        "Return_Rate cannot be as it is in 1 of 3 rows (such as 1.5 in row 1): it is from 0 to 1 "
        "(share of orders). There it counts as missing.",
        "Satisfaction_Score cannot be as it is in 1 of 3 rows (such as 99 in row 1): it is from 1 "
        "to 5. There it counts as missing.",
        "Ids repeat in 1 of 3 rows; each row is scored by itself.",
    ]
    assert found.customers[FLAGSHIP].isna().sum(axis=1).tolist() == [3, 0, 0]
    few = upload(HEADER + "a,-1,2,3\nb,1,0,3\nc,1,2,-3\nd,0,1,0\n")
    assert few.customers[RFM].isna().to_numpy().tolist() == [
        [True, False, False], [False, True, False], [False, False, True], [False] * 3,
    ]  # fmt: skip
    scored = models.score(models.load("olist").segmenter, few.customers)
    assert scored["Incomplete"].tolist() == [True, True, True, False]


def test_what_another_model_needs_stays_as_it_is() -> None:
    content = nine("150", "0.2")
    found = upload(content)
    assert found.customers["Return_Rate"].tolist() == [150, 0.2] and found.notes == []
    found = upload(content, FLAGSHIP)
    assert found.customers["Return_Rate"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("rates", "read"),
    [
        (("40%", "0 %", "12.5%", "0.3"), [0.4, 0.0, 0.125, 0.3]),
        (("12,5%", "0,3", "7%", "1"), [0.125, 0.3, 0.07, 1.0]),
    ],
)
def test_per_cents_with_their_sign_are_shares(rates: tuple[str, ...], read: list[float]) -> None:
    found = upload(nine(*rates), FLAGSHIP)
    assert found.customers["Return_Rate"].tolist() == pytest.approx(read)
    assert found.notes == []


def test_the_sign_of_per_cent_is_no_figure_elsewhere() -> None:
    found = upload(HEADER + "a,1,2,3%\nb,1,2,3\n")
    assert found.customers["Monetary"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ((0, 15, 30, 0.5), True),
        ((40, 20, 0), True),
        ((0, 0, 0, 100), True),
        ((0, 0.5, 1, 15), False),  # one odd figure among shares
        ((15, 30, 101), False),  # no per cents either
        ((0, 0, 0), False),
        ((0.1, 1.0), False),
    ],
)
def test_shares_that_look_like_per_cents_are_told(rates: tuple[float, ...], told: bool) -> None:
    content = nine(*map(str, rates))
    upload(content)  # a model without shares does not mind
    if not told:
        upload(content, FLAGSHIP)
        return
    with pytest.raises(DataError, match=r"Return_Rate looks .* divide them by 100, .* sign \("):
        upload(content, FLAGSHIP)


def test_features_without_figures_are_named() -> None:
    found = upload(nine("abc", "", "0.5", rating=""), FLAGSHIP)
    assert found.notes == [
        "Return_Rate is missing or no number in 2 of 3 rows (such as 'abc' in row 1).",
        "Satisfaction_Score is missing in 3 of 3 rows.",
    ]


def test_orders_are_summed_by_hand() -> None:
    found = upload(ORDERS)
    assert found.snapshot == "2024-01-11" and adds_up(found)
    table = found.customers.set_index("Customer_ID")[RFM]
    assert table.loc["a"].tolist() == [0, 2, 30.5]
    assert table.loc["b"].tolist() == [6, 1, 7]


def test_the_snapshot_can_be_chosen() -> None:
    later = upload(ORDERS.encode(), options=Options.from_texts(snapshot="2024-01-31"))
    assert later.customers.set_index("Customer_ID")["Recency"].to_dict() == {"a": 20, "b": 26}
    earlier = upload(ORDERS.encode(), options=Options.from_texts(snapshot="2024-01-05"))
    assert earlier.customers.set_index("Customer_ID")["Monetary"].to_dict() == {"a": 10, "b": 7}
    assert adds_up(earlier)


def test_options_answer_what_is_open() -> None:
    text = (HEADER + "1,1,2,1.234\n").encode()
    point = upload(text, options=Options(decimal="."))
    comma = upload(text, options=Options(decimal=","))
    assert point.customers["Monetary"].tolist() == [1.234]
    assert comma.customers["Monetary"].tolist() == [1234]


def test_columns_can_be_named() -> None:
    text = ORDERS.replace("customer", "who").replace("amount", "how much").encode()
    with pytest.raises(AskError) as told:
        upload(text)
    assert told.value.columns == ["who", "order", "date", "how much"]
    assert set(told.value.suggested) == {"customer", "amount"}
    given = {"customer": "who", "amount": "how much"}
    assert len(upload(text, given=given).customers) == 2


def test_orders_are_refused_by_the_nine_features() -> None:
    with pytest.raises(LackingError, match="also needs Return_Rate, Discount_Usage") as told:
        upload(ORDERS.encode(), FLAGSHIP)
    assert told.value.enough


def test_too_few_features_are_refused() -> None:
    with pytest.raises(LackingError, match="also needs Tenure") as told:
        upload(ROW.encode(), FLAGSHIP)
    assert told.value.enough
    with pytest.raises(LackingError, match="also needs Frequency") as told:
        upload(b"id,Recency,Monetary\n1,2,3\n")
    assert not told.value.enough


@pytest.mark.parametrize(
    "pack", [bz2.compress, lambda text: pa.compress(text, "zstd", asbytes=True)]
)
def test_packed_uploads_are_measured_whatever_packed_them(
    pack: Callable[[bytes], bytes],
) -> None:
    content = pack((ROW + "1,1,1,1\n" * 300_000).encode())
    with pytest.raises(DataError, match="holds more than 1 MB when it is unpacked"):
        upload(content, limits=Limits(unpacked=1))


def test_too_many_rows_are_refused() -> None:
    few = Limits(rows=3)
    for content in ((ROW + "1,1,1,1\n" * 3).encode(), parquet(4)):
        with pytest.raises(DataError, match=r"has 4 rows; at most 3 .*segmentation score"):
            upload(content, limits=few)
    with pytest.raises(DataError, match=r"has 4 rows; at most 3 .*segmentation mine"):
        upload(ORDERS, limits=few)
    assert len(upload(parquet(3), limits=few).customers) == 3


def test_two_columns_of_a_name_are_to_be_renamed() -> None:
    text = ORDERS.replace("order,", "customer,", 1)
    with pytest.raises(DataError, match="column customer is there 2 times; rename one") as told:
        upload(text)
    assert not isinstance(told.value, AskError)
    with pytest.raises(AskError):  # other names for it can be picked from
        upload(ORDERS.replace("order,", "client,", 1))
    twice = ORDERS.replace("customer,order", "customer,note,note").replace(",2024", ",x,2024")
    assert len(upload(twice).customers) == 2  # what is no role may be there twice


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
def test_the_advice_fits_what_went_wrong(error: Exception, said: str) -> None:
    assert said in uploads.advice(error)


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(DataError, match="has 2 MB; at most 1 MB"):
        upload(ROW + " " * 2_000_000, limits=Limits(size=1))


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
    upload(ORDERS.encode(), tell=lambda share, text: told.append(share))
    assert told == sorted(told) and len(told) > 2 and told[0] > 0 and told[-1] <= 1


def test_the_sample_of_customers_fits_both_models() -> None:
    content = samples.customers()
    assert content == samples.customers()
    for name in models.NAMES:
        found = upload(content, models.load(name).segmenter.features)
        assert len(found.customers) == samples.CUSTOMERS and adds_up(found)
    assert found.customers["Customer_ID"].iloc[0] == "00001"


def test_the_sample_of_orders_fits_the_model_of_orders() -> None:
    found = upload(samples.orders())
    assert found.currency == "GBP" and adds_up(found) and len(found.rows) > 2
