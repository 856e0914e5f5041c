"""The models of the app: loaded from JSON, and asked. Nothing here fits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.paths import ROOT
from segmentation.features.names import RFM
from segmentation.scoring import portrait as scoring_portrait
from segmentation.scoring.segmenter import Segmenter

FOLDER = ROOT / "models"
NAMES = ("flagship", "olist")
CHUNK = 50_000  # customers scored between two steps of a progress bar


@dataclass(frozen=True)
class Model:
    """A model and what its customers look like."""

    name: str
    segmenter: Segmenter
    portrait: dict[str, Any]

    @property
    def title(self) -> str:
        """What readers call it."""
        return self.portrait["title"]

    @property
    def simulated(self) -> bool:
        """Whether its customers never were."""
        return self.portrait["simulated"]

    @property
    def currency(self) -> str:
        """What its customers paid in."""
        return self.portrait["currency"]


def load(name: str) -> Model:
    """Load a model of the app and its portrait, once."""
    return load_from(FOLDER, name)


@cache
def load_from(folder: Path, name: str) -> Model:
    """Load a model and its portrait, or say that one is missing or they do not belong together."""
    path = folder / f"{name}.json"
    if not path.exists():
        raise DataError(
            f"the model {path.name} is not in {folder.name}/; "
            f"segmentation train {name} {folder.name}/{path.name} makes it."
        )
    segmenter, found = Segmenter.load(path), scoring_portrait.load(scoring_portrait.path_of(path))
    if list(found["segments"]) != segmenter.names or set(found["features"]) != set(
        segmenter.features
    ):
        raise DataError(f"{path.name} and its portrait do not belong together; train it anew.")
    return Model(name, segmenter, found)


def only_rfm(name: str) -> bool:
    """Whether a model needs nothing that orders alone do not give."""
    return set(load(name).segmenter.features) <= {*RFM}


def score(
    model: Segmenter,
    customers: pd.DataFrame,
    tell: Callable[[float], None] = lambda share: None,
    chunk: int = CHUNK,
) -> pd.DataFrame:
    """`Segmenter.predict` in steps, after each of which the share that is done is told."""
    parts = []
    for start in range(0, max(len(customers), 1), chunk):
        parts.append(model.predict(customers.iloc[start : start + chunk]))
        tell(min(1.0, (start + chunk) / max(len(customers), 1)))
    return pd.concat(parts)


def on_map(model: Model, scaled: np.ndarray | pd.DataFrame) -> np.ndarray:
    """Coordinates of customers in σ on the map of the portrait, shape (n, 2)."""
    drawn = model.portrait["map"]
    return (np.asarray(scaled) - np.asarray(drawn["mean"])) @ np.asarray(drawn["axes"]).T


def sizes(model: Model) -> pd.DataFrame:
    """Customers and spend of each segment with their shares, in the model's order."""
    segments = model.portrait["segments"]
    table = pd.DataFrame(
        {
            "customers": [one["customers"] for one in segments.values()],
            "spend": [one["spend"] for one in segments.values()],
        },
        index=pd.Index(segments, name="Segment"),
    )
    for name in ("customers", "spend"):
        table[f"share of {name}"] = table[name] / table[name].sum()
    table["spend per customer"] = table["spend"] / table["customers"]
    return table
