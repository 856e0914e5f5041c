"""Olist: the tables of a Brazilian marketplace to one row per order of a person.

`customer_id` is made anew for every order; the person is `customer_unique_id`. What an order
cost is what was paid for it, summed over its payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import ibis
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.cases import files
from segmentation.cases.files import TEXT, Kind, if_cut_short, number, refuse, whole
from segmentation.cases.ledger import Ledger
from segmentation.features import schemas
from segmentation.features.days import epoch_day

PAGE = "https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce"
LICENCE = "CC BY-NC-SA 4.0"
SOURCE = f"Source: Olist, Brazilian E-Commerce Public Dataset, {PAGE}; licence {LICENCE}."
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
FELL_THROUGH = ("canceled", "unavailable")
NAMES = {
    "customer_unique_id": "customer_id",
    "order_purchase_timestamp": "ordered_at",
    "order_delivered_customer_date": "delivered_at",
    "order_estimated_delivery_date": "promised_for",
    "customer_state": "state",
}
COLUMNS = (
    "customer_id", "order_id", "ordered_at", "amount", "delivered_at", "promised_for", "state",
)  # fmt: skip
WITHOUT = 0.1  # share of orders a table may say nothing of before it must be incomplete


def _time(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, format=TIME_FORMAT, errors="coerce").astype("datetime64[us]")


TIME = Kind(_time, "a time such as 2018-08-29 15:00:37")
TIME_IF_ANY = replace(TIME, may_be_empty=True)
AMOUNT = Kind(lambda text: number(text).where(lambda n: n >= 0), "a number of 0 or more")
COUNT = Kind(lambda text: whole(text).where(lambda n: n >= 0), "a whole number of 0 or more")
SCORE = Kind(
    lambda text: whole(text).where(lambda n: n.between(1, 5)), "a whole number from 1 to 5"
)


@dataclass(frozen=True)
class Table:
    """A published file: the columns that are read, each with its kind."""

    file: str
    columns: dict[str, Kind]
    key: str = ""
    refers: dict[str, str] = field(default_factory=dict)  # column → table that must have it


TABLES = {
    "orders": Table(
        "olist_orders_dataset.csv",
        {
            "order_id": TEXT,
            "customer_id": TEXT,
            "order_status": TEXT,
            "order_purchase_timestamp": TIME,
            "order_delivered_customer_date": TIME_IF_ANY,
            "order_estimated_delivery_date": TIME,
        },
        key="order_id",
        refers={"customer_id": "customers"},
    ),
    "customers": Table(
        "olist_customers_dataset.csv",
        {"customer_id": TEXT, "customer_unique_id": TEXT, "customer_state": TEXT},
        key="customer_id",
    ),
    "payments": Table(
        "olist_order_payments_dataset.csv",
        {
            "order_id": TEXT,
            "payment_type": TEXT,
            "payment_installments": COUNT,
            "payment_value": AMOUNT,
        },
        refers={"order_id": "orders"},
    ),
    "items": Table(
        "olist_order_items_dataset.csv",
        {"order_id": TEXT, "product_id": TEXT, "price": AMOUNT, "freight_value": AMOUNT},
        refers={"order_id": "orders", "product_id": "products"},
    ),
    "reviews": Table(
        "olist_order_reviews_dataset.csv",
        {
            "order_id": TEXT,
            "review_score": SCORE,
            "review_creation_date": TIME_IF_ANY,
            "review_answer_timestamp": TIME_IF_ANY,
        },
        refers={"order_id": "orders"},
    ),
    "products": Table(
        "olist_products_dataset.csv",
        {"product_id": TEXT, "product_category_name": replace(TEXT, may_be_empty=True)},
        key="product_id",
    ),
    "categories": Table(
        "product_category_name_translation.csv",
        {"product_category_name": TEXT, "product_category_name_english": TEXT},
        key="product_category_name",
    ),
}
MONEY = ("orders", "customers", "payments")  # all that recency, frequency and monetary need
OF_AN_ORDER = ("payments", "items", "reviews")  # a row of these tells of one order


def _parse(table: Table, text: pd.DataFrame) -> pd.DataFrame:
    rows = files.parsed(text, table.columns, table.file, if_cut_short(PAGE))
    if table.key:
        twice = text[table.key].duplicated()
        refuse(text, table.key, "be unique", twice, table.file, if_cut_short(PAGE))
    return rows


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
    found = {n: files.public_file("olist", [TABLES[n].file], PAGE, folder) for n in names}
    text = {n: files.text_with(file, TABLES[n].columns, PAGE) for n, file in found.items()}
    tables = {name: _parse(TABLES[name], text[name]) for name in names}
    for name, rows in tables.items():
        for column, other in TABLES[name].refers.items():
            if other in tables:
                unknown = ~rows[column].isin(tables[other][column])
                must = f"be found in {TABLES[other].file}"
                refuse(text[name], column, must, unknown, TABLES[name].file, if_cut_short(PAGE))
        if name in OF_AN_ORDER and "orders" in tables:
            known = tables["orders"]["order_id"].isin(rows["order_id"]).mean()
            if known < 1 - WITHOUT:
                raise DataError(
                    f"{TABLES[name].file} says nothing of {1 - known:.0%} of the orders, so it was "
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
    account : DataFrame
        From `Ledger.table`.
    """
    paid = tables["payments"].groupby("order_id")["payment_value"].sum().round(2)
    merged = tables["orders"].merge(tables["customers"], on="customer_id", validate="one_to_one")
    merged = merged.drop(columns="customer_id").rename(columns=NAMES)
    merged["amount"] = merged["order_id"].map(paid)
    status = merged["order_status"]
    day = (merged["ordered_at"] - pd.Timestamp("1970-01-01")).dt.days
    fell_through = status.isin(FELL_THROUGH)
    ledger = Ledger(merged, customer="customer_id", amount="amount")
    ledger.set_aside("fell through", fell_through, f"status {' or '.join(FELL_THROUGH)}")
    under_way = (status != "delivered") & ~fell_through
    ledger.set_aside("not delivered", under_way, "another status: still under way, or lost")
    unpaid = "no amount in the table of payments: unknown, so not counted as 0"
    ledger.set_aside("no payment", merged["amount"].isna(), unpaid)
    ledger.set_aside("after the snapshot", day > epoch_day(snapshot), "not known on that day")
    orders = ledger.used[list(COLUMNS)].sort_values(["ordered_at", "order_id"], ignore_index=True)
    schemas.check(ibis.memtable(orders), schemas.ORDERS)
    return orders, ledger.table({"delivered and paid": orders})


is_twin = partial(files.twin_is_read, "olist")
