"""Where the money of an orders file goes: every amount is set aside, counted, or given back."""

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.orders_file.funnel import COPY
from segmentation.orders_file.orders import Made
from segmentation.orders_file.parsing import SUM

IN, REPEATED, USED = "in the file", "repeated on further rows of an order", "in orders"
TAKEN, LOOSE = (
    "given back, taken off an order",
    "given back without a matching order, not taken off",
)
KEPT, SPEND = "given back, not taken off: returns is gross", "spend counted"
LIKE_CENTS = 500  # usual amount from which whole numbers may be cents
WITHOUT_CENTS = ("JPY", "KRW", "VND", "IDR", "CLP", "HUF", "ISK", "TWD")


def ledger(
    rows: ir.Table, orders: ir.Table, made: Made, currency: str, decimals: int
) -> pd.DataFrame:
    """What was bought and given back: in the file, set aside by reason, and in orders.

    Amounts that cannot be read or are in another currency, and lines of totals, which repeat
    other rows, are no part of it.

    Parameters
    ----------
    rows : ibis table
        From `parsing.parse`.
    orders : ibis table
        `made.orders`, stored.
    made : Made
    currency : str
        The one that is kept.
    decimals : int
        Of the amounts.

    Returns
    -------
    DataFrame
        `Step`, `Bought`, `Given back`: the first row less those set aside and repeated gives
        `USED`; what was given back is `TAKEN` or `LOOSE`.
    """
    counted = rows.mutate(
        bought=ibis.greatest(rows.units, 0), back=ibis.greatest(-rows.units, 0) + rows.returned
    ).filter(rows.units.notnull())
    by_reason = counted.group_by("reason").aggregate(
        bought=counted.bought.sum(), back=counted.back.sum()
    ).execute()  # fmt: skip
    by_reason = by_reason[~by_reason["reason"].isin([SUM, f"not in {currency}"])]
    aside = by_reason[by_reason["reason"].notna()].set_index("reason").astype("int64")
    if len(made.copied):
        n, units, back = (made.copied[name] for name in ("n", "units", "returned"))
        copied = [(n * units.clip(lower=0)).sum(), (n * (back - units.clip(upper=0))).sum()]
        aside.loc[COPY] = copied
    all_of_it = by_reason[["bought", "back"]].sum().astype("int64")
    aside = aside[aside.any(axis=1)].sort_values("bought", ascending=False)
    whole = 10**decimals
    units = (orders.amount * whole).round().cast("int64").sum().execute()
    used = pd.Series({"bought": int(units), "back": round(whole * made.returns["Amount"].sum())})
    repeated = all_of_it - aside.sum() - used
    steps = [(IN, *all_of_it), *((f"set aside, {why}", *both) for why, *both in aside.itertuples())]
    steps += [(REPEATED, *repeated)] if repeated.any() else []
    table = pd.DataFrame([*steps, (USED, *used)], columns=["Step", "Bought", "Given back"])
    table[["Bought", "Given back"]] /= whole
    netted = made.returns["Netted"].sum()
    table.attrs |= {"netted": float(netted), "returned": float(made.returns["Amount"].sum())}
    return table


def spend(table: pd.DataFrame, policy: str) -> pd.DataFrame:
    """A ledger down to the spend that is counted, with returns taken off or not.

    Parameters
    ----------
    table : DataFrame
        From `ledger`.
    policy : {"net", "gross"}
    """
    bought = float(table["Bought"].iloc[-1])
    netted, returned = table.attrs["netted"], table.attrs["returned"]
    steps: list[tuple[str, float | None, float | None]] = []
    if returned and policy == "net":
        steps = [(TAKEN, -netted, netted)]
        steps += [(LOOSE, None, returned - netted)] if round(returned - netted, 6) else []
    elif returned:
        steps = [(KEPT, None, returned)]
    steps.append((SPEND, bought - (netted if policy == "net" else 0), None))
    more = pd.DataFrame(steps, columns=table.columns).astype({"Bought": float, "Given back": float})
    return pd.concat([table, more], ignore_index=True)


def whole(rows: ir.Table, currency: str, decimals: int) -> float:
    """The usual amount if every one is whole and they may be cents, else 0.

    Parameters
    ----------
    rows : ibis table
        Rows that are used.
    currency : str
        One that has no cents is not asked about.
    decimals : int
        Of the amounts.
    """
    one = 10**decimals
    if currency in WITHOUT_CENTS or rows.filter(rows.units % one != 0).count().execute():
        return 0.0
    sold = rows.filter(rows.units > 0)
    usual = float(sold.units.approx_median().execute()) / one
    return usual if usual >= LIKE_CENTS else 0.0
