"""Who is one customer: e-mails and names in every spelling, guests, and the column that tells.

An id that stands for nobody in particular (0, guest, a placeholder e-mail, one id with very many
e-mails) is no customer: the next best column identifies the order, else it is set aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.orders_file import column_roles, vocabulary
from segmentation.orders_file.column_roles import OpenColumnsError
from segmentation.orders_file.spelling import is_nobody, one

CROWD = 20  # orders of an id from which it may stand for many people
OTHERS = 10  # people that one person may look like at most, such as e-mails of a company
CROWDED = 0.4  # of its orders, from which people differ where it stands for many
DENSE = 0.9  # share of the ids from 0 up that are there, where 0 is the first of them
PER_ORDER = 0.95  # ids to orders, from which an id is of the order, not of the person
NOBODY = "guest, nobody in particular"


def _no_spellings() -> pd.DataFrame:
    return pd.DataFrame(columns=["small", "spelling"])


@dataclass(frozen=True, kw_only=True)
class People:
    """How the customer of a row is told."""

    column: str  # what the column of the customer is called
    other: str = ""  # that of the column for rows whose customer is nobody; "" without one
    missing: bool = False  # whether that column also serves where the customer is missing
    zero: bool = False  # whether 0 is a customer, the first of all numbers from 0
    crowds: list[str] = field(default_factory=list)  # ids that very many people share
    # `other` and `id`: whom else a guest is known as
    known: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["other", "id"]))
    # `small` and `spelling`: the usual one of names that are written in several ways
    spelled: pd.DataFrame = field(default_factory=_no_spellings)
    spelled_beside: pd.DataFrame = field(default_factory=_no_spellings)  # the same of `other`


@dataclass(frozen=True, kw_only=True)
class _Count:
    """Of each column, how many cells name somebody, and how many somebodies there are."""

    orders: int
    filled: dict[str, int]
    people: dict[str, int]  # not of columns that are not needed


def choose(texts: ir.Table, names: Mapping[str, str]) -> tuple[ir.Table, dict[str, str]]:
    """Take the column that tells a person as `customer`, and the next best, if any, as `other`.

    The columns that are not used are dropped from texts and names. Several ids side by side, of
    which it is not clear which is a person, are an `OpenColumnsError`.
    """
    candidates = [role for role in names if role.partition(" ")[0] == "customer"]
    kinds = [kind for kind in column_roles.PEOPLE if kind in names]
    left = {role: name for role, name in names.items() if role not in [*candidates, *kinds]}
    if len(candidates) + len(kinds) == 1:
        return texts, dict(names)
    found = _counted(texts, names, [*candidates, *kinds])
    chosen = _person(found, candidates, kinds, names, texts)
    kinds = kinds[kinds.index(chosen) + 1 :] if chosen in kinds else kinds
    if column_roles.is_mailbox(names[chosen]):
        kinds = [kind for kind in kinds if kind != "e-mail"]
    other = next((kind for kind in kinds if found.filled[kind]), "")
    texts = texts.mutate(customer=texts[chosen], **({"other": texts[other]} if other else {}))
    unused = [role for role in (*candidates, *kinds) if role != "customer"]
    texts = texts.drop(*unused)
    beside = {"other": names[other]} if other else {}
    return texts, {"customer": names[chosen], **left, **beside}


def _counted(texts: ir.Table, names: Mapping[str, str], roles: list[str]) -> _Count:
    order = texts.order.nunique() if "order" in names else texts.count()
    found = _Count(orders=int(order.execute()), filled={}, people={})
    for role in roles:
        # An id that comes back over orders tells the person, so that no e-mail is needed.
        told = any(0 < people <= PER_ORDER * found.orders for people in found.people.values())
        if told and role in column_roles.PEOPLE:
            found.filled[role] = int(texts[role].count().execute())
            continue
        few = texts.group_by(text=texts[role]).aggregate(n=texts.count())
        few = few.select("n", key=one(few.text, names[role])).cache()
        few = few.filter(few.key.notnull() & ~is_nobody(few.key))
        row = few.aggregate(n=few.n.sum().coalesce(0), people=few.key.nunique()).execute()
        found.filled[role], found.people[role] = (int(n) for n in row.iloc[0])
    return found


def _person(
    found: _Count, candidates: list[str], kinds: list[str], names: Mapping[str, str],
    texts: ir.Table,
) -> str:  # fmt: skip
    """The role that tells a person."""
    filled, people, orders = found.filled, found.people, found.orders
    usable = [role for role in candidates if filled[role]]
    if not usable:
        return next((kind for kind in kinds if filled[kind]), candidates[0])
    again = [role for role in usable if people[role] <= PER_ORDER * orders]
    best = again if len(again) == 1 else usable
    if len(best) > 1 and column_roles.is_mailbox(names[best[0]]):
        return max(best, key=lambda role: filled[role])
    if len(best) > 1 and len(again) > 1:
        best = [best[0]] if _same(texts, best, people) else best
    if len(best) > 1 and again:
        columns = ", ".join(names[role] for role in best)
        raise OpenColumnsError(
            f"the customer could be any of {columns}; set customer to the right one.",
            {"customer": names[best[0]]},
        )
    id_of_order = people[best[0]] == orders >= CROWD and filled[best[0]] >= orders
    if id_of_order and "e-mail" in kinds and 0 < people.get("e-mail", 0) <= PER_ORDER * orders:
        return "e-mail" if filled["e-mail"] >= filled[best[0]] / 2 else best[0]
    return best[0]


def _same(texts: ir.Table, roles: list[str], people: Mapping[str, int]) -> bool:
    """Whether all ids tell the same people apart."""
    pairs = texts.select(*roles).distinct().count().execute()
    return bool({people[role] for role in roles} == {int(pairs)})


def understand(texts: ir.Table, names: Mapping[str, str]) -> People:
    """Decide who is nobody in particular, and whom else a guest is known as."""
    column, other = names["customer"], names.get("other", "")
    key = one(texts.customer, column)
    who = People(
        column=column,
        other=other,
        missing=bool(other) and not column_roles.is_mailbox(column),
        zero=_counts_from_zero(texts, key),
        spelled=_spelled(key, column),
    )
    if not other:
        return who
    order = texts.order.nunique() if "order" in names else texts.count()
    pairs = texts.group_by("customer", "other").aggregate(orders=order)
    pairs = pairs.select("orders", key=one(pairs.customer, column), other=one(pairs.other, other))
    pairs = pairs.cache()
    pairs = pairs.mutate(other=ibis.ifelse(is_nobody(pairs.other), None, pairs.other)).cache()
    who = replace(who, crowds=_crowds(pairs))
    # Two people may have one name, so that a guest is not taken for a customer who is called alike.
    if not (column_roles.is_mailbox(other) or column_roles.is_phone(other)):
        return replace(who, spelled_beside=_spelled(one(texts.other, other), other))
    pairs = pairs.filter(pairs.other.notnull()).mutate(unknown=_unknown(pairs.key, who)).cache()
    guests = pairs.filter(pairs.unknown).other
    known = pairs.filter(~pairs.unknown & pairs.other.isin(guests))
    return replace(who, known=known.group_by("other").aggregate(id=known.key.min()).execute())


def _crowds(pairs: ir.Table) -> list[str]:
    """Ids that very many people share."""
    by_id = pairs.group_by("key").aggregate(orders=pairs.orders.sum(), others=pairs.other.nunique())
    crowds = by_id.filter(
        by_id.key.notnull(), by_id.orders >= CROWD, by_id.others >= OTHERS,
        by_id.others >= CROWDED * by_id.orders,
    )  # fmt: skip
    return sorted(crowds.key.execute())


def _counts_from_zero(texts: ir.Table, key: ir.StringValue) -> bool:
    """Whether 0 is the first of all numbers from 0, with no more rows than others."""
    if not texts.customer.isin(vocabulary.ZEROS).any().execute():
        return False
    numbers = texts.select(n=key.try_cast("int64")).filter(lambda t: t.n.notnull() & (t.n >= 0))
    rows = numbers.group_by("n").aggregate(rows=numbers.count())
    found = rows.aggregate(
        ids=rows.count(), last=rows.n.max(), zero=rows.rows.max(where=rows.n == 0),
        most=rows.rows.max(where=rows.n > 0).coalesce(0),
    ).execute().iloc[0]  # fmt: skip
    dense = found["ids"] >= DENSE * (found["last"] + 1)
    return bool(found["last"] > 0 and dense and found["zero"] <= found["most"])


def _spelled(key: ir.StringValue, column: str) -> pd.DataFrame:
    """The usual spelling of each name that is written in several ways."""
    if column_roles.is_code(column) or column_roles.is_mailbox(column):
        return _no_spellings()
    written = key.name("key").as_table().filter(lambda t: t.key.notnull())
    few = written.group_by(spelling=written.key).aggregate(n=written.count())
    few = few.mutate(small=few.spelling.lower())
    several = few.group_by("small").having(lambda t: t.count() > 1).aggregate(k=few.count())
    found = few.filter(few.small.isin(several.small)).execute()
    found = found.sort_values(["n", "spelling"], ascending=[False, True])
    return found.drop_duplicates("small")[["small", "spelling"]].reset_index(drop=True)


def _unknown(key: ir.StringValue, who: People) -> ir.BooleanValue:
    """Whether an id is nobody's; true also where it is missing and another column may serve."""
    nobody = is_nobody(key, who.zero)
    nobody = nobody | key.isin(who.crowds) if who.crowds else nobody
    return nobody.fill_null(who.missing)


