"""Orders, customers and contacts to one row per customer, as of any date.

Written once as Ibis expressions, so that DuckDB, SQLite and others give the same figures.
Days are whole epoch seconds // 86400, since interval functions differ between engines. Sums
are of whole numbers, hundredths or what the amounts' last decimal is, so that the result depends
on neither row order nor threads.
"""

import datetime as dt

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import day_number, epoch_day, until
from segmentation.features.names import CHANNEL, NUMERIC

DECIMALS, MOST_DECIMALS = 2, 6  # of amounts


def _whole(value: ir.NumericValue, decimals: int = DECIMALS) -> ir.IntegerValue:
    """A figure in whole units of its last decimal."""
    return (value.cast("float64") * 10**decimals).round().cast("int64")


def _share(condition: ir.BooleanValue) -> ir.NumericValue:
    return condition.cast("int64").sum().cast("float64") / condition.count()


def _was_returned(orders: ir.Table) -> ir.BooleanValue | None:
    if "returned_amount" in orders.columns:
        return orders.returned_amount > 0
    return orders.returned if "returned" in orders.columns else None


def _spend(orders: ir.Table, returns: str, decimals: int) -> ir.IntegerValue:
    gross = _whole(orders.amount, decimals)
    if returns == "gross":
        return gross
    if returns != "net":
        raise DataError(f"returns must be gross or net; got {returns!r}.")
    if "returned_amount" not in orders.columns:
        raise DataError("returns=net needs the column returned_amount in orders.")
    return gross - _whole(orders.returned_amount.coalesce(0.0), decimals)


def _from_orders(orders: ir.Table, as_of: str | dt.date, returns: str, decimals: int) -> ir.Table:
    day = day_number(orders.ordered_at)
    measures = {
        "Recency": epoch_day(as_of) - day.max(),
        "Frequency": orders.count(),
        "Monetary": _spend(orders, returns, decimals).sum() / float(10**decimals),
        "First_Day": day.min(),
    }
    returned = _was_returned(orders)
    if returned is not None:
        measures["Return_Rate"] = _share(returned)
    if "discounted" in orders.columns:
        measures["Discount_Usage"] = _share(orders.discounted)
    if "rating" in orders.columns:
        rating = orders.rating
        measures["Satisfaction_Score"] = _whole(rating).sum() / (rating.count() * 100.0)
    if "minutes_on_site" in orders.columns:
        minutes = orders.minutes_on_site
        measures["Avg_Time_Site_Min"] = _whole(minutes).sum() / (minutes.count() * 100.0)
    return orders.group_by(Customer_ID=orders.customer_id).aggregate(**measures)


def customer_features(
    orders: ir.Table,
    customers: ir.Table | None = None,
    contacts: ir.Table | None = None,
    *,
    as_of: str | dt.date,
    returns: str = "gross",
    decimals: int = DECIMALS,
) -> ir.Table:
    """One row of features per customer who ordered on or before the day `as_of`.

    Only what can be known on that day enters, so the same function makes features at an
    earlier date. A feature whose columns are absent is left out; without `customers`, tenure
    counts from the first order.

    Parameters
    ----------
    orders : ibis table
        One row per order (`schemas.ORDERS`).
    customers : ibis table, optional
        One row per customer (`schemas.CUSTOMERS`).
    contacts : ibis table, optional
        One row per support contact (`schemas.CONTACTS`).
    as_of : date or str
        The snapshot day; later orders and contacts are ignored.
    returns : {"gross", "net"}
        Whether Monetary counts returned amounts.
    decimals : int
        Of the amounts, 2 to 6: spend is summed in whole units of the last one.

    Returns
    -------
    ibis table
        `Customer_ID`, the features in the order of `FEATURES`, then `Acquisition_Channel`;
        not executed, not sorted.

    Raises
    ------
    DataError
        For an unreadable date, an unknown returns policy, or decimals out of range.
    """
    if decimals not in range(DECIMALS, MOST_DECIMALS + 1):
        raise DataError(f"decimals must be from {DECIMALS} to {MOST_DECIMALS}; got {decimals}.")
    table = _from_orders(until(orders, "ordered_at", as_of), as_of, returns, decimals)
    tenure_from = table.First_Day
    if customers is not None:
        table = table.inner_join(customers, table.Customer_ID == customers.customer_id)
        tenure_from = ibis.least(day_number(table.joined_on), table.First_Day)
    table = table.mutate(Tenure=epoch_day(as_of) - tenure_from)
    if contacts is not None:
        past = until(contacts, "contacted_at", as_of)
        calls = past.group_by("customer_id").aggregate(Support_Calls=past.count())
        calls = calls.rename(contact_customer="customer_id")
        table = table.left_join(calls, table.Customer_ID == calls.contact_customer)
        table = table.mutate(Support_Calls=table.Support_Calls.coalesce(0))
    if "acquisition_channel" in table.columns:
        table = table.rename(Acquisition_Channel="acquisition_channel")
    return table.select(
        "Customer_ID", *[name for name in (*NUMERIC, CHANNEL) if name in table.columns]
    )


def features_table(
    orders: ir.Table | pd.DataFrame,
    customers: ir.Table | None = None,
    contacts: ir.Table | None = None,
    *,
    as_of: str | dt.date,
    returns: str = "gross",
    decimals: int = DECIMALS,
) -> pd.DataFrame:
    """`customer_features`, executed and sorted by `Customer_ID`."""
    table = ibis.memtable(orders) if isinstance(orders, pd.DataFrame) else orders
    features = customer_features(
        table, customers, contacts, as_of=as_of, returns=returns, decimals=decimals
    )
    return features.order_by("Customer_ID").execute()


def set_aside(
    orders: ir.Table, customers: ir.Table | None = None, *, as_of: str | dt.date
) -> dict[str, int]:
    """Count what `customer_features` leaves out, since nothing is dropped silently.

    Orders after the snapshot; with `customers` also orders up to it by somebody who is not in that
    table, and customers without an order.
    """
    past = until(orders, "ordered_at", as_of)
    without = unknown = 0
    if customers is not None:
        # NOT IN: SQLite would walk through all orders once per customer for an anti-join.
        without = customers.filter(customers.customer_id.notin(past.customer_id)).count().execute()
        unknown = past.filter(past.customer_id.notin(customers.customer_id)).count().execute()
    later = orders.filter(day_number(orders.ordered_at) > epoch_day(as_of))
    return {
        "orders_after_snapshot": int(later.count().execute()),
        "orders_of_unknown_customers": int(unknown),
        "customers_without_order": int(without),
    }
