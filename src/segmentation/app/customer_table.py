"""What an upload gives, and a table of customers as one: ids as they are, figures as numbers."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from segmentation.app import plausible
from segmentation.base.errors import DataError
from segmentation.base.tables import SHARES
from segmentation.features.names import NUMERIC
from segmentation.orders_file import column_roles, parsing
from segmentation.orders_file.parsing import Options
from segmentation.reading import numbers
from segmentation.reading.staging import Staged

CUSTOMER = "Customer_ID"
PER_CENT = r"\s*%$"  # at the end of a share
TABLE, ORDERS = "customers", "orders"


@dataclass(frozen=True)
class Upload:
    """Customers of a file, and what became of its rows.

    Attributes
    ----------
    kind : {"customers", "orders"}
    customers : DataFrame, shape (n, …)
        `Customer_ID` (text) and features; a figure that cannot be read is NaN.
    preview : DataFrame
        The first rows of the file, as texts.
    rows : DataFrame
        `Part` ("in", "set aside", "used"), `Reason`, `Rows`: the last two add up to the first.
    form : str
        How the file was read.
    decimal : {".", ","}
    snapshot : str
        Day the features were measured on; "" for a table of customers.
    currency : str
        "" if the file names none.
    notes : list of str
        What else should be known, in sentences.
    """

    kind: str
    customers: pd.DataFrame
    preview: pd.DataFrame
    rows: pd.DataFrame
    form: str
    decimal: str
    snapshot: str
    currency: str
    notes: list[str]


def feature_columns(columns: list[str]) -> dict[str, int]:
    """Feature → position of its column; names are compared without case, blanks and units.

    Raises
    ------
    DataError
        If a feature has two columns.
    """
    names = [column_roles.plain(column) for column in columns]
    found = {}
    for feature in NUMERIC:
        at = [i for i, name in enumerate(names) if name == column_roles.plain(feature)]
        if len(at) > 1:
            raise DataError(f"the column {feature} is there {len(at)} times; keep one.")
        if at:
            found[feature] = at[0]
    return found


def read_customers(
    texts: ir.Table,
    staged: Staged,
    places: dict[str, int],
    options: Options,
    preview: pd.DataFrame,
    wanted: list[str],
) -> Upload:
    """A table of customers: ids as they are, figures as the whole file writes them.

    A figure of a wanted feature that cannot be is missing in what comes back, and told of.
    """
    names = [name for name in NUMERIC if name in places]
    cells = {name: numbers.filled(texts[f"c{places[name]}"]) for name in names}
    at = _id_column(staged.columns)
    key = None if at is None else parsing.as_id(numbers.filled(texts[f"c{at}"])).coalesce("")
    blank = ibis.and_(*[numbers.filled(texts[c]).isnull() for c in texts.columns])
    table = texts.select(
        **{CUSTOMER: ibis.literal("") if key is None else key}, blank=blank, **cells
    )
    bare = {n: table[n].re_replace(PER_CENT, "") if n in SHARES else table[n] for n in names}
    marks = [parsing.seen(bare[n], numbers.shape, numbers.evidence) for n in names]
    seen = {mark: sum(column[mark] for column in marks) for mark in marks[0]}
    decimal = numbers.decide(seen, options.decimal, names)
    figures = {
        name: numbers.number(bare[name].coalesce(""), decimal) / _unit(table[name], name)
        for name in names
    }
    found = table.select(CUSTOMER, "blank", **figures).execute()
    if at is None:
        found[CUSTOMER] = [str(row) for row in range(1, len(found) + 1)]
    blanks = int(found["blank"].sum())
    found = found[~found["blank"].astype(bool)].drop(columns="blank").reset_index(drop=True)
    if found.empty:
        raise DataError(
            f"no row of {staged.name} could be used: {len(staged.misfits):,} have a wrong number "
            f"of fields, {blanks:,} are blank."
        )
    rows = [("in", "rows in the file", staged.rows)]
    rows += [("set aside", "wrong number of fields", len(staged.misfits))] * bool(staged.misfits)
    rows += [("set aside", "blank row", blanks)] * bool(blanks)
    rows += [("used", "customers", len(found))]
    money = places.get("Monetary")
    currency = "" if money is None else column_roles.currency_in(staged.columns[money])
    notes = [] if at is not None else ["No column of customer ids was found; rows are numbered."]
    plausible.check_shares(found, wanted)
    notes += plausible.unread(found, _no_numbers(table, figures, wanted))
    notes += plausible.implausible(found, wanted)
    found[wanted] = found[wanted].apply(lambda column: column.mask(plausible.impossible(column)))
    repeated = int(found[CUSTOMER].duplicated().sum()) if at is not None else 0
    if repeated:
        notes.append(
            f"Ids repeat in {repeated:,} of {len(found):,} rows; each row is scored by itself."
        )
    return Upload(
        TABLE, found, preview, pd.DataFrame(rows, columns=["Part", "Reason", "Rows"]),
        staged.form, decimal, "", currency, notes,
    )  # fmt: skip


def _unit(cell: ir.StringValue, name: str) -> ir.NumericValue | float:
    """What a figure is divided by: 100 where it is a share with the sign of per cent."""
    return ibis.ifelse(cell.re_search(PER_CENT), 100.0, 1.0) if name in SHARES else 1.0


def _no_numbers(
    table: ir.Table, figures: dict[str, ir.FloatingValue], wanted: list[str]
) -> dict[str, str | None]:
    """A cell of each feature that is no number; None where every cell without one is empty."""
    cells = {name: table[name].min(where=figures[name].isnull()) for name in wanted}
    found = table.aggregate(**cells).execute().iloc[0]
    return {name: None if pd.isna(found[name]) else str(found[name]) for name in wanted}


def _id_column(columns: list[str]) -> int | None:
    """The position of the column that names customers, if there is one."""
    names = [column_roles.plain(column) for column in columns]
    for line in column_roles.NAMES["customer"]:
        usual = [*line.split(), "id"]
        found = [i for i, name in enumerate(names) if name in usual]
        if found:
            return found[0]
    return None
