"""A simulated online shop: planted personas in, orders and service records out.

Behaviour is simulated, features are measured from it. A customer orders on the day of joining
and then as a Poisson process whose rate, and the basket, return and discount habits, differ
from customer to customer within a persona: the family of models behind Pareto/NBD and
Gamma–Gamma (Schmittlein, Morrison & Colombo 1987, Management Science 33; Fader, Hardie & Lee
2005, Journal of Marketing Research 42), here one population per persona.

Customers are simulated in chunks of fixed size, each with its own random stream, so that
memory stays flat and the result depends neither on the machine nor on the number of threads.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock
from tqdm import tqdm

from segmentation import features as features_module
from segmentation.features import SECONDS_PER_DAY, epoch_day, features
from segmentation.paths import DATA
from segmentation.schemas import DataError

CHUNK = 50_000
HISTORY_DAYS = 3 * 365
MINUTES_SHAPE = 4.0  # of one visit around the customer's own mean
ORDER_SPREAD = 0.45  # log-normal sigma of one basket around the customer's own median
FULL_RETURN = 0.6  # share of returns that send everything back
CHANNELS = ("Organic search", "Paid search", "Social", "Email", "Referral")
TABLES = ("orders", "customers", "contacts", "future", "features", "truth")


@dataclass(frozen=True)
class Persona:
    """One planted kind of customer. Pairs are (mean, Gamma shape) or Beta (a, b)."""

    name: str
    share: float
    tenure_days: tuple[float, float]
    orders_a_year: tuple[float, float]
    days_since_drop_out: tuple[float, float] | None
    drop_outs_a_year: float
    basket_median: float
    basket_spread: float
    returns: tuple[float, float]
    discounts: tuple[float, float]
    satisfaction: tuple[float, float]
    minutes: tuple[float, float]
    support_calls: tuple[float, float]
    channels: tuple[float, ...]


PERSONAS = (
    Persona(
        "Zero-Friction VIPs", 0.10, (720, 10), (20, 6), None, 0.05, 120, 0.40, (1, 30),
        (2, 14), (12, 1.2), (14, 5), (0.4, 2), (0.38, 0.12, 0.10, 0.20, 0.20),
    ),
    Persona(
        "High-Value Churn-Risk", 0.12, (680, 10), (17, 6), None, 0.90, 115, 0.40, (6, 11),
        (4, 14), (4, 6), (16, 5), (3.6, 4), (0.28, 0.26, 0.22, 0.16, 0.08),
    ),
    Persona(
        "Discount-Driven Shoppers", 0.24, (560, 6), (21, 6), None, 0.30, 36, 0.40, (3, 25),
        (12, 3), (8, 6), (10, 5), (1.0, 2), (0.14, 0.30, 0.30, 0.22, 0.04),
    ),
    Persona(
        "New/Occasional Buyers", 0.26, (80, 3), (7, 5), None, 0.60, 55, 0.45, (3, 25),
        (4, 14), (9, 5), (8, 5), (0.6, 2), (0.26, 0.28, 0.32, 0.08, 0.06),
    ),
    Persona(
        "Dormant/Lost", 0.28, (800, 15), (7, 5), (430, 7), 0.0, 58, 0.45, (3, 25),
        (4, 14), (7, 6), (6, 4), (0.7, 2), (0.30, 0.28, 0.20, 0.14, 0.08),
    ),
)  # fmt: skip

NO_PERSONAS = (
    Persona(
        "Customer", 1.0, (600, 4), (9, 1.5), None, 0.35, 60, 0.60, (2, 18),
        (3, 7), (8, 5), (9, 4), (1.0, 1.5), (0.27, 0.25, 0.24, 0.16, 0.08),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Parameters:
    """What a shop is made from. Equal parameters give equal bytes.

    Raises
    ------
    DataError
        If a value is impossible; the message names it.
    """

    n_customers: int = 500_000
    seed: int = 42
    overlap: float = 1.0
    structure: str = "personas"
    snapshot: str = "2026-06-30"
    holdout_days: int = 90
    rated_share: float = 1.0

    def __post_init__(self) -> None:
        def refuse(problem: str) -> None:
            raise DataError(f"the shop cannot be simulated: {problem}.")

        if self.n_customers < 1:
            refuse(f"n_customers must be 1 or more, not {self.n_customers}")
        if self.seed < 0:
            refuse(f"seed must be 0 or more, not {self.seed}")
        if not 0 < self.overlap <= 10:
            refuse(f"overlap must be above 0 and at most 10, not {self.overlap}")
        if self.structure not in ("personas", "none"):
            refuse(f"structure must be personas or none, not {self.structure!r}")
        if self.holdout_days < 0:
            refuse(f"holdout_days must be 0 or more, not {self.holdout_days}")
        if not 0 <= self.rated_share <= 1:
            refuse(f"rated_share must lie between 0 and 1, not {self.rated_share}")
        epoch_day(self.snapshot)

    @property
    def personas(self) -> tuple[Persona, ...]:
        """The planted personas, or the one population of a shop without structure."""
        return PERSONAS if self.structure == "personas" else NO_PERSONAS


def persona_table(personas: tuple[Persona, ...] = PERSONAS) -> pd.DataFrame:
    """What is planted, one column per persona, as text in units a reader can check."""
    rows = {
        p.name: {
            "share of customers": f"{p.share:.0%}",
            "tenure, mean days": f"{p.tenure_days[0]:.0f}",
            "orders a year while active, mean": f"{p.orders_a_year[0]:.0f}",
            "days since drop-out, mean": f"{p.days_since_drop_out[0]:.0f}"
            if p.days_since_drop_out
            else "–",
            "drop-outs a year from now on": f"{p.drop_outs_a_year:.2f}"
            if p.drop_outs_a_year
            else "–",
            "basket, median £": f"{p.basket_median:.0f}",
            "orders returned, mean": f"{p.returns[0] / sum(p.returns):.0%}",
            "orders discounted, mean": f"{p.discounts[0] / sum(p.discounts):.0%}",
            "satisfaction, mean of 1–5": f"{1 + 4 * p.satisfaction[0] / sum(p.satisfaction):.1f}",
            "minutes a visit, mean": f"{p.minutes[0]:.0f}",
            "support contacts, mean": f"{p.support_calls[0]:.1f}",
        }
        for p in personas
    }
    return pd.DataFrame(rows)


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
    """Simulate one chunk of customers.

    Parameters
    ----------
    chunk : int
        Number of the chunk, from 0; it owns `CHUNK` customer ids and a random stream.
    parameters : Parameters

    Returns
    -------
    dict of pyarrow tables
        `orders` (up to the snapshot), `future` (orders after it), `customers`, `contacts`,
        `features` and `truth`. Order ids are left to the writer, which knows the running count.
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
        made = features(orders, customers, contacts, as_of=snapshot)
        return connection.to_pyarrow(made.order_by("Customer_ID"))
    finally:
        connection.disconnect()


