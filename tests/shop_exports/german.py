"""Exports of German shop software: Shopware 5 and JTL."""

import csv
from collections.abc import Hashable, Iterator

from shop_exports.truth import SHOP, SOLD, Order, figures, nothing
from shop_exports.writing import Format, Row, columns, money, written

SHOPWARE = columns(
    "orderId;orderNumber;customerId;status;cleared;paymentId;dispatchId;partnerId;shopId;"
    "invoiceAmount;invoiceAmountNet;invoiceShipping;invoiceShippingNet;orderTime;transactionId;"
    "comment;customerComment;internalComment;net;taxFree;temporaryId;referer;clearedDate;"
    "trackingCode;languageIso;currency;currencyFactor;remoteAddress;orderDetailId;articleId;"
    "taxId;taxRate;statusId;articleNumber;price;quantity;articleName",
    ";",
)
# Shopware's numbers of a status: 4 cancelled, 0 open, 2 completed; 12 paid, 17 open, 20 given
# back, 35 payment cancelled.
STATUS = {"cancelled": 4, "cancelled though paid": 4, "unpaid": 0, "failed": 0}
CLEARED = {"cancelled": 17, "unpaid": 17, "failed": 35, "refunded": 20}


def account(order: Order) -> Hashable:
    """Shopware gives a guest a new number with every order, and exports no e-mail."""
    return -order.number if order.person.guest else order.person.number


def shopware(orders: list[Order]) -> bytes:
    """One row an item, the order's amount on each; statuses are numbers.

    What was given back in part has no column, and tests are not marked.
    """
    rows = _shopware([order for order in orders if order.fate != "test"])
    return written(SHOPWARE, rows, delimiter=";")


def _shopware(orders: list[Order]) -> Iterator[Row]:
    for order in orders:
        who = 9000 + order.number if order.person.guest else 100 + order.person.number
        for i, item in enumerate(order.items):
            yield {
                "orderId": order.number - 900,
                "orderNumber": 20000 + order.number,
                "customerId": who,
                "status": STATUS.get(order.fate, 2),
                "cleared": CLEARED.get(order.fate, 12),
                "paymentId": 5,
                "dispatchId": 9,
                "shopId": 1,
                "invoiceAmount": money(order.total),
                "invoiceAmountNet": money(order.net),
                "invoiceShipping": money(order.shipping),
                "invoiceShippingNet": money(round(order.shipping / 1.2)),
                "orderTime": f"{order.when:%Y-%m-%d %H:%M:%S}",
                "net": 0,
                "taxFree": 0,
                "languageIso": 1,
                "currency": "EUR",
                "currencyFactor": 1,
                "orderDetailId": order.number * 10 + i,
                "articleId": item.number,
                "taxId": 1,
                "taxRate": 20,
                "statusId": 0,
                "articleNumber": f"SW1{item.number:04d}",
                "price": money(item.price),
                "quantity": item.quantity,
                "articleName": f"Gerät {item.number}",
            }


# An answer says which numbers are sales; an order that was given back wholly is none of them.
SHOPWARE_SOLD = ("paid", "refunded in part")

JTL = columns(
    "Auftragsnummer;Externe Auftragsnummer;Auftragsdatum;Kundennummer;Firma;Vorname;Nachname;"
    "E-Mail;PLZ;Ort;Land;Währung;Zahlungsart;Versandart;Gesamtbetrag Netto;Gesamtbetrag Brutto;"
    "Auftragsstatus;Zahlungsstatus;Bezahlt am;Storniert;Plattform",
    ";",
)


def jtl(orders: list[Order]) -> bytes:
    """Semicolons, decimal comma, Windows-1252, flags in German; guests have a number as all have.

    Refunds are documents of their own and no part of it; a payment that fails leaves an order
    open, and tests are not marked.
    """
    rows = [
        {
            "Auftragsnummer": f"AU2024{order.number}",
            "Externe Auftragsnummer": f"X-{order.number}" if order.number % 2 else "",
            "Auftragsdatum": f"{order.when:%d.%m.%Y %H:%M:%S}",
            "Kundennummer": f"KD{10000 + order.person.number}",
            "Vorname": order.person.first,
            "Nachname": order.person.last,
            "E-Mail": order.email,
            "PLZ": order.person.postcode,
            "Ort": "Köln",
            "Land": "Deutschland",
            "Währung": "EUR",
            "Zahlungsart": "Überweisung",
            "Versandart": "DHL",
            "Gesamtbetrag Netto": money(order.net, comma=True),
            "Gesamtbetrag Brutto": money(order.total, comma=True),
            "Auftragsstatus": "storniert" if "cancelled" in order.fate else "versendet",
            "Zahlungsstatus": "unbezahlt" if not _paid(order) else "bezahlt",
            "Bezahlt am": f"{order.when:%d.%m.%Y}" if _paid(order) else "",
            "Storniert": "Ja" if "cancelled" in order.fate else "Nein",
            "Plattform": "JTL-Shop",
        }
        for order in orders
        if order.fate != "test"
    ]
    return written(JTL, rows, delimiter=";", encoding="cp1252", quoting=csv.QUOTE_ALL, end="\r\n")


def _paid(order: Order) -> bool:
    return order.fate in SOLD or order.fate == "cancelled though paid"


GERMAN = [
    Format(
        "Shopware", "export.orders.csv", "Shopware 5 docs, Import/Export, profile default_orders",
        shopware, figures(SHOP, SHOPWARE_SOLD, who=account, returned=nothing),
        {"amount": "invoiceAmount", "order": "orderNumber", "lines": "once", "sold": "2,12"},
    ),
    Format(
        "JTL", "JTL-Export-Auftraege.csv", "JTL-Guide, JTL-Ameise, Aufträge exportieren",
        jtl, figures(SHOP, returned=nothing),
    ),
]  # fmt: skip
