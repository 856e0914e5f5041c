"""The strictest null: what K-Means finds in several kinds of data without clusters.

One family of draws has the margins and rank correlations of the data, and each of the others has
them within tenths of one feature. What a family holds is known to exist without clusters: ties by
definition, averages that spread more where they are of few, curves, cones.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from segmentation.clusters import criteria, nulls
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import lloyd

PLAIN = "plain"  # the family without strata
DRAWS = 5  # of each family


def silhouette(values: np.ndarray, k: int) -> float:
    """Mean squared-Euclidean silhouette of a fresh fit, the same on data and on draws."""
    labels = predict(values, lloyd(values, k, 0))
    return float(criteria.silhouette_squared(values, labels).mean())


def families(sample: pd.DataFrame) -> list[str]:
    """The families of a data set: plain, and every feature that has more than one stratum."""
    stratified = [name for name in sample if nulls.strata(sample[name].to_numpy()).max() > 0]
    return [PLAIN, *stratified]


def draws(
    sample: pd.DataFrame, family: str, number: int = DRAWS, seed: int = 0
) -> list[np.ndarray]:
    """Draw data sets without clusters, the same whatever other families are drawn."""
    values = sample.to_numpy()
    column = -1 if family == PLAIN else list(sample.columns).index(family)
    rng = np.random.default_rng([seed, 1 + column])
    if family == PLAIN:
        correlation, _ = nulls.copula_correlation(values, rng)
        return [nulls.copula(values, correlation, rng) for _ in range(number)]
    return nulls.copula_within(values, nulls.strata(values[:, column]), rng, number)


def silhouettes(some: Sequence[np.ndarray], ks: Iterable[int]) -> pd.DataFrame:
    """Silhouette of every draw at every k; shape (draws, ks)."""
    return pd.DataFrame({k: [silhouette(one, k) for one in some] for k in ks})


def _explain(left: pd.DataFrame, largest: pd.Series, family: str) -> pd.DataFrame:
    """Take a family's largest silhouettes into the excess, and its name where it is stricter."""
    excess = left["silhouette"] - largest
    explained = left["explained by"].where(excess >= left["excess"], family)
    return left.assign(**{"excess": np.minimum(left["excess"], excess), "explained by": explained})


def sieve(sample: pd.DataFrame, ks: Iterable[int], floor: float) -> tuple[pd.DataFrame, float]:
    """The k whose silhouette exceeds every draw of every family by a floor.

    Draws are made one family after the other, plain first, and a k that a draw explains is not
    looked at again, so that data without structure cost little.

    Returns
    -------
    left : DataFrame, index k
        `silhouette`, `excess` over the strictest family and its name, `explained by`, of every
        k whose excess is at least the floor.
    plain : float
        The largest excess over the plain family of all k.
    """
    own = silhouettes([sample.to_numpy()], ks).loc[0]
    left = pd.DataFrame({"silhouette": own, "excess": np.inf, "explained by": PLAIN})
    left = _explain(left, silhouettes(draws(sample, PLAIN), ks).max(), PLAIN)
    plain = float(left["excess"].max())
    left = left[left["excess"] >= floor]
    for family in families(sample)[1:]:
        if left.empty:
            break
        for one in draws(sample, family):
            left = _explain(left, silhouettes([one], left.index).max(), family)
            left = left[left["excess"] >= floor]
    return left, plain
