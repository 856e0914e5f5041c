"""What depends on the assumed costs: the same money with all of them halved or doubled."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from segmentation.personas.value import Assumptions, contribution, left_of_100

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
    """What is left of £100 by segment, if all assumed costs were other than assumed.

    Parameters
    ----------
    measured : DataFrame, shape (n, …)
        From `money`.
    assumed : Assumptions
    names : array or Series, shape (n,)
        Segment of each customer.
    factors : iterable of float
        As in `times`.

    Returns
    -------
    DataFrame
        One row per segment, one column per factor.
    """
    return pd.DataFrame(
        {
            f"costs × {factor:g}": left_of_100(
                contribution(measured, times(assumed, factor)), names
            )["left"]
            for factor in factors
        }
    )


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


def swapped_by_costs(
    measured: pd.DataFrame, assumed: Assumptions, names: pd.Series
) -> dict[str, list[tuple[str, str]]]:
    """Which segments change places if all assumed costs are halved or doubled.

    Parameters
    ----------
    measured : DataFrame, shape (n, …)
        From `money`.
    assumed : Assumptions
    names : Series, shape (n,)
        Segment of each customer.

    Returns
    -------
    dict
        Pairs by `left of 100` (of £100 ordered), by `contribution` (per customer), by
        `share of contribution` and by `left of an order`.
    """
    keys = names.astype(str).to_numpy()
    parts = {f: contribution(measured, times(assumed, f)) for f in FACTORS}
    groups = {f: some["contribution"].groupby(keys) for f, some in parts.items()}
    orders = measured["orders"].groupby(keys).sum()
    tables = {
        "left of 100": sensitivity(measured, assumed, keys),
        "contribution": pd.DataFrame({f: group.mean() for f, group in groups.items()}),
        "share of contribution": pd.DataFrame({f: group.sum() for f, group in groups.items()}),
        "left of an order": pd.DataFrame({f: group.sum() / orders for f, group in groups.items()}),
    }
    return {name: swapped(table) for name, table in tables.items()}
