"""Exports of shop software with a row an order: Magento, PrestaShop, BigCommerce."""

import csv

from shop_exports.truth import SHOP, SOLD, Order, all_back, figures
from shop_exports.writing import Format, Row, columns, money, written

MAGENTO = columns(
    "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),"
    "Grand Total (Purchased),Status,Billing Address,Shipping Address,Shipping Information,"
    "Customer Email,Customer Group,Subtotal,Shipping and Handling,Customer Name,Payment Method,"
    "Total Refunded,Allocated sources,Pickup Location Code"
)


def magento(orders: list[Order]) -> bytes:
    """The grid of the admin, amounts with four decimals; what was paid is closed, not cancelled.

    A payment that fails makes no order, and no order is marked as a test.
    """
    says = {"cancelled": "Canceled", "unpaid": "Pending Payment", "refunded": "Closed",
            "cancelled though paid": "Closed"}  # fmt: skip
    rows = [
        {
            "ID": f"{order.number:09d}",
            "Purchase Point": "Main Website\nMain Website Store\n   Default Store View",
            "Purchase Date": f"{order.when:%b} {order.when.day}, {order.when:%Y %I:%M:%S %p}",
            "Bill-to Name": order.person.name,
            "Ship-to Name": order.person.name,
            "Grand Total (Base)": f"{order.total / 100:.4f}",
            "Grand Total (Purchased)": f"{order.total / 100:.4f}",
            "Status": says.get(order.fate, "Complete"),
            "Billing Address": f"1 Main St,Springfield,,{order.person.postcode}",
            "Shipping Address": f"1 Main St,Springfield,,{order.person.postcode}",
            "Shipping Information": "Flat Rate - Fixed",
            "Customer Email": order.email,
            "Customer Group": "NOT LOGGED IN" if order.person.guest else "General",
            "Subtotal": f"{order.goods / 100:.4f}",
            "Shipping and Handling": f"{order.shipping / 100:.4f}",
            "Customer Name": "Guest" if order.person.guest else order.person.name,
            "Payment Method": "checkmo",
            "Total Refunded": f"{_closed(order) / 100:.4f}" if _closed(order) else "",
        }
        for order in orders
        if order.fate not in ("failed", "test")
    ]
    return written(MAGENTO, rows)


def _closed(order: Order) -> int:
    """What Magento gives back: an order that was paid cannot be cancelled."""
    return order.total if order.fate == "cancelled though paid" else order.back


PRESTASHOP = columns("ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date", ";")


def short_name(order: Order) -> str:
    return f"{order.person.first[0]}. {order.person.last}"


def prestashop(orders: list[Order]) -> bytes:
    """The list of orders: the customer is an initial and a surname, refunds have no amount.

    No order is marked as a test.
    """
    says = {"cancelled": "Canceled", "cancelled though paid": "Canceled", "refunded": "Refunded",
            "unpaid": "Awaiting bank wire payment", "failed": "Payment error",
            "refunded in part": "Partial refund"}  # fmt: skip
    seen: set[str] = set()
    rows: list[Row] = []
    for order in orders:
        if order.fate == "test":
            continue
        paid = ("Payment accepted", "Shipped", "Delivered")[order.number % 3]
        rows.append(
            {
                "ID": order.number,
                "Reference": f"XK{order.number}QZ",
                "New client": int(short_name(order) not in seen),
                "Delivery": "France",
                "Customer": short_name(order),
                "Total": money(order.total, "€"),
                "Payment": "Bank transfer",
                "Status": says.get(order.fate, paid),
                "Date": f"{order.when:%Y-%m-%d %H:%M:%S}",
            }
        )
        seen.add(short_name(order))
    return written(PRESTASHOP, reversed(rows), delimiter=";", quoting=csv.QUOTE_ALL)


BIGCOMMERCE = columns(
    "Order ID,Order Status,Order Date,Order Time,Subtotal (inc tax),Subtotal (ex tax),Tax Total,"
    "Shipping Cost (inc tax),Shipping Cost (ex tax),Handling Cost (inc tax),"
    "Handling Cost (ex tax),Coupon Details,Order Total (inc tax),Order Total (ex tax),"
    "Refund Amount,Customer ID,Customer Name,Customer Email,Customer Phone,Ship Method,"
    "Payment Method,Store Credit Redeemed,Gift Certificate Amount Redeemed,Total Quantity,"
    "Total Shipped,Date Shipped,Order Currency Code,Exchange Rate,Order Notes,Customer Message,"
    "Billing Name,Billing Country,Billing Email,Shipping Name,Shipping Country,Shipping Email,"
    "Combined Product Weight,Product Details"
)


def bigcommerce(orders: list[Order]) -> bytes:
    """One row an order; guests share the customer 0. Orders are not marked as tests."""
    says = {"cancelled": "Cancelled", "cancelled though paid": "Cancelled",
            "unpaid": "Awaiting Payment", "failed": "Declined", "refunded": "Refunded",
            "refunded in part": "Partially Refunded"}  # fmt: skip
    rows = [
        {
            "Order ID": order.number,
            "Order Status": says.get(
                order.fate, ("Completed", "Shipped", "Awaiting Fulfillment")[order.number % 3]
            ),
            "Order Date": f"{order.when:%m/%d/%Y}",
            "Order Time": f"{order.when:%H:%M:%S}",
            "Subtotal (inc tax)": money(order.goods),
            "Subtotal (ex tax)": money(round(order.goods / 1.2)),
            "Tax Total": money(order.total - order.net),
            "Shipping Cost (inc tax)": money(order.shipping),
            "Shipping Cost (ex tax)": money(round(order.shipping / 1.2)),
            "Handling Cost (inc tax)": "0.00",
            "Handling Cost (ex tax)": "0.00",
            "Order Total (inc tax)": money(order.total),
            "Order Total (ex tax)": money(order.net),
            "Refund Amount": money(order.back),
            "Customer ID": 0 if order.person.guest else 300 + order.person.number,
            "Customer Name": order.person.name,
            "Customer Email": order.email,
            "Payment Method": "Credit Card",
            "Store Credit Redeemed": "0.00",
            "Gift Certificate Amount Redeemed": "0.00",
            "Total Quantity": sum(item.quantity for item in order.items),
            "Total Shipped": 0,
            "Order Currency Code": "USD",
            "Exchange Rate": "1.0000000000",
            "Billing Name": order.person.name,
            "Billing Country": "United States",
            "Billing Email": order.email,
            "Shipping Name": order.person.name,
            "Shipping Country": "United States",
            "Product Details": "|".join(
                f"Product ID: {i.number}, Product Qty: {i.quantity}, "
                f"Product Unit Price: {money(i.price)}"
                for i in order.items
            ),
        }
        for order in reversed(orders)
        if order.fate != "test"
    ]
    return written(BIGCOMMERCE, rows)


SHOPS = [
    Format(
        "Magento", "export.csv", "Adobe Commerce, Sales > Orders > Export of the grid",
        magento, figures(SHOP, (*SOLD, "cancelled though paid"), returned=_closed),
    ),
    Format(
        "PrestaShop", "order_2024-12-31.csv", "PrestaShop user guide, Orders > Export",
        prestashop, figures(SHOP, who=short_name, returned=all_back),
    ),
    Format(
        "BigCommerce", "orders-2024-12-31.csv", "BigCommerce Help, Exporting orders, default",
        bigcommerce, figures(SHOP),
    ),
]  # fmt: skip
