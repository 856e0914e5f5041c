"""Rows of an orders file: each with its customer, moment and amount, or the reason it has none."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.backends.duckdb import Backend

from segmentation.base.errors import DataError
from segmentation.features.days import day_number, epoch_day
from segmentation.orders_file import column_roles, status
from segmentation.reading import dates as reading_dates
from segmentation.reading import numbers
from segmentation.reading.staging import Staged

EARLIEST = "1980-01-01"  # an earlier date stands for a missing one, as 1900-01-01 does
TOTAL = (
    r"(?i)^\W*(?:grand |sub)?-?(?:total|totals|totaal|totale|sum|summe|gesamt|gesamtsumme|"
    r"zwischensumme|suma|soma)\b"
)
BLANK = "blank row"
SUM = "total or sum"
FURTHER = "further line of an order"
MOST_CENTS = 1e14  # a larger amount is a mistake, and many of them would not fit a sum
UNITS = {"": 1.0, "1": 1.0, "cents": 0.01, "cent": 0.01, "0.01": 0.01}
LATER = "after the snapshot"
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


@dataclass(frozen=True)
class Form:
    """How the texts of a file are to be understood.

    Attributes
    ----------
    decimal : {".", ","}
    day_first : bool
    currency : str
        The one that is kept; "" if none is known.
    several : bool
        Whether there are other currencies, to be set aside.
    dates : dict
        From `dates.evidence`.
    unit : float
        What an amount of 1 is worth: 0.01 for cents.
    statuses : dict
        From `status.meanings`.
    """

    decimal: str
    day_first: bool
    currency: str
    several: bool
    dates: dict[str, int]
    unit: float
    statuses: dict[str, str]


def texts_of(connection: Backend, one: Staged, roles: dict[str, int]) -> ir.Table:
    """The cells of a file that have a role, as texts, with what tells a row from its copy."""
    table = connection.read_parquet(one.parquet)
    cells = {role: numbers.filled(table[f"c{at}"]) for role, at in roles.items()}
    whole = ibis.literal("\x1f").join([table[c].coalesce("") for c in table.columns])
    return table.select(
        file=ibis.literal(one.name), start=numbers.filled(table.c0), copy=whole.hash(), **cells
    )


def _currency_of(texts: ir.Table, roles: Collection[str], figures: list[str]) -> ir.StringValue:
    """The currency of a row: that of its currency column, else of its amount."""
    in_figures = numbers.currency(texts[figures[-1]].coalesce(""))
    if "currency" not in roles:
        return in_figures
    return texts.currency.upper().substitute(numbers.SAME).coalesce(in_figures)


def _unit(given: str) -> float:
    """What an amount of 1 is worth."""
    if given not in UNITS:
        raise DataError(f"unit must be 1 or cents; got {given!r}.")
    return UNITS[given]


def _one_currency(found: set[str], given: str) -> str:
    """The currency to keep; only one can be summed."""
    known = sorted(found)
    if given:
        return numbers.SAME.get(given.upper(), given.upper())
    if len(known) > 1:
        raise DataError(
            f"amounts are in {', '.join(known)} and cannot be summed; set currency to the one to "
            "keep, and the others are set aside."
        )
    return known[0] if known else ""


def as_id(text: ir.StringValue) -> ir.StringValue:
    """An id as it is written; 17850.0, a whole number that passed through a float, is 17850."""
    return ibis.ifelse(text.contains(".0"), text.re_replace(r"^(\d+)\.0+$", r"\1"), text)


def _is_header(texts: ir.Table, names: Mapping[str, str]) -> ir.BooleanValue:
    same = [texts[role].coalesce("") == name.strip() for role, name in names.items()]
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


def _currencies(texts: ir.Table, names: Mapping[str, str], figures: list[str]) -> set[str]:
    """The currencies of all rows, as far as they have one."""
    cells = {figures[-1]: numbers.shape(texts[figures[-1]])}
    cells |= {"currency": texts.currency} if "currency" in names else {}
    few = texts.select(**cells).distinct()
    found = few.select(money=_currency_of(few, names, figures)).distinct().execute()
    in_name = "" if "currency" in names else column_roles.currency_in(names[figures[-1]])
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
    figures = [name for name in FIGURES if name in names]
    dates = seen(texts.date, reading_dates.shape, reading_dates.evidence)
    found_in = [seen(texts[name], numbers.shape, numbers.evidence) for name in figures]
    marks = {name: sum(column[name] for column in found_in) for name in found_in[0]}
    found = _currencies(texts, names, figures)
    kept = _one_currency(found, options.currency)
    if options.date_format:
        day_first = False
    else:
        day_first = reading_dates.decide(dates, options.day_first, names["date"])
    return Form(
        decimal=numbers.decide(marks, options.decimal, [names[f] for f in figures]),
        day_first=day_first,
        currency=kept,
        several=bool(found - {kept}),
        dates=dates,
        unit=_unit(options.unit),
        statuses=status.meanings(texts),
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
    figures = [name for name in FIGURES if name in names]
    values = {name: numbers.number(texts[name].coalesce(""), form.decimal) for name in figures}
    amount = values["amount"] if "amount" in values else values["quantity"] * values["price"]
    returned = values["returned"].abs().coalesce(0.0) if "returned" in values else 0.0
    cents = _cents(amount, form.unit)
    back = _cents(ibis.literal(1.0) * returned, form.unit)
    needed = [texts[name] for name in figures if name != "returned"]
    parsed = texts.mutate(
        moment=reading_dates.moment(texts.date, form.dates, form.day_first, options.date_format),
        cents=cents,
        back=back,
        empty=ibis.or_(*[text.isnull() for text in needed]),
        unread=ibis.or_(
            amount.notnull() & cents.isnull(),
            back.isnull(),
            *[texts[name].notnull() & values[name].isnull() for name in figures],
        ),
        money=_currency_of(texts, names, figures) if form.several else ibis.literal(""),
        order=as_id(texts.order) if "order" in names else ibis.null("string"),
        id=as_id(texts.customer),
        goes_on=texts.order.notnull() if further and "order" in names else ibis.literal(False),
        refunded=status.refunded(texts, form.statuses),
        unsold=status.unsold(texts, form.statuses),
    )
    # A row without an order id is an order with whatever else the customer bought at that moment.
    parsed = parsed.mutate(order=parsed.order.coalesce("at " + parsed.moment.cast("string")))
    reason = _reason(parsed, names, form, options.snapshot, today)
    amount_text = ibis.literal(" × ").join(
        [parsed[n].coalesce("") for n in figures if n != "returned"]
    )
    kept = ["file", "copy", "order", "moment", "cents"]
    kept += [name for name in ("country", "category") if name in names]
    return parsed.select(
        *kept,
        returned=parsed.back,
        refunded=parsed.refunded,
        reason=reason,
        customer=parsed.id,
        customer_text=parsed.customer,
        date_text=parsed.date,
        amount_text=amount_text,
    )


def _cents(amount: ir.NumericValue, unit: float) -> ir.IntegerValue:
    """An amount in hundredths; missing if no order can be as large."""
    value = amount * (100 * unit)
    possible = value.abs() <= MOST_CENTS
    return ibis.ifelse(possible, value, ibis.null("float64")).round().cast("int64")


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
        (rows.customer.isnull(), "no customer"),
        (rows.date.isnull(), "no date"),
        (rows.moment.isnull(), "date not understood"),
        (rows.empty, "no amount"),
        (rows.unread, "amount not understood"),
        (day > now, "date in the future"),
        (day < epoch_day(EARLIEST), f"date before {EARLIEST[:4]}"),
        (day > (epoch_day(snapshot) if snapshot else now), LATER),
        ((rows.cents == 0) & (rows.back == 0), "amount 0"),
    )
