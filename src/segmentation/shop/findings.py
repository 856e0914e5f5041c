"""Sentences of notebook 01."""

import numpy as np
import pandas as pd
from scipy.stats import norm

RARE = 1_000  # runs in which chance alone may do it once


def moments(z: pd.DataFrame) -> str:
    """Whether the measured means of `truth.moments` are off the planted ones by chance."""
    quantity, persona = z.abs().stack().idxmax()
    runs = _one_run_in(z)
    verdict = (
        f"chance alone puts the farthest of {int(z.notna().sum().sum())} independent checks at "
        f"least so far off in about one run in {runs:,.0f}."
        if runs < RARE
        else "**that is more than chance allows**."
    )
    return (
        f"In standard errors the farthest is {quantity}, {persona}: {z.abs().max().max():.1f} off; "
        f"{verdict}"
    )


def _one_run_in(z: pd.DataFrame) -> float:
    """In one of how many runs the farthest of correct, independent checks is so far off."""
    checks, farthest = int(z.notna().sum().sum()), float(z.abs().max().max())
    inside = checks * np.log1p(-2 * norm.sf(farthest))
    return float(1 / max(-np.expm1(inside), 1e-300))
