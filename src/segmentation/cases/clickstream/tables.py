"""What the clickstream shows beside the features: faults, cohorts, categories, left carts."""

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from segmentation.cases.clickstream.users import (
    CART,
    PURCHASE,
    REMOVE,
    UNKNOWN,
    VIEW,
    of_type,
    until,
)
from segmentation.features.days import SECONDS_PER_DAY

WEEK = 7
BUSY = 40  # minutes
FEW = 200  # purchases below which shares of spend by category say nothing


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


def cohorts(used: ir.Table) -> tuple[pd.DataFrame, pd.Series]:
    """Share of the users first seen in each week who are seen again in each later one.

    Returns
    -------
    shares : DataFrame, weeks of the first event × weeks since
        Weeks are counted back from the last day; one that the first day cuts short is left out.
        Index: the last day of the week. NaN where a week was not over.
    sizes : Series
        Users first seen in each week, a week that is cut short included.
    """
    day = used.second // SECONDS_PER_DAY
    first, last = used.aggregate(a=day.min(), b=day.max()).execute().iloc[0].astype(int)
    weeks = used.select("user_id", week=(int(last) - day) // WEEK).distinct()
    born = weeks.group_by("user_id").aggregate(cohort=weeks.week.max())
    both = weeks.join(born, "user_id")
    seen = both.group_by("cohort", "week").aggregate(users=both.count()).execute()
    table = seen.assign(since=seen["cohort"] - seen["week"])
    table = table.pivot(index="cohort", columns="since", values="users")
    table = table.sort_index(ascending=False)
    lived = np.asarray(table.columns)[None, :] <= np.asarray(table.index)[:, None]
    share = table.div(table[0], axis=0).fillna(0.0).where(lived)
    days = pd.to_datetime((last - table.index * WEEK).astype("int64"), unit="D")
    days = days.strftime("%d %b %Y")
    whole = np.asarray((table.index + 1) * WEEK <= last - first + 1)
    sizes = table[0].astype("int64").set_axis(days)
    return share.set_axis(days)[whole].dropna(how="all", axis=1), sizes


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


def by_category(used: ir.Table) -> pd.DataFrame:
    """`Views`, `Purchases` and `Monetary` (spend) by category code, which is the index."""
    is_purchase = of_type(used, PURCHASE)
    table = used.group_by("category_code").aggregate(
        Views=of_type(used, VIEW).sum(),
        Purchases=is_purchase.sum(),
        Monetary=(used.cents * is_purchase).sum() / 100.0,
    )
    return table.order_by("category_code").execute().set_index("category_code")


def _largest(figures: pd.Series, top: int) -> str:
    shares = (figures / figures.sum()).nlargest(top)
    known = shares[shares > 0]
    return ", ".join(f"{code.rpartition('.')[2]} {share:.0%}" for code, share in known.items())


def top_categories(table: pd.DataFrame, top: int = 5) -> pd.DataFrame:
    """The category codes that are looked at and paid for most, from `by_category`; one row.

    Shares are of what has a code. Those of spend are a dash below `FEW` purchases.
    """
    coded = table.drop(index=UNKNOWN, errors="ignore")
    enough = table["Purchases"].sum() >= FEW
    without = 1 - coded["Views"].sum() / table["Views"].sum()
    return pd.DataFrame(
        {
            "most viewed": [_largest(coded["Views"], top) or "–"],
            "most spent on": [_largest(coded["Monetary"], top) or "–" if enough else "–"],
            "share of views without a code": [without],
        }
    )


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
