"""Olist: reading, merging, the features beyond RFM, and the published recipe."""

import ibis
import numpy as np
import pandas as pd
import pytest
from olist_files import FILES, SNAPSHOT, write

from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder
from segmentation.cases.olist import features
from segmentation.cases.olist import source as olist
from segmentation.cases.olist.recipe import bought_once, champions
from segmentation.cases.olist.source import TABLES
from segmentation.features import rules, schemas


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    return olist.read(write(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def orders(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return olist.clean(tables, SNAPSHOT)[0]


# Reading


def test_reads_every_column_in_its_kind(tables):
    for name, table in tables.items():
        assert list(table.columns) == list(TABLES[name].columns)
    orders = tables["orders"]
    assert orders["order_purchase_timestamp"].iloc[0] == pd.Timestamp(2018, 1, 1, 10)
    assert orders["order_delivered_customer_date"].isna().sum() == 4
    assert tables["payments"]["payment_value"].iloc[0] == 60.10
    assert tables["reviews"]["review_score"].tolist()[:3] == [4, 2, 1]
    assert tables["categories"]["product_category_name"].tolist() == ["brinquedos"]  # no BOM
    assert tables["products"]["product_category_name"].isna().sum() == 1


def test_reviews_without_comments_are_read_too(tmp_path, tables):
    lines = pd.read_csv(write(tmp_path) / TABLES["reviews"].file, dtype=str)
    short = lines.drop(columns=["review_comment_title", "review_comment_message"])
    folder = write(tmp_path, reviews=short.to_csv(index=False))
    pd.testing.assert_frame_equal(olist.read(folder)["reviews"], tables["reviews"])


def test_only_the_tables_asked_for_need_be_there(tmp_path):
    for name in ("items", "reviews", "products", "categories"):
        (write(tmp_path) / TABLES[name].file).unlink()
    found = olist.read(tmp_path, olist.MONEY)
    assert set(found) == set(olist.MONEY)
    assert len(olist.clean(found, SNAPSHOT)[0]) == 7


@pytest.mark.parametrize("name", list(TABLES))
def test_a_missing_file_is_named(tmp_path, name):
    (write(tmp_path) / TABLES[name].file).unlink()
    with pytest.raises(DataError, match=TABLES[name].file):
        olist.read(tmp_path)


@pytest.mark.parametrize("name", list(TABLES))
def test_a_renamed_column_is_named_with_its_table(tmp_path, name):
    column = list(TABLES[name].columns)[-1]
    folder = write(tmp_path, **{name: FILES[name].replace(column, "renamed", 1)})
    with pytest.raises(DataError, match=rf"{TABLES[name].file}: column {column} is missing;.*ren"):
        olist.read(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("orders", "2018-01-01 10:00:00", "01/01/2018", r"purchase_timestamp must hold a time .*2"),
        ("orders", "2018-01-11 10:00:00", "soon", r"delivered_customer_date .* line 2 'soon'"),
        ("orders", ",delivered,", ",,", r"order_status must hold text .* line 2 ''"),
        ("orders", "o2,", "o1,", r"order_id must be unique .* line 3 'o1'"),
        ("orders", ",c2,", ",zz,", r"customer_id must be found in olist_customers.* line 3 'zz'"),
        ("customers", "c2,ana", "c1,ana", r"customer_id must be unique .* line 3 'c1'"),
        ("payments", "60.10", "-60.10", r"payment_value .* 0 or more .* line 2 '-60.10'"),
        ("payments", "60.10", "inf", r"payment_value .* line 2 'inf'"),
        ("payments", "card,3", "card,1.5", r"payment_installments must hold a whole number"),
        ("payments", "o2,", "o0,", r"order_id must be found in olist_orders_d.* line 4 'o0'"),
        ("items", "o2,1,toys", "o2,1,zz", r"product_id must be found in olist_prod.* line 4 'zz'"),
        ("items", ",45,", ",x,", r"price must hold a number of 0 or more .* line 4 'x'"),
        ("reviews", "r3,o2,1", "r3,o2,6", r"review_score .* 1 to 5 .* line 5 '6'"),
        ("reviews", "r3,o2,1", "r3,o2,", r"review_score .* line 5 ''"),
        ("products", "game,", "toys,", r"product_id must be unique .* line 3 'toys'"),
    ],
)
def test_a_bad_value_names_table_column_and_line(tmp_path, name, old, new, message):
    assert old in FILES[name]
    folder = write(tmp_path, **{name: FILES[name].replace(old, new, 1)})
    with pytest.raises(DataError, match=message) as error:
        olist.read(folder)
    assert str(error.value).startswith(TABLES[name].file)
    assert "\n" not in str(error.value)


def test_bad_values_are_counted_and_the_first_three_shown(tmp_path):
    folder = write(tmp_path, payments=FILES["payments"].replace("boleto,1", "boleto,one"))
    with pytest.raises(DataError, match=r"\(7 lines .* line 4 'one'; line 7 'one'; line 8 'one'\)"):
        olist.read(folder)


@pytest.mark.parametrize(
    ("name", "cut", "message"),
    [
        ("orders", -25, "order_estimated_delivery_date"),  # within the last line
        ("customers", -3, "customer_state"),
        ("payments", -2, "payment_value"),
        ("items", -4, "freight_value|price"),
        ("reviews", -60, "review_score|cut short|text"),
    ],
)
def test_a_line_cut_short(tmp_path, name, cut, message):
    folder = write(tmp_path, **{name: FILES[name][:cut]})
    with pytest.raises(DataError, match=message):
        olist.read(folder)


@pytest.mark.parametrize("name", olist.OF_AN_ORDER)
def test_a_file_cut_between_lines(tmp_path, name):
    half = FILES[name].splitlines(keepends=True)[:6]
    with pytest.raises(DataError, match=rf"{TABLES[name].file} says nothing of \d+% of the orders"):
        olist.read(write(tmp_path, **{name: "".join(half)}))


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "cannot be read"), ("customer_id,customer_unique_id,customer_state\n", "holds no rows")],
)
def test_a_file_without_rows(tmp_path, text, message):
    with pytest.raises(DataError, match=rf"{TABLES['customers'].file}.*{message}"):
        olist.read(write(tmp_path, customers=text))


