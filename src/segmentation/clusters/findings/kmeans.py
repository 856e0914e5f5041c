"""Sentences of notebook 06."""

import pandas as pd

AHEAD = 0.01  # ARI


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
        words = "**not always the same segments**: at this k they depend on the seed"
    return (
        f"With another seed at most {most:,} of {customers:,} customers get another segment "
        f"(lowest ARI {low:.5f}): {words}."
    )


def methods(table: pd.DataFrame) -> str:
    """Whether other algorithms confirm the partition of K-Means."""
    ward = table.at["Ward", "ARI with K-Means"]
    agree = "agrees" if ward > 0.8 else "agrees in part" if ward > 0.5 else "does not agree"
    truth = table["ARI with planted personas"]
    if truth["Ward"] > truth["K-Means"] + AHEAD:
        agree += " with K-Means and is nearer to the planted personas"
    else:
        agree += " with K-Means"
    kept = table.loc["HDBSCAN"]
    alike = kept["ARI without noise"] > 0.8
    if kept["groups"] < 2:
        density = "At this setting density finds no groups to compare"
    elif alike and kept["share noise"] < 0.2:
        density = "Density confirms the partition"
    else:
        density = (
            "**At this setting density does not confirm the partition**. For the "
            f"{1 - kept['share noise']:.0%} that HDBSCAN places, the ARI with K-Means is "
            f"{kept['ARI without noise']:.2f}{', so only there it agrees' if alike else ''}"
        )
    return f"Ward {agree}. {density}."
