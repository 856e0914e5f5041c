"""What the columns of an orders file say of a row: sold or not, given back, or nothing plain.

A file may have several such columns: the payment, the order, the shipment, a day of cancelling or
of payment, a mark of test orders, and the type of a transaction. A row is a sale only if none of
them says that it is not. What is neither sold nor not sold is asked for, all of it at once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.base.errors import QuestionError
from segmentation.base.words import plural
from segmentation.orders_file.column_roles import is_status, meant_by
from segmentation.orders_file.status_words import (
    KINDS,
    NO_SALE,
    OPEN,
    REFUNDED,
    RETURN,
    SOLD,
    kind_of,
    type_of,
)

MOST = 1_000  # different texts in a column that is a status
MOST_COMBINED = 50_000  # different combinations of them
MOST_CODES = 30  # of a column in which no word is known
NOT_PAID = "not paid"
NOT_COUNTED = "not counted as sold"
MOSTLY = 0.5  # share of rows with a day of payment, from which one without is not paid
ALL = "all"
BETWEEN = "\x1f"
REASONS = (*KINDS[:6], NO_SALE, REFUNDED, "pending", NOT_PAID)


def reason(kind: str) -> str:
    """The reason of rows that are no sale by their status."""
    return f"status: {kind}"


@dataclass(frozen=True, kw_only=True)
class Sales:
    """What the statuses of a file say; several of a row are joined by `BETWEEN`."""

    roles: list[str] = field(default_factory=list)  # columns of the texts that are read
    # status → a reason why there was no sale, "refunded", or "" for a sale
    meanings: dict[str, str] = field(default_factory=dict)
    unsold: dict[str, str] = field(default_factory=dict)  # joined → the reason to set a row aside
    refunded: list[str] = field(default_factory=list)  # joined, of rows that were given back
    returns: list[str] = field(default_factory=list)  # joined, of rows that are refunds


def _says(column: str, text: str) -> str:
    """What a text of a column says: a kind, "refund" or "no sale" of a type, or ""."""
    about = meant_by(column)
    if about == "type":
        return type_of(text)
    kind = kind_of(text, shipment=about == "shipment", payment=about == "payment")
    return kind if about != "shipment" or kind in ("cancelled", REFUNDED, SOLD) else OPEN


def _is_read(column: str, says: Mapping[str, str]) -> bool:
    """Whether a column is one of statuses, judged by its texts."""
    about, known = meant_by(column), {kind for kind in says.values() if kind}
    if about == "type":
        return bool(known & {RETURN, NO_SALE})
    if about in ("payment", "order"):
        return bool(known) or len(says) <= MOST_CODES
    if about == "any":  # also a state of a country, or the class of a customer
        codes = all(text.isdigit() for text in says)
        return bool(known - {OPEN}) or (codes and 1 < len(says) <= MOST_CODES)
    return True


def understand(texts: ir.Table, names: Mapping[str, str], sold: str = "") -> Sales:
    """Decide what every status of a file says.

    `sold` lists statuses that count as sold though no word of them is known, parted by commas, or
    is "all". Statuses that say neither sold nor not sold are a `QuestionError`: all of them, with
    counts.
    """
    roles = [role for role in names if is_status(role)]
    if not roles:
        return Sales()
    groups = texts.group_by(roles).aggregate(n=texts.count())
    counts = groups.order_by(groups.n.desc(), *roles).limit(MOST_COMBINED).execute()
    says = {}
    for role in roles:
        few = sorted(counts[role].dropna().unique())
        if 0 < len(few) <= MOST:
            says[role] = {text: _says(names[role], text) for text in few}
    read = [role for role in says if _is_read(names[role], says[role])]
    about = {role: meant_by(names[role]) for role in read}
    if "payment" in about.values() or not _mostly_paid(counts, about):
        read = [role for role in read if about[role] != "paid"]
    if not read:
        return Sales()
    if len(counts) == MOST_COMBINED:  # a column of free text hides others
        counts = texts.group_by(read).aggregate(n=texts.count()).execute()
        says = {
            role: {t: _says(names[role], t) for t in sorted(counts[role].dropna().unique())}
            for role in read
        }
    return _decide(counts, {role: says[role] for role in read}, names, sold)


def _mostly_paid(counts: pd.DataFrame, about: Mapping[str, str]) -> bool:
    """Whether most rows have a day of payment, so that one without is not paid."""
    days = [role for role, kind in about.items() if kind == "paid"]
    paid = counts.loc[counts[days[0]].notna(), "n"].sum() if days else 0
    return bool(days) and bool(paid >= MOSTLY * counts["n"].sum())


def _row_says(row: Mapping[str, object], says: Mapping[str, Mapping[str, str]],
              names: Mapping[str, str]) -> tuple[set[str], list[str]]:  # fmt: skip
    """What the statuses of a row say together, and those that say nothing plain."""
    kinds, unclear = set(), []
    for role, meanings in says.items():
        text, about = row[role], meant_by(names[role])
        kind = meanings[text] if isinstance(text, str) else None
        if kind is None:
            if about == "paid":
                kinds.add(NOT_PAID)
        elif kind not in ("", OPEN):
            kinds.add(kind)
        elif about != "shipment":
            unclear.append(role)
    return kinds, unclear


def _decide(
    counts: pd.DataFrame, says: dict[str, dict[str, str]], names: Mapping[str, str], sold: str
) -> Sales:
    """What every combination of statuses says; asks for what is not plain."""
    listed = {name.strip().casefold() for name in sold.split(",") if name.strip()}
    asked_for = ("", OPEN)
    says = {
        role: {
            text: SOLD if text.casefold() in listed and kind not in asked_for else kind
            for text, kind in meanings.items()
        }
        for role, meanings in says.items()
    }
    unsold, refunded, returns = {}, [], []
    open_ones: Counter[tuple[str, str]] = Counter()
    for row in counts.to_dict("records"):
        kinds, unclear = _row_says(row, says, names)
        key = BETWEEN.join(row[role] if isinstance(row[role], str) else "" for role in says)
        reasons = [kind for kind in REASONS if kind in kinds]
        if reasons and reasons[0] != REFUNDED:
            unsold[key] = reason(reasons[0])
        elif RETURN in kinds:
            returns.append(key)
        elif REFUNDED in kinds:
            refunded.append(key)
        elif SOLD not in kinds and unclear and not _answered(row, unclear, says, listed):
            open_ones.update({(names[role], row[role]): int(row["n"]) for role in unclear})
            unsold[key] = reason(NOT_COUNTED)
    if open_ones and not listed:
        raise _question(open_ones)
    not_sold = {text for _, text in open_ones if text.casefold() not in listed}
    plain = {
        text: NOT_COUNTED if text in not_sold and not kind else "" if kind in (SOLD, OPEN) else kind
        for role, meanings in says.items()
        for text, kind in meanings.items()
        if meant_by(names[role]) != "paid"
    }
    return Sales(
        roles=list(says),
        meanings=dict(sorted(plain.items())),
        unsold=unsold,
        refunded=refunded,
        returns=returns,
    )


def _answered(row: Mapping[str, object], unclear: list[str],
              says: Mapping[str, Mapping[str, str]], listed: set[str]) -> bool:  # fmt: skip
    """Whether a row is a sale by the statuses that were set as sold: every one that nothing is
    known of is among them, since what was asked for and is not set is no sale.
    """
    known = {role: str(row[role]).casefold() in listed for role in unclear}
    return ALL in listed or (
        any(known.values())
        and all(known[role] for role in unclear if not says[role][str(row[role])])
    )


def _question(open_ones: Counter[tuple[str, str]]) -> QuestionError:
    columns: dict[str, list[str]] = {}
    for (column, text), n in open_ones.most_common():
        columns.setdefault(column, []).append(f"{text} ({plural(n, 'row')})")
    said = "; ".join(f"{column}: {', '.join(few)}" for column, few in columns.items())
    names = ",".join(dict.fromkeys(text for _, text in open_ones))
    return QuestionError(
        f"statuses that say neither sold nor not sold ({said}); set sold to those that are sales, "
        f'as in "{names}", or to {ALL} (to none, if none of them is).',
        {"sold": names},
    )


def unsold(rows: ir.Table, sales: Sales) -> ir.StringValue:
    """The reason why a row is no sale, such as "status: cancelled"; missing for a sale."""
    if not sales.unsold:
        return ibis.null("string")
    key, reasons = _joined(rows, sales), sales.unsold
    return ibis.cases(
        *[
            (key.isin([k for k, why in reasons.items() if why == reason]), reason)
            for reason in sorted(set(reasons.values()))
        ]
    )


def refunded(rows: ir.Table, sales: Sales) -> ir.BooleanValue:
    """Whether a row's status says that all of it was given back."""
    return _joined(rows, sales).isin(sales.refunded) if sales.refunded else ibis.literal(False)


def is_return(rows: ir.Table, sales: Sales) -> ir.BooleanValue:
    """Whether a row is a refund by its type, whatever its sign."""
    return _joined(rows, sales).isin(sales.returns) if sales.returns else ibis.literal(False)


def _joined(rows: ir.Table, sales: Sales) -> ir.StringValue:
    return ibis.literal(BETWEEN).join([rows[role].coalesce("") for role in sales.roles])
