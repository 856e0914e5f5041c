"""What is read of a file, as the figures that are known of it."""

import datetime as dt
import re
import time
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from segmentation.base.errors import DataError
from segmentation.orders_file import source
from segmentation.orders_file.parsing import Options
from segmentation.orders_file.source import ReadResult
from shop_exports.truth import SHOP, Figures
from shop_exports.writing import Format

TODAY = dt.date(2025, 6, 30)


class Found(NamedTuple):
    """What came out: `None` if a question stayed open; what was asked and answered on the way."""

    figures: Figures | None
    adds_up: bool
    questions: list[str]
    answers: dict[str, str]
    seconds: float


def read(path: Path, answers: dict[str, str] | None = None) -> ReadResult:
    """Read a file, with answers to what may be asked."""
    given = answers or {}
    options = {name: text for name, text in given.items() if name in Options.__annotations__}
    roles = {name: text for name, text in given.items() if name not in options}
    return source.read(path, path.parent / "out", roles, Options.from_texts(**options), today=TODAY)


def figures_of(reading: ReadResult) -> Figures:
    """Of the orders that were read, in the currency's unit."""
    orders = pd.read_parquet(reading.orders)
    back = orders["returned_amount"].sum() if "returned_amount" in orders else 0
    return Figures(
        customers=orders["customer_id"].nunique(),
        orders=len(orders),
        gross=round(float(orders["amount"].sum()), 2),
        refunds=round(float(back), 2),
        last=f"{orders['ordered_at'].max():%Y-%m-%d}",
    )


def rows_add_up(reading: ReadResult) -> bool:
    """Rows in are rows used and rows set aside, and are the rows of the files."""
    rows = reading.funnel.groupby("Part")["Rows"].sum()
    return (
        rows["in"] == rows.get("set aside", 0) + rows["used"]
        and rows["in"] == reading.files["rows"].sum()
    )


def asked_for(question: str) -> set[str]:
    """What a question wants set: "set customer, date to …", or as arguments: "--customer x"."""
    words = [names.split(", ") for names in re.findall(r"\bset (\w+(?:, \w+)*) to\b", question)]
    return {name for some in words for name in some} | {
        name.replace("-", "_") for name in re.findall(r"--([a-z][a-z-]*)", question)
    }


def tried(form: Format, folder: Path) -> Found:
    """Write the made-up shop in a layout and read it; only what is asked for is answered."""
    path = folder / form.file
    path.write_bytes(form.write(SHOP))
    start = time.perf_counter()
    given: dict[str, str] = {}
    questions: list[str] = []
    while True:
        try:
            reading = read(path, given)
            figures, adds_up = figures_of(reading), rows_add_up(reading)
        except DataError as error:
            questions.append(str(error))
            more = {k: v for k, v in form.answers.items() if k in asked_for(str(error))}
            if more.keys() - given.keys():
                given |= more
                continue
            figures, adds_up = None, False
        return Found(figures, adds_up, questions, given, time.perf_counter() - start)
