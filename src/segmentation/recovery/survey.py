"""A survey that most customers never answer: what breaks, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
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
from segmentation.clusters.clustering import Clustering, cluster
from segmentation.features.scaling import scale, scaler
from segmentation.personas import naming
from segmentation.personas.flagship import FLAGSHIP
from segmentation.recovery.blurring import matched, small_shop
from segmentation.shop.planted import Parameters

SCORE = "Satisfaction_Score"
SILENT = 0.7  # share of customers who never answer
STEEPNESS = 1.5  # log-odds of silence that one point of satisfaction takes off
CUSTOMERS = 20_000
EVERYBODY = "everybody answers"
EARNED = 0.5  # share of shops from which a remedy keeps the name


class Nonresponse(StrEnum):
    """Why a survey is not answered, in the terms of Rubin 1976, Biometrika 63."""

    MCAR = "at random"  # missing completely at random
    MNAR = "the unhappy are silent"  # not at random: it depends on the answer itself


class Remedy(StrEnum):
    """What can be done about customers who never answer."""

    DROP = "drop the silent"
    FILL_IN = "fill in the mean"
    FLAG = "mean, and a flag for silence"
    PREDICT = "predict it from the rest"
    LEAVE_OUT = "leave the feature out"
    LABEL_ALL = "fit on answers, label all"


def nonresponse_mask(
    score: pd.Series, how: Nonresponse, seed: int, share: float = SILENT
) -> np.ndarray:
    """Who never answers, given the satisfaction (1–5) of everybody and the expected share.

    Under `MNAR` the log-odds of silence fall by `STEEPNESS` a point.
    """
    uniform = np.random.default_rng([seed, 70]).random(len(score))
    if how == Nonresponse.MCAR:
        return uniform < share
    slope = -STEEPNESS * (score - score.mean()).to_numpy()
    level = brentq(lambda at: expit(at + slope).mean() - share, -30, 30)
    return uniform < expit(level + slope)


def cluster_with_nonresponse(
    customers: pd.DataFrame, silent: np.ndarray, names: list[str], k: int, remedy: Remedy
) -> Clustering:
    """Cluster customers whose satisfaction is known of some.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features; the satisfaction of the silent is never looked at.
    silent : bool array, shape (n,)
    names : list of str
        Features, `Satisfaction_Score` among them.
    k : int
    remedy : Remedy
        Filling in the mean is what the shrinkage of `scaling` does to whoever has no rating, and
        is followed by that shrinkage.

    Returns
    -------
    Clustering
        The matrix is that of the fit; labels are of all customers, −1 for whoever gets none.
    """
    rest = [name for name in names if name != SCORE]
    if remedy == Remedy.LEAVE_OUT:
        return cluster(scale(customers, rest), k)
    answers = customers[~silent]
    if remedy in (Remedy.DROP, Remedy.LABEL_ALL):
        pipeline = scaler(names).fit(answers[names])
        fitted = cluster(pipeline.transform(answers[names]), k)
        labels = np.full(len(customers), -1)
        if remedy == Remedy.LABEL_ALL:
            blank = customers[names].assign(**{SCORE: np.nan})
            labels = predict(pipeline.transform(blank)[rest], fitted.centroids[rest])
        labels[~silent] = fitted.labels
        return replace(fitted, labels=labels)
    filled = customers.copy()
    filled.loc[silent, SCORE] = answers[SCORE].mean()
    if remedy == Remedy.FLAG:
        filled["Silent"] = silent.astype(float)
        return cluster(scale(filled, [*names, "Silent"]), k)
    if remedy == Remedy.PREDICT:
        others = scale(customers, rest)
        with single_thread():
            line = LinearRegression().fit(others[~silent], answers[SCORE])
            filled.loc[silent, SCORE] = line.predict(others[silent]).clip(1, 5)
    return cluster(scale(filled, names), k)


def outcome(truth: pd.Series, fitted: Clustering) -> dict[str, float]:
    """How well a labelling finds the planted personas, and the churn-risk ones above all.

    Returns
    -------
    dict
        `ari` of the labelled; of the cluster with most churn-risk customers, clusters matched
        one to one: `found` (share of all planted ones in it), `right` (share of its customers
        who are), `size` (its share of all customers); `named`: whether the centroid earns that
        name, the clusters taken to be natural.
    """
    has = fitted.labels >= 0
    called = matched(truth[has], fitted.labels[has])
    planted, inside = (truth == CHURN_RISK).sum(), called[CHURN_RISK].sum()
    hit = called.at[CHURN_RISK, CHURN_RISK]
    names = naming.name_clusters(fitted.centroids, FLAGSHIP)["name"]
    return {
        "ari": recovery(truth[has], fitted.labels[has]),
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
    whole = outcome(truth, cluster(scale(customers, names), k))
    rows: list[dict[str, object]] = []
    for how in Nonresponse:
        silent = nonresponse_mask(customers[SCORE], how, seed)
        rows.append({"how": how.value, "seed": seed, "remedy": EVERYBODY, **whole})
        for remedy in Remedy:
            fitted = cluster_with_nonresponse(customers, silent, names, k, remedy)
            figures = outcome(truth, fitted)
            rows.append({"how": how.value, "seed": seed, "remedy": remedy.value, **figures})
    return rows


def compared(
    seeds: Sequence[int],
    names: list[str],
    k: int,
    n: int = CUSTOMERS,
    overlap: float = 1.0,
    snapshot: str = Parameters.snapshot,
) -> pd.DataFrame:
    """Every remedy in fresh shops: a row per `how`, `seed` and `remedy`, columns of `outcome`."""
    jobs = [partial(_one_shop, seed, names, k, n, overlap, snapshot) for seed in seeds]
    return pd.DataFrame([row for rows in in_parallel(jobs) for row in rows])
