"""Exports of shop software with a row an item: Shopify, Squarespace, Wix, Nuvemshop.

The columns are those of the platforms' own help pages and of exports published in public
repositories; orders are made up.
"""

import csv
from collections.abc import Iterator

from shop_exports.truth import SHOP, SOLD, Order, all_back, figures
from shop_exports.writing import Format, Row, columns, money, written

SHOPIFY = columns(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing City,Billing Zip,Billing Country,Billing Phone,"
    "Shipping Name,Shipping Street,Shipping City,Shipping Zip,Shipping Country,Notes,"
    "Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,"
    "Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,"
    "Tax 1 Value,Phone,Receipt Number,Duties,Payment ID,Payment References"
)
SHOPIFY_SAYS = {"cancelled": "voided", "unpaid": "pending", "refunded in part":
                "partially_refunded", "refunded": "refunded"}  # fmt: skip


def shopify(orders: list[Order]) -> bytes:
    """The order on the row of its first item only; an order that failed is none.

    Test orders are not told from others, so they are left out.
    """
    return written(SHOPIFY, _shopify([o for o in orders if o.fate not in ("failed", "test")]))


def _shopify(orders: list[Order]) -> Iterator[Row]:
    for order in reversed(orders):
        at = f"{order.when:%Y-%m-%d %H:%M:%S} -0500"
        unpaid = order.fate in ("cancelled", "unpaid")
        whole = {
            "Financial Status": SHOPIFY_SAYS.get(order.fate, "paid"),
            "Paid at": "" if unpaid else at,
            "Fulfillment Status": "unfulfilled" if "cancelled" in order.fate else "fulfilled",
            "Accepts Marketing": "yes" if order.number % 2 else "no",
            "Currency": "USD",
            "Subtotal": money(order.goods - order.discount),
            "Shipping": money(order.shipping),
            "Taxes": money(order.total - order.net),
            "Total": money(order.total),
            "Discount Amount": money(order.discount),
            "Shipping Method": "Standard",
            "Billing Name": order.person.name,
            "Billing Country": "US",
            "Billing Phone": f"'+1555{order.person.number:07d}",
            "Shipping Name": order.person.name,
            "Shipping Country": "CA" if order.person.number % 9 == 0 else "US",
            "Cancelled at": at if "cancelled" in order.fate else "",
            "Payment Method": "Shopify Payments",
            "Refunded Amount": money(order.back),
            "Outstanding Balance": money(order.total if unpaid else 0),
            "Id": f"50000000{order.number}",
            "Risk Level": "Low",
            "Source": "web",
        }
        for i, item in enumerate(order.items):
            yield {
                "Name": f"#{order.number}",
                "Email": order.email,
                "Created at": at,
                "Lineitem quantity": item.quantity,
                "Lineitem name": f"Item {item.number}, large",
                "Lineitem price": money(item.price),
                "Lineitem sku": f"SKU-{item.number:03d}",
                "Lineitem requires shipping": "true",
                "Lineitem taxable": "true",
                "Lineitem fulfillment status": "fulfilled",
                "Vendor": "Acme",
                "Lineitem discount": "0.00",
                **(whole if i == 0 else {}),
            }


SQUARESPACE = columns(
    "Order ID,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,"
    "Shipping,Taxes,Amount Refunded,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem variant,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,"
    "Billing Address1,Billing Address2,Billing City,Billing Zip,Billing Province,Billing Country,"
    "Billing Phone,Shipping Name,Shipping Address1,Shipping Address2,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Cancelled at,Private Notes,Payment Method,"
    "Payment Reference"
)


def squarespace(orders: list[Order]) -> bytes:
    """As Shopify's, with other names; failed payments make no order, tests are not marked."""
    rows = _squarespace([o for o in orders if o.fate not in ("failed", "test")])
    return written(SQUARESPACE, rows, quoting=csv.QUOTE_ALL)


def _squarespace(orders: list[Order]) -> Iterator[Row]:
    says = {"cancelled": "PENDING", "unpaid": "PENDING", "refunded": "REFUNDED",
            "refunded in part": "PARTIALLY_REFUNDED"}  # fmt: skip
    for order in reversed(orders):
        at = f"{order.when:%Y-%m-%d %H:%M:%S} -0500"
        whole = {
            "Financial Status": says.get(order.fate, "PAID"),
            "Paid at": at if order.fate in SOLD else "",
            "Fulfillment Status": "CANCELED" if "cancelled" in order.fate else "FULFILLED",
            "Currency": "USD",
            "Subtotal": money(order.goods),
            "Shipping": money(order.shipping),
            "Taxes": "0.00",
            "Amount Refunded": money(order.back),
            "Total": money(order.total),
            "Discount Amount": money(order.discount),
            "Created at": at,
            "Billing Name": order.person.name,
            "Billing Country": "US",
            "Shipping Name": order.person.name,
            "Shipping Country": "US",
            "Cancelled at": at if "cancelled" in order.fate else "",
            "Payment Method": "Stripe",
        }
        for i, item in enumerate(order.items):
            yield {
                "Order ID": f"{order.number:05d}",
                "Email": order.email,
                "Lineitem quantity": item.quantity,
                "Lineitem name": f"Item {item.number}",
                "Lineitem price": money(item.price),
                "Lineitem sku": f"SQ{item.number:07d}",
                "Lineitem requires shipping": "true",
                **(whole if i == 0 else {}),
            }


