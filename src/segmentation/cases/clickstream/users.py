"""Clickstream events to one row per user, written once as Ibis expressions.

The same expressions give the same figures on SQLite, where the events live, and on DuckDB.
Days are whole epoch seconds // 86400, in UTC; money is summed in whole cents.
"""

from collections.abc import Collection
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import SECONDS_PER_DAY, epoch_day

VIEW, CART, REMOVE, PURCHASE = "view", "cart", "remove_from_cart", "purchase"
TYPES = (VIEW, CART, REMOVE, PURCHASE)
UNKNOWN = "unknown"
REASONS = (
    "exact duplicate",
    "no user",
    "no session",
    "unknown event type",
    "after the snapshot",
    "purchase without a price above 0",
)
DAYPARTS = ("Night", "Morning", "Afternoon", "Evening")  # six hours each, from midnight UTC
DEFINITIONS = {
    "Recency": "days from the last event of any kind to the snapshot",
    "Frequency": "sessions with a purchase",
    "Monetary": "sum of the prices of purchases; views and carts are no money",
    "Views": "view events",
    "Carts": "cart events",
    "Purchases": "purchase events, one per product",
    "Sessions": "different sessions",
    "Products": "different products seen, carted or bought",
    "Carted": "different products put into a cart",
    "View_To_Cart": "share of the Products that were put into a cart",
    "Cart_To_Purchase": "share of the Carted products that were bought; none without a cart",
    "Categories": "different category ids",
    "Brands": "different brands, an unknown one counted as one",
    "Product_Entropy": "how evenly events spread over products, in nats; 0 for one product",
    "Category_Entropy": "the same over category ids",
    "Brand_Entropy": "the same over brands",
    "Span": "days from the first to the last event",
    **{part: f"share of events from {6 * i}:00 to {6 * i + 5}:59 UTC"
       for i, part in enumerate(DAYPARTS)},
}  # fmt: skip
COUNTS = ("Recency", "Frequency", "Monetary", "Sessions", "Products", "Carted")
CLUSTERED = (*COUNTS, "View_To_Cart", "Cart_To_Purchase", "Category_Entropy", "Span")
LOGGED = ("Frequency", "Monetary", "Views", "Carts", "Purchases", "Sessions", "Products",
          "Carted", "Categories", "Brands", "Span")  # fmt: skip
AVERAGED_OVER = MappingProxyType({"View_To_Cart": "Products", "Cart_To_Purchase": "Carted"})


def days_covered(used: ir.Table) -> int:
    """How many days the events cover, the first and the last one included."""
    day = used.second // SECONDS_PER_DAY
    return int((day.max() - day.min()).execute()) + 1


def last_day(events: ir.Table) -> str:
    """The day of the latest event, as "2019-10-31"; a snapshot for a file that has no other."""
    return str(events.event_time.max().execute())[:10]


def judge(events: ir.Table, as_of: str) -> ir.Table:
    """Distinct events with the reason why each is set aside, empty for those that are used.

    Returns
    -------
    ibis table
        The public columns but `event_time`, `category_id` and `price`; instead `second`
        (since 1970), `category` and `cents`. A missing brand, category or code is "unknown"
        (the id: 0) and kept. `reason` is one of `REASONS` or empty, the first that applies. Not
        executed.
    """
    one = events.distinct()
    second = one.event_time.epoch_seconds()
    cents = (one.price * 100).round().cast("int64").coalesce(0)
    faults = (
        one.user_id.isnull(),
        one.user_session.isnull(),
        one.event_type.isnull() | one.event_type.notin(TYPES),
        second >= (epoch_day(as_of) + 1) * SECONDS_PER_DAY,
        (one.event_type == PURCHASE) & (cents <= 0),
    )
    return one.select(
        "user_id",
        "user_session",
        "event_type",
        "product_id",
        category=one.category_id.coalesce(0),
        category_code=one.category_code.coalesce(UNKNOWN),
        brand=one.brand.coalesce(UNKNOWN),
        cents=cents,
        second=second,
        reason=ibis.cases(*zip(faults, REASONS[1:], strict=True), else_=""),
    )


def clean(events: ir.Table, as_of: str) -> tuple[ir.Table, pd.DataFrame]:
    """Set aside the events that say nothing of a user, and count them.

    Parameters
    ----------
    events : ibis table
        `ecommerce_behavior`.
    as_of : str

    Returns
    -------
    used : ibis table
        As from `judge`, in a temporary table of the engine (the file is not written to).
    account : DataFrame
        `Part`, `Reason` and `Rows` as in `Ledger.table`, and `Users`: a user is counted where an
        event of theirs is.

    Raises
    ------
    DataError
        If no event is left.
    """
    judged = judge(events, as_of).cache()
    found = judged.group_by("reason").aggregate(Rows=judged.count(), Users=judged.user_id.nunique())
    counts = found.execute().set_index("reason").reindex([*REASONS, ""], fill_value=0)
    total = events.aggregate(Rows=events.count(), Users=events.user_id.nunique()).execute()
    counts.loc[REASONS[0], "Rows"] = total.at[0, "Rows"] - counts["Rows"].sum()
    if not counts.loc["", "Rows"]:
        raise DataError("no event is left to use; see that the snapshot lies in the file's time.")
    account = pd.concat([total, counts.iloc[[-1]], counts.iloc[:-1]], ignore_index=True)
    account.insert(0, "Reason", ["all events", "used", *REASONS])
    account.insert(0, "Part", ["in", "used", *["set aside"] * len(REASONS)])
    return judged.filter(judged.reason == "").drop("reason"), account.astype(
        {"Rows": "int64", "Users": "int64"}
    )


