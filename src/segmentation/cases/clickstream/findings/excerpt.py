"""Sentences of the clickstream case about the excerpt of the published file."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed

TWICE = 2  # ratio from which two shops are called different


def excerpt(
    counts: pd.Series, users: pd.DataFrame, hours: float, busy: tuple[int, float],
    constant: list[str],
) -> str:  # fmt: skip
    """What a few hours of the published file can and cannot tell.

    Parameters
    ----------
    counts : Series
        Events by type.
    users : DataFrame
        Features of its users.
    hours : float
        That the events cover.
    busy : tuple of int and float
        Minutes, and the largest share of the events within so many.
    constant : list of str
        Features that are the same for everybody.
    """
    views, carts, buys = (int(counts.get(name, 0)) for name in ("view", "cart", "purchase"))
    span = f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:.1f} hours"
    can = (
        f"The events span {span}, **{busy[1]:.0%} of them within {busy[0]} minutes**. They can "
        f"tell how the shop converts just then ({buys:,} purchases and {carts:,} carts on "
        f"{views:,} views), what is looked at, what it costs and which faults the file has."
    )
    if buys > carts:
        can += " There are more purchases than carts, so some purchases had no cart in these hours."
    if not constant:
        return can
    return (
        f"{can} **They cannot tell** who is loyal or lost: {(users['Sessions'] == 1).mean():.0%} "
        f"of the users are seen in one session, {(users['Purchases'] > 1).mean():.1%} bought "
        f"twice, and {listed(constant)} {'are' if len(constant) > 1 else 'is'} constant."
    )


def beside(table: pd.DataFrame) -> str:
    """How far the events of the notebook and the excerpt convert alike.

    Parameters
    ----------
    table : DataFrame
        From `tables.side_by_side`, two columns.
    """
    one, other = table.columns
    gap = (table[one] / table[other]).drop(index="share of users who bought")
    apart = np.log(gap[np.isfinite(gap) & (gap > 0)]).abs()
    if apart.empty or np.exp(apart.max()) < TWICE:
        return f"No figure of {one} is twice that of {other}, or half of it."
    worst = apart.idxmax()
    form = ".0%" if worst.startswith("share") else ".1f"
    return (
        f"Furthest apart: *{worst}*, {table.loc[worst, one]:{form}} in {one} and "
        f"{table.loc[worst, other]:{form}} in {other}. **They are not the same shop**; hours "
        f"leave out carts and purchases that come before or after them, which explains a part."
    )
