"""Rows of an orders file to one row per order, with what was returned.

The grain is read from the file: an order id that comes back has several rows, which are summed;
without an order id, what a customer bought at the same moment is one order.
"""

from dataclasses import dataclass
from enum import StrEnum

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.features.days import day_number
from segmentation.orders_file.lines import Lines, count_once
from segmentation.orders_file.returns import match_returns, to_owners
from segmentation.orders_file.workspace import Workspace

TEXTS = ("customer_text", "date_text", "amount_text")
NO_COPIES = pd.DataFrame({"n": [], "units": [], "returned": []}).astype("int64")
NO_RETURNS = pd.DataFrame(columns=["Outcome", "Returns", "Amount", "Netted"])


class Grain(StrEnum):
    """What a row of an orders file is.

    ======= ======== ============================== =========================== ===================
    grain   order id rows of an order               amount of the order         equal rows
    ======= ======== ============================== =========================== ===================
    ORDERS  yes      one, refunds beside it apart   that of its row             copies, set aside
    LINES   yes      several                        their sum                   all count
    ONCE    yes      several, each with the amount  that of one row             count once
    MOMENTS no       a customer's at one moment     their sum                   all count
    ======= ======== ============================== =========================== ===================
    """

    ORDERS = "orders"
    LINES = "lines"
    ONCE = "once"
    MOMENTS = "moments"


@dataclass(frozen=True, kw_only=True)
class OrdersResult:
    """Orders made of rows."""

    orders: ir.Table  # as `schemas.ORDERS` wants it
    grain: Grain
    copied: pd.DataFrame  # from `copies`, of those that were left out
    returns: pd.DataFrame  # from `match_returns`; empty if nothing was given back
    copies_kept: int  # since an order may hold two equal lines
    shared_ids: bool  # whether several customers share an order id
    used_again: int  # order ids that a customer used on several days, each of them an order


def group(rows: ir.Table, has_order: bool, once: bool = False) -> ir.Table:
    """One row per order: what was `bought` and given `back`, in whole units.

    With `once`, every row carries the order's amount, so that it counts once. Beside the columns of
    `schemas.ORDERS`: how many `rows`, the `least` and the `most` of one, `first` and `last` moment
    of a sale; country and category are those of the dearest row.
    """
    key = {"order_id": rows.order} if has_order else {"ordered_at": rows.moment}
    total = ir.IntegerColumn.max if once else ir.IntegerColumn.sum
    measures = {} if has_order else {"order_id": rows.order.min()}
    measures |= {"ordered_at": rows.moment.min()} if has_order else {}
    return rows.group_by(customer_id=rows.customer, **key).aggregate(
        **measures,
        bought=total(ibis.greatest(rows.units, 0)),
        back=total(ibis.greatest(-rows.units, 0) + rows.returned),
        rows=rows.count(),
        least=rows.units.min(),
        most=rows.units.max(),
        first=rows.moment.min(where=rows.units > 0),
        last=rows.moment.max(where=rows.units > 0),
        **({"goods": rows.goods.sum()} if "goods" in rows.columns else {}),
        **{c: rows[c].argmax(rows.units) for c in ("country", "category") if c in rows.columns},
    )


def copies(rows: ir.Table) -> pd.DataFrame:
    """Rows that equal another row of the same order in every field of the file.

    One row each: `n`, how many there are too many, their `units`, what was `returned` of one,
    `file` and texts.
    """
    same = rows.group_by("customer", "order", "copy").aggregate(
        n=rows.count() - 1,
        units=rows.units.min(),
        returned=rows.returned.min(),
        **{name: rows[name].min() for name in ("file", *TEXTS)},
    )
    return same.filter(same.n > 0).drop("customer", "order", "copy").order_by(*TEXTS).execute()


def finish(
    orders: ir.Table, returned: ir.Table | None, grain: Grain, shared_ids: bool, decimals: int
) -> ir.Table:
    """The table of orders as `schemas.ORDERS` wants it; what is a return only is no order.

    Orders without an id are numbered; an id of several customers gets the customer in front.
    """
    table = orders.filter(orders.bought > 0)
    if returned is not None:
        table = table.left_join(returned, "number")
    order_id = table.order_id
    if grain is Grain.MOMENTS:
        order_id = table.number.cast("string")
    elif shared_ids:
        order_id = table.customer_id + "/" + table.order_id
    columns = {
        "customer_id": table.customer_id,
        "order_id": order_id,
        "ordered_at": table.ordered_at,
        "amount": table.bought / 10.0**decimals,
    }
    if returned is not None:
        columns["returned_amount"] = table.returned.coalesce(0) / 10.0**decimals
    columns |= {c: table[c] for c in ("country", "category") if c in table.columns}
    return table.select(**columns).order_by("ordered_at", "customer_id", "order_id")


