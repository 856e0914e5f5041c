"""Ways of saying who will spend: learned in one window, compared in the next.

Everything that is learned (scales, centroids, borders, means, coefficients) is learned at an
earlier day and from the window after it, which ends before the tested window begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression

from segmentation.base.estimates import Estimates
from segmentation.base.intervals import MANY, r2_with_ci
from segmentation.base.parallel import single_thread
from segmentation.features import rules
from segmentation.features.names import RFM
from segmentation.features.scaling import check_features, scaler
from segmentation.lifetime import nbd
from segmentation.tomorrow.holdout import Groups, auc, target_encode
from segmentation.tomorrow.segments import fit_segments

RECENCY, SPEND = "groups of recency", "groups of spend"  # as many as there are segments
DECILES, RULES = "spend deciles", "rule segments"
YARDSTICK, LINEAR, TREES = "orders × basket", "regression", "boosted trees"
PLANTED = "planted personas"  # known to the simulator alone
MEASURES = ("£", "log", "AUC")
LEAVES = (5, 50)  # least customers in a leaf: what is tried


def by_quantile(before: pd.Series, after: pd.Series, groups: int) -> tuple[pd.Series, pd.Series]:
    """Put customers of two dates into groups of one size, with the borders of the earlier date.

    Equal values share a group, so there can be fewer groups than asked for.
    """
    borders = np.unique(np.quantile(before, np.arange(1, groups) / groups))
    both = before, after
    first, second = (pd.Series(np.searchsorted(borders, x, side="right"), x.index) for x in both)
    return first, second


def clusters_of(features: Sequence[str]) -> str:
    """How K-Means on these features is called."""
    return "K-Means, RFM" if list(features) == list(RFM) else f"K-Means, {len(features)} features"


def groupings(
    before: pd.DataFrame,
    after: pd.DataFrame,
    features: Sequence[str],
    k: int,
    known: pd.Series | None = None,
) -> Groups:
    """Put the customers of two dates into groups, by each of the methods that are compared.

    Parameters
    ----------
    before, after : DataFrame
        Features at the earlier and at the later date.
    features : sequence of str
        Of the larger clustering; RFM is always clustered too.
    k : int
        Clusters, and groups of spend and of recency alone, to compare like with like. Scales,
        centroids and borders are those of the earlier date; rules score each date afresh.
    known : Series, index Customer_ID, optional
        A grouping that is given, such as the planted personas; its name becomes the method's.
    """
    methods = {
        RECENCY: by_quantile(before["Recency"], after["Recency"], k),
        SPEND: by_quantile(before["Monetary"], after["Monetary"], k),
        DECILES: by_quantile(before["Monetary"], after["Monetary"], 10),
        RULES: (
            rules.rfm_segments(rules.rfm_scores(before)),
            rules.rfm_segments(rules.rfm_scores(after)),
        ),
    }
    for names in dict.fromkeys([RFM, tuple(features)]):
        segments = fit_segments(before, names, k)
        methods[clusters_of(names)] = segments.label(before), segments.label(after)
    if known is not None:
        first, second = (
            known.loc[frame["Customer_ID"]].set_axis(frame.index) for frame in (before, after)
        )
        methods[str(known.name)] = first, second
    return methods


def trees(x: pd.DataFrame, outcome: pd.Series) -> HistGradientBoostingRegressor:
    """Boosted trees in small steps, tuned on a fifth of the customers that is held back.

    As many trees as help there, with leaves of at least as many customers as help there: of
    trees as scikit-learn makes them by default, 100 in large steps, a few thousand customers make
    too many (Friedman 2001, Annals of Statistics 29).
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
    before: pd.DataFrame, outcome: pd.Series, after: pd.DataFrame, features: Sequence[str]
) -> dict[str, np.ndarray]:
    """What the features themselves say of an outcome, learned from the customers of `before`.

    "regression" is least squares on the features as they are and as they are clustered (logged,
    averages shrunk), "boosted trees" is from `trees`; predictions of shape (len(after),).
    """
    names = list(features)
    check_features(before, names)
    scale = scaler(names).fit(before[names])
    raw = before[names].mean(), before[names].std()
    x, y = (
        np.hstack([scale.transform(frame[names]), (frame[names] - raw[0]) / raw[1]])
        for frame in (before, after)
    )
    return {
        LINEAR: LinearRegression().fit(x, outcome).predict(y),
        TREES: trees(before[names], outcome).predict(after[names]),
    }


