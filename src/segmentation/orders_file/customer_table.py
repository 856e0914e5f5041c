"""A table of customers, one row each with figures of theirs, which is no orders file."""

import pyarrow.compute as pc
import pyarrow.parquet as pq

from segmentation.base.errors import DataError
from segmentation.base.words import listed
from segmentation.orders_file.column_roles import by_usual_name
from segmentation.orders_file.naming import plain, usual
from segmentation.reading.staged import Staged

FEWEST = 2  # such columns, and rows
# What is measured of a customer, and of no single order.
FIGURES = (
    "recency frequency monetary tenure orders ordercount orderscount numberoforders totalorders "
    "numorders norders totalspent totalspend amountspent lifetimespend lifetimevalue "
    "customerlifetimevalue ltv clv averageordervalue avgordervalue aov lastorder lastorderdate "
    "lastpurchase lastpurchasedate firstorder firstorderdate dayssincelastorder "
    "dayssincelastpurchase purchasefrequency anzahlbestellungen bestellungen gesamtumsatz "
    "letztebestellung nombredecommandes commandes totaldepense dernierecommande pedidostotales "
    "numerodepedidos totalgastado ultimopedido"
)


def refuse(one: Staged) -> None:
    """Raise `DataError` if a table holds one row per customer, with where such a table is read."""
    figures = [name for name in one.columns if plain(name) in usual(FIGURES)]
    ids = by_usual_name("customer", one.columns)
    if len(figures) < FEWEST or not ids or not _each_once(one, ids[0]):
        return
    raise DataError(
        f"{one.name} has one row per customer, with {listed(figures)}, and no orders; "
        "`segmentation train customers.csv model.json` finds segments in such a table, and "
        "`segmentation score` gives its customers those of a model."
    )


def _each_once(one: Staged, at: int) -> bool:
    """Whether every cell of a column is another one."""
    cells = pq.read_table(one.parquet, columns=[f"c{at}"]).column(0).drop_null()
    return len(cells) >= FEWEST and pc.count_distinct(cells).as_py() == len(cells)
