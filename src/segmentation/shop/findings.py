"""Sentences of notebook 01."""

import numpy as np
import pandas as pd
from scipy.stats import binom, norm

RARE = 1_000  # runs in which chance alone may do it once
UNUSUAL = 20  # runs from which on it is worth a word
WHISKER = 2  # standard errors to each side


def moments(z: pd.DataFrame) -> str:
    """Whether the measured means of `truth.moments` are off the planted ones by chance."""
    quantity, persona = z.abs().stack().idxmax()
    checks, missed = int(z.notna().sum().sum()), int((z.abs() > WHISKER).sum().sum())
    by_chance = 2 * float(norm.sf(WHISKER))
    so_many = 1 / max(float(binom.sf(missed - 1, checks, by_chance)), 1e-300)
    if so_many >= RARE:
        rare = " **That is more than chance allows.**"
    elif so_many >= UNUSUAL:
        rare = (
            f" **That is rare**: if checks are independent, one run in {so_many:,.0f} has so many."
        )
    else:
        rare = ""
    runs = _one_run_in(z)
    verdict = (
        "chance alone goes as far in most runs."
        if runs < 1.5
        else f"chance alone goes as far in about one run in {runs:,.0f}."
        if runs < RARE
        else "**more than chance allows.**"
    )
    return (
        f"Of {checks} whiskers {missed} miss the line, by chance "
        f"{checks * by_chance:.1f} on average.{rare} The farthest is {quantity}, "
        f"{persona}, {z.abs().max().max():.1f} standard errors off: {verdict}"
    )


def _one_run_in(z: pd.DataFrame) -> float:
    """In one of how many runs the farthest of correct, independent checks is so far off."""
    checks, farthest = int(z.notna().sum().sum()), float(z.abs().max().max())
    inside = checks * np.log1p(-2 * norm.sf(farthest))
    return float(1 / max(-np.expm1(inside), 1e-300))
