"""What the clickstream shows beside the features: faults, left carts, what views add up to."""

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.cases.clickstream.users import (
    CART,
    PURCHASE,
    REMOVE,
    VIEW,
    of_type,
    until,
)
from segmentation.features.days import SECONDS_PER_DAY

BUSY = 40  # minutes


def faults(events: ir.Table) -> pd.DataFrame:
    """What is odd in the raw events, counted; none of it is mended.

    Index fault; `count`, `of` (how many there could be), `share` and `so` (what is done about it).
    """
    is_purchase = events.event_type == PURCHASE
    row = events.aggregate(
        events=events.count(),
        code=events.category_code.isnull().sum(),
        brand=events.brand.isnull().sum(),
        free=(events.price.coalesce(0.0) <= 0).sum(),
        purchases=is_purchase.sum(),
    )
    known = events.filter(events.user_session.notnull() & events.user_id.notnull())
    session = known.group_by("user_session").aggregate(
        users=known.user_id.nunique(), span=known.event_time.max().epoch_seconds()
        - known.event_time.min().epoch_seconds(),
    )  # fmt: skip
    sessions = session.aggregate(
        sessions=session.count(),
        shared=(session.users > 1).sum(),
        long=(session.span > SECONDS_PER_DAY).sum(),
    )
    pair = known.group_by("user_id", "product_id").aggregate(
        bought=of_type(known, PURCHASE).max(), carted=of_type(known, CART).max()
    )
    pairs = pair.filter(pair.bought == 1).aggregate(
        bought=lambda t: t.count(), direct=lambda t: (t.carted == 0).sum()
    )
    n = {
        name: int(value)
        for table in (row, sessions, pairs)
        for name, value in table.execute().iloc[0].fillna(0).items()
    }
    rows = [
        ("no category code", n["code"], n["events"], "kept, the code is unknown"),
        ("no brand", n["brand"], n["events"], "kept, the brand is unknown"),
        ("no price above 0", n["free"], n["events"], "kept unless it is a purchase"),
        ("session id of several users", n["shared"], n["sessions"], "one session for each user"),
        ("session longer than a day", n["long"], n["sessions"], "kept as one session"),
        ("bought without a cart", n["direct"], n["bought"], "kept: a purchase is a purchase"),
    ]
    table = pd.DataFrame(rows, columns=["fault", "count", "of", "so"]).set_index("fault")
    table.insert(2, "share", table["count"] / table["of"].where(table["of"] > 0))
    return table


def busiest(used: ir.Table, minutes: int = BUSY) -> float:
    """Largest share of the events that falls into a stretch of so many minutes."""
    second = np.sort(used.second.to_pandas().to_numpy())
    ends = np.searchsorted(second, second + 60 * minutes)
    return float((ends - np.arange(len(second))).max() / len(second))


def side_by_side(users: dict[str, pd.DataFrame], faults: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How users convert in several sets of events, one column each.

    `users` and `faults` have the users and the table of `faults` of each set, by its name.
    """
    columns = {}
    for name, table in users.items():
        views = max(table["Views"].sum(), 1)
        columns[name] = {
            "share of users who bought": (table["Purchases"] > 0).mean(),
            "share bought without a cart": faults[name].loc["bought without a cart", "share"],
            "carts per 100 views": 100 * table["Carts"].sum() / views,
            "purchases per 100 views": 100 * table["Purchases"].sum() / views,
        }
    return pd.DataFrame(columns)


def abandoned(used: ir.Table) -> pd.DataFrame:
    """Users with products left in the cart, the most valuable first.

    A product is left if it was put into the cart, not taken out since and never bought.

    Gives `Customer_ID`, `Products_Left`, their `Value` (the highest price seen in the cart) and
    `Days` since the last of them was put there, counted from the last day of the events.
    """
    is_cart, is_removal = used.event_type == CART, used.event_type == REMOVE
    each = used.group_by("user_id", "product_id").aggregate(
        cents=used.cents.max(where=is_cart),
        cart_at=used.second.max(where=is_cart),
        removed_at=used.second.max(where=is_removal).coalesce(-1),
        bought=of_type(used, PURCHASE).max(),
    )
    left = each.filter(each.cart_at.notnull() & (each.bought == 0))
    left = left.filter(left.removed_at < left.cart_at)
    last = int((used.second.max() // SECONDS_PER_DAY).execute())
    listing = left.group_by(Customer_ID=left.user_id).aggregate(
        Products_Left=left.count(),
        Value=left.cents.sum() / 100.0,
        Days=last - left.cart_at.max() // SECONDS_PER_DAY,
    )
    order = {"by": ["Value", "Customer_ID"], "ascending": [False, True]}
    return listing.execute().sort_values(**order, ignore_index=True)


def bought_after(used: ir.Table, as_of: str) -> set[int]:
    """Ids of the users with a purchase after the day `as_of`."""
    earlier = until(used, as_of).second.max().execute()
    later = used.filter((used.second > int(earlier)) & (used.event_type == PURCHASE))
    return set(later.user_id.to_pandas())


def spend_on_views(used: ir.Table) -> pd.DataFrame:
    """What is called money if the prices of viewed items are summed (`Viewed`), beside what is.

    `Customer_ID`, sorted, and the two sums.
    """
    return (
        used.group_by(Customer_ID=used.user_id)
        .aggregate(
            Viewed=(used.cents * of_type(used, VIEW)).sum() / 100.0,
            Paid=(used.cents * of_type(used, PURCHASE)).sum() / 100.0,
        )
        .order_by("Customer_ID")
        .execute()
    )
