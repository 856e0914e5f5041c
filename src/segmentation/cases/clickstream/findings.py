"""Sentences of the clickstream case."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed, per_cent, plural
from segmentation.cases.clickstream.segments import FRESH, of_buyers

TWICE = 2  # ratio from which two shops are called different


def visitors(users: pd.DataFrame) -> str:
    """How few users buy, and how many are seen once."""
    bought, once = users["Purchases"] > 0, users["Sessions"] == 1
    text = (
        f"**{bought.mean():.1%} of {len(users):,} users bought anything**; {once.mean():.0%} came "
        f"in one session only. "
    )
    if not bought.any():
        return f"{text}Without a purchase, money tells nobody apart."
    spend = users["Monetary"].sort_values(ascending=False)
    tenth = spend.head(max(int(bought.sum()) // 10, 1)).sum() / spend.sum()
    return f"{text}The top tenth of the buyers bring {tenth:.0%} of the spend."


def left_out(constant: list[str], days: int) -> str:
    """Which features are the same for everybody, and so cannot be clustered on."""
    span = f"The events cover {plural(days, 'day')}"
    if not constant:
        return f"{span}, and every feature differs between users."
    is_or_are = "are" if len(constant) > 1 else "is"
    return f"{span}: **{listed(constant)} {is_or_are} the same for every user and left out**."


def cut(table: pd.DataFrame, centroids: pd.DataFrame) -> str:
    """How many segments are the buyers, and by what the others are told apart.

    `table` is from `segments.segments`, `centroids` are in σ, in the same order.
    """
    buying = table.index.isin(of_buyers(table))
    if not buying.any() or buying.all():
        return f"{'Every' if buying.any() else 'No'} segment consists of buyers for the most part."
    buyers = table["bought"] * table["customers"]
    apart = (centroids[~buying].max() - centroids[~buying].min()).nlargest(3)
    return (
        f"**{buying.sum()} of {plural(len(table), 'segment')} hold "
        f"{buyers[buying].sum() / buyers.sum():.1%} of the buyers**; the rest cut those who did "
        f"not buy, for the most part by {listed([str(name) for name in apart.index])}."
    )


def retarget(carts: pd.DataFrame, users: int, margin: float) -> str:
    """What lies in carts, and what it brings to remind first; `carts` is from `carts_left`."""
    if carts.empty:
        return "Nobody left anything in a cart."
    first = carts.loc[~carts["Bought"] & carts["Fresh"], "Value"]
    return (
        f"**{len(carts):,} users ({len(carts) / users:.0%}) left products worth "
        f"{carts['Value'].sum():,.0f} in carts**. To remind first: **{len(first):,} users who "
        f"never bought and carted something in the last {FRESH} days**. Every 1% of their carts' "
        f"value that is recovered contributes {first.sum() * margin / 100:,.0f} at the assumed "
        "margin."
    )


def bought_later(table: pd.DataFrame, everyone: float, days: int, yardsticks: pd.DataFrame) -> str:
    """Whether the segments tell who buys next, and whether one sorted list tells as much.

    `table` is from `intervals.rates_with_ci`, `everyone` the share of all users, `yardsticks` from
    `segments.as_many`, as many users as the best segment holds.
    """
    if table.empty:
        return f"The events are too few days to hold out {days} of them: nothing can be said."
    segment = table.loc[table["share"].idxmax()]
    best = yardsticks.loc[yardsticks["share"].idxmax()]
    text = (
        f"In the {days} days held out {everyone:.1%} of all users bought, of *{segment.name}* "
        f"**{segment['share']:.1%}**, and of as many users from a list sorted by *{best.name}* "
        f"**{best['share']:.1%}** (the best of {plural(len(table), 'segment')} and of "
        f"{plural(len(yardsticks), 'list')}, picked on these very days). "
    )
    if segment["low"] > best["high"]:
        return f"{text}The segment says more than any of these lists."
    much = "more than" if segment["high"] < best["low"] else "as much as"
    return f"{text}**The best list says {much} the best segment**, without any clustering."


def excerpt(users: pd.DataFrame, hours: float, busy: tuple[int, float], constant: list[str]) -> str:
    """What a few hours of the published file can and cannot tell of its users.

    `busy` has minutes, and the largest share of the events within so many; `constant` the features
    that are the same for everybody.
    """
    span = f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:.1f} hours"
    can = (
        f"The events span {span}, **{busy[1]:.0%} of them within {busy[0]} minutes**. They can "
        "tell how the shop converts just then."
    )
    if not constant:
        return can
    return (
        f"{can} **They cannot tell** who is loyal or lost: {(users['Sessions'] == 1).mean():.0%} "
        f"of the users are seen in one session, {per_cent((users['Purchases'] > 1).mean())} bought "
        f"twice, and {listed(constant)} {'are' if len(constant) > 1 else 'is'} constant."
    )


def beside(table: pd.DataFrame) -> str:
    """How far the events of the notebook and the excerpt convert alike, from `side_by_side`."""
    one, other = table.columns
    gap = (table[one] / table[other]).drop(index="share of users who bought")
    apart = np.log(gap[np.isfinite(gap) & (gap > 0)]).abs()
    if apart.empty or np.exp(apart.max()) < TWICE:
        return f"No figure of {one} is twice that of {other}, or half of it."
    return (
        f"Furthest apart: *{apart.idxmax()}*. **They are not the same shop**; hours leave out "
        "carts and purchases that come before or after them, which explains a part."
    )
