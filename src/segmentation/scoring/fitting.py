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
from segmentation.scoring.model import WITHIN, Scaling, Segment


def fit_parts(
    customers: pd.DataFrame,
    features: list[str],
    k: int,
    *,
    verdict: str,
    kinds: Kinds,
    m: float,
    log: Collection[str],
    averages: Mapping[str, str],
) -> tuple[list[Scaling], list[Segment]]:
    """Scale, cluster and name in one call; the arguments are those of `Segmenter.fit`."""
    if k < 2:
        raise DataError(f"a segmentation needs at least two segments; got k = {k}.")
    check_features(customers, features)
    pipeline = scaler(features, m, log, averages)
    matrix = pipeline.fit_transform(customers[features])
    centres = fit_kmeans(matrix, k)
    named = name_clusters(centres, kinds, verdict)
    pulled_to = pipeline.named_steps["shrink"].means_ if m else {}
    z = pipeline.named_steps["z"]
    scaling = [
        Scaling(
            feature=name, log=name in log, mean=mean, scale=scale,
            averaged_over=averages[name] if name in pulled_to else "",
            shrink_to=pulled_to.get(name),
        )
        for name, mean, scale in zip(features, z.mean_.tolist(), z.scale_.tolist(), strict=True)
    ]  # fmt: skip
    own = np.sqrt(squared_distances(matrix.to_numpy(), centres.to_numpy()))
    nearest = own.argmin(axis=1)
    segments = [
        Segment(
            name=name, why=why, action=action, centroid=centre,
            radius=float(np.quantile(own[nearest == label, label], WITHIN, method="higher")),
        )
        for label, (name, why, action, centre) in enumerate(zip(
            named["name"], named["why"], named["action"], centres.to_numpy().tolist(), strict=True
        ))
    ]  # fmt: skip
    return scaling, segments