# Merging


def test_every_step_counts_what_it_sets_aside(tables):
    used, account = olist.clean(tables, SNAPSHOT)
    step = account.set_index("Reason")
    assert step["Rows"].to_dict() == {
        "the file": 12,
        "fell through": 2,
        "not delivered": 1,
        "no payment": 1,
        "after the snapshot": 1,
        "delivered and paid": 7,
    }
    assert step["Customers"].to_dict() == {
        "the file": 8,
        "fell through": 1,  # cai; bea has other orders
        "not delivered": 0,
        "no payment": 1,
        "after the snapshot": 1,
        "delivered and paid": 5,
    }
    assert step.loc["no payment", "Amount"] == 0
    assert step.loc["delivered and paid", "Amount"] == pytest.approx(215.10)
    assert used["order_id"].tolist() == ["o1", "o8", "o2", "o3", "p1", "p2", "p3"]


def test_no_order_is_left(tables):
    with pytest.raises(DataError, match="the table is empty"):
        olist.clean(tables, "2016-01-01")


@pytest.mark.parametrize("snapshot", ["2018-03-01", SNAPSHOT, "2019-01-01"])
def test_orders_in_are_used_or_set_aside(tables, snapshot):
    used, account = olist.clean(tables, snapshot)
    parts = account.groupby("Part")[["Rows", "Customers"]].sum()
    assert (parts.loc["in"] == parts.loc["set aside"] + parts.loc["used"]).all()
    assert parts.loc["in", "Rows"] == len(tables["orders"])
    assert parts.loc["used", "Rows"] == len(used)


def test_the_person_is_the_unique_id_and_payments_add_up(orders):
    assert orders.groupby("customer_id").size()["ana"] == 3
    assert orders.set_index("order_id")["amount"]["o1"] == 100.10
    assert orders.set_index("order_id")["state"]["o1"] == "SC"
    schemas.check(ibis.memtable(orders), schemas.ORDERS)


# Features beyond RFM


def test_rich_features(tables, orders):
    more = features.rich(tables, orders, SNAPSHOT).set_index("Customer_ID")
    ana = more.loc["ana"]
    assert ana["Categories"] == 2
    assert ana["Items"] == pytest.approx(4 / 3)
    assert ana["Card_Share"] == pytest.approx(80.10 / 170.10)
    assert ana["Instalments"] == pytest.approx((3 + 1 + 1) / 3)
    assert ana["Freight_Share"] == pytest.approx(30 / 170)
    assert ana["Review_Score"] == pytest.approx((3 + 1 + 3) / 3)  # an order's reviews count as one
    assert ana["Delay"] == pytest.approx((-9 + 5 - 15) / 3)
    assert more.loc["bea", "Categories"] == 1  # a product without a category
    assert np.isnan(more.loc["bea", "Review_Score"])  # nobody knows when it was given
    assert np.isnan(more.loc["bea", "Delay"])
    assert list(more.columns) == list(features.RICH)


