"""Four ways to sort one shop's customers, against what was planted: three methods and the ceiling.

All methods are told the number of kinds; the ceiling is told everything (`ceiling`).
"""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from segmentation.base.parallel import in_parallel
from segmentation.clusters.agreement import recovery
from segmentation.clusters.centroids import predict
from segmentation.clusters.gaussian import gaussian_starts
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.clusters.mixture import fit_mixture
from segmentation.features.scaling import scale
from segmentation.recovery.blurring import small_shop
from segmentation.recovery.ceiling import posterior
from segmentation.shop.planted import PERSONAS, Parameters

OVERLAPS = (0.5, 1.0, 2.0, 3.0, 4.0)


def recovered(overlap: float, seed: int, names: list[str], k: int, n: int) -> dict[str, float]:
    """Adjusted Rand index with the planted personas in one shop, made in memory.

    Parameters
    ----------
    overlap : float
    seed : int
    names : list of str
        Features that the methods see; the ceiling sees all nine.
    k, n : int
        Kinds to look for, and customers.
    """
    shop = small_shop(Parameters(n, seed, overlap))
    customers, truth = shop["features"], shop["truth"]["Persona"]
    matrix = scale(customers, names)
    best = posterior(customers, PERSONAS, overlap).idxmax(axis=1)
    return {
        "K-Means": recovery(truth, predict(matrix, fit_kmeans(matrix, k))),
        "Gaussian mixture": recovery(truth, gaussian_starts(matrix, k).labels[0]),
        "count mixture": recovery(truth, fit_mixture(customers, names, k).posterior.argmax(axis=1)),
        "ceiling": recovery(truth, best.to_numpy()),
    }


def over_overlaps(seeds: Sequence[int], names: list[str], k: int, n: int) -> pd.DataFrame:
    """`recovered` for one shop of each overlap of `OVERLAPS` and each seed.

    Returns
    -------
    DataFrame, index (overlap, seed)
        A column for each method, and `ceiling`.
    """
    shops = pd.MultiIndex.from_product([OVERLAPS, seeds], names=["overlap", "seed"])
    jobs = [partial(recovered, overlap, seed, names, k, n) for overlap, seed in shops]
    return pd.DataFrame(in_parallel(jobs), index=shops)
