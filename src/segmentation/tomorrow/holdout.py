"""Which groups or scores tell who buys again: learned in one window, tested in the next."""

import datetime as dt
from collections.abc import Collection, Sequence

import ibis
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from segmentation.base.errors import DataError
from segmentation.base.intervals import MANY, resamples
from segmentation.base.parallel import single_thread
from segmentation.features import rules
from segmentation.features.days import epoch_day
from segmentation.features.measure import customer_features
from segmentation.features.names import RFM
from segmentation.features.rules import broken_scores
from segmentation.tomorrow.drift import label, model_at


def window(orders: pd.DataFrame, as_of: str | dt.date, days: int) -> tuple[pd.DataFrame, pd.Series]:
    """Features as of a day, and who ordered in the days after it.

    Parameters
    ----------
    orders : DataFrame
        Of the form `schemas.ORDERS`.
    as_of : date or str
    days : int
        Length of the window that begins on the next day.

    Returns
    -------
    customers : DataFrame, sorted by Customer_ID
        From `measure.customer_features`; later orders are not looked at.
    again : Series of bool, same index
    """
    customers = (
        customer_features(ibis.memtable(orders), as_of=as_of).order_by("Customer_ID").execute()
    )
    day = (orders["ordered_at"] - pd.Timestamp("1970-01-01")).dt.days - epoch_day(as_of)
    later = orders.loc[day.between(1, days), "customer_id"]
    return customers, customers["Customer_ID"].isin(later)


def windows(
    orders: pd.DataFrame, snapshot: str | dt.date, days: int
) -> list[tuple[pd.DataFrame, pd.Series]]:
    """Two windows that end with the snapshot, one after the other: to learn from, and to test.

    Parameters
    ----------
    orders, days
        As in `window`.
    snapshot : date or str
        Last day of the second window.

    Returns
    -------
    list
        Two results of `window`, the earlier one first.
    """
    first = [pd.Timestamp(snapshot) - pd.Timedelta(days=n * days) for n in (2, 1)]
    return [window(orders, day.date(), days) for day in first]


def groupings(
    before: pd.DataFrame, people: pd.DataFrame, k: int
) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Put the customers of two dates into groups by rules and by K-Means on RFM.

    Parameters
    ----------
    before, people : DataFrame
        From `window`, the earlier date first.
    k : int
        Clusters, which are fitted at the earlier date, with its scales, and kept.

    Returns
    -------
    dict
        Name → group of each customer of `before` and of `people`. Rules score each date afresh.
    """
    both = before, people
    model = model_at(before, list(RFM), k, log=RFM)
    return {
        "rules, ties broken": tuple(rules.rfm_segments(broken_scores(x)) for x in both),
        "rules, ties together": tuple(rules.rfm_segments(rules.rfm_scores(x)) for x in both),
        f"K-Means, k = {k}": tuple(label(model, x) for x in both),
        "several orders or one": tuple(x["Frequency"] > 1 for x in both),
    }


def rates(groups: pd.Series, outcome: pd.Series) -> pd.Series:
    """Share with the outcome in each group, index group."""
    return outcome.groupby(groups.to_numpy()).mean()


def scored(groups: pd.Series, learned: pd.Series, otherwise: float) -> np.ndarray:
    """The learned rate of each customer's group.

    Parameters
    ----------
    groups : Series, shape (n,)
    learned : Series, index group
        From `rates`, of an earlier window.
    otherwise : float
        For groups that did not occur then.
    """
    return groups.astype(object).map(learned).fillna(otherwise).to_numpy(dtype="float64")


def all_scores(
    groups: dict[str, tuple[pd.Series, pd.Series]], did: pd.Series, people: pd.DataFrame
) -> pd.DataFrame:
    """Every way of ranking: groups by the rate they had before, and yardsticks without a fit.

    Parameters
    ----------
    groups : dict
        From `groupings`.
    did : Series of bool
        Outcome of the earlier window.
    people : DataFrame
        Customers of the later one.

    Returns
    -------
    DataFrame, shape (len(people), ways)
        Higher is likelier; besides the groups "recency alone" and "several orders, then recency".
    """
    learned = {
        way: scored(now, rates(then, did), did.mean()) for way, (then, now) in groups.items()
    }
    recent = -people["Recency"].astype("float64")
    several = people["Frequency"] > 1
    return pd.DataFrame(learned, index=people.index).assign(
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


def auc(
    scores: pd.DataFrame, outcome: pd.Series, draws: int = MANY, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How well each score ranks customers with the outcome before those without.

    Parameters
    ----------
    scores : DataFrame, shape (n, scores)
        Higher means likelier.
    outcome : Series of bool, shape (n,)
    draws, seed : int
        Bootstrap samples of customers, the same for every score.

    Returns
    -------
    table : DataFrame, index score
        `AUC` (0.5: no better than chance; 1: all right), and `low` and `high`, the ends of the
        95% interval of the percentile bootstrap (Efron 1979, Ann. Stat. 7).
    samples : DataFrame, shape (draws, scores)
        The AUC in each sample, so that differences can be taken sample by sample.

    Raises
    ------
    DataError
        If everybody or nobody has the outcome.

    References
    ----------
    Hanley & McNeil 1982, Radiology 143.
    """
    _check_both(outcome)
    yes, once = np.flatnonzero(outcome), np.ones(len(outcome))
    levels = {
        name: np.unique(column.to_numpy(), return_inverse=True)[1]
        for name, column in scores.items()
    }
    exact = {name: _auc(level, once, yes) for name, level in levels.items()}
    samples = pd.DataFrame(
        {name: _auc(level, weight, yes) for name, level in levels.items()}
        for weight in resamples(len(outcome), draws, seed)
    )
    table = pd.DataFrame(
        {"AUC": pd.Series(exact), "low": samples.quantile(0.025), "high": samples.quantile(0.975)}
    )
    return table, samples


def difference(table: pd.DataFrame, samples: pd.DataFrame, one: str, other: str) -> dict:
    """AUC of one score less that of another, with the 95% interval over the same samples.

    Parameters
    ----------
    table, samples : DataFrame
        From `auc`.
    one, other : str
        Names of scores.

    Returns
    -------
    dict
        `difference`, `low` and `high`.
    """
    drawn = samples[one] - samples[other]
    return {
        "difference": float(table.loc[one, "AUC"] - table.loc[other, "AUC"]),
        "low": float(drawn.quantile(0.025)),
        "high": float(drawn.quantile(0.975)),
    }


def logistic(
    before: pd.DataFrame,
    did: pd.Series,
    people: pd.DataFrame,
    columns: Sequence[str],
    log: Collection[str],
) -> np.ndarray:
    """Probabilities of the outcome by a logistic regression that is fitted on an earlier window.

    Parameters
    ----------
    before : DataFrame
        Features at the earlier date.
    did : Series of bool
        Their outcome.
    people : DataFrame
        Features at the later date; what is missing in either is set to the earlier mean.
    columns : sequence of str
        Features to use.
    log : collection of str
        Those of them to log.

    Returns
    -------
    array, shape (len(people),)

    Raises
    ------
    DataError
        If everybody or nobody has the outcome.
    """
    _check_both(did)
    columns, means = list(columns), before[list(columns)].mean()
    both = [frame[columns].fillna(means).astype("float64") for frame in (before, people)]
    x, y = (
        frame.assign(**{name: np.log1p(frame[name]) for name in columns if name in log})
        for frame in both
    )
    with single_thread():
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000)).fit(x, did)
        return model.predict_proba(y)[:, 1]
