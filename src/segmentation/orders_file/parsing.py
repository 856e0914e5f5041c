"""Rows of an orders file: each with its customer, moment and amount, or the reason it has none."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.backends.duckdb import Backend

from segmentation.base.errors import QuestionError, gathered
from segmentation.features.days import day_number, epoch_day
from segmentation.orders_file import column_roles, figures, naming, people, spelling, status
from segmentation.orders_file.people import People
from segmentation.orders_file.spelling import as_id
from segmentation.orders_file.status import Sales
from segmentation.reading import date_forms, numbers
from segmentation.reading.dates import Dates, moments
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


@dataclass(frozen=True)
class Options:
    """What a user may set; "" leaves it to be found. See the notebook's parameters."""

    delimiter: str = ""
    decimal: str = ""
    date_format: str = ""
    day_first: str = ""
    currency: str = ""
    snapshot: str = ""
    lines: str = ""
    unit: str = "1"
    sold: str = ""
    sheet: str = ""
    hash_ids: bool = False


@dataclass(frozen=True)
class Form:
    """How the texts of a file are to be understood.

    Attributes
    ----------
    decimal : {".", ","}
    currency : str
        The one that is kept; "" if none is known.
    several : bool
        Whether there are other currencies, to be set aside.
    dates : Dates
        From `date_forms.understand`.
    unit : float
        What an amount of 1 is worth: 0.01 for cents.
    decimals : int
        Of the amounts, which are counted in whole units of 10 to the power of minus so many.
    sales : status.Sales
        What the statuses say.
    people : people.People
        Who is a customer.
    """

    decimal: str
    currency: str
    several: bool
    dates: Dates
    unit: float
    decimals: int
    sales: Sales
    people: People


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


def seen(
    column: ir.StringColumn,
    shape: Callable[[ir.StringValue], ir.StringValue],
    evidence: Callable[[ir.StringValue], dict[str, ir.BooleanValue]],
) -> dict[str, int]:
    """In how many cells of a column each kind of evidence is seen."""
    shapes = column.name("text").as_table().group_by(shape=shape(_.text)).aggregate(n=_.count())
    kinds = evidence(shapes["shape"].coalesce(""))
    counts = {
        f"n{i}": (kind.cast("int64") * shapes.n).sum().coalesce(0)
        for i, kind in enumerate(kinds.values())
    }
    row = shapes.aggregate(**counts).execute().iloc[0]
    return dict(zip(kinds, [int(n) for n in row], strict=True))


def _currencies(texts: ir.Table, names: Mapping[str, str], columns: list[str]) -> set[str]:
    """The currencies of all rows, as far as they have one."""
    cells = {columns[-1]: numbers.shape(texts[columns[-1]])}
    cells |= {"currency": texts.currency} if "currency" in names else {}
    few = texts.select(**cells).distinct()
    found = few.select(money=_currency_of(few, names, columns)).distinct().execute()
    in_name = "" if "currency" in names else naming.currency_in(names[columns[-1]])
    return (set(found["money"].dropna()) | {in_name}) - {""}


def understand(texts: ir.Table, names: Mapping[str, str], options: Options) -> Form:
    """Decide, over all rows, how dates and amounts are meant.

    Parameters
    ----------
    texts : ibis table
        From `texts_of`.
    names : mapping of str to str
        Role → column in the file.
    options : Options

    Raises
    ------
    DataError
        If something can be understood in two ways and is not set.
    """
    columns = [name for name in FIGURES if name in names]
    found_in = [seen(texts[name], numbers.shape, numbers.evidence) for name in columns]
    marks = {name: sum(column[name] for column in found_in) for name in found_in[0]}
    found = _currencies(texts, names, columns)
    asked: list[QuestionError] = []

    def told(decide: Callable[[], Any]) -> Any:
        try:
            return decide()
        except QuestionError as error:  # goes on, so that all that is open is asked at once
            return asked.append(error)

    kept = told(lambda: _one_currency(found, options.currency))
    dates = told(
        lambda: date_forms.understand(
            texts.date, texts.file, names["date"], options.day_first, options.date_format
        )
    )
    mark = told(lambda: numbers.decide(marks, options.decimal, [names[f] for f in columns]))
    sales = told(lambda: status.understand(texts, names, options.sold))
    who = told(lambda: people.understand(texts, names))
    if asked:
        raise asked[0] if len(asked) == 1 else gathered(asked)
    return Form(
        decimal=mark,
        currency=kept,
        several=bool(found - {kept}),
        dates=dates,
        unit=figures.worth(options.unit),
        decimals=max(numbers.decimals(texts[name], mark) for name in columns if name != "quantity"),
        sales=sales,
        people=who,
    )


