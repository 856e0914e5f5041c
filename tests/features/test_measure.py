"""Features: the same figures from pandas, DuckDB and SQLite, at any date."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.base.errors import DataError
from segmentation.features.days import day_number, epoch_day
from segmentation.features.measure import customer_features, features_table, set_aside
from segmentation.features.names import CHANNEL, NUMERIC, RFM, feature_list
from segmentation.shop import disk, planted

SNAPSHOT = "2026-06-30"
EARLIER = "2025-12-31"
NAMES = ("orders", "customers", "contacts")


def with_pandas(
    tables: dict[str, pd.DataFrame], as_of: str, returns: str = "gross"
) -> pd.DataFrame:
    """The ten features once more, by other means, to compare with."""
    day = pd.Timestamp(as_of)
    orders = tables["orders"]
    orders = orders[orders["ordered_at"] < day + pd.Timedelta(days=1)]
    by = orders.groupby("customer_id")
    spent = orders["amount"] - (orders["returned_amount"] if returns == "net" else 0)
    made = pd.DataFrame(
        {
            "Recency": (day - by["ordered_at"].max().dt.normalize()).dt.days,
            "Frequency": by.size(),
            "Monetary": spent.groupby(orders["customer_id"]).sum(),
        }
    )
    people = tables["customers"].set_index("customer_id").reindex(made.index)
    made["Tenure"] = (day - pd.to_datetime(people["joined_on"])).dt.days
    made["Return_Rate"] = (orders["returned_amount"] > 0).groupby(orders["customer_id"]).mean()
    made["Discount_Usage"] = by["discounted"].mean()
    made["Satisfaction_Score"] = by["rating"].mean()
    made["Avg_Time_Site_Min"] = by["minutes_on_site"].mean()
    contacts = tables["contacts"]
    contacts = contacts[contacts["contacted_at"] < day + pd.Timedelta(days=1)]
    made["Support_Calls"] = contacts.groupby("customer_id").size().reindex(made.index).fillna(0)
    made["Acquisition_Channel"] = people["acquisition_channel"]
    return made.rename_axis("Customer_ID").reset_index()


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Whole numbers and texts must be equal, others within 1e-9."""
    assert list(found) == list(expected) == ["Customer_ID", *NUMERIC, CHANNEL]
    found = found.sort_values("Customer_ID", ignore_index=True)
    for name in ("Customer_ID", "Recency", "Frequency", "Tenure", "Support_Calls", CHANNEL):
        assert found[name].tolist() == expected[name].tolist(), name
    for name in (
        "Monetary",
        "Return_Rate",
        "Discount_Usage",
        "Satisfaction_Score",
        "Avg_Time_Site_Min",
    ):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, err_msg=name)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """A shop of 1,500 customers where a third of the orders carry no rating."""
    folder = tmp_path_factory.mktemp("raw")
    disk.generate(planted.Parameters(n_customers=1_500, seed=5, rated_share=0.67), folder)
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in NAMES}


@pytest.fixture(scope="module")
def duckdb_tables(raw: dict[str, pd.DataFrame]) -> Iterator[list[ibis.Table]]:
    connection = ibis.duckdb.connect()
    yield [connection.create_table(name, raw[name]) for name in NAMES]
    connection.disconnect()


@pytest.fixture(scope="module")
def sqlite_tables(
    raw: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[ibis.Table]]:
    """An SQLite file as other programs write it: times and dates are text, booleans 0 and 1."""
    file = tmp_path_factory.mktemp("sqlite") / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(
            """
            CREATE TABLE orders (customer_id INTEGER, order_id INTEGER, ordered_at TIMESTAMP,
                amount REAL, returned_amount REAL, discounted BOOLEAN, rating INTEGER,
                minutes_on_site REAL);
            CREATE TABLE customers (customer_id INTEGER, joined_on DATE, acquisition_channel TEXT);
            CREATE TABLE contacts (customer_id INTEGER, contacted_at TIMESTAMP);
            """
        )
        for name in NAMES:
            frame = raw[name].copy()
            for column in frame.columns.intersection(["ordered_at", "contacted_at", "joined_on"]):
                frame[column] = frame[column].astype(str)
            frame = frame.astype(object).where(frame.notna(), None)
            marks = ", ".join("?" * frame.shape[1])
            connection.executemany(
                f"INSERT INTO {name} VALUES ({marks})", frame.to_numpy().tolist()
            )
    opened = ibis.sqlite.connect(file)
    yield [opened.table(name) for name in NAMES]
    opened.disconnect()


