"""Sentences on who buys again at Olist, and what to do about it."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed
from segmentation.campaigns.experiment import rate_gap

SLIGHT = 0.005  # a difference between two rates below which it is called slight
TWO_NAMES = ["K-Champions", "K-Loyal"]


def _who(name: str, row: pd.Series) -> str:
    return f"*{name}* are {row['customers']:,.0f} with {row['orders']:.1f} orders each"


def flipped(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Whether K-Champions and K-Loyal mean the same in two fits.

    Parameters
    ----------
    before, after : DataFrame, index name
        `customers` and mean `orders` of the clusters of the earlier fit and at the snapshot.
    """
    if not set(TWO_NAMES) <= set(before.index) & set(after.index):
        return "Not both of *K-Champions* and *K-Loyal* are found in both fits."
    then, now = (
        listed([_who(name, table.loc[name]) for name in TWO_NAMES]) for table in (before, after)
    )
    text = f"In the earlier fit {then}; at the snapshot {now}"
    champions, loyal = TWO_NAMES
    was = before.loc[champions, "orders"] > before.loc[loyal, "orders"]
    if was != (after.loc[champions, "orders"] > after.loc[loyal, "orders"]):
        return text + (
            ". **The two names have changed places**: a direction tells who buys often from who "
            "does not, but not often from very often."
        )
    if np.allclose(before.loc[TWO_NAMES, "orders"], after.loc[TWO_NAMES, "orders"], atol=0.5):
        return text + ": the names mean the same in both."
    return text + ": the names are in the same order, but mean other numbers of orders."


def top(inside: dict[int, pd.Series], gap: dict[str, float], share: float, ways: list[str]) -> str:
    """How many of the buyers a campaign to the top of a ranking reaches.

    Parameters
    ----------
    inside : dict
        Days of the window → share of those who bought again, index ranking.
    gap : dict
        From `experiment.top_difference`, the first of `ways` less the second, last window.
    share : float
        Size of the top.
    ways : list of str
        Two rankings to compare.
    """
    days, last = list(inside.items())[-1]
    one, other = ways
    text = (
        f"An AUC near a half hides the top: of those who bought again within {days} days, "
        f"**{last[one]:.0%} are in the top {share:.0%} of customers by {one} and "
        f"{last[other]:.0%} by {other}** (difference {100 * gap['difference']:+.1f} points, "
        f"{100 * gap['low']:+.1f} to {100 * gap['high']:+.1f}). "
    )
    if gap["low"] > 0:
        return text + f"There {other} does not do as well, whatever its AUC."
    if gap["high"] < 0:
        return text + f"There {other} does better."
    return text + "No clear difference there."


def second(table: pd.DataFrame, k_means: str, days: int) -> str:
    """Which ranking of one-time buyers tells best who orders a second time.

    Parameters
    ----------
    table : DataFrame, index ranking
        From `holdout.auc`, of those who had ordered once, longest window.
    k_means : str
        Its row.
    days : int
    """
    best = table["AUC"].idxmax()
    own = table.loc[k_means]
    text = (
        f"Of one-time buyers alone, {best} ranks best within {days} days (AUC "
        f"{table.loc[best, 'AUC']:.3f}); {k_means} has {own['AUC']:.3f} ({own['low']:.3f} to "
        f"{own['high']:.3f})"
    )
    return text + (
        ". **No way of grouping ranks them better than recency alone.**"
        if best == "recency alone"
        else "."
    )


def silent(table: pd.DataFrame, groups: pd.DataFrame, days: int, today: int, rise: float) -> str:
    """How many of the silent good customers bought again, and what a campaign could show.

    Parameters
    ----------
    table : DataFrame, index segment
        `customers`, `share`, `low` and `high` in the hold-out, by the rules with ties together.
    groups : DataFrame, index "At Risk" and "others"
        The same of those At Risk and of everybody else.
    days : int
    today : int
        Customers At Risk at the snapshot.
    rise : float
        The smallest rise that they can show, halved, as a share of the rate.
    """
    if "At Risk" not in table.index or not table.loc["At Risk", "share"]:
        return "Nobody was At Risk and bought again."
    parts = [
        f"{row['share']:.2%} of {row['customers']:,.0f} {name} ({row['low']:.2%}–{row['high']:.2%})"
        for name, row in table.iterrows()
    ]
    gap, low, high = rate_gap(groups.loc["At Risk"], groups.loc["others"])
    slightly = "slightly " if abs(gap) < SLIGHT else ""
    place = (
        f"{slightly}fewer than" if high < 0 else f"{slightly}more than" if low > 0
        else "no clear difference from"
    )  # fmt: skip
    return (
        f"By the rules with ties together **{listed(parts)} bought again within {days} days**. "
        f"Those At Risk: {place} the others, {groups.loc['others', 'share']:.2%} of whom did "
        f"(difference {100 * gap:+.2f} points, {100 * low:+.2f} to {100 * high:+.2f}). "
        "At such a rate a win-back campaign is hard to judge: with one half held back, the "
        f"{today:,} who are At Risk today can "
        + (
            f"show a rise by {rise:.0%} or more, not a smaller one."
            if np.isfinite(rise)
            else "show no rise at all."
        )
    )


def todo(
    table: pd.DataFrame,
    back: pd.DataFrame,
    rises: list[float],
    each: int,
    wanted: float,
    days: int,
) -> str:
    """What follows for the shop.

    Parameters
    ----------
    table : DataFrame, index list
        `customers` and `share of spend`; one-time buyers, then repeat buyers.
    back : DataFrame, index list
        From `intervals.share_by`: who bought again in the hold-out.
    rises : list of float
        The smallest rise of its rate that each list can show, halved.
    each : int
        One-time buyers in each half that show a rise by `wanted`.
    wanted : float
    days : int
        Length of the window.
    """
    (one, several), rate = table["customers"], back["share"]
    return "\n".join(
        [
            "- **Judge what a first order costs and leaves.** One-time buyers bring "
            f"{table['share of spend'].iloc[0]:.1%} of the spend: a customer has to pay off with "
            "one order.",
            "- **Test one offer for the second order**, sent to one-time buyers drawn by lot, the "
            f"rest held back. {rate.iloc[0]:.2%} ordered again within {days} days without one; a "
            f"rise by {wanted:.0%} needs {each:,} customers in each half, and all {one:,.0f} of "
            f"them, halved, {_can(rises[0])}.",
            f"- **Treat repeat buyers as one list.** {rate.iloc[1]:.1%} of them came back; the "
            f"{several:,.0f} of today, halved, {_can(rises[1])}.",
        ]
    )


def _can(rise: float) -> str:
    return f"can show a rise by {rise:.0%} or more" if np.isfinite(rise) else "can show no rise"
