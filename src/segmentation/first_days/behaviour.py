"""A customer's first days, as behaviour only: no calendar, no joining date, nothing later.

Every order is moved to the customer's own calendar, on which the day of joining is day 0, and
measured there by `measure.customer_features`, the only way to get features.
"""

import datetime as dt

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import SECONDS_PER_DAY, day_number, epoch_day
from segmentation.features.measure import customer_features

AT_LEAST = 180  # days between joining and the snapshot: the newest have nearly certain labels
FEWEST = 10  # customers of a segment, without whom five folds cannot hold it
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


def _of(table: ir.Table, joined: pd.Series) -> ir.Table:
    """Rows of the customers asked about, with their day of joining in `joined_day`."""
    days = pd.DataFrame({"own_id": joined.index, "joined_day": joined.to_numpy(dtype="int64")})
    asked_about = ibis.memtable(days)
    own = table.inner_join(asked_about, table.customer_id == asked_about.own_id)
    return own.drop("own_id")


def _from_joining(table: ir.Table, column: str, joined: pd.Series) -> ir.Table:
    """Rows of the customers asked about, their times moved so that joining is 1970-01-01."""
    own = _of(table, joined)
    seconds = own[column].cast("timestamp").epoch_seconds() - own.joined_day * SECONDS_PER_DAY
    own = own.mutate(**{column: seconds.as_timestamp("s")}).drop("joined_day")
    return own.filter(day_number(own[column]) >= 0)


def joining_days(customers: pd.DataFrame) -> pd.Series:
    """Day of joining of each customer, in days since 1970-01-01, index Customer_ID.

    Parameters
    ----------
    customers : DataFrame
        With `customer_id` and `joined_on` (`schemas.CUSTOMERS`).
    """
    days = pd.to_datetime(customers["joined_on"]) - pd.Timestamp("1970-01-01")
    return pd.Series(
        days.dt.days.to_numpy(), pd.Index(customers["customer_id"], name="Customer_ID"), name="day"
    )


def first_days(
    orders: ir.Table, joined: pd.Series, days: int, contacts: ir.Table | None = None
) -> pd.DataFrame:
    """What each customer did on days 0 … days − 1 after joining.

    Parameters
    ----------
    orders : ibis table
        One row per order (`schemas.ORDERS`).
    joined : Series, index Customer_ID
        Day of joining of the customers asked about, in days since 1970-01-01. Whoever joins late
        in the evening has a short day 0: days are those of the calendar.
    days : int
        Length of the window, at least 1.
    contacts : ibis table, optional
        One row per contact, or whatever else happens on a day of its own (`schemas.CONTACTS`).

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
    last = dt.date(1970, 1, 1) + dt.timedelta(days - 1)
    own = _from_joining(orders, "ordered_at", joined)
    calls = None if contacts is None else _from_joining(contacts, "contacted_at", joined)
    found = customer_features(own, contacts=calls, as_of=last).execute().set_index("Customer_ID")
    day = day_number(own.ordered_at)
    inside = own.filter(day < days)
    dates = inside.group_by("customer_id").aggregate(n=day_number(inside.ordered_at).nunique())
    table = found.drop(columns=["Recency", "Tenure"]).rename(columns=OWN).reindex(joined.index)
    table.insert(2, "Mean_Basket", table["Spend"] / table["Orders"])
    table.insert(3, "Days_With_Order", dates.execute().set_index("customer_id")["n"])
    table.insert(4, LAST, days - 1 - found["Recency"])
    if calls is not None:  # of those without an order too, whom `customer_features` leaves out
        early = calls.filter(day_number(calls.contacted_at) < days)
        number = early.group_by("customer_id").aggregate(n=early.count())
        table["Contacts"] = number.execute().set_index("customer_id")["n"]
    zero = [name for name in COUNTS if name in table]
    return table.fillna(dict.fromkeys(zero, 0)).astype("float64")


def dated(table: pd.DataFrame) -> pd.DataFrame:
    """The features that are surely known on the last day of the window."""
    return table.drop(columns=[name for name in UNDATED if name in table])


def asked(
    joined: pd.Series, labels: pd.Series, snapshot: str | dt.date, at_least: int = AT_LEAST
) -> tuple[pd.Index, pd.Series]:
    """Customers whose segment is to be predicted, and who is left out and why.

    Parameters
    ----------
    joined : Series, index Customer_ID
        Day of joining of everybody, in days since 1970-01-01.
    labels : Series, index Customer_ID
        Segment at the snapshot of everybody who has one.
    snapshot : date or str
    at_least : int
        Days between joining and the snapshot.

    Returns
    -------
    who : Index
        Sorted.
    count : Series
        Everybody, those left out by reason, and those asked about.

    Raises
    ------
    DataError
        If fewer than two segments are left.
    """
    ordered = joined.index.isin(labels.index)
    old = (epoch_day(snapshot) - joined >= at_least).to_numpy()
    who = joined.index[ordered & old].sort_values()
    sizes = labels.loc[who].value_counts()
    rare = labels.loc[who].isin(sizes.index[sizes < FEWEST]).to_numpy()
    count = {
        "in the file": len(joined),
        "never ordered, so no segment": int((~ordered).sum()),
        f"joined less than {at_least} days before the snapshot": int((ordered & ~old).sum()),
        f"in a segment of fewer than {FEWEST} of the rest": int(rare.sum()),
        "asked about": int((~rare).sum()),
    }
    if (sizes >= FEWEST).sum() < 2:
        raise DataError(
            f"fewer than two segments have {FEWEST} customers who joined {at_least} days before "
            "the snapshot, so there is nothing to tell apart; take more customers."
        )
    return who[~rare], pd.Series(count, name="customers")


def after_first_days(
    orders: ir.Table,
    joined: pd.Series,
    customers: pd.DataFrame,
    early: pd.DataFrame,
    days: int,
    snapshot: str | dt.date,
) -> pd.DataFrame:
    """Features at the snapshot from what came after the first days alone.

    Labels made from these cannot contain what the first days hold.

    Parameters
    ----------
    orders, joined
        As in `first_days`.
    customers : DataFrame
        Features at the snapshot from all orders, with `Customer_ID`.
    early : DataFrame
        From `first_days`, whose contacts are taken off.
    days : int
        Length of the window.
    snapshot : date or str

    Returns
    -------
    DataFrame, index as `joined`
        The columns of `customers`, and `Silent`: no later order. Such a customer has 0 orders,
        averages of nothing (0; shrinking sets them to the average customer's) and a recency that
        counts from the last of the first days. `Tenure` is as it was.
    """
    before = customers.set_index("Customer_ID").loc[joined.index]
    own = _of(orders, joined)
    later = own.filter(day_number(own.ordered_at) - own.joined_day >= days)
    found = customer_features(later.drop("joined_day"), as_of=snapshot).execute()
    after = found.set_index("Customer_ID").reindex(joined.index)
    silent = after["Frequency"].isna()
    since = epoch_day(snapshot) - joined - (days - 1)
    after["Recency"] = after["Recency"].fillna(since)
    for name in before.columns.difference(found.columns):
        after[name] = before[name]
    after["Tenure"] = before["Tenure"]
    if "Support_Calls" in before:
        after["Support_Calls"] = before["Support_Calls"] - early["Contacts"]
    after = after.reindex(columns=before.columns)
    numbers = after.select_dtypes("number").columns
    return after.fillna(dict.fromkeys(numbers, 0.0)).assign(Silent=silent)
