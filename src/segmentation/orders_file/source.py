"""An orders file of any shop, read in a stream into one row per order.

Whatever the file looks like, each of its rows is either used or set aside for a stated reason,
and whatever can be understood in two ways is asked for. Three steps: a file is *understood* (its
columns, statuses, customers, dates and amounts), every *row* is read, and rows become *orders*.
"""

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.duckdb import Backend

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.orders_file import (
    accounts,
    candidates,
    column_roles,
    figures,
    hashing,
    headers,
    marks,
    parsing,
    people,
    repeats,
)
from segmentation.orders_file.accounts import Money
from segmentation.orders_file.orders import NO_COPIES, Grain, make
from segmentation.orders_file.parsing import Options, ParseRules
from segmentation.orders_file.workspace import Workspace, workspace
from segmentation.reading import date_forms, opening
from segmentation.reading.dates import Dates
from segmentation.reading.staging import Left, Staged, to_text_parquet

FILES = ["file", "rows", "read as"]
NOTHING_SET = Options()


class Refunds(StrEnum):
    """What tells how much of a refunded order was given back."""

    COLUMN = "column"
    ROWS = "rows"
    STATUS = "status"


@dataclass(frozen=True, kw_only=True)
class ReadResult:
    """What came out of a file, and how it was understood."""

    orders: Path  # Parquet, one row per order (`schemas.ORDERS`), by date
    n_orders: int
    n_customers: int
    snapshot: str  # the last day that is known
    decimal: str  # a point or a comma
    decimals: int  # of the amounts; sums are of whole units of the last one
    currency: str  # "" if none is known
    day_first: bool | None  # None if no date leaves it open
    time_zone: str  # of the column's type, or written with every time; "" without one, or several
    zoned: int  # times with a zone
    grain: Grain
    copies_kept: int  # rows that equal another one of their order, and count
    shared_ids: bool  # whether order ids serve several customers
    used_again: int  # order ids that come back on another day
    guests: int  # rows without a customer whom another column identifies
    price_is_total: bool  # whether the price of a row holds its quantity
    usual_if_whole: float  # the usual amount if all may be cents, else 0
    columns: pd.DataFrame  # `role`, its `column`, and `how` it was told: "found" or "set"
    unused: list[str]  # columns that no role was found for
    files: pd.DataFrame  # `FILES`; what was left has no rows
    funnel: pd.DataFrame  # from `accounts.funnel`
    money: Money
    returns: pd.DataFrame  # from `returns.match_returns`; empty if nothing was returned
    statuses: dict[str, str]  # status → what it says (`Sales.meanings`)
    refunds: Refunds | None  # None if no status says refunded


@dataclass(frozen=True, kw_only=True)
class _Understood:
    """The texts of a file, the column of each role, and how they are to be read."""

    texts: ir.Table
    names: dict[str, str]
    rules: ParseRules
    price_is_total: bool


def read(
    path: Path,
    out: Path,
    given: Mapping[str, str] = MappingProxyType({}),
    options: Options = NOTHING_SET,
    today: dt.date | None = None,
    salt: Path = hashing.SALT,
) -> ReadResult:
    """Read a file of orders, or a folder of them, into one row per order.

    Parameters
    ----------
    path : Path
        CSV in any usual encoding, Parquet, a workbook, JSON lines or a web page, packed or not,
        or a folder of them.
    out : Path
        Folder for `orders.parquet` and, if rows are set aside, `set_aside.csv`.
    given : mapping of str to str
        Role (`column_roles.NAMES`) → column; "" to find it by its name, "none" if there is none.
    options : Options
        What else is set.
    today : date, optional
        Later dates are mistakes; the day after the present one by default, since shops east of
        here are ahead.
    salt : Path
        Where the salt of hashes is, or is put.

    Raises
    ------
    DataError
        If a file is broken or a column missing, if something could be understood in two ways, or
        if no order is left.
    """
    opening.find(path)
    out.mkdir(parents=True, exist_ok=True)
    with workspace(out) as work:
        staged, left = to_text_parquet(
            work.connection, path, work.folder, headers.tell(given), options.delimiter,
            options.sheet,
        )  # fmt: skip
        return _read(work, staged, left, out, given, options, today or _tomorrow(), salt)


