"""Sentences of the clickstream case about its segments."""

import pandas as pd

from segmentation.findings.explore import listed
from segmentation.sources.clickstream_segments import BUYING


def segments(table: pd.DataFrame, kind: str, pointing: list[str]) -> str:
    """Who brings the spend, and what the names may claim.

    Parameters
    ----------
    table : DataFrame, index segment
        From `clickstream_segments.segments`.
    kind : str
        The verdict.
    pointing : list of str
        Archetypes that a centroid points to.
    """
    spend = table["share of spend"]
    text = ""
    if spend.sum() > 0:
        top = spend.idxmax()
        text = (
            f"**{top}**: {table.loc[top, 'share']:.0%} of the users, {spend[top]:.0%} of the "
            f"spend. "
        )
    if kind == "natural":
        return text + "The clusters are natural by the rule, so archetype names are given."
    if not pointing:
        return text + "The names only describe; no centroid points to an archetype."
    return text + (
        f"The verdict is *{kind}*, so the names only describe. {listed(pointing)} "
        f"{'is what one centroid points' if len(pointing) == 1 else 'are what centroids point'} "
        f"to: short names for slices of a continuum, not kinds that exist."
    )


def meaning(table: pd.DataFrame) -> pd.Series:
    """What the figures of each segment mean, in a sentence each.

    Parameters
    ----------
    table : DataFrame, index segment
        From `clickstream_segments.segments`.

    Returns
    -------
    Series of str, same index
    """
    usual = (table["Recency"] * table["share"]).sum()
    told = {}
    for name, row in table.iterrows():
        seen = f"last seen {row['Recency']:.0f} days ago on average"
        if row["bought"] >= 0.5:
            told[name] = (
                f"They buy: {row['Frequency']:.1f} orders each, {seen}; "
                f"{row['share of spend']:.0%} of the spend is theirs."
            )
        elif row["carted"] >= 0.5:
            told[name] = (
                f"They choose and then stop: {row['carted']:.0%} put something into the cart, "
                f"{row['bought']:.0%} bought; {seen}."
            )
        elif row["Recency"] > 1.25 * usual:
            told[name] = f"They came {row['Sessions']:.1f} times each and have gone: {seen}."
        elif row["Sessions"] >= 2:
            told[name] = (
                f"They look and do not choose: {row['Sessions']:.1f} visits and "
                f"{row['Products']:.0f} products each; {seen}."
            )
        else:
            told[name] = (
                f"They passed by: {row['Sessions']:.1f} visits and {row['Products']:.1f} products "
                f"each; {seen}."
            )
    return pd.Series(told, name="meaning").rename_axis(table.index.name)


def funnel(table: pd.DataFrame) -> str:
    """Who left most carts, and how many users are in segments that hardly buy.

    Parameters
    ----------
    table : DataFrame, index segment
        From `clickstream_segments.segments`.
    """
    text = []
    left = table["left users"]
    if left.sum():
        top = left.idxmax()
        text.append(
            f"Of the {left.sum():,.0f} users who left something in the cart most are in *{top}* "
            f"({left[top]:,.0f}); {table.loc[top, 'bought']:.0%} of that segment bought."
        )
    idle = table.loc[table["bought"] < BUYING, "share"].sum()
    if idle:
        text.append(
            f"**{idle:.0%} of all users are in segments where fewer than {BUYING:.0%} bought**."
        )
    return " ".join(text) or "Every segment has buyers, and nobody left anything in a cart."


def tastes(hours: pd.DataFrame) -> str:
    """Whether the segments differ in the hour of the day.

    Parameters
    ----------
    hours : DataFrame, index segment
        Mean shares of the events by part of the day.
    """
    spread = hours.max() - hours.min()
    part = str(spread.idxmax())
    points = f"{100 * spread[part]:.1f} percentage points"
    most = f"{points}, in the {part.lower()}"
    if spread[part] < 0.05:
        return f"Hours hardly tell the segments apart: they differ by at most {most}."
    return f"The segments differ by up to **{most}**."


def worth(table: pd.DataFrame, margin: float) -> str:
    """Where one percentage point more would be worth most, under the assumptions.

    Parameters
    ----------
    table : DataFrame, index segment
        `worth of a point`.
    margin : float
        Assumed share of the price.
    """
    value = table["worth of a point"]
    if not value.notna().any():
        return "Nothing was bought, so no order can be valued."
    top, dearest = value.idxmax(), table["left of an order"].idxmax()
    size = (
        "It is simply the largest segment. "
        if table.loc[top, "customers"] == table["customers"].max()
        else ""
    )
    return (
        f"One percentage point more of **{top}** who order once would leave **{value[top]:,.0f}**, "
        f"more than in any other segment. {size}Most of one order is left by *{dearest}*: "
        f"{table.loc[dearest, 'left of an order']:,.2f}. All at an assumed margin of {margin:.0%}, "
        f"and if such an order is like the orders so far: the most that a campaign which brings "
        f"one point may cost. How hard a point is to get is another matter: see [who buys "
        f"next](#Who-buys-next)."
    )


def retarget(left: pd.DataFrame, users: int, margin: float) -> str:
    """What lies in carts, and how concentrated it is.

    Parameters
    ----------
    left : DataFrame
        From `clickstream_tables.abandoned`.
    users : int
        All users.
    margin : float
        Assumed share of the price.
    """
    if left.empty:
        return "Nobody left anything in a cart."
    total = left["Value"].sum()
    tenth = left["Value"].nlargest(max(len(left) // 10, 1)).sum() / total
    return (
        f"**{len(left):,} users ({len(left) / users:.0%}) left products worth {total:,.0f} in "
        f"their carts**; a tenth of them hold {tenth:.0%} of it. Each percentage point of this "
        f"value that is bought after all leaves {total * margin / 100:,.0f} at the assumed margin."
    )


def bought_later(table: pd.DataFrame, everyone: float, days: int, yardsticks: pd.DataFrame) -> str:
    """Whether the segments tell who buys next, and whether one plain feature tells as much.

    Parameters
    ----------
    table : DataFrame, index segment
        From `validate.share_by`.
    everyone : float
        The share of all users.
    days : int
    yardsticks : DataFrame
        From `clickstream_segments.as_many`, as many users as the best segment holds.
    """
    if table.empty:
        return f"The events are too few days to hold out {days} of them: nothing can be said."
    top, best = table["share"].idxmax(), yardsticks["share"].idxmax()
    own, other = table.loc[top], yardsticks.loc[best]
    text = (
        f"In the {days} days held out {everyone:.1%} of the users bought, of *{top}* "
        f"**{own['share']:.1%}** ({own['low']:.1%}–{own['high']:.1%}). Of as many users {best}, "
        f"**{other['share']:.1%}** did ({other['low']:.1%}–{other['high']:.1%}): "
    )
    if own["low"] > other["high"]:
        return text + "the segment says more than that one feature."
    if own["high"] < other["low"]:
        return text + "**one feature, sorted, says more than the best segment**."
    return text + "**one feature, sorted, says as much as the best segment**."
