"""Olist: the tables of a Brazilian marketplace to one row per order of a person.

`customer_id` is made anew for every order; the person is `customer_unique_id`. What an order
cost is what was paid for it, summed over its payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import ibis
import pandas as pd

from segmentation.base import paths
from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder
from segmentation.cases.files import if_cut_short, number, public_file, refuse, text_with, whole
from segmentation.features import schemas
from segmentation.features.days import epoch_day

PAGE = "https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce"
LICENCE = "CC BY-NC-SA 4.0"
SOURCE = f"Source: Olist, Brazilian E-Commerce Public Dataset, {PAGE}; licence {LICENCE}."
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
SCORES = range(1, 6)
FELL_THROUGH = ("canceled", "unavailable")
WITHOUT = 0.1  # share of orders a table may say nothing of before it must be incomplete


@dataclass(frozen=True)
class Table:
    """A published file: the columns that are read, each with its kind ("?": may be empty)."""

    file: str
    columns: dict[str, str]
    key: str | None = None
    refers: dict[str, str] = field(default_factory=dict)  # column → table that must have it


TABLES = {
    "orders": Table(
        "olist_orders_dataset.csv",
        {
            "order_id": "text",
            "customer_id": "text",
            "order_status": "text",
            "order_purchase_timestamp": "time",
            "order_delivered_customer_date": "time?",
            "order_estimated_delivery_date": "time",
        },
        key="order_id",
        refers={"customer_id": "customers"},
    ),
    "customers": Table(
        "olist_customers_dataset.csv",
        {"customer_id": "text", "customer_unique_id": "text", "customer_state": "text"},
        key="customer_id",
    ),
    "payments": Table(
        "olist_order_payments_dataset.csv",
        {
            "order_id": "text",
            "payment_type": "text",
            "payment_installments": "whole",
            "payment_value": "amount",
        },
        refers={"order_id": "orders"},
    ),
    "items": Table(
        "olist_order_items_dataset.csv",
        {"order_id": "text", "product_id": "text", "price": "amount", "freight_value": "amount"},
        refers={"order_id": "orders", "product_id": "products"},
    ),
    "reviews": Table(
        "olist_order_reviews_dataset.csv",
        {
            "order_id": "text",
            "review_score": "score",
            "review_creation_date": "time?",
            "review_answer_timestamp": "time?",
        },
        refers={"order_id": "orders"},
    ),
    "products": Table(
        "olist_products_dataset.csv",
        {"product_id": "text", "product_category_name": "text?"},
        key="product_id",
    ),
    "categories": Table(
        "product_category_name_translation.csv",
        {"product_category_name": "text", "product_category_name_english": "text"},
        key="product_category_name",
    ),
}
MONEY = ("orders", "customers", "payments")  # all that recency, frequency and monetary need
OF_AN_ORDER = ("payments", "items", "reviews")  # a row of these tells of one order


def _at_least_0(found: pd.Series) -> pd.Series:
    return found.where(found >= 0)


def _time(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, format=TIME_FORMAT, errors="coerce").astype("datetime64[us]")


KINDS = {
    "text": (lambda text: text.where(text.str.strip() != ""), "text"),
    "time": (_time, "a time such as 2018-08-29 15:00:37"),
    "amount": (lambda text: _at_least_0(number(text)), "a number of 0 or more"),
    "whole": (lambda text: _at_least_0(whole(text)), "a whole number of 0 or more"),
    "score": (
        lambda text: whole(text).where(lambda n: n.isin(SCORES)),
        f"a whole number from {SCORES[0]} to {SCORES[-1]}",
    ),
}


def _parse(table: Table, text: pd.DataFrame) -> pd.DataFrame:
    parsed = {}
    # The last column comes first: it is what a line cut short lacks.
    for column, kind in reversed(table.columns.items()):
        parse, words = KINDS[kind.rstrip("?")]
        parsed[column] = parse(text[column])
        empty_allowed = kind.endswith("?") & (text[column].str.strip() == "")
        bad = parsed[column].isna() & ~empty_allowed
        refuse(text, column, f"hold {words}", bad, table.file, if_cut_short(PAGE))
    if table.key:
        twice = text[table.key].duplicated()
        refuse(text, table.key, "be unique", twice, table.file, if_cut_short(PAGE))
    return pd.DataFrame(parsed)[list(table.columns)]


def read(folder: Path | None = None, names: Iterable[str] = tuple(TABLES)) -> dict:
    """Read the published files, check every column, and that they belong together.

    Parameters
    ----------
    folder : Path, optional
        Where the files lie; `paths.raw_folder("olist")` by default.
    names : iterable of str
        Keys of `TABLES`. Files that are not asked for need not be there.

    Returns
    -------
    dict of DataFrame
        Table → its rows as published, in the columns of `TABLES`.

    Raises
    ------
    DataError
        If a file is missing or cut short, a column is missing, a value is not of its kind, a key
        occurs twice, a row refers to an order, customer or product that is not there, or a table
        says nothing of more than `WITHOUT` of the orders.
    """
    names = [name for name in TABLES if name in names]
    files = {name: public_file("olist", [TABLES[name].file], PAGE, folder) for name in names}
    text = {name: text_with(file, TABLES[name].columns, PAGE) for name, file in files.items()}
    tables = {name: _parse(TABLES[name], text[name]) for name in names}
    for name, rows in tables.items():
        for column, other in TABLES[name].refers.items():
            if other in tables:
                unknown = ~rows[column].isin(tables[other][column])
                must = f"be found in {TABLES[other].file}"
                refuse(text[name], column, must, unknown, TABLES[name].file, if_cut_short(PAGE))
        if name in OF_AN_ORDER and "orders" in tables:
            told = tables["orders"]["order_id"].isin(rows["order_id"]).mean()
            if told < 1 - WITHOUT:
                raise DataError(
                    f"{TABLES[name].file} says nothing of {1 - told:.0%} of the orders, so it was "
                    f"cut short; download it again from {PAGE}."
                )
    return tables


def clean(tables: dict[str, pd.DataFrame], snapshot: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Merge orders, payments and customers, and keep the delivered orders up to the snapshot.

    Parameters
    ----------
    tables : dict of DataFrame
        From `read`; the tables in `MONEY`.
    snapshot : str
        The last day that is known, such as 2018-08-29.

    Returns
    -------
    orders : DataFrame
        One row per order, by time: `customer_id` (the person), `order_id`, `ordered_at`, `amount`
        (BRL), `delivered_at` (missing for a few), `promised_for` and `state`; checked against
        `schemas.ORDERS`.
    funnel : DataFrame
        One row per step. `Part` is "in", "set aside" or "used"; the orders in are those set aside
        plus those used. `Customers` of a step are those no order is left of; `In_File` counts
        the orders it concerns, whether or not an earlier step took them.
    """
    paid = tables["payments"].groupby("order_id")["payment_value"].sum().round(2)
    merged = tables["orders"].merge(tables["customers"], on="customer_id", validate="one_to_one")
    merged["amount"] = merged["order_id"].map(paid)
    status, bought = merged["order_status"], merged["order_purchase_timestamp"]
    day = (bought - pd.Timestamp("1970-01-01")).dt.days
    steps = [
        ("fell through", f"status {' or '.join(FELL_THROUGH)}", status.isin(FELL_THROUGH)),
        (
            "not delivered",
            "another status: still under way, or lost",
            (status != "delivered") & ~status.isin(FELL_THROUGH),
        ),
        ("no payment", "no amount in the table of payments", merged["amount"].isna()),
        ("after the snapshot", "not known on that day", day > epoch_day(snapshot)),
    ]
    left = pd.Series(True, index=merged.index)
    rows = [_step("in", "the file", merged, 0, len(merged), "")]
    for step, why, concerned in steps:
        gone = merged[left & concerned]
        left &= ~concerned
        lost = gone.loc[~gone["customer_unique_id"].isin(merged["customer_unique_id"][left])]
        people = lost["customer_unique_id"].nunique()
        rows.append(_step("set aside", step, gone, people, int(concerned.sum()), why))
    used = merged[left]
    rows.append(_step("used", "delivered and paid", used, 0, len(used), ""))
    funnel = pd.DataFrame(rows)
    for part in ("in", "used"):
        people = merged if part == "in" else used
        funnel.loc[funnel["Part"] == part, "Customers"] = people["customer_unique_id"].nunique()
    names = {
        "customer_unique_id": "customer_id",
        "order_id": "order_id",
        "order_purchase_timestamp": "ordered_at",
        "amount": "amount",
        "order_delivered_customer_date": "delivered_at",
        "order_estimated_delivery_date": "promised_for",
        "customer_state": "state",
    }
    orders = used[list(names)].rename(columns=names)
    orders = orders.sort_values(["ordered_at", "order_id"], ignore_index=True)
    schemas.check(ibis.memtable(orders), schemas.ORDERS)
    return orders, funnel


def _step(part: str, step: str, orders: pd.DataFrame, people: int, in_file: int, why: str) -> dict:
    amount = round(float(orders["amount"].sum()), 2)
    return {
        "Part": part, "Step": step, "Orders": len(orders), "Customers": people,
        "Amount": amount, "In_File": in_file, "Why": why,
    }  # fmt: skip


def is_twin(folder: Path | None = None) -> bool:
    """Whether the files that would be read are a synthetic twin, not the published ones."""
    return paths.is_twin(folder or raw_folder("olist"))
