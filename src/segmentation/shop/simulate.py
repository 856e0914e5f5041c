"""One chunk of customers, simulated: habits drawn per customer, then orders and contacts.

Behaviour is simulated, features are measured from it. A customer orders on the day of joining
and then as a Poisson process whose rate, and the basket, return and discount habits, differ
from customer to customer within a persona: the family of models behind Pareto/NBD and
Gamma–Gamma (Schmittlein, Morrison & Colombo 1987, Management Science 33; Fader, Hardie & Lee
2005, Journal of Marketing Research 42), here one population per persona.
"""

import ibis
import numpy as np
import pyarrow as pa

from segmentation.features.days import SECONDS_PER_DAY, epoch_day
from segmentation.features.measure import customer_features
from segmentation.shop.planted import CHANNELS, ORDER_SPREAD, Parameters

CHUNK = 50_000
HISTORY_DAYS = 3 * 365
MINUTES_SHAPE = 4.0  # of one visit around the customer's own mean
FULL_RETURN = 0.6  # share of returns that send everything back


class _Draws:
    """Per-customer draws with the persona's means; `overlap` multiplies its variances."""

    def __init__(self, rng: np.random.Generator, personas: np.ndarray, overlap: float) -> None:
        self.rng, self.personas, self.overlap = rng, personas, overlap

    def gamma(self, pairs: list[tuple[float, float]]) -> np.ndarray:
        mean, shape = np.array(pairs, dtype=float)[self.personas].T
        shape = shape / self.overlap
        return self.rng.standard_gamma(shape) * (mean / shape)

    def beta(self, pairs: list[tuple[float, float]]) -> np.ndarray:
        a, b = np.array(pairs, dtype=float)[self.personas].T
        return self.rng.beta(a / self.overlap, b / self.overlap)

    def log_normal(self, medians: list[float], sigmas: list[float]) -> np.ndarray:
        mu, sigma = np.log(medians)[self.personas], np.array(sigmas)[self.personas]
        return np.exp(
            mu + sigma * np.sqrt(self.overlap) * self.rng.standard_normal(len(self.personas))
        )


def _draw_customers(
    rng: np.random.Generator, size: int, parameters: Parameters
) -> dict[str, np.ndarray]:
    """Draw each customer's persona, dates (days before the snapshot) and habits."""
    personas = parameters.personas
    shares = np.array([p.share for p in personas])
    persona = rng.choice(len(personas), size=size, p=shares / shares.sum())
    draws = _Draws(rng, persona, parameters.overlap)
    tenure = draws.gamma([p.tenure_days for p in personas])
    # Who would have joined before the shop opened is folded back, so that no crowd joins that day.
    tenure = np.clip(np.where(tenure > HISTORY_DAYS, 2 * HISTORY_DAYS - tenure, tenure), 1, None)
    stopped = draws.gamma([p.days_since_drop_out or (1.0, 1.0) for p in personas])
    churn = np.array([p.drop_outs_a_year for p in personas])[persona]
    left_after = rng.standard_exponential(size) * 365 / np.maximum(churn, 1e-9)
    gone = np.array([p.days_since_drop_out is not None for p in personas])[persona]
    mix = np.array([p.channels for p in personas]).cumsum(axis=1)
    mix[:, -1] = 1.0
    return {
        "persona": persona,
        "tenure": np.floor(tenure).astype(np.int64),
        "active_until": np.where(gone, -np.minimum(stopped, tenure), left_after),
        "rate": draws.gamma([p.orders_a_year for p in personas]) / 365,
        "basket": draws.log_normal(
            [p.basket_median for p in personas], [p.basket_spread for p in personas]
        ),
        "returns": draws.beta([p.returns for p in personas]),
        "discounts": draws.beta([p.discounts for p in personas]),
        "satisfaction": draws.beta([p.satisfaction for p in personas]),
        "minutes": draws.gamma([p.minutes for p in personas]),
        "support_calls": draws.gamma([p.support_calls for p in personas]),
        "channel": (rng.random(size)[:, None] > mix[persona]).sum(axis=1).astype(np.int8),
    }