def _respelled(table: ir.Table, column: str, spelled: pd.DataFrame) -> ir.Table:
    """The table with names of a column in their usual spelling."""
    if spelled.empty:
        return table
    table = table.mutate(small=table[column].lower()).left_join(ibis.memtable(spelled), "small")
    usual = table.spelling.coalesce(table[column])
    return table.mutate(**{column: usual}).drop("spelling", "small", "small_right")


def told(texts: ir.Table, who: People) -> ir.Table:
    """The texts with `id`, the customer; `nobody`, whether it names nobody; and `guest`."""
    table = texts.mutate(key=one(texts.customer, who.column))
    table = table.mutate(nobody=_unknown(table.key, who))
    table = _respelled(table, "key", who.spelled)
    if not who.other:
        return table.mutate(
            id=ibis.ifelse(table.nobody, ibis.null("string"), table.key), guest=ibis.literal(False)
        )
    table = table.mutate(beside=one(table.other, who.other))
    table = table.mutate(beside=ibis.ifelse(is_nobody(table.beside), None, table.beside))
    table = _respelled(table, "beside", who.spelled_beside)
    instead = table.beside
    if len(who.known):
        known = ibis.memtable(who.known.rename(columns={"id": "known_id", "other": "beside"}))
        table = table.left_join(known, "beside")
        instead = table.known_id.coalesce(table.beside)
    return table.mutate(
        id=ibis.ifelse(table.nobody, instead, table.key),
        guest=table.nobody & instead.notnull(),
        nobody=table.nobody & table.key.notnull(),
    )
