"""Whom a campaign reaches by a ranking, and what a test of it can show."""

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import norm

LEVEL, POWER = 0.05, 0.8  # of a test


def _each(rate: float, lift: float, level: float) -> float:
    raised = rate * (1 + lift)
    spread = rate * (1 - rate) + raised * (1 - raised)
    quantiles = norm.ppf(1 - level / 2) + norm.ppf(POWER)
    return float(quantiles**2 * spread / (raised - rate) ** 2)


def needed(rate: float, lift: float, level: float = LEVEL) -> int:
    """Customers each half of a two-sided test needs to see a rate rise, at a power of 80%.

    `lift` is the rise as a share of the rate (Fleiss, Levin & Paik 2003, Statistical Methods for
    Rates and Proportions, ch. 4).
    """
    return int(np.ceil(_each(rate, lift, level)))


def smallest_rise(rate: float, each: int, level: float = LEVEL) -> float:
    """The smallest rise that a test can see, as a share of the rate; the inverse of `needed`.

    Infinite if so many customers in each half would not even see a rise to 1.
    """
    most = (1 - rate) / rate
    if each < _each(rate, most, level):
        return float("inf")
    return float(brentq(lambda lift: _each(rate, lift, level) - each, 1e-6, most))


def design(sizes: pd.Series, rates: pd.Series, lift: float) -> pd.DataFrame:
    """One test per segment, half of it held out, at a level shared out between the segments.

    Parameters
    ----------
    sizes, rates : Series, index segment
        Customers, and the share of them that orders in the days of the test anyway.
    lift : float
        A rise, as a share of the rate, for which the customers needed are given.

    Returns
    -------
    DataFrame, index segment
        `each half`; `order anyway`, the rate; `smallest rise` that the halves can show, as a
        share of the rate; `needed each half` for the wanted rise, missing where it would lead
        above 1. The level is Bonferroni's (Dunn 1961, JASA 56).
    """
    level = LEVEL / len(sizes)
    table = pd.DataFrame({"each half": sizes // 2, "order anyway": rates.loc[sizes.index]})
    table["smallest rise"] = [
        smallest_rise(rates[name], int(each), level) for name, each in table["each half"].items()
    ]
    table["needed each half"] = [
        needed(rates[name], lift, level) if rates[name] * (1 + lift) < 1 else np.nan
        for name in table.index
    ]
    return table
