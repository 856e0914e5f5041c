"""Small orders files and what becomes of them: for the tests of `orders_file.source`."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from segmentation.orders_file import source as orders_file
from segmentation.orders_file.parsing import Options
from segmentation.orders_file.source import ReadResult

TODAY = dt.date(2025, 6, 30)
HEADER = "customer,order,date,amount"
GOOD = ("a,1,2024-01-05,10.50", "b,2,2024-01-31,20.00", "a,3,2024-02-01,5.25")


def reads(path: Path, **options: Any) -> ReadResult:
    """Read a file into a folder beside it; roles among the options name columns."""
    roles = {
        name: options.pop(name) for name in list(options) if name not in Options.__annotations__
    }
    options = Options.from_texts(**options)
    salt = path.parent / "salt.txt"
    return orders_file.read(path, path.parent / "out", roles, options, today=TODAY, salt=salt)


def made(folder: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    path = folder / "orders.csv"
    path.write_bytes("\n".join((header, *lines, "")).encode(encoding))
    return path


def orders(reading: ReadResult) -> list[tuple]:
    """Customer, day and amount of every order, by date."""
    table = pd.read_parquet(reading.orders)
    days = table["ordered_at"].dt.strftime("%Y-%m-%d")
    return list(zip(table["customer_id"], days, table["amount"], strict=True))


def aside(reading: ReadResult) -> dict[str, int]:
    """Reason → rows; and rows in are rows used and set aside."""
    rows = reading.funnel.set_index("Reason")["Rows"]
    parts = reading.funnel.groupby("Part")["Rows"].sum()
    assert parts["in"] == parts.get("set aside", 0) + parts["used"]
    return rows[(reading.funnel["Part"] == "set aside").to_numpy()].to_dict()


PLAIN = [("a", "2024-01-05", 10.5), ("b", "2024-01-31", 20.0), ("a", "2024-02-01", 5.25)]
