"""Sentences of notebook 06."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.centroids import ORDER_BY, reason


def standing_out(centres: pd.DataFrame) -> str:
    """The strongest traits of each cluster, as a list."""
    return "\n".join(f"- cluster {i}: {reason(centre)}" for i, centre in centres.iterrows())


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
    """Which algorithms agree with K-Means, and what the density methods do."""
    ward = table.at["Ward", "ARI with K-Means"]
    agree = "agrees" if ward > 0.8 else "agrees only partly"
    density = listed(
        [
            f"{name} finds {int(table.loc[name, 'groups'])} "
            f"{'group' if table.loc[name, 'groups'] == 1 else 'groups'} and calls "
            f"{table.loc[name, 'share noise']:.0%} of the customers noise"
            for name in ("DBSCAN", "HDBSCAN")
        ]
    )
    kept = table.loc["HDBSCAN"]
    if kept["groups"] < 2:
        reading = "At this setting density finds no groups to compare."
    elif kept["ARI without noise"] > 0.8 and kept["share noise"] < 0.2:
        reading = "Density confirms the partition."
    else:
        reading = (
            f"**At this setting density does not confirm the partition**: the "
            f"{1 - kept['share noise']:.0%} that HDBSCAN places agree with K-Means at "
            f"{kept['ARI without noise']:.2f}."
        )
    return f"Ward {agree} with K-Means (ARI {ward:.2f}). {density}. {reading}"


def planted(table: pd.DataFrame) -> str:
    """Which method comes nearest to the planted personas."""
    against = table["ARI with planted personas"]
    everybody = against.drop(index=["DBSCAN", "HDBSCAN"])  # the others may well find one group
    if not everybody.max() > 0.05:  # also where nothing could be compared
        return "No personas are planted here that any method could recover."
    best = against.idxmax()
    text = f"Nearest to the planted personas: {best} ({against[best]:.2f})"
    if best != "K-Means":
        text += f", before K-Means ({against['K-Means']:.2f})"
    return f"{text}; on real data nobody could look this up."


def touching(share: float, factor: float) -> str:
    """How many customers stand at a border."""
    return (
        f"**{share:.0%} of the customers** have another centroid at most {factor - 1:.0%} farther "
        "away than their own: they stand at a border, and their segment is a convention."
    )


def fit_in_short(k: int, agreement: pd.Series, table: pd.DataFrame) -> str:
    """Seeds, other algorithms and density in one sentence."""
    seeds_agree = agreement.min() > 0.99
    kept = table.loc["HDBSCAN"]
    apart = kept["groups"] > 1 and kept["ARI without noise"] > 0.8 and kept["share noise"] < 0.2
    ward = table.at["Ward", "ARI with K-Means"]
    agree = "agrees" if ward > 0.8 else "agrees in part" if ward > 0.5 else "does not agree"
    return (
        f"**{k} segments**: other seeds "
        f"{'give nearly the same' if seeds_agree else 'do not always give the same'}, Ward "
        f"{agree} (ARI {ward:.2f}), and density methods "
        f"{'find them too' if apart else 'do not confirm them'}."
    )
