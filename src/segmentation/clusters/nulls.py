"""Data without clusters to compare with: what would the same procedure find in nothing?"""

import numpy as np
from scipy.stats import rankdata

PASSES = 12
CALIBRATION_ROWS = 40_000
STRATUM_PASSES = 4  # a stratum is small, and there are up to ten of them for each feature
STRATUM_CALIBRATION_ROWS = 2_000
STRATA = 10
LEAST_STRATUM = 50  # rows; a copula of fewer would copy the data


def spearman(values: np.ndarray) -> np.ndarray:
    """Spearman correlations with average ranks, shape (d, d)."""
    return np.corrcoef(rankdata(values, axis=0), rowvar=False)


def nearest_correlation(matrix: np.ndarray) -> np.ndarray:
    """A correlation matrix near `matrix`: negative eigenvalues cut, the diagonal reset to 1."""
    eigenvalues, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    positive = (vectors * np.maximum(eigenvalues, 1e-8)) @ vectors.T
    scale = np.sqrt(np.diag(positive))
    return positive / np.outer(scale, scale)


def _with_margins(normal: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    ranks = normal.argsort(axis=0).argsort(axis=0)
    return np.take_along_axis(ordered, ranks, axis=0)


def copula_correlation(
    values: np.ndarray,
    rng: np.random.Generator,
    passes: int = PASSES,
    rows: int = CALIBRATION_ROWS,
) -> tuple[np.ndarray, float]:
    """Correlations of the normals that reproduce the data's rank correlations.

    The textbook start 2 sin(πρ/6) misses where a column has many ties, so the remaining
    difference is added and the matrix projected, `passes` times; the best pass is kept. The data
    are repeated to so many `rows`, since with few one draw's sampling error would be fitted too.

    Returns
    -------
    correlation : array, shape (d, d)
    difference : float
        Largest remaining difference between a rank correlation of the draw and of the data.
    """
    target = spearman(values)
    copies = max(1, rows // len(values))
    ordered = np.sort(np.tile(values, (copies, 1)), axis=0)
    normal = rng.standard_normal(ordered.shape)
    current = nearest_correlation(2 * np.sin(np.pi * target / 6))
    best, least = current, np.inf
    for _ in range(passes):
        draw = _with_margins(normal @ np.linalg.cholesky(current).T, ordered)
        miss = target - spearman(draw)
        if np.abs(miss).max() < least:
            best, least = current, float(np.abs(miss).max())
        current = nearest_correlation(current + miss)
    return best, least


def copula(values: np.ndarray, correlation: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw from the Gaussian copula: the data's margins and rank correlations, no clusters.

    Every column of the draw holds exactly the data's values.

    References
    ----------
    Nelsen 2006, An Introduction to Copulas, ch. 2; Hennig & Lin 2015, Stat. Comput. 25, on
    calibrating clusters against homogeneous data with the structure that is not clustering.
    """
    normal = rng.standard_normal(values.shape) @ np.linalg.cholesky(correlation).T
    return _with_margins(normal, np.sort(values, axis=0))


def _free_and_tied(values: np.ndarray) -> tuple[list[int], dict[int, tuple[int, float, float]]]:
    """Columns to draw, and those that are a straight line of one of them, with that line."""
    free: list[int] = []
    tied: dict[int, tuple[int, float, float]] = {}
    for column in map(int, np.flatnonzero(np.ptp(values, axis=0))):
        for source in free:
            slope, intercept = np.polyfit(values[:, source], values[:, column], 1)
            if np.allclose(
                slope * values[:, source] + intercept, values[:, column], rtol=0, atol=1e-9
            ):
                tied[column] = (source, slope, intercept)
                break
        else:
            free.append(column)
    return free, tied


def strata(column: np.ndarray) -> np.ndarray:
    """Tenths of a column, as codes; equal values lie in one stratum.

    ⌊10 · share of values strictly below⌋; fewer strata where a tenth of the rows would be less than
    `LEAST_STRATUM`.
    """
    number = int(np.clip(len(column) // LEAST_STRATUM, 1, STRATA))
    below = np.searchsorted(np.sort(column), column)
    return number * below // len(column)


def copula_within(
    values: np.ndarray, groups: np.ndarray, rng: np.random.Generator, draws: int
) -> list[np.ndarray]:
    """Draw from a Gaussian copula within each group: a null that knows the groups, no more.

    Margins and rank correlations within a group are those of the data. A column that is constant in
    a group stays so; one that is a straight line of another stays on that line.
    """
    drawn = [values.astype(float) for _ in range(draws)]
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        own = values[rows]
        free, tied = _free_and_tied(own)
        if len(free) < 2:
            continue  # nothing to join
        correlation, _ = copula_correlation(
            own[:, free], rng, STRATUM_PASSES, STRATUM_CALIBRATION_ROWS
        )
        for draw in drawn:
            draw[rows[:, None], free] = copula(own[:, free], correlation, rng)
            for column, (source, slope, intercept) in tied.items():
                draw[rows, column] = slope * draw[rows, source] + intercept
    return drawn
