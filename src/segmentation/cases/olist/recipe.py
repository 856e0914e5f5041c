"""The common recipe for Olist: scores whose ties are broken by rank, and rows counted as orders.

Here to be shown and compared with, not to be used.
"""

import pandas as pd

CHAMPION = 4  # the least R and F score that the recipe calls a Champion


def champions(scores: pd.DataFrame) -> pd.Series:
    """Whether the recipe calls a customer a Champion: R and F of at least `CHAMPION`."""
    return (scores["R"] >= CHAMPION) & (scores["F"] >= CHAMPION)


def bought_once(tables: dict[str, pd.DataFrame]) -> pd.Series:
    """Share of people with one delivered row, by what is counted as an order."""
    orders = tables["orders"].merge(tables["customers"], on="customer_id")
    orders = orders.loc[orders["order_status"] == "delivered"]
    with_items = orders.merge(tables["items"][["order_id"]], on="order_id")
    payments = tables["payments"][["order_id"]]
    day = orders["order_purchase_timestamp"].dt.normalize()
    counted = {
        "orders of a person": orders,
        "days on which a person ordered": orders.assign(day=day).drop_duplicates(
            ["customer_unique_id", "day"]
        ),
        "rows after joining payments": orders.merge(payments, on="order_id"),
        "rows after joining items": with_items,
        "rows after joining items and payments": with_items.merge(payments, on="order_id"),
    }
    people = {what: rows["customer_unique_id"] for what, rows in counted.items()}
    people["orders of a customer_id"] = orders["customer_id"]
    shares = {what: (who.value_counts() == 1).mean() for what, who in people.items()}
    return pd.Series(shares, name="share with one")
