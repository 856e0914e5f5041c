"""An orders file of any shop, read in a stream into one row per order.

Whatever the file looks like, each of its rows is either used or set aside for a stated reason,
and whatever can be understood in two ways is asked for. The steps: `own_files` and `own_staging`
bring a file to texts, `own_columns` finds its columns, `own_rows` reads every row with
`own_numbers` and `own_dates`, `own_orders` sums rows to orders.
"""

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.duckdb import Backend

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.features.days import day_number, epoch_day
from segmentation.orders_file import column_roles, parsing, status
from segmentation.orders_file import money as orders_file_money
from segmentation.orders_file.funnel import funnel_of, write_aside
from segmentation.orders_file.money import ledger
from segmentation.orders_file.orders import NO_COPIES, Made, make, store
from segmentation.orders_file.parsing import Options
from segmentation.reading import opening
from segmentation.reading.staging import Staged, columns_of, stage

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
        `file`, `rows`, `read as`.
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


def _connect(folder: Path) -> Backend:
    return ibis.duckdb.connect(temp_directory=str(folder), memory_limit=MEMORY)


def _roles(staged: list[Staged], given: Mapping[str, str]) -> list[dict[str, int]]:
    """Role → position, for every file; all files have the columns that the first one has."""
    first = column_roles.find(staged[0].columns, given)
    names = dict.fromkeys(column_roles.NAMES, column_roles.NONE)
    names |= {role: staged[0].columns[at] for role, at in first.items()}
    found = [first]
    for one in staged[1:]:
        try:
            found.append(column_roles.find(one.columns, names))
        except DataError as error:
            raise DataError(f"{one.name}: {error}") from None
    return found


def look(path: Path, given: Mapping[str, str], delimiter: str = "") -> None:
    """Look at the beginning of a file: is it a table, and are its columns found?

    Parameters
    ----------
    path, given
        As in `read`.
    delimiter : str
        As in `Options`.

    Raises
    ------
    DataError
        As in `read`, as far as the beginning of the first file shows it.
    """
    first = opening.find(path)[0]
    with tempfile.TemporaryDirectory() as folder:
        column_roles.find(columns_of(first, Path(folder), delimiter), given)


def read(
    path: Path,
    out: Path,
    given: Mapping[str, str] = MappingProxyType({}),
    options: Options = NOTHING_SET,
    today: dt.date | None = None,
) -> Reading:
    """Read a file of orders, or a folder of them, into one row per order.

    Parameters
    ----------
    path : Path
        CSV in any usual encoding, packed with gzip or not, Parquet, a workbook, or a folder.
    out : Path
        Folder for `orders.parquet` and, if rows are set aside, `set_aside.csv`.
    given : mapping of str to str
        Role (`column_roles.NAMES`) → column; "" to find it by its name, "none" if there is none.
    options : Options
    today : date, optional
        Later dates are mistakes; the day after the present one by default, since shops east of
        here are ahead.

    Returns
    -------
    Reading

    Raises
    ------
    DataError
        If a file is broken or a column missing, if something could be understood in two ways, or
        if no order is left.
    """
    files = opening.find(path)
    out.mkdir(parents=True, exist_ok=True)
    day = today or dt.date.today() + dt.timedelta(days=1)
    if options.snapshot:
        epoch_day(options.snapshot)
    with tempfile.TemporaryDirectory(prefix=".reading-", dir=out) as folder:
        work = Path(folder)
        connection = _connect(work)
        try:
            staged = [stage(connection, file, work, options.delimiter) for file in files]
            return _read(connection, staged, work, out, given, options, day)
        finally:
            connection.disconnect()


def _read(
    connection: Backend, staged: list[Staged], work: Path, out: Path,
    given: Mapping[str, str], options: Options, today: dt.date,
) -> Reading:  # fmt: skip
    roles = _roles(staged, given)
    if not sum(one.rows for one in staged):
        raise DataError(f"{', '.join(one.name for one in staged)} holds no rows below its header.")
    names = {role: staged[0].columns[at] for role, at in roles[0].items()}
    texts = (
        ibis.union(
            *[parsing.texts_of(connection, one, at) for one, at in zip(staged, roles, strict=True)]
        )
        if len(staged) > 1
        else parsing.texts_of(connection, staged[0], roles[0])
    )
    form = parsing.understand(texts, names, options)
    further = column_roles.has_further_lines(staged[0].columns)
    parsed = parsing.parse(texts, names, form, options, today, further)
    rows = store(connection, parsed, work / "rows.parquet")
    misfits = [line for one in staged for line in one.misfits]
    good = rows.filter(rows.reason.isnull())
    if not good.count().execute():
        funnel = funnel_of(rows, misfits, NO_COPIES)
        raise DataError(f"no row could be used: {_in_words(funnel)}.")
    refunds = _refunds(good, names, form.statuses)
    if refunds == "status":
        rows = _given_back(rows)
        good = _given_back(good)
    made = make(connection, good, "order" in names, options.lines, work)
    orders = store(connection, made.orders, work / "orders.parquet")
    funnel = funnel_of(rows, misfits, made.copied)
    (out / "set_aside.csv").unlink(missing_ok=True)  # of an earlier run
    if len(funnel) > 2:
        write_aside(rows, misfits, made.copied, out)
    taken = set(roles[0].values())
    money = ledger(rows, orders, made, form.currency)
    whole = orders_file_money.whole(good, form.currency) if form.unit == 1 else 0.0
    last, counts = orders.ordered_at.max().execute(), _counts(orders, made, form)
    return Reading(
        orders=exports.place(work / "orders.parquet", out / "orders.parquet"),
        snapshot=options.snapshot or f"{last:%Y-%m-%d}",
        decimal=form.decimal,
        currency=form.currency,
        day_first=form.day_first if form.dates["numbers"] and not options.date_format else None,
        grain=made.grain,
        counts=counts,
        columns=_columns(names, given),
        files=pd.DataFrame([(one.name, one.rows, one.form) for one in staged], columns=FILES),
        funnel=funnel,
        returns=made.returns,
        money=money,
        statuses=form.statuses,
        refunds=refunds,
        whole=whole,
        unused=[name for i, name in enumerate(staged[0].columns) if i not in taken],
    )


def _refunds(rows: ir.Table, names: Mapping[str, str], statuses: Mapping[str, str]) -> str:
    """What tells how much was given back of an order whose status is refunded."""
    if status.REFUNDED not in statuses.values():
        return ""
    if "returned" in names:
        return "column"
    # Rows below 0 are refunds booked by themselves; the status would count them twice.
    return "rows" if rows.filter(rows.cents < 0).count().execute() else "status"


def _given_back(rows: ir.Table) -> ir.Table:
    """Rows of which all was given back where their status says so."""
    return rows.mutate(returned=ibis.ifelse(rows.refunded, rows.cents, rows.returned))


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
        "zoned": form.dates["zoned"],
        "shared ids": int(made.shared),
    }