def of_type(used: ir.Table, kind: str) -> ir.IntegerValue:
    return (used.event_type == kind).cast("int64")


def _entropy(each: ir.Table) -> ir.FloatingValue:
    """Entropy, in nats, of counts `n`; e.g. ln 2 for two values that are equally frequent."""
    total = each.n.sum().cast("float64")
    # ln 1 is 0, so it is not asked for: to SQLite it is a Python function, and most counts are 1.
    weighted = ibis.ifelse(each.n > 1, each.n * each.n.cast("float64").ln(), 0.0).sum()
    return (total.ln() - weighted / total).round(6)


def _diversity(used: ir.Table, column: str, name: str, plural: str) -> ir.Table:
    """Per user: different values of a column, and the entropy of the events over them."""
    each = used.group_by("user_id", column).aggregate(n=used.count())
    return each.group_by("user_id").aggregate(**{plural: each.count(), name: _entropy(each)})


def _products(used: ir.Table) -> ir.Table:
    """Per user: the same of products, and how many were put into a cart, and of them bought."""
    each = used.group_by("user_id", "product_id").aggregate(
        n=used.count(), carted=of_type(used, CART).max(), bought=of_type(used, PURCHASE).max()
    )
    carted = each.carted.sum()
    both = (each.carted * each.bought).sum()
    return each.group_by("user_id").aggregate(
        Products=each.count(),
        Product_Entropy=_entropy(each),
        Carted=carted,
        View_To_Cart=carted.cast("float64") / each.count(),
        Cart_To_Purchase=both.cast("float64") / carted.nullif(0),
    )


def until(used: ir.Table, as_of: str) -> ir.Table:
    """The events on or before the day `as_of`."""
    return used.filter(used.second < (epoch_day(as_of) + 1) * SECONDS_PER_DAY)


def users(used: ir.Table, as_of: str) -> pd.DataFrame:
    """One row of features per user, by the expressions above, sorted by `Customer_ID`.

    The features are those of `DEFINITIONS`, in that order; `Cart_To_Purchase` is missing for a user
    who put nothing into a cart.
    """
    is_purchase = used.event_type == PURCHASE
    day = used.second // SECONDS_PER_DAY
    clock = used.second - day * SECONDS_PER_DAY
    quarter = SECONDS_PER_DAY // 4
    shares = {
        part: clock.between(quarter * i, quarter * (i + 1) - 1).cast("int64").sum() / used.count()
        for i, part in enumerate(DAYPARTS)
    }
    table = used.group_by("user_id").aggregate(
        Recency=epoch_day(as_of) - day.max(),
        Frequency=used.user_session.nunique(where=is_purchase),
        Monetary=(used.cents * is_purchase.cast("int64")).sum() / 100.0,
        Views=of_type(used, VIEW).sum(),
        Carts=of_type(used, CART).sum(),
        Purchases=of_type(used, PURCHASE).sum(),
        Sessions=used.user_session.nunique(),
        Span=day.max() - day.min(),
        **shares,
    )
    for more in (
        _products(used),
        _diversity(used, "category", "Category_Entropy", "Categories"),
        _diversity(used, "brand", "Brand_Entropy", "Brands"),
    ):
        table = table.join(more, "user_id")
    features = table.rename(Customer_ID="user_id").select("Customer_ID", *DEFINITIONS)
    return features.order_by("Customer_ID").execute()


def to_cluster(
    users: pd.DataFrame, features: Collection[str] = CLUSTERED
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Fill in ratios that nothing is known of, and leave out features that are constant.

    A ratio without a denominator is that of all users taken together, so that the shrinkage of
    `scaling` leaves it there. Gives the users, the features that differ between them, and those
    that do not.
    """
    filled = users.copy()
    for ratio, count in AVERAGED_OVER.items():
        weight = users[count].sum()
        pooled = (users[ratio] * users[count]).sum() / weight if weight else 0.0
        filled[ratio] = users[ratio].fillna(pooled)
    spread = {name: np.ptp(filled[name].to_numpy(dtype="float64")) for name in features}
    kept = [name for name in features if spread[name] > 0]
    return filled, kept, [name for name in features if name not in kept]
