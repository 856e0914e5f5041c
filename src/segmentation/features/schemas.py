"""Contracts of the tables, checked once where data comes in.

A rule is a column, a sentence and an Ibis expression that is true of a good row. One query
counts the breaches of every rule; a second one fetches the first three rows of each rule
that was broken, so that the error can show them.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from segmentation.base.errors import DataError

ROWS_SHOWN = 3


@dataclass(frozen=True)
class Rule:
    """One promise about one column, true row by row."""

    column: str
    sentence: str
    holds: Callable[[ir.Table], ir.BooleanValue]


@dataclass(frozen=True)
class Contract:
    """What a table promises: its columns with their kinds, a unique key, and rules."""

    name: str
    required: dict[str, str]
    optional: dict[str, str]
    unique: str | None = None
    rules: tuple[Rule, ...] = ()


KINDS: dict[str, Callable[[ibis.expr.datatypes.DataType], bool]] = {
    "a number": lambda kind: kind.is_numeric(),
    "a timestamp without time zone": lambda kind: kind.is_timestamp() and not kind.timezone,
    "a date": lambda kind: kind.is_date() or kind.is_timestamp(),
    "true or false": lambda kind: kind.is_boolean(),
    "text": lambda kind: kind.is_string(),
    "an id": lambda kind: kind.is_string() or kind.is_integer(),
}


def _present(column: str) -> Rule:
    return Rule(column, "must not be missing", lambda t: t[column].notnull())


def _finite(column: str) -> Callable[[ir.Table], ir.BooleanValue]:
    # Engines that have NaN sort it above every number; SQLite knows no isinf and no isnan.
    return lambda table: table[column].cast("float64").abs() <= sys.float_info.max


ORDERS = Contract(
    name="orders",
    required={
        "customer_id": "an id",
        "order_id": "an id",
        "ordered_at": "a timestamp without time zone",
        "amount": "a number",
    },
    optional={
        "returned_amount": "a number",
        "returned": "true or false",
        "discounted": "true or false",
        "rating": "a number",
        "minutes_on_site": "a number",
        "country": "text",
        "category": "text",
    },
    unique="order_id",
    rules=(
        _present("customer_id"),
        _present("order_id"),
        _present("ordered_at"),
        _present("amount"),
        Rule("amount", "must be finite", _finite("amount")),
        Rule("amount", "must be 0 or more", lambda t: t.amount >= 0),
        Rule(
            "returned_amount",
            "must lie between 0 and the amount",
            lambda t: (t.returned_amount >= 0) & (t.returned_amount <= t.amount),
        ),
        Rule("rating", "must lie between 1 and 5", lambda t: t.rating.between(1, 5)),
        Rule("minutes_on_site", "must be finite", _finite("minutes_on_site")),
        Rule("minutes_on_site", "must be 0 or more", lambda t: t.minutes_on_site >= 0),
    ),
)

CUSTOMERS = Contract(
    name="customers",
    required={"customer_id": "an id", "joined_on": "a date"},
    optional={"acquisition_channel": "text"},
    unique="customer_id",
    rules=(_present("customer_id"), _present("joined_on")),
)

CONTACTS = Contract(
    name="contacts",
    required={"customer_id": "an id", "contacted_at": "a timestamp without time zone"},
    optional={},
    rules=(_present("customer_id"), _present("contacted_at")),
)


def check_columns(table: ir.Table, contract: Contract) -> None:
    """Raise `DataError` unless the table has the contract's columns, each of its kind."""
    missing = [column for column in contract.required if column not in table.columns]
    if missing:
        raise DataError(
            f"{contract.name}: column {', '.join(missing)} is missing; "
            f"the columns found are {', '.join(table.columns)}."
        )
    schema = table.schema()
    for column, kind in (contract.required | contract.optional).items():
        if column in table.columns and not KINDS[kind](schema[column]):
            raise DataError(
                f"{contract.name}: column {column} must hold {kind}, but holds {schema[column]}; "
                "convert it before loading."
            )


def count_breaches(table: ir.Table, contract: Contract) -> dict[str, int]:
    """Count, in one query, the rows that break each rule: "column: sentence" → rows.

    A missing value breaks only "must not be missing".
    """
    rules = [rule for rule in contract.rules if rule.column in table.columns]
    counts = {
        f"{rule.column}: {rule.sentence}": (~rule.holds(table)).sum().coalesce(0) for rule in rules
    }
    if contract.unique:
        key = table[contract.unique]
        counts[f"{contract.unique}: must be unique"] = key.count() - key.nunique()
    row = table.aggregate(**{f"c{i}": count for i, count in enumerate(counts.values())})
    return dict(zip(counts, row.execute().iloc[0].astype(int).tolist(), strict=True))


def _first_rows(table: ir.Table, contract: Contract, label: str) -> str:
    column, sentence = label.split(": ", 1)
    if sentence == "must be unique":
        rows = table.group_by(column).having(lambda t: t.count() > 1).agg(rows=lambda t: t.count())
    else:
        rule = next(r for r in contract.rules if (r.column, r.sentence) == (column, sentence))
        rows = table.filter(~rule.holds(table))
    found = rows.limit(ROWS_SHOWN).execute()
    return "; ".join(
        ", ".join(f"{name} {value}" for name, value in row.items()) for _, row in found.iterrows()
    )


def check(table: ir.Table, contract: Contract) -> ir.Table:
    """Return the table if it keeps its contract.

    Raises
    ------
    DataError
        Names every broken rule with its column, the number of rows, and the first rows.
    """
    check_columns(table, contract)
    if table.count().execute() == 0:
        raise DataError(f"{contract.name}: the table is empty; at least one row is needed.")
    broken = {label: n for label, n in count_breaches(table, contract).items() if n}
    if broken:
        raise DataError(
            " ".join(
                f"{contract.name}: {label} ({n:,} rows break this; the first: "
                f"{_first_rows(table, contract, label)})."
                for label, n in broken.items()
            )
        )
    return table