@pytest.mark.parametrize("returns", ["gross", "net"])
@pytest.mark.parametrize("as_of", [SNAPSHOT, EARLIER])
@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_both_engines_agree_with_pandas(
    request: pytest.FixtureRequest,
    raw: dict[str, pd.DataFrame],
    engine: str,
    as_of: str,
    returns: str,
) -> None:
    orders, customers, contacts = request.getfixturevalue(f"{engine}_tables")
    found = customer_features(orders, customers, contacts, as_of=as_of, returns=returns).execute()
    assert_same(found, with_pandas(raw, as_of, returns))


def test_both_engines_agree_to_the_last_bit(
    duckdb_tables: list[ibis.Table], sqlite_tables: list[ibis.Table]
) -> None:
    found = [features_table(*tables, as_of=SNAPSHOT) for tables in (duckdb_tables, sqlite_tables)]
    pd.testing.assert_frame_equal(*found, check_dtype=False, rtol=0, atol=0)


def test_tables_that_ibis_writes_to_sqlite_give_the_same(
    raw: dict[str, pd.DataFrame],
) -> None:
    connection = ibis.sqlite.connect()
    tables = [connection.create_table(name, raw[name]) for name in NAMES]
    assert_same(customer_features(*tables, as_of=SNAPSHOT).execute(), with_pandas(raw, SNAPSHOT))


def test_the_features_file_of_a_shop_is_what_the_function_gives(
    tables: dict[str, pd.DataFrame],
) -> None:
    assert_same(tables["features"], with_pandas(tables, SNAPSHOT))


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_an_earlier_date_sees_only_what_was_known_then(
    request: pytest.FixtureRequest, raw: dict[str, pd.DataFrame], engine: str
) -> None:
    cut = pd.Timestamp(EARLIER) + pd.Timedelta(days=1)
    orders = raw["orders"][raw["orders"]["ordered_at"] < cut]
    contacts = raw["contacts"][raw["contacts"]["contacted_at"] < cut]
    joined = pd.to_datetime(raw["customers"]["joined_on"]) < cut
    then = [ibis.memtable(t) for t in (orders, raw["customers"][joined], contacts)]
    now = request.getfixturevalue(f"{engine}_tables")
    assert len(orders) < len(raw["orders"])
    assert len(contacts) < len(raw["contacts"])
    pd.testing.assert_frame_equal(
        features_table(*now, as_of=EARLIER),
        features_table(*then, as_of=EARLIER),
        check_dtype=False,
        rtol=0,
        atol=0,
    )


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_what_is_set_aside_is_counted(
    request: pytest.FixtureRequest, raw: dict[str, pd.DataFrame], engine: str
) -> None:
    orders, customers, _ = request.getfixturevalue(f"{engine}_tables")
    past = raw["orders"]["ordered_at"] < pd.Timestamp(EARLIER) + pd.Timedelta(days=1)
    buyers = raw["orders"]["customer_id"][past].nunique()
    assert set_aside(orders, customers, as_of=EARLIER) == {
        "orders_after_snapshot": int((~past).sum()),
        "orders_of_unknown_customers": 0,
        "customers_without_order": len(raw["customers"]) - buyers,
    }
    assert set_aside(orders, as_of=EARLIER)["customers_without_order"] == 0
    assert len(customer_features(orders, customers, as_of=EARLIER).execute()) == buyers
    assert 0 < buyers < len(raw["customers"])


def test_orders_of_unknown_customers_are_counted() -> None:
    customers = ibis.memtable(
        pd.DataFrame({"customer_id": [1], "joined_on": pd.to_datetime(["2026-01-01"])})
    )
    orders = ibis.memtable(small_orders())
    counted = set_aside(orders, customers, as_of=SNAPSHOT)
    assert counted["orders_of_unknown_customers"] == 2  # both of customer 2
    assert len(customer_features(orders, customers, as_of=SNAPSHOT).execute()) == 1