def parse(
    texts: ir.Table, names: Mapping[str, str], form: Form, options: Options, today: dt.date,
    further: bool = False,
) -> ir.Table:  # fmt: skip
    """Every row with its customer, moment and hundredths, and the reason to set it aside, if any.

    Parameters
    ----------
    texts : ibis table
        From `texts_of`.
    names : mapping of str to str
        Role → column in the file.
    form : Form
    options : Options
    today : date
        Later orders are mistakes.
    further : bool
        Whether an order goes on in rows without an amount.
    """
    columns = [name for name in FIGURES if name in names]
    texts = people.told(texts, form.people)
    values = {name: numbers.number(texts[name].coalesce(""), form.decimal) for name in columns}
    parts = {"quantity", "price"} <= set(names)
    amount = figures.product(values["quantity"], values["price"]) if parts else values["amount"]
    if form.sales.returns:
        amount = ibis.ifelse(status.is_return(texts, form.sales), -amount.abs(), amount)
    returned = values["returned"].abs().coalesce(0.0) if "returned" in values else 0.0
    only_back = figures.only_given_back(texts, values)
    amount = ibis.ifelse(only_back, 0.0, amount)
    units = figures.whole_units(amount, form.decimals, form.unit)
    back = figures.whole_units(ibis.literal(1.0) * returned, form.decimals, form.unit)
    needed = [texts[name] for name in columns if name != "returned"]
    parsed = texts.mutate(
        moment=moments(texts.date, texts.file, form.dates),
        units=units,
        back=back,
        empty=ibis.or_(*[text.isnull() for text in needed]) & ~only_back,
        unread=ibis.or_(
            amount.notnull() & units.isnull(),
            back.isnull(),
            *[texts[name].notnull() & values[name].isnull() for name in columns],
        ),
        money=_currency_of(texts, names, columns) if form.several else ibis.literal(""),
        order=as_id(spelling.seen(texts.order)) if "order" in names else ibis.null("string"),
        goes_on=texts.order.notnull() if further and "order" in names else ibis.literal(False),
        refunded=status.refunded(texts, form.sales),
        unsold=status.unsold(texts, form.sales),
    )
    # A row without an order id is an order with whatever else the customer bought at that moment.
    parsed = parsed.mutate(order=parsed.order.coalesce("at " + parsed.moment.cast("string")))
    reason = _reason(parsed, names, form, options.snapshot, today)
    amount_text = ibis.literal(" × ").join(
        [parsed[n].coalesce("") for n in columns if n != "returned"]
    )
    kept = ["file", "copy", "order", "moment", "units", "guest"]
    kept += [name for name in ("country", "category", "product") if name in names]
    return parsed.select(
        *kept,
        **figures.goods(parsed, form.decimal, form.decimals, form.unit),
        returned=parsed.back,
        refunded=parsed.refunded,
        reason=reason,
        customer=parsed.id,
        customer_text=parsed.customer,
        date_text=parsed.date,
        amount_text=amount_text,
    )


def _reason(
    rows: ir.Table, names: Mapping[str, str], form: Form, snapshot: str, today: dt.date
) -> ir.StringValue:
    """The first reason to set a row aside; missing for a good row."""
    day, now = day_number(rows.moment), epoch_day(today)
    blank = ibis.and_(*[rows[role].isnull() for role in (*names, "start")])
    strange = rows.moment.isnull() | rows.customer.isnull()
    return ibis.cases(
        (strange & blank, BLANK),
        (strange & _is_header(rows, names), "header repeated"),
        (strange & _is_total(rows), SUM),
        (rows.goes_on & rows.empty, FURTHER),
        # before all that has an amount, so that no other currency is summed with this one
        (~rows.money.isin(["", form.currency]), f"not in {form.currency}"),
        (rows.unsold.notnull(), rows.unsold),
        (rows.id.isnull() & rows.nobody, people.NOBODY),
        (rows.id.isnull(), "no customer"),
        (rows.date.isnull(), "no date"),
        (rows.moment.isnull(), UNDATED),
        (rows.empty, "no amount"),
        (rows.unread, "amount not understood"),
        (day > now, "date in the future"),
        (day < epoch_day(EARLIEST), f"date before {EARLIEST[:4]}"),
        (day > (epoch_day(snapshot) if snapshot else now), LATER),
        ((rows.units == 0) & (rows.back == 0), "amount 0"),
    )
