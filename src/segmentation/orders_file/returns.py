"""What an orders file says was given back, taken off the orders it belongs to."""

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from segmentation.features.returns import OUTCOMES, match_cancellations

BATCH = 500_000  # orders matched at a time
# Outcome of `match_cancellations` → how it is told here, where an order is one unit.
SPOKEN = dict(
    zip(
        OUTCOMES,
        (
            "taken off an order of the same amount",
            "taken off the latest order before it",
            "",
            "unmatched: every earlier order is already returned",
            "unmatched: no earlier order in the file",
        ),
        strict=True,
    )
)
WITH_ORDER = "in the same order"


def to_owners(rows: ir.Table) -> ir.Table:
    """Refunds as those of whoever bought the order whose number they bear.

    A payment service books a refund under its sender, the shop itself. Where several customers
    bought under a number, nothing tells whose it is.
    """
    sales = rows.filter((rows.units > 0) & rows.numbered)
    owners = sales.group_by(number=sales.order).having(sales.customer.nunique() == 1)
    owners = owners.aggregate(owner=sales.customer.min())
    told = rows.left_join(owners, rows.order == owners.number)
    return told.mutate(customer=told.owner.coalesce(told.customer)).drop("number", "owner")


def match_returns(orders: ir.Table, decimals: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take what was given back off the orders of the same customer.

    Within an order first. What is left over is taken off an earlier order: one of the same
    amount if there is one, else the latest that has not been returned yet; each order serves
    once, and gives back no more than was paid.

    Returns
    -------
    returned : DataFrame
        `number` and `returned`, in whole units, of the orders something was taken off.
    table : DataFrame
        Per outcome: `Returns` (rows), `Amount` and `Netted`, in units of the currency.
    """
    within = ibis.least(orders.back, orders.bought)
    own = orders.filter(within > 0).select("number", returned=within).execute()
    over = orders.filter(orders.back > orders.bought)
    loose = over.select("customer_id", "ordered_at", over=over.back - over.bought)
    affected = orders.filter(
        orders.customer_id.isin(over.customer_id) & (orders.bought > orders.back)
    )
    left = affected.select("number", "customer_id", "ordered_at", left=_.bought - _.back)
    found, tables = [own], []
    batches = 1 + int(left.count().execute()) // BATCH
    for batch in range(batches):  # of customers, so that memory stays flat
        mine = [
            t.filter(_.customer_id.hash().abs() % batches == batch).execute() for t in (left, loose)
        ]
        netted, table = _match(*mine)
        found.append(netted)
        tables.append(table)
    returned = pd.concat(found).groupby("number", as_index=False)["returned"].sum()
    table = pd.concat(tables).groupby("Outcome", sort=False).sum()
    table.loc[WITH_ORDER] = [len(own), own["returned"].sum(), own["returned"].sum()]
    table[["Amount", "Netted"]] /= 10**decimals
    table = table.loc[[WITH_ORDER, *filter(None, SPOKEN.values())]].reset_index()
    table = table[table["Returns"] > 0].astype({"Returns": "int64"})
    return returned.astype({"returned": "int64"}), table.reset_index(drop=True)


def _lines(who: pd.Series, when: pd.Series, price: pd.Series, quantity: int) -> pd.DataFrame:
    """Orders, or returns, as the lines that `match_cancellations` takes: one unit each."""
    return pd.DataFrame(
        {"CustomerID": who, "StockCode": "order", "Quantity": quantity, "InvoiceDate": when,
         "UnitPrice": price.astype("float64")}
    )  # fmt: skip


def _match(left: pd.DataFrame, loose: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match the returns of some customers with their orders, in whole units."""
    codes = pd.Index(loose["customer_id"].unique())
    whose = pd.Series(codes.get_indexer(left["customer_id"]), left.index)
    bought = _lines(whose, left["ordered_at"], left["left"], 1).assign(number=left["number"])
    who = pd.Series(codes.get_indexer(loose["customer_id"]), loose.index)
    matched, funnel = match_cancellations(
        bought, _lines(who, loose["ordered_at"], loose["over"], -1)
    )
    netted = matched.loc[matched["Returned_Amount"] > 0, ["number", "Returned_Amount"]]
    table = funnel[funnel["Outcome"].isin(SPOKEN)].replace({"Outcome": SPOKEN})
    table = table.rename(columns={"Lines": "Returns"})
    return netted.set_axis(["number", "returned"], axis=1), table[
        ["Outcome", "Returns", "Amount", "Netted"]
    ]
