"""The multiverse: many recipes on one sample, and which conclusions survive in all.

After Steegen, Tuerlinckx, Gelman & Vanpaemel (2016, Perspect. Psychol. Sci. 11): a result that
hangs on one of several equally defensible choices is a result about that choice.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import product

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, ward
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import QuantileTransformer, RobustScaler, StandardScaler

from segmentation.base.parallel import in_parallel
from segmentation.clusters.clustering import cluster
from segmentation.features.names import LOGGED, NUMERIC, RFM
from segmentation.features.scaling import ShrinkAverages

BASKET = "Basket"  # mean order, from RFM's own columns
FEATURES: dict[str, list[str]] = {
    "RFM": list(RFM),
    # The same three figures: whoever knows two of orders, spend and mean basket knows the third.
    "RFM with basket": ["Recency", "Frequency", BASKET],
    "nine features": list(NUMERIC),
}
WINSOR = 0.01  # share cut back at either end
SMALLEST = 100  # customers in HDBSCAN's smallest group
STARTS = 5  # of the Gaussian mixture, of which the likeliest counts
TOP = 0.2  # share of customers about whom conclusions are stated
MOST_NOISE = 0.2  # from here on a partition counts as disagreeing
# When a conclusion holds in a partition.
VALUE_HELD = 2 * TOP  # by the top customers: twice what a random fifth would hold
SAME_CALLED = 2 / 3  # of those whom the reference calls first
COSTLY = 2.0  # times the average return rate, in a segment that spends more than the average
SMALLEST_SEGMENT = 0.02  # share of customers
OWN_K, NOISY = "its own k", "HDBSCAN"  # the method that calls customers noise
LEVELS = ("features", "preparation", "method", "k")

Labels = np.ndarray
Universe = tuple[str, str, str, str]  # a choice of each of `LEVELS`


def _winsorised(values: pd.DataFrame) -> pd.DataFrame:
    return values.clip(values.quantile(WINSOR), values.quantile(1 - WINSOR), axis=1)


def _logged(values: pd.DataFrame) -> pd.DataFrame:
    skewed = [name for name in values if name in (*LOGGED, BASKET)]
    return values.assign(**{name: np.log1p(values[name]) for name in skewed})


def _z(values: pd.DataFrame) -> np.ndarray:
    return StandardScaler().fit_transform(values)


PREPARATIONS: dict[str, Callable[[pd.DataFrame], np.ndarray]] = {
    "raw": lambda values: values.to_numpy(dtype="float64"),
    "log, z-scores": lambda values: _z(_logged(values)),
    "winsorised": lambda values: _z(_winsorised(values)),
    # Flat, not bell-shaped: at the end of a bell, everybody who shares the lowest value would
    # become an outlier.
    "ranks": lambda values: QuantileTransformer(
        n_quantiles=min(1_000, len(values)), random_state=0
    ).fit_transform(values),
    "robust": lambda values: RobustScaler().fit_transform(values),
}


def mixture(values: np.ndarray, k: int, starts: int = STARTS, seed: int = 0) -> GaussianMixture:
    """Fit a Gaussian mixture from several starts and keep the likeliest."""
    return GaussianMixture(
        k, n_init=starts, random_state=seed, reg_covar=1e-3, max_iter=500, tol=1e-4
    ).fit(values)


def _each(ks: Iterable[int], labels: Callable[[int], Labels]) -> dict[str, Labels]:
    return {f"k = {k}": labels(k) for k in ks}


def _k_means(values: np.ndarray, ks: Iterable[int]) -> dict[str, Labels]:
    frame = pd.DataFrame(values)
    return _each(ks, lambda k: cluster(frame, k).labels)


def _mixture(values: np.ndarray, ks: Iterable[int]) -> dict[str, Labels]:
    return _each(ks, lambda k: mixture(values, k).predict(values))


def _ward(values: np.ndarray, ks: Iterable[int]) -> dict[str, Labels]:
    tree = ward(values)  # one tree, cut at every k
    return _each(ks, lambda k: fcluster(tree, k, "maxclust") - 1)


def _hdbscan(values: np.ndarray, ks: Iterable[int]) -> dict[str, Labels]:
    return {OWN_K: HDBSCAN(min_cluster_size=SMALLEST, copy=True).fit_predict(values)}


METHODS: dict[str, Callable[[np.ndarray, Iterable[int]], dict[str, Labels]]] = {
    "K-Means": _k_means,
    "Gaussian mixture": _mixture,
    "Ward": _ward,
    NOISY: _hdbscan,
}


def universes(customers: pd.DataFrame, ks: Iterable[int]) -> pd.DataFrame:
    """Cluster one sample in every way.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features; Ward needs memory of order n², so keep n at 10,000 or below.
    ks : iterable of int
        Numbers of clusters of K-Means, the Gaussian mixture and Ward; HDBSCAN finds its own.

    Returns
    -------
    DataFrame of int, shape (n, universes)
        Labels, −1 for noise; columns are `LEVELS`.
    """
    shrunk = ShrinkAverages().fit_transform(customers[list(NUMERIC)])
    # The basket is RFM's spend in another form, so it is not shrunk, as spend is not.
    shrunk[BASKET] = customers["Monetary"] / customers["Frequency"]
    prepared = {
        (name, preparation): np.ascontiguousarray(prepare(shrunk[columns]))
        for name, columns in FEATURES.items()
        for preparation, prepare in PREPARATIONS.items()
    }
    runs = list(product(prepared, METHODS))
    jobs = [partial(METHODS[method], prepared[data], list(ks)) for data, method in runs]
    partitions = {
        (*data, method, k): labels
        for (data, method), by_k in zip(runs, in_parallel(jobs), strict=True)
        for k, labels in by_k.items()
    }
    return pd.DataFrame(partitions, index=customers.index).rename_axis(columns=list(LEVELS))


def agreement(labels: pd.DataFrame, reference: Universe) -> pd.Series:
    """ARI of each partition of `universes` with one of them; noise is a group of its own.

    NaN where a partition calls more than `MOST_NOISE` noise.
    """
    noisy = (labels < 0).mean() > MOST_NOISE
    ari = labels.apply(lambda other: adjusted_rand_score(labels[reference], other))
    return ari.mask(noisy).rename_axis(labels.columns.names)


def in_the_top(values: pd.Series, labels: Labels, share: float = TOP) -> np.ndarray:
    """Chance that each customer is among the top `share`, if whole segments are taken by value.

    Segments are taken from the highest mean value down; of the one at the border, customers are
    taken at random, so that partitions into different numbers of segments can be compared. The
    chances add up to share · n.
    """
    groups = values.groupby(labels).agg(["mean", "size"]).sort_values("mean", ascending=False)
    before = groups["size"].cumsum() - groups["size"]
    chance = ((share * len(values) - before) / groups["size"]).clip(0, 1)
    return chance.loc[labels].to_numpy()


def costly_spenders(customers: pd.DataFrame, labels: Labels) -> float:
    """How many times the average return rate the costliest of the better-spending segments has.

    Of the segments with `SMALLEST_SEGMENT` of customers or more that spend more than the average
    customer; 0 if there is none. A label of −1 is noise, which is no segment.
    """
    groups = customers[labels >= 0].groupby(labels[labels >= 0])
    means = groups[["Monetary", "Return_Rate"]].mean()
    large = groups.size() >= SMALLEST_SEGMENT * len(customers)
    rates = means.loc[large & (means["Monetary"] > customers["Monetary"].mean()), "Return_Rate"]
    return float(rates.max() / customers["Return_Rate"].mean()) if len(rates) else 0.0


def conclusions(
    customers: pd.DataFrame, values: pd.Series, labels: pd.DataFrame, reference: Universe
) -> pd.DataFrame:
    """What each partition of `universes` says about the most valuable customers.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features, with `Monetary` and `Return_Rate`.
    values : Series, shape (n,)
        What a customer is worth.
    labels : DataFrame, shape (n, m)
    reference : tuple
        The partition whose top customers the others are compared with.

    Returns
    -------
    DataFrame, one row per partition
        `segments` and `noise` (a share); `value_held`: share of value of the top `TOP` of
        customers by segment value; `same_called`: of those whom the reference calls first, the
        share that this one would; `return_ratio` from `costly_spenders`.
    """
    first = in_the_top(values, labels[reference].to_numpy())
    rows = {}
    for universe in labels:
        segments = labels[universe].to_numpy()
        chance = in_the_top(values, segments)
        rows[universe] = {
            "segments": len(np.unique(segments[segments >= 0])),
            "noise": float((segments < 0).mean()),
            "value_held": float(chance @ values / values.sum()),
            "same_called": float(np.minimum(first, chance).sum() / first.sum()),
            "return_ratio": costly_spenders(customers, segments),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis(labels.columns.names)


def holding(concluded: pd.DataFrame) -> pd.DataFrame:
    """Which conclusions hold in which partition; too much noise counts as disagreement."""
    held = pd.DataFrame(
        {
            "top holds its value": concluded["value_held"] >= VALUE_HELD,
            "same are called first": concluded["same_called"] >= SAME_CALLED,
            "costly spenders apart": concluded["return_ratio"] >= COSTLY,
        }
    )
    return held.mul(concluded["noise"] <= MOST_NOISE, axis=0)


def by_choice(held: pd.DataFrame) -> pd.DataFrame:
    """Share of the universes with each choice (index: kind, choice) in which a conclusion holds."""
    return pd.concat(
        {
            level: held.groupby(level=level, sort=False).mean().rename_axis("choice")
            for level in held.index.names
        },
        names=["kind"],
    ).drop(("k", OWN_K), errors="ignore")  # which is HDBSCAN again
