"""Ways of saying who will spend: learned in one window, compared in the next.

Everything that is learned (scales, centroids, borders, means, coefficients) is learned at an
earlier day and from the window after it, which ends before the tested window begins.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression

from segmentation.base.intervals import MANY, explained, less
from segmentation.base.parallel import single_thread
from segmentation.features import rules
from segmentation.features.names import RFM
from segmentation.features.scaling import check_features, scaler
from segmentation.tomorrow.drift import label, model_at
from segmentation.tomorrow.holdout import auc, rates, scored

GROUPS = 10
RECENCY, SPEND, RULES = "recency deciles", "spend deciles", "rule segments"
LINEAR, TREES = "regression", "boosted trees"


def by_quantile(
    before: pd.Series, people: pd.Series, groups: int = GROUPS
) -> tuple[pd.Series, pd.Series]:
    """Put customers of two dates into groups of one size, with the borders of the earlier date.

    Equal values share a group, so there can be fewer groups than asked for.
    """
    borders = np.unique(np.quantile(before, np.arange(1, groups) / groups))
    both = before, people
    first, second = (pd.Series(np.searchsorted(borders, x, side="right"), x.index) for x in both)
    return first, second


def clusters_of(features: Sequence[str]) -> str:
    """How K-Means on these features is called."""
    return "K-Means, RFM" if list(features) == list(RFM) else f"K-Means, {len(features)} features"


def groupings(
    before: pd.DataFrame,
    people: pd.DataFrame,
    features: Sequence[str],
    k: int,
    known: pd.Series | None = None,
) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Put the customers of two dates into groups, in each of the ways that are compared.

    Parameters
    ----------
    before, people : DataFrame
        Features at the earlier and at the later date.
    features : sequence of str
        Of the larger clustering; RFM is always clustered too.
    k : int
        Clusters, and groups of spend alone, to compare like with like. Scales, centroids and
        borders are those of the earlier date.
    known : Series, index Customer_ID, optional
        A grouping that is given, such as the planted personas; its name becomes the way's.

    Returns
    -------
    dict
        Way → group of each customer of `before` and of `people`. Rules score each date afresh.
    """
    ways = {
        RECENCY: by_quantile(before["Recency"], people["Recency"]),
        SPEND: by_quantile(before["Monetary"], people["Monetary"]),
        f"spend, {k} groups": by_quantile(before["Monetary"], people["Monetary"], k),
    }
    first, second = (rules.rfm_segments(rules.rfm_scores(frame)) for frame in (before, people))
    ways[RULES] = first, second
    for names in dict.fromkeys([RFM, tuple(features)]):
        model = model_at(before, list(names), k)
        ways[clusters_of(names)] = label(model, before), label(model, people)
    if known is not None:
        first, second = (
            known.loc[frame["Customer_ID"]].set_axis(frame.index) for frame in (before, people)
        )
        ways[str(known.name)] = first, second
    return ways


def regressed(
    before: pd.DataFrame, outcome: pd.Series, people: pd.DataFrame, features: Sequence[str]
) -> dict[str, np.ndarray]:
    """What the features themselves say of an outcome, in a regression learned before.

    Parameters
    ----------
    before, people : DataFrame
        Features at the earlier and at the later date.
    outcome : Series
        Of the customers of `before`.
    features : sequence of str

    Returns
    -------
    dict
        "regression": least squares on the features as they are and as they are clustered (logged,
        averages shrunk); "boosted trees": scikit-learn's histogram boosting as it comes.
        Either → predictions, shape (len(people),).
    """
    names = list(features)
    check_features(before, names)
    scale = scaler(names).fit(before[names])
    raw = before[names].mean(), before[names].std()
    x, y = (
        np.hstack([scale.transform(frame[names]), (frame[names] - raw[0]) / raw[1]])
        for frame in (before, people)
    )
    with single_thread():
        trees = HistGradientBoostingRegressor(random_state=0).fit(before[names], outcome)
        return {
            LINEAR: LinearRegression().fit(x, outcome).predict(y),
            TREES: trees.predict(people[names]),
        }