def _order_times(
    rng: np.random.Generator, start: np.ndarray, length: np.ndarray, repeats: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Order times, sorted per customer: the first at `start`, the rest uniform over `length`.

    Ordered uniforms come without a sort from normalised sums of exponentials
    (Devroye 1986, Non-Uniform Random Variate Generation, V.3).
    """
    count = repeats + 1
    owner = np.repeat(np.arange(len(start)), count)
    gaps = rng.standard_exponential(len(owner))
    before = np.cumsum(gaps) - gaps
    first = np.cumsum(count) - count
    base = before[first]
    total = np.append(base[1:], before[-1] + gaps[-1]) - base
    when = start[owner] + (before - base[owner]) * (length / total)[owner]
    return owner, when.astype(np.int64)


def _four_ratings(rng: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    """Ratings 1–5 as 1 + Binomial(4, chance); four 16-bit draws are far faster."""
    limit = np.round(chance * 65_535).astype(np.uint16)
    draws = rng.integers(0, 65_535, size=(4, len(chance)), dtype=np.uint16)
    return (1 + (draws < limit).sum(axis=0)).astype(np.int8)


def _draw_orders(
    rng: np.random.Generator, customers: dict[str, np.ndarray], first_id: int, p: Parameters
) -> pa.Table:
    snapshot = epoch_day(p.snapshot)
    size = len(customers["persona"])
    start = (snapshot - customers["tenure"]) * SECONDS_PER_DAY + rng.integers(
        0, SECONDS_PER_DAY, size
    )
    until = np.minimum(customers["active_until"], p.holdout_days)
    length = np.maximum((snapshot + 1 + until) * SECONDS_PER_DAY - start, 0)
    repeats = rng.poisson(customers["rate"] * length / SECONDS_PER_DAY)
    owner, when = _order_times(rng, start, length, repeats)
    n = len(owner)
    noise = np.exp(ORDER_SPREAD * rng.standard_normal(n))
    cents = np.maximum(np.round(100 * customers["basket"][owner] * noise), 1)
    returned = rng.random(n) < customers["returns"][owner]
    part = np.where(rng.random(n) < FULL_RETURN, 1.0, rng.random(n))
    returned_cents = np.where(returned, np.maximum(np.round(cents * part), 1), 0)
    visit = rng.standard_gamma(MINUTES_SHAPE, n) / MINUTES_SHAPE * customers["minutes"][owner]
    rating = _four_ratings(rng, customers["satisfaction"][owner])
    unrated = rng.random(n) >= p.rated_share if p.rated_share < 1 else None
    return pa.table(
        {
            "customer_id": pa.array((first_id + owner).astype(np.int32)),
            "ordered_at": pa.array(when * 1_000_000).cast(pa.timestamp("us")),
            "amount": pa.array(cents / 100),
            "returned_amount": pa.array(returned_cents / 100),
            "discounted": pa.array(rng.random(n) < customers["discounts"][owner]),
            "rating": pa.array(rating, mask=unrated),
            "minutes_on_site": pa.array(np.round(np.maximum(visit, 0.1), 1)),
        }
    )


def _draw_contacts(
    rng: np.random.Generator, customers: dict[str, np.ndarray], first_id: int, p: Parameters
) -> pa.Table:
    calls = rng.poisson(customers["support_calls"])
    owner = np.repeat(np.arange(len(calls)), calls)
    joined = -customers["tenure"][owner]
    left = np.minimum(customers["active_until"][owner], 0.0)
    days = epoch_day(p.snapshot) + joined + rng.random(len(owner)) * np.maximum(left - joined, 0)
    seconds = (days * SECONDS_PER_DAY).astype(np.int64)
    seconds = seconds[np.lexsort((seconds, owner))]  # in order within each customer
    return pa.table(
        {
            "customer_id": pa.array((first_id + owner).astype(np.int32)),
            "contacted_at": pa.array(seconds * 1_000_000).cast(pa.timestamp("us")),
        }
    )


def simulate_chunk(chunk: int, parameters: Parameters) -> dict[str, pa.Table]:
    """Simulate one chunk of customers: it owns `CHUNK` customer ids and a random stream.

    `orders` (up to the snapshot), `future` (orders after it), `customers`, `contacts`, `features`
    and `truth`. Order ids are left to the writer, which knows the running count.
    """
    rng = np.random.default_rng(np.random.SeedSequence([parameters.seed, chunk]))
    first_id = 1 + chunk * CHUNK
    size = min(CHUNK, parameters.n_customers - chunk * CHUNK)
    drawn = _draw_customers(rng, size, parameters)
    every_order = _draw_orders(rng, drawn, first_id, parameters)
    end = (epoch_day(parameters.snapshot) + 1) * SECONDS_PER_DAY * 1_000_000
    past = every_order["ordered_at"].cast(pa.int64()).to_numpy() < end
    ids = np.arange(first_id, first_id + size, dtype=np.int32)
    joined = (epoch_day(parameters.snapshot) - drawn["tenure"]).astype(np.int32)
    names = pa.array([p.name for p in parameters.personas])
    tables = {
        "orders": every_order.filter(pa.array(past)),
        "future": every_order.filter(pa.array(~past)),
        "customers": pa.table(
            {
                "customer_id": ids,
                "joined_on": pa.array(joined).cast(pa.date32()),
                "acquisition_channel": pa.array(CHANNELS).take(pa.array(drawn["channel"])),
            }
        ),
        "contacts": _draw_contacts(rng, drawn, first_id, parameters),
        "truth": pa.table({"Customer_ID": ids, "Persona": names.take(pa.array(drawn["persona"]))}),
    }
    tables["features"] = _measure(tables, parameters.snapshot)
    return {name: table.combine_chunks() for name, table in tables.items()}


def _measure(tables: dict[str, pa.Table], snapshot: str) -> pa.Table:
    """Measure the features of one chunk on a connection of its own."""
    connection = ibis.duckdb.connect(threads=1)
    try:
        orders, customers, contacts = (
            ibis.memtable(tables[name]) for name in ("orders", "customers", "contacts")
        )
        made = customer_features(orders, customers, contacts, as_of=snapshot)
        return connection.to_pyarrow(made.order_by("Customer_ID"))
    finally:
        connection.disconnect()
