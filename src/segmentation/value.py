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

from segmentation.features import epoch_day, until
from segmentation.schemas import DataError

YEAR = 365


@dataclass(frozen=True)
class Assumptions:
    """Assumed money: shares of spend, or £ each.

    Raises
    ------
    DataError
        If a share lies outside 0–1 or a cost is negative.
    """

    margin: float = 0.40
    cost_of_return: float = 9.0
    cost_of_contact: float = 7.0
    coupon: float = 0.10

    def __post_init__(self) -> None:
        for name in ("margin", "coupon"):
            if not 0 <= getattr(self, name) <= 1:
                raise DataError(
                    f"{name} must be a share between 0 and 1; got {getattr(self, name)}."
                )
        for name in ("cost_of_return", "cost_of_contact"):
            if getattr(self, name) < 0:
                raise DataError(f"{name} must be 0 or more; got {getattr(self, name)}.")


def money(shop: Path, as_of: str | dt.date, days: int = YEAR) -> pd.DataFrame:
    """Measured money of each customer over the `days` up to a date.

    Parameters
    ----------
    shop : Path
        A folder with `orders.parquet`, `customers.parquet` and `contacts.parquet`.
    as_of : date or str
    days : int

    Returns
    -------
    DataFrame, index Customer_ID
        `spend`, `returned` and `discounted_spend` (£), `returns` and `contacts` (counts); zeros
        for customers without an order in the period.
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
        "discounted_spend": ibis.ifelse(orders.discounted, orders.amount, 0.0),
    }
    spent = orders.group_by(Customer_ID=orders.customer_id).aggregate(
        **{name: (x * 100).round().cast("int64").sum() / 100.0 for name, x in cents.items()},
        returns=(orders.returned_amount > 0).cast("int64").sum(),
    )
    calls = contacts.group_by(Customer_ID=contacts.customer_id).aggregate(contacts=contacts.count())
    everyone = pd.read_parquet(shop / "customers.parquet", columns=["customer_id"])
    index = pd.Index(everyone["customer_id"], name="Customer_ID")
    tables = [t.execute().set_index("Customer_ID").reindex(index) for t in (spent, calls)]
    return pd.concat(tables, axis=1).fillna(0.0)


def contribution(measured: pd.DataFrame, assumed: Assumptions) -> pd.DataFrame:
    """Split each customer's spend into what it costs and what is left.

    Parameters
    ----------
    measured : DataFrame
        From `money`.
    assumed : Assumptions

    Returns
    -------
    DataFrame, same index
        `spend`, `margin` on what was kept, the costs `coupons`, `returns` and `support`
        (negative), and their sum `contribution`; all in £.
    """
    parts = pd.DataFrame(
        {
            "spend": measured["spend"],
            "margin": assumed.margin * (measured["spend"] - measured["returned"]),
            "coupons": -assumed.coupon * measured["discounted_spend"],
            "returns": -assumed.cost_of_return * measured["returns"],
            "support": -assumed.cost_of_contact * measured["contacts"],
        }
    )
    parts["contribution"] = parts[["margin", "coupons", "returns", "support"]].sum(axis=1)
    return parts


def per_segment(parts: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Money of each segment: mean per customer in £, and its share of the whole.

    Parameters
    ----------
    parts : DataFrame, shape (n, …)
        From `contribution`.
    names : categorical Series, shape (n,)
        Segment of each customer, in the same order of rows.

    Returns
    -------
    DataFrame
        One row per segment, in the order of the categories: `customers`; spend, margin, costs
        and contribution per customer; `share of spend` and `share of contribution`.
    """
    grouped = parts.groupby(names.array, observed=True)
    table = grouped.mean()
    table.insert(0, "customers", grouped.size())
    for column in ("spend", "contribution"):
        table[f"share of {column}"] = grouped[column].sum() / parts[column].sum()
    return table


def flat_discount_cost(measured: pd.DataFrame, who: pd.Series, rate: float) -> float:
    """What a discount for everyone gives away on orders that would have come at full price.

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
    return float(rate * (some["spend"] - some["discounted_spend"]).sum())


def taken_apart(
    customers: pd.DataFrame, parts: pd.DataFrame, chosen: np.ndarray, names: pd.Series
) -> pd.DataFrame:
    """Split a group of customers by segment: what they spend, and what is left of it.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features.
    parts : DataFrame, shape (n, …)
        From `contribution`, in the same order of rows.
    chosen : array of bool, shape (n,)
        The group, such as the best cluster of RFM.
    names : Series, shape (n,)
        Segment of each customer.

    Returns
    -------
    DataFrame, index segment, largest first
        `customers` and their `share` of the group; `spend` and `contribution` (mean £ per
        customer); `left of 100` (£ of contribution per £100 of spend); means of `Return_Rate`,
        `Support_Calls` and `Satisfaction_Score`.
    """
    behaviour = ["Return_Rate", "Support_Calls", "Satisfaction_Score"]
    table = customers[behaviour].reset_index(drop=True)
    table[["spend", "contribution"]] = parts[["spend", "contribution"]].to_numpy()
    grouped = table[chosen].groupby(names.astype(str).to_numpy()[chosen])
    out = grouped.mean()
    out["customers"] = grouped.size()
    out["share"] = out["customers"] / out["customers"].sum()
    out["left of 100"] = 100 * out["contribution"] / out["spend"]
    order = ["customers", "share", "spend", "contribution", "left of 100", *behaviour]
    return out[order].sort_values("customers", ascending=False).rename_axis("segment")
