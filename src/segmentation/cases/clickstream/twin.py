"""A synthetic twin of the clickstream files: same names, same columns, same faults.

Visitors differ in how often they come, how long they look, what they like and how readily they
buy, each drawn from one continuous distribution with a long tail: no kinds of visitor are
planted. Nothing in it is learned from real visitors, and its figures say nothing about any shop.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from segmentation.cases.clickstream.csv_files import COLUMNS, PAGE
from segmentation.cases.files import write_twin
from segmentation.features.days import SECONDS_PER_DAY, epoch_day

USERS = 110_000
FIRST_DAY, SECOND_MONTH, DAYS = epoch_day("2019-10-01"), epoch_day("2019-11-01"), 61
MONTHS = ("2019-Oct.csv", "2019-Nov.csv")
FIRST_USER, FIRST_PRODUCT, FIRST_CATEGORY = 512_000_001, 1_000_001, 2_053_013_552_226_107_603
CATEGORIES, PRODUCTS, BRANDS = 420, 40_000, 800
CODES = (
    "electronics.smartphone", "electronics.audio.headphone", "electronics.video.tv",
    "electronics.clocks", "computers.notebook", "appliances.kitchen.washer",
    "appliances.environment.vacuum", "appliances.kitchen.refrigerators", "apparel.shoes",
    "electronics.tablet", "computers.desktop", "furniture.bedroom.bed", "auto.accessories.player",
    "furniture.living_room.sofa", "apparel.shoes.keds", "electronics.telephone",
    "computers.peripherals.printer", "appliances.personal.massager", "kids.carriage",
    "construction.tools.drill", "appliances.kitchen.microwave", "computers.components.videocards",
    "appliances.kitchen.blender", "apparel.costume", "kids.toys", "accessories.bag",
    "auto.accessories.alarm", "sport.bicycle", "stationery.cartrige", "medicine.tools.tonometer",
)  # fmt: skip
UNCODED = 5  # one of so many of the first categories has no code, and none of the others
VIEW, CART, REMOVE, BUY = "view", "cart", "remove_from_cart", "purchase"


def _zipf(rng: np.random.Generator, size: int, ranks: int, exponent: float) -> np.ndarray:
    """Ranks from 0 up, the first ones most often."""
    weight = np.arange(1, ranks + 1) ** -exponent
    return np.searchsorted(np.cumsum(weight) / weight.sum(), rng.random(size))


def _products(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Category, price in cents and brand (−1 for none) of each product, category by category."""
    category = np.sort(_zipf(rng, PRODUCTS, CATEGORIES, 0.8))
    level = rng.lognormal(4.2, 0.9, CATEGORIES)
    level[0] = 260  # of the largest, the smartphones
    price = level[category] * rng.lognormal(0, 0.6, PRODUCTS)
    brand = _zipf(rng, PRODUCTS, BRANDS, 0.9)
    return {
        "category": category,
        "first": np.searchsorted(category, np.arange(CATEGORIES)),
        "count": np.maximum(np.bincount(category, minlength=CATEGORIES), 1),
        "cents": np.maximum(np.round(100 * price), 50).astype(np.int64),
        "brand": np.where(rng.random(PRODUCTS) < 0.2, -1, brand),
    }


def _sessions(rng: np.random.Generator, users: int) -> dict[str, np.ndarray]:
    """Who visits when: a first visit, then a Poisson process until the visitor drops out."""
    start = np.maximum(rng.random(users) * (DAYS + 15) - 15, 0) % DAYS
    length = np.minimum(rng.standard_exponential(users) * 28, DAYS - start)
    rate = rng.gamma(0.5, 0.22, users)  # further visits a day
    count = 1 + rng.poisson(rate * length)
    user = np.repeat(np.arange(users), count)
    is_first = np.diff(user, prepend=-1) > 0
    day = np.floor(start[user] + np.where(is_first, 0, length[user] * rng.random(len(user))))
    habit = rng.normal(15.5, 3.5, users)  # the hour, in UTC
    hour = (habit[user] + rng.normal(0, 3, len(user))) % 24
    depth = rng.lognormal(0.45, 0.8, users)  # further views a visit
    views = 1 + rng.poisson(depth[user] * rng.standard_exponential(len(user)))
    return {
        "user": user,
        "second": (day * SECONDS_PER_DAY + hour * 3_600).astype(np.int64),
        "views": views,
    }


def _views(
    rng: np.random.Generator, visits: dict[str, np.ndarray], users: int, shop: dict[str, np.ndarray]
) -> pd.DataFrame:
    """One row per view: session, user, second and product."""
    session = np.repeat(np.arange(len(visits["user"])), visits["views"])
    n = len(session)
    favourite = _zipf(rng, users, CATEGORIES, 1.1)
    topic = np.where(
        rng.random(len(visits["user"])) < 0.6,
        favourite[visits["user"]],
        _zipf(rng, len(visits["user"]), CATEGORIES, 1.1),
    )
    category = np.where(rng.random(n) < 0.8, topic[session], _zipf(rng, n, CATEGORIES, 1.1))
    place = (shop["count"][category] * rng.random(n) ** 3).astype(np.int64)
    product = np.minimum(shop["first"][category] + place, PRODUCTS - 1)
    # Some views look at the product of the view before once more.
    fresh = (np.diff(session, prepend=-1) > 0) | (rng.random(n) > 0.2)
    product = product[np.maximum.accumulate(np.where(fresh, np.arange(n), 0))]
    gap = rng.lognormal(3.2, 1.1, n).astype(np.int64) + 1
    elapsed = np.cumsum(gap) - gap
    first = np.searchsorted(session, np.arange(len(visits["user"])))
    second = visits["second"][session] + elapsed - elapsed[first][session]
    return pd.DataFrame(
        {"session": session, "user": visits["user"][session], "second": second, "product": product}
    )


