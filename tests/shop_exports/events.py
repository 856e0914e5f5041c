"""Exports of services that count what happens: events of Klaviyo and of Google Analytics 4."""

import datetime as dt
from typing import Any

from shop_exports.payments import TAKEN, given_back
from shop_exports.truth import SHOP, Order, figures, nothing, of_fate
from shop_exports.writing import Format, Row, columns, money, written

PLACED = (*TAKEN, "cancelled", "unpaid")


def klaviyo(orders: list[Order]) -> bytes:
    """The events of one metric, Placed Order: whatever became of an order later is another one."""
    rows = [
        {
            "Timestamp": f"{order.when:%Y-%m-%d %H:%M:%S}",
            "Person//Email": order.email,
            "$event_id": order.number,
            "$value": money(order.total),
            "Items": "; ".join(f"Item {item.number}" for item in order.items),
            "Metric": "Placed Order",
        }
        for order in of_fate(orders, *PLACED)
    ]
    header = columns("Metric,Timestamp,Person//Email,$event_id,$value,Items")
    return written(header, rows)


GA4 = columns(
    "event_date,event_timestamp,event_name,user_pseudo_id,user_id,platform,country,source,"
    "medium,currency,transaction_id,total_item_quantity,purchase_revenue,refund_value,"
    "shipping_value,tax_value,unique_items"
)


def ga4(orders: list[Order]) -> bytes:
    """Purchases and refunds as BigQuery's table of events has them, its records laid flat.

    A refund is an event of its own, with a value in a column of its own. What was not paid is no
    purchase, and tests do not come.
    """
    rows: list[tuple[dt.datetime, Row]] = []
    for order in of_fate(orders, *TAKEN):
        paid = {"purchase_revenue": money(order.total), "shipping_value": money(order.shipping)}
        rows.append((order.when, _ga4(order, order.when, "purchase", paid)))
        if given_back(order):
            later = order.when + dt.timedelta(days=1)
            back = {"refund_value": money(given_back(order))}
            rows.append((later, _ga4(order, later, "refund", back)))
    rows.sort(key=lambda row: row[0])
    return written(GA4, [row for _, row in rows])


def _ga4(order: Order, when: dt.datetime, name: str, values: dict[str, Any]) -> Row:
    micro = int(when.replace(tzinfo=dt.UTC).timestamp() * 1_000_000)
    return {
        "event_date": f"{when:%Y%m%d}",
        "event_timestamp": micro,
        "event_name": name,
        "user_pseudo_id": f"19000{order.person.number * 37:05d}.1704{order.person.number:06d}",
        "user_id": "" if order.person.guest else f"u{order.person.number}",
        "platform": "WEB",
        "country": "United States",
        "source": "google",
        "medium": "organic",
        "currency": "USD",
        "transaction_id": f"T{order.number}",
        "total_item_quantity": sum(item.quantity for item in order.items),
        "unique_items": len(order.items),
        **values,
    }


EVENTS = [
    Format(
        "Klaviyo", "placed_order.csv", "Klaviyo Help Center, historical event data as CSV",
        klaviyo, figures(SHOP, PLACED, returned=nothing),
        {"customer": "Person//Email", "order": "$event_id", "amount": "$value"},
    ),
    Format(
        "GA4", "bquxjob.csv", "Google Analytics, BigQuery Export schema, ecommerce record",
        ga4, figures(SHOP, TAKEN, returned=given_back),
        {"customer": "user_pseudo_id", "date": "event_timestamp", "order": "transaction_id",
         "amount": "purchase_revenue", "returned": "refund_value"},
    ),
]  # fmt: skip
