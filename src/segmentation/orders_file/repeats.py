"""Money that stands in a file twice: in two files, in totals beside items, in prices of rows."""

from collections.abc import Callable, Mapping
from functools import partial

import ibis
import ibis.expr.types as ir

from segmentation.base.errors import QuestionError
from segmentation.orders_file.lines import Lines
from segmentation.orders_file.parsing import SUM
from segmentation.orders_file.workspace import Workspace
from segmentation.reading import numbers

TWICE = "also in another file or sheet"
AGAIN = "row of an order that stands twice in its file"
ITEM = "item beside the total of its order"
FEW = 3  # orders, customers or goods that show a rule
MOSTLY = 0.9  # share of them that show it
SOME = 0.01  # share of orders of several rows, all of them twice, from which it is asked
OVERLAP = 0.5  # share of the rows of orders in two files that are in both, where files overlap
NEARLY = 0.005  # relative difference that comes of rounding
WORDS = (
    r"total|totals|subtotal|totaal|subtotaal|totale|sum|summe|gesamt|gesamtsumme|zwischensumme|"
    r"suma|soma|sous-total|razem|summa|delsumma|toplam|итого|合計|小計|合计|小计|总计"
)
AROUND = rf"(?i)^(?:{WORDS})\b[\s:_-]*|[\s:_-]*(?:\b(?:{WORDS})|合計|小計|合计|小计|总计)$"


def set_aside(
    work: Workspace, rows: ir.Table, has_order: bool, lines: Lines | None = None
) -> ir.Table:
    """The rows, with a reason for those whose money stands in the file another time.

    Where it is not plain whether a part of a file stands in it twice, it is a `QuestionError`.
    """
    steps: list[Callable[[ir.Table], ir.Table | None]]
    steps = [in_two_files, partial(in_one_file, lines=lines), subtotals]
    steps += [totals_of_orders] if has_order else []
    for number, step in enumerate(steps):
        found = step(rows)
        if found is not None:
            rows = work.store(found, f"repeats-{number}")
    return rows


def _aside(rows: ir.Table, which: ir.BooleanValue, reason: str) -> ir.Table:
    return rows.mutate(reason=ibis.ifelse(rows.reason.isnull() & which, reason, rows.reason))


def in_two_files(rows: ir.Table) -> ir.Table | None:
    """Set aside rows that another file holds too, if files overlap; None if they do not.

    An order may hold equal rows: as many of them count as the file has that holds most.
    """
    good = rows.filter(rows.reason.isnull())
    if int(rows.file.nunique().execute()) < 2:
        return None
    orders = good.group_by("customer", "order").having(good.file.nunique() > 1)
    orders = orders.aggregate(n=good.count())
    key = ["customer", "order", "moment", "units", *({"product"} & set(rows.columns))]
    inside = good.semi_join(orders, ["customer", "order"])
    per_file = inside.group_by(*key, "file").aggregate(n=inside.count())
    kept = per_file.group_by(*key).aggregate(kept=per_file.n.max(), all=per_file.n.sum())
    found = kept.aggregate(twice=(kept["all"] - kept.kept).sum(), all=kept["all"].sum())
    row = found.fill_null(0).execute().iloc[0]
    if not row["twice"] or row["twice"] < OVERLAP * row["all"] / 2:
        return None
    same = [rows[name] for name in key] + [rows.reason.isnull()]
    nth = ibis.row_number().over(group_by=[*same, rows.file], order_by=rows.returned.desc())
    counted = rows.mutate(nth=nth)
    again = ibis.row_number().over(
        group_by=[counted[name] for name in key] + [counted.reason.isnull(), counted.nth],
        order_by=[counted.returned.desc(), counted.file],
    )
    told = counted.mutate(again=again)
    return _aside(told, told.again > 0, TWICE).drop("nth", "again")


def in_one_file(rows: ir.Table, lines: Lines | None) -> ir.Table | None:
    """Set aside half of the rows of orders that stand in a file twice, if most of its orders do.

    An order may hold two equal rows, but hardly two of each; None if there are no such orders.
    """
    good = rows.filter(rows.reason.isnull())
    each = good.group_by("file", "customer", "order", "copy").aggregate(n=good.count())
    per = each.group_by("file", "customer", "order")
    per = per.aggregate(kinds=each.count(), twice=(each.n % 2 == 0).all())
    several = per.filter(per.kinds > 1)
    found = several.aggregate(n=several.count(), twice=several.twice.sum()).fill_null(0)
    n, twice = (int(count) for count in found.execute().iloc[0])
    if twice < FEW:
        return None
    if lines is not Lines.DISTINCT and 2 * twice <= n:
        if lines is not None or twice < SOME * n:
            return None
        raise QuestionError(
            f"of {twice:,} of {n:,} orders every row stands twice in its file, so a part of it may "
            "be in there twice; set lines to distinct if it is, to sum if all rows count.",
            {"lines": Lines.DISTINCT.value},
        )
    doubled = per.filter(per.twice).select("file", "customer", "order", doubled=True)
    told = rows.left_join(doubled, ["file", "customer", "order"]).select(*rows.columns, "doubled")
    same = ibis.window(
        group_by=[told[key] for key in ("file", "customer", "order", "copy")]
        + [told.reason.isnull()]
    )
    told = told.mutate(nth=ibis.row_number().over(same), n=told.count().over(same))
    return _aside(told, told.doubled & (2 * told.nth >= told.n), AGAIN).drop("doubled", "nth", "n")