def _later(views: pd.DataFrame, kind: str, delay: np.ndarray) -> pd.DataFrame:
    return views.assign(event_type=kind, second=views["second"] + 1 + delay.astype(np.int64))


def _funnel(rng: np.random.Generator, views: pd.DataFrame, users: int) -> pd.DataFrame:
    """Views, and what follows from them: carts, removals, purchases with and without a cart."""
    eager = rng.beta(0.35, 7, users)[views["user"]]
    decided = rng.beta(1.2, 2.2, users)[views["user"]]
    carted = rng.random(len(views)) < eager
    direct = ~carted & (rng.random(len(views)) < 0.12 * eager)
    bought = carted & (rng.random(len(views)) < decided)
    removed = carted & ~bought & (rng.random(len(views)) < 0.15)
    carts = _later(views[carted], CART, rng.exponential(30, carted.sum()))
    at_cart = carts["second"].reindex(views.index)
    after = views.assign(second=at_cart.fillna(0).astype(np.int64))
    return pd.concat(
        [
            views.assign(event_type=VIEW),
            carts,
            _later(after[bought], BUY, rng.exponential(240, bought.sum())),
            _later(after[removed], REMOVE, rng.exponential(120, removed.sum())),
            _later(views[direct], BUY, rng.exponential(90, direct.sum())),
        ],
        ignore_index=True,
    )


def _session_ids(rng: np.random.Generator, number: int) -> np.ndarray:
    """Random ids in the shape of UUIDs; a few sessions have the id of another one."""
    digits = np.frombuffer(rng.bytes(16 * number).hex().encode(), dtype="S32")
    text = pa.array(digits).cast(pa.string())
    cuts = (0, 8, 12, 16, 20, 32)
    pieces = [pc.utf8_slice_codeunits(text, a, b) for a, b in pairwise(cuts)]
    ids = pc.binary_join_element_wise(*pieces, "-").to_numpy(zero_copy_only=False)
    again = rng.random(number) < 0.003
    return np.where(again, ids[rng.integers(0, number, number)], ids)


def _as_published(
    rng: np.random.Generator, events: pd.DataFrame, shop: dict[str, np.ndarray]
) -> pd.DataFrame:
    """The public columns, with the public faults."""
    product = events["product"].to_numpy()
    category = shop["category"][product]
    coded = (np.arange(CATEGORIES) < len(CODES)) & (np.arange(CATEGORIES) % UNCODED != UNCODED - 1)
    codes = np.resize(np.array(CODES, dtype=object), CATEGORIES)
    codes[~coded] = None
    brands = np.array([f"brand{i:03}" for i in range(BRANDS)] + [None], dtype=object)
    cents = np.where(rng.random(len(events)) < 0.001, 0, shop["cents"][product])
    euros, rest = pd.Series(cents // 100).astype(str), pd.Series(cents % 100).astype(str)
    ids = _session_ids(rng, events["session"].max() + 1)
    session = pd.Series(ids[events["session"]]).mask(rng.random(len(events)) < 0.0001)
    when = pa.array(FIRST_DAY * SECONDS_PER_DAY + events["second"].to_numpy(), pa.timestamp("s"))
    table = {
        "event_time": pc.strftime(when, "%Y-%m-%d %H:%M:%S UTC").to_pandas(),
        "event_type": events["event_type"].to_numpy(),
        "product_id": FIRST_PRODUCT + 7 * product,
        "category_id": FIRST_CATEGORY + 8_388_608 * category,
        "category_code": codes[category],
        "brand": brands[shop["brand"][product]],
        "price": (euros + "." + rest.str.zfill(2)).to_numpy(),
        "user_id": FIRST_USER + 3 * events["user"].to_numpy(),
        "user_session": session.to_numpy(),
    }
    return pd.DataFrame(table, columns=list(COLUMNS))


def _published(rng: np.random.Generator, users: int) -> dict[str, pd.DataFrame]:
    """The monthly tables."""
    shop = _products(rng)
    events = _funnel(rng, _views(rng, _sessions(rng, users), users, shop), users)
    events = events[events["second"] < DAYS * SECONDS_PER_DAY]
    events = events.sort_values("second", kind="stable", ignore_index=True)
    table = _as_published(rng, events, shop)
    twice = np.repeat(np.arange(len(table)), 1 + (rng.random(len(table)) < 0.001))
    table, second = table.iloc[twice], events["second"].to_numpy()[twice]
    is_later = second >= (SECOND_MONTH - FIRST_DAY) * SECONDS_PER_DAY
    return dict(zip(MONTHS, (table[~is_later], table[is_later]), strict=True))


def twin(folder: Path, seed: int = 42, users: int = USERS) -> Path:
    """Write a twin of so many users, with ten times as many events; see `files.write_twin`."""
    return write_twin(folder, PAGE, _published, seed=seed, size=users, of="users")
