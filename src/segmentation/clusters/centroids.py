"""Centroids: their order, whom they are nearest to, and what sets them apart.

Nothing here needs scikit-learn, so a model can be used where only numpy and pandas are."""

import numpy as np
import pandas as pd

ROUNDED_BELOW = 9e6  # beyond it a double has no ninth decimal to round
ORDER_BY = ("Monetary", "Frequency", "Recency")


def canonical(centres: pd.DataFrame) -> pd.DataFrame:
    """Order centroids by Monetary, Frequency (both falling), Recency, then all coordinates."""
    keys = [*[name for name in ORDER_BY if name in centres], *centres.columns]
    keys = list(dict.fromkeys(keys))
    rising = [name not in ("Monetary", "Frequency") for name in keys]
    return centres.sort_values(keys, ascending=rising, ignore_index=True)


def squared_distances(values: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Squared Euclidean distances of n rows to k centroids, shape (n, k).

    Squared differences are added from left to right and rounded to 9 decimals, as SQL does,
    so that every way of scoring gives the same label.
    """
    columns = np.asarray(values, dtype="float64").T
    out = np.zeros((len(centres), columns.shape[1]))
    for row, centre in zip(out, np.asarray(centres, dtype="float64"), strict=True):
        for column, coordinate in zip(columns, centre, strict=True):
            row += (column - coordinate) ** 2
    # SQL has no ROUND that all engines share, but FLOOR is the same everywhere.
    return np.where(out < ROUNDED_BELOW, np.floor(out * 1e9 + 0.5) / 1e9, out).T


def predict(matrix: pd.DataFrame | np.ndarray, centres: pd.DataFrame | np.ndarray) -> np.ndarray:
    """Label each row with its nearest centroid, the lowest label on a tie; shape (n,)."""
    return squared_distances(np.asarray(matrix), np.asarray(centres)).argmin(axis=1)


def reason(centre: pd.Series, traits: int = 3) -> str:
    """The strongest z-scores behind a name, such as "Monetary +1.4 σ, Return_Rate −0.9 σ"."""
    strongest = centre.abs().sort_values(ascending=False, kind="stable").index[:traits]
    return ", ".join(f"{name} {centre[name]:+.1f} σ".replace("-", "−") for name in strongest)
