"""An orders file of any shop, read in a stream into one row per order.

Whatever the file looks like, each of its rows is either used or set aside for a stated reason,
and whatever can be understood in two ways is asked for. The steps: `own_files` and `own_staging`
bring a file to texts, `own_columns` finds its columns, `own_rows` reads every row with
`own_numbers` and `own_dates`, `own_orders` sums rows to orders.
"""

import datetime as dt
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.backends.duckdb import Backend

from segmentation import exports
from segmentation.features import day_number, epoch_day
from segmentation.schemas import ROWS_SHOWN, DataError
from segmentation.sources import own_columns, own_files, own_orders, own_rows
from segmentation.sources.own_orders import NO_COPIES, TEXTS
from segmentation.sources.own_rows import Options
from segmentation.sources.own_staging import Staged, stage

MEMORY = "600MB"  # of the engine that reads; what does not fit goes to disk
MOST_ASIDE = 100_000  # rows written out; all are counted
EXAMPLE = 60  # characters of an example
MISFIT = "wrong number of fields"
COPY = "exact copy of another row"
FILES = ["file", "rows", "read as"]
TEXTS_CALLED = dict(zip(TEXTS, ("customer", "date", "amount"), strict=True))
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
        As in `own_orders.Made`.
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
        From `own_orders.match_returns`; empty if nothing was returned.
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
    unused: list[str]


def _connect(folder: Path) -> Backend:
    return ibis.duckdb.connect(temp_directory=str(folder), memory_limit=MEMORY)


def _roles(staged: list[Staged], given: Mapping[str, str]) -> list[dict[str, int]]:
    """Role → position, for every file; all files have the columns that the first one has."""
    first = own_columns.find(staged[0].columns, given)
    names = dict.fromkeys(own_columns.NAMES, own_columns.NONE)
    names |= {role: staged[0].columns[at] for role, at in first.items()}
    found = [first]
    for one in staged[1:]:
        try:
            found.append(own_columns.find(one.columns, names))
        except DataError as error:
            raise DataError(f"{one.name}: {error}") from None
    return found


def _misfit(line: str) -> str:
    """Why a line is no row."""
    if not line.strip(' ,;|\t\r\n"'):
        return own_rows.BLANK
    return own_rows.SUM if re.match(own_rows.TOTAL, line) else MISFIT


def _funnel(rows: ir.Table, misfits: list[str], copied: pd.DataFrame) -> pd.DataFrame:
    """Rows in, set aside by reason, and used; with the first examples of each reason."""
    counted = rows.group_by("reason").aggregate(n=rows.count()).execute()
    aside = {r: int(n) for r, n in counted.itertuples(index=False) if isinstance(r, str)}
    used = int(counted["n"].sum()) - sum(aside.values()) - int(copied["n"].sum())
    first = {reason: _first(rows.filter(rows.reason == reason)) for reason in aside}
    for line in misfits:
        reason = _misfit(line)
        aside[reason] = aside.get(reason, 0) + 1
        first.setdefault(reason, []).append(line.strip())
    if len(copied):
        aside[COPY] = int(copied["n"].sum())
        first[COPY] = [_example(row) for row in copied[list(TEXTS)].head(3).to_numpy()]
    table = [("in", "rows in the file", used + sum(aside.values()), "")]
    for reason, n in sorted(aside.items(), key=lambda item: (-item[1], item[0])):
        some = [text[:EXAMPLE] for text in first[reason] if text][:ROWS_SHOWN]
        table.append(("set aside", reason, n, "; ".join(some)))
    table.append(("used", "bought or given back", used, ""))
    return pd.DataFrame(table, columns=["Part", "Reason", "Rows", "First"])


def _example(cells: Sequence[object]) -> str:
    return " · ".join("–" if pd.isna(cell) or cell == "" else str(cell) for cell in cells)


def _first(rows: ir.Table) -> list[str]:
    cells = rows.select(*TEXTS).limit(ROWS_SHOWN).execute().to_numpy()
    return [text for row in cells if (text := _example(row)).strip("– ·")]


def _write_aside(rows: ir.Table, misfits: list[str], copied: pd.DataFrame, out: Path) -> None:
    """The rows that were set aside, with their reasons, for whoever wants to mend them."""
    columns = ["file", "reason", *TEXTS]
    table = rows.filter(rows.reason.notnull()).select(*columns).limit(MOST_ASIDE).execute()
    copied = copied.loc[copied.index.repeat(copied["n"])].assign(reason=COPY)
    lines = pd.DataFrame({"reason": [_misfit(m) for m in misfits], TEXTS[0]: misfits})
    table = pd.concat([table, lines, copied])[columns].head(MOST_ASIDE)
    exports.write_csv(table.rename(columns=TEXTS_CALLED), out / "set_aside.csv")


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
        Role (`own_columns.NAMES`) → column; "" to find it by its name, "none" if there is none.
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
    files = own_files.find(path)
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
    names = {role: staged[0].columns[at] for role, at in roles[0].items()}
    texts = (
        ibis.union(
            *[own_rows.texts_of(connection, one, at) for one, at in zip(staged, roles, strict=True)]
        )
        if len(staged) > 1
        else own_rows.texts_of(connection, staged[0], roles[0])
    )
    form = own_rows.understand(texts, names, options)
    parsed = own_rows.parse(texts, names, form, options, today)
    rows = own_orders.store(connection, parsed, work / "rows.parquet")
    misfits = [line for one in staged for line in one.misfits]
    good = rows.filter(rows.reason.isnull())
    if not good.count().execute():
        funnel = _funnel(rows, misfits, NO_COPIES)
        raise DataError(f"no row could be used: {_in_words(funnel)}.")
    made = own_orders.make(connection, good, "order" in names, options.lines, work)
    orders = own_orders.store(connection, made.orders, work / "orders.parquet")
    funnel = _funnel(rows, misfits, made.copied)
    (out / "set_aside.csv").unlink(missing_ok=True)  # of an earlier run
    if len(funnel) > 2:
        _write_aside(rows, misfits, made.copied, out)
    taken = set(roles[0].values())
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
        unused=[name for i, name in enumerate(staged[0].columns) if i not in taken],
    )


def _in_words(funnel: pd.DataFrame) -> str:
    aside = funnel[funnel["Part"] == "set aside"]
    return ", ".join(
        f"{n:,} {reason}" + (f" ({first})" if first else "")
        for reason, n, first in aside[["Reason", "Rows", "First"]].itertuples(index=False)
    )


def _columns(names: Mapping[str, str], given: Mapping[str, str]) -> pd.DataFrame:
    rows = [(role, name, "set" if given.get(role) else "found") for role, name in names.items()]
    return pd.DataFrame(rows, columns=["role", "column", "how"])


def _counts(orders: ir.Table, made: own_orders.Made, form: own_rows.Form) -> dict[str, int]:
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
