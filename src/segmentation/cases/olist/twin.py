"""A synthetic twin of Olist's eight files: same names, same columns, same quirks.

It lets the case run where the published files are absent. Nothing in it is learned from real
customers, and its figures say nothing about any marketplace.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from segmentation.cases.files import write_twin
from segmentation.cases.olist.source import PAGE, TABLES, TIME_FORMAT

FIRST_DAY, LAST_DAY, LAST_SEEN = map(pd.Timestamp, ("2016-10-03", "2018-08-29", "2018-10-17"))
SELLERS = "olist_sellers_dataset.csv"
REPEAT_SHARE = 0.03
SAME_DAY_SHARE = 0.25  # of repeat orders
STATUSES = ("delivered", "shipped", "canceled", "unavailable", "invoiced", "processing", "approved")
STATUS_SHARES = (0.97, 0.011, 0.0065, 0.006, 0.003, 0.003, 0.0005)
PLACES = (  # city, state, first digits of the postal code; some cities need quotes
    ("sao paulo", "SP", "01"),
    ("rio de janeiro", "RJ", "20"),
    ("belo horizonte", "MG", "30"),
    ("arraial d'ajuda", "BA", "45"),
    ("lages, sc", "SC", "88"),
    ("brasilia", "DF", "70"),
)
CITY, STATE, DIGITS = (np.array(part, dtype=object) for part in zip(*PLACES, strict=True))
CATEGORIES = {  # published name → English; the last two have no translation
    "cama_mesa_banho": "bed_bath_table",
    "beleza_saude": "health_beauty",
    "esporte_lazer": "sports_leisure",
    "informatica_acessorios": "computers_accessories",
    "moveis_decoracao": "furniture_decor",
    "relogios_presentes": "watches_gifts",
    "telefonia": "telephony",
    "brinquedos": "toys",
    "pc_gamer": "",
    "portateis_cozinha_e_preparadores_de_alimentos": "",
}
COMMENTS = ("", "", "", "Recomendo, chegou antes", 'veio "errado"', "Muito bom\nobrigada")
DAY = pd.Timedelta(days=1)


def _ids(rng: np.random.Generator, n: int) -> np.ndarray:
    """`n` ids of 32 hexadecimal digits."""
    text = rng.bytes(16 * n).hex()
    return np.array([text[32 * i : 32 * i + 32] for i in range(n)], dtype=object)


def _hours(hours: np.ndarray) -> pd.TimedeltaIndex:
    return pd.to_timedelta(np.round(hours * 3_600), unit="s")


def _written(when: pd.Series) -> pd.Series:
    return when.dt.strftime(TIME_FORMAT).fillna("")


def _purchases(rng: np.random.Generator, customers: int) -> pd.DataFrame:
    """One row per order: the person, and when; a few people order again, some on the same day."""
    repeats = np.zeros(customers, dtype=int)
    again = rng.choice(customers, round(REPEAT_SHARE * customers), replace=False)
    repeats[again] = rng.geometric(0.75, len(again))
    person = np.repeat(np.arange(customers), repeats + 1)
    days = (LAST_DAY - FIRST_DAY).days
    first = np.floor(days * rng.random(customers) ** 0.6)  # the marketplace grows
    is_first = np.diff(person, prepend=-1) > 0
    waited = np.ceil(rng.exponential(110, len(person)))
    waited[rng.random(len(person)) < SAME_DAY_SHARE] = 0
    waited = np.minimum(waited, days - first[person])
    day = first[person] + np.where(is_first, 0, waited)
    hour = np.where(is_first, 8 + 12 * rng.random(len(person)), 20 + 3 * rng.random(len(person)))
    bought = FIRST_DAY + pd.to_timedelta(day, unit="D") + _hours(hour)
    return pd.DataFrame({"person": person, "bought": bought})


def _after_the_end(rng: np.random.Generator, orders: pd.DataFrame) -> pd.DataFrame:
    """A few late orders, none of which was delivered before the file ends."""
    late = orders.sample(max(len(orders) // 5_000, 2), random_state=int(rng.integers(1_000)))
    gap = (LAST_SEEN - LAST_DAY).days
    late["bought"] = LAST_DAY + DAY * 1.5 + _hours(24 * (gap - 2) * rng.random(len(late)))
    return late.assign(status=np.resize(["canceled", "shipped"], len(late)))


def _orders(rng: np.random.Generator, customers: int) -> pd.DataFrame:
    orders = _purchases(rng, customers)
    orders["status"] = rng.choice(STATUSES, len(orders), p=STATUS_SHARES)
    orders.loc[orders.groupby("person").head(1).index[:1], "status"] = "delivered"
    orders = pd.concat([orders, _after_the_end(rng, orders)], ignore_index=True)
    n = len(orders)
    delivered, started = orders.status == "delivered", orders.status.isin(["delivered", "shipped"])
    sent = orders.bought + _hours(24 * rng.lognormal(0.8, 0.5, n))
    arrived = (sent + _hours(24 * rng.lognormal(2.1, 0.5, n))).clip(upper=LAST_SEEN)
    orders = orders.assign(
        order_id=_ids(rng, n),
        customer_id=_ids(rng, n),
        approved=(orders.bought + _hours(rng.exponential(6, n))).where(orders.status != "canceled"),
        sent=sent.where(started),
        arrived=arrived.where(delivered & (rng.random(n) > 0.0005)),
        promised=orders.bought.dt.normalize() + DAY * rng.integers(15, 32, n),
    )
    return orders.sample(frac=1, random_state=int(rng.integers(1_000)), ignore_index=True)


def _customers(rng: np.random.Generator, orders: pd.DataFrame, people: int) -> pd.DataFrame:
    person, place = _ids(rng, people), rng.integers(0, len(PLACES), people)
    at = place[orders.person]
    end = pd.Series(rng.integers(0, 1_000, len(orders))).astype(str).str.zfill(3)
    return pd.DataFrame(
        {
            "customer_id": orders.customer_id,
            "customer_unique_id": person[orders.person],
            "customer_zip_code_prefix": DIGITS[at] + end,
            "customer_city": CITY[at],
            "customer_state": STATE[at],
        }
    )


def _products(rng: np.random.Generator, n: int) -> pd.DataFrame:
    table = pd.DataFrame({"product_id": _ids(rng, n)})
    table["product_category_name"] = rng.choice(list(CATEGORIES), n)
    for column, low, high in (
        ("product_name_lenght", 20, 64), ("product_description_lenght", 100, 3_000),
        ("product_photos_qty", 1, 7), ("product_weight_g", 100, 9_000),
        ("product_length_cm", 16, 80), ("product_height_cm", 2, 60), ("product_width_cm", 11, 60),
    ):  # fmt: skip
        table[column] = pd.array(rng.integers(low, high, n), dtype="Int64")
    nameless = rng.choice(n, max(n // 50, 1), replace=False)
    table.loc[nameless, "product_category_name":"product_photos_qty"] = pd.NA
    return table


def _items(rng: np.random.Generator, orders: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """The lines of each order; unavailable ones have none."""
    has = orders[orders.status != "unavailable"]
    lines = has.loc[has.index.repeat(rng.geometric(0.88, len(has)))]
    product = (len(products) * rng.random(len(lines)) ** 2).astype(int)
    price = np.round(rng.lognormal(4.3, 0.9, len(products)) + 5, 2)
    return pd.DataFrame(
        {
            "order_id": lines.order_id,
            "order_item_id": lines.groupby("order_id").cumcount() + 1,
            "product_id": products.product_id.to_numpy()[product],
            "seller_id": _ids(np.random.default_rng(0), 20)[product % 20],
            "shipping_limit_date": _written(lines.bought + DAY * 6),
            "price": price[product],
            "freight_value": np.round(rng.lognormal(2.8, 0.5, len(lines)), 2),
        }
    ).sort_values(["order_id", "order_item_id"], ignore_index=True)


def _payments(rng: np.random.Generator, orders: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One payment an order or, with a voucher, two; the earliest delivered order has none."""
    total = items.assign(value=items.price + items.freight_value).groupby("order_id").value.sum()
    paid = orders.assign(value=orders.order_id.map(total).fillna(0).round(2))
    paid = paid.drop(index=paid.bought.where(paid.status == "delivered").idxmin())
    kind = rng.choice(["credit_card", "boleto", "debit_card"], len(paid), p=[0.78, 0.2, 0.02])
    kind = np.where(paid.value > 0, kind, "not_defined")
    table = pd.DataFrame(
        {
            "order_id": paid.order_id,
            "payment_sequential": 1,
            "payment_type": kind,
            "payment_installments": np.where(
                kind == "credit_card", rng.geometric(0.3, len(paid)).clip(max=10), 1
            ),
            "payment_value": paid.value,
        }
    )
    second = table[(rng.random(len(table)) < 0.03) & (table.payment_value > 1)]
    voucher = (second.payment_value * rng.random(len(second))).round(2)
    table.loc[second.index, "payment_value"] = (second.payment_value - voucher).round(2)
    vouchers = second.assign(
        payment_sequential=2, payment_type="voucher", payment_installments=1, payment_value=voucher
    )
    return pd.concat([table, vouchers]).sample(frac=1, random_state=int(rng.integers(1_000)))


