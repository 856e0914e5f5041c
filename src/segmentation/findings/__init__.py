"""Sentences whose wording depends on the result, as Markdown text."""

from segmentation.findings.choose_k import blades, like_with_like, nothing, verdict, votes
from segmentation.findings.cluster import methods, seeds, standing_out
from segmentation.findings.data_generation import moments, shop_size
from segmentation.findings.explore import correlated, retention, skew
from segmentation.findings.online_retail import cleaning, orders_made, policy, real_segments
from segmentation.findings.personas import (
    answer,
    blurred,
    calls,
    champions,
    channel,
    generous,
    gift,
    may_be_named,
    money,
    naming,
    premise,
    taken_apart,
    where_it_went,
)
from segmentation.findings.projection import axes, clustering_the_map, hidden
from segmentation.findings.rfm import drift, pair, scores
from segmentation.findings.scaling import dominant, false_cluster, not_logged, recipes

__all__ = [
    "answer",
    "axes",
    "blades",
    "blurred",
    "calls",
    "champions",
    "channel",
    "cleaning",
    "clustering_the_map",
    "correlated",
    "dominant",
    "drift",
    "false_cluster",
    "generous",
    "gift",
    "hidden",
    "like_with_like",
    "may_be_named",
    "methods",
    "moments",
    "money",
    "naming",
    "not_logged",
    "nothing",
    "orders_made",
    "pair",
    "policy",
    "premise",
    "real_segments",
    "recipes",
    "retention",
    "scores",
    "seeds",
    "shop_size",
    "skew",
    "standing_out",
    "taken_apart",
    "verdict",
    "votes",
    "where_it_went",
]
