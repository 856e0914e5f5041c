"""Segments of clickstream users: their figures, their categories, what they might be worth."""

import numpy as np
import pandas as pd

from segmentation.schemas import DataError
from segmentation.validate import share_by
from segmentation.value import budget

BUYING = 0.05  # share of buyers below which a segment's own orders are no measure of the next
YARDSTICKS = (
    ("seen last", "Recency", True),
    ("with the highest spend", "Monetary", False),
    ("with most visits", "Sessions", False),
)
FEW = 50  # purchases below which shares of spend by category say nothing


def top_categories(table: pd.DataFrame, segment: pd.Series, top: int = 3) -> pd.DataFrame:
    """The most viewed category codes of each segment, and the share of its views without one.

    Parameters
    ----------
    table : DataFrame
        From `by_category`.
    segment : Series, index Customer_ID
    top : int

    Returns
    -------
    DataFrame, index segment
        `most viewed` and `most spent on` (text with shares of what has a code; a dash if
        nothing has, or fewer than `FEW` products were bought) and `share of views without a
        code`.
    """
    named = table.assign(segment=table["Customer_ID"].map(segment))
    columns = ["Views", "Purchases", "Monetary"]
    sums = named.groupby(["segment", "category"], observed=True)[columns].sum()
    sums = sums.unstack("segment").fillna(0.0)
    enough = sums["Purchases"].sum() >= FEW
    unknown = sums["Views"].loc["unknown"] if "unknown" in sums.index else 0.0
    found = {"share of views without a code": unknown / sums["Views"].sum()}
    coded = sums.drop(index="unknown", errors="ignore")
    for column, label in (("Views", "most viewed"), ("Monetary", "most spent on")):
        share = coded[column] / coded[column].sum().where(coded[column].sum() > 0)
        if column == "Monetary":
            share = share.where(enough, axis="columns")
        texts = {}
        for name in share:
            best = share[name].dropna().nlargest(top)
            texts[name] = ", ".join(
                f"{code.rpartition('.')[2]} {part:.0%}" for code, part in best.items() if part > 0
            )
        found[label] = pd.Series(texts).replace("", "–")
    return pd.DataFrame(found)[["most viewed", "most spent on", "share of views without a code"]]


def segments(users: pd.DataFrame, segment: pd.Series, left: pd.DataFrame) -> pd.DataFrame:
    """Size, habits, funnel and left carts of each segment.

    Parameters
    ----------
    users : DataFrame, shape (n, …)
        From `clickstream_users.users`, executed.
    segment : categorical Series, shape (n,)
        In the same order of rows.
    left : DataFrame
        From `abandoned`.

    Returns
    -------
    DataFrame, index segment
        `customers`, `share`; mean Recency, Frequency, Monetary, Sessions and Products; `share of
        spend`; the shares of users who `viewed`, `carted` and `bought`; `carts` and `purchases`
        per 100 views; `left value` in carts, of `left users`.
    """
    value = users[["Customer_ID"]].merge(left, "left", "Customer_ID")["Value"]
    every = users.assign(
        left_value=value.fillna(0.0).to_numpy(),
        left_users=value.notna().to_numpy(),
        viewed=users["Views"] > 0,
        carted=users["Carts"] > 0,
        bought=users["Purchases"] > 0,
    )
    grouped = every.groupby(segment.array, observed=True)
    table = grouped[["Recency", "Frequency", "Monetary", "Sessions", "Products"]].mean()
    table.insert(0, "customers", grouped.size())
    table.insert(1, "share", table["customers"] / len(users))
    table["share of spend"] = grouped["Monetary"].sum() / max(users["Monetary"].sum(), 1e-9)
    table[["viewed", "carted", "bought"]] = grouped[["viewed", "carted", "bought"]].mean()
    sums = grouped[["Views", "Carts", "Purchases", "left_value", "left_users"]].sum()
    views = sums["Views"].where(sums["Views"] > 0)
    table["carts"] = 100 * sums["Carts"] / views
    table["purchases"] = 100 * sums["Purchases"] / views
    table["left value"], table["left users"] = sums["left_value"], sums["left_users"]
    return table.rename_axis("segment")


def worth(users: pd.DataFrame, segment: pd.Series, margin: float) -> pd.DataFrame:
    """What an order of each segment leaves, and one percentage point more who order once.

    Segments are cut on spend, so the few orders of one in which hardly anybody bought are small
    by construction; there, the average order of all users is taken.

    Parameters
    ----------
    users : DataFrame, shape (n, …)
        From `clickstream_users.users`, executed.
    segment : categorical Series, shape (n,)
        In the same order of rows.
    margin : float
        Assumed share of the price.

    Returns
    -------
    DataFrame, index segment
        `left of an order`, whose orders that is the mean of (`orders of`: "theirs" or "all"), and
        `worth of a point`. NaN if nobody bought.

    Raises
    ------
    DataError
        If the margin is no share.
    """
    if not 0 <= margin <= 1:
        raise DataError(f"margin must be a share between 0 and 1; got {margin}.")
    own = budget(margin * users["Monetary"], users["Frequency"], segment).iloc[:, 0]
    bought = (users["Purchases"] > 0).groupby(segment.array, observed=True).mean()
    orders = users["Frequency"].sum()
    average = margin * users["Monetary"].sum() / orders if orders else np.nan
    left = own.where(bought >= BUYING, average)
    size = segment.value_counts().reindex(left.index)
    return pd.DataFrame(
        {
            "left of an order": left,
            "orders of": np.where(bought >= BUYING, "theirs", "all"),
            "worth of a point": size * left / 100,
        }
    )


def as_many(users: pd.DataFrame, outcome: pd.Series, size: int) -> pd.DataFrame:
    """Share with an outcome among the first users by one feature each, with intervals.

    Parameters
    ----------
    users : DataFrame, shape (n, …)
        From `clickstream_users.users`, executed.
    outcome : Series of bool, shape (n,)
        In the same order of rows.
    size : int
        Users in a group, so that a segment can be compared with as many others.

    Returns
    -------
    DataFrame, index group
        As `validate.share_by`. Ties are broken by the id.
    """
    groups = []
    for name, feature, rising in YARDSTICKS:
        order = {"by": [feature, "Customer_ID"], "ascending": [rising, True]}
        first = users.sort_values(**order).index[:size]
        groups.append(share_by(outcome[first], pd.Series(name, index=first)))
    return pd.concat(groups)
