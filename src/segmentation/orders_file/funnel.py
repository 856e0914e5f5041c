"""Which rows of an orders file are used, and which are set aside for what reason."""

import re
from collections.abc import Sequence
from pathlib import Path

import ibis.expr.types as ir
import pandas as pd

from segmentation.base import exports
from segmentation.features.schemas import ROWS_SHOWN
from segmentation.orders_file import parsing
from segmentation.orders_file.orders import TEXTS

MOST_ASIDE = 100_000  # rows written out; all are counted
EXAMPLE = 60  # characters of an example
MISFIT = "wrong number of fields"
COPY = "exact copy of another row"
TEXTS_CALLED = dict(zip(TEXTS, ("customer", "date", "amount"), strict=True))


def _misfit(line: str) -> str:
    """Why a line is no row."""
    if not line.strip(' ,;|\t\r\n"'):
        return parsing.BLANK
    return parsing.SUM if re.match(parsing.TOTAL, line) else MISFIT


def funnel_of(rows: ir.Table, misfits: list[str], copied: pd.DataFrame) -> pd.DataFrame:
    """Rows in, set aside by reason, and used; with the first examples of each reason."""
    counted = rows.group_by("reason").aggregate(n=rows.count()).execute()
    aside = {r: int(n) for r, n in counted.itertuples(index=False) if isinstance(r, str)}
    used = int(counted["n"].sum()) - sum(aside.values()) - int(copied["n"].sum())
    first = {reason: _first(rows.filter(rows.reason == reason)) for reason in aside}
    for line in misfits:
        reason = _misfit(line)
        aside[reason] = aside.get(reason, 0) + 1
        first.setdefault(reason, []).append(line.strip())
    if len(copied):
        aside[COPY] = int(copied["n"].sum())
        first[COPY] = [_example(row) for row in copied[list(TEXTS)].head(3).to_numpy()]
    table = [("in", "rows in the file", used + sum(aside.values()), "")]
    for reason, n in sorted(aside.items(), key=lambda item: (-item[1], item[0])):
        some = [text[:EXAMPLE] for text in first[reason] if text][:ROWS_SHOWN]
        table.append(("set aside", reason, n, "; ".join(some)))
    table.append(("used", "bought or given back", used, ""))
    return pd.DataFrame(table, columns=["Part", "Reason", "Rows", "First"])


def _example(cells: Sequence[object]) -> str:
    return " · ".join("–" if pd.isna(cell) or cell == "" else str(cell) for cell in cells)


def _first(rows: ir.Table) -> list[str]:
    cells = rows.select(*TEXTS).limit(ROWS_SHOWN).execute().to_numpy()
    return [text for row in cells if (text := _example(row)).strip("– ·")]


def write_aside(rows: ir.Table, misfits: list[str], copied: pd.DataFrame, out: Path) -> None:
    """The rows that were set aside, with their reasons, for whoever wants to mend them."""
    columns = ["file", "reason", *TEXTS]
    table = rows.filter(rows.reason.notnull()).select(*columns).limit(MOST_ASIDE).execute()
    copied = copied.loc[copied.index.repeat(copied["n"])].assign(reason=COPY)
    lines = pd.DataFrame({"reason": [_misfit(m) for m in misfits], TEXTS[0]: misfits})
    table = pd.concat([table, lines, copied])[columns].head(MOST_ASIDE)
    exports.write_csv(table.rename(columns=TEXTS_CALLED), out / "set_aside.csv")
