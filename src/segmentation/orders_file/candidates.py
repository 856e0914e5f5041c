"""Several columns that fit the order or the amount: taken as one where the rows say the same."""

from collections.abc import Mapping
from itertools import permutations

import ibis
import ibis.expr.types as ir

from segmentation.orders_file import column_roles
from segmentation.orders_file.column_roles import OpenColumnsError


def choose(texts: ir.Table, names: Mapping[str, str]) -> tuple[ir.Table, dict[str, str]]:
    """Take one column as the order and one as the amount, and leave what is there to compare.

    The columns of the items beside an amount go from the names and stay in the texts. Rows that do
    not show which column is meant are an `OpenColumnsError`.
    """
    left = {role: name for role, name in names.items() if role not in column_roles.ITEM.values()}
    for role, choice in (("order", _order), ("amount", _amount)):
        several = [other for other in left if other.partition(" ")[0] == role]
        if len(several) < 2:
            continue
        found = choice(texts, several)
        if not found:
            listed = ", ".join(left[other] for other in several)
            raise OpenColumnsError(
                f"the {role} could be any of {listed}; set {role} to the right one.", {role: ""}
            )
        texts = texts.mutate(**{role: texts[found]}).drop(*[r for r in several if r != role])
        left[role] = left[found]
        left = {other: name for other, name in left.items() if other not in several[1:]}
    return texts, left


def _amount(texts: ir.Table, roles: list[str]) -> str:
    """The first, if the others are equal to it wherever they have an amount; else none."""
    amount = texts[roles[0]].coalesce("")
    differ = ibis.or_(*[texts[other].coalesce(amount) != amount for other in roles[1:]])
    return "" if texts.filter(differ).limit(1).count().execute() else roles[0]


def _order(texts: ir.Table, roles: list[str]) -> str:
    """The first that tells the same orders apart as all others; "" if there is none."""
    filled = texts.aggregate(**{role: texts[role].count() for role in roles}).execute().iloc[0]
    usable = [role for role in roles if filled[role]]
    if len(usable) < 2:
        return usable[0] if usable else roles[0]
    serves = {pair for pair in permutations(usable, 2) if _stands_for(texts, *pair)}
    return next((one for one in usable if all((one, r) in serves for r in usable if r != one)), "")


def _stands_for(texts: ir.Table, one: str, other: str) -> bool:
    """Whether an id is the order's if another is: both part the rows alike, or the other is an
    item's, which lies within one order and is missing where the order is not.
    """
    both = texts.filter(texts[other].notnull())
    pairs = both.select(one=both[one], other=both[other]).distinct()
    found = pairs.aggregate(
        pairs=pairs.count(), one=pairs.one.nunique(), other=pairs.other.nunique(),
        without=pairs.one.isnull().sum().coalesce(0),
    ).execute().iloc[0]  # fmt: skip
    if found["without"] or found["pairs"] != found["other"]:
        return False
    gaps = texts.filter(texts[other].isnull() & texts[one].notnull()).limit(1).count().execute()
    return bool(found["pairs"] == found["one"] or gaps)
