"""Who changes segment between two dates: the customers, or only the model?"""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from segmentation.base.errors import DataError
from segmentation.base.intervals import MANY, wilson
from segmentation.clusters.agreement import moved
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.names import LOGGED, RFM
from segmentation.features.scaling import check_features, scaler
from segmentation.lifetime.nbd import gamma_rates

REFITS = 20
LEAST = 50  # customers at the earlier date, below which shares of shares say nothing

Model = tuple[Pipeline, pd.DataFrame]  # the scales and the centroids


def model_at(
    people: pd.DataFrame, names: list[str], k: int, log: Collection[str] = LOGGED
) -> Model:
    """Learn scales and centroids from the customers of one date.

    Parameters
    ----------
    people : DataFrame
        Raw features.
    names : list of str
        Features to cluster.
    k : int
    log : collection of str
        Those of them to log.

    Returns
    -------
    scale : fitted scikit-learn Pipeline
    centres : DataFrame, shape (k, len(names))
    """
    check_features(people, names)
    scale = scaler(names, log=log).fit(people[names])
    return scale, fit_kmeans(scale.transform(people[names]), k)


def label(model: Model, people: pd.DataFrame) -> pd.Series:
    """Label customers of any date with a model of `model_at`; Series of int, same index."""
    scale, centres = model
    return pd.Series(predict(scale.transform(people[list(centres.columns)]), centres), people.index)


def transitions(then: pd.Series, now: pd.Series, k: int) -> pd.DataFrame:
    """Share of each segment's customers that is found in each segment later.

    Parameters
    ----------
    then, now : Series of int, shape (n,)
        Labels 0 … k − 1 of the same customers, in the same order of rows.
    k : int

    Returns
    -------
    DataFrame, shape (k, k)
        Rows add up to 1; NaN in the row of a segment that nobody was in.
    """
    counts = np.bincount(then.to_numpy() * k + now.to_numpy(), minlength=k * k).reshape(k, k)
    return pd.DataFrame(
        counts / np.where(counts.sum(axis=1) > 0, counts.sum(axis=1), np.nan)[:, None]
    )


