"""Segments of one date, kept: the scales and centroids that label customers of any date."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
from sklearn.pipeline import Pipeline

from segmentation.clusters.clustering import Clustering, cluster
from segmentation.features.names import LOGGED
from segmentation.features.scaling import check_features, scaler


@dataclass(frozen=True, eq=False)
class DatedSegments:
    """A clustering of the customers of one date, with the scales of that date."""

    scales: Pipeline
    clustering: Clustering

    def label(self, customers: pd.DataFrame) -> pd.Series:
        """Label customers of any date from their raw features; Series of int, same index."""
        raw = customers[list(self.clustering.centroids.columns)]
        return pd.Series(self.clustering.predict(self.scales.transform(raw)), customers.index)


def fit_segments(
    customers: pd.DataFrame, names: Sequence[str], k: int, log: Collection[str] = LOGGED
) -> DatedSegments:
    """Learn scales and centroids from the raw features of the customers of one date."""
    columns = list(names)
    check_features(customers, columns)
    scales = scaler(columns, log=log).fit(customers[columns])
    return DatedSegments(scales, cluster(scales.transform(customers[columns]), k))
