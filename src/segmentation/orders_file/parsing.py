"""Rows of an orders file: each with its customer, moment and amount, or the reason it has none."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.duckdb import Backend

from segmentation.base.errors import DataError, QuestionError, gathered
from segmentation.features.days import day_number, epoch_day
from segmentation.orders_file import column_roles, figures, naming, people, spelling, status
from segmentation.orders_file.lines import Lines
from segmentation.orders_file.people import People
from segmentation.orders_file.spelling import as_id
from segmentation.orders_file.status import Sales
from segmentation.reading import date_forms, numbers
from segmentation.reading.dates import Dates, moments
from segmentation.reading.decimal_mark import given_mark
from segmentation.reading.staged import Staged, read_staged

EARLIEST = "1980-01-01"  # an earlier date stands for a missing one, as 1900-01-01 does
TOTAL = (
    r"(?i)^\W*(?:grand |sub)?-?(?:total|totals|totaal|totale|sum|summe|gesamt|gesamtsumme|"
    r"zwischensumme|suma|soma)\b"
)
BLANK = "blank row"
SUM = "total or sum"
FURTHER = "further line of an order"
LATER = "after the snapshot"
UNDATED = "date not understood"
FIGURES = ("quantity", "price", "amount", "returned")
DAY_FIRST = {"": None, "yes": True, "true": True, "1": True, "no": False, "false": False,
             "0": False}  # fmt: skip


def _day_first(text: str) -> bool | None:
    if text.casefold() not in DAY_FIRST:
        raise DataError(f"day_first must be yes or no; got {text!r}.")
    return DAY_FIRST[text.casefold()]


def _snapshot(text: str) -> dt.date | None:
    if text:
        epoch_day(text)
    return dt.date.fromisoformat(text) if text else None


def _lines(text: str) -> Lines | None:
    if text not in ("", *Lines):
        raise DataError(f"lines must be sum, once or distinct; got {text!r}.")
    return Lines(text) if text else None


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may set; "" or None leaves it to be found. See the notebook's parameters."""

    delimiter: str = ""
    decimal: str = ""  # a point or a comma
    date_format: str = ""
    day_first: bool | None = None
    currency: str = ""
    snapshot: dt.date | None = None
    lines: Lines | None = None
    unit: float = 1.0  # what an amount of 1 is worth
    sold: str = ""
    sheet: str = ""
    hash_ids: bool = False

    @classmethod
    def from_texts(cls, **given: str | bool) -> Self:
        """Options as a notebook, a command or a page has them, where "" leaves one to be found.

        A text that says nothing is a `DataError`.
        """
        read: dict[str, Callable] = {
            "decimal": given_mark,
            "day_first": _day_first,
            "snapshot": _snapshot,
            "lines": _lines,
            "unit": figures.worth,
        }
        values: dict[str, Any] = {n: read[n](v) if n in read else v for n, v in given.items()}
        return cls(**values)

    def as_texts(self) -> dict[str, str | bool]:
        """What is set, as `from_texts` takes it."""
        texts = {
            "day_first": {True: "yes", False: "no", None: ""}[self.day_first],
            "snapshot": f"{self.snapshot or ''}",
            "lines": f"{self.lines or ''}",
            "unit": "1" if self.unit == 1 else "cents",
        }
        return {name: value for name, value in (asdict(self) | texts).items() if value}


@dataclass(frozen=True, kw_only=True)
class ParseRules:
    """How the texts of a file are to be understood."""

    decimal: str  # a point or a comma
    currency: str  # the one that is kept; "" if none is known
    other_currencies: bool  # whether there are any, to be set aside
    dates: Dates
    unit: float  # what an amount of 1 is worth: 0.01 for cents
    decimals: int  # of the amounts, which are counted in whole units of the last one
    sales: Sales
    people: People
    today: dt.date  # later orders are mistakes
    snapshot: dt.date | None  # later orders do not count
    goes_on: bool  # whether an order goes on in rows without an amount


def texts_of(
    connection: Backend, one: Staged, roles: Mapping[str, int], names: Mapping[str, str]
) -> ir.Table:
    """The cells of a file that have a role, as texts, with what tells a row from its copy.

    A column that another file of the same folder has, and this one has not, is missing.
    """
    table = read_staged(connection, one.parquet)
    cells = {
        role: numbers.filled(table[f"c{roles[role]}"]) if role in roles else ibis.null("string")
        for role in names
    }
    whole = ibis.literal("\x1f").join([table[c].coalesce("") for c in table.columns])
    return table.select(
        file=ibis.literal(one.name), start=numbers.filled(table.c0), copy=whole.hash(), **cells
    )


