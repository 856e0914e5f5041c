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
    blurred = table.loc[["DBSCAN", "HDBSCAN"], "ARI"].max() < 0.8
    reading = (
        "**The density methods do not see the same groups**: these are centres with overlapping "
        "edges, not islands, and the customers in between have to be served too."
        if blurred
        else "The groups are islands: density finds them too."
    )
    return f"The methods that place everybody {agree} K-Means (ARI: {text}). {density}. {reading}"
