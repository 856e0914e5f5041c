"""A customer's first days, as behaviour only: no calendar, no joining date, nothing later.

Every order is moved to the customer's own calendar, on which the day of joining is day 0, and
measured there by `measure.customer_features`, the only way to get features.
"""

import datetime as dt

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import SECONDS_PER_DAY, day_number
from segmentation.features.measure import customer_features

OWN = {  # feature of a table of customers → what it is called for the first days
    "Frequency": "Orders",
    "Monetary": "Spend",
    "Discount_Usage": "Coupon_Share",
    "Avg_Time_Site_Min": "Mean_Minutes",
    "Support_Calls": "Contacts",
    "Return_Rate": "Return_Share",
    "Satisfaction_Score": "Mean_Rating",
}
LAST = "Last_Order_Day"
COUNTS = ("Orders", "Spend", "Contacts", "Days_With_Order")  # 0 for whoever did nothing
UNDATED = ("Return_Share", "Mean_Rating")  # stand on the order, without a day of their own


def _from_joining(table: ir.Table, column: str, joined: pd.Series) -> ir.Table:
    """Rows of the customers asked about, their times moved so that joining is 1970-01-01."""
    days = pd.DataFrame({"own_id": joined.index, "joined_day": joined.to_numpy(dtype="int64")})
    asked_about = ibis.memtable(days)
    own = table.inner_join(asked_about, table.customer_id == asked_about.own_id).drop("own_id")
    seconds = own[column].cast("timestamp").epoch_seconds() - own.joined_day * SECONDS_PER_DAY
    own = own.mutate(**{column: seconds.as_timestamp("s")}).drop("joined_day")
    return own.filter(day_number(own[column]) >= 0)


def joining_days(customers: pd.DataFrame) -> pd.Series:
    """Day of joining of each customer (`schemas.CUSTOMERS`), in days since 1970-01-01."""
    days = pd.to_datetime(customers["joined_on"]) - pd.Timestamp("1970-01-01")
    return pd.Series(
        days.dt.days.to_numpy(), pd.Index(customers["customer_id"], name="Customer_ID"), name="day"
    )


def features_at_age(
    orders: ir.Table, joined: pd.Series, age: int, contacts: ir.Table | None = None
) -> pd.DataFrame:
    """Features of every customer on the day on which that customer is of a given age.

    Parameters
    ----------
    orders : ibis table
        One row per order (`schemas.ORDERS`).
    joined : Series, index Customer_ID
        Day of joining of the customers asked about, in days since 1970-01-01.
    age : int
        Days since joining, 0 or more; what happens on that day still counts.
    contacts : ibis table, optional
        One row per contact (`schemas.CONTACTS`).

    Returns
    -------
    DataFrame, index as `joined`
        The columns of `customer_features`; NaN for whoever has not ordered by then.
    """
    own = _from_joining(orders, "ordered_at", joined)
    calls = None if contacts is None else _from_joining(contacts, "contacted_at", joined)
    as_of = dt.date(1970, 1, 1) + dt.timedelta(age)
    features = customer_features(own, contacts=calls, as_of=as_of).execute()
    # Not from the first order, as without a table of customers.
    return features.set_index("Customer_ID").assign(Tenure=age).reindex(joined.index)


def first_days(
    orders: ir.Table, joined: pd.Series, days: int, contacts: ir.Table | None = None
) -> pd.DataFrame:
    """What each customer did on days 0 … days − 1 after joining.

    Days are those of the calendar: whoever joins late in the evening has a short day 0. `contacts`
    are whatever else happens on a day of its own.

    Returns
    -------
    DataFrame, index as `joined`
        `Orders`, `Spend` (gross), `Mean_Basket`, `Days_With_Order`, `Last_Order_Day` (0 …
        days − 1), and as far as the data has them `Coupon_Share`, `Mean_Minutes`, `Contacts`,
        `Return_Share` and `Mean_Rating`. NaN is an average of nothing. The last two are of
        the window's orders, but the table does not say when they became known: `dated` leaves
        them out.

    Raises
    ------
    DataError
        If the window is shorter than a day.
    """
    if days < 1:
        raise DataError(f"a window of first days has at least 1 day; got {days}.")
    features = features_at_age(orders, joined, days - 1, contacts)
    own = _from_joining(orders, "ordered_at", joined)
    day = day_number(own.ordered_at)
    inside = own.filter(day < days)
    dates = inside.group_by("customer_id").aggregate(n=day_number(inside.ordered_at).nunique())
    table = features.drop(columns=["Recency", "Tenure"]).rename(columns=OWN)
    table.insert(2, "Mean_Basket", table["Spend"] / table["Orders"])
    table.insert(3, "Days_With_Order", dates.execute().set_index("customer_id")["n"])
    table.insert(4, LAST, days - 1 - features["Recency"])
    if contacts is not None:  # of those without an order too, whom `customer_features` leaves out
        calls = _from_joining(contacts, "contacted_at", joined)
        early = calls.filter(day_number(calls.contacted_at) < days)
        number = early.group_by("customer_id").aggregate(n=early.count())
        table["Contacts"] = number.execute().set_index("customer_id")["n"]
    zero = [name for name in COUNTS if name in table]
    return table.fillna(dict.fromkeys(zero, 0)).astype("float64")


def dated(table: pd.DataFrame) -> pd.DataFrame:
    """The features that are surely known on the last day of the window."""
    return table.drop(columns=[name for name in UNDATED if name in table])
