"""Rows of an orders file to one row per order, with what was returned.

The grain is read from the file: an order id that comes back has several rows, which are summed;
without an order id, what a customer bought at the same moment is one order.
"""

from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.duckdb import Backend

from segmentation.base.errors import DataError
from segmentation.features.days import day_number
from segmentation.orders_file.lines import decide_lines
from segmentation.orders_file.returns import match_returns, to_owners

TEXTS = ("customer_text", "date_text", "amount_text")


NO_COPIES = pd.DataFrame({"n": [], "units": [], "returned": []}).astype("int64")
NO_RETURNS = pd.DataFrame(columns=["Outcome", "Returns", "Amount", "Netted"])


@dataclass(frozen=True)
class Made:
    """Orders made of rows.

    Attributes
    ----------
    orders : ibis table
        As `schemas.ORDERS` wants it.
    grain : {"orders", "lines", "once", "moments"}
        One row per order, refunds beside it apart; several rows per order, which are summed, or
        of which one counts; no order id.
    copied : DataFrame
        From `copies`, of those that were left out.
    returns : DataFrame
        From `match_returns`; empty if nothing was given back.
    kept : int
        Copies that were kept, since an order may hold two equal lines.
    shared : bool
        Whether several customers share an order id.
    again : int
        Order ids that a customer used on several days, each of them an order.
    """

    orders: ir.Table
    grain: str
    copied: pd.DataFrame
    returns: pd.DataFrame
    kept: int
    shared: bool
    again: int


def group(rows: ir.Table, has_order: bool, once: bool = False) -> ir.Table:
    """One row per order: what was bought and given back, in whole units.

    Parameters
    ----------
    rows : ibis table
        `customer`, `order`, `moment`, `units`, `returned`, `country`, `category`, `copy`.
    has_order : bool
        Whether there is an order id.
    once : bool
        Whether every row carries the order's amount, so that it counts once.

    Returns
    -------
    ibis table
        `customer_id`, `order_id`, `ordered_at`, `bought`, `back`, `rows`, `least` and `most` (of
        a row), `first` and `last` moment of a sale, `country` and `category` of the dearest row.
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

    Returns
    -------
    DataFrame
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


def finish(orders: ir.Table, returned: ir.Table | None, order_ids: str, decimals: int) -> ir.Table:
    """The table of orders as `schemas.ORDERS` wants it; what is a return only is no order.

    Parameters
    ----------
    orders : ibis table
        From `group`, with `number`.
    returned : ibis table, optional
        From `match_returns`.
    order_ids : {"kept", "shared", "none"}
        As in the file; used by several customers, so that the customer is put in front; or
        numbered, since there are none.
    decimals : int
        Of the amounts.
    """
    table = orders.filter(orders.bought > 0)
    if returned is not None:
        table = table.left_join(returned, "number")
    ids = {
        "kept": table.order_id,
        "shared": table.customer_id + "/" + table.order_id,
        "none": table.number.cast("string"),
    }
    columns = {
        "customer_id": table.customer_id,
        "order_id": ids[order_ids],
        "ordered_at": table.ordered_at,
        "amount": table.bought / 10.0**decimals,
    }
    if returned is not None:
        columns["returned_amount"] = table.returned.coalesce(0) / 10.0**decimals
    columns |= {c: table[c] for c in ("country", "category") if c in table.columns}
    return table.select(**columns).order_by("ordered_at", "customer_id", "order_id")


def store(connection: Backend, table: ir.Table, path: Path) -> ir.Table:
    """Write a table and go on with the file, so that nothing is computed twice."""
    connection.to_parquet(table, path)
    return connection.read_parquet(path)


def used_again(rows: ir.Table, orders: ir.Table, apart: int) -> ir.Table:
    """Rows whose order id came back on another day, as tills and years restart, told apart.

    The day is put behind the id; what was given back belongs to the sale before it.

    Parameters
    ----------
    rows : ibis table
        As in `group`.
    orders : ibis table
        From `group`.
    apart : int
        Days between first and last sale of an id, from which they are several orders.
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
    connection: Backend, rows: ir.Table, has_order: bool, lines: str, folder: Path, decimals: int
) -> Made:
    """Sum rows to orders and take off what was returned.

    Parameters
    ----------
    connection : ibis DuckDB backend
    rows : ibis table
        From `parsing.parse`, without those set aside.
    has_order : bool
        Whether there is an order id.
    lines : {"", "sum", "once"}
    folder : Path
        For tables in between.
    decimals : int
        Of the amounts.

    Raises
    ------
    DataError
        If nothing was bought, or it is unclear whether amounts are to be summed.
    """
    if has_order and rows.filter((rows.units < 0) | (rows.returned > 0)).limit(1).count().execute():
        rows = store(connection, to_owners(rows), folder / "owned.parquet")
    grouped = store(connection, group(rows, has_order), folder / "grouped.parquet")
    found = grouped.aggregate(
        orders=grouped.count(), rows=grouped.rows.max(), bought=(grouped.bought > 0).sum(),
        back=grouped.back.max(), ids=grouped.order_id.nunique(), days=_days(grouped).max(),
    ).execute().iloc[0]  # fmt: skip
    shared = has_order and int(found["ids"]) < int(found["orders"])
    again = 0
    # Past midnight it may be the same order, unless numbers are known to come back.
    if has_order and found["days"] >= (apart := 1 if shared else 2):
        again = int(grouped.filter(_days(grouped) >= apart).count().execute())
        rows = store(connection, used_again(rows, grouped, apart), folder / "apart.parquet")
        grouped = store(connection, group(rows, has_order), folder / "regrouped.parquet")
        found["rows"], found["bought"] = (
            grouped.aggregate(rows=grouped.rows.max(), bought=(grouped.bought > 0).sum())
            .execute().iloc[0]
        )  # fmt: skip
    if not found["bought"] > 0:
        raise DataError(
            "no row has an amount above 0, so nothing was bought; if the signs are turned round in "
            "this file, or it holds only returns, export the sales."
        )
    copied = copies(rows) if found["rows"] > 1 else NO_COPIES
    grain = _grain(rows, grouped, has_order, lines, copied, int(found["bought"]))
    if grain == "orders" and len(copied):
        rows = rows.distinct(on=["customer", "order", "copy"], keep="first")
        grouped = store(connection, group(rows, has_order), folder / "without.parquet")
    if grain == "once":
        grouped = group(rows, has_order, once=True)
    numbered = grouped.mutate(number=ibis.row_number())
    numbered = store(connection, numbered, folder / "numbered.parquet")
    returned, returns = None, NO_RETURNS
    if found["back"] > 0:
        matched, returns = match_returns(numbered, decimals)
        returned = ibis.memtable(matched)
    ids = "none" if not has_order else "shared" if shared else "kept"
    aside = copied if grain == "orders" else NO_COPIES
    kept = int(copied["n"].sum() - aside["n"].sum())
    return Made(
        finish(numbered, returned, ids, decimals), grain, aside, returns, kept, shared, again
    )


def _grain(
    rows: ir.Table, orders: ir.Table, has_order: bool, lines: str, copied: pd.DataFrame, bought: int
) -> str:
    """What a row is; `bought` counts the orders in which something was bought."""
    if not has_order:
        return "moments"
    sold = int(rows.filter(rows.units > 0).count().execute())
    if sold - int(copied.loc[copied["units"] > 0, "n"].sum()) == bought:
        return "orders"
    return "once" if decide_lines(orders, lines) == "once" else "lines"
