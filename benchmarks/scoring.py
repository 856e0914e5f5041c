"""How fast a file of customers is scored, and how much memory that takes.

    python benchmarks/scoring.py [--customers 10000000] [--model models/flagship.json]

Three ways from Parquet to Parquet, each in a process of its own, so that the peak is its own:
the query on DuckDB, the stream of `segmentation.score`, and the baseline that both are compared
with: pandas, with the first million customers in memory at once. Wall time on a shared machine
is worth one digit; the ratios are of runs one after another.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from segmentation.scoring import parity, stream
from segmentation.scoring.model import TENURE
from segmentation.scoring.segmenter import Segmenter

ROOT = Path(__file__).parents[1]
CHUNK = 1_000_000  # customers that are made at a time, and that the baseline holds
SPREAD = 0.7  # σ around the centroids
SEED = 0
BASELINE = "pandas at once"


def make(model: Segmenter, n: int, target: Path) -> None:
    """Write n customers around the centroids of a model, chunk by chunk."""
    rng = np.random.default_rng(SEED)
    centres = model.centres.to_numpy()
    writer = None
    for start in range(0, n, CHUNK):
        rows = min(CHUNK, n - start)
        near = centres[rng.integers(0, len(centres), rows)]
        noise = SPREAD * rng.standard_normal(near.shape)
        customers = parity.unscale(model, near + noise)
        customers.insert(0, stream.KEY, np.arange(start, start + rows))
        if TENURE not in customers:
            customers[TENURE] = rng.integers(0, 1_000, rows)
        table = pa.Table.from_pandas(customers, preserve_index=False)
        writer = writer or pq.ParquetWriter(target, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def with_duckdb(model: Segmenter, source: Path, target: Path) -> None:
    """The query, from file to file; rows in any order, as they need not be held for that."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE VIEW customers AS FROM read_parquet({quoted(source)})")
        query = model.to_sql("customers")
        connection.execute(f"COPY ({query}) TO {quoted(target)} (FORMAT parquet)")


def quoted(path: Path) -> str:
    """A path as a text in SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def in_a_stream(model: Segmenter, source: Path, target: Path) -> None:
    """The command line's function."""
    stream.score_file(model, source, target)


def at_once(model: Segmenter, source: Path, target: Path) -> None:
    """Pandas with a million customers in memory: the baseline."""
    batch = next(pq.ParquetFile(source).iter_batches(CHUNK))
    customers = batch.to_pandas()
    model.predict(customers).assign(**{stream.KEY: customers[stream.KEY]}).to_parquet(target)


WAYS: dict[str, Callable[[Segmenter, Path, Path], None]] = {
    BASELINE: at_once,
    "stream, Python": in_a_stream,
    "SQL, DuckDB": with_duckdb,
}


def measure(way: str, model: Segmenter, source: Path, target: Path) -> None:
    """Run one way in this process and print its seconds, peak memory and rows as JSON."""
    start = perf_counter()
    WAYS[way](model, source, target)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in KB
    rows = pq.read_metadata(target).num_rows
    print(json.dumps({"seconds": seconds, "peak": peak, "rows": rows}))


def apart(*arguments: str | int | Path) -> str:
    """Run this file in a process of its own; what it prints.

    A child's peak begins with that of its parent, so the parent does nothing but this.
    """
    command = [sys.executable, __file__, *map(str, arguments)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    return run.stdout


def main() -> None:
    """Make the customers, run every way, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--customers", type=int, default=10_000_000, help="how many are scored")
    add("--model", type=Path, default=ROOT / "models" / "flagship.json", help="of a segmenter")
    add("--way", choices=list(WAYS), help="only this one")
    add("--files", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    model = Segmenter.load(given.model)
    if given.files and given.way:
        return measure(given.way, model, *given.files)
    if given.files:
        return make(model, given.customers, given.files[0])
    print(f"{given.customers:,} customers × {len(model.features)} features, ", end="")
    print(f"{len(model.names)} segments, {os.cpu_count()} cores, a shared machine\n")
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "customers.parquet"
        target = Path(name) / "scores.parquet"
        files = ["--model", given.model, "--files", source, target]
        apart("--customers", given.customers, *files)
        rows, speeds = {}, {}
        for way in dict.fromkeys([BASELINE, *([given.way] if given.way else WAYS)]):
            found = json.loads(apart("--way", way, *files))
            rows[way] = {
                "customers": f"{found['rows']:,}",
                "seconds": f"{found['seconds']:.1f}",
                "customers/s": f"{found['rows'] / found['seconds']:,.0f}",
                "peak, MB": f"{found['peak']:,.0f}",
            }
            speeds[way] = found["rows"] / found["seconds"]
            rows[way]["speed, × baseline"] = f"{speeds[way] / speeds[BASELINE]:.1f}"
    print(pd.DataFrame.from_dict(rows, orient="index").to_string())


if __name__ == "__main__":
    main()
