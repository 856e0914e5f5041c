"""Customers whose segments are predicted from their first days, and the answers to predict."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import epoch_day
from segmentation.features.measure import features_table
from segmentation.features.names import RFM
from segmentation.first_days import behaviour
from segmentation.scoring.segmenter import Segmenter


@dataclass(frozen=True, kw_only=True, eq=False)
class People:
    """Customers whose segment is to be predicted, with what they did and where they are put.

    Attributes
    ----------
    orders, contacts : ibis table
    joined : Series, index Customer_ID
        Day of joining, in days since 1970-01-01, of those asked about.
    labels : Series of str, same index
        Segment at `age` days after joining.
    customers : DataFrame
        Features at the snapshot, of everybody.
    count : Series
        Everybody, those left out by reason, and those asked about.
    model : Segmenter
    age : int
    begins, last : int
        First and last day of joining that count.
    renamed : dict
        What features are called here, where it is not their usual name.
    """

    orders: ir.Table
    contacts: ir.Table
    joined: pd.Series
    labels: pd.Series
    customers: pd.DataFrame
    count: pd.Series
    model: Segmenter
    age: int
    begins: int
    last: int
    renamed: dict[str, str] = field(default_factory=dict)


def _segments(model: Segmenter, customers: pd.DataFrame) -> pd.Series:
    """Segment of every customer who has one, index as given."""
    named = model.predict(customers)["Segment"]
    return named.dropna().astype(str).rename("segment")


def joiners(
    joined: pd.Series, begins: int, last: int, size: int | None = None, seed: int = 0
) -> tuple[pd.Series, dict[str, int]]:
    """Who joined when their joining and their label can both be seen.

    Parameters
    ----------
    joined : Series, index Customer_ID
        Day of joining, or of the first order that is seen, of everybody.
    begins : int
        Who is first seen before may be an old customer.
    last : int
        Who joins later has no label yet.
    size, seed : int
        Draw so many of them at random.

    Returns
    -------
    chosen : Series
        Days of joining, sorted by Customer_ID.
    count : dict
        Everybody, and those left out by reason.

    Raises
    ------
    DataError
        If nobody is left.
    """
    chosen = joined[(joined >= begins) & (joined <= last)].sort_index()
    if chosen.empty:
        raise DataError("nobody joined early enough to have a label; take a younger age.")
    count = {
        "in the file": len(joined),
        "first seen too early to be surely new": int((joined < begins).sum()),
        "joined too late to have a label": int((joined > last).sum()),
    }
    if size is not None and len(chosen) > size:
        rows = np.random.default_rng(seed).choice(len(chosen), size, replace=False)
        count["not drawn into the sample"] = len(chosen) - size
        chosen = chosen.iloc[np.sort(rows)]
    return chosen, count


def _people(
    joined: pd.Series, count: dict[str, int], *, age: int, model: Segmenter,
    customers: pd.DataFrame, orders: ir.Table, contacts: ir.Table, **others: Any,
) -> People:  # fmt: skip
    """Give those who joined their labels; who has none is counted and left out."""
    labels = _segments(model, behaviour.features_at_age(orders, joined, age, contacts))
    count[f"no order within {age} days"] = len(joined) - len(labels)
    count["asked about"] = len(labels)
    return People(
        orders=orders,
        contacts=contacts,
        joined=joined.loc[labels.index],
        labels=labels,
        customers=customers,
        count=pd.Series(count, name="customers"),
        model=model,
        age=age,
        **others,
    )


def from_shop(
    shop: Path,
    customers: pd.DataFrame,
    model: Segmenter,
    snapshot: str | dt.date,
    age: int,
    size: int,
) -> People:
    """A random sample of the customers of a simulated shop, all of whose lives it holds.

    Parameters
    ----------
    shop : Path
        From `disk.load_shop`.
    customers : DataFrame
        Its features at the snapshot.
    model : Segmenter
        Fitted to everybody.
    snapshot : date or str
    age : int
        Days after joining at which segments are asked for.
    size : int
        Customers to draw; all if there are fewer.
    """
    everybody = behaviour.joining_days(pd.read_parquet(shop / "customers.parquet"))
    begins, last = int(everybody.min()), epoch_day(snapshot) - age
    joined, count = joiners(everybody, begins, last, size)
    ids = ibis.memtable(pd.DataFrame({"customer_id": joined.index}))
    orders, contacts = (
        ibis.memtable(ibis.read_parquet(shop / f"{name}.parquet").semi_join(ids, "customer_id")
                      .to_pyarrow())
        for name in ("orders", "contacts")
    )  # fmt: skip
    return _people(joined, count, age=age, model=model, customers=customers, orders=orders,
                   contacts=contacts, begins=begins, last=last)  # fmt: skip


def from_tables(
    orders: pd.DataFrame,
    contacts: pd.DataFrame,
    snapshot: str,
    *,
    k: int,
    verdict: str,
    age: int,
    lead_in: int,
    renamed: dict[str, str],
) -> People:
    """All customers of a shop that tells no joining date: they join with their first order.

    Parameters
    ----------
    orders : DataFrame
        One row per order (`schemas.ORDERS`); segments are on recency, frequency and gross spend.
    contacts : DataFrame
        `customer_id` and `contacted_at`.
    snapshot : str
    k : int
        Clusters.
    verdict : str
        Of the rule, which decides how they may be named.
    age : int
        Days after joining at which segments are asked for.
    lead_in : int
        Days at the start of the file whose customers do not count as joiners: it begins in the
        middle of lives, so that a first order in it need not be a customer's first.
    renamed : dict
        What features are called here, where it is not their usual name.
    """
    table = ibis.memtable(orders)
    customers = features_table(table, as_of=snapshot)
    model = Segmenter.fit(customers, list(RFM), k, verdict=verdict, snapshot=snapshot)
    ids = pd.Index(customers["Customer_ID"], name="Customer_ID")
    first = pd.Series(epoch_day(snapshot) - customers["Tenure"].to_numpy(), ids, name="day")
    begins, last = int(first.min()) + lead_in, epoch_day(snapshot) - age
    joined, count = joiners(first, begins, last)
    return _people(joined, count, age=age, model=model, customers=customers, orders=table,
                   contacts=ibis.memtable(contacts), begins=begins, last=last,
                   renamed=renamed)  # fmt: skip


def windows(people: People, days: Sequence[int]) -> dict[int, pd.DataFrame]:
    """Features of the first days that are known by then, for every length of history."""
    return {
        n: behaviour.dated(
            behaviour.first_days(people.orders, people.joined, n, people.contacts)
        ).rename(columns=people.renamed)
        for n in days
    }


def present(people: People, days: Sequence[int]) -> dict[int, pd.Series]:
    """Segment that the figures so far make on the last day of every length of history.

    Nothing is predicted: the model is given what it is always given. Only the tenure is that of
    the age asked for, which is known in advance. "" for whoever has not ordered yet.
    """
    segments = {}
    for n in days:
        by_then = behaviour.features_at_age(people.orders, people.joined, n - 1, people.contacts)
        so_far = _segments(people.model, by_then.assign(Tenure=people.age))
        segments[n] = so_far.reindex(people.joined.index, fill_value="")
    return segments