def subtotals(rows: ir.Table) -> ir.Table | None:
    """Set aside rows that are sums of a customer's rows, or of all; None if there are none."""
    good = rows.filter(rows.reason.isnull())
    people = good.group_by("customer").aggregate(units=good.units.sum(), n=good.count())
    called = people.mutate(rest=people.customer.re_replace(AROUND, "").strip())
    called = called.filter(called.rest != called.customer)
    known = called.rest.isin(people.customer)
    everything = people.units.sum().as_scalar()
    whole = (called.rest == "") & (2 * called.units == everything)
    sums = called.filter(known | whole).customer.execute()
    if len(sums):
        return _aside(rows, rows.customer.isin(sorted(sums)), SUM)
    return _sums_without_a_name(rows, good)


def _sums_without_a_name(rows: ir.Table, good: ir.Table) -> ir.Table | None:
    """Set aside rows without an order id that hold the sum of the others of their customer."""
    named = good.numbered
    unnamed = float((~named).mean().execute())
    if not 0 < unnamed < OVERLAP:
        return None
    per = good.group_by("customer").aggregate(
        named=named.sum(), units=good.units.sum(where=named),
        without=(~named).sum(), sums=good.units.sum(where=~named),
    )  # fmt: skip
    several = per.filter(per.named > 1)
    found = several.aggregate(
        n=several.count(),
        sums=((several.without == 1) & (several.units == several.sums)).sum().coalesce(0),
    ).execute().iloc[0]  # fmt: skip
    if found["sums"] < FEW or found["sums"] < MOSTLY * found["n"]:
        return None
    summed = per.filter((per.without == 1) & (per.units == per.sums)).select("customer")
    return _aside(rows, ~rows.numbered & rows.customer.isin(summed.customer), SUM)


def totals_of_orders(rows: ir.Table) -> ir.Table | None:
    """Set aside the items of orders of which another row holds the total; None without such.

    The row of the total names no product where the others do, or is their exact sum.
    """
    good = rows.filter(rows.reason.isnull() & (rows.units > 0))
    ids = good.aggregate(ids=good.order.nunique(), n=good.count()).execute().iloc[0]
    if ids["ids"] == ids["n"]:
        return None
    blank = good["product"].isnull() if "product" in rows.columns else good.units < 0
    per = good.group_by("customer", "order").aggregate(
        n=good.count(), most=good.units.max(), all=good.units.sum(),
        blank=blank.sum(), total=good.units.max(where=blank).coalesce(0),
    )  # fmt: skip
    several = per.filter(per.n > 1)
    headed = (several.blank == 1) & (2 * several.total >= several["all"])
    headed &= several.total == several.most
    exact = (several.n > 2) & (2 * several.most == several["all"])
    found = several.aggregate(
        n=several.count(), headed=headed.sum().coalesce(0), exact=exact.sum().coalesce(0),
        many=(several.n > 2).sum().coalesce(0), amounts=several.most.nunique(where=exact),
    ).execute().iloc[0]  # fmt: skip
    if found["headed"] >= FEW and found["headed"] >= MOSTLY * found["n"]:
        orders, top = several.filter(headed), "total"
    elif min(found["exact"], found["amounts"]) >= FEW and found["exact"] >= MOSTLY * found["many"]:
        orders, top = several.filter(exact), "most"
    else:
        return None
    tops = orders.select(who="customer", what="order", top=orders[top])
    told = rows.left_join(tops, [rows.customer == tops.who, rows.order == tops.what])
    product = told["product"].notnull() if top == "total" else told.units != told.top
    item = told.top.notnull() & (told.units > 0) & product
    return _aside(told, item, ITEM).drop("who", "what", "top")


def holds_total(texts: ir.Table, names: Mapping[str, str], decimal: str) -> bool:
    """Whether the price of a row already holds its quantity.

    It does if, of one product or in one category, price / quantity is one figure while the price
    is not.
    """
    goods = next((role for role in ("product", "category") if role in names), "")
    if not {"quantity", "price"} <= set(names) or not goods:
        return False
    both = {n: numbers.number(texts[n].coalesce(""), decimal) for n in ("quantity", "price")}
    sold = texts.select(goods=texts[goods], **both)
    sold = sold.filter(sold.goods.notnull() & (sold.quantity > 0) & (sold.price > 0))
    each = sold.price / sold.quantity
    per = sold.group_by("goods").aggregate(
        quantities=sold.quantity.nunique(), price=sold.price.min() / sold.price.max(),
        each=each.min() / each.max(),
    )  # fmt: skip
    per = per.filter(per.quantities > 1)
    one_figure = per.aggregate(
        n=per.count(), totals=((per.each > 1 - NEARLY) & (per.price <= 1 - NEARLY)).sum(),
    ).fill_null(0).execute().iloc[0]  # fmt: skip
    return bool(one_figure["totals"] >= FEW and one_figure["totals"] >= MOSTLY * one_figure["n"])


def as_total(texts: ir.Table, names: Mapping[str, str]) -> tuple[ir.Table, dict[str, str]]:
    """The texts with the price as the amount of a row, and the columns that are left."""
    left = {role: name for role, name in names.items() if role not in ("quantity", "price")}
    return texts.rename(amount="price").drop("quantity"), left | {"amount": names["price"]}