def small_orders(**changes: object) -> pd.DataFrame:
    """Five orders of two customers."""
    columns = {
        "customer_id": [1, 1, 1, 2, 2],
        "order_id": [1, 2, 3, 4, 5],
        "ordered_at": pd.to_datetime(
            [
                "2026-01-01 09:00",
                "2026-01-11 00:00",
                "2026-01-21 23:59",
                "2026-01-05 12:00",
                "2026-02-01 00:00",
            ]
        ),
        "amount": [10.0, 20.0, 0.1, 40.0, 99.0],
        "returned_amount": [10.0, 5.5, None, 0.0, 99.0],
        "discounted": [True, False, False, True, True],
        "rating": [5, None, 2, None, 1],
        "minutes_on_site": [1.0, 2.0, None, 4.5, 9.0],
    }
    return pd.DataFrame(columns | changes)


def measure(orders: pd.DataFrame, **options: object) -> pd.DataFrame:
    """Features of a frame of orders as of 2026-01-31, by customer."""
    options = {"as_of": "2026-01-31"} | options
    made = customer_features(ibis.memtable(orders), **options).execute()  # type: ignore[arg-type]
    return made.set_index("Customer_ID").sort_index()


def test_figures_by_hand() -> None:
    people = pd.DataFrame({"customer_id": [1, 2, 3], "joined_on": [dt.date(2025, 12, 31)] * 3})
    contacts = pd.DataFrame(
        {
            "customer_id": [1, 1, 1, 3],
            "contacted_at": pd.to_datetime(
                ["2026-01-31 23:00", "2026-01-02 08:00", "2026-02-01 00:00", "2026-01-03 08:00"]
            ),
        }
    )
    found = measure(
        small_orders(), customers=ibis.memtable(people), contacts=ibis.memtable(contacts)
    )
    assert found.index.tolist() == [1, 2]
    assert found.loc[1].to_dict() == {
        "Recency": 10,
        "Frequency": 3,
        "Monetary": 30.1,
        "Tenure": 31,
        "Return_Rate": 1.0,
        "Discount_Usage": 1 / 3,
        "Satisfaction_Score": 3.5,
        "Avg_Time_Site_Min": 1.5,
        "Support_Calls": 2,
    }
    assert found.loc[2, ["Recency", "Frequency", "Monetary", "Return_Rate"]].tolist() == [
        26,
        1,
        40.0,
        0.0,
    ]
    assert np.isnan(found.loc[2, "Satisfaction_Score"])
    assert found.loc[2, "Support_Calls"] == 0


def test_ratings_with_halves_keep_them() -> None:
    found = measure(small_orders(rating=[4.5, 4.5, 3.0, 2.25, 1.0]))
    assert found["Satisfaction_Score"].tolist() == [4.0, 2.25]


def test_gross_counts_what_net_takes_off() -> None:
    gross, net = measure(small_orders()), measure(small_orders(), returns="net")
    assert gross["Monetary"].tolist() == [30.1, 40.0]
    assert net["Monetary"].tolist() == [14.6, 40.0]
    pd.testing.assert_frame_equal(gross.drop(columns="Monetary"), net.drop(columns="Monetary"))


def test_net_needs_to_know_the_returned_amounts() -> None:
    with pytest.raises(DataError, match="returns=net needs the column returned_amount"):
        measure(small_orders().drop(columns="returned_amount"), returns="net")
    with pytest.raises(DataError, match="returns must be gross or net; got 'both'"):
        measure(small_orders(), returns="both")


def test_absent_columns_leave_their_feature_out() -> None:
    whole = measure(small_orders())
    assert list(whole) == [n for n in NUMERIC if n != "Support_Calls"]
    for column, feature in {
        "returned_amount": "Return_Rate",
        "discounted": "Discount_Usage",
        "rating": "Satisfaction_Score",
        "minutes_on_site": "Avg_Time_Site_Min",
    }.items():
        found = measure(small_orders().drop(columns=column))
        pd.testing.assert_frame_equal(found, whole.drop(columns=feature))
    bare = measure(small_orders()[["customer_id", "order_id", "ordered_at", "amount"]])
    assert list(bare) == [*RFM, "Tenure"]


