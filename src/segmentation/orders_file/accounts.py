"""Where the rows and the money of an orders file go: set aside for a reason, or used."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.base import exports
from segmentation.features.schemas import ROWS_SHOWN
from segmentation.orders_file import parsing
from segmentation.orders_file.orders import TEXTS, OrdersResult

MOST_ASIDE = 100_000  # rows written out; all are counted
EXAMPLE = 60  # characters of an example
REJECTED = "wrong number of fields"
COPY = "exact copy of another row"
TEXTS_CALLED = dict(zip(TEXTS, ("customer", "date", "amount"), strict=True))
NO_REASON = ""  # of rows that are used
IN, REPEATED, USED = "in the file", "repeated on further rows of an order", "in orders"
TAKEN, LOOSE = (
    "given back, taken off an order",
    "given back without a matching order, not taken off",
)
KEPT, SPEND = "given back, not taken off: returns is gross", "spend counted"


def aside(reason: str) -> str:
    """The step of the money that was set aside for a reason."""
    return f"set aside, {reason}"


def _why_rejected(line: str) -> str:
    """Why a line is no row."""
    if not line.strip(' ,;|\t\r\n"'):
        return parsing.BLANK
    return parsing.SUM if re.match(parsing.TOTAL, line) else REJECTED


def by_reason(rows: ir.Table, rejected: list[str], copied: pd.DataFrame) -> pd.DataFrame:
    """What was set aside for each reason, `NO_REASON` among them for what is used.

    `rows`, `bought` and `back` in whole units, and `first` examples in words; lines that were
    `rejected` and rows that are `copied`, from `orders.copies`, are among them.
    """
    bought, back = ibis.greatest(rows.units, 0), ibis.greatest(-rows.units, 0) + rows.returned
    counted = rows.group_by(reason=rows.reason.coalesce(NO_REASON)).aggregate(
        rows=rows.count(),
        bought=bought.sum(where=rows.units.notnull()),
        back=back.sum(where=rows.units.notnull()),
    )
    table = counted.execute().set_index("reason").fillna(0).astype("int64")
    lines = pd.Series(map(_why_rejected, rejected), dtype=object).value_counts()
    table = table.add(lines.to_frame("rows"), fill_value=0).fillna(0).astype("int64")
    first = {reason: _first(rows.filter(rows.reason == reason)) for reason in table.index}
    for line in rejected:
        first[_why_rejected(line)].append(line.strip())
    if len(copied):
        n, units, returned = (copied[name] for name in ("n", "units", "returned"))
        left_out = {
            "rows": n.sum(),
            "bought": (n * units.clip(lower=0)).sum(),
            "back": (n * (returned - units.clip(upper=0))).sum(),
        }
        table.loc[COPY] = left_out
        table.loc[NO_REASON] -= pd.Series(left_out)
        first[COPY] = [_example(row) for row in copied[list(TEXTS)].head(ROWS_SHOWN).to_numpy()]
    shown = [[text[:EXAMPLE] for text in first[reason] if text] for reason in table.index]
    return table.assign(first=["; ".join(texts[:ROWS_SHOWN]) for texts in shown])


def _example(cells: Sequence[object]) -> str:
    return " · ".join("–" if pd.isna(cell) or cell == "" else str(cell) for cell in cells)


def _first(rows: ir.Table) -> list[str]:
    cells = rows.select(*TEXTS).limit(ROWS_SHOWN).execute().to_numpy()
    return [text for row in cells if (text := _example(row)).strip("– ·")]


def funnel(reasons: pd.DataFrame) -> pd.DataFrame:
    """Rows in, set aside by reason, and used: `Part`, `Reason`, `Rows`, and the `First` of them."""
    used = int(reasons["rows"].get(NO_REASON, 0))
    table = [("in", "rows in the file", int(reasons["rows"].sum()), "")]
    set_aside = reasons.drop(index=NO_REASON, errors="ignore").sort_index()
    for one in set_aside.sort_values("rows", ascending=False, kind="stable").itertuples():
        table.append(("set aside", one.Index, one.rows, one.first))
    table.append(("used", "bought or given back", used, ""))
    return pd.DataFrame(table, columns=["Part", "Reason", "Rows", "First"])


def in_words(reasons: pd.DataFrame) -> str:
    """How many rows were set aside for which reasons, with examples."""
    table = funnel(reasons).query("Part == 'set aside'")
    return ", ".join(
        f"{n:,} {reason}" + (f" ({first})" if first else "")
        for reason, n, first in table[["Reason", "Rows", "First"]].itertuples(index=False)
    )


def write_aside(rows: ir.Table, rejected: list[str], copied: pd.DataFrame, out: Path) -> None:
    """The rows that were set aside, with their reasons, for whoever wants to mend them."""
    columns = ["file", "reason", *TEXTS]
    table = rows.filter(rows.reason.notnull()).select(*columns).limit(MOST_ASIDE).execute()
    copied = copied.loc[copied.index.repeat(copied["n"])].assign(reason=COPY)
    lines = pd.DataFrame({"reason": [_why_rejected(one) for one in rejected], TEXTS[0]: rejected})
    table = pd.concat([table, lines, copied])[columns].head(MOST_ASIDE)
    exports.write_csv(table.rename(columns=TEXTS_CALLED), out / "set_aside.csv")


@dataclass(frozen=True, eq=False)
class Money:
    """What was bought and given back, from the file to its orders, in units of the currency."""

    # `Step`, `Bought`, `Given back`: the first row less those set aside and repeated is the last
    steps: pd.DataFrame
    netted: float  # given back and taken off an order
    returned: float  # given back

    def spend(self, policy: str) -> pd.DataFrame:
        """The steps down to the spend that is counted: "net" takes returns off, "gross" not."""
        bought, loose = float(self.steps["Bought"].iloc[-1]), self.returned - self.netted
        more: list[tuple[str, float | None, float | None]] = []
        if policy == "net":
            if self.returned:
                more.append((TAKEN, -self.netted, self.netted))
            if round(loose, 6):
                more.append((LOOSE, None, loose))
            more.append((SPEND, bought - self.netted, None))
        else:
            if self.returned:
                more.append((KEPT, None, self.returned))
            more.append((SPEND, bought, None))
        further = pd.DataFrame(more, columns=self.steps.columns)
        further = further.astype({"Bought": float, "Given back": float})
        return pd.concat([self.steps, further], ignore_index=True)


def money(
    reasons: pd.DataFrame, orders: ir.Table, made: OrdersResult, currency: str, decimals: int
) -> Money:
    """What was bought and given back: in the file, set aside by reason, and in orders, stored.

    Amounts that cannot be read or are in another currency, and lines of totals, which repeat
    other rows, are no part of it.
    """
    elsewhere = [parsing.SUM, parsing.other_currency(currency)]
    counted = reasons.drop(index=elsewhere, errors="ignore")[["bought", "back"]]
    set_aside = counted.drop(index=NO_REASON).sort_index()
    set_aside = set_aside[set_aside.any(axis=1)]
    set_aside = set_aside.sort_values("bought", ascending=False, kind="stable")
    whole = 10**decimals
    units = int((orders.amount * whole).round().cast("int64").sum().execute())
    used = pd.Series({"bought": units, "back": round(whole * made.returns["Amount"].sum())})
    repeated = counted.loc[NO_REASON] - used
    steps = [(IN, *counted.sum()), *((aside(why), *both) for why, *both in set_aside.itertuples())]
    if repeated.any():
        steps.append((REPEATED, *repeated))
    table = pd.DataFrame([*steps, (USED, *used)], columns=["Step", "Bought", "Given back"])
    table[["Bought", "Given back"]] /= whole
    returns = made.returns[["Netted", "Amount"]].sum().astype(float)
    return Money(table, *returns)
