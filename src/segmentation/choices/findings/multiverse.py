"""Sentences of notebook 12: the multiverse, and tests on what was clustered."""

import pandas as pd

from segmentation.base.words import listed

Way = tuple[str, str, str, str]  # features, preparation, method, k
NEAR = 0.8  # ARI of partitions that are called alike

SAID = {
    "top holds its value": "The top {top:.0%} of customers by segment hold at least {held:.0%} of "
    "contribution",
    "same are called first": "At least {called} of those whom ours calls first are called first",
    "costly spenders apart": "A segment that spends more than the average returns at least "
    "{costly:g} times as often as the average",
}


def agreement(agreed: pd.Series, reference: Way) -> str:
    """How far the other ways agree with ours, and with which features they do.

    Parameters
    ----------
    agreed : Series, index `multiverse.LEVELS`
        From `multiverse.agreement`.
    reference : tuple
    """
    others = agreed.drop(reference)
    alike = (others >= NEAR).groupby(level="features", sort=False).agg(["sum", "size"])
    by_features = [f"{yes} of {ways} on {name}" for name, yes, ways in alike.itertuples()]
    high, low, noisy = others.idxmax(), others.idxmin(), int(others.isna().sum())
    least = round(others[low], 2) + 0.0  # never "-0.00"
    text = (
        f"**{(others >= NEAR).sum()} of {len(others)} other ways agree with ours** at an ARI of "
        f"{NEAR} or more: {listed(by_features)}. The median is {others.median():.2f}. Nearest, at "
        f"{others[high]:.2f}, is {_way(high)}; farthest, at {least:.2f}, is {_way(low)}."
    )
    if noisy:
        ways = "1 way calls" if noisy == 1 else f"{noisy} ways call"
        text += f" {ways} more than a fifth of the customers noise, and count as disagreeing."
    return text


def _way(way: Way) -> str:
    features, preparation, method, k = way
    return f"{method} on {features} ({preparation}; {k})"


def _never_with(held: pd.Series) -> str:
    """The choices with which a conclusion never holds."""
    choices = [
        choice
        for level in ("features", "preparation", "method")
        for choice in held.index.unique(level)
        if not held.xs(choice, level=level).any()
    ]
    return f"never with {listed(choices)}" if choices else "failing with no one choice"


def survivors(
    held: pd.DataFrame, top: float, value_held: float, called: float, costly: float
) -> str:
    """In how many ways each conclusion holds, and with which choice it never does.

    Parameters
    ----------
    held : DataFrame of bool
        From `multiverse.holding`.
    top, value_held, called, costly : float
        What the conclusions say, from `multiverse`.
    """
    lines = []
    for name, column in held.items():
        said = SAID[str(name)].format(top=top, held=value_held, called=f"{called:.0%}",
                                      costly=costly)  # fmt: skip
        count = int(column.sum())
        where = "" if count == len(column) else f", {_never_with(column)}"
        lines.append(f"- {said}: in **{count} of {len(column)}** ways{where}.")
    survived = int(held.all().sum())
    verb = "survives" if survived == 1 else "survive"
    lines += ["", f"**{survived or 'No'} of {held.shape[1]} conclusions {verb} every way.**"]
    if not survived:
        lines[-1] = "**No conclusion survives every way.**"
    return "\n".join(lines)


def on_scores(points: int, customers: int, ari: float) -> str:
    """What clustering scores instead of values does."""
    return (
        f"Scores leave {points} different combinations for {customers:,} customers. K-Means on "
        f"them agrees with K-Means on the values at an ARI of {ari:.2f}: a score says who ranks "
        "before whom, not by how much. Here scores serve the rules only."
    )


def double_dipping(share: dict[str, float], level: float, draws: int) -> str:
    """How often a t-test between two clusters of one cloud is significant.

    Parameters
    ----------
    share : dict
        "clustered" and "held out" → share of draws with p below the level.
    level : float
    draws : int
    """
    return (
        f"In {draws} clouds without any groups, the difference between the two clusters is "
        f"significant (p < {level:g}) in **{share['clustered']:.0%}** of them on a feature that "
        f"was clustered, and in **{share['held out']:.1%}** on one that was held out. Only the "
        f"second is a test."
    )