def test_a_yes_or_no_column_of_returns_will_do() -> None:
    orders = small_orders().drop(columns="returned_amount")
    found = measure(orders.assign(returned=[True, False, False, True, True]))
    assert found["Return_Rate"].tolist() == [1 / 3, 1.0]


def test_tenure_counts_from_joining_or_the_first_order_whichever_is_earlier() -> None:
    people = pd.DataFrame(
        {"customer_id": [1, 2], "joined_on": [dt.date(2026, 1, 11), dt.date(2025, 1, 31)]}
    )
    assert measure(small_orders())["Tenure"].tolist() == [30, 26]
    found = measure(small_orders(), customers=ibis.memtable(people))
    assert found["Tenure"].tolist() == [30, 365]


@pytest.mark.parametrize("engine", [ibis.duckdb, ibis.sqlite], ids=["duckdb", "sqlite"])
def test_a_day_lasts_until_midnight(engine: object) -> None:
    times = pd.to_datetime(
        [
            "2026-01-30 23:59:59.999",
            "2026-01-31 00:00:00",
            "2026-01-31 23:59:59.999",
            "2026-02-01 00:00:00",
        ],
        format="ISO8601",
    )
    table = engine.connect().create_table("times", pd.DataFrame({"t": times}))  # type: ignore[attr-defined]
    last = epoch_day("2026-01-31")
    days = table.select(day=day_number(table.t)).execute()["day"]
    assert days.tolist() == [last - 1, last, last, last + 1]


def test_dates_are_read_or_refused() -> None:
    assert epoch_day("1970-01-02") == 1
    assert epoch_day(dt.date(2026, 6, 30)) == epoch_day("2026-06-30") == 20_634
    assert epoch_day(dt.datetime(2026, 6, 30, 23)) == 20_634
    for wrong in ("30.06.2026", "2026-06-31", "2026-06-300", "", "today"):
        with pytest.raises(DataError, match=r"a date must look like 2026-06-30"):
            epoch_day(wrong)


order_lists = st.lists(
    st.tuples(
        st.integers(1, 4),  # customer
        st.integers(-5, 60),  # days before the snapshot
        st.integers(0, 86_399),  # second of that day
        st.integers(0, 100_000),  # cents
        st.integers(0, 100),  # per cent sent back
        st.booleans(),
        st.one_of(st.none(), st.integers(1, 5)),
        st.integers(0, 300),  # tenths of a minute
    ),
    min_size=1,
    max_size=25,
)


