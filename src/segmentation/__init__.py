"""Customer segmentation of an online shop, from orders to named and priced personas.

The names in `__all__` are what a user may rely on; docs/api.md shows each in a line of use. Each
is loaded when it is asked for, so that importing this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segmentation.base.errors import DataError
    from segmentation.clusters.centroids import predict
    from segmentation.clusters.choose_k import table_of_k
    from segmentation.clusters.clustering import cluster
    from segmentation.clusters.kmeans import fit_kmeans
    from segmentation.clusters.verdict import decide
    from segmentation.features.measure import customer_features
    from segmentation.features.rules import rfm_scores, rfm_segments
    from segmentation.features.scaling import scale
    from segmentation.personas.naming import name_clusters
    from segmentation.scoring.segmenter import Segmenter
    from segmentation.shop.disk import load_shop

_HOMES = {
    "DataError": "base.errors",
    "Segmenter": "scoring.segmenter",
    "cluster": "clusters.clustering",
    "customer_features": "features.measure",
    "decide": "clusters.verdict",
    "fit_kmeans": "clusters.kmeans",
    "load_shop": "shop.disk",
    "name_clusters": "personas.naming",
    "predict": "clusters.centroids",
    "rfm_scores": "features.rules",
    "rfm_segments": "features.rules",
    "scale": "features.scaling",
    "table_of_k": "clusters.choose_k",
}

__all__ = [
    "DataError",
    "Segmenter",
    "cluster",
    "customer_features",
    "decide",
    "fit_kmeans",
    "load_shop",
    "name_clusters",
    "predict",
    "rfm_scores",
    "rfm_segments",
    "scale",
    "table_of_k",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its room."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
