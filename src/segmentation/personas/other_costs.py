"""What depends on the assumed costs: the same money with all of them halved or doubled."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from segmentation.personas.value import (
    CONTRIBUTION_MARGIN,
    Assumptions,
    contribution,
    left_of_100,
)

FACTORS = (0.5, 1, 2)


def times(assumed: Assumptions, factor: float) -> Assumptions:
    """The costs of returns, contacts and coupons times a factor; the margin stays."""
    return replace(
        assumed,
        cost_of_return=assumed.cost_of_return * factor,
        cost_of_contact=assumed.cost_of_contact * factor,
        coupon=min(assumed.coupon * factor, 1.0),
    )


def sensitivity(
    measured: pd.DataFrame,
    assumed: Assumptions,
    names: np.ndarray | pd.Series,
    factors: Iterable[float] = FACTORS,
) -> pd.DataFrame:
    """What is left of £100 by segment, one column for each factor on all assumed costs."""
    left = {
        f"costs × {factor:g}": left_of_100(contribution(measured, times(assumed, factor)), names)
        for factor in factors
    }
    return pd.DataFrame({name: table["left"] for name, table in left.items()})


def swapped(table: pd.DataFrame) -> list[tuple[str, str]]:
    """The pairs of rows whose order is not the same in every column; rows with gaps left out.

    Examples
    --------
    >>> swapped(pd.DataFrame({"low": [3, 2, 1], "high": [3, 1, 2]}, index=["a", "b", "c"]))
    [('b', 'c')]
    """
    return [
        (one, other)
        for one, other in combinations(table.dropna().index, 2)
        if len(set(np.sign(table.loc[one] - table.loc[other]))) > 1
    ]


def when_swapped(table: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> str:
    """Whether such pairs of rows change places if costs are halved, doubled, or either.

    Parameters
    ----------
    table : DataFrame
        From `sensitivity`, with its usual factors.
    pairs : iterable of pairs
        From `swapped`. Where there are none, both were tried in vain.
    """
    halved, usual, doubled = (table[column] for column in table)
    tried = {"halved": halved, "doubled": doubled}
    found = [
        word
        for word, left in tried.items()
        if any(
            np.sign(left[one] - left[other]) != np.sign(usual[one] - usual[other])
            for one, other in pairs
        )
    ]
    return " or ".join(found or tried)


def swapped_by_costs(
    measured: pd.DataFrame, assumed: Assumptions, names: pd.Series
) -> dict[str, list[tuple[str, str]]]:
    """Which segments change places if all assumed costs are halved or doubled.

    Returns
    -------
    dict
        Pairs by `CONTRIBUTION_MARGIN`, by `contribution` (per customer), by
        `share of contribution` and by `left of an order`.
    """
    keys = names.astype(str).to_numpy()
    groups = {
        factor: contribution(measured, times(assumed, factor))["contribution"].groupby(keys)
        for factor in FACTORS
    }
    sums = pd.DataFrame({factor: group.sum() for factor, group in groups.items()})
    orders = measured["orders"].groupby(keys).sum()
    tables = {
        CONTRIBUTION_MARGIN: sensitivity(measured, assumed, keys),
        "contribution": pd.DataFrame({factor: group.mean() for factor, group in groups.items()}),
        "share of contribution": sums,
        "left of an order": sums.div(orders, axis=0),
    }
    return {name: swapped(table) for name, table in tables.items()}