# The same names stand for where it is delivered and for where it is billed.
_ADDRESS = "Delivery country,Delivery state,Delivery city,Delivery address,"
WIX = columns(
    "Order number,Date created,Time,Fulfill by,Total order quantity,Contact email,"
    "Note from customer,Additional checkout info,Item,Variant,SKU,Qty,Quantity refunded,Price,"
    "Weight,Custom text,Deposit amount,Delivery method,Delivery time,Recipient name,"
    "Recipient phone,Recipient company name," + _ADDRESS + "Delivery zip/postal code,"
    "Billing name,Billing phone,Billing company name," + _ADDRESS + "Delivery zip/postal code,"
    "Payment status,Payment method,Coupon code,"
    "Gift card amount,Shipping rate,Total tax,Total,Currency,Refunded amount,Net amount,"
    "Additional fees,Fulfillment status,Tracking number,Fulfillment service,Shipping label"
)


def wix(orders: list[Order]) -> bytes:
    """Order fields, the total among them, on the row of every item; no tests, no failures."""
    return written(
        WIX, _wix([o for o in orders if o.fate not in ("failed", "test")]), quoting=csv.QUOTE_ALL
    )


def _wix(orders: list[Order]) -> Iterator[Row]:
    says = {"cancelled": "Unpaid", "unpaid": "Unpaid", "refunded": "Refunded",
            "refunded in part": "Partially refunded"}  # fmt: skip
    for order in reversed(orders):
        for item in order.items:
            yield {
                "Order number": order.number,
                "Date created": f"{order.when:%b} {order.when.day}, {order.when:%Y}",
                "Time": f"{order.when:%I:%M:%S %p}",
                "Total order quantity": sum(item.quantity for item in order.items),
                "Contact email": order.email,
                "Item": f"Item {item.number}",
                "SKU": f"W-{item.number}",
                "Qty": item.quantity,
                "Quantity refunded": item.quantity if order.fate == "refunded" else 0,
                "Price": money(item.price),
                "Weight": "0",
                "Delivery method": "Standard",
                "Recipient name": order.person.name,
                "Delivery country": "USA",
                "Billing name": order.person.name,
                "Payment status": says.get(order.fate, "Paid"),
                "Payment method": "Wix Payments",
                "Shipping rate": money(order.shipping),
                "Total tax": "0.00",
                "Total": money(order.total),
                "Currency": "USD",
                "Refunded amount": money(order.back),
                "Net amount": money(order.total - order.back),
                "Additional fees": "0.00",
                "Fulfillment status": "Canceled" if "cancelled" in order.fate else "Fulfilled",
            }


NUVEMSHOP = columns(
    "Número do Pedido;E-mail;Data;Status do Pedido;Status do Pagamento;Status do Envio;Moeda;"
    "Subtotal;Desconto;Valor do Frete;Total;Nome do comprador;CPF / CNPJ;Telefone;"
    "Nome para a entrega;Endereço;Cupom de Desconto;Anotações do Comprador;Data de pagamento;"
    "Data de envío;Nome do Produto;Valor do Produto;Quantidade Comprada;SKU;Meio de pagamento",
    ";",
)


def nuvemshop(orders: list[Order]) -> bytes:
    """Semicolons, decimal comma, Windows-1252; a refund in part is not exported, nor a test."""
    rows = _nuvemshop([o for o in orders if o.fate != "test"])
    return written(NUVEMSHOP, rows, delimiter=";", encoding="cp1252", end="\r\n")


def _nuvemshop(orders: list[Order]) -> Iterator[Row]:
    says = {"cancelled": "Pendente", "unpaid": "Pendente", "failed": "Recusado",
            "refunded": "Reembolsado"}  # fmt: skip
    for order in orders:
        whole = {
            "Data": f"{order.when:%d/%m/%Y %H:%M:%S}",
            "Status do Pedido": "Cancelado" if "cancelled" in order.fate else "Aberto",
            "Status do Pagamento": says.get(order.fate, "Confirmado"),
            "Status do Envio": "Não está embalado" if order.number % 3 else "Enviado",
            "Moeda": "BRL",
            "Subtotal": money(order.goods, comma=True),
            "Desconto": money(order.discount, comma=True),
            "Valor do Frete": money(order.shipping, comma=True),
            "Total": money(order.total, comma=True),
            "Nome do comprador": order.person.name,
            "CPF / CNPJ": f"111444777{order.person.number:02d}",
            "Nome para a entrega": order.person.name,
            "Meio de pagamento": "Pix",
        }
        for i, item in enumerate(order.items):
            yield {
                "Número do Pedido": order.number,
                "E-mail": order.email,
                "Nome do Produto": f"Item {item.number}",
                "Valor do Produto": money(item.price, comma=True),
                "Quantidade Comprada": item.quantity,
                "SKU": f"SKU-{item.number}",
                **(whole if i == 0 else {}),
            }


ITEMS = [
    Format(
        "Shopify", "orders_export_1.csv", "Shopify Help Center, Exporting orders to a CSV file",
        shopify, figures(SHOP),
    ),
    Format(
        "Squarespace", "orders.csv", "Squarespace Help, Exporting orders",
        squarespace, figures(SHOP),
    ),
    Format(
        "Wix", "Orders.csv", "Wix Help Center, Exporting your store's orders",
        wix, figures(SHOP),
    ),
    Format(
        "Nuvemshop", "vendas.csv", "Nuvemshop, Central de ajuda, exportar vendas",
        nuvemshop, figures(SHOP, returned=all_back),
    ),
]  # fmt: skip
