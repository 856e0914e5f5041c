"""What segments of the engagement table tell of what they never saw, and what a cart is worth."""

import numpy as np
import pandas as pd

from segmentation.sources.engagement import RESPONSE


def held_out(customers: pd.DataFrame) -> pd.Series:
    """Whether each customer answered the campaign; nothing is clustered on it."""
    return customers[RESPONSE].astype("int64") == 1


def beyond(
    outcome: pd.Series, groups: pd.Series, strata: pd.Series, draws: int = 499
) -> tuple[float, float]:
    """Whether groups tell anything of an outcome inside strata of something else.

    Parameters
    ----------
    outcome : Series of bool, shape (n,)
    groups, strata : Series, shape (n,)
    draws : int

    Returns
    -------
    v : float
        Cramér's V of groups and outcome inside strata: the root of the summed χ² over n.
    p : float
        Share of draws, the data counted, with at least this V if the outcome is shuffled inside
        each stratum.
    """
    rng = np.random.default_rng(0)
    own = [np.flatnonzero(strata == value) for value in pd.unique(strata)]
    codes = pd.factorize(groups)[0]
    yes = outcome.to_numpy(dtype=bool)

    def statistic(some: np.ndarray) -> float:
        return sum(_chi2(codes[rows], some[rows]) for rows in own)

    found = statistic(yes)
    beaten = 1
    for _ in range(draws):
        shuffled = yes.copy()
        for rows in own:
            shuffled[rows] = rng.permutation(yes[rows])
        beaten += statistic(shuffled) >= found - 1e-9
    return float(np.sqrt(found / len(yes))), beaten / (draws + 1)


def _chi2(codes: np.ndarray, yes: np.ndarray) -> float:
    """χ² of a group × outcome table, 0 where one side has a single value."""
    groups = codes.max() + 1
    table = np.array([np.bincount(codes[side], minlength=groups) for side in (~yes, yes)])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    filled = expected > 0
    return float(((table - expected)[filled] ** 2 / expected[filled]).sum())


def mean_by(values: pd.Series, groups: pd.Series, draws: int = 1_000) -> pd.DataFrame:
    """Mean of a figure in each group, with bootstrap intervals.

    Parameters
    ----------
    values : Series, shape (n,)
    groups : Series, shape (n,)
        In the same order of rows.
    draws : int

    Returns
    -------
    DataFrame, index group
        `customers`, `mean`, and `low` and `high`, a percentile interval at 95%.
    """
    rng, rows = np.random.default_rng(0), {}
    for group, own in values.groupby(groups.set_axis(values.index), observed=True):
        figures = own.to_numpy(dtype="float64")
        means = [rng.choice(figures, len(figures)).mean() for _ in range(draws)]
        low, high = np.percentile(means, [2.5, 97.5])
        rows[group] = (len(figures), figures.mean(), low, high)
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["customers", "mean", "low", "high"]
    )


def cart_recovery(
    customers: pd.DataFrame, segment: pd.Series, recovered: float, margin: float
) -> pd.DataFrame:
    """What reminding customers of abandoned carts may be worth, by segment, under assumptions.

    Orders are carts that were not abandoned, so a rate a and F orders mean F · a / (1 − a)
    abandoned carts. The table states what an order is worth twice, and differently:
    Monetary / Frequency, and Avg_Order_Value; both ends are given.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        From `engagement.account`, with at least one order.
    segment : categorical Series, shape (n,)
    recovered : float
        Assumed share of abandoned carts that a reminder turns into an order it would not have
        been.
    margin : float
        Assumed share of an order that is gross margin.

    Returns
    -------
    DataFrame, index segment
        `abandoned carts` and those `per customer`; the `order value` by the one and the other
        figure; what recovered carts leave by either (`left, low` and `left, high`); and the most
        a `reminder may cost`, by the lower one. Money is in the table's own unit.
    """
    rate = customers["Cart_Abandon_Rate"] / 100
    carts = customers["Frequency"] * rate / (1 - rate)
    spend_per_order = customers["Monetary"] / customers["Frequency"]
    parts = pd.DataFrame(
        {
            "customers": 1,
            "abandoned carts": carts,
            "by spend": carts * spend_per_order,
            "by average": carts * customers["Avg_Order_Value"],
        }
    )
    total = parts.groupby(segment.set_axis(parts.index), observed=True).sum()
    values = total[["by spend", "by average"]].div(total["abandoned carts"], axis=0)
    left = recovered * margin * total[["by spend", "by average"]]
    return pd.DataFrame(
        {
            "abandoned carts": total["abandoned carts"],
            "per customer": total["abandoned carts"] / total["customers"],
            "order value, low": values.min(axis=1),
            "order value, high": values.max(axis=1),
            "left, low": left.min(axis=1),
            "left, high": left.max(axis=1),
            "reminder may cost": recovered * margin * values.min(axis=1),
        }
    )
