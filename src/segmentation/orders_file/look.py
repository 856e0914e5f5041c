"""A look before the report: what an orders file says, and what it leaves open."""

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from segmentation.orders_file import source
from segmentation.orders_file.parsing import Options
from segmentation.orders_file.source import ReadResult

FEWEST = 100  # different customers, so that ten clusters could hold ten each
FEWEST_DAYS = 90  # with less time, recency hardly differs between customers
FEWEST_REPEATERS = 30  # with fewer, frequency hardly does


def look(
    path: Path, given: Mapping[str, str], options: Options, today: dt.date | None = None
) -> dict[str, Any]:
    """Read a file as `source.read` does, keep nothing of it, and say what was understood."""
    with tempfile.TemporaryDirectory(prefix="look-") as folder:
        salt = Path(folder) / "salt.txt"  # of this look alone, which leaves nothing behind
        return summary(source.read(path, Path(folder), given, options, today, salt))


def summary(reading: ReadResult) -> dict[str, Any]:
    """What was understood of a file, as figures and words that JSON can hold.

    `refunds_unmatched` were given back, but of no order that was found; no `questions` are open;
    `missing` is what a verdict on clusters would need.
    """
    orders = pd.read_parquet(reading.orders)
    parts = reading.funnel.groupby("Part")["Rows"].sum()
    aside = reading.funnel[reading.funnel["Part"] == "set aside"]
    per_customer = orders["customer_id"].value_counts()
    first, last = orders["ordered_at"].min(), orders["ordered_at"].max()
    back = orders["returned_amount"].sum() if "returned_amount" in orders else 0.0
    all_back = reading.returns["Amount"].sum() if len(reading.returns) else back
    found = {
        "customers": len(per_customer),
        "orders": len(orders),
        "gross": round(float(orders["amount"].sum()), reading.decimals),
        "refunds": round(float(back), reading.decimals),
        "refunds_unmatched": round(float(all_back - back), reading.decimals) + 0.0,
        "first": f"{first:%Y-%m-%d}",
        "last": f"{last:%Y-%m-%d}",
        "currency": reading.currency,
        "rows": int(parts["in"]),
        "used": int(parts["used"]),
        "set_aside": {reason: int(n) for reason, n in aside[["Reason", "Rows"]].to_numpy()},
        "columns": dict(reading.columns[["role", "column"]].to_numpy().tolist()),
        "questions": [],
        "files": reading.files.to_dict("records"),
        "grain": reading.grain,
        "statuses": dict(reading.statuses),
        "decimals": reading.decimals,
        "unused": list(reading.unused),
        "days": int((last.normalize() - first.normalize()).days) + 1,
        "repeat_buyers": int((per_customer > 1).sum()),
    }
    return found | {"missing": missing(found)}


def missing(found: Mapping[str, Any]) -> list[str]:
    """What the file lacks for a verdict on clusters, which needs customers, time and repeats."""
    needed = {
        "customers": (FEWEST, "customers"),
        "days": (FEWEST_DAYS, "days from the first order to the last"),
        "repeat_buyers": (FEWEST_REPEATERS, "customers who ordered more than once"),
    }
    return [
        f"{least:,} {what} ({found[name]:,} here)"
        for name, (least, what) in needed.items()
        if found[name] < least
    ]