@pytest.mark.parametrize(
    ("as_of", "items", "score", "delay"),
    [
        ("2018-01-01", 1.5, np.nan, np.nan),  # both orders of that day, neither delivered
        ("2018-01-06", 1.5, np.nan, -15),
        ("2018-01-07", 1.5, 3, -15),
        ("2018-03-01", 4 / 3, 3.5, -12),
        ("2018-03-16", 4 / 3, 3.5, -19 / 3),  # the late one arrived, its review is of the 17th
        ("2018-04-12", 4 / 3, (4 + 1 + 3) / 3, -19 / 3),
        ("2018-04-13", 4 / 3, (3 + 1 + 3) / 3, -19 / 3),  # the second answer about the first
    ],
)
def test_only_what_was_known_on_the_day_enters(tables, orders, as_of, items, score, delay):
    ana = features.rich(tables, orders, as_of).set_index("Customer_ID").loc["ana"]
    assert ana[["Items", "Review_Score", "Delay"]].astype(float).tolist() == pytest.approx(
        [items, score, delay], nan_ok=True
    )


def test_later_rows_change_nothing(tables, orders):
    before = features.rich(tables, orders, "2018-03-01")
    later = tables["reviews"].assign(review_score=1.0)
    known = tables["reviews"]["review_answer_timestamp"] < pd.Timestamp("2018-03-02")
    changed = tables | {"reviews": tables["reviews"].where(known, later)}
    moved = orders.assign(delivered_at=orders["delivered_at"].where(
        orders["delivered_at"] < pd.Timestamp("2018-03-02"), pd.Timestamp("2018-12-31")
    ))  # fmt: skip
    pd.testing.assert_frame_equal(features.rich(changed, moved, "2018-03-01"), before)


# The common recipe


def test_ties_are_broken_by_the_place_in_the_table():
    customers = pd.DataFrame({"Recency": range(10), "Frequency": 1, "Monetary": range(10)})
    scores = rules.broken_scores(customers)
    assert scores["F"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert scores["R"].tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert scores["M"].tolist() == scores["F"].tolist()
    turned = rules.broken_scores(customers[::-1]).sort_index()
    assert turned["F"].tolist() == scores["F"].tolist()[::-1]


def test_champions_need_both_scores():
    scores = pd.DataFrame({"R": [4, 5, 3, 4], "F": [4, 4, 5, 3], "M": 1})
    assert champions(scores).tolist() == [True, True, False, False]


def test_rows_counted_as_orders(tables):
    shares = bought_once(tables)
    assert shares["orders of a person"] == pytest.approx(6 / 7)
    assert shares["days on which a person ordered"] == pytest.approx(6 / 7)
    assert shares["orders of a customer_id"] == 1
    assert shares["rows after joining items and payments"] == pytest.approx(5 / 6)


# The published files


@pytest.fixture(scope="module")
def published() -> dict[str, pd.DataFrame]:
    folder = raw_folder("olist")
    if not (folder / TABLES["orders"].file).exists() or olist.is_twin(folder):
        pytest.skip("the published Olist files are not under $SEGMENTATION_DATA")
    return olist.read(folder)


def test_published_files_are_what_their_page_says(published):
    assert len(published["orders"]) == 99_441
    assert published["customers"]["customer_unique_id"].nunique() == 96_096
    assert len(published["payments"]) == 103_886
    assert len(published["items"]) == 112_650
    assert published["products"]["product_category_name"].isna().sum() == 610


def test_published_files_are_accounted_for(published):
    orders, account = olist.clean(published, SNAPSHOT)
    assert (len(orders), orders["customer_id"].nunique()) == (96_477, 93_357)
    assert account.set_index("Reason").loc["no payment", "Rows"] == 1
    assert (orders.groupby("customer_id").size() == 1).sum() == 90_556


@pytest.mark.parametrize("name", ["orders", "payments", "items", "reviews", "customers"])
@pytest.mark.parametrize("keep", [0.5, 0.999])
def test_a_published_file_cut_short_is_refused(published, tmp_path, name, keep):
    for table in TABLES.values():
        (tmp_path / table.file).symlink_to((raw_folder("olist") / table.file).resolve())
    file = tmp_path / TABLES[name].file
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data[: int(keep * len(data))])
    with pytest.raises(DataError) as error:
        olist.read(tmp_path)
    assert ".csv" in str(error.value) and "\n" not in str(error.value)
