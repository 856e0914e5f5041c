"""An orders file of any shop, read in a stream into one row per order.

Whatever the file looks like, each of its rows is either used or set aside for a stated reason,
and whatever can be understood in two ways is asked for. The steps: `reading` brings a file to
texts, `column_roles` finds its columns and `people` its customers, `parsing` reads every row,
`orders` sums rows to orders.
"""

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.duckdb import Backend

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.features.days import day_number, epoch_day
from segmentation.orders_file import (
    candidates,
    column_roles,
    hashing,
    headers,
    marks,
    parsing,
    people,
    repeats,
)
from segmentation.orders_file import money as orders_file_money
from segmentation.orders_file.funnel import funnel_of, write_aside
from segmentation.orders_file.money import ledger
from segmentation.orders_file.orders import NO_COPIES, Made, make, store
from segmentation.orders_file.parsing import Options
from segmentation.reading import date_forms, opening
from segmentation.reading.dates import Dates
from segmentation.reading.staging import Left, Staged, columns_of_first, stage_all

MEMORY = "600MB"  # of the engine that reads; what does not fit goes to disk
FILES = ["file", "rows", "read as"]
NOTHING_SET = Options()


@dataclass(frozen=True)
class Reading:
    """What came out of a file, and how it was understood.

    Attributes
    ----------
    orders : Path
        Parquet, one row per order (`schemas.ORDERS`), by date.
    snapshot : str
        Last day that is known.
    decimal : {".", ","}
    currency : str
        "" if none is known.
    day_first : bool, optional
        None if no date leaves it open.
    grain : {"orders", "lines", "once", "moments"}
        As in `orders.Made`.
    counts : dict
        `orders`, `customers`, `days` with an order, `copies kept`, times that are `zoned`, and
        whether there are `shared ids` (0 or 1).
    columns : DataFrame
        `role`, `column` of each role, and whether it was `found` or set.
    files : DataFrame
        `file`, `rows`, `read as`; what was left has no rows.
    funnel : DataFrame
        `Part` ("in", "set aside", "used"), `Reason`, `Rows`, `First` examples.
    returns : DataFrame
        From `returns.match_returns`; empty if nothing was returned.
    money : DataFrame
        From `money.ledger`.
    statuses : dict
        Status → what it says (`status.meanings`); empty if the file has none.
    refunds : {"", "column", "rows", "status"}
        What tells how much of a refunded order was given back; "" if no status says refunded.
    whole : float
        The usual amount if all are whole and so large that they may be cents, else 0.
    unused : list of str
        Columns that no role was found for.
    decimals : int
        Of the amounts; sums are of whole units of the last one.
    noticed : dict
        Rows of `guests` whom another column identifies, order ids `used again` on another day,
        and whether a price is the `total` of its row (0 or 1).
    time_zone : str
        That of the column's type, or as it is written with every time; "" if none is, or several.
    """

    orders: Path
    snapshot: str
    decimal: str
    currency: str
    day_first: bool | None
    grain: str
    counts: dict[str, int]
    columns: pd.DataFrame
    files: pd.DataFrame
    funnel: pd.DataFrame
    returns: pd.DataFrame
    money: pd.DataFrame
    statuses: dict[str, str]
    refunds: str
    whole: float
    unused: list[str]
    decimals: int = 2
    noticed: dict[str, int] = field(default_factory=dict)
    time_zone: str = ""


def _connect(folder: Path) -> Backend:
    return ibis.duckdb.connect(temp_directory=str(folder), memory_limit=MEMORY)


def look(path: Path, given: Mapping[str, str], delimiter: str = "", sheet: str = "") -> None:
    """Look at the beginning of a file: is it a table, and are its columns found?

    Parameters
    ----------
    path, given
        As in `read`.
    delimiter, sheet : str
        As in `Options`.

    Raises
    ------
    DataError
        As in `read`, as far as the beginning of the first file shows it.
    """
    with tempfile.TemporaryDirectory() as folder:
        columns = columns_of_first(path, Path(folder), headers.tell(given), delimiter, sheet)
    column_roles.find(columns, given)


