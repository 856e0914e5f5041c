"""Customers whose segments are predicted from their first days, and the answers to predict."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.features.days import epoch_day
from segmentation.features.measure import customer_features
from segmentation.features.names import RFM
from segmentation.first_days import behaviour
from segmentation.scoring.segmenter import Segmenter

DATED = "segment at the snapshot"
UNDATED = "segment at the snapshot, with undated returns and ratings"
LATER = "segment from later orders, or none"
NEAREST = "segment from later orders, the silent in the nearest"
NEWER = "segment from later orders, without possible old customers"
SHUFFLED = "segments shuffled among the customers"
SILENT = "no later order"


@dataclass(frozen=True)
class People:
    """Customers whose segment is to be predicted, with what they did and where they were put.

    Attributes
    ----------
    orders, contacts : ibis table
    joined : Series, index Customer_ID
        Day of joining, in days since 1970-01-01, of those asked about.
    labels : Series of str, same index
        Segment at the snapshot.
    customers : DataFrame
        Features at the snapshot, of everybody.
    count : Series
        From `behaviour.asked`.
    model : Segmenter
    snapshot : str
    begins : int
        Day on which the file begins; 0 where all of every life is in it.
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
    snapshot: str
    begins: int
    renamed: dict[str, str]


def _segments(model: Segmenter, customers: pd.DataFrame) -> pd.Series:
    named = model.predict(customers)["Segment"].astype(str)
    return named.set_axis(pd.Index(customers["Customer_ID"])).rename("segment")


def from_shop(
    shop: Path,
    customers: pd.DataFrame,
    model: Segmenter,
    snapshot: str | dt.date,
    size: int,
    seed: int = 0,
) -> People:
    """A random sample of the customers of a simulated shop.

    Parameters
    ----------
    shop : Path
        From `disk.load_shop`.
    customers : DataFrame
        Its features at the snapshot.
    model : Segmenter
        Fitted to everybody.
    snapshot : date or str
    size : int
        Customers to draw; all if there are fewer.
    seed : int
    """
    everybody = behaviour.joining_days(pd.read_parquet(shop / "customers.parquet"))
    labels = _segments(model, customers)
    some, _ = behaviour.asked(everybody, labels, snapshot)
    if len(some) > size:
        some = some[np.sort(np.random.default_rng(seed).choice(len(some), size, replace=False))]
    drawn = everybody.loc[some]
    who, _ = behaviour.asked(drawn, labels, snapshot)  # a segment can be rare in the sample alone
    _, count = behaviour.asked(everybody, labels, snapshot)
    count["drawn from them at random"] = len(who)
    ids = ibis.memtable(pd.DataFrame({"customer_id": who}))
    orders, contacts = (
        ibis.memtable(ibis.read_parquet(shop / f"{name}.parquet").semi_join(ids, "customer_id")
                      .to_pyarrow())
        for name in ("orders", "contacts")
    )  # fmt: skip
    return People(
        orders, contacts, everybody.loc[who], labels.loc[who], customers, count, model,
        str(snapshot), 0, {},
    )  # fmt: skip


def from_tables(
    orders: pd.DataFrame,
    contacts: pd.DataFrame,
    snapshot: str,
    *,
    k: int,
    verdict: str,
    renamed: dict[str, str],
) -> People:
    """All customers of a shop that tells no joining date: they join with what is first seen.

    Parameters
    ----------
    orders : DataFrame
        One row per order (`schemas.ORDERS`); segments are on recency, frequency and gross spend.
    contacts : DataFrame
        `customer_id` and `contacted_at`, of customers without an order too.
    snapshot : str
    k : int
        Clusters.
    verdict : str
        Of the rule, which decides how they may be named.
    renamed : dict
        What features are called here, where it is not their usual name.
    """
    table = ibis.memtable(orders)
    customers = customer_features(table, as_of=snapshot).order_by("Customer_ID").execute()
    model = Segmenter.fit(customers, list(RFM), k, verdict=verdict, snapshot=snapshot)
    labels = _segments(model, customers)
    day = (contacts["contacted_at"] - pd.Timestamp("1970-01-01")).dt.days
    only = day.groupby(contacts["customer_id"]).min().drop(labels.index, errors="ignore")
    first = pd.Series(epoch_day(snapshot) - customers["Tenure"].to_numpy(), labels.index)
    joined = pd.concat([first, only]).rename_axis("Customer_ID")
    who, count = behaviour.asked(joined, labels, snapshot)
    return People(
        table, ibis.memtable(contacts), joined.loc[who], labels.loc[who], customers, count, model,
        snapshot, int(joined.min()), renamed,
    )  # fmt: skip


def windows(people: People, days: Sequence[int]) -> dict[int, pd.DataFrame]:
    """Features of the first days for every length of history.

    Returns
    -------
    dict
        Days → result of `behaviour.first_days`, undated features included.
    """
    return {
        n: behaviour.first_days(people.orders, people.joined, n, people.contacts).rename(
            columns=people.renamed
        )
        for n in days
    }


def later_segments(people: People, first: pd.DataFrame, days: int) -> tuple[pd.Series, pd.Series]:
    """Segments by the same model from what came after the first days alone, and who was silent.

    Parameters
    ----------
    people : People
    first : DataFrame
        Of the first `days`, from `windows`.
    days : int

    Returns
    -------
    labels : Series of str, index Customer_ID
    silent : Series of bool, same index
        No later order: see `behaviour.after_first_days`.
    """
    back = {new: old for old, new in people.renamed.items()}
    after = behaviour.after_first_days(
        people.orders, people.joined, people.customers, first.rename(columns=back), days,
        people.snapshot,
    )  # fmt: skip
    return _segments(people.model, after.reset_index()), after["Silent"]


def _common(labels: pd.Series) -> pd.Series:
    """Labels without those that too few customers have for folds to hold them."""
    return labels[labels.map(labels.value_counts()) >= behaviour.FEWEST]


def definitions(
    people: People, first: pd.DataFrame, later: pd.Series, silent: pd.Series, days: int
) -> dict[str, tuple[pd.DataFrame, pd.Series]]:
    """What may be asked of the first days, and with which features.

    Parameters
    ----------
    people : People
    first : DataFrame
        Of the first `days`, from `windows`.
    later : Series of str
    silent : Series of bool
        From `later_segments`.
    days : int

    Returns
    -------
    dict
        Definition → features and labels. `LATER`: who never ordered again has no segment but
        is `SILENT`. `NEAREST`: the model puts them somewhere. `NEWER`, only where a file begins in
        the middle of lives: `LATER` without those first seen in its first `days`. Labels that
        fewer than `behaviour.FEWEST` have are left out of those. The questions come first, then the
        checks.
    """
    mixed = np.random.default_rng(0).permutation(people.labels.to_numpy())
    after = later.where(~silent, SILENT)
    asked = {
        DATED: people.labels,
        LATER: _common(after),
        UNDATED: people.labels,
        NEAREST: _common(later),
    }
    if people.begins:
        asked[NEWER] = _common(after[people.joined >= people.begins + days])
    asked[SHUFFLED] = pd.Series(mixed, people.labels.index)
    sure = behaviour.dated(first)
    return {
        name: ((first if name == UNDATED else sure).loc[labels.index], labels)
        for name, labels in asked.items()
    }
