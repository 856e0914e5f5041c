"""Online Retail: reading, cleaning, matching cancellations, and the synthetic twin."""

from pathlib import Path

import ibis
import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder
from segmentation.cases import files
from segmentation.cases.online_retail import source as online_retail
from segmentation.cases.online_retail.twin import twin
from segmentation.features import schemas
from segmentation.features.measure import customer_features
from segmentation.features.returns import OUTCOMES, match_cancellations

CSV, XLSX = online_retail.FILES
HEADER = ",".join(online_retail.COLUMNS)
LINES = (
    "536365,85123A,WHITE HANGING HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom",
    "536365,85123A,WHITE HANGING HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom",
    "536365,71053,WHITE METAL LANTERN,4,12/1/2010 8:27,3.39,17850,United Kingdom",
    "536366,22633,HAND WARMER,2,12/1/2010 9:00,1.85,,United Kingdom",
    "536367,POST,POSTAGE,1,12/2/2010 9:00,18,12583,France",
    "536367,22728,ALARM CLOCK,24,12/2/2010 9:00,3.75,12583,France",
    "536368,22729,GIFT,1,12/2/2010 9:30,0,12583,France",
    "A563185,B,Adjust bad debt,1,8/12/2011 14:50,11062.06,,United Kingdom",
    "A563186,22728,Adjust bad debt,1,8/12/2011 14:51,1,12583,France",
    "C536379,85123a,WHITE HANGING HEART,-2,12/3/2010 9:41,2.55,17850,United Kingdom",
    "C536380,22728,ALARM CLOCK,3,12/3/2010 9:49,3.75,12583,France",
    "536381,22728,damages,-3,12/3/2010 9:50,3.75,12583,France",
)


def write_csv(folder: Path, *lines: str) -> Path:
    (folder / CSV).write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return folder


def bought(*rows: tuple[str, int, float], code: str = "85123A", who: int = 17850) -> pd.DataFrame:
    """Lines of one customer and one product: date, quantity, price."""
    return pd.DataFrame(
        {
            "InvoiceNo": [f"{'C' if row[1] < 0 else ''}{5000 + i}" for i, row in enumerate(rows)],
            "StockCode": code,
            "Quantity": pd.array([row[1] for row in rows], dtype="int64"),
            "InvoiceDate": pd.to_datetime([row[0] for row in rows]),
            "UnitPrice": pd.array([row[2] for row in rows], dtype="float64"),
            "CustomerID": pd.array([who] * len(rows), dtype="Int64"),
            "Country": "France",
        }
    )


def lines_of(funnel: pd.DataFrame, outcome: str) -> int:
    return int(funnel.set_index("Outcome").Lines[outcome])


# Reading


def test_reads_every_column_in_its_kind(tmp_path):
    lines = online_retail.read_lines(write_csv(tmp_path, *LINES))
    assert tuple(lines.columns) == online_retail.COLUMNS
    assert lines.InvoiceNo.iloc[7] == "A563185"
    assert lines.InvoiceDate.iloc[0] == pd.Timestamp(2010, 12, 1, 8, 26)
    assert lines.Quantity.dtype == "int64"
    assert lines.UnitPrice.iloc[0] == 2.55
    assert lines.CustomerID.iloc[0] == 17850
    assert lines.CustomerID.isna().sum() == 2


def test_workbook_gives_the_same_lines(tmp_path):
    csv = online_retail.read_lines(write_csv(tmp_path, *LINES))
    (tmp_path / CSV).unlink()
    cells = csv.astype({"Description": object, "InvoiceNo": object, "StockCode": object})
    for column in ("InvoiceNo", "StockCode"):  # the published workbook stores these as numbers
        cells[column] = [int(v) if v.isdigit() else v for v in cells[column]]
    cells.to_excel(tmp_path / XLSX, index=False, engine="openpyxl")
    pd.testing.assert_frame_equal(online_retail.read_lines(tmp_path), csv)
    (tmp_path / XLSX).rename(tmp_path / CSV)  # the content counts, not the name
    pd.testing.assert_frame_equal(online_retail.read_lines(tmp_path), csv)
    write_csv(tmp_path, *LINES).joinpath(CSV).rename(tmp_path / XLSX)
    pd.testing.assert_frame_equal(online_retail.read_lines(tmp_path), csv)


