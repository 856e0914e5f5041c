"""A survey that most customers never answer: what breaks, and what can be done about it."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LinearRegression

from segmentation.base.palette import CHURN_RISK
from segmentation.base.parallel import in_parallel, single_thread
from segmentation.clusters.agreement import recovery
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.names import AVERAGED_OVER
from segmentation.features.scaling import ShrinkAverages, scale, scaler
from segmentation.personas import naming
from segmentation.personas.flagship import FLAGSHIP
from segmentation.recovery.blurring import matched, small_shop
from segmentation.shop.planted import Parameters

SCORE = "Satisfaction_Score"
SILENT = 0.7  # share of customers who never answer
STEEPNESS = 1.5  # log-odds of silence that one point of satisfaction takes off
UNHAPPY = 3.0  # score below which somebody is unhappy
CUSTOMERS = 20_000
AT_RANDOM, UNHAPPY_SILENT = "at random", "the unhappy are silent"
EVERYBODY = "everybody answers"
DROP = "drop who is silent"
FILLED = "fill in the mean"
WAYS = (
    DROP,
    FILLED,
    "mean, and a flag for silence",
    "predict it from the rest",
    "leave the feature out",
    "fit on answers, label all",
)


def silent(score: pd.Series, how: str, seed: int, share: float = SILENT) -> np.ndarray:
    """Who never answers.

    Parameters
    ----------
    score : Series, shape (n,)
        Satisfaction, 1–5, of everybody.
    how : str
        `AT_RANDOM`, or `UNHAPPY_SILENT`: the log-odds of silence fall by `STEEPNESS` a point.
    seed : int
    share : float
        Expected share of silent customers.

    Returns
    -------
    bool array, shape (n,)
    """
    uniform = np.random.default_rng([seed, 70]).random(len(score))
    if how == AT_RANDOM:
        return uniform < share
    slope = -STEEPNESS * (score - score.mean()).to_numpy()
    level = brentq(lambda at: expit(at + slope).mean() - share, -30, 30)
    return uniform < expit(level + slope)


def _fitted(matrix: pd.DataFrame, k: int) -> tuple[np.ndarray, pd.DataFrame]:
    centres = fit_kmeans(matrix, k)
    return predict(matrix, centres), centres


def clustered(
    customers: pd.DataFrame, quiet: np.ndarray, names: list[str], k: int, way: str
) -> tuple[np.ndarray, pd.DataFrame]:
    """Cluster customers whose satisfaction is known of some.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features; the satisfaction of the silent is never looked at.
    quiet : bool array, shape (n,)
    names : list of str
        Features, `Satisfaction_Score` among them.
    k : int
    way : str
        One of `WAYS`. Filling in the mean is what the shrinkage of `scaling` does to whoever
        has no rating, and is followed by that shrinkage.

    Returns
    -------
    labels : int array, shape (n,)
        −1 for whoever gets none.
    centres : DataFrame, shape (k, features used)
    """
    rest = [name for name in names if name != SCORE]
    if way == "leave the feature out":
        return _fitted(scale(customers, rest), k)
    answers = customers[~quiet]
    if way == DROP:
        labels = np.full(len(customers), -1)
        labels[~quiet], centres = _fitted(scale(answers, names), k)
        return labels, centres
    filled = customers.copy()
    filled.loc[quiet, SCORE] = answers[SCORE].mean()
    if way == "fit on answers, label all":
        pipeline = scaler(names).fit(answers[names])
        matrix = pipeline.transform(filled[names])
        labels, centres = _fitted(matrix[~quiet], k)
        everybody = predict(matrix[rest], centres[rest])
        everybody[~quiet] = labels
        return everybody, centres
    if way == "predict it from the rest":
        others = scale(customers, rest)
        with single_thread():
            line = LinearRegression().fit(others[~quiet], answers[SCORE])
            filled.loc[quiet, SCORE] = line.predict(others[quiet]).clip(1, 5)
    if way == "mean, and a flag for silence":
        return _fitted(scale(filled.assign(Silent=quiet.astype(float)), [*names, "Silent"]), k)
    return _fitted(scale(filled, names), k)


def outcome(truth: pd.Series, labels: np.ndarray, centres: pd.DataFrame) -> dict[str, float]:
    """How well a labelling finds the planted personas, and the churn-risk ones above all.

    Parameters
    ----------
    truth : Series, shape (n,)
        Planted personas.
    labels : int array, shape (n,)
        −1 for whoever has none.
    centres : DataFrame, shape (k, d)

    Returns
    -------
    dict
        `ari` of the labelled; of the cluster with most churn-risk customers, clusters matched
        one to one: `found` (share of all planted ones in it), `right` (share of its customers
        who are), `size` (its share of all customers); `named`: whether the centroid earns that
        name, the clusters taken to be natural.
    """
    has = labels >= 0
    called = matched(truth[has], labels[has])
    planted, inside = (truth == CHURN_RISK).sum(), called[CHURN_RISK].sum()
    hit = called.at[CHURN_RISK, CHURN_RISK]
    names = naming.name_clusters(centres, FLAGSHIP)["name"]
    return {
        "ari": recovery(truth[has], labels[has]),
        "found": float(hit / planted),
        "right": float(hit / inside) if inside else float("nan"),
        "size": float(inside / len(truth)),
        "named": float((names == CHURN_RISK).any()),
    }


def _one_shop(
    seed: int, names: list[str], k: int, n: int, overlap: float, snapshot: str
) -> list[dict[str, object]]:
    shop = small_shop(Parameters(n, seed, overlap, snapshot=snapshot))
    customers, truth = shop["features"], shop["truth"]["Persona"]
    whole = _fitted(scale(customers, names), k)
    rows: list[dict[str, object]] = []
    for how in (AT_RANDOM, UNHAPPY_SILENT):
        quiet = silent(customers[SCORE], how, seed)
        fixed = {"how": how, "seed": seed}
        rows.append(fixed | {"way": EVERYBODY} | outcome(truth, *whole))
        for way in WAYS:
            found = clustered(customers, quiet, names, k, way)
            rows.append(fixed | {"way": way} | outcome(truth, *found))
    return rows


def compared(
    seeds: Sequence[int],
    names: list[str],
    k: int,
    n: int = CUSTOMERS,
    overlap: float = 1.0,
    snapshot: str = Parameters.snapshot,
) -> pd.DataFrame:
    """Every way of dealing with silence, in fresh shops.

    Returns
    -------
    DataFrame
        One row per `how`, `seed` and `way`, with the figures of `outcome`.
    """
    jobs = [partial(_one_shop, seed, names, k, n, overlap, snapshot) for seed in seeds]
    return pd.DataFrame([row for rows in in_parallel(jobs) for row in rows])


def told_by_the_rest(customers: pd.DataFrame, quiet: np.ndarray, names: list[str]) -> pd.Series:
    """How far the silent differ from the rest in what is known of both, in σ.

    Under silence at random the differences are those of chance, about √(1/n₁ + 1/n₂) each.
    Differences refute that it is at random; what they cannot tell is whether, among customers
    alike in all the rest, the unhappy are more silent.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    quiet : bool array, shape (n,)
    names : list of str
        The features that are known of everybody.
    """
    values = scale(customers, names)
    return values[quiet].mean() - values[~quiet].mean()


def unhappy_bounds(score: pd.Series, quiet: np.ndarray) -> tuple[float, float, float]:
    """Share of unhappy customers among those who answered, and its worst-case bounds for all.

    Without any assumption on the silent, none or all of them may be unhappy (Manski 1989,
    J. Hum. Resour. 24).

    Parameters
    ----------
    score : Series, shape (n,)
        Only that of customers who answered is used.
    quiet : bool array, shape (n,)

    Returns
    -------
    answered, low, high : float
    """
    unhappy = float((score[~quiet] < UNHAPPY).mean())
    told = float((~quiet).mean())
    return unhappy, unhappy * told, unhappy * told + 1 - told


def few_ratings(
    seeds: Sequence[int],
    names: list[str],
    k: int,
    rated: float = 1 - SILENT,
    n: int = CUSTOMERS,
    overlap: float = 1.0,
    snapshot: str = Parameters.snapshot,
) -> pd.DataFrame:
    """If orders, not customers, go unrated: shrink a rating by orders or by ratings?

    Parameters
    ----------
    seeds, names, k, n, overlap, snapshot
        As in `compared`.
    rated : float
        Share of orders that are rated.

    Returns
    -------
    DataFrame, one row per seed
        `unrated` (share of customers without any rating) and the ARI of K-Means if the mean
        rating is shrunk `by orders`, as the pipeline does, or `by ratings`.
    """
    averages = {name: count for name, count in AVERAGED_OVER.items() if name != SCORE}
    rows = []
    for seed in seeds:
        shop = small_shop(Parameters(n, seed, overlap, snapshot=snapshot, rated_share=rated))
        customers, truth = shop["features"], shop["truth"]["Persona"]
        ratings = shop["orders"].groupby("customer_id")["rating"].count()
        customers["Ratings"] = ratings.reindex(customers["Customer_ID"]).to_numpy()
        without = customers["Ratings"] == 0
        customers[SCORE] = customers[SCORE].fillna(customers[SCORE].mean())
        pull = ShrinkAverages(averages={SCORE: "Ratings"})
        shrunk = pull.fit_transform(customers[[SCORE, "Ratings"]])[SCORE]
        by = {
            "by orders": scale(customers, names),
            "by ratings": scale(customers.assign(**{SCORE: shrunk}), names, averages=averages),
        }
        ari = {way: recovery(truth, _fitted(matrix, k)[0]) for way, matrix in by.items()}
        rows.append({"seed": seed, "unrated": float(without.mean())} | ari)
    return pd.DataFrame(rows)
