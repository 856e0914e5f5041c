"""What a model's customers look like, for whoever shows the model: a JSON file beside it.

A model has what scoring needs and nothing else. The portrait has what a reader wants to see of
the customers it was fitted on: ranges of the features, sizes and profiles of the segments, their
money, and a map with a few hundred customers of each.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.features.names import FEATURES
from segmentation.personas import value
from segmentation.scoring.segmenter import Segmenter

SCHEMA = 2
POINTS = 300  # customers of each segment on the map
TAIL = 0.01  # of the customers lie below, and above, the usual range of a feature
DIGITS = 6  # significant
PARTS = ("title", "source", "simulated", "currency", "snapshot", "customers", "features",
         "segments", "map")  # fmt: skip


def path_of(model: Path) -> Path:
    """Where the portrait of a model is kept."""
    return model.with_suffix(".portrait.json")


def _short(x: float) -> float:
    """A figure with as many digits as anybody looks at."""
    return float(f"{x:.{DIGITS}g}")


def _ranges(customers: pd.DataFrame, features: list[str], currency: str) -> dict[str, Any]:
    found = {}
    for name in features:
        x = customers[name].astype("float64")
        low, median, high = x.quantile([TAIL, 0.5, 1 - TAIL])
        figures = {"least": x.min(), "low": low, "median": median, "high": high, "most": x.max()}
        found[name] = {
            "unit": currency if name == "Monetary" else FEATURES[name].unit,
            "whole": bool((x == x.round()).all()),
            **{key: _short(figure) for key, figure in figures.items()},
        }
    return found


def _map(scaled: pd.DataFrame, segments: pd.Series, names: list[str]) -> dict[str, Any]:
    from segmentation.clusters.projection import fit_pca, on_map  # a reader needs none of it

    pca = fit_pca(scaled, 2)
    rng = np.random.default_rng(0)
    points = {}
    for name in names:
        rows = np.flatnonzero(segments.to_numpy() == name)
        some = np.sort(rng.choice(rows, min(POINTS, len(rows)), replace=False))
        points[name] = on_map(pca, scaled.iloc[some]).round(2).tolist()
    return {
        "mean": [_short(x) for x in pca.mean_],
        "axes": [[_short(x) for x in axis] for axis in pca.components_],
        "share": [_short(x) for x in pca.explained_variance_ratio_],
        "points": points,
    }


def describe(
    model: Segmenter,
    customers: pd.DataFrame,
    *,
    title: str,
    source: str,
    currency: str,
    simulated: bool = False,
    measured: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Everything a reader may want to see of a model's customers, as plain figures.

    The customers are those it was fitted on, with raw features; `measured` is `value.money` of
    them, in the same order of rows.

    Returns
    -------
    dict
        `features` (name → unit, whether it is `whole`, and its least, `low` (1st percentile),
        median, `high` (99th) and most), `segments` (name → customers, `means`, and `low` and
        `high`, the quartiles, of each feature, total `spend`, and sums of `money`, or None), and
        the `map` (mean, axes and explained share of two principal components, and points).
    """
    named = model.predict(customers)["Segment"]
    grouped = customers.groupby(named.array, observed=False)[model.features]
    means, low, high = grouped.mean(), grouped.quantile(0.25), grouped.quantile(0.75)
    sizes, spend = grouped.size(), customers.groupby(named.array, observed=False)["Monetary"].sum()
    money = {} if measured is None else measured.groupby(named.array, observed=False).sum().T
    segments = {
        name: {
            "customers": int(sizes[name]),
            **{
                key: {feature: _short(table.loc[name, feature]) for feature in model.features}
                for key, table in {"means": means, "low": low, "high": high}.items()
            },
            "spend": _short(spend[name]),
            "money": {key: round(float(x), 2) for key, x in money[name].items()}
            if name in money
            else None,
        }
        for name in model.names
    }
    return {
        "title": title,
        "source": source,
        "simulated": simulated,
        "currency": currency,
        "snapshot": model.snapshot,
        "customers": len(customers),
        "features": _ranges(customers, model.features, currency),
        "segments": segments,
        "map": _map(model.scale(customers), named, model.names),
    }


def money_of(portrait: dict[str, Any], assumed: value.Assumptions) -> pd.DataFrame | None:
    """`value.contribution` of the segments over a year; None if their money is not known."""
    sums = {name: one["money"] for name, one in portrait["segments"].items()}
    if any(one is None for one in sums.values()):
        return None
    return value.contribution(pd.DataFrame.from_dict(sums, orient="index"), assumed)


def save(portrait: dict[str, Any], path: Path) -> Path:
    """Write a portrait as JSON and return where it went, as `exports.replace_or_next_free` does."""
    text = json.dumps({"schema": SCHEMA} | portrait, ensure_ascii=False, allow_nan=False)
    return exports.write_text(text + "\n", path)


def load(path: Path) -> dict[str, Any]:
    """Read a portrait that `save` wrote; `DataError` if it is none, or of another schema."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise DataError(f"{path.name} cannot be read as a portrait ({error}).") from None
    missing = [name for name in PARTS if not isinstance(found, dict) or name not in found]
    if missing or found.get("schema") != SCHEMA:
        raise DataError(f"{path.name} is no portrait of schema {SCHEMA}; train the model anew.")
    return found
