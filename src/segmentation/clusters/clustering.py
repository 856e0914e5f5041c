"""A clustering as one thing: the matrix, its centroids, and the label of every customer."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans


@dataclass(frozen=True, eq=False)
class Clustering:
    """Customers in clusters.

    Attributes
    ----------
    matrix : DataFrame, shape (n, d)
        Scaled features, one row a customer.
    centroids : DataFrame, shape (k, d)
        In units of the matrix; row i is the cluster with label i.
    labels : int array, shape (n,)
        Of the rows of the matrix.
    """

    matrix: pd.DataFrame
    centroids: pd.DataFrame
    labels: np.ndarray

    def predict(self, matrix: pd.DataFrame) -> np.ndarray:
        """Label of the nearest centroid of each row of a matrix of the same features and scales."""
        return predict(matrix, self.centroids)


def cluster(matrix: pd.DataFrame, k: int, seed: int = 0) -> Clustering:
    """Fit K-Means and label the customers that it was fitted on.

    Raises
    ------
    DataError
        If there are fewer distinct customers than k, or k is below 1.
    """
    centroids = fit_kmeans(matrix, k, seed)
    return Clustering(matrix, centroids, predict(matrix, centroids))