def _chunks(parameters: Parameters, workers: int) -> Iterator[dict[str, pa.Table]]:
    """Yield the chunks in order, simulating a few ahead on `workers` threads."""
    number = -(-parameters.n_customers // CHUNK)
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[dict[str, pa.Table]]] = []
        for chunk in range(number):
            waiting.append(pool.submit(simulate_chunk, chunk, parameters))
            if len(waiting) > workers:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()


def _write(folder: Path, parameters: Parameters, csv: bool, progress: bool) -> dict[str, int]:
    """Write every table of a shop into an existing folder; return the row counts."""
    rows = dict.fromkeys(TABLES, 0)
    writers: dict[str, pq.ParquetWriter] = {}
    order_id = 1
    with ExitStack() as stack:
        bar = stack.enter_context(
            tqdm(total=parameters.n_customers, unit=" customers", disable=not progress)
        )
        for tables in _chunks(parameters, workers=os.cpu_count() or 1):
            for name in ("orders", "future"):
                ids = np.arange(order_id, order_id + len(tables[name]), dtype=np.int64)
                tables[name] = tables[name].add_column(1, "order_id", pa.array(ids))
                order_id += len(ids)
            for name, table in tables.items():
                if name not in writers:
                    writers[name] = stack.enter_context(
                        pq.ParquetWriter(
                            folder / f"{name}.parquet",
                            table.schema,
                            compression="zstd",
                            compression_level=1,
                            use_dictionary=[
                                c
                                for c in ("acquisition_channel", "Acquisition_Channel", "Persona")
                                if c in table.column_names
                            ],
                        )
                    )
                writers[name].write_table(table)
                rows[name] += len(table)
            if csv:
                first = rows["features"] == len(tables["features"])
                tables["features"].to_pandas().to_csv(
                    folder / "features.csv", mode="w" if first else "a", header=first,
                    index=False, encoding="utf-8", lineterminator="\n",
                )  # fmt: skip
            bar.update(len(tables["customers"]))
    return rows