def test_missing_file_shows_the_default_folder_short(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "ROOT", tmp_path)
    with pytest.raises(DataError, match=r"into the folder data/raw/online_retail\.$"):
        online_retail.read_lines(tmp_path / "data" / "raw" / "online_retail")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("6,12/1/2010", "six,12/1/2010", r"Quantity .* whole number \(1 lines .* line 2 'six'"),
        ("6,12/1/2010", "1.5,12/1/2010", r"Quantity .* line 2 '1\.5'"),
        ("2.55", "2-55", r"UnitPrice must hold a number \(1 lines .* line 2 '2-55'"),
        ("2.55", "inf", r"UnitPrice .* line 2 'inf'"),
        ("2.55", "", r"UnitPrice .* line 2 ''"),
        ("12/1/2010 8:26", "31/12/2010 8:26", r"InvoiceDate .* month first .*'31/12/2010 8:26'"),
        ("17850", "guest", r"CustomerID .* line 2 'guest'"),
        ("536365", "", r"InvoiceNo .* line 2 ''"),
        (",United Kingdom", "", r"Country .* line 2 ''"),
    ],
)
def test_bad_value_names_column_count_and_line(tmp_path, old, new, message):
    write_csv(tmp_path, LINES[0].replace(old, new, 1), *LINES[1:])
    with pytest.raises(DataError, match=message):
        online_retail.read_lines(tmp_path)


def test_a_last_line_cut_short_lacks_its_country(tmp_path):
    with pytest.raises(DataError, match=r"Country must hold text .* line 3 ''.*download it"):
        online_retail.read_lines(write_csv(tmp_path, LINES[0], "536365,710"))


# Cleaning


def test_every_step_counts_what_it_drops(tmp_path):
    lines = online_retail.read_lines(write_csv(tmp_path, *LINES))
    kept, account = online_retail.clean(lines)
    step = account.set_index("Reason")
    assert step.Rows.to_dict() == {
        "the file": 12,
        "exact duplicate": 1,
        "no customer": 2,
        "bad debt (A…)": 1,
        "not a product": 1,
        "price 0 or below": 1,
        "sign against invoice": 2,
        "purchases": 3,
        "cancellations": 1,
    }
    assert step.In_File["bad debt (A…)"] == 2
    assert step.Customers["the file"] == 2
    assert step.Amount["not a product"] == 18
    assert len(kept) == 4


def test_a_customer_vanishes_with_the_last_line(tmp_path):
    _, account = online_retail.clean(online_retail.read_lines(write_csv(tmp_path, *LINES[:5])))
    assert account.set_index("Reason").Customers["not a product"] == 1


# Matching


@pytest.mark.parametrize(
    ("cancelled", "returned", "outcome"),
    [
        (("2011-03-01", -10, 2.0), [0, 20], OUTCOMES[0]),  # in full, the latest purchase
        (("2011-03-01", -4, 2.0), [0, 8], OUTCOMES[0]),  # in part
        (("2011-01-15", -4, 2.0), [8, 0], OUTCOMES[0]),  # before the second purchase
        (("2011-01-01", -4, 2.0), [8, 0], OUTCOMES[0]),  # in the minute of the purchase
        (("2011-03-01", -20, 2.0), [20, 20], OUTCOMES[0]),  # more than one purchase covers
        (("2011-03-01", -25, 2.0), [20, 20], OUTCOMES[2]),  # more than was bought
        (("2010-12-31", -4, 2.0), [0, 0], OUTCOMES[4]),  # before any purchase
        (("2011-03-01", -10, 1.5), [0, 15], OUTCOMES[1]),  # refunded below the price paid
        (("2011-03-01", -10, 9.0), [0, 20], OUTCOMES[1]),  # above it: at most what was paid
    ],
)
def test_one_cancellation(cancelled, returned, outcome):
    purchases = bought(("2011-01-01", 10, 2.0), ("2011-02-01", 10, 2.0))
    netted, funnel = match_cancellations(purchases, bought(cancelled))
    assert netted.Returned_Amount.tolist() == returned
    assert lines_of(funnel, outcome) == lines_of(funnel, "all cancellations") == 1
    assert funnel.Netted.iloc[-1] == sum(returned)
    assert funnel.Amount.iloc[-1] == -cancelled[1] * cancelled[2]


def test_same_price_goes_before_a_later_purchase():
    purchases = bought(("2011-01-01", 5, 2.0), ("2011-02-01", 5, 3.0))
    netted, _ = match_cancellations(purchases, bought(("2011-03-01", -5, 2.0)))
    assert netted.Returned_Quantity.tolist() == [5, 0]


def test_enough_units_go_before_a_later_purchase():
    purchases = bought(("2011-01-01", 9, 2.0), ("2011-02-01", 5, 2.0))
    netted, _ = match_cancellations(purchases, bought(("2011-03-01", -7, 2.0)))
    assert netted.Returned_Quantity.tolist() == [7, 0]


def test_units_are_returned_once():
    cancelled = bought(("2011-02-03", -3, 2.0), ("2011-02-01", -4, 2.0), ("2011-02-02", -5, 2.0))
    netted, funnel = match_cancellations(bought(("2011-01-01", 6, 2.0)), cancelled)
    assert netted.Returned_Amount.tolist() == netted.Amount.tolist() == [12]
    assert [lines_of(funnel, OUTCOMES[i]) for i in (0, 2, 3)] == [1, 1, 1]
    assert funnel.Units_Matched.iloc[-1] == 6


