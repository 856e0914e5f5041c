"""Clickstream events to users: cleaning, features, and the tables beside them."""

import math
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder
from segmentation.cases.clickstream import source as clickstream
from segmentation.cases.clickstream import tables
from segmentation.cases.clickstream import users as clickstream_users
from segmentation.cases.clickstream.csv_files import COLUMNS
from segmentation.cases.clickstream.twin import twin
from segmentation.cases.clickstream.users import clean

A, B, S1, S2, S3 = 1, 2, "s1", "s2", "s3"
DAY = "2019-10-08"


def table(*rows: tuple, engine: str = "duckdb") -> ibis.Table:
    """Events of (time, type, product, price, user, session); category and brand by product."""
    frame = pd.DataFrame(
        [(t, e, p, 10 + p // 10, None, f"b{p // 10}", x, u, s) for t, e, p, x, u, s in rows],
        columns=list(COLUMNS),
    )
    frame["event_time"] = pd.to_datetime(frame["event_time"])
    backend = ibis.duckdb.connect() if engine == "duckdb" else ibis.sqlite.connect()
    types = {"user_id": "int64", "user_session": "string", "category_code": "string",
             "price": "float64", "brand": "string", "event_type": "string"}  # fmt: skip
    schema = ibis.schema(
        {"event_time": "timestamp", "product_id": "int64", "category_id": "int64"} | types
    )
    return backend.create_table(
        "ecommerce_behavior",
        ibis.memtable(frame, schema=schema.__class__({c: schema[c] for c in COLUMNS})),
    )


EVENTS = (
    ("2019-10-01 05:59:59", "view", 11, 5.0, A, S1),
    ("2019-10-01 06:00:00", "view", 11, 5.0, A, S1),
    ("2019-10-01 06:01:00", "cart", 11, 5.0, A, S1),
    ("2019-10-01 06:02:00", "purchase", 11, 5.0, A, S1),
    ("2019-10-01 06:03:00", "purchase", 21, 7.5, A, S1),
    ("2019-10-04 12:00:00", "view", 31, 90.0, A, S2),
    ("2019-10-04 18:00:00", "cart", 31, 90.0, A, S2),
    ("2019-10-05 23:59:59", "view", 31, 80.0, B, S3),
)


def users_of(*rows: tuple, as_of: str = DAY) -> pd.DataFrame:
    used, _ = clean(table(*rows), as_of)
    return clickstream_users.users(used, as_of).set_index("Customer_ID")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("events")
    files = clickstream.published(twin(folder, users=2_000).parent)
    clickstream.import_events(files, folder / "e.sqlite")
    return folder / "e.sqlite"


@pytest.fixture(scope="module")
def on_both(database: Path) -> dict[str, ibis.Table]:
    """The same events on SQLite and on DuckDB."""
    on_sqlite = clickstream.events(database)
    frame = on_sqlite.execute()
    on_duckdb = ibis.duckdb.connect().create_table("ecommerce_behavior", frame)
    return {"sqlite": on_sqlite, "duckdb": on_duckdb}


# Cleaning


def test_each_event_falls_under_the_first_reason_that_applies() -> None:
    good = ("2019-10-01 00:00:00", "view", 11, 5.0, A, S1)
    rows = (
        good,
        good,
        (*good[:4], None, S1),
        (*good[:4], None, None),
        (*good[:5], None),
        (good[0], "wishlist", *good[2:]),
        (good[0], None, *good[2:]),
        ("2019-10-09 00:00:00", *good[1:]),
        ("2019-10-08 23:59:59", *good[1:]),
        (good[0], "purchase", 11, 0.0, A, S1),
        (good[0], "purchase", 11, None, A, S1),
        (good[0], "purchase", 11, -5.0, A, S1),
        (good[0], "view", 11, 0.0, B, S1),
    )
    used, account = clickstream_users.clean(table(*rows), DAY)
    step = account.set_index("Reason")["Rows"].to_dict()
    assert step == {
        "all events": 13,
        "used": 3,
        "exact duplicate": 1,
        "no user": 2,
        "no session": 1,
        "unknown event type": 2,
        "after the snapshot": 1,
        "purchase without a price above 0": 3,
    }
    assert used.count().execute() == 3
    assert account.set_index("Reason")["Users"]["used"] == 2


def test_rows_in_are_rows_used_and_set_aside(on_both: dict[str, ibis.Table]) -> None:
    accounts = [clickstream_users.clean(events, "2019-11-20")[1] for events in on_both.values()]
    pd.testing.assert_frame_equal(*accounts)
    parts = accounts[0].groupby("Part")["Rows"].sum()
    assert parts["in"] == parts["used"] + parts["set aside"]
    step = accounts[0].set_index("Reason")["Rows"]
    assert min(step["exact duplicate"], step["after the snapshot"]) > 0


def test_missing_brand_and_code_are_kept_as_unknown() -> None:
    used, _ = clickstream_users.clean(table(*EVENTS), DAY)
    assert set(used.category_code.execute()) == {"unknown"}


def test_no_event_left_is_an_error() -> None:
    with pytest.raises(DataError, match="no event is left to use; see that the snapshot"):
        clickstream_users.clean(table(*EVENTS), "2019-09-30")


def test_the_last_day_of_the_events() -> None:
    assert clickstream_users.last_day(table(*EVENTS)) == "2019-10-05"
    used, _ = clickstream_users.clean(table(*EVENTS), DAY)
    assert clickstream_users.days_covered(used) == 5
    assert clickstream_users.days_covered(clickstream_users.until(used, "2019-10-04")) == 4


# Features


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_features_by_hand(engine: str) -> None:
    used, _ = clickstream_users.clean(table(*EVENTS, engine=engine), DAY)
    users = clickstream_users.users(used, DAY)
    assert list(users.columns) == ["Customer_ID", *clickstream_users.DEFINITIONS]
    a, b = users.to_dict("records")
    assert {name: a[name] for name in clickstream_users.CLUSTERED} == {
        "Recency": 4,
        "Frequency": 1,
        "Monetary": 12.5,
        "Sessions": 2,
        "Products": 3,
        "Carted": 2,
        "View_To_Cart": pytest.approx(2 / 3),
        "Cart_To_Purchase": 0.5,
        "Category_Entropy": pytest.approx(
            -(4 * math.log(4 / 7) + math.log(1 / 7) + 2 * math.log(2 / 7)) / 7, abs=1e-6
        ),
        "Span": 3,
    }
    assert (a["Views"], a["Carts"], a["Purchases"], a["Brands"], a["Categories"]) == (3, 2, 2, 3, 3)
    assert [a[part] * 7 for part in clickstream_users.DAYPARTS] == pytest.approx([1, 4, 1, 1])
    assert (b["Recency"], b["Monetary"], b["Frequency"], b["Span"]) == (3, 0, 0, 0)
    assert b["Category_Entropy"] == b["Product_Entropy"] == b["Brand_Entropy"] == 0
    assert b["View_To_Cart"] == 0 and np.isnan(b["Cart_To_Purchase"])
    assert b["Evening"] == 1


def test_both_engines_give_the_same_figures(on_both: dict[str, ibis.Table]) -> None:
    found = []
    for events in on_both.values():
        used, _ = clickstream_users.clean(events, "2019-11-30")
        users = clickstream_users.users(used, "2019-11-30")
        found.append(
            (
                users.astype("float64"),
                tables.abandoned(used).astype("float64"),
                tables.faults(events),
                tables.spend_on_views(used),
            )
        )
    for on_sqlite, on_duckdb in zip(*found, strict=True):
        pd.testing.assert_frame_equal(
            on_sqlite, on_duckdb, check_dtype=False, rtol=1e-12, check_column_type=False,
            check_index_type=False, check_names=False,
        )  # fmt: skip
    assert len(found[0][0]) > 1_900


def test_views_and_carts_add_nothing_to_monetary() -> None:
    before = users_of(*EVENTS)
    looks = [
        (f"2019-10-06 10:00:{i:02}", kind, 41 + i, 999.0, user, S1)
        for i in range(30)
        for user in (A, B)
        for kind in ("view", "cart", "remove_from_cart")
    ]
    after = users_of(*EVENTS, *looks)
    assert after["Views"].tolist() == [33, 31]
    for name in ("Monetary", "Frequency", "Purchases"):
        assert after[name].tolist() == before[name].tolist()
    more = users_of(*EVENTS, ("2019-10-06 10:00:00", "purchase", 41, 999.0, A, S1))
    assert more["Monetary"].tolist() == [before["Monetary"][A] + 999.0, 0.0]


def test_orders_are_sessions_with_a_purchase() -> None:
    buy = ("2019-10-02 10:00:00", "purchase", 41, 9.0, B, S1)
    users = users_of(buy, (*buy[:2], 42, *buy[3:]), (*buy[:5], S2), (*buy[:4], A, S1))
    assert users["Frequency"].to_dict() == {A: 1, B: 2}
    assert users["Purchases"].to_dict() == {A: 1, B: 3}
    assert users["Sessions"].to_dict() == {A: 1, B: 2}  # a shared session id is one for each


def test_features_against_pandas(database: Path) -> None:
    log = clickstream.events(database)
    used, _ = clickstream_users.clean(log, "2019-11-30")
    users = clickstream_users.users(used, "2019-11-30")
    frame = log.execute().drop_duplicates()
    frame = frame[frame["user_session"].notna()]
    frame = frame[(frame["event_type"] != "purchase") | (frame["price"] > 0)]
    day = frame["event_time"].dt.normalize()
    grouped = frame.assign(day=day).groupby("user_id")
    buys = frame[frame["event_type"] == "purchase"].groupby("user_id")
    index = users["Customer_ID"]
    assert list(index) == list(grouped.groups)
    last = pd.Timestamp("2019-11-30")
    assert users["Recency"].tolist() == (last - grouped["day"].max()).dt.days.tolist()
    assert np.allclose(users["Monetary"], buys["price"].sum().reindex(index, fill_value=0.0))
    orders = buys["user_session"].nunique().reindex(index, fill_value=0)
    assert users["Frequency"].tolist() == orders.tolist()
    assert users["Brands"].tolist() == grouped["brand"].nunique(dropna=False).tolist()
    share = frame.groupby(["user_id", "product_id"]).size()
    share = share / share.groupby(level=0).transform("sum")
    entropy = -(share * np.log(share)).groupby(level=0).sum()
    assert np.allclose(users["Product_Entropy"], entropy, atol=1e-6)
    assert np.allclose(users[list(clickstream_users.DAYPARTS)].sum(axis=1), 1)


# For clustering


def test_unknown_ratios_are_those_of_all_and_constants_are_left_out() -> None:
    users = pd.DataFrame(
        {
            "Recency": [3, 3, 3],
            "Carted": [0, 1, 3],
            "Products": [1, 2, 6],
            "View_To_Cart": [0.0, 0.5, 0.5],
            "Cart_To_Purchase": [np.nan, 1.0, 1 / 3],
        }
    )
    filled, kept, constant = clickstream_users.to_cluster(users, list(users))
    assert filled["Cart_To_Purchase"].tolist() == pytest.approx([0.5, 1, 1 / 3])
    assert constant == ["Recency"] and kept == list(users.columns[1:])
    assert users["Cart_To_Purchase"].isna().sum() == 1  # the table itself stays
    nobody = users.assign(Carted=0, Cart_To_Purchase=np.nan)
    assert clickstream_users.to_cluster(nobody, ["Carted", "Cart_To_Purchase", "Products"])[2] == [
        "Carted", "Cart_To_Purchase"
    ]  # fmt: skip


# Beside the features


def test_faults_are_counted() -> None:
    rows = (
        *EVENTS,
        ("2019-10-05 10:00:00", "view", 11, 0.0, B, S1),  # also a session of two users
        ("2019-10-02 06:00:01", "view", 11, None, A, S1),
    )
    found = tables.faults(table(*rows))
    assert found["count"].to_dict() == {
        "no category code": 10,
        "no brand": 0,
        "no price above 0": 2,
        "session id of several users": 1,
        "session longer than a day": 1,
        "bought without a cart": 1,
    }
    assert found["of"].tolist() == [10, 10, 10, 3, 3, 2]
    assert found.loc["bought without a cart", "share"] == 0.5


def test_busiest_minutes() -> None:
    times = ("10:00:00", "10:20:00", "10:40:00", "11:00:00", "15:00:00")
    rows = [(f"2019-10-01 {at}", "view", 11, 1.0, A, S1) for at in times]
    used, _ = clickstream_users.clean(table(*rows), DAY)
    assert tables.busiest(used, 40) == pytest.approx(2 / 5)  # the 40th minute is not within 40
    assert tables.busiest(used, 41) == pytest.approx(3 / 5)
    assert tables.busiest(used, 600) == 1


def test_side_by_side() -> None:
    users = pd.DataFrame({"Views": [90, 10], "Carts": [5, 0], "Purchases": [0, 2]})
    direct = pd.DataFrame({"share": [0.25]}, index=["bought without a cart"])
    found = tables.side_by_side({"a": users, "b": users.head(1)}, {"a": direct, "b": direct})
    assert found["a"].tolist() == [0.5, 0.25, 5, 2]
    assert found["b"].tolist() == pytest.approx([0, 0.25, 500 / 90, 0])


def test_what_is_left_in_carts() -> None:
    at = "2019-10-0{} 10:00:00".format
    rows = (
        (at(1), "cart", 11, 10.0, A, S1),
        (at(2), "cart", 11, 12.0, A, S2),  # again, dearer
        (at(1), "cart", 12, 50.0, A, S1),
        (at(2), "remove_from_cart", 12, 50.0, A, S1),
        (at(1), "cart", 13, 50.0, A, S1),
        (at(3), "purchase", 13, 50.0, A, S2),
        (at(1), "remove_from_cart", 14, 3.0, B, S3),
        (at(2), "cart", 14, 3.0, B, S3),  # put back
        (at(5), "view", 15, 99.0, B, S3),
    )
    used, _ = clickstream_users.clean(table(*rows), DAY)
    found = tables.abandoned(used).to_dict("records")
    assert found == [
        {"Customer_ID": A, "Products_Left": 1, "Value": 12.0, "Days": 3},
        {"Customer_ID": B, "Products_Left": 1, "Value": 3.0, "Days": 3},
    ]
    nobody, _ = clickstream_users.clean(table(rows[-1]), DAY)
    assert tables.abandoned(nobody).empty


def test_bought_after_and_spend_on_views() -> None:
    rows = (*EVENTS, ("2019-10-06 00:00:00", "purchase", 31, 80.0, B, S3))
    used, _ = clickstream_users.clean(table(*rows), DAY)
    assert tables.bought_after(used, "2019-10-05") == {B}
    assert tables.bought_after(used, "2019-10-06") == set()
    viewed = tables.spend_on_views(used)
    assert viewed["Viewed"].tolist() == [100, 80] and viewed["Paid"].tolist() == [12.5, 80]


# The published excerpt


def test_published_excerpt_is_accounted_for() -> None:
    folder = raw_folder("clickstream")
    if not (folder / "2019-Oct.csv").exists() or clickstream.is_twin(folder):
        pytest.skip("the published clickstream file is not under $SEGMENTATION_DATA")
    if (folder / "2019-Oct.csv").stat().st_size > 10_000_000:
        pytest.skip("the figures are those of an excerpt, not of the whole month")
    events = clickstream.events(clickstream.load_events("real"))
    used, account = clickstream_users.clean(events, "2019-10-01")
    step = account.set_index("Reason")["Rows"]
    assert step["all events"] == 17_435
    assert step["exact duplicate"] == 5
    assert step["no user"] == 1  # the last line is cut within the number of its user
    assert step["used"] == 17_429
    users = clickstream_users.users(used, "2019-10-01")
    assert len(users) == 4_504 and (users["Recency"] == 0).all()
    _, kept, constant = clickstream_users.to_cluster(users)
    assert constant == ["Recency", "Span"] and "Monetary" in kept
    assert users["Monetary"].sum() == pytest.approx(59_442.63, abs=0.01)