def yardstick(before: pd.DataFrame, after: pd.DataFrame, days: int) -> dict[str, np.ndarray]:
    """The forecast of the field: expected orders times the customer's own mean basket.

    Orders come from a BG/NBD model of the histories up to the earlier date (`nbd.histories`), which
    sees the dates of orders alone. "£" is the product, "log" is ln(spend + 1) by least squares on
    the logs of both factors, from the earlier window, and "AUC" the expected orders; each of shape
    (len(after),).
    """
    model = nbd.fit(before)
    then, now = (nbd.expected_orders(model, frame, days) for frame in (before, after))
    x, y = (
        np.log1p(np.column_stack([orders, frame["Basket"]]))
        for orders, frame in ((then, before), (now, after))
    )
    line = LinearRegression().fit(x, outcomes_of(before)["log"])
    return {"£": now * after["Basket"].to_numpy(), "log": line.predict(y), "AUC": now}


def predictions(
    before: pd.DataFrame,
    after: pd.DataFrame,
    features: Sequence[str],
    k: int,
    days: int,
    known: pd.Series | None = None,
) -> dict[str, pd.DataFrame]:
    """Predict what the later window brings by every method, from the earlier one.

    Parameters
    ----------
    before, after : DataFrame
        From `outcomes.holdout_outcomes`, the earlier date first, with the columns of
        `nbd.histories`; of `after` nothing of the window is used.
    features, k, known
        As in `groupings`.
    days : int
        Length of the window.

    Returns
    -------
    dict
        "£", "log" (of ln(spend + 1)) and "AUC" (of who orders at all) → predictions, shape
        (len(after), methods). A group's is its mean in the earlier window, or everybody's if the
        group did not occur then.
    """
    groups = groupings(before, after, features, k, known)
    predicted = {}
    with single_thread():
        expected = yardstick(before, after, days)
        for measure, outcome in outcomes_of(before).items():
            by_group = {
                name: target_encode(then, outcome, now) for name, (then, now) in groups.items()
            }
            own = {YARDSTICK: expected[measure]} | regressed(before, outcome, after, features)
            predicted[measure] = pd.DataFrame(by_group | own, index=after.index)
    return predicted


def outcomes_of(customers: pd.DataFrame) -> dict[str, pd.Series]:
    """Of the window: spend in £, as ln(spend + 1), since few decide the former, and who ordered."""
    spend = customers["Later_Spend"]
    ordered = (customers["Later_Orders"] > 0).astype("float64")
    return dict(zip(MEASURES, (spend, np.log1p(spend), ordered), strict=True))


@dataclass(frozen=True)
class Rolling:
    """How well every method predicts the window after each of several days.

    Attributes
    ----------
    chosen : str
        The method that stands for the segments.
    scores : dict
        Measure → day → score of every method: R² of "£" and "log", of "£" with the level of the
        window given, and "AUC" of who orders at all.
    """

    chosen: str
    scores: dict[str, dict[str, Estimates]]

    def means(self) -> pd.DataFrame:
        """Mean of each method over the days, a column per measure."""
        return pd.DataFrame(
            {
                measure: pd.concat([e.value for e in by_day.values()], axis=1).mean(axis=1)
                for measure, by_day in self.scores.items()
            }
        )

    def standing(self) -> pd.DataFrame:
        """How the segments stand against each other method, a column per measure.

        To "win" or to "lose" is to do so on more than half of the days, with a 95% interval of the
        paired difference that leaves 0 out; all else is "level".
        """
        columns = {}
        for measure, by_day in self.scores.items():
            gaps = [e.minus(self.chosen) for e in by_day.values()]
            win, lose = (
                pd.concat(clear, axis=1).mean(axis=1) > 0.5
                for clear in ([gap.high < 0 for gap in gaps], [gap.low > 0 for gap in gaps])
            )
            words = np.where(win, "win", np.where(lose, "lose", "level"))
            columns[measure] = pd.Series(words, win.index)
        return pd.DataFrame(columns)


def rolling(
    pairs: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    features: Sequence[str],
    k: int,
    days: int,
    chosen: str,
    known: pd.Series | None = None,
    draws: int = MANY,
) -> Rolling:
    """Learn every method at one day and test it after another, for several pairs of days.

    Parameters
    ----------
    pairs : mapping
        Day → customers at an earlier day, to learn from, and at this one, to be tested on.
    features, k, days, known
        As in `predictions`.
    chosen : str
        The method that stands for the segments.
    draws : int
        Bootstrap samples of the customers who are tested; what was learned is kept.
    """
    scores: dict[str, dict[str, Estimates]] = {measure: {} for measure in MEASURES}
    for day, (before, after) in pairs.items():
        predicted = predictions(before, after, features, k, days, known)
        actual = outcomes_of(after)
        with single_thread():  # many short sums, which threads only slow down
            for measure in ("£", "log"):
                scores[measure][day] = r2_with_ci(
                    predicted[measure], actual[measure], measure == "£", draws
                )
            scores["AUC"][day] = auc(predicted["AUC"], actual["AUC"] > 0, draws)
    return Rolling(chosen, scores)