def told_apart(rows: ir.Table, orders: ir.Table, apart: int) -> ir.Table:
    """Rows whose order id came back on another day, as tills and years restart, told apart.

    The day is put behind the id if first and last sale of it are `apart` days apart or more; what
    was given back belongs to the sale before it.
    """
    again = orders.filter(_days(orders) >= apart).select("customer_id", "order_id")
    same = [(rows.customer, again.customer_id), (rows.order, again.order_id)]
    found = rows.semi_join(again, same)
    sale = ibis.ifelse(found.units > 0, found.moment.date(), ibis.null("date"))
    so_far = ibis.window(group_by=["customer", "order"], order_by="moment", following=0)
    all_of_it = ibis.window(group_by=["customer", "order"])
    day = sale.max().over(so_far).coalesce(sale.min().over(all_of_it))
    told = found.mutate(order=found.order + " of " + day.cast("string"))
    return rows.anti_join(again, same).union(told)


def _days(orders: ir.Table) -> ir.IntegerValue:
    """Days from the first to the last sale under an order id."""
    return (day_number(orders.last) - day_number(orders.first)).coalesce(0)


def make(
    work: Workspace, rows: ir.Table, has_order: bool, lines: Lines | None, decimals: int
) -> OrdersResult:
    """Sum rows, without those set aside, to orders and take off what was returned.

    Raises
    ------
    DataError
        If nothing was bought, or it is unclear whether amounts are to be summed.
    """
    if has_order and rows.filter((rows.units < 0) | (rows.returned > 0)).limit(1).count().execute():
        rows = work.store(to_owners(rows), "owned")
    grouped = work.store(group(rows, has_order), "grouped")
    shared_ids, used_again = False, 0
    if has_order:
        found = grouped.aggregate(
            orders=grouped.count(), ids=grouped.order_id.nunique(), days=_days(grouped).max()
        ).execute().iloc[0]  # fmt: skip
        shared_ids = bool(found["ids"] < found["orders"])
        # Past midnight it may be the same order, unless numbers are known to come back.
        apart = 1 if shared_ids else 2
        if found["days"] >= apart:
            used_again = int(grouped.filter(_days(grouped) >= apart).count().execute())
            rows = work.store(told_apart(rows, grouped, apart), "apart")
            grouped = work.store(group(rows, has_order), "regrouped")
    found = grouped.aggregate(
        rows=grouped.rows.max(), bought=(grouped.bought > 0).sum(), back=grouped.back.max()
    ).execute().iloc[0]  # fmt: skip
    if not found["bought"] > 0:
        raise DataError(
            "no row has an amount above 0, so nothing was bought; if the signs are turned round in "
            "this file, or it holds only returns, export the sales."
        )
    copied = copies(rows) if found["rows"] > 1 else NO_COPIES
    grain = _grain(rows, grouped, has_order, lines, copied, int(found["bought"]))
    left_out = copied if grain is Grain.ORDERS else NO_COPIES
    if len(left_out):
        rows = rows.distinct(on=["customer", "order", "copy"], keep="first")
        grouped = work.store(group(rows, has_order), "without")
    if grain is Grain.ONCE:
        grouped = group(rows, has_order, once=True)
    numbered = work.store(grouped.mutate(number=ibis.row_number()), "numbered")
    returned, returns = None, NO_RETURNS
    if found["back"] > 0:
        matched, returns = match_returns(numbered, decimals)
        returned = ibis.memtable(matched)
    return OrdersResult(
        orders=finish(numbered, returned, grain, shared_ids, decimals),
        grain=grain,
        copied=left_out,
        returns=returns,
        copies_kept=int(copied["n"].sum() - left_out["n"].sum()),
        shared_ids=shared_ids,
        used_again=used_again,
    )


def _grain(
    rows: ir.Table,
    orders: ir.Table,
    has_order: bool,
    lines: Lines | None,
    copied: pd.DataFrame,
    bought: int,
) -> Grain:
    """What a row is; `bought` counts the orders in which something was bought."""
    if not has_order:
        return Grain.MOMENTS
    sold = int(rows.filter(rows.units > 0).count().execute())
    if sold - int(copied.loc[copied["units"] > 0, "n"].sum()) == bought:
        return Grain.ORDERS
    return Grain.ONCE if count_once(orders, lines) else Grain.LINES