def predictions(
    before: pd.DataFrame,
    people: pd.DataFrame,
    features: Sequence[str],
    k: int,
    known: pd.Series | None = None,
) -> dict[str, pd.DataFrame]:
    """Predict the spend of the later window in every way, from the earlier one.

    Parameters
    ----------
    before, people : DataFrame
        From `outcomes.follow`, the earlier date first; of `people` only the features are used.
    features, k, known
        As in `groupings`.

    Returns
    -------
    dict
        "£" and "log" (of ln(spend + 1)) → predictions, shape (len(people), ways). A group's is
        its mean in the earlier window, or everybody's if the group did not occur then.
    """
    ways = groupings(before, people, features, k, known)
    found = {}
    for unit, outcome in outcomes_of(before).items():
        by_group = {
            way: scored(now, rates(then, outcome), outcome.mean())
            for way, (then, now) in ways.items()
        }
        own = regressed(before, outcome, people, features)
        found[unit] = pd.DataFrame(by_group | own, index=people.index)
    return found


def outcomes_of(people: pd.DataFrame) -> dict[str, pd.Series]:
    """Spend of the window in £ and as ln(spend + 1), since a few customers decide the former."""
    return {"£": people["Later_Spend"], "log": np.log1p(people["Later_Spend"])}


def rolling(
    pairs: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    features: Sequence[str],
    k: int,
    chosen: str,
    known: pd.Series | None = None,
    draws: int = MANY,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How well every way predicts the window after each of several days.

    Parameters
    ----------
    pairs : mapping
        Day → customers at an earlier day, to learn from, and at this one, to be tested on.
    features, k, known
        As in `predictions`.
    chosen : str
        The way with which the others are compared.
    draws : int
        Bootstrap samples of the customers who are tested; what was learned is kept.

    Returns
    -------
    scores : DataFrame
        A row per day, measure and way: `day`, `measure`, `way`, `value`, `low` and `high`. The
        measures are "£" and "log", the R² of `intervals.explained` (rescaled in £ alone), and
        "AUC", of who orders at all, ranked by the predicted log.
    gaps : DataFrame
        `day`, `measure`, `way`, and `difference` to the chosen way with `low` and `high`, over
        the bootstrap samples that they share.
    """
    scores, gaps = {}, {}
    for day, (before, people) in pairs.items():
        predicted, actual = predictions(before, people, features, k, known), outcomes_of(people)
        with single_thread():  # many short sums, which threads only slow down
            found = {
                unit: explained(frame, actual[unit], unit == "£", draws)
                for unit, frame in predicted.items()
            }
            ranked, samples = auc(predicted["log"], people["Later_Orders"] > 0, draws)
        found["AUC"] = ranked.rename(columns={"AUC": "value"}), samples
        for measure, (table, drawn) in found.items():
            scores[day, measure] = table
            gaps[day, measure] = less(drawn, table, chosen)
    first, second = (
        pd.concat(tables, names=["day", "measure", "way"]).reset_index()
        for tables in (scores, gaps)
    )
    return first, second


def average(scores: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Mean of each way over the days, by measure, and how often it differs from the chosen way.

    Parameters
    ----------
    scores, gaps : DataFrame
        From `rolling`.

    Returns
    -------
    DataFrame, index way
        For each measure its mean, and `better` and `worse`: the days on which the 95% interval of
        the difference to the chosen way lies above or below 0 (0 for the chosen way itself).
    """
    way = list(dict.fromkeys(scores["way"]))
    beyond = gaps.assign(better=gaps["low"] > 0, worse=gaps["high"] < 0)
    columns = {}
    for measure in dict.fromkeys(scores["measure"]):
        own = scores[scores["measure"] == measure].groupby("way")["value"].mean()
        counts = beyond[beyond["measure"] == measure].groupby("way")[["better", "worse"]].sum()
        columns[measure] = own
        for name in ("better", "worse"):
            columns[f"{measure}, {name}"] = counts[name].reindex(way, fill_value=0).astype(int)
    return pd.DataFrame(columns).loc[way]
