"""Columns that mark an order, brought to statuses of few words that stand on each of its lines."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from segmentation.orders_file import vocabulary
from segmentation.orders_file.column_roles import is_status, meant_by
from segmentation.orders_file.naming import plain, usual
from segmentation.orders_file.status_words import REFUNDED
from segmentation.orders_file.suggesting import hints_at

OF_ORDERS = ("payment", "order", "any", "shipment")  # what words are about, not marks
NOUGHTS = ("0", "0.0")  # amounts as well as no
CARRIED = 0.9  # share of orders of several lines that have their status on one of them


def marked(texts: ir.Table, roles: Mapping[str, str]) -> ir.Table:
    """The texts with days of cancelling, marks of tests and the like as statuses of few words."""
    no = [*vocabulary.NO]
    changed: dict[str, ir.Value] = {}
    for role, column in roles.items():
        if not is_status(role):
            continue
        text, kind = texts[role].nullif(column.strip()), meant_by(column)  # a repeated header
        changed[role] = text
        small = text.lower()
        marks = {
            "cancelled": (small.notin(no), "cancelled"),
            "test": (small.isin([*vocabulary.YES, *vocabulary.TRIAL]), "test"),
            "mode": (small.isin(vocabulary.TRIAL), "test"),
            "live": (small.isin(no), "test"),
            "paid": (small.notin(no), "paid"),
        }
        if kind in marks:
            changed[role] = ibis.ifelse(*marks[kind], ibis.null("string"))
    return texts.mutate(**changed) if changed else texts


def carried(texts: ir.Table, roles: Mapping[str, str]) -> ir.Table:
    """The texts with statuses that stand on one line of an order alone on its other lines too.

    Only where nearly all orders of several lines are so; a mark that also stands elsewhere is one
    of its line.
    """
    held = [role for role in roles if is_status(role)]
    if "order" not in roles or not held:
        return texts
    told = [role for role in held if meant_by(roles[role]) in OF_ORDERS]
    head = next((role for role in told if _stands_once(texts, role)), "")
    if not head:
        return texts
    strays = {r: (texts[r].notnull() & texts[head].isnull()).any().fill_null(False) for r in held}
    found = texts.aggregate(**strays).execute().iloc[0]
    whole = [role for role in held if not found[role]]
    heads = texts.filter(texts[head].notnull() & texts.order.notnull())
    said = {f"said {role}": heads[role].max() for role in whole}
    heads = heads.group_by("file", "order").aggregate(**said)
    joined = texts.left_join(heads, ["file", "order"])
    filled = {role: joined[role].coalesce(joined[f"said {role}"]) for role in whole}
    return joined.mutate(**filled).select(*texts.columns)


def flagged(texts: ir.Table, names: Mapping[str, str]) -> tuple[ir.Table, dict[str, str]]:
    """A column of what was given back that says yes or no, as a status: an order was refunded."""
    if "returned" not in names:
        return texts, dict(names)
    column = names["returned"]
    text = texts["returned"].lower().nullif(column.strip().lower())  # a repeated header
    says_yes = text.isin(vocabulary.YES)
    figures = NOUGHTS if not hints_at("amount", column) else (*NOUGHTS, "1")  # amounts, no marks
    found = texts.aggregate(
        other=(~says_yes & text.notin(vocabulary.NO)).any(), said=text.notin(figures).any()
    ).execute().fillna(False).iloc[0]  # fmt: skip
    left = {role: name for role, name in names.items() if role != "returned"}
    if found["said"] and not found["other"]:
        role = next(r for r in (f"status {i}" for i in range(2, 2 + len(names))) if r not in names)
        mark = ibis.ifelse(says_yes, REFUNDED, ibis.null("string"))
        return texts.mutate(**{role: mark}).drop("returned"), left | {role: column}
    if found["other"] and plain(column) in usual(vocabulary.GIVEN_BACK):  # such as a day
        return texts.drop("returned"), left
    return texts, dict(names)


def _stands_once(texts: ir.Table, role: str) -> bool:
    """Whether a status is on one line alone in nearly all orders of several lines."""
    numbered = texts.filter(texts.order.notnull())
    per = numbered.group_by("file", "order")
    per = per.aggregate(lines=numbered.count(), said=numbered[role].count())
    per = per.filter(per.lines > 1)
    found = per.aggregate(n=per.count(), once=(per.said == 1).sum().coalesce(0)).execute().iloc[0]
    return bool(found["n"] and found["once"] >= CARRIED * found["n"])
