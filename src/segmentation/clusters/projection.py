"""Principal components: how much a map of two axes shows, and how much it hides."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist
from sklearn.decomposition import PCA

from segmentation.base.parallel import single_thread
from segmentation.clusters.centroids import predict
from segmentation.clusters.criteria import silhouette_squared


def fit_pca(matrix: pd.DataFrame, components: int | None = None) -> PCA:
    """Fit PCA with a fixed sign: the largest loading of each component is positive."""
    with single_thread():
        model = PCA(components, svd_solver="covariance_eigh").fit(matrix.to_numpy())
    biggest = np.abs(model.components_).argmax(axis=1)
    signs = np.sign(model.components_[np.arange(len(biggest)), biggest])
    model.components_ = model.components_ * signs[:, None]
    return model


def loadings(model: PCA, features: list[str], components: int = 3) -> pd.DataFrame:
    """Weights of the features in the first components, shape (d, components)."""
    names = [f"PC{i + 1}" for i in range(min(components, len(model.components_)))]
    return pd.DataFrame(model.components_[: len(names)].T, index=features, columns=names)


def explained(model: PCA) -> pd.DataFrame:
    """Share of variance of each component and its running total."""
    share = model.explained_variance_ratio_
    names = [f"PC{i + 1}" for i in range(len(share))]
    return pd.DataFrame({"share": share, "total": share.cumsum()}, index=names)


def on_map(
    model: PCA, matrix: pd.DataFrame | np.ndarray, axes: int | Sequence[int] = 2
) -> np.ndarray:
    """Coordinates of rows on the first components, or on those listed (0 is PC1)."""
    chosen = list(range(axes)) if isinstance(axes, int) else list(axes)
    return (np.asarray(matrix) - model.mean_) @ model.components_[chosen].T


def hidden_by_map(matrix: pd.DataFrame, centres: pd.DataFrame, model: PCA) -> pd.Series:
    """What the map loses of the separation between clusters.

    The silhouette in all features and on the map, of the same labels, and the share of customers
    whose nearest centroid on the map is not their own.
    """
    labels = predict(matrix, centres)
    points, centroids = on_map(model, matrix), on_map(model, centres)
    return pd.Series(
        {
            "silhouette in all features": silhouette_squared(matrix.to_numpy(), labels).mean(),
            "silhouette on the map": silhouette_squared(points, labels).mean(),
            "share misplaced on the map": float((predict(points, centroids) != labels).mean()),
        }
    )


def closest_on_map(centres: pd.DataFrame, model: PCA, axes: int | Sequence[int] = 2) -> pd.Series:
    """The two centroids whose distance shrinks most on the map, compared with all features.

    Their labels, `first` and `second`, and the distance `on the map` and `in all features`.
    """
    full = pdist(centres.to_numpy())
    flat = pdist(on_map(model, centres, axes))
    pairs = np.column_stack(np.triu_indices(len(centres), 1))
    worst = int((flat / full).argmin())
    return pd.Series(
        {
            "first": int(pairs[worst, 0]),
            "second": int(pairs[worst, 1]),
            "on the map": flat[worst],
            "in all features": full[worst],
        },
        dtype=object,
    )


def distance_by_component(centres: pd.DataFrame, model: PCA, first: int, second: int) -> pd.Series:
    """Share of the squared distance between two centroids that lies along each component."""
    points = on_map(model, centres.iloc[[first, second]], len(model.components_))
    squared = (points[0] - points[1]) ** 2
    names = [f"PC{i + 1}" for i in range(len(squared))]
    return pd.Series(squared / squared.sum(), index=names, name="share of squared distance")
