"""Exports of WooCommerce: its analytics, the Advanced Order Export plugin, and WebToffee's.

WooCommerce marks no order as a test, so tests are left out of all three.
"""

import datetime as dt
from collections.abc import Iterator

from shop_exports.truth import (
    SHOP,
    SOLD,
    Order,
    all_back,
    by_name,
    figures,
    of_fate,
)
from shop_exports.writing import Format, Row, columns, money, written

SAYS = {"cancelled": "cancelled", "cancelled though paid": "cancelled", "unpaid": "on-hold",
        "failed": "failed", "refunded": "refunded"}  # fmt: skip
LATER = dt.timedelta(days=3)  # a refund after its order


def _paid(order: Order) -> str:
    return "processing" if order.number % 4 == 0 else "completed"


ANALYTICS = columns(
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,"
    "Coupon(s),N. Revenue,Attribution"
)


def net_revenue(order: Order) -> int:
    """What the analytics count: without shipping."""
    return order.goods - order.discount


def _given_back(order: Order) -> int:
    return net_revenue(order) if order.fate == "refunded" else order.back


def analytics(orders: list[Order]) -> bytes:
    """Orders and, by themselves and below 0, refunds with their order's number; names, no e-mails.

    Orders that are pending, failed or cancelled are left out by the analytics themselves.
    """
    rows: list[tuple[dt.datetime, Row]] = []
    seen: set[str] = set()
    for order in of_fate(orders, *SOLD):
        known = order.person.name in seen
        rows.append((order.when, _event(order, order.when, net_revenue(order), known)))
        if order.back:
            later = order.when + LATER
            rows.append((later, _event(order, later, -_given_back(order), known)))
        seen.add(order.person.name)
    rows.sort(key=lambda row: row[0], reverse=True)
    return written(ANALYTICS, [row for _, row in rows], encoding="utf-8-sig")


def _event(order: Order, when: dt.datetime, cents: int, known: bool) -> Row:
    status = SAYS.get(order.fate, _paid(order)) if cents > 0 else "completed"
    return {
        "Date": f"{when:%Y-%m-%d %H:%M:%S}",
        "Order #": order.number,
        "N. Revenue (formatted)": money(cents, "$"),
        "Status": status,
        "Customer": order.person.name,
        "Customer type": "returning" if known else "new",
        "Product(s)": ", ".join(f"{i.quantity}× Item {i.number}" for i in order.items),
        "Items sold": sum(item.quantity for item in order.items) * (1 if cents > 0 else -1),
        "N. Revenue": money(cents),
        "Attribution": "Direct",
    }


ADVANCED = columns(
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),"
    "Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),"
    "Postcode (Billing),Country Code (Billing),Email (Billing),Phone (Billing),"
    "First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),"
    "State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Payment Method Title,"
    "Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,"
    "Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,"
    "Quantity (- Refund),Item Cost,Coupon Code,Discount Amount,Discount Amount Tax"
)


def advanced(orders: list[Order]) -> bytes:
    """One row an item, on each of which the order's total and refund stand again."""
    return written(ADVANCED, _advanced([o for o in orders if o.fate != "test"]))


def _advanced(orders: list[Order]) -> Iterator[Row]:
    says = SAYS | {"unpaid": "Pending payment"}
    for order in orders:
        for i, item in enumerate(order.items):
            yield {
                "Order Number": order.number,
                "Order Status": says.get(order.fate, _paid(order)).capitalize(),
                "Order Date": f"{order.when:%Y-%m-%d %H:%M}",
                "First Name (Billing)": order.person.first,
                "Last Name (Billing)": order.person.last,
                "Postcode (Billing)": order.person.postcode,
                "Country Code (Billing)": "US",
                "Email (Billing)": order.email,
                "First Name (Shipping)": order.person.first,
                "Last Name (Shipping)": order.person.last,
                "Country Code (Shipping)": "US",
                "Payment Method Title": "Credit Card",
                "Cart Discount Amount": money(order.discount),
                "Order Subtotal Amount": money(order.goods),
                "Shipping Method Title": "Flat rate",
                "Order Shipping Amount": money(order.shipping),
                "Order Refund Amount": money(order.back),
                "Order Total Amount": money(order.total),
                "Order Total Tax Amount": money(order.total - order.net),
                "SKU": f"SKU-{item.number}",
                "Item #": i + 1,
                "Item Name": f"Item {item.number}",
                "Quantity (- Refund)": item.quantity,
                "Item Cost": money(item.price),
                "Discount Amount": "0.00",
            }


