"""What customers did in the days after a day, by segment."""

import datetime as dt
from collections.abc import Iterable

import ibis.expr.types as ir
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.intervals import DRAWS, resampled_sums
from segmentation.features.days import day_number, epoch_day

LATER = ("Later_Orders", "Later_Spend", "Later_Returns", "Later_Returned")
MEANS = {"ordered again": ("Again", None), "spend": ("Later_Spend", None)}
RATIOS = {
    "orders returned": ("Later_Returns", "Later_Orders"),
    "amount returned": ("Later_Returned", "Later_Spend"),
}


def follow(people: pd.DataFrame, orders: ir.Table, as_of: str | dt.date, days: int) -> pd.DataFrame:
    """Add to the features of a day what each customer did in the days after it.

    Parameters
    ----------
    people : DataFrame
        From `measure.customer_features` as of that day.
    orders : ibis table
        With the orders of the window, and `returned_amount`.
    as_of : date or str
    days : int
        Length of the window, which begins on the next day.

    Returns
    -------
    DataFrame
        `people` and, of the window, `Later_Orders`, `Later_Spend` (£, gross), `Later_Returns`
        (orders from which something came back) and `Later_Returned` (£); 0 without an order.

    Raises
    ------
    DataError
        If nobody among them ordered in the window.
    """
    later = orders.filter((day_number(orders.ordered_at) - epoch_day(as_of)).between(1, days))
    sums = later.group_by(Customer_ID=later.customer_id).aggregate(
        Later_Orders=later.count(),
        Later_Spend=(later.amount * 100).round().cast("int64").sum() / 100.0,
        Later_Returns=(later.returned_amount > 0).cast("int64").sum(),
        Later_Returned=(later.returned_amount * 100).round().cast("int64").sum() / 100.0,
    )
    found = sums.execute().set_index("Customer_ID")[list(LATER)]
    found = found.reindex(people["Customer_ID"]).fillna(0.0).set_axis(people.index)
    if not found["Later_Orders"].any():
        raise DataError(f"nobody ordered in the {days} days after {as_of}; choose another day.")
    return people.join(found)


def days_back(last: str | dt.date, number: int, apart: int) -> list[str]:
    """Days as text, `apart` days from each other, the last one first.

    Examples
    --------
    >>> days_back("2011-03-01", 3, 30)
    ['2011-03-01', '2011-01-30', '2010-12-31']
    """
    first = dt.date(1970, 1, 1) + dt.timedelta(days=epoch_day(last))
    return [str(first - dt.timedelta(days=apart * step)) for step in range(number)]


def steps(days: Iterable[str], apart: int) -> list[tuple[str, str]]:
    """Pair each day, the last one first, with the one that many places earlier.

    Examples
    --------
    >>> steps(["c", "b", "a"], 1)
    [('c', 'b'), ('b', 'a')]
    """
    ordered = list(days)
    return list(zip(ordered, ordered[apart:], strict=False))


def outcomes(
    people: pd.DataFrame, segment: pd.Series, draws: int = DRAWS, seed: int = 0
) -> dict[str, pd.DataFrame]:
    """What each segment did in the window, with 95% intervals.

    Parameters
    ----------
    people : DataFrame, shape (n, …)
        From `follow`.
    segment : categorical Series, shape (n,)
        In the same order of rows.
    draws, seed : int
        Bootstrap samples of customers, within each segment (percentile intervals; Efron 1979,
        Ann. Stat. 7).

    Returns
    -------
    dict
        "ordered again" (share of customers), "spend" (mean £, 0 for who did not order), "orders
        returned" (share of the window's orders) and "amount returned" (share of its £) → table by
        segment with `customers`, `value`, `low` and `high`; NaN where nothing was ordered.
    """
    columns = people[list(LATER)].assign(Again=people["Later_Orders"] > 0).astype("float64")
    found: dict[str, list[dict]] = {name: [] for name in (*MEANS, *RATIOS)}
    names = [name for name in segment.array.categories if (segment == name).any()]
    for name in names:
        own = columns[(segment == name).to_numpy()]
        each = own.to_numpy()
        sums = resampled_sums(each, draws, seed)
        drawn = pd.DataFrame(sums, columns=own.columns).assign(customers=float(len(own)))
        exact = own.sum().to_frame().T.assign(customers=float(len(own)))
        for outcome, (top, under) in (MEANS | RATIOS).items():
            below = under or "customers"
            value, sample = (_ratio(frame[top], frame[below]) for frame in (exact, drawn))
            low, high = sample.quantile([0.025, 0.975])
            row = {"customers": len(own), "value": value.iloc[0], "low": low, "high": high}
            found[outcome].append(row)
    return {outcome: pd.DataFrame(rows, index=names) for outcome, rows in found.items()}


def _ratio(top: pd.Series, below: pd.Series) -> pd.Series:
    return top / below.where(below > 0)
