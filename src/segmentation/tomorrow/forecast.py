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
from segmentation.lifetime import nbd
from segmentation.tomorrow.drift import label, model_at
from segmentation.tomorrow.holdout import auc, rates, scored

RECENCY, SPEND = "groups of recency", "groups of spend"  # as many as there are segments
DECILES, RULES = "spend deciles", "rule segments"
YARDSTICK, LINEAR, TREES = "orders × basket", "regression", "boosted trees"
PLANTED = "planted personas"  # known to the simulator alone
MEASURES = ("£", "log", "AUC")
LEAVES = (5, 50)  # least customers in a leaf: what is tried


def by_quantile(before: pd.Series, people: pd.Series, groups: int) -> tuple[pd.Series, pd.Series]:
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
        Clusters, and groups of spend and of recency alone, to compare like with like. Scales,
        centroids and borders are those of the earlier date.
    known : Series, index Customer_ID, optional
        A grouping that is given, such as the planted personas; its name becomes the way's.

    Returns
    -------
    dict
        Way → group of each customer of `before` and of `people`. Rules score each date afresh.
    """
    ways = {
        RECENCY: by_quantile(before["Recency"], people["Recency"], k),
        SPEND: by_quantile(before["Monetary"], people["Monetary"], k),
        DECILES: by_quantile(before["Monetary"], people["Monetary"], 10),
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


def trees(x: pd.DataFrame, outcome: pd.Series) -> HistGradientBoostingRegressor:
    """Boosted trees in small steps, tuned on a fifth of the customers that is held back.

    As many trees as help there, with leaves of at least as many customers as help there: of
    trees as scikit-learn makes them by default, 100 in large steps, a few thousand customers make
    too many.

    References
    ----------
    Friedman 2001, Greedy function approximation, Annals of Statistics 29.
    """
    with single_thread():  # small fits, which threads only slow down
        tried = [
            HistGradientBoostingRegressor(
                learning_rate=0.05, max_iter=1_000, max_leaf_nodes=8, min_samples_leaf=least,
                early_stopping=True, validation_fraction=0.2, n_iter_no_change=20, random_state=0,
            ).fit(x, outcome)
            for least in LEAVES
        ]  # fmt: skip
    return max(tried, key=lambda model: max(model.validation_score_))


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
        averages shrunk); "boosted trees": from `trees`. Either → predictions, shape
        (len(people),).
    """
    names = list(features)
    check_features(before, names)
    scale = scaler(names).fit(before[names])
    raw = before[names].mean(), before[names].std()
    x, y = (
        np.hstack([scale.transform(frame[names]), (frame[names] - raw[0]) / raw[1]])
        for frame in (before, people)
    )
    return {
        LINEAR: LinearRegression().fit(x, outcome).predict(y),
        TREES: trees(before[names], outcome).predict(people[names]),
    }


def yardstick(before: pd.DataFrame, people: pd.DataFrame, days: int) -> dict[str, np.ndarray]:
    """The forecast of the field: expected orders times the mean basket.

    Orders come from a BG/NBD model of the histories up to the earlier date, which sees the dates
    of orders alone; the basket is the customer's own mean.

    Parameters
    ----------
    before, people : DataFrame
        With the columns of `nbd.histories`.
    days : int
        To look ahead.

    Returns
    -------
    dict
        "£": the product; "log": ln(spend + 1) by least squares on the logs of both factors, from
        the earlier window; "AUC": the expected orders. Each of shape (len(people),).
    """
    model = nbd.fit(before)
    then, now = (nbd.expected_orders(model, frame, days) for frame in (before, people))
    x, y = (
        np.log1p(np.column_stack([orders, frame["Basket"]]))
        for orders, frame in ((then, before), (now, people))
    )
    line = LinearRegression().fit(x, outcomes_of(before)["log"])
    return {"£": now * people["Basket"].to_numpy(), "log": line.predict(y), "AUC": now}