def generate(
    parameters: Parameters, out: Path, *, csv: bool = False, progress: bool = False
) -> dict[str, int]:
    """Simulate a shop into a folder; its files appear whole or not at all.

    Parameters
    ----------
    parameters : Parameters
    out : Path
        Folder for `orders`, `customers`, `contacts`, `future`, `features` and `truth`
        (Parquet), and `shop.json`, which is written last.
    csv : bool
        Also write `features.csv`.
    progress : bool
        Show a progress bar.

    Returns
    -------
    dict
        Rows per table.

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written; older files stay as they were.
    """
    out.mkdir(parents=True, exist_ok=True)
    for left_over in out.glob(".part-*"):  # of a run that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=out))
    try:
        rows = _write(part, parameters, csv, progress)
        summary = json.dumps(asdict(parameters) | {"rows": rows}, indent=1)
        (part / "shop.json").write_text(summary + "\n", encoding="utf-8")
        (out / "shop.json").unlink(missing_ok=True)
        for file in sorted(part.iterdir(), key=lambda f: f.name == "shop.json"):
            file.replace(out / file.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return rows


def folder_of(parameters: Parameters) -> Path:
    """The folder a shop is kept in: a hash of its parameters and of the code that makes it."""
    code = [Path(str(m)).read_bytes() for m in (__file__, features_module.__file__)]
    text = json.dumps(asdict(parameters), sort_keys=True).encode()
    return DATA / f"shop-{hashlib.sha256(b''.join([text, *code])).hexdigest()[:12]}"


def load_shop(
    n_customers: int = 500_000,
    seed: int = 42,
    overlap: float = 1.0,
    structure: str = "personas",
    snapshot: str = "2026-06-30",
    *,
    progress: bool = False,
) -> Path:
    """Return the folder of a shop, simulating it first if it is not there yet.

    Parameters
    ----------
    n_customers, seed, overlap, structure, snapshot
        As in `Parameters`.
    progress : bool
        Show a progress bar while simulating.

    Returns
    -------
    Path
        A folder with `orders.parquet`, `customers.parquet`, `contacts.parquet`,
        `future.parquet`, `features.parquet` and `truth.parquet`.
    """
    parameters = Parameters(n_customers, seed, overlap, structure, str(snapshot))
    folder = folder_of(parameters)
    if not (folder / "shop.json").exists():
        DATA.mkdir(exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not (folder / "shop.json").exists():
                generate(parameters, folder, progress=progress)
    return folder


def parameter_names() -> list[str]:
    """Names of the parameters of a shop, in their order."""
    return [field.name for field in fields(Parameters)]


def default_snapshot() -> dt.date:
    """The snapshot of the default shop."""
    return dt.date.fromisoformat(Parameters.snapshot)
