"""The two data sets on which segments are told from first days: the shop, and Online Retail."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin

from segmentation import choose_k, data_sets, early, nulls
from segmentation.features import RFM, epoch_day
from segmentation.features import features as measure
from segmentation.scaling import scale
from segmentation.segmenter import Segmenter
from segmentation.sources import online_retail
from segmentation.validate import circular_accuracy

DATED = "segment at the snapshot"
UNDATED = "the same, with returns and ratings of unknown date"
LATER = "segment from later orders alone"
NEWER = "the same, without who may have been there before"
SHUFFLED = "the same, segments shuffled"
CIRCULAR = {  # kind of data → definition
    "our customers": "circular: from the features that made it",
    "the copula null": "circular, on the copula null",
    "pure noise": "circular, on pure noise",
}
CANCELLED = "Cancellations"  # what a contact is called in Online Retail


@dataclass(frozen=True)
class People:
    """Customers whose segment is to be told, with what they did and where they were put.

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
        From `early.asked`.
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
    told = model.predict(customers)["Segment"].astype(str)
    return told.set_axis(pd.Index(customers["Customer_ID"])).rename("segment")


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
        From `shop.load_shop`.
    customers : DataFrame
        Its features at the snapshot.
    model : Segmenter
        Fitted to everybody.
    snapshot : date or str
    size : int
        Customers to draw; all if there are fewer.
    seed : int
    """
    everybody = early.joining_days(pd.read_parquet(shop / "customers.parquet"))
    labels = _segments(model, customers)
    some, _ = early.asked(everybody, labels, snapshot)
    if len(some) > size:
        some = some[np.sort(np.random.default_rng(seed).choice(len(some), size, replace=False))]
    drawn = everybody.loc[some]
    who, _ = early.asked(drawn, labels, snapshot)  # a segment can be rare in the sample alone
    _, count = early.asked(everybody, labels, snapshot)
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


def from_online_retail(k: int = 5, verdict: str = "reproducible") -> People:
    """All customers of Online Retail, as `cases/online_retail` segments them on gross spend.

    A customer joins with the first purchase in the file. Cancellations have a date of their own
    and stand where the shop has contacts.

    Parameters
    ----------
    k : int
        Clusters.
    verdict : str
        Of the rule, which decides how they may be named.

    Raises
    ------
    DataError
        If the file is not there: page, file and folder.
    """
    kept, _ = online_retail.clean(online_retail.read_lines())
    bought, cancelled = online_retail.split(kept)
    purchases, _ = online_retail.match_cancellations(bought, cancelled)
    orders = ibis.memtable(online_retail.orders(purchases))
    snapshot = data_sets.ONLINE_RETAIL_SNAPSHOT
    customers = measure(orders, as_of=snapshot).order_by("Customer_ID").execute()
    model = Segmenter.fit(customers, list(RFM), k, verdict=verdict, snapshot=snapshot)
    labels = _segments(model, customers)
    columns = {"CustomerID": "customer_id", "InvoiceDate": "contacted_at"}
    invoices = cancelled.drop_duplicates("InvoiceNo").rename(columns=columns)[[*columns.values()]]
    invoices = invoices.astype({"customer_id": "int64"})
    day = (invoices["contacted_at"] - pd.Timestamp("1970-01-01")).dt.days
    only = day.groupby(invoices["customer_id"]).min().drop(labels.index, errors="ignore")
    first = pd.Series(epoch_day(snapshot) - customers["Tenure"].to_numpy(), labels.index)
    joined = pd.concat([first, only]).rename_axis("Customer_ID")
    who, count = early.asked(joined, labels, snapshot)
    return People(
        orders, ibis.memtable(invoices), joined.loc[who], labels.loc[who], customers, count, model,
        snapshot, int(joined.min()), {"Contacts": CANCELLED},
    )  # fmt: skip


def windows(people: People, days: Sequence[int]) -> dict[int, pd.DataFrame]:
    """Features of the first days for every length of history.

    Returns
    -------
    dict
        Days → result of `early.first_days`, undated features included.
    """
    return {
        n: early.first_days(people.orders, people.joined, n, people.contacts).rename(
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
        No later order: see `early.after_first_days`.
    """
    back = {new: old for old, new in people.renamed.items()}
    after = early.after_first_days(
        people.orders, people.joined, people.customers, first.rename(columns=back), days,
        people.snapshot,
    )  # fmt: skip
    return _segments(people.model, after.reset_index()), after["Silent"]


def definitions(
    people: People, first: pd.DataFrame, later: pd.Series, days: int
) -> dict[str, tuple[pd.DataFrame, pd.Series]]:
    """What may be asked of the first days, and with which features.

    Parameters
    ----------
    people : People
    first : DataFrame
        Of the first `days`, from `windows`.
    later : Series of str
        From `later_segments`.
    days : int

    Returns
    -------
    dict
        Definition → features and labels. `NEWER` only where a file begins in the middle of lives:
        without those first seen in its first `days`.
    """
    sure = early.dated(first)
    mixed = np.random.default_rng(0).permutation(people.labels.to_numpy())
    found = {
        DATED: (sure, people.labels),
        SHUFFLED: (sure, pd.Series(mixed, people.labels.index)),
        UNDATED: (first, people.labels),
        LATER: (sure, later),
    }
    if people.begins:
        new = (people.joined >= people.begins + days).to_numpy()
        found[NEWER] = (sure[new], later[new])
    return found


def circular(people: People, models: Mapping[str, ClassifierMixin]) -> dict[str, dict[str, float]]:
    """Accuracy of telling the segment from the very features that made it, and on nothing.

    Parameters
    ----------
    people : People
    models : mapping
        Name → classifier.

    Returns
    -------
    dict
        Model → our customers (the working sample), a copula null of them, and independent normal
        noise of that shape → `validate.circular_accuracy` at the same k.
    """
    sample = choose_k.working_sample(scale(people.customers, people.model.features))
    rng = np.random.default_rng(0)
    correlation, _ = nulls.copula_correlation(sample, rng)
    data = {
        "our customers": sample,
        "the copula null": nulls.copula(sample, correlation, rng),
        "pure noise": rng.standard_normal(sample.shape),
    }
    k = len(people.model.names)
    return {
        name: {kind: circular_accuracy(rows, k, model) for kind, rows in data.items()}
        for name, model in models.items()
    }


def in_one_table(
    turned: Mapping[str, Mapping[str, float]], curve: pd.DataFrame, compared: pd.DataFrame
) -> pd.DataFrame:
    """Accuracy under every definition, the circular ones first.

    Parameters
    ----------
    turned : mapping
        From `circular`.
    curve : DataFrame
        Table of `early_models.learning_curve` at one window.
    compared : DataFrame
        Table of `early_models.compare`.

    Returns
    -------
    DataFrame
        `definition`, `way`, `measure`, `value`, `low` and `high`; a circular figure has no
        interval, since no sample of customers would make it mean anything.
    """
    rows = [
        {"definition": CIRCULAR[kind], "way": way, "measure": "accuracy", "value": value}
        for way, by_kind in turned.items()
        for kind, value in by_kind.items()
    ]
    honest = pd.concat([curve.assign(definition=DATED), compared])
    honest = honest[honest["measure"] == "accuracy"].drop(columns="days", errors="ignore")
    return pd.concat([pd.DataFrame(rows), honest], ignore_index=True)