def test_other_customers_and_products_are_left_alone():
    purchases = pd.concat(
        [
            bought(("2011-01-01", 5, 2.0), who=1),
            bought(("2011-01-01", 5, 2.0), code="22728"),
            bought(("2011-01-01", 5, 2.0), code="85123a"),
        ]
    )
    netted, _ = match_cancellations(purchases, bought(("2011-02-01", -5, 2.0)))
    assert netted.Returned_Quantity.tolist() == [0, 0, 5]


def test_no_cancellations():
    purchases = bought(("2011-01-01", 5, 2.0))
    netted, funnel = match_cancellations(purchases, purchases.head(0))
    assert netted.Returned_Amount.tolist() == [0]
    assert funnel.Lines.tolist() == [0] * 6


# Orders


def test_orders_are_invoices(tmp_path):
    orders, _, returns = online_retail.load(write_csv(tmp_path, *LINES))
    assert orders.order_id.tolist() == ["536365", "536367"]
    assert orders.customer_id.tolist() == [17850, 12583]
    assert orders.amount.tolist() == [28.86, 90.0]
    assert orders.returned_amount.tolist() == [5.1, 0]
    assert orders.ordered_at.iloc[0] == pd.Timestamp(2010, 12, 1, 8, 26)
    assert orders.country.tolist() == ["United Kingdom", "France"]
    assert lines_of(returns, OUTCOMES[0]) == 1


def test_invoice_of_two_customers_is_refused(tmp_path):
    other = LINES[2].replace("17850", "17851")
    with pytest.raises(DataError, match="order_id: must be unique"):
        online_retail.load(write_csv(tmp_path, LINES[0], other))


# Twin


@pytest.fixture(scope="module")
def twin_folder(tmp_path_factory) -> Path:
    return twin(tmp_path_factory.mktemp("twin"), customers=300).parent


def test_twin_goes_the_whole_way(twin_folder):
    orders, account, returns = online_retail.load(twin_folder)
    assert (account.In_File > 0).all()
    rare = ["bad debt (A…)", "sign against invoice"]
    assert (account.Rows[~account.Reason.isin(rare)] > 0).all()
    assert (returns.Lines > 0).all()
    assert orders.customer_id.nunique() == 300
    assert orders.country.nunique() > 3
    assert (orders.groupby("customer_id").country.nunique() == 2).any()
    table = customer_features(ibis.memtable(orders), as_of="2011-12-09", returns="net").execute()
    assert len(table) == 300 and (table.Recency >= 0).all() and (table.Monetary >= 0).all()


def test_twin_looks_like_the_published_file(twin_folder):
    text = (twin_folder / CSV).read_text(encoding="utf-8").splitlines()
    assert text[0] == HEADER
    assert "£" in "".join(text)
    lines = online_retail.read_lines(twin_folder)
    assert lines.InvoiceDate.is_monotonic_increasing
    assert lines.groupby("InvoiceNo").InvoiceDate.nunique().max() == 1
    assert lines.InvoiceNo.str.fullmatch(r"[CA]?\d{6}").all()
    assert (lines.StockCode == "POST").any()


@pytest.mark.parametrize("customers", [1, 2, 10])
def test_small_twin(tmp_path, customers):
    orders, _, _ = online_retail.load(twin(tmp_path / "new", customers=customers).parent)
    assert orders.customer_id.nunique() == customers


# The published file


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    folder = raw_folder("online_retail")
    if not any((folder / name).exists() for name in (CSV, XLSX)) or online_retail.is_twin(folder):
        pytest.skip("the published Online Retail file is not under $SEGMENTATION_DATA")
    return online_retail.read_lines(folder)


def test_published_file_is_what_its_page_says(published):
    assert len(published) == 541_909
    assert published.CustomerID.nunique() == 4_372
    assert published.InvoiceNo.str.startswith("C").sum() == 9_288


def test_published_file_is_accounted_for(published):
    kept, account = online_retail.clean(published)
    step = account.set_index("Reason")
    assert step.In_File["exact duplicate"] == 5_268
    assert step.In_File["no customer"] == 135_080
    assert step.In_File["bad debt (A…)"] == 3
    assert step.Rows["purchases"] == 391_150
    assert step.Rows["cancellations"] == 8_506

    purchases, returns = match_cancellations(*online_retail.split(kept))
    assert lines_of(returns, "all cancellations") == 8_506
    assert returns.Lines[:5].sum() == 8_506
    assert lines_of(returns, OUTCOMES[0]) == 7_082
    assert returns.Netted.iloc[-1] == pytest.approx(purchases.Returned_Amount.sum(), abs=0.05)
    assert (purchases.Returned_Quantity <= purchases.Quantity).all()

    orders = online_retail.orders(purchases)
    assert (len(orders), orders.customer_id.nunique()) == (18_402, 4_334)
    assert orders.amount.sum() == pytest.approx(step.Amount["purchases"], abs=1)
    schemas.check(ibis.memtable(orders), schemas.ORDERS)
