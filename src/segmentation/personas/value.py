"""Money per customer: what they spent, and what is left after what serving them costs.

Margin and costs are assumptions, passed in and labelled as such wherever a result appears;
spend, returns, discounts and contacts are measured.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import epoch_day, until

YEAR = 365
TEST_DAYS = 90  # after which an action is judged
# From here on one more for every twenty who order anyway would be more than everybody.
NEARLY_ALL = 20 / 21
CONTRIBUTION_MARGIN = "contribution margin, %"  # of what was ordered
PER_CUSTOMERS = 1_000  # for whom the budget of an action is given
COSTS = {  # column → how it is called where people read it
    "refunds": "margin refunded",
    "coupons": "coupons",
    "returns": "handling returns",
    "support": "support",
}


@dataclass(frozen=True)
class Assumptions:
    """Assumed money: shares of spend, or £ each.

    Raises
    ------
    DataError
        If a share lies outside 0–1 or a cost is negative.
    """

    margin: float = 0.40
    cost_of_return: float = 12.0
    cost_of_contact: float = 8.0
    coupon: float = 0.10

    def __post_init__(self) -> None:
        for name in ("margin", "coupon"):
            if not 0 <= getattr(self, name) <= 1:
                raise DataError(
                    f"{name} must be a share between 0 and 1; got {getattr(self, name)}."
                )
        for name in ("cost_of_return", "cost_of_contact"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise DataError(f"{name} must be 0 or more; got {getattr(self, name)}.")


def money(shop: Path, as_of: str | dt.date, days: int = YEAR) -> pd.DataFrame:
    """Measured money of each customer of a shop's folder over the `days` up to a date.

    Returns
    -------
    DataFrame, index Customer_ID
        `spend`, `returned` and `discounted_kept` (£, before coupons; the last is what was ordered
        with a code and not sent back), `orders`, `returns` and `contacts` (counts); zeros for
        customers without an order in the period.
    """
    start = dt.date(1970, 1, 1) + dt.timedelta(days=epoch_day(as_of) - days)
    orders = until(ibis.read_parquet(shop / "orders.parquet"), "ordered_at", as_of)
    contacts = until(ibis.read_parquet(shop / "contacts.parquet"), "contacted_at", as_of)
    orders = orders.filter(orders.ordered_at >= ibis.timestamp(f"{start + dt.timedelta(1)}"))
    contacts = contacts.filter(
        contacts.contacted_at >= ibis.timestamp(f"{start + dt.timedelta(1)}")
    )
    cents = {
        "spend": orders.amount,
        "returned": orders.returned_amount,
        "discounted_kept": ibis.ifelse(
            orders.discounted, orders.amount - orders.returned_amount, 0.0
        ),
    }
    spent = orders.group_by(Customer_ID=orders.customer_id).aggregate(
        **{name: (x * 100).round().cast("int64").sum() / 100.0 for name, x in cents.items()},
        orders=orders.count(),
        returns=(orders.returned_amount > 0).cast("int64").sum(),
    )
    calls = contacts.group_by(Customer_ID=contacts.customer_id).aggregate(contacts=contacts.count())
    everyone = pd.read_parquet(shop / "customers.parquet", columns=["customer_id"])
    index = pd.Index(everyone["customer_id"], name="Customer_ID")
    tables = [t.execute().set_index("Customer_ID").reindex(index) for t in (spent, calls)]
    return pd.concat(tables, axis=1).fillna(0.0)


def contribution(measured: pd.DataFrame, assumed: Assumptions) -> pd.DataFrame:
    """Split each customer's spend, from `money`, into what it costs and what is left.

    Returns
    -------
    DataFrame, same index
        `spend`; the `margin` on it and what reduces it (negative): `refunds` (margin on what came
        back, which is resold at full value), `coupons` (on what was kept), `returns` (handling)
        and `support`; the sum of these five is the `contribution`. All in £.
    """
    breakdown = pd.DataFrame(
        {
            "spend": measured["spend"],
            "margin": assumed.margin * measured["spend"],
            "refunds": -assumed.margin * measured["returned"],
            "coupons": -assumed.coupon * measured["discounted_kept"],
            "returns": -assumed.cost_of_return * measured["returns"],
            "support": -assumed.cost_of_contact * measured["contacts"],
        }
    )
    breakdown["contribution"] = breakdown[["margin", *COSTS]].sum(axis=1)
    return breakdown


def per_segment(contribution_breakdown: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Size of each segment, mean £ per customer, and its shares of all spend and contribution.

    Names belong to rows by position; segments come in the order of their categories.
    """
    grouped = contribution_breakdown.groupby(names.array, observed=True)
    table = grouped.mean()
    table.insert(0, "customers", grouped.size())
    for column in ("spend", "contribution"):
        table[f"share of {column}"] = grouped[column].sum() / contribution_breakdown[column].sum()
    return table