def read(
    path: Path,
    out: Path,
    given: Mapping[str, str] = MappingProxyType({}),
    options: Options = NOTHING_SET,
    today: dt.date | None = None,
    salt: Path = hashing.SALT,
) -> Reading:
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
    today : date, optional
        Later dates are mistakes; the day after the present one by default, since shops east of
        here are ahead.
    salt : Path
        Where the salt of hashes is, or is put.

    Returns
    -------
    Reading

    Raises
    ------
    DataError
        If a file is broken or a column missing, if something could be understood in two ways, or
        if no order is left.
    """
    opening.find(path)
    out.mkdir(parents=True, exist_ok=True)
    day = today or dt.date.today() + dt.timedelta(days=1)
    if options.snapshot:
        epoch_day(options.snapshot)
    with tempfile.TemporaryDirectory(prefix=".reading-", dir=out) as folder:
        work = Path(folder)
        connection = _connect(work)
        try:
            staged, left = stage_all(
                connection, path, work, headers.tell(given), options.delimiter, options.sheet
            )
            headers.check_left(left, given)
            return _read(connection, staged, left, work, out, given, options, day, salt)
        finally:
            connection.disconnect()


def _read(
    connection: Backend, staged: list[Staged], left: list[Left], work: Path, out: Path,
    given: Mapping[str, str], options: Options, today: dt.date, salt: Path,
) -> Reading:  # fmt: skip
    roles = headers.roles_of(staged, given, show=not options.hash_ids)
    if not sum(one.rows for one in staged):
        raise DataError(f"{', '.join(one.name for one in staged)} holds no rows below its header.")
    names = {role: staged[0].columns[at] for role, at in roles[0].items()}
    parts = [
        parsing.texts_of(connection, one, at, names) for one, at in zip(staged, roles, strict=True)
    ]
    texts = ibis.union(*parts) if len(parts) > 1 else parts[0]
    texts = store(connection, marks.marked(texts, names), work / "texts.parquet")
    texts, names = candidates.choose(texts, names)
    texts, names = marks.flagged(marks.carried(texts, names), names)
    texts, names = people.choose(texts, names)
    form = parsing.understand(texts, names, options)
    names = {role: name for role, name in names.items()
             if not column_roles.is_status(role) or role in form.sales.roles}  # fmt: skip
    priced = repeats.holds_total(
        texts, names, form, bool(given.get("quantity") and given.get("price"))
    )
    if priced:
        texts, names = repeats.as_total(texts, names)
    further = column_roles.has_further_lines(staged[0].columns)
    parsed = parsing.parse(texts, names, form, options, today, further)
    rows = store(connection, parsed, work / "rows.parquet")
    rows = repeats.set_aside(connection, rows, names, work, options.lines)
    misfits = [line for one in staged for line in one.misfits]
    if options.hash_ids:
        rows, misfits = hashing.hashed(rows, hashing.salt(salt)), hashing.masked(misfits)
    good = rows.filter(rows.reason.isnull())
    if not options.day_first:  # who set it knows that the others are set aside
        undated = rows.filter((rows.reason == parsing.UNDATED) & rows.units.notnull())
        date_forms.check_unread(undated.date_text, int(good.count().execute()), names["date"])
    if not good.count().execute():
        funnel = funnel_of(rows, misfits, NO_COPIES)
        raise DataError(f"no row could be used: {_in_words(funnel)}.")
    refunds = _refunds(good, names, form.sales.refunded)
    if refunds == "status":
        rows = _given_back(rows)
        good = _given_back(good)
    made = make(connection, good, "order" in names, options.lines, work, form.decimals)
    orders = store(connection, made.orders, work / "orders.parquet")
    funnel = funnel_of(rows, misfits, made.copied)
    (out / "set_aside.csv").unlink(missing_ok=True)  # of an earlier run
    if len(funnel) > 2:
        write_aside(rows, misfits, made.copied, out)
    money = ledger(rows, orders, made, form.currency, form.decimals)
    whole = orders_file_money.whole(good, form.currency, form.decimals) if form.unit == 1 else 0.0
    last, counts = orders.ordered_at.max().execute(), _counts(orders, made, form)
    return Reading(
        orders=exports.place(work / "orders.parquet", out / "orders.parquet"),
        snapshot=options.snapshot or f"{last:%Y-%m-%d}",
        decimal=form.decimal,
        currency=form.currency,
        day_first=_day_first(form.dates),
        grain=made.grain,
        counts=counts,
        columns=_columns(names, given),
        decimals=form.decimals,
        noticed=_noticed(good, made, priced),
        time_zone=_time_zone(staged, names["date"])
        or date_forms.time_zone(good.date_text, form.dates),
        files=_files(staged, left, form.dates.swapped),
        funnel=funnel,
        returns=made.returns,
        money=money,
        statuses=form.sales.meanings,
        refunds=refunds,
        whole=whole,
        unused=[name for name in staged[0].columns if name not in names.values()],
    )


def _time_zone(staged: list[Staged], column: str) -> str:
    zones = {one.zones.get(column, "") for one in staged}
    return zones.pop() if len(zones) == 1 else ""


def _noticed(rows: ir.Table, made: Made, priced: bool) -> dict[str, int]:
    return {
        "guests": int(rows.guest.sum().coalesce(0).execute()),
        "used again": made.again,
        "total": int(priced),
    }


def _files(staged: list[Staged], left: list[Left], swapped: bool) -> pd.DataFrame:
    """What was read and how, and what was left."""
    mended = ", day and month of its dates swapped back" if swapped else ""
    rows = [(one.name, one.rows, one.form + mended) for one in staged]
    rows += [(one.name, 0, one.cause) for one in left]
    return pd.DataFrame(rows, columns=FILES)


def _day_first(dates: Dates) -> bool | None:
    return dates.day_first if dates.counts["numbers"] and not dates.form else None


def _refunds(rows: ir.Table, names: Mapping[str, str], refunded: list[str]) -> str:
    """What tells how much was given back of an order whose status is refunded."""
    if not refunded:
        return ""
    if "returned" in names:
        return "column"
    # Rows below 0 are refunds booked by themselves; the status would count them twice.
    return "rows" if rows.filter(rows.units < 0).count().execute() else "status"


def _given_back(rows: ir.Table) -> ir.Table:
    """Rows of which all was given back where their status says so."""
    return rows.mutate(returned=ibis.ifelse(rows.refunded, rows.units, rows.returned))


def _in_words(funnel: pd.DataFrame) -> str:
    aside = funnel[funnel["Part"] == "set aside"]
    return ", ".join(
        f"{n:,} {reason}" + (f" ({first})" if first else "")
        for reason, n, first in aside[["Reason", "Rows", "First"]].itertuples(index=False)
    )


def _columns(names: Mapping[str, str], given: Mapping[str, str]) -> pd.DataFrame:
    rows = [(role, name, "set" if given.get(role) else "found") for role, name in names.items()]
    return pd.DataFrame(rows, columns=["role", "column", "how"])


def _counts(orders: ir.Table, made: Made, form: parsing.Form) -> dict[str, int]:
    found = orders.aggregate(
        orders=orders.count(), customers=orders.customer_id.nunique(),
        days=day_number(orders.ordered_at).nunique(),
    ).execute().iloc[0]  # fmt: skip
    return {
        "orders": int(found["orders"]),
        "customers": int(found["customers"]),
        "days": int(found["days"]),
        "copies kept": made.kept,
        "zoned": form.dates.counts["zoned"],
        "shared ids": int(made.shared),
    }
