"""Exports of payment services: Stripe, Square, PayPal."""

import csv
import datetime as dt
from collections.abc import Hashable, Iterator

from shop_exports.truth import SHOP, SOLD, Order, by_name, figures, of_fate
from shop_exports.writing import Format, Row, columns, money, written

# A payment that was taken is given back if its order is cancelled.
TAKEN = (*SOLD, "cancelled though paid")


def given_back(order: Order) -> int:
    return order.total if order.fate == "cancelled though paid" else order.back


STRIPE = columns(
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
    "Converted Amount Refunded,Converted Currency,Decline Reason,Description,Fee,"
    "Refunded date (UTC),Statement Descriptor,Status,Mode,Seller Message,Taxes On Fee,Card ID,"
    "Customer ID,Customer Description,Customer Email,Invoice ID,Transfer"
)


def stripe(orders: list[Order]) -> bytes:
    """One row a payment; a guest has an e-mail and no id, a test is told by its mode."""
    says = {"cancelled": "canceled", "unpaid": "requires_payment_method", "failed": "Failed",
            "refunded": "Refunded", "cancelled though paid": "Refunded"}  # fmt: skip
    rows = [
        {
            "id": f"ch_3{order.number}Xy{order.number * 31}",
            "Created date (UTC)": f"{order.when:%Y-%m-%d %H:%M:%S}",
            "Amount": money(order.total),
            "Amount Refunded": money(given_back(order)),
            "Currency": "eur",
            "Captured": "true" if order.fate in TAKEN else "false",
            "Converted Amount": money(order.total),
            "Converted Amount Refunded": money(given_back(order)),
            "Converted Currency": "eur",
            "Decline Reason": "insufficient_funds" if order.fate == "failed" else "",
            "Description": f"Order {order.number}",
            "Fee": money(order.total // 40 + 25),
            "Refunded date (UTC)": f"{order.when:%Y-%m-%d} 23:00:00" if given_back(order) else "",
            "Status": says.get(order.fate, "Paid"),
            "Mode": "Test" if order.fate == "test" else "Live",
            "Taxes On Fee": "0.00",
            "Card ID": f"card_{order.person.number}a{order.number}",
            "Customer ID": "" if order.person.guest else f"cus_N{order.person.number}pQ",
            "Customer Email": order.email,
        }
        for order in reversed(orders)
    ]
    return written(STRIPE, rows)


SQUARE = columns(
    "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,"
    "Partial Refunds,Total Collected,Source,Card,Card Entry Methods,Cash,Square Gift Card,"
    "Other Tender,Other Tender Type,Tender Note,Fees,Net Total,Transaction ID,Payment ID,"
    "Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,Event Type,"
    "Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Device Nickname,"
    "Deposit ID,Deposit Date,Refund Reason,Discount Name,Transaction Status,Channel"
)


def square(orders: list[Order]) -> bytes:
    """Payments and, below 0, refunds; who is no customer of the directory is nobody here.

    There is nothing cancelled, unpaid or failed in it, and no test.
    """
    rows = [row for order in of_fate(orders, *SOLD) for row in _square(order)]
    return written(SQUARE, reversed(rows))


def _square(order: Order) -> Iterator[Row]:
    yield _square_row(order, order.when, 1, order.goods, order.discount, order.shipping)
    if order.back:
        later = order.when + dt.timedelta(minutes=2)
        parts = (order.goods, order.discount, order.shipping)
        yield _square_row(order, later, -1, *(parts if order.fate == "refunded" else
                                              (order.back, 0, 0)))  # fmt: skip


def _square_row(
    order: Order, when: dt.datetime, sign: int, goods: int, discount: int, charges: int
) -> Row:
    collected = sign * (goods - discount + charges)
    known = not order.person.guest
    return {
        "Date": f"{when:%Y-%m-%d}",
        "Time": f"{when:%H:%M:%S}",
        "Time Zone": "Eastern Time (US & Canada)",
        "Gross Sales": money(sign * goods, "$"),
        "Discounts": money(-sign * discount, "$"),
        "Service Charges": money(sign * charges, "$"),
        "Net Sales": money(sign * (goods - discount), "$"),
        "Gift Card Sales": "$0.00",
        "Tax": "$0.00",
        "Tip": "$0.00",
        "Partial Refunds": "$0.00",
        "Total Collected": money(collected, "$"),
        "Source": "Register",
        "Card": money(collected, "$"),
        "Card Entry Methods": "Tapped",
        "Cash": "$0.00",
        "Square Gift Card": "$0.00",
        "Other Tender": "$0.00",
        "Fees": money(-collected // 40, "$"),
        "Net Total": money(collected - collected // 40, "$"),
        "Transaction ID": f"TX{order.number}{'r' if sign < 0 else 'p'}ZY",
        "Payment ID": f"PM{order.number}{'r' if sign < 0 else 'p'}",
        "Card Brand": "Visa",
        "PAN Suffix": f"{order.person.number:04d}",
        "Description": f"Item {order.items[0].number}",
        "Event Type": "Refund" if sign < 0 else "Payment",
        "Location": "Main Street",
        "Customer ID": f"C{order.person.number:05d}Q" if known else "",
        "Customer Name": order.person.name if known else "",
        "Refund Reason": "Returned goods" if sign < 0 else "",
        "Transaction Status": "Complete",
    }


def _of_directory(orders: list[Order]) -> list[Order]:
    return [order for order in orders if not order.person.guest]


PAYPAL = columns(
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
    "To Email Address,Transaction ID,Shipping Address,Address Status,Item Title,Item ID,"
    "Shipping and Handling Amount,Insurance Amount,Sales Tax,Option 1 Name,Option 1 Value,"
    "Reference Txn ID,Invoice Number,Custom Number,Quantity,Receipt ID,Balance,Address Line 1,"
    "Country,Contact Phone Number,Subject,Note,Country Code,Balance Impact"
)
OURS = "shop@acme.example"


def paypal(orders: list[Order]) -> bytes:
    """All that moved money: payments, refunds to the buyer, withdrawals to the shop's own bank.

    The name is the buyer's in a payment and in a refund; the sender's e-mail is the shop's own in
    a refund. Orders that were never paid are not in it; tests have an account of their own.
    """
    rows: list[tuple[dt.datetime, Row]] = []
    for order in of_fate(orders, *TAKEN, "unpaid", "failed"):
        status = {"unpaid": "Pending", "failed": "Denied"}.get(order.fate, "Completed")
        rows.append((order.when, _paypal(order, order.when, order.total, status)))
        if given_back(order):
            later = order.when + dt.timedelta(days=2, hours=1)
            rows.append((later, _paypal(order, later, -given_back(order), "Completed")))
    for month in range(2, 13):
        when = dt.datetime(2024, month, 1, 6)
        rows.append((when, _withdrawal(when)))
    rows.sort(key=lambda row: row[0])
    return written(
        PAYPAL, [row for _, row in rows], encoding="utf-8-sig", quoting=csv.QUOTE_ALL, end="\r\n"
    )


def _paypal(order: Order, when: dt.datetime, cents: int, status: str) -> Row:
    refund = cents < 0
    return {
        "Date": f"{when:%m/%d/%Y}",
        "Time": f"{when:%H:%M:%S}",
        "TimeZone": "America/New_York",
        "Name": order.person.name,
        "Type": "Payment Refund" if refund else "Express Checkout Payment",
        "Status": status,
        "Currency": "USD",
        "Gross": f"{cents / 100:,.2f}",
        "Fee": "0.00" if refund else money(-cents // 40),
        "Net": f"{cents / 100:,.2f}" if refund else f"{(cents + -cents // 40) / 100:,.2f}",
        "From Email Address": OURS if refund else order.email,
        "To Email Address": order.email if refund else OURS,
        "Transaction ID": f"{order.number}{'9R' if refund else '1P'}GT55",
        "Item Title": f"Item {order.items[0].number}",
        "Shipping and Handling Amount": "0.00",
        "Reference Txn ID": f"{order.number}1PGT55" if refund else "",
        "Invoice Number": f"WC-{order.number}",
        "Balance": "1,204.11",
        "Country": "United States",
        "Country Code": "US",
        "Balance Impact": "Debit" if refund else "Credit",
    }


def _withdrawal(when: dt.datetime) -> Row:
    return {
        "Date": f"{when:%m/%d/%Y}",
        "Time": f"{when:%H:%M:%S}",
        "TimeZone": "America/New_York",
        "Type": "General Withdrawal",
        "Status": "Completed",
        "Currency": "USD",
        "Gross": "-1,000.00",
        "Fee": "0.00",
        "Net": "-1,000.00",
        "From Email Address": OURS,
        "Transaction ID": f"W{when:%m}7731",
        "Balance": "204.11",
        "Balance Impact": "Debit",
    }


def _by_customer_id(order: Order) -> Hashable:
    return order.person.number


PAYMENTS = [
    Format(
        "Stripe", "unified_payments.csv", "Stripe docs, Dashboard exports of payments",
        stripe, figures(SHOP, TAKEN, returned=given_back),
    ),
    Format(
        "Square", "transactions-2024.csv", "Square Support, Export transactions CSV",
        square, figures(_of_directory(SHOP), who=_by_customer_id),
        {"amount": "Total Collected"},
    ),
    Format(
        "PayPal", "Download.CSV", "PayPal developer docs, Activity download report",
        paypal, figures(SHOP, TAKEN, who=by_name, returned=given_back),
        {"customer": "Name", "amount": "Gross", "order": "Invoice Number"},
    ),
]  # fmt: skip