def transition_intervals(
    then: pd.Series, now: pd.Series, k: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ends of the 95% intervals of `transitions`, from `intervals.wilson`."""
    counts = np.bincount(then.to_numpy() * k + now.to_numpy(), minlength=k * k).reshape(k, k)
    low, high = wilson(counts, np.repeat(counts.sum(axis=1, keepdims=True), k, axis=1))
    return pd.DataFrame(low), pd.DataFrame(high)


def unchanged(
    people: pd.DataFrame, past: pd.DataFrame, days: int, draws: int = MANY, seed: int = 0
) -> Iterator[pd.DataFrame]:
    """Age the customers by some days in which nobody's habits change.

    A customer's rate is drawn from what the past says of it (the posterior of `gamma_rates`),
    the number of orders is Poisson, their days are uniform, and each amount is one of the
    customer's own past amounts. Nobody leaves, and there are no seasons. Shape and rate of the
    Gamma are taken as known, so the draws vary somewhat too little.

    Parameters
    ----------
    people : DataFrame, shape (n, …)
        Recency, Frequency, Monetary and Tenure.
    past : DataFrame
        `customer_id` and `amount` of their orders up to that date.
    days, draws, seed : int

    Yields
    ------
    DataFrame, shape (n, 3)
        Recency, Frequency and Monetary after these days.
    """
    ids = people["Customer_ID"]
    amounts = past.sort_values("customer_id", kind="stable")
    owned = amounts.groupby("customer_id").size().loc[ids].to_numpy()
    first = np.searchsorted(amounts["customer_id"].to_numpy(), ids.to_numpy())
    money = amounts["amount"].to_numpy()
    repeats = people["Frequency"].to_numpy() - 1
    counted = people["Tenure"].to_numpy() + 0.5  # the day of the first order counts half
    shape, rate = gamma_rates(repeats, counted)
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        each = rng.gamma(shape + repeats) / (rate + counted)
        orders = rng.poisson(each * days)
        latest = np.ceil(days * rng.random(len(ids)) ** (1 / np.maximum(orders, 1)))
        owner = np.repeat(np.arange(len(ids)), orders)
        pick = first[owner] + np.floor(rng.random(len(owner)) * owned[owner]).astype("int64")
        spent = np.bincount(owner, money[pick], len(ids))
        yield pd.DataFrame(
            {
                "Recency": np.where(orders > 0, days - latest, people["Recency"] + days),
                "Frequency": people["Frequency"].to_numpy() + orders,
                "Monetary": people["Monetary"].to_numpy() + spent,
            },
            index=people.index,
        )


def refits(
    people: pd.DataFrame, names: list[str], k: int, draws: int = REFITS, seed: int = 0
) -> np.ndarray:
    """Share of customers whose segment changes if the model is refitted on the same day.

    Parameters
    ----------
    people : DataFrame, shape (n, …)
        Raw features.
    names : list of str
    k, draws, seed : int
        Each draw learns scales and centroids from a bootstrap sample of the customers.

    Returns
    -------
    array, shape (draws,), sorted
        Clusters are matched for the largest overlap.
    """
    labels = label(model_at(people, names, k), people)
    rng, shares = np.random.default_rng(seed), []
    for _ in range(draws):
        sample = people.iloc[rng.integers(0, len(people), len(people))]
        again = label(model_at(sample.reset_index(drop=True), names, k), people)
        shares.append(moved(labels.to_numpy(), again.to_numpy()))
    return np.sort(shares)


def between(
    before: pd.DataFrame,
    after: pd.DataFrame,
    past: pd.DataFrame,
    days: int,
    k: int,
    draws: int = MANY,
    again: int = REFITS,
) -> dict:
    """Compare the segments of two dates, on RFM, for those who were customers at the earlier.

    Parameters
    ----------
    before, after : DataFrame
        Features with `Customer_ID`, sorted by it, at the two dates; everybody of `before` is in
        `after`.
    past : DataFrame
        `customer_id` and `amount` of the orders up to the earlier date.
    days : int
        Between the dates.
    k : int
    draws, again : int
        Draws of the null, and refits of the earlier date.

    Returns
    -------
    dict
        `centres` at the earlier date; `seen`, `low`, `high`: `transitions` with that model kept;
        `null`, `null low`, `null high`: mean and 95% of the same if no habit changed. And shares
        of customers: `kept`, who change segment with the model kept; `up`, of these to a segment
        of higher mean spend; `kept if unchanged` and `up if unchanged` (arrays, sorted, one per
        draw); `refitted`, who change segment with the model of the later date; `models`, whom
        both models place differently at the later date; `refits`, from the function.

    Raises
    ------
    DataError
        If fewer than `LEAST` customers were there at the earlier date.
    """
    if len(before) < LEAST:
        raise DataError(
            f"drift needs at least {LEAST} customers at the earlier date, but there are "
            f"{len(before):,}; choose a later one."
        )
    names = list(RFM)
    old, new = model_at(before, names, k), model_at(after, names, k)
    same = after[after["Customer_ID"].isin(before["Customer_ID"])].set_axis(before.index)
    then, now, now_new = label(old, before), label(old, same), label(new, same)
    # Labelled in one go, since the pipeline takes longer to start than to run.
    frames = pd.concat(unchanged(before, past, days, draws), ignore_index=True)
    aged = label(old, frames).to_numpy().reshape(draws, len(before))
    null = np.array([transitions(then, pd.Series(labels), k).to_numpy() for labels in aged])
    low, high = transition_intervals(then, now, k)
    edges = np.quantile(null, [0.025, 0.975], axis=0)
    return {
        "centres": old[1],
        "seen": transitions(then, now, k),
        "low": low,
        "high": high,
        "null": pd.DataFrame(null.mean(axis=0)),
        "null low": pd.DataFrame(edges[0]),
        "null high": pd.DataFrame(edges[1]),
        "kept": float((then != now).mean()),
        "kept if unchanged": np.sort((aged != then.to_numpy()).mean(axis=1)),
        "up": float((now < then).mean()),
        "up if unchanged": np.sort((aged < then.to_numpy()).mean(axis=1)),
        "refitted": moved(then.to_numpy(), now_new.to_numpy()),
        "models": moved(now.to_numpy(), now_new.to_numpy()),
        "refits": refits(before, names, k, again),
    }