def predictions(
    before: pd.DataFrame,
    people: pd.DataFrame,
    features: Sequence[str],
    k: int,
    days: int,
    known: pd.Series | None = None,
) -> dict[str, pd.DataFrame]:
    """Predict what the later window brings in every way, from the earlier one.

    Parameters
    ----------
    before, people : DataFrame
        From `outcomes.follow`, the earlier date first, with the columns of `nbd.histories`; of
        `people` nothing of the window is used.
    features, k, known
        As in `groupings`.
    days : int
        Length of the window.

    Returns
    -------
    dict
        "£", "log" (of ln(spend + 1)) and "AUC" (of who orders at all) → predictions, shape
        (len(people), ways). A group's is its mean in the earlier window, or everybody's if the
        group did not occur then.
    """
    ways = groupings(before, people, features, k, known)
    found = {}
    with single_thread():
        expected = yardstick(before, people, days)
        for measure, outcome in outcomes_of(before).items():
            by_group = {
                way: scored(now, rates(then, outcome), outcome.mean())
                for way, (then, now) in ways.items()
            }
            own = {YARDSTICK: expected[measure]} | regressed(before, outcome, people, features)
            found[measure] = pd.DataFrame(by_group | own, index=people.index)
    return found


def outcomes_of(people: pd.DataFrame) -> dict[str, pd.Series]:
    """Of the window: spend in £, as ln(spend + 1), since few decide the former, and who ordered."""
    spend = people["Later_Spend"]
    ordered = (people["Later_Orders"] > 0).astype("float64")
    return dict(zip(MEASURES, (spend, np.log1p(spend), ordered), strict=True))


def rolling(
    pairs: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    features: Sequence[str],
    k: int,
    days: int,
    chosen: str,
    known: pd.Series | None = None,
    draws: int = MANY,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How well every way predicts the window after each of several days.

    Parameters
    ----------
    pairs : mapping
        Day → customers at an earlier day, to learn from, and at this one, to be tested on.
    features, k, days, known
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
        "AUC", of who orders at all.
    gaps : DataFrame
        `day`, `measure`, `way`, and `difference` to the chosen way with `low` and `high`, over
        the bootstrap samples that they share.
    """
    scores, gaps = {}, {}
    for day, (before, people) in pairs.items():
        predicted = predictions(before, people, features, k, days, known)
        actual = outcomes_of(people)
        with single_thread():  # many short sums, which threads only slow down
            found = {
                measure: explained(predicted[measure], actual[measure], measure == "£", draws)
                for measure in ("£", "log")
            }
            ranked, samples = auc(predicted["AUC"], actual["AUC"] > 0, draws)
        found["AUC"] = ranked.rename(columns={"AUC": "value"}), samples
        for measure, (table, drawn) in found.items():
            scores[day, measure] = table
            gaps[day, measure] = less(drawn, table, chosen)
    first, second = (
        pd.concat(tables, names=["day", "measure", "way"]).reset_index()
        for tables in (scores, gaps)
    )
    return first, second


def average(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean of each way over the days; index way, a column per measure."""
    means = scores.groupby(["way", "measure"])["value"].mean().unstack()
    return means.loc[scores["way"].unique(), list(MEASURES)]


def standing(gaps: pd.DataFrame) -> pd.DataFrame:
    """How the chosen way stands against each other way: "win", "level" or "lose".

    Parameters
    ----------
    gaps : DataFrame
        From `rolling`.

    Returns
    -------
    DataFrame, index way, a column per measure
        To win or to lose is to do so on more than half of the days, with a 95% interval of the
        difference that leaves 0 out; all else is level.
    """
    clear = gaps.assign(win=gaps["high"] < 0, lose=gaps["low"] > 0)
    part = clear.groupby(["way", "measure"])[["win", "lose"]].mean().unstack()
    words = np.where(part["win"] > 0.5, "win", np.where(part["lose"] > 0.5, "lose", "level"))
    table = pd.DataFrame(words, part.index, part["win"].columns)
    return table.loc[gaps["way"].unique(), list(MEASURES)]
