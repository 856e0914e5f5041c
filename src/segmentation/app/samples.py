"""Files to try the app with: customers of a small simulated shop, and the sample of orders."""

import tempfile
from functools import cache
from pathlib import Path

import pandas as pd

from segmentation.base import exports
from segmentation.features.names import NUMERIC
from segmentation.orders_file import sample
from segmentation.shop import disk, planted

CUSTOMERS, SEED = 300, 7


@cache
def customers() -> bytes:
    """Nine features of simulated customers, with two faults that a file may have."""
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        made = Path(folder)
        disk.generate(planted.Parameters(n_customers=CUSTOMERS, seed=SEED), made)
        table = pd.read_parquet(made / "features.parquet")[["Customer_ID", *NUMERIC]]
        table["Customer_ID"] = table["Customer_ID"].astype(str).str.zfill(5)
        table = table.round(3)
        table.loc[2, "Satisfaction_Score"] = float("nan")
        table.loc[5, "Monetary"] *= 1_000
        return exports.write_csv(table, made / "customers.csv").read_bytes()


def orders() -> bytes:
    """Orders of one year as a shop exports them, with usual faults; see `orders_file.sample`."""
    return sample.FILE.read_bytes()