def budget(left: pd.Series, orders: pd.Series, names: pd.Series) -> pd.DataFrame:
    """What an action may cost for what it brings, by segment: the rule every budget follows.

    An action pays as long as it costs no more than the extra orders leave. If it makes one
    percentage point more of 1,000 customers order once more, that is ten orders.

    Parameters
    ----------
    left, orders : Series, shape (n,)
        £ that each customer's orders left over a period, and their number.
    names : Series, shape (n,)
        Segment of each customer.

    Returns
    -------
    DataFrame, index segment
        `£ left of an order`, and `£ per 1,000 and point`: the most that an action may cost for
        1,000 customers and each percentage point of them who order once more because of it. NaN
        for a segment that ordered nothing.
    """
    sums = pd.DataFrame({"left": left.to_numpy(), "orders": orders.to_numpy()})
    sums = sums.groupby(names.array, observed=True).sum()
    per_order = sums["left"] / sums["orders"].where(sums["orders"] > 0)
    ceiling = PER_CUSTOMERS / 100 * per_order
    return pd.DataFrame({"£ left of an order": per_order, "£ per 1,000 and point": ceiling})


def budget_by_test(
    left: pd.Series, orders: pd.Series, again: pd.Series, names: pd.Series
) -> pd.DataFrame:
    """The budget of an action over a year, by what a test of it can show.

    Where nearly all order `again` within `TEST_DAYS` anyway, who orders cannot show what an action
    does. There it is judged by what is left of all their orders instead.

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


def left_of_100(
    contribution_breakdown: pd.DataFrame, names: np.ndarray | pd.Series
) -> pd.DataFrame:
    """What becomes of £100 ordered, by segment: margin, each cost, and what is `left`."""
    sums = contribution_breakdown.groupby(np.asarray(names, dtype=str)).sum()
    of_100 = sums.mul(100 / sums["spend"], axis=0)[["margin", *COSTS, "contribution"]]
    return of_100.rename(columns={"contribution": "left"}).sort_values("left", ascending=False)


def profit_by_segment(
    customers: pd.DataFrame,
    measured: pd.DataFrame,
    contribution_breakdown: pd.DataFrame,
    names: pd.Series,
) -> pd.DataFrame:
    """Split a group of customers by segment: what they order, and what is left of it.

    The tables and the names have the same order of rows.

    Returns
    -------
    DataFrame, index segment, the largest first
        `customers` and their `share` of the group; `spend` and `contribution` (mean £ per
        customer); `CONTRIBUTION_MARGIN`; `returned` (share of orders) and `contacts` (mean) over
        the same period; mean `Satisfaction_Score`.
    """
    segment = names.astype(str).to_numpy()
    means = contribution_breakdown.groupby(segment)[["spend", "contribution"]].mean()
    counts = measured.groupby(segment)[["orders", "returns", "contacts"]].sum()
    size = means.index.map(pd.Series(segment).value_counts())
    table = means.assign(
        customers=size,
        share=size / len(segment),
        returned=counts["returns"] / counts["orders"],
        contacts=counts["contacts"] / size,
        Satisfaction_Score=customers.groupby(segment)["Satisfaction_Score"].mean(),
    )
    table[CONTRIBUTION_MARGIN] = left_of_100(contribution_breakdown, names)["left"]
    return table.sort_values("share", ascending=False, kind="stable").rename_axis("segment")
