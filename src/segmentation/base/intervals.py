"""Intervals of shares (Wilson), and of what a prediction explains (R² out of sample)."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError

BATCH = 50  # samples summed at a time: faster than one, and of little memory
MANY = 1_000  # bootstrap samples of an interval
NORMAL = 1.959963984540054  # the normal quantile of a 95% interval


def resamples(rows: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """How often each row occurs in each of so many bootstrap samples; each of shape (rows,)."""
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(0, rows, rows), minlength=rows).astype("float64")


def resampled_sums(each: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Sum the columns over each bootstrap sample of the rows; shape (draws, columns)."""
    weights = resamples(len(each), draws, seed)
    parts = []
    while some := list(islice(weights, BATCH)):
        parts.append(np.array(some) @ each)
    return np.vstack(parts)


def r_squared(sums: np.ndarray, ways: int, rescaled: bool) -> np.ndarray:
    """R² of several predictions of one outcome, from sums over customers.

    Parameters
    ----------
    sums : array, shape (draws, 3 + 3 · ways)
        Of 1, y, y², then of every prediction p, of every p · y and of every p².
    ways : int
        Number of predictions.
    rescaled : bool
        Multiply each prediction by the factor that gives it the outcome's total.

    Returns
    -------
    array, shape (draws, ways)
        1 − Σ(y − p)² / Σ(y − ȳ)²; NaN where the outcome does not vary.
    """
    n, y, yy = sums[:, :3].T[:, :, None]
    p, py, pp = np.split(sums[:, 3:], [ways, 2 * ways], axis=1)
    factor = np.divide(y, p, out=np.ones_like(p), where=p != 0) if rescaled else 1.0
    total = yy - y**2 / n
    total = np.where(total > 1e-12 * np.maximum(yy, 1e-300), total, np.nan)
    return 1 - (yy - 2 * factor * py + factor**2 * pp) / total


def explained(
    predicted: pd.DataFrame,
    actual: pd.Series,
    rescaled: bool = False,
    draws: int = MANY,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """R² of each prediction on customers and a window that it was not learned from.

    0 is no better than giving everybody the mean of the window.

    Parameters
    ----------
    predicted : DataFrame, shape (n, ways)
    actual : Series, shape (n,)
    rescaled : bool
        Give every way the level of the window: its predictions are first multiplied by one
        factor, so that their total is that of the window. This asks who spends, not how good the
        season is. It is no remedy for logs, to which a season adds for those who order alone.
    draws, seed : int
        Bootstrap samples of customers, the same for every way. The predictions are kept, so the
        intervals hold for these models and this window.

    Returns
    -------
    table : DataFrame, index way
        `value`, and `low` and `high`, the ends of the 95% interval of the percentile bootstrap
        (Efron 1979, Ann. Stat. 7).
    samples : DataFrame, shape (draws, ways)

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
    exact, ways = each.sum(axis=0)[None], len(predicted.columns)
    drawn = resampled_sums(each, draws, seed)
    samples = pd.DataFrame(r_squared(drawn, ways, rescaled), columns=predicted.columns)
    table = pd.DataFrame(
        {
            "value": r_squared(exact, ways, rescaled)[0],
            "low": samples.quantile(0.025),
            "high": samples.quantile(0.975),
        },
        index=predicted.columns,
    )
    return table, samples


def less(samples: pd.DataFrame, table: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """How much each way explains more than a chosen one, sample by sample.

    Parameters
    ----------
    samples : DataFrame, shape (draws, ways)
    table : DataFrame, index way
        With `value`.
    chosen : str

    Returns
    -------
    DataFrame, index way without the chosen one
        `difference`, `low` and `high` (95% interval of the paired bootstrap).
    """
    gap = samples.sub(samples[chosen], axis=0).drop(columns=chosen)
    value = table["value"] - table.loc[chosen, "value"]
    ends = gap.quantile([0.025, 0.975])
    return pd.DataFrame(
        {"difference": value.drop(chosen), "low": ends.loc[0.025], "high": ends.loc[0.975]}
    ).loc[gap.columns]


def wilson(yes: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 95% intervals of shares, which have a width at 0 and at 1 too.

    Parameters
    ----------
    yes, of : array, any shape
        How many have the outcome, and of how many.

    Returns
    -------
    low, high : array, same shape
        NaN of nobody.

    References
    ----------
    Wilson 1927, JASA 22.
    """
    n = np.where(of > 0, of, np.nan).astype("float64")
    share, z = yes / n, NORMAL
    middle = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = ((middle + side * half) / (1 + z**2 / n) for side in (-1, 1))
    return np.maximum(low, 0.0), np.minimum(high, 1.0)  # no rounding error beyond 0 and 1


def share_by(outcome: pd.Series, by: pd.Series) -> pd.DataFrame:
    """Share of customers with an outcome in each group, with 95% intervals.

    Parameters
    ----------
    outcome : Series of bool, shape (n,)
    by : Series, shape (n,)
        Group of each customer, in the same order of rows.

    Returns
    -------
    DataFrame, index group
        `customers`, `share`, and `low` and `high`, from `wilson`.
    """
    groups = by.rename(None).set_axis(outcome.index)
    table = outcome.groupby(groups, observed=True).agg(customers="size", yes="sum")
    yes, of = table["yes"].to_numpy(dtype="float64"), table["customers"].to_numpy()
    table["share"] = table["yes"] / table["customers"]
    table["low"], table["high"] = wilson(yes, of)
    return table.drop(columns="yes")
