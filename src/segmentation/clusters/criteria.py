"""Criteria for the number of clusters, each a function of a matrix and its labels."""

import numpy as np
from kneed import KneeLocator
from sklearn.metrics import silhouette_score
from sklearn.mixture import GaussianMixture

from segmentation.base.parallel import single_thread
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import lloyd

BLOCK = 100_000  # rows at a time, so that memory stays flat


def inertia(values: np.ndarray, centres: np.ndarray) -> float:
    """Sum of squared distances of n × d rows to their nearest of k × d centroids."""
    labels = predict(values, centres)
    return float(((values - np.asarray(centres)[labels]) ** 2).sum())


def silhouette_squared(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Exact silhouette of every row, for squared Euclidean distance, in O(n·k·d).

    With cluster sizes n_c, sums S_c and squared-norm sums Q_c, the squared distances from x to
    a cluster add up to n_c‖x‖² − 2x·S_c + Q_c; no pair of rows is ever looked at. The same
    method as in Spark's ClusteringEvaluator.

    Labels are any integers; the only member of a cluster has 0.

    Raises
    ------
    ValueError
        If there are fewer than two clusters.

    References
    ----------
    Rousseeuw 1987, J. Comput. Appl. Math. 20.
    """
    names, label = np.unique(labels, return_inverse=True)
    k = len(names)
    if k < 2:
        raise ValueError("a silhouette needs at least two clusters")
    values = values - values.mean(axis=0)  # differences of large squares lose digits
    norms = np.einsum("ij,ij->i", values, values)
    size = np.bincount(label, minlength=k).astype("float64")
    sums = np.stack([np.bincount(label, column, minlength=k) for column in values.T], axis=1)
    squares = np.bincount(label, norms, minlength=k)
    out = np.empty(len(values))
    for start in range(0, len(values), BLOCK):
        part = slice(start, start + BLOCK)
        own = label[part], np.arange(len(label[part]))
        total = size[:, None] * norms[part] - 2 * (sums @ values[part].T) + squares[:, None]
        inner = np.maximum(total[own], 0) / np.maximum(size[own[0]] - 1, 1)
        mean = total / size[:, None]
        mean[own] = np.inf
        outer = mean.min(axis=0)
        widest = np.maximum(inner, outer)
        score = np.divide(outer - inner, widest, out=np.zeros_like(outer), where=widest > 0)
        out[part] = np.where(size[own[0]] > 1, score, 0.0)
    return out


def stratified_rows(labels: np.ndarray, size: int, least: int, seed: int) -> np.ndarray:
    """Row numbers of a sample in proportion to the clusters, at least `least` of each."""
    rng = np.random.default_rng(seed)
    names, counts = np.unique(labels, return_counts=True)
    picked = []
    for name, count in zip(names, counts, strict=True):
        want = min(count, max(least, round(size * count / len(labels))))
        picked.append(rng.choice(np.flatnonzero(labels == name), want, replace=False))
    return np.sort(np.concatenate(picked))


def silhouette_euclidean(
    values: np.ndarray, labels: np.ndarray, size: int = 5_000, least: int = 100, seed: int = 0
) -> float:
    """The usual Euclidean silhouette, on a stratified sample of about `size` rows."""
    rows = stratified_rows(labels, size, least, seed)
    with single_thread():
        return float(silhouette_score(values[rows], labels[rows]))


def log_within(values: np.ndarray, k: int, seed: int) -> float:
    """Logarithm of the pooled within-cluster sum of squares of a fresh K-Means fit."""
    return float(np.log(max(inertia(values, lloyd(values, k, seed)), 1e-300)))


def uniform_reference(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw n × d rows uniformly over the box of the data along its principal axes."""
    centre = values.mean(axis=0)
    axes = np.linalg.svd(values - centre, full_matrices=False)[2]
    turned = (values - centre) @ axes.T
    return rng.uniform(turned.min(axis=0), turned.max(axis=0), turned.shape) @ axes + centre


def gap(values: np.ndarray, k: int, draws: int = 10, seed: int = 0) -> tuple[float, float]:
    """Gap statistic at k, which may be 1, and its standard error.

    E*[log W_k] − log W_k over references that are uniform over the box along the principal axes,
    and the standard deviation over these draws · √(1 + 1/draws).

    References
    ----------
    Tibshirani, Walther & Hastie 2001, J. R. Stat. Soc. B 63.
    """
    reference = [
        log_within(uniform_reference(values, np.random.default_rng([seed, i])), k, seed)
        for i in range(draws)
    ]
    return (
        float(np.mean(reference) - log_within(values, k, seed)),
        float(np.std(reference) * np.sqrt(1 + 1 / draws)),
    )


def gap_choice(ks: list[int], gaps: list[float], errors: list[float]) -> int:
    """Smallest k whose gap is within one standard error of the next (Tibshirani et al. 2001)."""
    for i, k in enumerate(ks[:-1]):
        if gaps[i] >= gaps[i + 1] - errors[i + 1]:
            return k
    return ks[-1]


def prediction_strength(values: np.ndarray, k: int, splits: int = 20, seed: int = 0) -> float:
    """How well clusters of one half predict who belongs together in the other.

    Each half is clustered afresh; of the pairs that share a cluster in one half, the share is
    taken that the other half's centroids put together too, the worst cluster counts, and the
    result is averaged over both directions and all splits: between 0 and 1, where 0.8 and more is
    taken as support for k.

    References
    ----------
    Tibshirani & Walther 2005, J. Comput. Graph. Stat. 14; fpc::prediction.strength in R.
    """
    rng = np.random.default_rng(seed)
    scores = []
    for split in range(splits):
        order = rng.permutation(len(values))
        half = len(values) // 2
        parts = values[order[:half]], values[order[half : 2 * half]]
        centres = [lloyd(part, k, seed + split) for part in parts]
        for own, other in ((0, 1), (1, 0)):
            together = np.zeros((k, k))
            labels = predict(parts[own], centres[own]), predict(parts[own], centres[other])
            np.add.at(together, labels, 1)
            size = together.sum(axis=1)
            pairs = (together * (together - 1)).sum(axis=1) / np.maximum(size * (size - 1), 1)
            scores.append(pairs[size > 1].min())
    return float(np.mean(scores))


def bic(values: np.ndarray, k: int, seed: int = 0) -> float:
    """Bayesian information criterion of a Gaussian mixture with full covariances; lower is better.

    The best of three starts, each to convergence: the tolerance is one of the mean per row, so a
    hundredth of a nat would stop after a handful of steps.

    References
    ----------
    Schwarz 1978, Ann. Stat. 6; Fraley & Raftery 2002, JASA 97.
    """
    with single_thread():
        model = GaussianMixture(
            k, n_init=3, random_state=seed, reg_covar=1e-3, max_iter=1_000, tol=1e-4
        )
        return float(model.fit(values).bic(values))


def knee(ks: list[int], inertias: list[float]) -> int | None:
    """The elbow of the inertia curve as kneedle finds it, None where there is none.

    References
    ----------
    Satopää et al. 2011, ICDCS Workshops. Why it is a vote and not the rule: Schubert 2023,
    SIGKDD Explorations 25.
    """
    found = KneeLocator(ks, inertias, curve="convex", direction="decreasing").knee
    return None if found is None else int(found)
