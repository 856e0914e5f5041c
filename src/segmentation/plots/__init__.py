"""Figures: each takes tables and returns a figure; none computes what it shows.

Those of notebooks 01–08 are called from here, those of the rest from a module of their own.
"""

from segmentation.plots import (
    clickstream,
    early,
    engagement,
    existence,
    future,
    multiverse,
    olist,
    online_retail,
    own,
    scoring,
    sweeps,
)
from segmentation.plots.choose_k import blades, elbow, side_by_side, silhouette_and_nulls, stability
from segmentation.plots.cluster import centroid_heatmap, where_it_fails
from segmentation.plots.data_generation import planted_and_measured, timeline
from segmentation.plots.explore import concentration, correlations, distributions, retention
from segmentation.plots.personas import money_bridge, premise, taken_apart
from segmentation.plots.projection import density_map, loading_heatmap, variance
from segmentation.plots.rfm import rule_segments, size_and_revenue, snapshot_drift
from segmentation.plots.scaling import before_and_after, recovery_by_recipe, shrinkage_curves
from segmentation.plots.style import use_style

__all__ = [
    "before_and_after",
    "blades",
    "centroid_heatmap",
    "clickstream",
    "concentration",
    "correlations",
    "density_map",
    "distributions",
    "early",
    "elbow",
    "engagement",
    "existence",
    "future",
    "loading_heatmap",
    "money_bridge",
    "multiverse",
    "olist",
    "online_retail",
    "own",
    "planted_and_measured",
    "premise",
    "recovery_by_recipe",
    "retention",
    "rule_segments",
    "scoring",
    "shrinkage_curves",
    "side_by_side",
    "silhouette_and_nulls",
    "size_and_revenue",
    "snapshot_drift",
    "stability",
    "sweeps",
    "taken_apart",
    "timeline",
    "use_style",
    "variance",
    "where_it_fails",
]