def _currency_of(texts: ir.Table, roles: Collection[str], columns: list[str]) -> ir.StringValue:
    """The currency of a row: that of its currency column, else of its amount."""
    in_figures = numbers.currency(texts[columns[-1]].coalesce(""))
    if "currency" not in roles:
        return in_figures
    return texts.currency.upper().substitute(numbers.SAME).coalesce(in_figures)


def _one_currency(found: set[str], given: str) -> str:
    """The currency to keep; only one can be summed."""
    known = sorted(found)
    if given:
        return numbers.SAME.get(given.upper(), given.upper())
    if len(known) > 1:
        raise QuestionError(
            f"amounts are in {', '.join(known)} and cannot be summed; set currency to the one to "
            "keep, and the others are set aside.",
            {"currency": known[0]},
        )
    return known[0] if known else ""


def _is_header(texts: ir.Table, names: Mapping[str, str]) -> ir.BooleanValue:
    told = {role: name for role, name in names.items() if not column_roles.is_status(role)}
    same = [texts[role].coalesce("") == name.strip() for role, name in told.items()]
    return ibis.and_(*same)


def _is_total(texts: ir.Table) -> ir.BooleanValue:
    cells = [texts.start, texts.customer, texts.date]
    cells += [texts.order] if "order" in texts.columns else []
    return ibis.or_(*[cell.coalesce("").re_search(TOTAL) for cell in cells])


def _currencies(texts: ir.Table, names: Mapping[str, str], columns: list[str]) -> set[str]:
    """The currencies of all rows, as far as they have one."""
    cells = {columns[-1]: numbers.shape(texts[columns[-1]])}
    cells |= {"currency": texts.currency} if "currency" in names else {}
    few = texts.select(**cells).distinct()
    found = few.select(money=_currency_of(few, names, columns)).distinct().execute()
    in_name = "" if "currency" in names else naming.currency_in(names[columns[-1]])
    return (set(found["money"].dropna()) | {in_name}) - {""}


def understand(
    texts: ir.Table, names: Mapping[str, str], options: Options, today: dt.date, goes_on: bool
) -> ParseRules:
    """Decide, over all rows, how statuses, customers, dates and amounts are meant.

    All that can be understood in two ways and is not set is one `QuestionError`.
    """
    columns = [name for name in FIGURES if name in names]
    marks = pd.concat([numbers.seen(texts[name]) for name in columns], axis=1).sum(axis=1)
    found = _currencies(texts, names, columns)
    asked: list[QuestionError] = []

    def told(decide: Callable[[], Any]) -> Any:
        try:
            return decide()
        except QuestionError as error:  # goes on, so that all that is open is asked at once
            return asked.append(error)

    kept = told(lambda: _one_currency(found, options.currency))
    cells = texts.select("file", text=texts.date)
    dates = told(
        lambda: date_forms.understand(cells, names["date"], options.day_first, options.date_format)
    )
    mark = options.decimal or told(lambda: numbers.decide(marks, [names[f] for f in columns]))
    sales = told(lambda: status.understand(texts, names, options.sold))
    who = told(lambda: people.understand(texts, names))
    if asked:
        raise asked[0] if len(asked) == 1 else gathered(asked)
    return ParseRules(
        decimal=mark,
        currency=kept,
        other_currencies=bool(found - {kept}),
        dates=dates,
        unit=options.unit,
        decimals=max(numbers.decimals(texts[name], mark) for name in columns if name != "quantity"),
        sales=sales,
        people=who,
        today=today,
        snapshot=options.snapshot,
        goes_on=goes_on and "order" in names,
    )