def read_staged(
    connection: Backend, staged: list[Staged], left: list[Left], out: Path,
    given: Mapping[str, str], options: Options,
) -> ReadResult:  # fmt: skip
    """`read` of tables that `reading.staging.to_text_parquet` brought to Parquet already."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".reading-", dir=out) as folder:
        work = Workspace(connection, Path(folder))
        return _read(work, staged, left, out, given, options, _tomorrow(), hashing.SALT)


def _tomorrow() -> dt.date:
    return dt.date.today() + dt.timedelta(days=1)


def _read(
    work: Workspace, staged: list[Staged], left: list[Left], out: Path,
    given: Mapping[str, str], options: Options, today: dt.date, salt: Path,
) -> ReadResult:  # fmt: skip
    """Understand the tables, read every row, and make the rows orders."""
    headers.check_left(left, given)
    file = _understand(work, staged, given, options, today)
    rejected = [line for one in staged for line in one.rejected_rows]
    rows = _rows(work, file, options)
    if options.hash_ids:
        rows, rejected = hashing.hashed(rows, hashing.salt(salt)), hashing.masked(rejected)
    good = _good(rows, rejected, file, options)
    refunds = _refunds(good, file)
    if refunds is Refunds.STATUS:
        rows, good = _given_back(rows), _given_back(good)
    made = make(work, good, "order" in file.names, options.lines, file.rules.decimals)
    orders = work.store(made.orders, "orders")
    reasons = accounts.by_reason(rows, rejected, made.copied)
    (out / "set_aside.csv").unlink(missing_ok=True)  # of an earlier run
    if len(reasons) > 1:
        accounts.write_aside(rows, rejected, made.copied, out)
    sums = orders.aggregate(
        orders=orders.count(), customers=orders.customer_id.nunique(),
        last=orders.ordered_at.max(),
    ).execute().iloc[0]  # fmt: skip
    rules, names = file.rules, file.names
    money = accounts.money(reasons, orders, made, rules.currency, rules.decimals)
    whole = figures.usual_if_whole(good, rules.currency, rules.decimals)
    return ReadResult(
        orders=exports.replace_or_next_free(work.folder / "orders.parquet", out / "orders.parquet"),
        n_orders=int(sums["orders"]),
        n_customers=int(sums["customers"]),
        snapshot=f"{options.snapshot or sums['last']:%Y-%m-%d}",
        decimal=rules.decimal,
        decimals=rules.decimals,
        currency=rules.currency,
        day_first=_day_first(rules.dates),
        time_zone=_time_zone(staged, names["date"])
        or date_forms.time_zone(good.date_text, rules.dates),
        zoned=rules.dates.counts["zoned"],
        grain=made.grain,
        copies_kept=made.copies_kept,
        shared_ids=made.shared_ids,
        used_again=made.used_again,
        guests=int(good.guest.sum().coalesce(0).execute()),
        price_is_total=file.price_is_total,
        usual_if_whole=whole if rules.unit == 1 else 0.0,
        columns=_columns(names, given),
        unused=[name for name in staged[0].columns if name not in names.values()],
        files=_files(staged, left, rules.dates.swapped),
        funnel=accounts.funnel(reasons),
        money=money,
        returns=made.returns,
        statuses=rules.sales.meanings,
        refunds=refunds,
    )


def _understand(
    work: Workspace, staged: list[Staged], given: Mapping[str, str], options: Options,
    today: dt.date,
) -> _Understood:  # fmt: skip
    """Decide which columns are used, and how everything in them is meant."""
    roles = headers.roles_of(staged, given, show=not options.hash_ids)
    if not sum(one.rows for one in staged):
        raise DataError(f"{', '.join(one.name for one in staged)} holds no rows below its header.")
    columns = staged[0].columns
    names = {role: columns[at] for role, at in roles[0].items()}
    parts = [
        parsing.texts_of(work.connection, one, at, names)
        for one, at in zip(staged, roles, strict=True)
    ]
    texts = ibis.union(*parts) if len(parts) > 1 else parts[0]
    texts = work.store(marks.marked(texts, names), "texts")
    texts, names = candidates.choose(texts, names)
    texts, names = marks.flagged(marks.carried(texts, names), names)
    texts, names = people.choose(texts, names)
    goes_on = column_roles.has_further_lines(columns)
    rules = parsing.understand(texts, names, options, today, goes_on)
    names = {role: name for role, name in names.items()
             if not column_roles.is_status(role) or role in rules.sales.roles}  # fmt: skip
    multiplied = bool(given.get("quantity") and given.get("price"))  # as they were asked for
    priced = not multiplied and repeats.holds_total(texts, names, rules.decimal)
    if priced:
        texts, names = repeats.as_total(texts, names)
    return _Understood(texts=texts, names=names, rules=rules, price_is_total=priced)


def _rows(work: Workspace, file: _Understood, options: Options) -> ir.Table:
    """Every row, with the reason to set it aside, if any."""
    rows = work.store(parsing.parse(file.texts, file.names, file.rules), "rows")
    return repeats.set_aside(work, rows, "order" in file.names, options.lines)


def _good(rows: ir.Table, rejected: list[str], file: _Understood, options: Options) -> ir.Table:
    """The rows that are used; raises if there are none, or if too many dates are not understood."""
    good = rows.filter(rows.reason.isnull())
    count = int(good.count().execute())
    if options.day_first is None:  # who set it knows that the others are set aside
        undated = rows.filter((rows.reason == parsing.UNDATED) & rows.units.notnull())
        date_forms.check_unread(undated.date_text, count, file.names["date"])
    if not count:
        reasons = accounts.by_reason(rows, rejected, NO_COPIES)
        raise DataError(f"no row could be used: {accounts.in_words(reasons)}.")
    return good


def _time_zone(staged: list[Staged], column: str) -> str:
    zones = {one.zones.get(column, "") for one in staged}
    return zones.pop() if len(zones) == 1 else ""


def _files(staged: list[Staged], left: list[Left], swapped: bool) -> pd.DataFrame:
    """What was read and how, and what was left."""
    mended = ", day and month of its dates swapped back" if swapped else ""
    rows = [(one.name, one.rows, one.form + mended) for one in staged]
    rows += [(one.name, 0, one.cause) for one in left]
    return pd.DataFrame(rows, columns=FILES)


def _day_first(dates: Dates) -> bool | None:
    return dates.day_first if dates.counts["numbers"] and not dates.form else None


def _refunds(rows: ir.Table, file: _Understood) -> Refunds | None:
    if not file.rules.sales.refunded:
        return None
    if "returned" in file.names:
        return Refunds.COLUMN
    # Rows below 0 are refunds booked by themselves; the status would count them twice.
    negative = rows.filter(rows.units < 0).count().execute()
    return Refunds.ROWS if negative else Refunds.STATUS


def _given_back(rows: ir.Table) -> ir.Table:
    """Rows of which all was given back where their status says so."""
    return rows.mutate(returned=ibis.ifelse(rows.refunded, rows.units, rows.returned))


def _columns(names: Mapping[str, str], given: Mapping[str, str]) -> pd.DataFrame:
    rows = [(role, name, "set" if given.get(role) else "found") for role, name in names.items()]
    return pd.DataFrame(rows, columns=["role", "column", "how"])
