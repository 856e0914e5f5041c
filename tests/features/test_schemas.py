"""Contracts: every kind of bad input is refused, by column, rule, count and first rows."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from segmentation.base.errors import DataError
from segmentation.features.schemas import CONTACTS, CUSTOMERS, ORDERS, check, count_breaches

NOON = dt.datetime(2026, 3, 1, 12)


def good_orders() -> dict[str, Any]:
    """Eight orders that keep the contract, every optional column included."""
    return {
        "customer_id": [1, 1, 2, 2, 3, 3, 4, 4],
        "order_id": [11, 12, 13, 14, 15, 16, 17, 18],
        "ordered_at": [NOON + dt.timedelta(days=i) for i in range(8)],
        "amount": [10.0, 0.0, 20.0, 30.5, 5.0, 6.0, 7.0, 8.0],
        "returned_amount": [0.0, 0.0, 20.0, None, 0.0, 6.0, 0.0, 0.0],
        "returned": [False, False, True, None, False, True, False, False],
        "discounted": [True, False, False, True, True, None, True, False],
        "rating": [1, 5, None, 3, 2, 4, 4, None],
        "minutes_on_site": [0.0, 1.5, None, 3.0, 2.0, 9.0, 4.0, 1.0],
        "country": ["UK", "UK", "FR", "FR", None, "UK", "DE", "UK"],
        "category": ["a", "b", "a", "b", "a", "b", "a", "b"],
    }


def orders(**changes: Any) -> ibis.Table:
    """The good orders with some columns replaced, or dropped where the value is None."""
    columns = {k: v for k, v in (good_orders() | changes).items() if v is not None}
    return ibis.memtable(pa.table(columns))


def with_values(column: str, rows: dict[int, Any]) -> list[Any]:
    """The good column with some of its rows replaced."""
    return [rows.get(i, value) for i, value in enumerate(good_orders()[column])]


def sqlite(table: ibis.Table) -> ibis.Table:
    """The same table kept by SQLite."""
    connection = ibis.sqlite.connect()
    connection.create_table("orders", schema=table.schema())
    rows = [
        [str(value) if isinstance(value, dt.datetime) else value for value in row.values()]
        for row in table.to_pyarrow().to_pylist()
    ]
    marks = ", ".join("?" * len(table.columns))
    connection.con.executemany(f"INSERT INTO orders VALUES ({marks})", rows)
    return connection.table("orders")


def test_good_orders_pass_and_come_back() -> None:
    table = orders()
    assert check(table, ORDERS) is table
    assert set(count_breaches(table, ORDERS).values()) == {0}


def test_required_columns_are_enough() -> None:
    few = orders(**dict.fromkeys(ORDERS.optional))
    assert check(few, ORDERS).columns == tuple(ORDERS.required)


@pytest.mark.parametrize("engine", [lambda t: t, sqlite], ids=["duckdb", "sqlite"])
@pytest.mark.parametrize(
    ("column", "rows", "sentence", "first"),
    [
        ("customer_id", {2: None}, "must not be missing", ["order_id 13"]),
        ("ordered_at", {0: None, 7: None}, "must not be missing", ["order_id 11", "order_id 18"]),
        ("amount", {5: None}, "must not be missing", ["order_id 16"]),
        ("amount", {4: -0.01, 6: -3.0}, "must be 0 or more", ["amount -0.01", "amount -3.0"]),
        ("amount", {3: float("inf")}, "must be finite", ["order_id 14", "amount inf"]),
        ("rating", {0: 6}, "must lie between 1 and 5", ["order_id 11", "rating 6"]),
        ("rating", {0: 0}, "must lie between 1 and 5", ["order_id 11", "rating 0"]),
        (
            "returned_amount",
            {2: 20.01, 0: -1.0},
            "must lie between 0 and the amount",
            ["returned_amount 20.01", "returned_amount -1.0"],
        ),
        ("minutes_on_site", {1: -5.0}, "must be 0 or more", ["order_id 12"]),
        ("minutes_on_site", {1: float("inf")}, "must be finite", ["order_id 12"]),
    ],
)
def test_bad_values_are_named_counted_and_shown(
    engine: Callable[[ibis.Table], ibis.Table],
    column: str,
    rows: dict[int, Any],
    sentence: str,
    first: list[str],
) -> None:
    changes = {"returned_amount": None} if column == "amount" else {}
    table = engine(orders(**changes, **{column: with_values(column, rows)}))
    broken = {label: n for label, n in count_breaches(table, ORDERS).items() if n}
    assert broken == {f"{column}: {sentence}": len(rows)}
    with pytest.raises(DataError) as error:
        check(table, ORDERS)
    text = str(error.value)
    assert text.startswith(f"orders: {column}: {sentence} ({len(rows)} rows break this")
    for shown in first:
        assert shown in text


@pytest.mark.parametrize("column", ["amount", "minutes_on_site"])
def test_not_a_number_is_refused(column: str) -> None:
    values = pa.array(with_values(column, {1: float("nan")}), pa.float64(), from_pandas=False)
    table = orders(**{column: values})
    assert count_breaches(table, ORDERS)[f"{column}: must be finite"] == 1
    with pytest.raises(DataError, match=f"{column}: must be finite .*order_id 12"):
        check(table, ORDERS)


def test_missing_text_in_pandas_amounts_is_refused() -> None:
    frame = pd.DataFrame({k: good_orders()[k] for k in ORDERS.required})
    frame.loc[3, "amount"] = float("nan")
    with pytest.raises(DataError, match=r"amount: must not be missing \(1 rows .*order_id 14"):
        check(ibis.memtable(frame), ORDERS)


def test_duplicated_order_ids_are_counted_and_shown() -> None:
    table = orders(order_id=[11, 11, 11, 14, 15, 16, 17, 17])
    assert count_breaches(table, ORDERS)["order_id: must be unique"] == 3
    with pytest.raises(DataError) as error:
        check(table, ORDERS)
    text = str(error.value)
    assert "orders: order_id: must be unique (3 rows break this" in text
    assert "order_id 11, rows 3" in text
    assert "order_id 17, rows 2" in text
    assert "order_id 14" not in text


def test_missing_keys_are_not_called_duplicates() -> None:
    table = orders(order_id=[None, None, 13, 14, 15, 16, 17, 18])
    counts = count_breaches(table, ORDERS)
    assert counts["order_id: must not be missing"] == 2
    assert counts["order_id: must be unique"] == 0


def test_only_the_first_three_rows_are_shown() -> None:
    table = orders(amount=[-1.0] * 8, returned_amount=None)
    with pytest.raises(DataError) as error:
        check(table, ORDERS)
    assert "(8 rows break this" in str(error.value)
    assert str(error.value).count("order_id ") == 3


def test_every_broken_rule_is_counted_on_its_own() -> None:
    table = orders(
        customer_id=with_values("customer_id", {0: None, 1: None, 2: None}),
        amount=with_values("amount", {0: None, 3: float("inf"), 4: -1.0}),
        returned_amount=None,
        rating=with_values("rating", {0: 6, 1: 0, 3: -1, 4: 99}),
        minutes_on_site=with_values("minutes_on_site", {0: -1.0, 1: -1.0}),
        order_id=with_values("order_id", {1: 11}),
    )
    assert {label: n for label, n in count_breaches(table, ORDERS).items() if n} == {
        "customer_id: must not be missing": 3,
        "amount: must not be missing": 1,
        "amount: must be finite": 1,
        "amount: must be 0 or more": 1,
        "rating: must lie between 1 and 5": 4,
        "minutes_on_site: must be 0 or more": 2,
        "order_id: must be unique": 1,
    }
    with pytest.raises(DataError) as error:
        check(table, ORDERS)
    assert str(error.value).count("rows break this") == 7


@pytest.mark.parametrize("column", ORDERS.required)
def test_missing_columns_are_named(column: str) -> None:
    with pytest.raises(DataError, match=f"orders: column {column} is missing") as error:
        check(orders(**{column: None}), ORDERS)
    found = str(error.value).split("the columns found are ")[1].rstrip(".").split(", ")
    assert found == [name for name in good_orders() if name != column]


def test_a_misnamed_column_is_missing_and_the_found_name_is_shown() -> None:
    table = orders().rename(Amount="amount")
    with pytest.raises(DataError, match=r"column amount is missing; .*Amount"):
        check(table, ORDERS)


@pytest.mark.parametrize(
    ("column", "values", "wants", "holds"),
    [
        ("ordered_at", ["2026-03-01"] * 8, "a timestamp without time zone", "string"),
        (
            "ordered_at",
            [NOON.replace(tzinfo=dt.UTC)] * 8,
            "a timestamp without time zone",
            "timestamp",
        ),
        ("ordered_at", [NOON.date()] * 8, "a timestamp without time zone", "date"),
        ("amount", ["10,00"] * 8, "a number", "string"),
        ("customer_id", [1.0] * 8, "an id", "float64"),
        ("discounted", ["yes"] * 8, "true or false", "string"),
        ("returned", [0, 1] * 4, "true or false", "int64"),
        ("rating", ["5 stars"] * 8, "a number", "string"),
        ("country", [1] * 8, "text", "int64"),
    ],
)
def test_columns_of_the_wrong_kind_are_refused(
    column: str, values: list[Any], wants: str, holds: str
) -> None:
    with pytest.raises(DataError, match=f"column {column} must hold {wants}, but holds {holds}"):
        check(orders(**{column: values}), ORDERS)


@pytest.mark.parametrize("contract", [ORDERS, CUSTOMERS, CONTACTS], ids=lambda c: c.name)
def test_empty_tables_are_refused(contract: Any) -> None:
    kinds = {
        "a timestamp without time zone": "timestamp",
        "a date": "date",
        "a number": "float64",
        "an id": "int64",
    }
    empty = ibis.memtable(
        [], schema={column: kinds[kind] for column, kind in contract.required.items()}
    )
    with pytest.raises(DataError, match=f"{contract.name}: the table is empty"):
        check(empty, contract)


def test_customers_are_unique_and_have_a_joining_date() -> None:
    day = dt.date(2026, 1, 1)
    good = ibis.memtable(pa.table({"customer_id": [1, 2, 3], "joined_on": [day] * 3}))
    assert check(good, CUSTOMERS) is good
    bad = ibis.memtable(pa.table({"customer_id": [1, 2, 2], "joined_on": [day, None, day]}))
    assert count_breaches(bad, CUSTOMERS) == {
        "customer_id: must not be missing": 0,
        "joined_on: must not be missing": 1,
        "customer_id: must be unique": 1,
    }
    with pytest.raises(
        DataError, match=r"customers: joined_on: must not be missing .*customer_id 2"
    ):
        check(bad, CUSTOMERS)


def test_contacts_may_repeat_but_need_a_customer() -> None:
    good = ibis.memtable(pa.table({"customer_id": [1, 1], "contacted_at": [NOON] * 2}))
    assert check(good, CONTACTS) is good
    bad = ibis.memtable(pa.table({"customer_id": [1, None], "contacted_at": [NOON] * 2}))
    with pytest.raises(DataError, match="contacts: customer_id: must not be missing"):
        check(bad, CONTACTS)


def test_the_simulated_shop_keeps_its_contracts(tables: dict[str, pd.DataFrame]) -> None:
    for contract in (ORDERS, CUSTOMERS, CONTACTS):
        table = ibis.memtable(pa.Table.from_pandas(tables[contract.name], preserve_index=False))
        assert check(table, contract) is table