def parse(texts: ir.Table, names: Mapping[str, str], rules: ParseRules) -> ir.Table:
    """Every row with its customer, moment and amount, and the reason to set it aside, if any.

    Returns
    -------
    ibis table
        `customer`, `guest` (told by another column), `order`, `numbered` (has an order id: without
        one a row is an order with whatever else the customer bought at that moment), `moment`,
        `units` and `returned` in whole units, `goods` (what an item comes to, where that stands
        beside an amount), `reason`, `refunded`, `copy`, and the texts behind them.
    """
    columns = [name for name in FIGURES if name in names]
    rows = _with_amounts(people.told(texts, rules.people), columns, rules)
    rows = rows.mutate(
        moment=moments(rows.date, rows.file, rules.dates),
        money=_currency_of(rows, names, columns) if rules.other_currencies else ibis.literal(""),
        order=as_id(spelling.seen(rows.order)) if "order" in names else ibis.null("string"),
        goes_on=rows.order.notnull() if rules.goes_on else ibis.literal(False),
        refunded=status.refunded(rows, rules.sales),
        unsold=status.unsold(rows, rules.sales),
    )
    at_moment = ibis.literal("at ") + rows.moment.cast("string")
    return rows.select(
        *("file", "copy", "moment", "units", "guest", "refunded"),
        *(name for name in ("country", "category", "product") if name in names),
        **figures.goods(rows, rules.decimal, rules.decimals, rules.unit),
        order=rows.order.coalesce(at_moment),
        numbered=rows.order.notnull(),
        returned=rows.back,
        reason=_reason(rows, names, rules),
        customer=rows.id,
        customer_text=rows.customer,
        date_text=rows.date,
        amount_text=ibis.literal(" × ").join(
            [rows[name].coalesce("") for name in columns if name != "returned"]
        ),
    )


def _with_amounts(rows: ir.Table, columns: Sequence[str], rules: ParseRules) -> ir.Table:
    """The rows with `units` and `back`, bought and given back in whole units; whether an amount is
    `empty`, and whether one is `unread`.
    """
    values = {name: numbers.number(rows[name].coalesce(""), rules.decimal) for name in columns}
    if {"quantity", "price"} <= set(columns):
        amount = figures.product(values["quantity"], values["price"])
    else:
        amount = values["amount"]
    if rules.sales.returns:
        amount = ibis.ifelse(status.is_return(rows, rules.sales), -amount.abs(), amount)
    returned = values["returned"].abs().coalesce(0.0) if "returned" in values else 0.0
    only_back = figures.only_given_back(rows, values)
    amount = ibis.ifelse(only_back, 0.0, amount)
    units = figures.whole_units(amount, rules.decimals, rules.unit)
    back = figures.whole_units(ibis.literal(1.0) * returned, rules.decimals, rules.unit)
    needed = [rows[name] for name in columns if name != "returned"]
    return rows.mutate(
        units=units,
        back=back,
        empty=ibis.or_(*[text.isnull() for text in needed]) & ~only_back,
        unread=ibis.or_(
            amount.notnull() & units.isnull(),
            back.isnull(),
            *[rows[name].notnull() & values[name].isnull() for name in columns],
        ),
    )


def other_currency(currency: str) -> str:
    """The reason of rows whose amount is not in the currency that is kept."""
    return f"not in {currency}"


def _reason(rows: ir.Table, names: Mapping[str, str], rules: ParseRules) -> ir.StringValue:
    """The first reason to set a row aside; missing for a good row."""
    day, today = day_number(rows.moment), epoch_day(rules.today)
    blank = ibis.and_(*[rows[role].isnull() for role in (*names, "start")])
    strange = rows.moment.isnull() | rows.customer.isnull()
    return ibis.cases(
        (strange & blank, BLANK),
        (strange & _is_header(rows, names), "header repeated"),
        (strange & _is_total(rows), SUM),
        (rows.goes_on & rows.empty, FURTHER),
        # before all that has an amount, so that no other currency is summed with this one
        (~rows.money.isin(["", rules.currency]), other_currency(rules.currency)),
        (rows.unsold.notnull(), rows.unsold),
        (rows.id.isnull() & rows.nobody, people.NOBODY),
        (rows.id.isnull(), "no customer"),
        (rows.date.isnull(), "no date"),
        (rows.moment.isnull(), UNDATED),
        (rows.empty, "no amount"),
        (rows.unread, "amount not understood"),
        (day > today, "date in the future"),
        (day < epoch_day(EARLIEST), f"date before {EARLIEST[:4]}"),
        (day > (epoch_day(rules.snapshot) if rules.snapshot else today), LATER),
        ((rows.units == 0) & (rows.back == 0), "amount 0"),
    )
