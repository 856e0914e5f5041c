"""Would we get the same clusters again? Bootstrap stability, cluster by cluster."""

import numpy as np

from segmentation.cluster import lloyd, predict

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

    Parameters
    ----------
    first, second : arrays of int ≥ 0, shape (n,)
        Two labellings of the same rows.

    Returns
    -------
    array, shape (first.max() + 1,)
        |A ∩ B| / |A ∪ B|, NaN for a label that does not occur in `first`.
    """
    together = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(together, (first, second), 1)
    rows, columns = together.sum(axis=1), together.sum(axis=0)
    union = rows[:, None] + columns - together
    best = (together / np.maximum(union, 1)).max(axis=1)
    return np.where(rows > 0, best, np.nan)


def bootstrap_jaccard(
    values: np.ndarray, centres: np.ndarray, draws: int = 20, seed: int = 0
) -> np.ndarray:
    """Stability of each cluster under the bootstrap (Hennig's clusterboot).

    Every draw takes the distinct rows of a bootstrap sample, clusters them afresh with the
    same number of starts, and compares with the original labels of those rows.

    Parameters
    ----------
    values : array, shape (n, d)
    centres : array, shape (k, d)
        Centroids of the partition whose stability is asked for.
    draws, seed : int

    Returns
    -------
    array, shape (k,)
        Mean Jaccard similarity of each cluster with its best match.

    References
    ----------
    Hennig 2007, Comput. Stat. Data Anal. 52; fpc::clusterboot in R.
    """
    k, labels = len(centres), predict(values, centres)
    found = []
    for draw in range(draws):
        rng = np.random.default_rng([seed, draw])
        rows = np.unique(rng.integers(0, len(values), len(values)))
        again = predict(values[rows], lloyd(values[rows], k, seed=draw))
        similarity = np.full(k, np.nan)
        score = jaccard(labels[rows], again)
        similarity[: len(score)] = score
        found.append(similarity)
    return np.nanmean(found, axis=0)


def reading(similarity: float) -> str:
    """What a mean Jaccard similarity says, in Hennig's terms."""
    return next(words for least, words in HENNIG if similarity >= least)
