"""Cancelled invoice lines, matched to the purchases they undo."""

from collections.abc import Hashable

import numpy as np
import pandas as pd

OUTCOMES = (
    "matched at the price paid",
    "matched at another price",
    "matched in part: more returned than bought",
    "unmatched: earlier purchases already returned",
    "unmatched: no earlier purchase in the file",
)
KEY = ["CustomerID", "Product"]


def _by_date(lines: pd.DataFrame) -> pd.DataFrame:
    """Sort by date. Tills write some codes in either case: 85123A and 85123a are one product."""
    product = lines.StockCode.str.upper()
    return lines.assign(Product=product).sort_values(
        "InvoiceDate", kind="stable", ignore_index=True
    )


def _lots(bought: pd.DataFrame, cancelled: pd.DataFrame) -> dict[tuple[Hashable, ...], np.ndarray]:
    """Positions of the purchases of each customer and product that a cancellation names."""
    named = bought[KEY].reset_index().merge(cancelled[KEY].drop_duplicates(), on=KEY)
    return {key: rows.to_numpy() for key, rows in named.groupby(KEY)["index"]}


def _outcome(units: int, matched: int, at_price_paid: int, candidates: int) -> str:
    if matched == units:
        return OUTCOMES[0] if at_price_paid == units else OUTCOMES[1]
    if matched:
        return OUTCOMES[2]
    return OUTCOMES[3] if candidates else OUTCOMES[4]


def _count(rows: list[tuple[str, int, float, int, float]]) -> pd.DataFrame:
    columns = ["Outcome", "Units", "Amount", "Units_Matched", "Netted"]
    by_outcome = pd.DataFrame(rows, columns=columns).groupby("Outcome")
    table = by_outcome.sum().astype(float).reindex(OUTCOMES, fill_value=0)
    table.insert(0, "Lines", by_outcome.size().reindex(OUTCOMES, fill_value=0))
    table.loc["all cancellations"] = table.sum()
    whole = {"Lines": "int64", "Units": "int64", "Units_Matched": "int64"}
    return table.round(2).astype(whole).reset_index()


def match_cancellations(
    purchases: pd.DataFrame, cancellations: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take each cancellation off the purchases it undoes.

    A cancellation, earliest first, looks among the purchases of the same customer and product
    up to its minute: first those at its own price, among these those with enough units left,
    among these the latest; what one purchase cannot cover goes on to the next. A unit gives
    back what was refunded for it, but never more than was paid.

    Parameters
    ----------
    purchases, cancellations : DataFrame
        Lines with `CustomerID`, `StockCode`, `Quantity` (negative in cancellations),
        `InvoiceDate` and `UnitPrice`.

    Returns
    -------
    purchases : DataFrame
        By date, with `Amount`, `Returned_Quantity` and `Returned_Amount` (0…`Amount`).
    funnel : DataFrame
        Per outcome, and in total: `Lines`, `Units` and `Amount` cancelled, `Units_Matched`, and
        the money `Netted`.
    """
    bought, cancelled = _by_date(purchases), _by_date(cancellations)
    price, when = bought.UnitPrice.to_numpy(), bought.InvoiceDate.to_numpy()
    left, refund = bought.Quantity.to_numpy(copy=True), np.zeros(len(bought))
    lots = _lots(bought, cancelled)
    nowhere = np.array([], dtype=np.int64)
    rows = []
    for who, what, units, paid, date in zip(
        cancelled.CustomerID.tolist(),
        cancelled.Product.tolist(),
        (-cancelled.Quantity).tolist(),
        cancelled.UnitPrice.tolist(),
        cancelled.InvoiceDate.to_numpy(),
        strict=True,
    ):
        at = lots.get((who, what), nowhere)
        at = at[when[at] <= date]
        at = at[np.lexsort((-at, left[at] < units, price[at] != paid))]
        taken = np.clip(units - (np.cumsum(left[at]) - left[at]), 0, left[at])
        money = taken * np.minimum(price[at], paid)
        left[at] -= taken
        refund[at] += money
        outcome = _outcome(units, taken.sum(), taken[price[at] == paid].sum(), len(at))
        rows.append((outcome, units, units * paid, taken.sum(), money.sum()))
    amount = (bought.Quantity * bought.UnitPrice).round(2)
    bought = bought.drop(columns="Product").assign(
        Amount=amount,
        Returned_Quantity=bought.Quantity - left,
        Returned_Amount=np.minimum(refund.round(2), amount),
    )
    return bought, _count(rows)
