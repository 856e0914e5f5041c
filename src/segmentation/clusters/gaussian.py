"""The Gaussian mixture from many starts: what the best likelihood then says."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.mixture import GaussianMixture

from segmentation.base.parallel import single_thread

STARTS = 20


class Starts(NamedTuple):
    """One Gaussian mixture a start, the highest likelihood first."""

    table: pd.DataFrame
    labels: list[np.ndarray]  # of each row of the table, shape (n,)


def gaussian_starts(matrix: pd.DataFrame, k: int, starts: int = STARTS, seed: int = 0) -> Starts:
    """Fit a mixture of k Gaussians from each of several starts, each to convergence.

    Every start is one K-Means fit with a seed of its own, from `seed` on. The table has a row per
    start: `log-likelihood` per customer, and the `narrowest` standard deviation of any feature
    within any component, in that feature's overall ones, with its name (`in`). A component that is
    narrower than data can be is degenerate: on a column of equal values the likelihood has no upper
    bound.

    References
    ----------
    Day 1969, Biometrika 56 (unbounded likelihood); Fraley & Raftery 2002, JASA 97.
    """
    values = np.ascontiguousarray(matrix, dtype="float64")
    rows, labels = [], []
    for start in range(seed, seed + starts):
        with single_thread():
            model = GaussianMixture(k, random_state=start, max_iter=1_000, tol=1e-4).fit(values)
            labels.append(model.predict(values))
        spread = np.sqrt(np.diagonal(model.covariances_, axis1=1, axis2=2)).min(axis=0)
        rows.append((model.score(values), spread.min(), matrix.columns[spread.argmin()]))
    table = pd.DataFrame(rows, columns=["log-likelihood", "narrowest", "in"])
    table = table.sort_values("log-likelihood", ascending=False, kind="stable")
    return Starts(table.reset_index(drop=True), [labels[i] for i in table.index])
