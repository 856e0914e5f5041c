"""What Olist's tables tell of a customer beyond recency, frequency and spend, as of any date.

Only what was known on that day enters: a review counts from its answer on, a delay from the
delivery on.
"""

import datetime as dt

import pandas as pd

from segmentation.features.days import epoch_day

RICH = {  # feature → its unit
    "Categories": "different product categories so far",
    "Items": "items an order",
    "Card_Share": "share of the amount paid by credit card",
    "Instalments": "instalments an order, the largest of its payments",
    "Freight_Share": "share of the amount that is freight",
    "Review_Score": "mean score, 1–5",
    "Delay": "days after the promised day, negative if before",
}
LOGGED = ("Categories", "Items", "Instalments")
OVER_ORDERS = dict.fromkeys(("Review_Score", "Delay"), "Frequency")  # averages of few orders
UNKNOWN = "unknown"
DAY = pd.Timedelta(days=1)


def _end(as_of: str | dt.date) -> pd.Timestamp:
    """The first moment that is no longer known."""
    return pd.Timestamp("1970-01-01") + DAY * (epoch_day(as_of) + 1)


def per_order(
    tables: dict[str, pd.DataFrame], orders: pd.DataFrame, as_of: str | dt.date
) -> pd.DataFrame:
    """What is known of each order placed up to the day `as_of`.

    Returns
    -------
    DataFrame, index order_id
        `customer_id`, `price`, `freight` and `card` (BRL), `items`, `instalments`, `score` and
        `delay` (days); missing where the tables do not say, or not yet.
    """
    end = _end(as_of)
    past = orders[orders["ordered_at"] < end].set_index("order_id")
    payments, reviews = tables["payments"], tables["reviews"]
    answered = reviews[reviews["review_answer_timestamp"] < end]
    by_card = payments[payments["payment_type"] == "credit_card"]
    bought, paid = tables["items"].groupby("order_id"), payments.groupby("order_id")
    delivered = past["delivered_at"].where(past["delivered_at"] < end)
    parts = {
        "customer_id": past["customer_id"],
        "amount": past["amount"],
        "price": bought["price"].sum(),
        "freight": bought["freight_value"].sum(),
        "items": bought.size(),
        "instalments": paid["payment_installments"].max(),
        "score": answered.groupby("order_id")["review_score"].mean(),
        "delay": (delivered.dt.normalize() - past["promised_for"].dt.normalize()) / DAY,
    }
    table = pd.DataFrame({name: part.reindex(past.index) for name, part in parts.items()})
    card = by_card.groupby("order_id")["payment_value"].sum()
    return table.assign(card=card.reindex(past.index).fillna(0.0))


def categories(
    tables: dict[str, pd.DataFrame], orders: pd.DataFrame, as_of: str | dt.date
) -> pd.Series:
    """How many product categories each customer bought from, up to the day `as_of`.

    Named in English where the translation has the name, else as published; products without a
    category count as one.
    """
    past = orders.loc[orders["ordered_at"] < _end(as_of), ["order_id", "customer_id"]]
    names = tables["categories"].set_index("product_category_name")["product_category_name_english"]
    published = tables["products"].set_index("product_id")["product_category_name"]
    english = published.map(names).fillna(published).fillna(UNKNOWN)
    bought = tables["items"].merge(past, on="order_id")
    category = bought["product_id"].map(english).dropna()
    return category.groupby(bought["customer_id"]).nunique()


def rich(
    tables: dict[str, pd.DataFrame], orders: pd.DataFrame, as_of: str | dt.date
) -> pd.DataFrame:
    """The features of `RICH` of everybody who ordered up to `as_of`, sorted by `Customer_ID`.

    What nobody knew on that day is missing.
    """
    order = per_order(tables, orders, as_of)
    by = order.groupby("customer_id")
    sums = by[["card", "freight", "price", "amount"]].sum()
    table = pd.DataFrame(
        {
            "Categories": categories(tables, orders, as_of),
            "Items": by["items"].mean(),
            "Card_Share": (sums["card"] / sums["amount"].where(sums["amount"] > 0)).clip(upper=1),
            "Instalments": by["instalments"].mean(),
            "Freight_Share": sums["freight"]
            / (sums["freight"] + sums["price"]).where(lambda total: total > 0),
            "Review_Score": by["score"].mean(),
            "Delay": by["delay"].mean(),
        }
    ).reindex(sums.index)
    return table.rename_axis("Customer_ID").reset_index()
