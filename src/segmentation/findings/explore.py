"""Sentences of notebook 02."""

import numpy as np
import pandas as pd

SKEWED = 1.0


def listed(names: list[str]) -> str:
    """Names as "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def skew(shape: pd.DataFrame) -> str:
    """Which features have a long tail."""
    tails = shape[shape["skewness"] > SKEWED].sort_values("skewness", ascending=False)
    if tails.empty:
        return f"No feature has a skewness above {SKEWED}."
    return (
        f"Long tails (skewness above {SKEWED}): **{listed(list(tails.index))}**. The largest "
        f"spender spent {shape.loc['Monetary', 'maximum'] / shape.loc['Monetary', 'median']:,.0f} "
        f"times the median."
    )


def correlated(table: pd.DataFrame) -> str:
    """The strongest pair, and the feature that is least tied to the others."""
    off = table.where(~np.eye(len(table), dtype=bool))
    first, second = off.abs().stack().idxmax()
    alone = off.abs().max().idxmin()
    return (
        f"**{first} and {second}** are tied most closely ({table.loc[first, second]:+.2f}). "
        f"{alone} is tied least to anything else (at most {off[alone].abs().max():.2f})."
    )


def retention(table: pd.DataFrame) -> str:
    """Compare the cohorts at the same age."""
    second = table[1].dropna() if 1 in table else pd.Series(dtype=float)
    if len(second) < 2:
        return "The shop is too young for cohorts to be compared."
    low, high = second.idxmin(), second.idxmax()
    if second[high] - second[low] < 0.03:
        return f"All cohorts are alike: {second.mean():.0%} order again in their second quarter."
    return (
        f"In their second quarter between **{second[low]:.0%}** (joined up to {low}) and "
        f"**{second[high]:.0%}** (up to {high}) of a cohort order again."
    )
