"""Fitting a segmentation: the one step of scoring that needs scikit-learn."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.clusters.centroids import squared_distances
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.scaling import check_features, scaler
from segmentation.personas.kinds import Kinds
from segmentation.personas.naming import name_clusters
from segmentation.scoring.model import WITHIN, Model

UNDECIDED = 0.1  # margin; notebook 13 shows the errors on both sides of it
TOO_NEW = 30.0  # days since joining


def fit_model(
    customers: pd.DataFrame,
    features: list[str],
    k: int,
    *,
    verdict: str,
    snapshot: str,
    kinds: Kinds,
    m: float,
    log: Collection[str],
    averages: Mapping[str, str],
) -> Model:
    """Scale, cluster and name in one call; the arguments are those of `Segmenter.fit`."""
    if k < 2:
        raise DataError(f"a segmentation needs at least two segments; got k = {k}.")
    check_features(customers, features)
    pipeline = scaler(features, m, log, averages)
    matrix = pipeline.fit_transform(customers[features])
    centres = fit_kmeans(matrix, k)
    named = name_clusters(centres, kinds, verdict)
    shrink, z = pipeline.named_steps["shrink"], pipeline.named_steps["z"]
    own = np.sqrt(squared_distances(matrix.to_numpy(), centres.to_numpy()))
    limits = [
        np.quantile(own[own.argmin(axis=1) == label, label], WITHIN, method="higher")
        for label in range(k)
    ]
    return Model(
        features=list(features),
        shrinkage=float(m),
        averages={name: averages[name] for name in shrink.means_},
        shrink_to=dict(shrink.means_),
        log=[name for name in features if name in log],
        means=z.mean_.tolist(),
        scales=z.scale_.tolist(),
        centroids=centres.to_numpy().tolist(),
        names=named["name"].tolist(),
        why=named["why"].tolist(),
        actions=named["action"].tolist(),
        furthest=[float(limit) for limit in limits],
        undecided_below=UNDECIDED,
        too_new_below=TOO_NEW,
        verdict=verdict,
        snapshot=snapshot,
        customers=len(customers),
    )