def frame_of(rows: list[tuple]) -> pd.DataFrame:
    """A frame of orders from what hypothesis drew."""
    end = pd.Timestamp("2026-01-31")
    return pd.DataFrame(
        {
            "customer_id": [row[0] for row in rows],
            "order_id": range(len(rows)),
            "ordered_at": [
                end - pd.Timedelta(days=row[1]) + pd.Timedelta(seconds=row[2]) for row in rows
            ],
            "amount": [row[3] / 100 for row in rows],
            "returned_amount": [row[3] * row[4] // 100 / 100 for row in rows],
            "discounted": [row[5] for row in rows],
            "rating": pd.array([row[6] for row in rows], dtype="Int64"),
            "minutes_on_site": [row[7] / 10 for row in rows],
        }
    )


@settings(max_examples=25)
@given(rows=order_lists, data=st.data())
def test_the_order_of_the_rows_does_not_matter(rows: list[tuple], data: st.DataObject) -> None:
    orders = frame_of(rows)
    shuffled = orders.iloc[data.draw(st.permutations(range(len(rows))))]
    pd.testing.assert_frame_equal(measure(orders), measure(shuffled), rtol=0, atol=0)


@settings(max_examples=12)
@given(rows=order_lists, data=st.data())
def test_spend_and_orders_add_up_over_any_split(rows: list[tuple], data: st.DataObject) -> None:
    orders = frame_of(rows)
    first = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    for returns in ("gross", "net"):
        names = ["Frequency", "Monetary"]
        whole = measure(orders, returns=returns)[names]
        parts = [measure(orders[some], returns=returns)[names] for some in (first, ~first)]
        total = parts[0].add(parts[1], fill_value=0)
        assert total.index.tolist() == whole.index.tolist()
        np.testing.assert_allclose(total, whole, rtol=1e-12, atol=1e-9)


@settings(max_examples=25)
@given(rows=order_lists)
def test_no_order_lies_in_the_future_of_the_snapshot(rows: list[tuple]) -> None:
    orders = frame_of(rows)
    found = measure(orders)
    past = orders[orders["ordered_at"] < "2026-02-01"]
    assert found.index.tolist() == sorted(past["customer_id"].unique())
    assert (found["Recency"] >= 0).all()
    assert (found["Tenure"] >= found["Recency"]).all()
    assert found["Frequency"].sum() == len(past)
    assert found["Return_Rate"].between(0, 1).all()
    net = measure(orders, returns="net")["Monetary"]
    assert (net <= found["Monetary"]).all()
    assert (net >= 0).all()


def test_feature_lists() -> None:
    assert feature_list("nine") == list(NUMERIC)
    assert feature_list("rfm") == ["Recency", "Frequency", "Monetary"]
    assert feature_list(" Monetary , Tenure") == ["Monetary", "Tenure"]


@pytest.mark.parametrize(
    "wrong", ["", "ten", "Monetary", "Monetary,Monetary", "Monetary,Age", "Acquisition_Channel,RFM"]
)
def test_wrong_feature_lists_are_refused(wrong: str) -> None:
    with pytest.raises(DataError, match="features must be nine, rfm or at least two") as error:
        feature_list(wrong)
    assert repr(wrong) in str(error.value)


def test_the_pinned_versions_work_together(tmp_path: Path) -> None:
    """What broke with other versions of duckdb and sqlglot: create, drop, cache, batches."""
    connection = ibis.duckdb.connect(tmp_path / "pins.duckdb")
    table = connection.create_table("numbers", pd.DataFrame({"n": range(10_000)}))
    view = connection.create_view("even", table.filter(table.n % 2 == 0))
    connection.create_view("even", table.filter(table.n % 2 == 0), overwrite=True)
    assert view.count().execute() == 5_000
    with view.mutate(square=view.n**2).cache() as cached:
        assert cached.square.max().execute() == 9_998**2
    batches = list(view.order_by("n").to_pyarrow_batches(chunk_size=1_000))
    assert sum(batch.num_rows for batch in batches) == 5_000
    assert batches[0].column("n")[1].as_py() == 2
    connection.drop_view("even")
    assert connection.list_tables() == ["numbers"]
    connection.create_table("numbers", pd.DataFrame({"n": [1]}), overwrite=True)
    assert connection.table("numbers").n.sum().execute() == 1
    connection.drop_table("numbers")
    connection.drop_table("numbers", force=True)
    connection.drop_view("even", force=True)
    assert connection.list_tables() == []
    connection.disconnect()


@pytest.mark.parametrize("decimals", [2, 4, 6])
def test_spend_is_summed_in_as_many_decimals_as_amounts_have(decimals: int) -> None:
    moments = pd.to_datetime(["2024-01-05"] * 3)
    table = pd.DataFrame(
        {
            "customer_id": ["a", "a", "b"],
            "order_id": [1, 2, 3],
            "ordered_at": moments,
            "amount": [0.0169, 0.0169, 1.25],
            "returned_amount": [0.0, 0.0069, 0.25],
        }
    )
    spend = {2: ([0.04, 1.25], [0.03, 1.0])}.get(decimals, ([0.0338, 1.25], [0.0269, 1.0]))
    engines = [ibis.duckdb.connect(), ibis.sqlite.connect()]
    for engine in engines:
        orders = engine.create_table("orders", table)
        for returns, expected in zip(("gross", "net"), spend, strict=True):
            made = customer_features(orders, as_of="2024-02-01", returns=returns, decimals=decimals)
            assert made.order_by("Customer_ID").execute()["Monetary"].tolist() == expected


@pytest.mark.parametrize("decimals", [1, 7])
def test_decimals_out_of_range_are_refused(decimals: int) -> None:
    table = ibis.memtable(
        {
            "customer_id": ["a"],
            "order_id": [1],
            "ordered_at": [dt.datetime(2024, 1, 5)],
            "amount": [1.0],
        }
    )
    with pytest.raises(DataError, match=f"decimals must be from 2 to 6; got {decimals}"):
        customer_features(table, as_of="2024-02-01", decimals=decimals)
