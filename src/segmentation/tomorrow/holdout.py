"""Which groups or scores tell who buys again: learned in one window, tested in the next."""

import datetime as dt
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from segmentation.base.errors import DataError
from segmentation.base.estimates import Estimates
from segmentation.base.intervals import MANY, bootstrap_weights
from segmentation.base.parallel import single_thread
from segmentation.features import rules
from segmentation.features.days import epoch_day
from segmentation.features.measure import features_table
from segmentation.features.names import RFM
from segmentation.tomorrow.segments import fit_segments

Groups = dict[str, tuple[pd.Series, pd.Series]]  # method → at the earlier and at the later date


def calibration_holdout(
    orders: pd.DataFrame, as_of: str | dt.date, days: int
) -> tuple[pd.DataFrame, pd.Series]:
    """Features as of a day, sorted by customer, and who ordered in the days after it (bool)."""
    customers = features_table(orders, as_of=as_of)
    day = (orders["ordered_at"] - pd.Timestamp("1970-01-01")).dt.days - epoch_day(as_of)
    later = orders.loc[day.between(1, days), "customer_id"]
    return customers, customers["Customer_ID"].isin(later)


def windows(
    orders: pd.DataFrame, snapshot: str | dt.date, days: int
) -> list[tuple[pd.DataFrame, pd.Series]]:
    """Two windows that end with the snapshot, one after the other: to learn from, and to test."""
    first = [pd.Timestamp(snapshot) - pd.Timedelta(days=n * days) for n in (2, 1)]
    return [calibration_holdout(orders, day.date(), days) for day in first]


def groupings(before: pd.DataFrame, after: pd.DataFrame, k: int) -> Groups:
    """Put the customers of two dates into groups by rules and by K-Means on RFM.

    Clusters and scales are those of the earlier date; rules score each date afresh.
    """
    segments = fit_segments(before, RFM, k, log=RFM)
    methods = {
        "rules, ties broken": lambda x: rules.rfm_segments(rules.broken_scores(x)),
        "rules, ties together": lambda x: rules.rfm_segments(rules.rfm_scores(x)),
        f"K-Means, k = {k}": segments.label,
        "several orders or one": lambda x: x["Frequency"] > 1,
    }
    return {name: (group(before), group(after)) for name, group in methods.items()}


def target_encode(then: pd.Series, outcome: pd.Series, now: pd.Series) -> np.ndarray:
    """Mean outcome of each later customer's group at the earlier date; of all if it is new."""
    learned = outcome.groupby(then.to_numpy()).mean()
    return now.astype(object).map(learned).fillna(outcome.mean()).to_numpy(dtype="float64")


def all_scores(groups: Groups, did: pd.Series, after: pd.DataFrame) -> pd.DataFrame:
    """Every way of ranking: groups by the rate they had before, and yardsticks without a fit.

    Parameters
    ----------
    groups : dict
        From `groupings`.
    did : Series of bool
        Outcome of the earlier window.
    after : DataFrame
        Customers of the later one.

    Returns
    -------
    DataFrame, shape (len(after), methods)
        Higher is likelier; besides the groups "recency alone" and "several orders, then recency".
    """
    learned = {name: target_encode(then, did, now) for name, (then, now) in groups.items()}
    recent = -after["Recency"].astype("float64")
    several = after["Frequency"] > 1
    return pd.DataFrame(learned, index=after.index).assign(
        **{
            "recency alone": recent,
            # every repeat buyer before everybody else
            "several orders, then recency": recent + several * (1 - recent.min()),
        }
    )


def _check_both(outcome: pd.Series) -> None:
    if outcome.nunique() < 2:
        raise DataError("everybody or nobody bought again in a window; choose more holdout_days.")


def _auc(level: np.ndarray, weight: np.ndarray, yes: np.ndarray) -> float:
    """Area under the ROC curve of weighted rows, of which `yes` are positive; ties count half."""
    size = int(level.max()) + 1
    positive = np.bincount(level[yes], weight[yes], size)
    negative = np.bincount(level, weight, size) - positive
    if not positive.any() or not negative.any():
        return float("nan")  # a sample that drew only one kind
    below = np.cumsum(negative) - negative / 2
    return float(positive @ below / (positive.sum() * negative.sum()))


def auc(scores: pd.DataFrame, outcome: pd.Series, draws: int = MANY, seed: int = 0) -> Estimates:
    """How well each score ranks customers with the outcome before those without.

    0.5 is no better than chance, 1 all right (Hanley & McNeil 1982, Radiology 143).

    Parameters
    ----------
    scores : DataFrame, shape (n, scores)
        Higher means likelier.
    outcome : Series of bool, shape (n,)
    draws, seed : int
        Bootstrap samples of customers, the same for every score.

    Raises
    ------
    DataError
        If everybody or nobody has the outcome.
    """
    _check_both(outcome)
    yes, once = np.flatnonzero(outcome), np.ones(len(outcome))
    levels = {
        name: np.unique(column.to_numpy(), return_inverse=True)[1]
        for name, column in scores.items()
    }
    exact = pd.Series({name: _auc(level, once, yes) for name, level in levels.items()})
    samples = pd.DataFrame(
        {name: _auc(level, weight, yes) for name, level in levels.items()}
        for weight in bootstrap_weights(len(outcome), draws, seed)
    )
    return Estimates.from_draws(exact, samples)


def logistic(
    before: pd.DataFrame,
    did: pd.Series,
    after: pd.DataFrame,
    columns: Sequence[str],
    log: Collection[str],
) -> np.ndarray:
    """Probabilities of the outcome by a logistic regression that is fitted on an earlier window.

    Of `columns` those in `log` are logged; what is missing at either date is set to the earlier
    mean. Shape (len(after),).

    Raises
    ------
    DataError
        If everybody or nobody has the outcome.
    """
    _check_both(did)
    columns, means = list(columns), before[list(columns)].mean()
    both = [frame[columns].fillna(means).astype("float64") for frame in (before, after)]
    x, y = (
        frame.assign(**{name: np.log1p(frame[name]) for name in columns if name in log})
        for frame in both
    )
    with single_thread():
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000)).fit(x, did)
        return model.predict_proba(y)[:, 1]
