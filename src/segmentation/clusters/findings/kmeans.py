"""Sentences of notebook 06."""

import pandas as pd

from segmentation.clusters.centroids import ORDER_BY


def seeds(agreement: pd.Series, changed: pd.Series, customers: int) -> str:
    """Whether other seeds give the same segments.

    Parameters
    ----------
    agreement, changed : Series
        ARI with the first seed, and how many customers get another segment, by seed.
    customers : int
    """
    low, most = agreement.min(), int(changed.max())
    if most == 0:
        return f"Every other seed gives all {customers:,} customers the same segment."
    if low > 0.99:
        words = "nearly the same segments every time"
    elif low > 0.9:
        words = "similar segments every time"
    else:
        words = "**not always the same segments**: this k hangs on the seed"
    return (
        f"With another seed at most {most:,} of {customers:,} customers get another segment "
        f"(lowest ARI {low:.5f}): {words}."
    )


def sorting(centres: pd.DataFrame) -> str:
    """How far apart the two neighbours are that could most easily swap their numbers."""
    key = next(name for name in (*ORDER_BY, *centres.columns) if name in centres)
    apart = centres[key].diff().abs()
    last = int(apart.idxmin())
    return (
        f"Closest in {key}, by which they are sorted: clusters {last - 1} and {last}, "
        f"{apart[last]:.2f} σ apart. On new data two such neighbours could swap their numbers."
    )


def methods(table: pd.DataFrame) -> str:
    """Whether other algorithms confirm the partition of K-Means."""
    ward = table.at["Ward", "ARI with K-Means"]
    agree = "agrees" if ward > 0.8 else "agrees in part" if ward > 0.5 else "does not agree"
    kept = table.loc["HDBSCAN"]
    if kept["groups"] < 2:
        density = "At this setting density finds no groups to compare"
    elif kept["ARI without noise"] > 0.8 and kept["share noise"] < 0.2:
        density = "Density confirms the partition"
    else:
        density = (
            "**At this setting density does not confirm the partition**, not even for the "
            f"{1 - kept['share noise']:.0%} that HDBSCAN places"
        )
    return f"Ward {agree} with K-Means. {density}."


def touching(share: float, factor: float) -> str:
    """How many customers stand at a border."""
    return (
        f"**{share:.0%} of the customers** have another centroid at most {factor - 1:.0%} farther "
        "away than their own: they stand at a border, and their segment is a convention."
    )
