"""Segments of clickstream users: their figures, their categories, what they might be worth."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.intervals import rates_with_ci
from segmentation.campaigns.experiment import needed
from segmentation.personas.value import budget

MOST = 0.5  # share of buyers from which a segment is one of buyers
BUYING = 0.05  # share of buyers below which a segment's own orders are no measure of the next
# Lists without clusters: each clustered count by itself, ties broken by a second one.
YARDSTICKS = {
    "seen last, then most visits": ("Recency", "Sessions"),
    "most orders, then seen last": ("Frequency", "Recency"),
    "highest spend, then seen last": ("Monetary", "Recency"),
    "most visits, then seen last": ("Sessions", "Recency"),
    "most products, then seen last": ("Products", "Recency"),
    "most carted, then seen last": ("Carted", "Recency"),
}
FRESH = 7  # days up to which a cart is fresh
POINT = 0.01  # rise of the share of buyers that a test should see


def segments(users: pd.DataFrame, segment: pd.Series, left: pd.DataFrame) -> pd.DataFrame:
    """Size, habits, funnel and left carts of each segment.

    `segment` is categorical, in the rows of `users`; `left` is from `tables.abandoned`.

    Returns
    -------
    DataFrame, index segment
        `customers`, `share`; mean Recency, Frequency, Monetary, Sessions and Products; `share of
        spend`; the shares of users who `carted` and `bought`; `left value` in carts, of `left
        users`.
    """
    value = users[["Customer_ID"]].merge(left, "left", "Customer_ID")["Value"]
    every = users.assign(
        left_value=value.fillna(0.0).to_numpy(),
        left_users=value.notna().to_numpy(),
        carted=users["Carts"] > 0,
        bought=users["Purchases"] > 0,
    )
    grouped = every.groupby(segment.array, observed=True)
    table = grouped[["Recency", "Frequency", "Monetary", "Sessions", "Products"]].mean()
    table.insert(0, "customers", grouped.size())
    table.insert(1, "share", table["customers"] / len(users))
    table["share of spend"] = grouped["Monetary"].sum() / max(users["Monetary"].sum(), 1e-9)
    table[["carted", "bought"]] = grouped[["carted", "bought"]].mean()
    table[["left value", "left users"]] = grouped[["left_value", "left_users"]].sum()
    return table.rename_axis("segment")


def of_buyers(table: pd.DataFrame) -> list[str]:
    """The segments of `segments` in which most users bought."""
    return table.index[table["bought"] >= MOST].tolist()


def worth(
    users: pd.DataFrame,
    segment: pd.Series,
    margin: float,
    rates: pd.Series,
    stop: Collection[str] = (),
) -> pd.DataFrame:
    """What an action for each segment may cost, and how large a test of it has to be.

    Segments are cut on spend, so the few orders of one in which hardly anybody bought are small
    by construction; there, the average order of all users is taken.

    Parameters
    ----------
    users, segment
        In the same rows; segments are categorical.
    margin : float
        Assumed share of the price.
    rates : Series, index segment
        Share that buys in the days held out; a segment that is not in it is not valued by it.
    stop : collection of str
        Segments that are to be paid for no longer; they get no break-even and no test.

    Returns
    -------
    DataFrame, index segment
        `margin of an order` and whose orders that is the mean of (`orders of`: "theirs" or
        "all"); `break-even`, the most that an action may cost for 1,000 users and each
        percentage point more of them who order once; `buy next`, from `rates`; `each arm`, the
        users in each half of a test that shows one point more. NaN where unknown; money in whole
        units but for the order.

    Raises
    ------
    DataError
        If the margin is no share.
    """
    if not 0 <= margin <= 1:
        raise DataError(f"margin must be a share between 0 and 1; got {margin}.")
    left = margin * users["Monetary"]
    own = budget(left, users["Frequency"], segment)
    own.columns = ["margin of an order", "break-even"]
    all_one = pd.Series("all", index=users.index)
    average = budget(left, users["Frequency"], all_one).iloc[0].to_numpy()
    few = (users["Purchases"] > 0).groupby(segment.array, observed=True).mean() < BUYING
    own.loc[few] = average
    own.insert(1, "orders of", np.where(few, "all", "theirs"))
    own["buy next"] = rates.reindex(own.index).astype("float64")
    own["each arm"] = [needed(r, POINT / r) if 0 < r < 1 - POINT else np.nan
                       for r in own["buy next"]]  # fmt: skip
    own.loc[own.index.isin(list(stop)), ["break-even", "each arm"]] = np.nan
    # Rounded here, so that every page that shows them shows the same.
    return own.round({"margin of an order": 2, "break-even": 0})


def as_many(users: pd.DataFrame, outcome: pd.Series, size: int) -> pd.DataFrame:
    """Share with an outcome among the first users of lists sorted by one feature, with intervals.

    As `intervals.rates_with_ci` (`share` for `value`), one row a list of `YARDSTICKS`, whose first
    `size` users are taken: as many as a segment holds. `outcome` is in the rows of `users`.
    """
    tables = []
    for name, (first, second) in YARDSTICKS.items():
        rising = [column == "Recency" for column in (first, second)]
        order = users.sort_values([first, second], ascending=rising, kind="stable")
        top = order.index[:size]
        tables.append(rates_with_ci(outcome[top], pd.Series(name, index=top)))
    return pd.concat(tables).rename(columns={"value": "share"})


def carts_left(left: pd.DataFrame, users: pd.DataFrame) -> pd.DataFrame:
    """Carts in the order in which to remind: those of users who never bought, fresh ones first.

    The rows of `tables.abandoned` with `Bought` (whether the user ever bought anything) and `Fresh`
    (something was put into the cart within the last `FRESH` days); by value within each kind.
    """
    buyers = users.loc[users["Purchases"] > 0, "Customer_ID"]
    table = left.assign(Bought=left["Customer_ID"].isin(buyers), Fresh=left["Days"] <= FRESH)
    order = {"by": ["Bought", "Fresh", "Value", "Customer_ID"]}
    return table.sort_values(**order, ascending=[True, False, False, True], ignore_index=True)


def by_kind_of_cart(carts: pd.DataFrame) -> pd.DataFrame:
    """Users and value of the carts by whether the user ever bought, and how old the cart is.

    Four rows: `user` and `cart` in words, `users`, whole `value` (at cart prices) and `share of
    value`; `carts` is from `carts_left`.
    """
    rows = []
    for bought, user in ((False, "never bought"), (True, "bought something")):
        for fresh, cart in ((True, f"fresh, up to {FRESH} days"), (False, "older")):
            these = carts[(carts["Bought"] == bought) & (carts["Fresh"] == fresh)]
            rows.append((user, cart, len(these), these["Value"].sum()))
    table = pd.DataFrame(rows, columns=["user", "cart", "users", "value"])
    share = table["value"] / max(table["value"].sum(), 1e-9)
    # Whole numbers, so that every page that shows them shows the same.
    return table.assign(value=table["value"].round().astype("int64"), **{"share of value": share})
