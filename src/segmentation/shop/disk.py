"""The simulated shop on disk: personas in, orders and service records out.

Customers are simulated in chunks of fixed size, each with its own random stream, so that
memory stays flat and the result depends neither on the machine nor on the number of threads.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock
from tqdm import tqdm

from segmentation.base import outputs
from segmentation.base.errors import DataError
from segmentation.base.paths import DATA, shown
from segmentation.features import days, measure
from segmentation.shop import planted, simulate
from segmentation.shop.planted import Parameters

BY, SUMMARY = "segmentation data shop", "shop.json"
TABLES = ("orders", "customers", "contacts", "future", "features", "truth")
CSV = "features.csv"
FEW_VALUES = ("acquisition_channel", "Acquisition_Channel", "Persona")  # columns of
FILES = (*(f"{name}.parquet" for name in TABLES), CSV, SUMMARY)
MOST = 1_000_000_000  # customers; more fill any disk
CACHED = re.compile(r"shop-[0-9a-f]{12}")  # a folder that only `folder_of` names


def _chunks(parameters: Parameters, workers: int) -> Iterator[dict[str, pa.Table]]:
    """Yield the chunks in order, simulating a few ahead on `workers` threads."""
    number = -(-parameters.n_customers // simulate.CHUNK)
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[dict[str, pa.Table]]] = []
        for chunk in range(number):
            waiting.append(pool.submit(simulate.simulate_chunk, chunk, parameters))
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
                    writer = pq.ParquetWriter(
                        folder / f"{name}.parquet",
                        table.schema,
                        compression="zstd",
                        compression_level=1,
                        use_dictionary=[c for c in table.column_names if c in FEW_VALUES],
                    )
                    writers[name] = stack.enter_context(writer)
                writers[name].write_table(table)
                rows[name] += len(table)
            if csv:
                first = rows["features"] == len(tables["features"])
                tables["features"].to_pandas().to_csv(
                    folder / CSV,
                    mode="w" if first else "a",
                    header=first,
                    index=False,
                    encoding="utf-8",
                    lineterminator="\n",
                )
            bar.update(len(tables["customers"]))
    return rows


def generate(
    parameters: Parameters, out: Path, *, csv: bool = False, progress: bool = False
) -> dict[str, int]:
    """Simulate a shop into a folder, new, empty or an earlier shop's; returns the rows per table.

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written; older files stay as they were.
    DataError
        If the folder holds what is not an earlier shop's, as `outputs.check` says.
    """
    if parameters.n_customers > MOST:
        raise DataError(
            f"the shop cannot be simulated: n_customers must be at most {MOST:,}, not "
            f"{parameters.n_customers:,}."
        )
    own = FILES if out.parent.resolve() == DATA.resolve() and CACHED.fullmatch(out.name) else ()
    names = [name for name in FILES if csv or name != CSV]
    with outputs.stage(out, BY, names, own=own) as part:
        rows = _write(part, parameters, csv, progress)
        summary = json.dumps(asdict(parameters) | {"rows": rows}, indent=1)
        (part / SUMMARY).write_text(summary + "\n", encoding="utf-8")
        outputs.publish(part, out, BY, own=own)
    return rows


def damage(folder: Path, parameters: Parameters | None = None) -> str:
    """What is wrong with a shop on disk, in words; "" if it is whole.

    Tables are compared with the list of files that was written with them, and opened to see
    whether they end as they should and hold as many rows as `shop.json` says.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        rows = {name: int(summary["rows"][name]) for name in TABLES}
        if parameters and any(summary[n] != value for n, value in asdict(parameters).items()):
            return f"{SUMMARY} is of another shop"
    except (OSError, ValueError, TypeError, KeyError) as error:
        return f"{SUMMARY} cannot be read ({type(error).__name__})"
    files = outputs.listed(folder)
    for name in TABLES:
        file = folder / f"{name}.parquet"
        try:
            found = pq.read_metadata(file).num_rows
        except (OSError, pa.ArrowException):
            return f"{file.name} cannot be read"
        if found != rows[name] or (files and not outputs.is_ours(file, files)):
            return f"{file.name} is not as it was written"
    return ""


def folder_of(parameters: Parameters) -> Path:
    """The folder a shop is kept in: a hash of its parameters and of the code that makes it."""
    code = [Path(str(m.__file__)).read_bytes() for m in (planted, simulate, measure, days)]
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
    if damage(folder, parameters):
        DATA.mkdir(exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            why = damage(folder, parameters)
            if why:
                say_made_again(folder, why)
                generate(parameters, folder, progress=progress)
    return folder


def say_made_again(folder: Path, why: str) -> None:
    """Say on stdout that a damaged shop is made again; of one that is not there, nothing."""
    if any((folder / name).exists() for name in FILES):
        print(f"The shop in {shown(folder)} is damaged and made again: {why}.")
