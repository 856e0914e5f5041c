"""Sentences of notebook 01."""

import numpy as np
import pandas as pd
from scipy.stats import norm

RARE = 1_000  # runs in which chance alone may do it once


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
        From `truth.moments`.
    """
    off = (ratio - 1).abs()
    quantity, persona = off.stack().idxmax()
    far_quantity, far_persona = z.abs().stack().idxmax()
    runs = _one_run_in(z)
    verdict = (
        f"chance alone puts the farthest of {int(z.notna().sum().sum())} independent checks at "
        f"least so far off in about one run in {runs:,.0f}."
        if runs < RARE
        else "**that is more than chance allows**."
    )
    return (
        f"The largest deviation is {off.max().max():.1%} ({quantity}, {persona}). In standard "
        f"errors the farthest is {far_quantity}, {far_persona}: {z.abs().max().max():.1f} off; "
        f"{verdict}"
    )


def _one_run_in(z: pd.DataFrame) -> float:
    """In one of how many runs the farthest of correct, independent checks is so far off."""
    checks, farthest = int(z.notna().sum().sum()), float(z.abs().max().max())
    inside = checks * np.log1p(-2 * norm.sf(farthest))
    return float(1 / max(-np.expm1(inside), 1e-300))
