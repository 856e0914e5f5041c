"""Sentences of notebook 02."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed

SKEWED = 1.0


def skew(shape: pd.DataFrame, recency: tuple[float, float] | None = None) -> str:
    """Which features are skewed, and whether recency has a second hump.

    Parameters
    ----------
    shape : DataFrame
        From `explore.shape_of`.
    recency : tuple, optional
        From `explore.second_hump`: the valley and the peak of the long silent.
    """
    tails = shape[shape["skewness"] > SKEWED].sort_values("skewness", ascending=False)
    if tails.empty:
        return f"No feature has a skewness above {SKEWED}."
    hump = (
        f" Recency is skewed for another reason: it has no long tail but a second hump. Fewer "
        f"customers have been silent for about {recency[0]:,.0f} days than for about "
        f"{recency[1]:,.0f}."
        if recency and "Recency" in tails.index
        else ""
    )
    return (
        f"Skewness above {SKEWED}: **{listed(list(tails.index))}**. The largest spender spent "
        f"{shape.loc['Monetary', 'maximum'] / shape.loc['Monetary', 'median']:,.0f} times the "
        f"median.{hump}"
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
    """Compare a cohort with itself as it ages, and the cohorts at the same age."""
    second = table[1].dropna() if 1 in table else pd.Series(dtype=float)
    if len(second) < 2:
        return "The shop is too young for cohorts to be compared."
    oldest = table.iloc[0, 1:].dropna()
    along = (
        f"Along a row: in the oldest cohort **{oldest.iloc[0]:.0%}** order in their second quarter "
        f"and **{oldest.iloc[-1]:.0%}** in the last one shown. "
    )
    low, high = second.idxmin(), second.idxmax()
    if second[high] - second[low] < 0.03:
        return f"{along}Down a column: in their second quarter all are alike ({second.mean():.0%})."
    return (
        f"{along}Down a column: in their second quarter between **{second[low]:.0%}** (joined up "
        f"to {low}) and **{second[high]:.0%}** (up to {high}) of a cohort order."
    )
