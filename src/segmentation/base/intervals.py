"""Intervals: bootstrap means, R² out of sample, and shares (Wilson)."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.estimates import Estimates

BATCH = 50  # samples summed at a time: faster than one, and of little memory
MANY = 1_000  # bootstrap samples of an interval
NORMAL = 1.959963984540054  # the normal quantile of a 95% interval


def bootstrap_weights(rows: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """How often each row occurs in each of so many bootstrap samples; each of shape (rows,)."""
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(0, rows, rows), minlength=rows).astype("float64")


def resampled_sums(each: np.ndarray, draws: int, seed: int, batch: int = BATCH) -> np.ndarray:
    """Sum the columns over each bootstrap sample of the rows; shape (draws, columns)."""
    weights = bootstrap_weights(len(each), draws, seed)
    parts = []
    while some := list(islice(weights, batch)):
        parts.append(np.array(some) @ each)
    return np.vstack(parts)


def means_with_ci(each: pd.DataFrame, draws: int = MANY, seed: int = 0) -> Estimates:
    """Mean of every column over customers, with the same bootstrap samples for all of them."""
    values = each.to_numpy(dtype="float64")
    sums = resampled_sums(values, draws, seed)
    means = pd.Series(values.mean(axis=0), each.columns)
    return Estimates.from_draws(means, pd.DataFrame(sums / len(each), columns=each.columns))


def _r_squared(sums: np.ndarray, methods: int, rescaled: bool) -> np.ndarray:
    """R² of several predictions of one outcome, from sums over customers.

    Takes shape (draws, 3 + 3 · methods): the sums of 1, y, y², then of every prediction p, of
    every p · y and of every p². Gives 1 − Σ(y − p)² / Σ(y − ȳ)², shape (draws, methods), and NaN
    where the outcome does not vary.
    """
    n, y, yy = sums[:, :3].T[:, :, None]
    p, py, pp = np.split(sums[:, 3:], [methods, 2 * methods], axis=1)
    factor = np.divide(y, p, out=np.ones_like(p), where=p != 0) if rescaled else 1.0
    total = yy - y**2 / n
    total = np.where(total > 1e-12 * np.maximum(yy, 1e-300), total, np.nan)
    return 1 - (yy - 2 * factor * py + factor**2 * pp) / total


def r2_with_ci(
    predicted: pd.DataFrame,
    actual: pd.Series,
    rescaled: bool = False,
    draws: int = MANY,
    seed: int = 0,
) -> Estimates:
    """R² of each prediction on customers and a window that it was not learned from.

    0 is no better than giving everybody the mean of the window.

    Parameters
    ----------
    predicted : DataFrame, shape (n, methods)
    actual : Series, shape (n,)
    rescaled : bool
        Give every method the level of the window: its predictions are first multiplied by one
        factor, so that their total is that of the window. This asks who spends, not how good the
        season is. It is no remedy for logs, to which a season adds for those who order alone.
    draws, seed : int
        Bootstrap samples of customers. The predictions are kept, so the intervals hold for these
        models and this window.

    Raises
    ------
    DataError
        If there are fewer than two customers, or all did the same.
    """
    if len(actual) < 2 or actual.nunique() < 2:
        raise DataError(
            f"there is nothing to explain: {len(actual):,} customers, who all did the same in the "
            "window; choose another day or more customers."
        )
    y, p = actual.to_numpy(dtype="float64"), predicted.to_numpy(dtype="float64")
    each = np.hstack([np.column_stack([np.ones_like(y), y, y**2]), p, p * y[:, None], p**2])
    methods = predicted.columns
    exact = _r_squared(each.sum(axis=0)[None], len(methods), rescaled)[0]
    drawn = _r_squared(resampled_sums(each, draws, seed), len(methods), rescaled)
    return Estimates.from_draws(pd.Series(exact, methods), pd.DataFrame(drawn, columns=methods))


def wilson(yes: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 95% intervals of shares, which have a width at 0 and at 1 too.

    Of how many have the outcome, and of how many; any shape, NaN of nobody (Wilson 1927, JASA 22).
    """
    n = np.where(of > 0, of, np.nan).astype("float64")
    share, z = yes / n, NORMAL
    middle = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = ((middle + side * half) / (1 + z**2 / n) for side in (-1, 1))
    return np.maximum(low, 0.0), np.minimum(high, 1.0)  # no rounding error beyond 0 and 1


def rates_with_ci(outcome: pd.Series, by: pd.Series) -> pd.DataFrame:
    """Share of customers with an outcome in each group, with Wilson's 95% intervals.

    Parameters
    ----------
    outcome : Series of bool, shape (n,)
    by : Series, shape (n,)
        Group of each customer, in the same order of rows.

    Returns
    -------
    DataFrame, index group
        `customers`, and `value`, `low` and `high` of the share.
    """
    groups = by.rename(None).set_axis(outcome.index)
    table = outcome.groupby(groups, observed=True).agg(customers="size", yes="sum")
    low, high = wilson(table["yes"].to_numpy(dtype="float64"), table["customers"].to_numpy())
    table["value"] = table["yes"] / table["customers"]
    return table.assign(low=low, high=high).drop(columns="yes")
