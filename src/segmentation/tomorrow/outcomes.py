"""What customers did in the days after a day, by segment."""

import datetime as dt
from collections.abc import Iterable

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.estimates import ENDS, Estimates
from segmentation.base.intervals import MANY, rates_with_ci, resampled_sums
from segmentation.features.days import day_number, epoch_day

LATER = ("Later_Orders", "Later_Spend", "Later_Returned")


def holdout_outcomes(
    people: pd.DataFrame, orders: ir.Table, as_of: str | dt.date, days: int
) -> pd.DataFrame:
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
        `people` and, of the window, `Later_Orders`, `Later_Spend` (£, gross) and
        `Later_Returned` (£); 0 without an order.

    Raises
    ------
    DataError
        If nobody among them ordered in the window.
    """
    later = orders.filter((day_number(orders.ordered_at) - epoch_day(as_of)).between(1, days))
    sums = later.group_by(Customer_ID=later.customer_id).aggregate(
        Later_Orders=later.count(),
        Later_Spend=(later.amount * 100).round().cast("int64").sum() / 100.0,
        Later_Returned=(later.returned_amount * 100).round().cast("int64").sum() / 100.0,
    )
    did = sums.execute().set_index("Customer_ID")[list(LATER)]
    did = did.reindex(people["Customer_ID"]).fillna(0.0).set_axis(people.index)
    if not did["Later_Orders"].any():
        raise DataError(f"nobody ordered in the {days} days after {as_of}; choose another day.")
    return people.join(did)


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
    people: pd.DataFrame, segment: pd.Series, draws: int = MANY, seed: int = 0
) -> dict[str, Estimates]:
    """What each segment did in the window.

    Parameters
    ----------
    people : DataFrame, shape (n, …)
        From `holdout_outcomes`.
    segment : categorical Series, shape (n,)
        In the same order of rows.
    draws, seed : int
        Bootstrap samples of customers, within each segment, for what is no share of customers.

    Returns
    -------
    dict
        "ordered again" (share of customers, with Wilson's interval), "spend" (mean £, 0 for
        customers who did not order) and "amount returned" (share of the £ ordered, NaN where
        nothing was), by segment; segments without customers are left out.
    """
    again = rates_with_ci(people["Later_Orders"] > 0, segment)
    columns = people[["Later_Spend", "Later_Returned"]].astype("float64")
    spend, returned = {}, {}
    for name in again.index:
        own = columns[(segment == name).to_numpy()].to_numpy()
        spent, back = np.vstack([own.sum(axis=0), resampled_sums(own, draws, seed)]).T
        spend[name] = spent / len(own)
        returned[name] = np.divide(back, spent, out=np.full_like(back, np.nan), where=spent > 0)
    return {
        "ordered again": Estimates(again["value"], again["low"], again["high"]),
        "spend": _with_ends(spend),
        "amount returned": _with_ends(returned),
    }


def heaviest(people: pd.DataFrame, segment: pd.Series) -> tuple[int, float]:
    """The row of the customer who makes most of a segment's spend, and the part, 0 to 1.

    `people` is from `holdout_outcomes`, with the segment of each row.
    """
    spend = people["Later_Spend"]
    part = (spend / spend.groupby(segment, observed=True).transform("sum")).fillna(0.0)
    return part.idxmax(), float(part.max())


def _with_ends(values: dict[str, np.ndarray]) -> Estimates:
    """Of each segment the value, first, and what it is in samples of its own customers."""
    table = pd.DataFrame(values)
    low, high = (table.iloc[1:].quantile(end) for end in ENDS)  # passes over NaN
    return Estimates(table.iloc[0], low, high)
