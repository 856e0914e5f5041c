"""Sentences whose wording depends on the result, as Markdown text."""

from segmentation.findings.choose_k import blades, nothing, verdict, votes
from segmentation.findings.data_generation import moments, shop_size
from segmentation.findings.explore import correlated, retention, skew
from segmentation.findings.rfm import drift, pair, scores
from segmentation.findings.scaling import dominant, false_cluster, not_logged, recipes

__all__ = [
    "blades",
    "correlated",
    "dominant",
    "drift",
    "false_cluster",
    "moments",
    "not_logged",
    "nothing",
    "pair",
    "recipes",
    "retention",
    "scores",
    "shop_size",
    "skew",
    "verdict",
    "votes",
]