WEBTOFFEE = columns(
    "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,"
    "fee_total,fee_tax_total,tax_total,cart_discount,order_discount,discount_total,order_total,"
    "order_subtotal,order_key,order_currency,payment_method,payment_method_title,transaction_id,"
    "customer_ip_address,customer_user_agent,shipping_method,customer_id,customer_user,"
    "customer_email,billing_first_name,billing_last_name,billing_company,billing_email,"
    "billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,"
    "billing_state,billing_country,shipping_first_name,shipping_last_name,shipping_company,"
    "shipping_phone,shipping_address_1,shipping_address_2,shipping_postcode,shipping_city,"
    "shipping_state,shipping_country,customer_note,wt_import_key,shipping_items,fee_items,"
    "tax_items,coupon_items,refund_items,order_notes,download_permissions,line_item_1,"
    "line_item_2,line_item_3"
)


def webtoffee(orders: list[Order]) -> bytes:
    """One row an order, items and refunds as text in single cells; guests are the customer 0.

    What was given back in part stands in such a text only, so it is no part of the truth.
    """
    says = SAYS | {"unpaid": "pending"}
    rows = []
    for order in orders:
        if order.fate == "test":
            continue
        who = 0 if order.person.guest else 20 + order.person.number
        paid = order.fate in SOLD or order.fate == "cancelled though paid"
        back = f"amount:{money(order.back)}|reason:|date:{order.when + LATER:%Y-%m-%d %H:%M:%S}"
        rows.append(
            {
                "order_id": order.number + 7,
                "order_number": order.number + 7,
                "order_date": f"{order.when:%Y-%m-%d %H:%M:%S}",
                "paid_date": f"{order.when:%Y-%m-%d %H:%M:%S}" if paid else "",
                "status": says.get(order.fate, _paid(order)),
                "shipping_total": money(order.shipping),
                "shipping_tax_total": "0",
                "fee_total": "0",
                "tax_total": "0",
                "cart_discount": money(order.discount),
                "order_discount": money(order.discount),
                "discount_total": money(order.discount),
                "order_total": money(order.total),
                "order_subtotal": money(order.goods),
                "order_key": f"wc_order_x{order.number}y",
                "order_currency": "USD",
                "payment_method": "stripe",
                "payment_method_title": "Credit Card",
                "transaction_id": f"ch_{order.number}" if paid else "",
                "customer_ip_address": f"10.0.{order.person.number}.{order.number % 250}",
                "customer_id": who,
                "customer_user": who,
                "customer_email": order.email,
                "billing_first_name": order.person.first,
                "billing_last_name": order.person.last,
                "billing_email": order.email,
                "billing_country": "US",
                "shipping_first_name": order.person.first,
                "shipping_last_name": order.person.last,
                "shipping_country": "US",
                "wt_import_key": order.number + 7,
                "refund_items": back if order.back else "",
                "download_permissions": 1,
            }
            | {
                f"line_item_{i + 1}": f"name:Item {item.number}|product_id:{item.number}"
                f"|quantity:{item.quantity}|total:{money(item.cents)}"
                for i, item in enumerate(order.items)
            }
        )
    return written(WEBTOFFEE, rows)


WOOCOMMERCE = [
    Format(
        "WooCommerce analytics", "orders.csv", "WooCommerce, Analytics > Orders > Download",
        analytics, figures(SHOP, who=by_name, amount=net_revenue, returned=_given_back),
    ),
    Format(
        "WooCommerce advanced", "orders-2024-12-31.csv",
        "AlgolPlus, Advanced Order Export For WooCommerce, default fields",
        advanced, figures(SHOP),
    ),
    Format(
        "WooCommerce WebToffee", "order_export.csv",
        "WooCommerce docs, Import and Export of WooCommerce Orders (WebToffee)",
        webtoffee, figures(SHOP, returned=all_back),
    ),
]  # fmt: skip
