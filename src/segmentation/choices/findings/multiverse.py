"""Sentences of notebook 12: the multiverse, and tests on what was clustered."""

import pandas as pd

from segmentation.base.words import capital, listed
from segmentation.choices.multiverse import NOISY, Universe

NEAR = 0.8  # ARI of partitions that are called alike


def agreement(agreed: pd.Series, reference: Universe) -> str:
    """With which features the other ways of `multiverse.agreement` agree with ours."""
    others = agreed.drop(reference)
    alike = near_by_features(others)
    ways = others.groupby(level="features", sort=False).size()
    by_features = [f"{yes} of {ways[name]} on {name}" for name, yes in alike.items() if yes]
    nowhere = list(alike.index[alike == 0])
    none = [f"none on {listed(nowhere, 'or')}"] if nowhere else []
    said = capital(listed([*by_features, *none]))
    return f"{said} agree with ours (ARI of {NEAR} or more)."


def near_by_features(others: pd.Series) -> pd.Series:
    """How many of the ways with each kind of features agree."""
    return (others >= NEAR).groupby(level="features", sort=False).sum()


def survivors(held: pd.DataFrame) -> str:
    """In how many ways each conclusion of `multiverse.holding` holds, with noise and without."""
    lines = [f"Of {len(held)} ways each holds in so many:", ""]
    lines += [f"- *{name}*: **{column.sum()}**" for name, column in held.items()]
    survived = int(held.all().sum())
    verb = "survive" if survived > 1 else "survives"
    said = f"{survived} of {held.shape[1]} conclusions {verb}" if survived else (
        "No conclusion survives")  # fmt: skip
    return "\n".join([*lines, "", f"**{said} every way.**{_without_noise(held)}"])


def _without_noise(held: pd.DataFrame) -> str:
    """The best conclusion where the method that makes noise is left out, if it never held there."""
    noisy = held.index.get_level_values("method") == NOISY
    best = str(held[~noisy].sum().idxmax())
    if held.loc[noisy, best].any():
        return ""
    return (
        f" Too much noise makes all fail: without {NOISY} *{best}* holds in "
        f"{held.loc[~noisy, best].sum()} of {(~noisy).sum()}."
    )


def double_dipping(share: dict[str, float], level: float, draws: int) -> str:
    """In what share of draws a t-test between two clusters of one cloud is significant.

    `share` is that on a feature that was "clustered" and on one "held out".
    """
    return (
        f"In {draws} clouds without groups the halves differ significantly (p < {level:g}) in "
        f"**{share['clustered']:.0%}** on the clustered feature, and in "
        f"**{share['held out']:.1%}** on the one held out."
    )
