"""Sentences of notebook 02."""

import pandas as pd

ALIKE = 0.03  # cohorts that differ by less are not told apart


def recency_hump(hump: tuple[float, float] | None) -> str:
    """Whether recency has a second hump: the valley and the peak of `explore.second_hump`."""
    if hump is None:
        return "Recency has one hump."
    return (
        "Recency has no long tail but a second hump: fewer customers have been silent for about "
        f"{hump[0]:,.0f} days than for about {hump[1]:,.0f}."
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
    if second[high] - second[low] < ALIKE:
        return f"{along}Down a column: in their second quarter all are alike ({second.mean():.0%})."
    return (
        f"{along}Down a column: in their second quarter between **{second[low]:.0%}** (joined up "
        f"to {low}) and **{second[high]:.0%}** (up to {high}) of a cohort order."
    )
