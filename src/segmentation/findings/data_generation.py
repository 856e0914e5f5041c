"""Sentences of notebook 01."""

import pandas as pd
from scipy.stats import norm


def shop_size(customers: int, orders: int, contacts: int, when: pd.Series) -> str:
    """How large the shop is and which dates it spans."""
    return (
        f"**{customers:,} customers, {orders:,} orders, {contacts:,} support contacts**, from "
        f"{when.min():%d %B %Y} to {when.max():%d %B %Y}: {orders / customers:.1f} orders per "
        f"customer on average."
    )


def moments(ratio: pd.DataFrame, z: pd.DataFrame) -> str:
    """How far the measured means are from the planted ones.

    Parameters
    ----------
    ratio, z : DataFrame
        From `validate.moments`.
    """
    off = (ratio - 1).abs()
    quantity, persona = off.stack().idxmax()
    checks, farthest = int(z.notna().sum().sum()), float(z.abs().max().max())
    # Of 1,000 runs of this many correct checks, about one has a point beyond this limit.
    limit = float(norm.isf(0.001 / (2 * checks)))
    verdict = (
        f"the farthest is {farthest:.1f} standard errors off, as chance allows"
        if farthest < limit
        else f"the farthest is {farthest:.1f} standard errors off, **more than chance allows**"
    )
    return (
        f"The largest deviation is {off.max().max():.1%} ({quantity}, {persona}). Of {checks} "
        f"checks, {verdict}."
    )
