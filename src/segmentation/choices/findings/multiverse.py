"""Sentences of notebook 12: the multiverse, and tests on what was clustered."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.choices.multiverse import COSTLY, SAME_CALLED, TOP, VALUE_HELD, Universe

NEAR = 0.8  # ARI of partitions that are called alike

SAID = {
    "top holds its value": f"The top {TOP:.0%} of customers by segment hold at least "
    f"{VALUE_HELD:.0%} of contribution",
    "same are called first": f"At least {SAME_CALLED:.0%} of those whom ours calls first are "
    "called first",
    "costly spenders apart": "A segment that spends more than the average returns at least "
    f"{COSTLY:g} times as often as the average",
}


def agreement(agreed: pd.Series, reference: Universe) -> str:
    """With which features the other ways of `multiverse.agreement` agree with ours."""
    others = agreed.drop(reference)
    alike = (others >= NEAR).groupby(level="features", sort=False).agg(["sum", "size"])
    by_features = [f"{yes} of {ways} on {name}" for name, yes, ways in alike.itertuples()]
    noisy = int(others.isna().sum())
    noise = f" Those with too much noise, {noisy}, count as disagreeing." if noisy else ""
    return (
        f"{listed(by_features)} agree at an ARI of {NEAR} or more; the median is "
        f"{others.median():.2f}.{noise}"
    )


def survivors(held: pd.DataFrame) -> str:
    """In how many ways each conclusion of `multiverse.holding` holds."""
    lines = [
        f"- {SAID[str(name)]}: in **{column.sum()} of {len(column)}** ways."
        for name, column in held.items()
    ]
    survived = int(held.all().sum())
    verb = "survive" if survived > 1 else "survives"
    said = f"{survived} of {held.shape[1]} conclusions {verb}" if survived else (
        "No conclusion survives")  # fmt: skip
    return "\n".join([*lines, "", f"**{said} every way.**"])


def on_scores(points: int, customers: int, ari: float) -> str:
    """What clustering scores instead of values does."""
    return (
        f"Scores leave {points} different combinations for {customers:,} customers. K-Means on "
        f"them agrees with K-Means on the values at an ARI of {ari:.2f}: a score says who ranks "
        "before whom, not by how much. Here scores serve the rules only."
    )


def double_dipping(share: dict[str, float], level: float, draws: int) -> str:
    """In what share of draws a t-test between two clusters of one cloud is significant.

    `share` is that on a feature that was "clustered" and on one "held out".
    """
    return (
        f"In {draws} clouds without any groups, the difference between the two clusters is "
        f"significant (p < {level:g}) in **{share['clustered']:.0%}** of them on a feature that "
        f"was clustered, and in **{share['held out']:.1%}** on one that was held out. Only the "
        f"second is a test."
    )