def _reviews(rng: np.random.Generator, orders: pd.DataFrame) -> pd.DataFrame:
    """A score for nearly every order, low if it came late; some twice, some without a day."""
    asked = orders[rng.random(len(orders)) > 0.008]
    asked = pd.concat([asked, asked.sample(max(len(asked) // 200, 1), random_state=1)])
    n = len(asked)
    late = (asked.arrived > asked.promised).to_numpy()
    score = np.where(late, rng.integers(1, 4, n), rng.choice([3, 4, 5], n, p=[0.1, 0.25, 0.65]))
    created = asked.arrived.fillna(asked.promised).dt.normalize() + DAY
    answered = created + _hours(24 * rng.gamma(1.5, 1.5, n) + 1)
    dated = rng.random(n) > 0.03
    return pd.DataFrame(
        {
            "review_id": _ids(rng, n),
            "order_id": asked.order_id,
            "review_score": score,
            "review_comment_title": np.where(rng.random(n) < 0.1, "super recomendo", ""),
            "review_comment_message": rng.choice(COMMENTS, n),
            "review_creation_date": _written(created.where(dated)),
            "review_answer_timestamp": _written(answered.where(dated)),
        }
    )


def _as_published(orders: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order_id": orders.order_id,
            "customer_id": orders.customer_id,
            "order_status": orders.status,
            "order_purchase_timestamp": _written(orders.bought),
            "order_approved_at": _written(orders.approved),
            "order_delivered_carrier_date": _written(orders.sent),
            "order_delivered_customer_date": _written(orders.arrived),
            "order_estimated_delivery_date": _written(orders.promised),
        }
    )


def _others(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """The sellers, and the translations with the byte order mark that theirs begins with."""
    at = rng.integers(0, len(PLACES), 20)
    sellers = {
        "seller_id": _ids(np.random.default_rng(0), 20),
        "seller_zip_code_prefix": DIGITS[at] + "001",
        "seller_city": CITY[at],
        "seller_state": STATE[at],
    }
    known = {name: english for name, english in CATEGORIES.items() if english}
    words = {"\ufeffproduct_category_name": list(known), "product_category_name_english":
             list(known.values())}  # fmt: skip
    return {SELLERS: pd.DataFrame(sellers), TABLES["categories"].file: pd.DataFrame(words)}


def _tables(rng: np.random.Generator, customers: int) -> dict[str, pd.DataFrame]:
    orders = _orders(rng, customers)
    products = _products(rng, max(customers // 3, 10))
    items = _items(rng, orders, products)
    made = {
        "orders": _as_published(orders),
        "customers": _customers(rng, orders, customers),
        "payments": _payments(rng, orders, items),
        "items": items,
        "reviews": _reviews(rng, orders),
        "products": products,
    }
    return {TABLES[name].file: table for name, table in made.items()} | _others(rng)


def twin(folder: Path, seed: int = 42, customers: int = 5_000) -> Path:
    """Write a twin of so many people, 97% of whom order once; see `files.write_twin`."""
    return write_twin(folder, PAGE, _tables, seed=seed, size=customers)
