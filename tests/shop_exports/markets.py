"""Exports of market places: Etsy, Amazon, eBay."""

import csv
from collections.abc import Hashable, Iterator

from shop_exports.truth import SHOP, SOLD, Order, figures, nothing, of_fate
from shop_exports.writing import Format, Row, columns, money, written

ETSY = columns(
    "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,"
    "Payment Method,Date Shipped,Street 1,Street 2,Ship City,Ship State,Ship Zipcode,"
    "Ship Country,Currency,Order Value,Coupon Code,Coupon Details,Discount Amount,"
    "Shipping Discount,Shipping,Sales Tax,Order Total,Status,Card Processing Fees,Order Net,"
    "Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,Buyer,"
    "Order Type,Payment Type,InPerson Discount,InPerson Location,SKU"
)


def etsy(orders: list[Order]) -> bytes:
    """One row an order; a guest has a name and no id. No unpaid, failed or test order is there.

    What was given back has no column: an adjusted total stands beside the total, and 0.00 where
    nothing was adjusted.
    """
    rows = [
        {
            "Sale Date": f"{order.when:%m/%d/%y}",
            "Order ID": 3000000000 + order.number,
            "Buyer User ID": "" if order.person.guest else f"user{order.person.number}",
            "Full Name": order.person.name,
            "First Name": order.person.first,
            "Last Name": order.person.last,
            "Number of Items": sum(item.quantity for item in order.items),
            "Payment Method": "Credit Card",
            "Date Shipped": f"{order.when:%m/%d/%Y}",
            "Street 1": "1 Main St",
            "Ship Zipcode": order.person.postcode,
            "Ship Country": "United States",
            "Currency": "USD",
            "Order Value": money(order.goods),
            "Discount Amount": money(order.discount),
            "Shipping Discount": "0.00",
            "Shipping": money(order.shipping),
            "Sales Tax": "0.00",
            "Order Total": money(order.total),
            "Status": "Canceled" if "cancelled" in order.fate else "Completed",
            "Card Processing Fees": money(order.total // 30),
            "Order Net": money(order.total - order.total // 30),
            "Adjusted Order Total": money(order.total - order.back if order.back else 0),
            "Adjusted Card Processing Fees": "0.00",
            "Adjusted Net Order Amount": "0.00",
            "Buyer": order.person.name if order.person.guest else f"user{order.person.number}",
            "Order Type": "online",
            "Payment Type": "online_cc",
            "SKU": ",".join(f"E{item.number}" for item in order.items),
        }
        for order in reversed(orders)
        if order.fate not in ("unpaid", "failed", "test")
    ]
    return written(ETSY, rows)


AMAZON = columns(
    "amazon-order-id,merchant-order-id,purchase-date,last-updated-date,order-status,"
    "fulfillment-channel,sales-channel,order-channel,url,ship-service-level,product-name,sku,"
    "asin,item-status,quantity,currency,item-price,item-tax,shipping-price,shipping-tax,"
    "gift-wrap-price,gift-wrap-tax,item-promotion-discount,ship-promotion-discount,ship-city,"
    "ship-state,ship-postal-code,ship-country,promotion-ids,is-business-order,"
    "purchase-order-number,price-designation"
)


def by_postcode(order: Order) -> Hashable:
    return order.person.postcode


def goods(order: Order) -> int:
    return order.goods


def amazon(orders: list[Order]) -> bytes:
    """Tab separated, one row an item, whose price is that of all its pieces; no buyer at all.

    The only trace of a person is the postal code. Refunds, failures and tests are not in it, and
    shipping and promotions have columns of their own.
    """
    kept = [o for o in orders if o.fate not in ("failed", "test")]
    return written(AMAZON, _amazon(kept), delimiter="\t", encoding="cp1252", end="\r\n")


def _amazon(orders: list[Order]) -> Iterator[Row]:
    says = {"cancelled": "Cancelled", "cancelled though paid": "Cancelled", "unpaid": "Pending"}
    for order in orders:
        status = says.get(order.fate, "Shipped")
        for item in order.items:
            yield {
                "amazon-order-id": f"302-{order.number:07d}-{order.number * 7:07d}",
                "purchase-date": f"{order.when:%Y-%m-%dT%H:%M:%S}+00:00",
                "last-updated-date": f"{order.when:%Y-%m-%dT%H:%M:%S}+00:00",
                "order-status": status,
                "fulfillment-channel": "Amazon",
                "sales-channel": "Amazon.de",
                "ship-service-level": "Expedited",
                "product-name": f"Gerät {item.number}, große Ausführung",
                "sku": f"SKU-{item.number}",
                "asin": f"B00{item.number:07d}",
                "item-status": "Unshipped" if status == "Pending" else status,
                "quantity": 0 if status == "Cancelled" else item.quantity,
                "currency": "EUR" if order.fate in SOLD else "",
                "item-price": money(item.cents) if order.fate in SOLD else "",
                "item-tax": money(item.cents // 6) if order.fate in SOLD else "",
                "ship-city": "Köln",
                "ship-postal-code": order.person.postcode,
                "ship-country": "DE",
                "is-business-order": "false",
            }


EBAY = columns(
    "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,"
    "Buyer Address 1,Buyer City,Buyer Zip,Buyer Country,Ship To Name,Ship To Address 1,"
    "Ship To City,Ship To Zip,Ship To Country,Item Number,Item Title,Custom Label,"
    "Sold Via Promoted Listings,Quantity,Sold For,Shipping And Handling,Seller Collected Tax,"
    "eBay Collected Tax,Total Price,eBay Collected Tax and Fees Included in Total,"
    "Payment Method,Sale Date,Paid On Date,Ship By Date,Shipped On Date,Tracking Number,"
    "Transaction ID,Global Shipping Program,eBay Plus"
)


def paid_on_ebay(order: Order) -> int:
    """eBay knows no discount of an order."""
    return order.goods + order.shipping


def ebay(orders: list[Order]) -> bytes:
    """A blank line, the header, a row of commas; what is sold together has a summary row first.

    The report holds what was sold; it has no status, no refund and no test.
    """
    table = written(EBAY, _ebay(of_fate(orders, *SOLD)), quoting=csv.QUOTE_ALL)
    head, _, rows = table.partition(b"\n")
    blank = b"," * (len(EBAY) - 1)
    n = len(of_fate(orders, *SOLD))
    foot = f'\n"{n}","record(s) downloaded","from Jan-01-24 to Dec-31-24"\n"Seller ID : acme"\n'
    return b"\xef\xbb\xbf\n" + head + b"\n" + blank + b"\n" + rows + foot.encode()


def _ebay(orders: list[Order]) -> Iterator[Row]:
    for order in orders:
        shared = {
            "Sales Record Number": order.number,
            "Order Number": f"12-{order.number:05d}-{order.number * 7:05d}",
            "Buyer Username": f"buyer_{order.person.number}",
            "Sale Date": f"{order.when:%b-%d-%y}",
            "Paid On Date": f"{order.when:%b-%d-%y}",
        }
        who = {
            "Buyer Name": order.person.name,
            "Buyer Zip": order.person.postcode,
            "Buyer Country": "United States",
            "Ship To Name": order.person.name,
            "Ship To Country": "United States",
            "eBay Collected Tax": "$0.00",
            "Payment Method": "Other",
        }
        sums = _ebay_sums(len(order.items), order.goods, order.shipping)
        if len(order.items) > 1:
            yield shared | who | sums
        for item in order.items:
            alone = len(order.items) == 1
            yield (
                shared
                | {
                    "Item Number": 335000 + item.number,
                    "Item Title": f"Item {item.number}, large",
                    "Transaction ID": f"1000{order.number}{item.number:02d}",
                }
                | (who | sums if alone else _ebay_sums(item.quantity, item.cents, 0))
                | {"Quantity": item.quantity}
            )


def _ebay_sums(quantity: int, cents: int, shipping: int) -> Row:
    return {
        "Quantity": quantity,
        "Sold For": money(cents, "$"),
        "Shipping And Handling": money(shipping, "$"),
        "Total Price": money(cents + shipping, "$"),
    }


MARKETS = [
    Format(
        "Etsy", "EtsySoldOrders2024.csv", "Etsy Help Center, download your sold orders",
        etsy, figures(SHOP, returned=nothing), {"amount": "Order Total"},
    ),
    Format(
        "Amazon", "all_orders.txt", "Amazon Selling Partner API, All Orders report by order date",
        amazon, figures(SHOP, who=by_postcode, amount=goods, returned=nothing),
        {"customer": "ship-postal-code", "amount": "item-price"},
    ),
    Format(
        "eBay", "eBay-OrdersReport.csv", "eBay Seller Center, Orders report",
        ebay, figures(SHOP, amount=paid_on_ebay, returned=nothing),
        {"customer": "Buyer Username"},
    ),
]  # fmt: skip
