"""The fitted segmentation as one small JSON file, and the segments of customers it has not seen.

Scaling and centroids are numbers, and numbers are all the file holds: nothing in it is run.
"""

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from segmentation import cluster, exports, personas
from segmentation.archetypes import flagship
from segmentation.archetypes.base import Kinds
from segmentation.scaling import AVERAGED_OVER, LOGGED, SHRINKAGE, check_features, scaler
from segmentation.schemas import DataError

SCHEMA = 1


@dataclass(frozen=True)
class Segmenter:
    """A fitted segmentation: how to scale features, where the centroids are, what they are called.

    Attributes
    ----------
    features : list of str
        In the order of the coordinates.
    shrinkage : float
        Weight of the prior in `scaling.ShrinkAverages`, in orders.
    averages : dict
        Average → the feature that counts what it is an average of.
    shrink_to : dict
        Average → the mean it is pulled towards.
    log : list of str
        Features of which ln(1 + x) is taken.
    means, scales : list of float
        Of each feature after that: z = (x − mean) / scale.
    centroids : list of list of float, shape (k, d)
        In σ, in canonical order.
    names, why, actions : list of str
        Of each cluster.
    verdict : str
        What the rule says of these clusters: natural, reproducible or constructive.
    snapshot : str
        Date of the features it was fitted on.
    customers : int
        How many there were.
    """

    features: list[str]
    shrinkage: float
    averages: dict[str, str]
    shrink_to: dict[str, float]
    log: list[str]
    means: list[float]
    scales: list[float]
    centroids: list[list[float]]
    names: list[str]
    why: list[str]
    actions: list[str]
    verdict: str
    snapshot: str
    customers: int

    @classmethod
    def fit(
        cls,
        customers: pd.DataFrame,
        features: list[str],
        k: int,
        *,
        verdict: str,
        snapshot: str,
        kinds: Kinds = flagship.FLAGSHIP,
        m: float = SHRINKAGE,
        log: Collection[str] = LOGGED,
        averages: Mapping[str, str] = AVERAGED_OVER,
    ) -> Self:
        """Scale, cluster and name in one call.

        Parameters
        ----------
        customers : DataFrame, shape (n, ≥ len(features))
            Raw features.
        features : list of str
        k : int
        verdict : str
            From the rule of `choose_k`; decides how clusters may be named.
        snapshot : str
            Date of the features.
        kinds : Kinds
            The names there are.
        m, log, averages
            As in `scaling.scale`.

        Raises
        ------
        DataError
            If a feature is missing, not finite or constant, or k is too large.
        """
        check_features(customers, features)
        pipeline = scaler(features, m, log, averages)
        matrix = pipeline.fit_transform(customers[features])
        centres = cluster.fit_kmeans(matrix, k)
        named = personas.name_clusters(centres, kinds, verdict)
        shrink, z = pipeline.named_steps["shrink"], pipeline.named_steps["z"]
        return cls(
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
            verdict=verdict,
            snapshot=snapshot,
            customers=len(customers),
        )

    @property
    def centres(self) -> pd.DataFrame:
        """The centroids in σ, shape (k, d)."""
        return pd.DataFrame(self.centroids, columns=self.features)

    def scale(self, customers: pd.DataFrame) -> pd.DataFrame:
        """Raw features of n customers to σ, shape (n, d).

        Raises
        ------
        DataError
            If a feature is missing or not finite.
        """
        missing = [name for name in self.features if name not in customers]
        if missing:
            raise DataError(f"the segmenter needs the features {', '.join(missing)} too.")
        raw = customers[self.features].astype("float64")
        bad = ~np.isfinite(raw.to_numpy())
        if bad.any():
            name = self.features[int(bad.any(axis=0).argmax())]
            raise DataError(f"{name} must be a finite number ({bad.any(axis=1).sum():,} rows).")
        scaled = raw.copy()
        for name, mean in self.shrink_to.items() if self.shrinkage else ():
            n = raw[self.averages[name]]
            scaled[name] = (raw[name] * n + self.shrinkage * mean) / (n + self.shrinkage)
        for name in self.log:
            scaled[name] = np.log1p(scaled[name])
        return (scaled - self.means) / self.scales

    def predict(self, customers: pd.DataFrame) -> np.ndarray:
        """The cluster of each customer, shape (n,): as `cluster.predict` says."""
        return cluster.predict(self.scale(customers), self.centres)

    def segment(self, customers: pd.DataFrame) -> pd.DataFrame:
        """Each customer's segment, and how far the next one is.

        A customer is nearest to one centroid; the border with another one lies half-way between
        the two. The distance to the nearest border is how far, in σ, a customer would have to
        change to fall into the next segment.

        Parameters
        ----------
        customers : DataFrame, shape (n, …)

        Returns
        -------
        DataFrame, same index
            `Segment` (categorical), `Action`, `Why`, `Next_Segment` and `Distance_To_Next`.
        """
        scaled, centres = self.scale(customers).to_numpy(), np.asarray(self.centroids)
        labels = cluster.predict(scaled, centres)
        squared = cluster.squared_distances(scaled, centres)
        apart = np.linalg.norm(centres[labels][:, None] - centres, axis=2)
        further = squared - squared[np.arange(len(labels)), labels][:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            border = np.where(apart > 0, further / (2 * apart), np.inf)
        names = np.array(self.names, dtype=object)
        alone = len(names) == 1
        return pd.DataFrame(
            {
                "Segment": pd.Categorical(names[labels], self.names),
                "Action": np.array(self.actions, dtype=object)[labels],
                "Why": np.array(self.why, dtype=object)[labels],
                "Next_Segment": None if alone else names[border.argmin(axis=1)],
                "Distance_To_Next": np.nan if alone else border.min(axis=1).round(3),
            },
            index=customers.index,
        )

    def save(self, path: Path) -> Path:
        """Write the model as JSON and return where it went, as `exports.place` does."""
        content = {"schema": SCHEMA, "package": version("segmentation")} | asdict(self)
        part = exports.part_of(path)
        try:
            text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
            part.write_text(text + "\n", encoding="utf-8", newline="\n")
            return exports.place(part, path)
        finally:
            part.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that `save` wrote.

        Raises
        ------
        DataError
            If the file is no such model, is of another schema, lacks something, or holds a
            number that is not finite.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            raise DataError(f"{path.name} cannot be read as a segmenter ({error}).") from None
        if not isinstance(content, dict) or content.get("schema") != SCHEMA:
            found = content.get("schema") if isinstance(content, dict) else None
            raise DataError(f"{path.name}: schema {SCHEMA} is needed, and this is {found!r}.")
        wanted = list(cls.__dataclass_fields__)
        missing = [name for name in wanted if name not in content]
        if missing:
            raise DataError(f"{path.name}: {', '.join(missing)} is missing.")
        _check(content, path.name)
        return cls(**{name: content[name] for name in wanted})


def _check(content: dict[str, Any], file: str) -> None:
    """Raise `DataError` unless the parts of a model fit together."""
    d, k = len(content["features"]), len(content["centroids"])
    shapes = {
        "means": (content["means"], d),
        "scales": (content["scales"], d),
        "names": (content["names"], k),
        "why": (content["why"], k),
        "actions": (content["actions"], k),
        **{f"centroid {i}": (centre, d) for i, centre in enumerate(content["centroids"])},
    }
    for name, (values, length) in shapes.items():
        if not isinstance(values, list) or len(values) != length or not length:
            raise DataError(f"{file}: {name} must be a list of {length} values.")
    used = {*content["log"], *content["averages"], *content["averages"].values()}
    unknown = sorted(used - set(content["features"]))
    if unknown or set(content["averages"]) != set(content["shrink_to"]):
        raise DataError(f"{file}: {', '.join(unknown) or 'an average'} is not among the features.")
    figures = [content["shrinkage"], *content["shrink_to"].values()]
    figures += [*content["means"], *content["scales"], *chain.from_iterable(content["centroids"])]
    if not all(isinstance(x, int | float) and math.isfinite(x) for x in figures):
        raise DataError(f"{file}: every figure must be a finite number.")
    if min(content["scales"]) <= 0 or content["shrinkage"] < 0:
        raise DataError(f"{file}: scales must be above 0, and the shrinkage not below.")
