"""Who changes segment between two dates: the customers, or only the model?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.estimates import ENDS, Estimate, Estimates
from segmentation.base.intervals import MANY, wilson
from segmentation.clusters.agreement import moved
from segmentation.features.names import RFM
from segmentation.lifetime.nbd import gamma_rates
from segmentation.tomorrow.segments import fit_segments

REFITS = 20
LEAST = 50  # customers at the earlier date, below which shares of shares say nothing


@dataclass(frozen=True, kw_only=True, eq=False)
class SnapshotComparison:
    """The segments of two dates, for those who were customers at the earlier.

    Attributes
    ----------
    centroids : DataFrame
        Of the earlier date; its model labels both dates unless said otherwise.
    transitions : Estimates, index (segment then, segment now)
        Share of each segment's customers that is found in each segment later.
    null_transitions : Estimates
        The same if no habit changed, with the middle 95% of the draws.
    share_moved : float
        Who changes segment.
    null_moved : Estimate
        The same if no habit changed: median and middle 95% of the draws.
    share_moved_up, null_moved_up
        Of all, who changes to a segment of higher mean spend; and if no habit changed.
    share_relabelled : float
        Who changes segment if the later date has a model of its own.
    share_placed_differently : float
        Whom the models of both dates place differently at the later date.
    refits : array, sorted
        Who changes segment if the model is refitted on resampled customers of the earlier date.
    """

    centroids: pd.DataFrame
    transitions: Estimates
    null_transitions: Estimates
    share_moved: float
    null_moved: Estimate
    share_moved_up: float
    null_moved_up: Estimate
    share_relabelled: float
    share_placed_differently: float
    refits: np.ndarray

    @property
    def beyond_null(self) -> pd.Series:
        """Which transitions lie outside 95% of what steady habits give; bool."""
        seen, null = self.transitions.value, self.null_transitions
        return (seen < null.low) | (seen > null.high)


def transitions(then: np.ndarray, now: np.ndarray, k: int) -> Estimates:
    """Share of each segment's customers found in each segment later, with Wilson's intervals.

    `then` and `now` are labels 0 … k − 1 of the same customers. The index holds all k · k pairs;
    NaN where nobody was.
    """
    counts = np.bincount(then * k + now, minlength=k * k).reshape(k, k)
    customers = np.repeat(counts.sum(axis=1, keepdims=True), k, axis=1)
    shares = counts / np.where(customers > 0, customers, np.nan)
    pairs = pd.MultiIndex.from_product([range(k), range(k)], names=["then", "now"])
    return Estimates(*(pd.Series(a.ravel(), pairs) for a in (shares, *wilson(counts, customers))))


def unchanged(
    customers: pd.DataFrame, past: pd.DataFrame, days: int, draws: int = MANY, seed: int = 0
) -> Iterator[pd.DataFrame]:
    """Age the customers by some days in which nobody's habits change.

    A customer's rate is drawn from what the past says of it (the posterior of `gamma_rates`),
    the number of orders is Poisson, their days are uniform, and each amount is one of the
    customer's own past amounts. Nobody leaves, and there are no seasons. Shape and rate of the
    Gamma are taken as known, so the draws vary somewhat too little.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Recency, Frequency, Monetary and Tenure.
    past : DataFrame
        `customer_id` and `amount` of their orders up to that date.
    days, draws, seed : int

    Yields
    ------
    DataFrame, shape (n, 3)
        Recency, Frequency and Monetary after these days.
    """
    ids = customers["Customer_ID"]
    amounts = past.sort_values("customer_id", kind="stable")
    owned = amounts.groupby("customer_id").size().loc[ids].to_numpy()
    first = np.searchsorted(amounts["customer_id"].to_numpy(), ids.to_numpy())
    money = amounts["amount"].to_numpy()
    repeats = customers["Frequency"].to_numpy() - 1
    counted = customers["Tenure"].to_numpy() + 0.5  # the day of the first order counts half
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
                "Recency": np.where(orders > 0, days - latest, customers["Recency"] + days),
                "Frequency": customers["Frequency"].to_numpy() + orders,
                "Monetary": customers["Monetary"].to_numpy() + spent,
            },
            index=customers.index,
        )


def refits(
    customers: pd.DataFrame, names: Sequence[str], k: int, draws: int = REFITS, seed: int = 0
) -> np.ndarray:
    """Share of customers whose segment changes if the model is refitted on the same day.

    Each draw learns scales and centroids from a bootstrap sample of the customers; clusters are
    matched for the largest overlap. Sorted, shape (draws,).
    """
    labels = fit_segments(customers, names, k).clustering.labels
    rng, shares = np.random.default_rng(seed), []
    for _ in range(draws):
        sample = customers.iloc[rng.integers(0, len(customers), len(customers))]
        again = fit_segments(sample.reset_index(drop=True), names, k).label(customers)
        shares.append(moved(labels, again.to_numpy()))
    return np.sort(shares)


def _middle(draws: np.ndarray) -> Estimate:
    low, middle, high = np.quantile(draws, [ENDS[0], 0.5, ENDS[1]])
    return Estimate(float(middle), float(low), float(high))


def compare_snapshots(
    before: pd.DataFrame,
    after: pd.DataFrame,
    past: pd.DataFrame,
    days: int,
    k: int,
    draws: int = MANY,
    refit_draws: int = REFITS,
) -> SnapshotComparison:
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
    draws, refit_draws : int
        Draws of the null, and refits of the earlier date.

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
    old, new = fit_segments(before, RFM, k), fit_segments(after, RFM, k)
    same = after[after["Customer_ID"].isin(before["Customer_ID"])]
    if len(same) != len(before):
        raise DataError("every customer of the earlier date must be among those of the later one.")
    then = old.clustering.labels
    now, now_by_new = old.label(same).to_numpy(), new.label(same).to_numpy()
    # Labelled in one go, since the pipeline takes longer to start than to run.
    frames = pd.concat(unchanged(before, past, days, draws), ignore_index=True)
    aged = old.label(frames).to_numpy().reshape(draws, len(before))
    seen = transitions(then, now, k)
    null = pd.DataFrame([transitions(then, labels, k).value.to_numpy() for labels in aged])
    null.columns = seen.value.index
    spend = old.clustering.centroids["Monetary"].to_numpy()
    return SnapshotComparison(
        centroids=old.clustering.centroids,
        transitions=seen,
        null_transitions=Estimates.from_draws(null.mean(), null),
        share_moved=float((now != then).mean()),
        null_moved=_middle((aged != then).mean(axis=1)),
        share_moved_up=float((spend[now] > spend[then]).mean()),
        null_moved_up=_middle((spend[aged] > spend[then]).mean(axis=1)),
        share_relabelled=moved(then, now_by_new),
        share_placed_differently=moved(now, now_by_new),
        refits=refits(before, RFM, k, refit_draws),
    )
