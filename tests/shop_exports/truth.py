"""A made-up shop of which everything is known: who bought what, and what became of each order."""

import datetime as dt
import random
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import NamedTuple

PEOPLE, ORDERS = 60, 200
# In names are letters that Windows-1252 has and ASCII has not.
FIRST_NAMES = "Ada Ben Cléo Dora Émile Finn Greta Hugo Inês José Käthe Lea Max Noël Otto"
SURNAMES = (
    "Aber Beck Carey Díaz Ellis Frost Grant Hale Irwin Jäger Keen Lund Müller Nuñez Osborn Peña "
    "Quint Ruiz Sørensen Tate Ullrich Vogel Weiß Xavier York Zeller Adler Blanc Cohen Dupré"
)
# Of the orders; the rest were paid and kept.
FATES = {"cancelled": 10, "cancelled though paid": 5, "unpaid": 6, "failed": 6, "refunded": 6,
         "refunded in part": 10, "test": 4}  # fmt: skip
SOLD = ("paid", "refunded", "refunded in part")


@dataclass(frozen=True)
class Person:
    """Somebody who buys; a guest has no account, and is the same person by the e-mail."""

    number: int
    first: str
    last: str
    guest: bool

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"buyer{self.number}@mail.example"

    @property
    def postcode(self) -> str:
        return f"0{2000 + self.number}"


@dataclass(frozen=True)
class Item:
    """What was bought: `price` of one, in cents."""

    number: int
    quantity: int
    price: int

    @property
    def cents(self) -> int:
        return self.quantity * self.price


@dataclass(frozen=True)
class Order:
    """An order, its sums in cents: `back` was given back, of `total`."""

    number: int
    person: Person
    email: str
    when: dt.datetime
    items: tuple[Item, ...]
    fate: str

    @property
    def goods(self) -> int:
        return sum(item.cents for item in self.items)

    @property
    def discount(self) -> int:
        return self.goods // 10 if self.number % 5 == 0 else 0

    @property
    def shipping(self) -> int:
        return 490 if self.goods < 8_000 else 0

    @property
    def total(self) -> int:
        return self.goods - self.discount + self.shipping

    @property
    def net(self) -> int:
        """Without taxes, which the total holds."""
        return round(self.total / 1.2)

    @property
    def back(self) -> int:
        return {"refunded": self.total, "refunded in part": self.goods // 3}.get(self.fate, 0)


class Figures(NamedTuple):
    """What is known of a file: amounts in the currency's unit."""

    customers: int
    orders: int
    gross: float
    refunds: float
    last: str


def _people() -> list[Person]:
    """Every surname twice, with another first letter, so that "A. Aber" is one person too."""
    first, last = FIRST_NAMES.split(), SURNAMES.split()
    return [
        Person(i, first[(i + i // 30) % 15], last[i % 30], guest=i % 4 == 3) for i in range(PEOPLE)
    ]


def _email(person: Person, draw: random.Random) -> str:
    """An e-mail as it is typed: some people mix capitals and small letters."""
    typed = person.number % 5 == 0 and draw.random() < 0.5
    return person.email.replace("buyer", "Buyer").replace("mail", "Mail") if typed else person.email


def _moments(draw: random.Random) -> list[dt.datetime]:
    start = dt.datetime(2024, 1, 3, 8)
    days = sorted(draw.sample(range(355), 190))
    days = sorted(days + days[10:190:18])  # some days with two orders
    return [
        start + dt.timedelta(days=day, minutes=draw.randrange(720), seconds=i % 60)
        for i, day in enumerate(days)
    ]


def make() -> list[Order]:
    """The orders of a year, by date; the last ones were cancelled and a test."""
    draw = random.Random(20240103)
    people = _people()
    fates = [fate for fate, n in FATES.items() for _ in range(n)]
    fates += ["paid"] * (ORDERS - len(fates) - 3)
    draw.shuffle(fates)
    fates += ["paid", "cancelled", "test"]
    moments = sorted(_moments(draw))
    orders: list[Order] = []
    for i, (when, fate) in enumerate(zip(moments, fates, strict=True)):
        who = people[i] if i < PEOPLE else people[min(draw.randrange(60), draw.randrange(60))]
        if orders and orders[-1].when.date() == when.date():
            who = orders[-1].person  # twice on one day
        products = draw.sample(range(40), draw.choice((1, 1, 2, 3)))
        items = tuple(Item(n, draw.choice((1, 1, 1, 2, 3)), price_of(n)) for n in products)
        if fate == "test":
            who = Person(99, "Test", "Order", guest=False)
        orders.append(Order(1001 + i, who, _email(who, draw), when, items, fate))
    return orders


def price_of(product: int) -> int:
    """In cents: from 4.99 to over 400, of which several make more than 1,000."""
    return 499 + 37 * product**2 - product % 7


def by_email(order: Order) -> Hashable:
    return order.person.email


def by_name(order: Order) -> Hashable:
    return order.person.name


def total(order: Order) -> int:
    return order.total


def back(order: Order) -> int:
    return order.back


def nothing(order: Order) -> int:
    """Where a platform does not export what was given back."""
    return 0


def all_back(order: Order) -> int:
    """Where a platform only marks orders of which everything was given back."""
    return order.total if order.fate == "refunded" else 0


def of_fate(orders: list[Order], *fates: str) -> list[Order]:
    return [order for order in orders if order.fate in fates]


def figures(
    orders: list[Order],
    sold: tuple[str, ...] = SOLD,
    who: Callable[[Order], Hashable] = by_email,
    amount: Callable[[Order], int] = total,
    returned: Callable[[Order], int] = back,
) -> Figures:
    """The truth about the orders that became sales, as far as a platform exports it."""
    kept = of_fate(orders, *sold)
    return Figures(
        customers=len({who(order) for order in kept}),
        orders=len(kept),
        gross=sum(amount(order) for order in kept) / 100,
        refunds=sum(returned(order) for order in kept) / 100,
        last=f"{max(order.when for order in kept):%Y-%m-%d}",
    )


SHOP = make()
