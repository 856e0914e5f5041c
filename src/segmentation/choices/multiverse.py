"""The multiverse: every defensible recipe on one sample, and which conclusions survive in all.

After Steegen, Tuerlinckx, Gelman & Vanpaemel (2016, Perspect. Psychol. Sci. 11): a result that
hangs on one of several equally defensible choices is a result about that choice.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product

import numpy as np
import pandas as pd
from sklearn.cluster import HDBSCAN, AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import QuantileTransformer, RobustScaler, StandardScaler

from segmentation.base.parallel import in_parallel
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.names import LOGGED
from segmentation.features.scaling import ShrinkAverages

WINSOR = 0.01  # share cut back at either end
SMALLEST = 100  # customers in HDBSCAN's smallest group
TOP = 0.2  # share of customers about whom conclusions are stated
MOST_NOISE = 0.2  # from here on a partition counts as disagreeing
# When a conclusion holds in a partition.
VALUE_HELD = 2 * TOP  # by the top customers: twice what a random fifth would hold
SAME_CALLED = 2 / 3  # of those whom the reference calls first
COSTLY = 2.0  # times the average return rate, in a segment that spends more than the average
SMALLEST_SEGMENT = 0.02  # share of customers

Labels = np.ndarray


def _winsorised(values: pd.DataFrame) -> pd.DataFrame:
    return values.clip(values.quantile(WINSOR), values.quantile(1 - WINSOR), axis=1)


def _logged(values: pd.DataFrame) -> pd.DataFrame:
    some = [name for name in values if name in LOGGED]
    return values.assign(**{name: np.log1p(values[name]) for name in some})


def _z(values: pd.DataFrame) -> np.ndarray:
    return StandardScaler().fit_transform(values)


PREPARATIONS: dict[str, Callable[[pd.DataFrame], np.ndarray]] = {
    "raw": lambda values: values.to_numpy(dtype="float64"),
    "log": lambda values: _z(_logged(values)),
    "winsorised": lambda values: _z(_winsorised(values)),
    # Flat, not bell-shaped: at the end of a bell, everybody who shares the lowest value would
    # become an outlier.
    "quantile": lambda values: QuantileTransformer(
        n_quantiles=min(1_000, len(values)), random_state=0
    ).fit_transform(values),
    "robust": lambda values: RobustScaler().fit_transform(values),
}
ALGORITHMS: dict[str, Callable[[np.ndarray, int], Labels]] = {
    "K-Means": lambda values, k: predict(values, fit_kmeans(pd.DataFrame(values), k)),
    "Gaussian mixture": lambda values, k: GaussianMixture(
        k, n_init=3, random_state=0, reg_covar=1e-4
    ).fit_predict(values),
    "Ward": lambda values, k: AgglomerativeClustering(k, linkage="ward").fit_predict(values),
    "HDBSCAN": lambda values, k: HDBSCAN(min_cluster_size=SMALLEST, copy=True).fit_predict(values),
}


def universes(
    customers: pd.DataFrame, feature_sets: Mapping[str, list[str]], k: int
) -> pd.DataFrame:
    """Cluster one sample in every way.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features; Ward needs memory of order n², so keep n near 10,000.
    feature_sets : mapping of str to list of str
        Name → features.
    k : int
        Clusters of K-Means, the Gaussian mixture and Ward; HDBSCAN finds its own.

    Returns
    -------
    DataFrame of int, shape (n, universes)
        Labels, −1 for noise; columns are (features, algorithm, preparation).
    """
    every = list(dict.fromkeys(name for names in feature_sets.values() for name in names))
    shrunk = ShrinkAverages().fit_transform(customers[every])
    prepared = {
        (name, preparation): np.ascontiguousarray(prepare(shrunk[some]))
        for name, some in feature_sets.items()
        for preparation, prepare in PREPARATIONS.items()
    }
    ways = list(product(feature_sets, ALGORITHMS, PREPARATIONS))
    jobs = [
        partial(ALGORITHMS[algorithm], prepared[name, preparation], k)
        for name, algorithm, preparation in ways
    ]
    found = dict(zip(ways, in_parallel(jobs), strict=True))
    names = ["features", "algorithm", "preparation"]
    return pd.DataFrame(found, index=customers.index).rename_axis(columns=names)


def agreement(labels: pd.DataFrame, *, with_noise: bool = True) -> pd.DataFrame:
    """ARI between all pairs of partitions.

    Parameters
    ----------
    labels : DataFrame, shape (n, m)
        From `universes`.
    with_noise : bool
        Noise is a group of its own; if False, a pair is compared on the customers that neither
        calls noise, and is NaN where a partition calls more than `MOST_NOISE` noise.

    Returns
    -------
    DataFrame, shape (m, m)
    """
    columns = [labels[name].to_numpy() for name in labels]
    noisy = [(column < 0).mean() > MOST_NOISE for column in columns]
    table = np.eye(len(columns))
    for i, j in zip(*np.triu_indices(len(columns), 1), strict=True):
        kept = slice(None) if with_noise else (columns[i] >= 0) & (columns[j] >= 0)
        refused = not with_noise and (noisy[i] or noisy[j])
        ari = np.nan if refused else adjusted_rand_score(columns[i][kept], columns[j][kept])
        table[i, j] = table[j, i] = ari
    return pd.DataFrame(table, index=labels.columns, columns=labels.columns)


def in_the_top(values: pd.Series, labels: Labels, share: float = TOP) -> np.ndarray:
    """Chance that each customer is among the top `share`, if whole segments are taken by value.

    Segments are taken from the highest mean value down; of the one at the border, customers are
    taken at random, so that partitions into different numbers of segments can be compared.

    Parameters
    ----------
    values : Series, shape (n,)
        What a customer is worth.
    labels : int array, shape (n,)
    share : float

    Returns
    -------
    array, shape (n,)
        Between 0 and 1; the sum is share · n.
    """
    groups = values.groupby(labels).agg(["mean", "size"]).sort_values("mean", ascending=False)
    before = groups["size"].cumsum() - groups["size"]
    chance = ((share * len(values) - before) / groups["size"]).clip(0, 1)
    return chance.loc[labels].to_numpy()


def costly_spenders(customers: pd.DataFrame, labels: Labels) -> float:
    """How many times the average return rate the costliest of the better-spending segments has.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        `Monetary` and `Return_Rate`.
    labels : int array, shape (n,)
        −1 for noise, which is no segment.

    Returns
    -------
    float
        Of the segments with `SMALLEST_SEGMENT` of customers or more that spend more than the
        average customer; 0 if there is none.
    """
    groups = customers[labels >= 0].groupby(labels[labels >= 0])
    means = groups[["Monetary", "Return_Rate"]].mean()
    large = groups.size() >= SMALLEST_SEGMENT * len(customers)
    rates = means.loc[large & (means["Monetary"] > customers["Monetary"].mean()), "Return_Rate"]
    return float(rates.max() / customers["Return_Rate"].mean()) if len(rates) else 0.0


def conclusions(
    customers: pd.DataFrame,
    values: pd.Series,
    labels: pd.DataFrame,
    reference: tuple[str, str, str],
) -> pd.DataFrame:
    """What each partition says about the most valuable customers.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features, with `Monetary` and `Return_Rate`.
    values : Series, shape (n,)
        What a customer is worth.
    labels : DataFrame, shape (n, m)
        From `universes`.
    reference : tuple
        The partition whose top customers the others are compared with.

    Returns
    -------
    DataFrame, one row per partition
        `segments` and `share noise`; `share of value` of the top `TOP` of customers by segment
        value; `share called`: of those whom the reference calls first, how many this one would;
        `return ratio` from `costly_spenders`.
    """
    first = in_the_top(values, labels[reference].to_numpy())
    rows = {}
    for name in labels:
        own = labels[name].to_numpy()
        chance = in_the_top(values, own)
        rows[name] = {
            "segments": len(np.unique(own[own >= 0])),
            "share noise": float((own < 0).mean()),
            "share of value": float(chance @ values / values.sum()),
            "share called": float(np.minimum(first, chance).sum() / first.sum()),
            "return ratio": costly_spenders(customers, own),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis(labels.columns.names)


def holding(found: pd.DataFrame) -> pd.DataFrame:
    """Which conclusions hold in which partition; too much noise counts as disagreement.

    Parameters
    ----------
    found : DataFrame
        From `conclusions`.

    Returns
    -------
    DataFrame of bool, one row per partition
        `top holds its value`, `same are called first`, `costly spenders apart`.
    """
    held = pd.DataFrame(
        {
            "top holds its value": found["share of value"] >= VALUE_HELD,
            "same are called first": found["share called"] >= SAME_CALLED,
            "costly spenders apart": found["return ratio"] >= COSTLY,
        }
    )
    return held.mul(found["share noise"] <= MOST_NOISE, axis=0)
