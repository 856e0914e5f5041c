"""Whom a campaign reaches by a ranking, and what a test of it can show."""

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import norm

LEVEL, POWER = 0.05, 0.8  # of a test
TOP = 0.05  # share of customers that a campaign can reach


def _each(rate: float, lift: float, level: float) -> float:
    raised = rate * (1 + lift)
    spread = rate * (1 - rate) + raised * (1 - raised)
    quantiles = norm.ppf(1 - level / 2) + norm.ppf(POWER)
    return float(quantiles**2 * spread / (raised - rate) ** 2)


def needed(rate: float, lift: float, level: float = LEVEL) -> int:
    """Customers each half of a test needs to see a rate rise, at a power of 80%.

    Parameters
    ----------
    rate : float
        Share with the outcome without the campaign, between 0 and 1.
    lift : float
        Rise that is to be seen, as a share of the rate.
    level : float
        Of the test, two-sided.

    References
    ----------
    Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, ch. 4.
    """
    return int(np.ceil(_each(rate, lift, level)))


def smallest_rise(rate: float, each: int, level: float = LEVEL) -> float:
    """The smallest rise that a test can see, as a share of the rate; the inverse of `needed`.

    Parameters
    ----------
    rate : float
        As in `needed`.
    each : int
        Customers in each half of the test.
    level : float
        As in `needed`.

    Returns
    -------
    float
        Infinite if not even a rise to 1 would be seen.
    """
    most = (1 - rate) / rate
    if each < _each(rate, most, level):
        return float("inf")
    return float(brentq(lambda lift: _each(rate, lift, level) - each, 1e-6, most))


def design(sizes: pd.Series, rates: pd.Series, lift: float) -> pd.DataFrame:
    """One test per segment, half of it held out, at a level shared out between the segments.

    Parameters
    ----------
    sizes : Series, index segment
        Customers.
    rates : Series, index segment
        Share that orders in the days of the test anyway, between 0 and 1.
    lift : float
        A rise, as a share of the rate, for which the customers needed are given.

    Returns
    -------
    DataFrame, index segment
        `each half`; `order anyway`, the rate; `smallest rise` that the halves can show, as a
        share of the rate; `needed each half` for the wanted rise, missing where it would lead
        above 1.

    References
    ----------
    The level is Bonferroni's (Dunn 1961, JASA 56).
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


def in_top(scores: pd.DataFrame, share: float = TOP) -> pd.DataFrame:
    """How much of each customer is in the top of each ranking.

    Parameters
    ----------
    scores : DataFrame, shape (n, scores)
        Higher means likelier.
    share : float
        Size of the top, as a share of the customers.

    Returns
    -------
    DataFrame, same shape
        1 inside, 0 outside; customers who share the score at the edge share the places left.
    """
    above = scores.rank(method="min", ascending=False) - 1
    equal = scores.rank(method="max", ascending=False) - above
    return ((share * len(scores) - above) / equal).clip(0, 1)


def top_difference(inside: pd.DataFrame, outcome: pd.Series, one: str, other: str) -> dict:
    """Share of those with the outcome that one ranking has in its top, less that of another.

    Parameters
    ----------
    inside : DataFrame
        From `in_top`.
    outcome : Series of bool, same index
    one, other : str
        Names of scores.

    Returns
    -------
    dict
        `difference`, and `low` and `high`, the ends of the normal 95% interval of a mean of pairs.
    """
    pairs = (inside[one] - inside[other])[outcome]
    error = norm.ppf(1 - LEVEL / 2) * pairs.std() / np.sqrt(len(pairs))
    middle = float(pairs.mean())
    return {"difference": middle, "low": middle - error, "high": middle + error}


def rate_gap(one: pd.Series, other: pd.Series) -> tuple[float, float, float]:
    """Difference of two independent rates, with its 95% interval.

    Parameters
    ----------
    one, other : Series
        `share`, `low` and `high`, such as rows of `intervals.share_by`.

    Returns
    -------
    difference, low, high : float

    References
    ----------
    Newcombe 1998, Stat. Med. 17, method 10: from the Wilson intervals.
    """
    gap = one["share"] - other["share"]
    down = np.hypot(one["share"] - one["low"], other["high"] - other["share"])
    up = np.hypot(one["high"] - one["share"], other["share"] - other["low"])
    return float(gap), float(gap - down), float(gap + up)
