"""Orders, customers and contacts to one row per customer, as of any date.

Written once as Ibis expressions, so that DuckDB, SQLite and others give the same figures.
Days are whole epoch seconds // 86400, since interval functions differ between engines. Sums
are of whole hundredths, so that the result depends on neither row order nor threads.
"""

import datetime as dt

import ibis
import ibis.expr.types as ir

from segmentation.schemas import DataError

SECONDS_PER_DAY = 86_400
RFM = ("Recency", "Frequency", "Monetary")
NUMERIC = (
    *RFM,
    "Tenure",
    "Return_Rate",
    "Discount_Usage",
    "Satisfaction_Score",
    "Avg_Time_Site_Min",
    "Support_Calls",
)
CHANNEL = "Acquisition_Channel"
UNITS = {
    "Recency": "days",
    "Frequency": "orders",
    "Monetary": "£",
    "Tenure": "days",
    "Return_Rate": "share of orders",
    "Discount_Usage": "share of orders",
    "Satisfaction_Score": "mean rating, 1–5",
    "Avg_Time_Site_Min": "minutes a visit",
    "Support_Calls": "contacts",
}

DEFINITIONS = {
    "Recency": "days from the last order to the snapshot",
    "Frequency": "orders so far",
    "Monetary": "sum of all orders so far, before coupons and returns",
    "Tenure": "days from joining to the snapshot",
    "Return_Rate": "share of orders from which something came back",
    "Discount_Usage": "share of orders placed with a discount code",
    "Satisfaction_Score": "mean rating of the customer's orders",
    "Avg_Time_Site_Min": "mean length of a visit that ended in an order",
    "Support_Calls": "support contacts so far",
}


def feature_list(features: str) -> list[str]:
    """Turn the notebooks' parameter `features` into column names.

    Parameters
    ----------
    features : str
        "nine", "rfm", or feature names separated by commas.

    Raises
    ------
    DataError
        If a name is unknown or given twice, or fewer than two names are given.
    """
    if features in ("nine", "rfm"):
        return list(NUMERIC if features == "nine" else RFM)
    names = [name.strip() for name in features.split(",")]
    unknown = [name for name in names if name not in NUMERIC]
    if unknown or len(names) < 2 or len(set(names)) < len(names):
        raise DataError(
            f"features must be nine, rfm or at least two different names of {', '.join(NUMERIC)}; "
            f"got {features!r}."
        )
    return names


def day_number(when: ir.Value) -> ir.IntegerValue:
    """Whole days since 1970-01-01 of a date or timestamp column."""
    return when.cast("timestamp").epoch_seconds() // SECONDS_PER_DAY


def epoch_day(as_of: str | dt.date) -> int:
    """Whole days since 1970-01-01 of a date given as a date or as "2026-06-30".

    Raises
    ------
    DataError
        If the text is not a date.
    """
    if isinstance(as_of, dt.datetime):
        as_of = as_of.date()
    try:
        date = dt.date.fromisoformat(str(as_of))
    except ValueError:
        raise DataError(f"a date must look like 2026-06-30; got {as_of!r}.") from None
    return (date - dt.date(1970, 1, 1)).days


def until(table: ir.Table, column: str, as_of: str | dt.date) -> ir.Table:
    """Rows whose time lies on or before the day `as_of`."""
    return table.filter(day_number(table[column]) <= epoch_day(as_of))


def _hundredths(value: ir.NumericValue) -> ir.IntegerValue:
    return (value.cast("float64") * 100).round().cast("int64")


def _share(condition: ir.BooleanValue) -> ir.NumericValue:
    return condition.cast("int64").sum().cast("float64") / condition.count()


def _was_returned(orders: ir.Table) -> ir.BooleanValue | None:
    if "returned_amount" in orders.columns:
        return orders.returned_amount > 0
    return orders.returned if "returned" in orders.columns else None


def _spend(orders: ir.Table, returns: str) -> ir.IntegerValue:
    gross = _hundredths(orders.amount)
    if returns == "gross":
        return gross
    if returns != "net":
        raise DataError(f"returns must be gross or net; got {returns!r}.")
    if "returned_amount" not in orders.columns:
        raise DataError("returns=net needs the column returned_amount in orders.")
    return gross - _hundredths(orders.returned_amount.coalesce(0.0))


def _from_orders(orders: ir.Table, as_of: str | dt.date, returns: str) -> ir.Table:
    day = day_number(orders.ordered_at)
    measures = {
        "Recency": epoch_day(as_of) - day.max(),
        "Frequency": orders.count(),
        "Monetary": _spend(orders, returns).sum() / 100.0,
        "First_Day": day.min(),
    }
    returned = _was_returned(orders)
    if returned is not None:
        measures["Return_Rate"] = _share(returned)
    if "discounted" in orders.columns:
        measures["Discount_Usage"] = _share(orders.discounted)
    if "rating" in orders.columns:
        rating = orders.rating
        measures["Satisfaction_Score"] = _hundredths(rating).sum() / (rating.count() * 100.0)
    if "minutes_on_site" in orders.columns:
        minutes = orders.minutes_on_site
        measures["Avg_Time_Site_Min"] = _hundredths(minutes).sum() / (minutes.count() * 100.0)
    return orders.group_by(Customer_ID=orders.customer_id).aggregate(**measures)


def features(
    orders: ir.Table,
    customers: ir.Table | None = None,
    contacts: ir.Table | None = None,
    *,
    as_of: str | dt.date,
    returns: str = "gross",
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

    Returns
    -------
    ibis table
        `Customer_ID` and the features of `UNITS`, in that order, then `Acquisition_Channel`;
        not executed, not sorted.

    Raises
    ------
    DataError
        For an unreadable date or an unknown returns policy.
    """
    table = _from_orders(until(orders, "ordered_at", as_of), as_of, returns)
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


def set_aside(
    orders: ir.Table, customers: ir.Table | None = None, *, as_of: str | dt.date
) -> dict[str, int]:
    """Count what `features` leaves out, since nothing is dropped silently.

    Returns
    -------
    dict
        `orders_after_snapshot`; with `customers` also `orders_of_unknown_customers` (up to the
        snapshot, by somebody who is not in that table) and `customers_without_order`.
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
