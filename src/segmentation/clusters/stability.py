"""Would we get the same clusters again? Bootstrap stability, cluster by cluster."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from segmentation.base.parallel import in_parallel
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans, lloyd

Refit = Callable[[np.ndarray, int, int], np.ndarray]

STABLE = 0.75
HENNIG = (
    (0.85, "highly stable"),
    (0.75, "stable"),
    (0.60, "a pattern"),
    (0.50, "not to be trusted"),
    (0.0, "dissolved"),
)


def jaccard(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """For each cluster of `first`, the Jaccard similarity with its best match in `second`.

    |A ∩ B| / |A ∪ B|; NaN for a label that does not occur in `first`.
    """
    together = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(together, (first, second), 1)
    rows, columns = together.sum(axis=1), together.sum(axis=0)
    union = rows[:, None] + columns - together
    best = (together / np.maximum(union, 1)).max(axis=1)
    return np.where(rows > 0, best, np.nan)


def refit_all(values: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Centroids of a fresh `kmeans.fit_kmeans`, as customers are labelled: for many rows."""
    return fit_kmeans(pd.DataFrame(values), k, seed).to_numpy()


def _one_draw(
    values: np.ndarray, labels: np.ndarray, k: int, refit: Refit, seed: int, draw: int
) -> np.ndarray:
    """Jaccard of every cluster in one bootstrap draw, NaN where none of its rows was drawn."""
    rng = np.random.default_rng([seed, draw])
    rows = np.unique(rng.integers(0, len(values), len(values)))
    again = predict(values[rows], refit(values[rows], k, draw))
    similarity = np.full(k, np.nan)
    score = jaccard(labels[rows], again)
    similarity[: len(score)] = score
    return similarity


def jaccard_draws(
    values: np.ndarray,
    centres: np.ndarray,
    draws: int = 20,
    seed: int = 0,
    refit: Refit | None = None,
    *,
    parallel: bool = False,
) -> np.ndarray:
    """Similarity of each cluster with its best match, in every bootstrap draw (clusterboot).

    Every draw takes the distinct rows of a bootstrap sample, clusters them afresh, and compares
    with the original labels of those rows.

    Parameters
    ----------
    values : array, shape (n, d)
    centres : array, shape (k, d)
        Of the partition whose stability is asked for.
    draws, seed : int
    refit : callable, optional
        From values, k and seed to centroids, from fresh starts; `kmeans.lloyd` by default,
        `refit_all` where there are many rows.
    parallel : bool
        Use all cores; only where the caller does not already.

    Returns
    -------
    array, shape (draws, k)
        NaN where a draw holds no row of a cluster.

    References
    ----------
    Hennig 2007, Comput. Stat. Data Anal. 52; fpc::clusterboot in R.
    """
    labels = predict(values, centres)
    one = partial(_one_draw, values, labels, len(centres), refit or lloyd, seed)
    if parallel:
        return np.array(in_parallel([partial(one, draw) for draw in range(draws)]))
    return np.array([one(draw) for draw in range(draws)])


def bootstrap_jaccard(
    values: np.ndarray, centres: np.ndarray, draws: int = 20, seed: int = 0
) -> np.ndarray:
    """Mean of `jaccard_draws` over the draws, shape (k,)."""
    return np.nanmean(jaccard_draws(values, centres, draws, seed), axis=0)


def least_jaccard(values: np.ndarray, k: int) -> float:
    """Jaccard of the least stable of k clusters that are fitted afresh."""
    return float(bootstrap_jaccard(values, lloyd(values, k, 0)).min())


def per_segment(
    values: np.ndarray,
    centres: pd.DataFrame,
    names: Sequence[str],
    draws: int = 20,
    refit: Refit | None = None,
) -> pd.DataFrame:
    """Stability of each segment, named by the order of its centroid.

    Returns
    -------
    DataFrame, index name
        `share` (of the rows), `jaccard` (mean over draws), `error` (its standard error over
        draws, not over other samples of customers) and `reading`.
    """
    found = jaccard_draws(values, centres.to_numpy(), draws, refit=refit, parallel=True)
    size = np.bincount(predict(values, centres), minlength=len(centres))
    mean = np.nanmean(found, axis=0)
    error = np.nanstd(found, axis=0, ddof=1) / np.sqrt((~np.isnan(found)).sum(axis=0))
    return pd.DataFrame(
        {
            "share": size / len(values),
            "jaccard": mean,
            "error": error,
            "reading": [reading(value) for value in mean],
        },
        index=list(names),
    )


def null_range(
    nulls: Sequence[np.ndarray], k: int, draws: int = 20, refit: Refit | None = None
) -> pd.DataFrame:
    """Jaccard of the `least` and the `most` stable cluster of each draw from a null, at one k."""
    means = []
    for null in nulls:
        centres = (refit or lloyd)(null, k, 0)
        found = jaccard_draws(null, centres, draws, refit=refit, parallel=True)
        means.append(np.nanmean(found, axis=0))
    return pd.DataFrame({"least": np.min(means, axis=1), "most": np.max(means, axis=1)})


def beside_null(segments: pd.DataFrame, null: pd.DataFrame) -> pd.DataFrame:
    """`share` and `jaccard` of `per_segment`, with two rows for the mean over the null's draws."""
    rows = pd.DataFrame({"jaccard": null.mean()})
    rows = rows.rename(index={"least": "null data: least stable", "most": "null data: most stable"})
    return pd.concat([segments[["share", "jaccard"]], rows])


def reading(similarity: float) -> str:
    """What a mean Jaccard similarity says, in Hennig's terms."""
    return next(words for least, words in HENNIG if similarity >= least)
