"""What an action may cost by what a test of it can show, and what a discount gives away."""

import pandas as pd

from segmentation.personas.value import PER_CUSTOMERS, YEAR, budget

TEST_DAYS = 90  # after which an action is judged
# From here on one more for every twenty who order anyway would be more than everybody.
NEARLY_ALL = 20 / 21


def budget_by_test(
    left: pd.Series, orders: pd.Series, again: pd.Series, names: pd.Series
) -> pd.DataFrame:
    """The budget of an action by what a test of it can show.

    Where nearly all order again anyway, who orders cannot show what an action does. There it is
    judged by what is left of all their orders instead.

    Parameters
    ----------
    left, orders, names
        As in `budget`, over a year.
    again : Series of bool, shape (n,)
        Whether each customer orders within `TEST_DAYS` without any action.

    Returns
    -------
    DataFrame, index segment
        The columns of `budget`, the second NaN where `NEARLY_ALL` or more order again anyway;
        `£ per 1,000 and per cent`, NaN elsewhere: the most that an action may cost for 1,000
        customers and each per cent more that is left of their orders in `TEST_DAYS`; and `share
        that orders again`.
    """
    table = budget(left, orders, names)
    share = pd.Series(again.to_numpy()).groupby(names.array, observed=True).mean()
    in_test = pd.Series(left.to_numpy()).groupby(names.array, observed=True).mean()
    per_cent = PER_CUSTOMERS / 100 * in_test * TEST_DAYS / YEAR
    point = table["£ per 1,000 and point"].where(share < NEARLY_ALL)
    return table.assign(
        **{
            "£ per 1,000 and point": point,
            "£ per 1,000 and per cent": per_cent.where(share >= NEARLY_ALL),
            "share that orders again": share,
        }
    )


def flat_discount_cost(measured: pd.DataFrame, who: pd.Series, rate: float) -> float:
    """What a discount for everyone gives away on what was kept at full price.

    Parameters
    ----------
    measured : DataFrame, shape (n, …)
        From `money`.
    who : Series of bool, shape (n,)
        The customers asked about.
    rate : float
        The discount, a share of spend.

    Returns
    -------
    float
        £ over the period of `measured`, if nobody buys more because of it.
    """
    some = measured[who.to_numpy()]
    return float(rate * (some["spend"] - some["returned"] - some["discounted_kept"]).sum())


def break_even_lift(margin: float, coupon: float) -> float:
    """How many more goods must be sold, as a share, for a coupon on all of them to pay.

    Parameters
    ----------
    margin, coupon : float
        Shares of the price.

    Returns
    -------
    float
        coupon / (margin − coupon); infinite if the coupon takes the whole margin.

    Examples
    --------
    >>> round(break_even_lift(0.4, 0.1), 3)
    0.333
    """
    return coupon / (margin - coupon) if coupon < margin else float("inf")
