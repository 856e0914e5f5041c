"""Whether several rows of an order are its lines, or each of them carries the order's total."""

from enum import StrEnum

import ibis.expr.types as ir

from segmentation.base.errors import QuestionError

FEW = 3  # orders of several rows below which nothing is said about their amounts
MANY = 10  # of them, below which all must be alike
ALIKE = 0.9  # share of them in which every row has the same amount


class Lines(StrEnum):
    """What is done with the rows of an order, if it is set."""

    SUM = "sum"
    ONCE = "once"
    DISTINCT = "distinct"


def totals_repeat(orders: ir.Table) -> bool:
    """Whether rows of an order have one amount, which may be the order's total, not theirs."""
    several = orders.filter(orders.rows > 1)
    found = several.aggregate(
        n=several.count(), alike=(several.least == several.most).sum().coalesce(0),
        amounts=several.most.nunique(),
    ).execute()  # fmt: skip
    n, alike, amounts = (int(found[name].iloc[0]) for name in ("n", "alike", "amounts"))
    share = ALIKE if n >= MANY else 1
    return n >= FEW and amounts >= FEW and alike >= share * n


def items_say_once(orders: ir.Table) -> bool:
    """Whether the items of an order come to the amount of one of its rows, not to that of all.

    Shipping and a discount part them a little from it; an amount of the row itself would be
    met by their sum.
    """
    if "goods" not in orders.columns:
        return False
    several = orders.filter((orders.rows > 1) & (orders.least == orders.most) & (orders.goods > 0))
    nearer = (several.goods - several.most).abs() < (several.goods - several.bought).abs()
    found = several.aggregate(n=several.count(), once=nearer.sum().coalesce(0)).execute().iloc[0]
    return bool(found["n"] >= FEW and found["once"] >= ALIKE * found["n"])


def count_once(orders: ir.Table, given: Lines | None) -> bool:
    """Whether an amount that stands on each row of an order counts once; it is summed otherwise.

    Distinct rows are summed, once those are set aside that stand in a file twice. If the rows of
    nearly every order have the same amount and nothing was set, it is a `QuestionError`.
    """
    if given is not None or not totals_repeat(orders):
        return given is Lines.ONCE
    if not items_say_once(orders):
        raise QuestionError(
            "in nearly every order of several rows each row has the same amount, so it may be the "
            "order's total; set lines to once if it is, to sum if rows are to be added up.",
            {"lines": Lines.ONCE.value},
        )
    return True
