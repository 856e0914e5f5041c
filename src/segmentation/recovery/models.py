"""Four ways to sort one shop's customers, against what was planted: three methods and the ceiling.

All methods are told the number of kinds; the ceiling is told everything (`ceiling`).
"""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from segmentation.base.parallel import in_parallel
from segmentation.clusters.agreement import recovery
from segmentation.clusters.clustering import cluster
from segmentation.clusters.gaussian import gaussian_starts
from segmentation.clusters.mixture import fit_mixture
from segmentation.features.scaling import scale
from segmentation.recovery.blurring import small_shop
from segmentation.recovery.ceiling import posterior
from segmentation.shop.planted import PERSONAS, Parameters


def recovered(overlap: float, seed: int, names: list[str], k: int, n: int) -> dict[str, float]:
    """Adjusted Rand index of each method with the planted personas in one shop of n customers.

    The methods see the features `names`, the ceiling all nine.
    """
    shop = small_shop(Parameters(n, seed, overlap))
    customers, truth = shop["features"], shop["truth"]["Persona"]
    matrix = scale(customers, names)
    best = posterior(customers, PERSONAS, overlap).idxmax(axis=1)
    return {
        "K-Means": recovery(truth, cluster(matrix, k).labels),
        "Gaussian mixture": recovery(truth, gaussian_starts(matrix, k).labels[0]),
        "count mixture": recovery(truth, fit_mixture(customers, names, k).posterior.argmax(axis=1)),
        "ceiling": recovery(truth, best.to_numpy()),
    }


def over_overlaps(
    overlaps: Sequence[float], seeds: Sequence[int], names: list[str], k: int, n: int
) -> pd.DataFrame:
    """`recovered` for one shop of each overlap and seed, which are the index."""
    shops = pd.MultiIndex.from_product([overlaps, seeds], names=["overlap", "seed"])
    jobs = [partial(recovered, overlap, seed, names, k, n) for overlap, seed in shops]
    return pd.DataFrame(in_parallel(jobs), index=shops)
