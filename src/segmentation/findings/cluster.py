"""Sentences of notebook 06."""

import pandas as pd

from segmentation.findings.explore import listed
from segmentation.personas import reason


def standing_out(centres: pd.DataFrame) -> str:
    """The strongest traits of each cluster, as a list."""
    return "\n".join(f"- cluster {i}: {reason(centre)}" for i, centre in centres.iterrows())


def seeds(agreement: pd.Series) -> str:
    """Whether other seeds give the same segments."""
    low = agreement.min()
    if low > 0.99:
        words = "the same segments every time"
    elif low > 0.9:
        words = "nearly the same segments every time"
    else:
        words = "**not always the same segments**: this k hangs on the seed"
    return f"Lowest ARI with another seed: {low:.3f}, {words}."


def methods(table: pd.DataFrame) -> str:
    """Which algorithms agree with K-Means, and what the density methods do."""
    partitions = table.drop(index=["K-Means", "DBSCAN", "HDBSCAN"])["ARI"]
    text = listed([f"{name} {ari:.2f}" for name, ari in partitions.items()])
    agree = "agree with" if partitions.min() > 0.8 else "only partly agree with"
    density = listed(
        [
            f"{name} finds {int(table.loc[name, 'groups'])} "
            f"{'group' if table.loc[name, 'groups'] == 1 else 'groups'} and calls "
            f"{table.loc[name, 'noise share']:.0%} of the customers noise"
            for name in ("DBSCAN", "HDBSCAN")
        ]
    )
    kept = table.loc["HDBSCAN"]
    if kept["groups"] < 2:
        reading = "At this setting density finds no groups to compare."
    elif kept["ARI without noise"] > 0.8 and kept["noise share"] < 0.2:
        reading = "Density confirms the partition."
    else:
        reading = (
            f"**At this setting density does not confirm the partition**: the "
            f"{1 - kept['noise share']:.0%} that HDBSCAN places agree with it at "
            f"{kept['ARI without noise']:.2f}."
        )
    return f"The methods that place everybody {agree} K-Means (ARI: {text}). {density}. {reading}"
