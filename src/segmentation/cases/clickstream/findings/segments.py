"""Sentences of the clickstream case about its segments."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.cases.clickstream.segments import FRESH

MOST = 0.5  # share of buyers from which a segment is one of buyers


def segments(table: pd.DataFrame, kind: str) -> str:
    """Who brings the spend, and what the names may claim.

    Parameters
    ----------
    table : DataFrame, index segment
        From `segments.segments`.
    kind : str
        The verdict.
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
    return text + (
        f"The verdict is *{kind}*, so the names only describe where a slice of a continuum lies."
    )


def cut(table: pd.DataFrame, centres: pd.DataFrame) -> str:
    """How many segments are the buyers, and by what the others are told apart.

    Parameters
    ----------
    table : DataFrame, index segment
        From `segments.segments`.
    centres : DataFrame, shape (k, d)
        Centroids of the segments, in σ, in the same order.
    """
    buying = (table["bought"] >= MOST).to_numpy()
    if not buying.any() or buying.all():
        return f"{'Every' if buying.any() else 'No'} segment consists of buyers for the most part."
    buyers = table["bought"] * table["customers"]
    share = buyers[buying].sum() / buyers.sum()
    text = (
        f"**{buying.sum()} of the {len(table)} segments "
        f"{'are' if buying.sum() > 1 else 'is'} the buyers** ({share:.1%} of them)"
    )
    rest = centres[~buying]
    if len(rest) == 1:
        return f"{text}, the other one those who did not buy."
    apart = (rest.max() - rest.min()).nlargest(3)
    return (
        f"{text}; the other {len(rest)} cut those who did not buy, for the most part by "
        f"{listed([str(name) for name in apart.index])}."
    )


def meaning(table: pd.DataFrame) -> pd.Series:
    """What the figures of each segment mean, in a sentence each.

    Parameters
    ----------
    table : DataFrame, index segment
        From `segments.segments`.

    Returns
    -------
    Series of str, same index
    """
    usual = (table["Recency"] * table["share"]).sum()
    told = {}
    for name, row in table.iterrows():
        seen = f"last seen {row['Recency']:.0f} days ago on average"
        if row["bought"] >= MOST:
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
    """Where buyers skip the cart, and who left most in carts.

    Parameters
    ----------
    table : DataFrame, index segment
        From `segments.segments`.
    """
    text = []
    skipped = table["bought"] - table["carted"]
    if skipped.max() > 0.01:
        name = skipped.idxmax()
        text.append(
            f"Of *{name}* {table.loc[name, 'carted']:.0%} carted something and "
            f"{table.loc[name, 'bought']:.0%} bought: a purchase without a cart counts too."
        )
    left = table["left users"]
    if left.sum():
        top, dearest = left.idxmax(), table["left value"].idxmax()
        share = table.loc[dearest, "left value"] / table["left value"].sum()
        text.append(
            f"Of the {left.sum():,.0f} users who left something in the cart the largest group, "
            f"{left[top] / left.sum():.0%}, is in *{top}*; most of the value, {share:.0%}, is with "
            f"{'them as well' if top == dearest else f'*{dearest}*'}."
        )
    return " ".join(text) or "Nobody bought without a cart, and nobody left anything in one."


def worth(table: pd.DataFrame, margin: float) -> str:
    """What an action may cost, and where more buyers would bring most, under the assumptions.

    Parameters
    ----------
    table : DataFrame, index segment
        From `segments.worth`.
    margin : float
        Assumed share of the price.
    """
    price = table["break-even"].dropna()
    if price.empty:
        return "Nothing was bought, or every segment is to be paid for no longer: no break-even."
    low, high = price.min(), price.max()
    span = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
    text = (
        f"The break-even cost per percentage point and 1,000 users is **{span}**, at an assumed "
        f"margin of {margin:.0%} and if such an order is like the orders so far. "
    )
    more = table["10% more buyers"].dropna()
    if more.empty:
        return text + "Without days held out it is not known who buys anyway."
    top = more.idxmax()
    return text + (
        f"Ten per cent more buyers than in the days held out would leave {more.sum():,.0f} in all, "
        f"most of it, {more[top]:,.0f}, with *{top}*. How hard that is to get only a test tells."
    )


def retarget(carts: pd.DataFrame, users: int, margin: float) -> str:
    """What lies in carts, whom to remind first, and why it is no lost sale.

    Parameters
    ----------
    carts : DataFrame
        From `segments.carts_left`.
    users : int
        All users.
    margin : float
        Assumed share of the price.
    """
    if carts.empty:
        return "Nobody left anything in a cart."
    total = carts["Value"].sum()
    text = (
        f"**{len(carts):,} users ({len(carts) / users:.0%}) left products worth {total:,.0f} in "
        f"carts**, at cart prices; this is no lost sale and may include products passed over for "
        f"another one. {carts.loc[carts['Bought'], 'Value'].sum() / total:.0%} of the value is "
        f"with users who bought something. "
    )
    first = carts[~carts["Bought"] & carts["Fresh"]]
    if first.empty:
        return text + f"Nobody who never bought carted anything in the last {FRESH} days."
    value = first["Value"].sum()
    return text + (
        f"To remind first: **{len(first):,} users who never bought and carted something in the "
        f"last {FRESH} days**, worth {value:,.0f}. Each percentage point of it that is bought "
        f"after all leaves {value * margin / 100:,.0f} at the assumed margin."
    )


def written(file: str, carts: pd.DataFrame) -> str:
    """Which file the list was written to, and how many users are on it.

    Parameters
    ----------
    file : str
    carts : DataFrame
        The rows that were written.
    """
    return f"`{file}`: {len(carts):,} users who never bought, {carts['Fresh'].sum():,} fresh first."


def bought_later(table: pd.DataFrame, everyone: float, days: int, yardsticks: pd.DataFrame) -> str:
    """Whether the segments tell who buys next, and whether one sorted list tells as much.

    Parameters
    ----------
    table : DataFrame, index segment
        From `intervals.share_by`.
    everyone : float
        The share of all users.
    days : int
    yardsticks : DataFrame
        From `segments.as_many`, as many users as the best segment holds.
    """
    if table.empty:
        return f"The events are too few days to hold out {days} of them: nothing can be said."
    top, best = table["share"].idxmax(), yardsticks["share"].idxmax()
    own, other = table.loc[top], yardsticks.loc[best]
    text = (
        f"In the {days} days held out {everyone:.1%} of the users seen by then bought, of *{top}* "
        f"**{own['share']:.1%}** ({own['low']:.1%}–{own['high']:.1%}). Of as many users from a "
        f"list sorted by *{best}*, the best of {len(yardsticks)} lists, **{other['share']:.1%}** "
        f"did ({other['low']:.1%}–{other['high']:.1%}): "
    )
    if own["low"] > other["high"]:
        return text + "the segment says more than any of these lists."
    if own["high"] < other["low"]:
        return text + "**a sorted list says more than the best segment**."
    return text + "**a sorted list says as much as the best segment**, without any clustering."
