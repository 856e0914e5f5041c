"""K-Means with canonical labels, one `predict`, and other algorithms to compare with.

Fits are float64 and single-threaded: threads and float32 change the partition where structure
is weak. Clusters are ordered by their centroids, so a label means the same in every run.
"""

import numpy as np
import pandas as pd
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import NearestNeighbors

from segmentation.base.errors import DataError
from segmentation.base.parallel import single_thread
from segmentation.clusters.centroids import canonical, predict

N_INIT = 10  # starts of a refit, on data and on nulls alike
STARTS = 50  # starts of the fit that labels customers
SAMPLE = 25_000  # rows on which those starts run


def lloyd(matrix: np.ndarray, k: int, seed: int, n_init: int = N_INIT) -> np.ndarray:
    """Centroids of the best of `n_init` fresh k-means++ starts, in no order; shape (k, d).

    References
    ----------
    Lloyd 1982, IEEE Trans. Inf. Theory 28; Arthur & Vassilvitskii 2007, SODA.
    """
    with single_thread():
        return KMeans(k, n_init=n_init, random_state=seed).fit(matrix).cluster_centers_


def fit_kmeans(matrix: pd.DataFrame, k: int, seed: int = 0) -> pd.DataFrame:
    """Fit K-Means to all rows and return the centroids in canonical order.

    The `STARTS` starts run on a random sample of at most `SAMPLE` rows and the best of them is
    carried to convergence on all rows: the inertia of many full runs for a fraction of the work.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        Scaled features.
    k, seed : int

    Returns
    -------
    DataFrame, shape (k, d)
        Centroids in units of the matrix; row i is the cluster with label i.

    Raises
    ------
    DataError
        If there are fewer distinct customers than k, or k is below 1.
    """
    values = np.ascontiguousarray(matrix, dtype="float64")
    check_k(values, k)
    if len(values) > SAMPLE:
        rows = np.sort(np.random.default_rng(seed).choice(len(values), SAMPLE, replace=False))
        start = lloyd(values[rows], k, seed, STARTS)
        with single_thread():
            centres = KMeans(k, init=start, n_init=1).fit(values).cluster_centers_
    else:
        centres = lloyd(values, k, seed, STARTS)
    return canonical(pd.DataFrame(centres, columns=matrix.columns))


def check_k(values: np.ndarray, k: int) -> None:
    """Raise `DataError` if k clusters cannot be made from these rows."""
    if k < 1:
        raise DataError(f"k must be 1 or more; got {k}.")
    # Distinct rows are only counted where they could be too few to matter.
    distinct = len(values) if len(values) > 100_000 else len(np.unique(values, axis=0))
    if distinct < k:
        raise DataError(
            f"k = {k} clusters need at least {k} different customers, but there are {distinct}; "
            "choose a smaller k or more data."
        )


def compare_algorithms(
    sample: pd.DataFrame,
    k: int,
    seed: int = 0,
    min_cluster: int = 100,
    truth: pd.Series | None = None,
) -> pd.DataFrame:
    """Cluster one sample five ways and measure how far each agrees with K-Means.

    Parameters
    ----------
    sample : DataFrame, shape (n, d)
        Scaled features; Ward needs memory of order n², so keep n near 10,000.
    k, seed : int
        The density methods find a number of their own.
    min_cluster : int
        Smallest group HDBSCAN reports, and the neighbours DBSCAN wants; its radius is the median
        distance to the neighbour of that rank.
    truth : Series, shape (n,), optional
        Planted groups, to compare with as well.

    Returns
    -------
    DataFrame
        One row per algorithm: groups found, ARI with K-Means over all rows (noise as a group
        of its own; NaN for K-Means itself), the same without the noise, ARI with the planted
        groups, and the share called noise. Note that the Gaussian mixture starts from K-Means.
    """
    values = np.ascontiguousarray(sample, dtype="float64")
    reference = predict(values, fit_kmeans(sample, k, seed))
    near = NearestNeighbors(n_neighbors=min_cluster).fit(values).kneighbors(values)[0][:, -1]
    # Where half the rows have that many equals, the median of the distances above 0.
    apart = near[near > 0]
    radius = np.median(near) or (np.median(apart) if len(apart) else 1.0)
    with single_thread():
        labels = {
            "K-Means": reference,
            "Gaussian mixture": GaussianMixture(k, n_init=3, random_state=seed).fit_predict(values),
            "Ward": AgglomerativeClustering(k, linkage="ward").fit_predict(values),
            "DBSCAN": DBSCAN(eps=radius, min_samples=min_cluster).fit_predict(values),
            "HDBSCAN": HDBSCAN(min_cluster_size=min_cluster, copy=True).fit_predict(values),
        }
    rows = []
    for name, found in labels.items():
        kept = found >= 0
        rows.append(
            {
                "algorithm": name,
                "groups": len(np.unique(found[kept])),
                "ARI with K-Means": adjusted_rand_score(reference, found),
                "ARI without noise": adjusted_rand_score(reference[kept], found[kept])
                if kept.any()
                else np.nan,
                "ARI with planted personas": np.nan
                if truth is None
                else adjusted_rand_score(truth.to_numpy(), found),
                "share noise": 1 - kept.mean(),
            }
        )
    table = pd.DataFrame(rows).set_index("algorithm")
    table.loc["K-Means", ["ARI with K-Means", "ARI without noise"]] = np.nan  # 1 by definition
    return table
