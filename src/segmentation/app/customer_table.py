"""What an upload gives, and a table of customers as one: ids as they are, figures as numbers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from segmentation.base.errors import DataError
from segmentation.features.names import NUMERIC
from segmentation.orders_file import column_roles, naming
from segmentation.orders_file.parsing import Options
from segmentation.reading import customer_columns, customers
from segmentation.reading.customers import Seen
from segmentation.reading.staging import Staged
from segmentation.scoring import plausible
from segmentation.scoring.model import TENURE

CUSTOMER = "Customer_ID"
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
    found = {}
    for feature in NUMERIC:
        at = customer_columns.find(columns, feature)
        if len(at) > 1:
            raise DataError(f"the column {feature} is there {len(at)} times; keep one.")
        if at:
            found[feature] = at[0]
    return found


def read_customers(
    cells: pa.Table,
    staged: Staged,
    places: dict[str, int],
    options: Options,
    preview: pd.DataFrame,
    wanted: list[str],
) -> Upload:
    """A table of customers, read as the scorer reads it: ids as they are, figures as a whole.

    A figure of a wanted feature that cannot be is missing in what comes back, and told of.

    Parameters
    ----------
    cells : pa.Table
        All columns of the file in its order, as texts or as the file's own types.
    staged : Staged
    places : dict
        From `feature_columns`.
    options : Options
    preview : DataFrame
    wanted : list of str
        Features of the model.
    """
    blank = _blank(cells)
    kept = cells.filter(pa.array(~blank))
    if not len(kept):
        raise DataError(
            f"no row of {staged.name} could be used: {len(staged.misfits):,} have a wrong number "
            f"of fields, {blank.sum():,} are blank."
        )
    found, seen, decimal = _figures(kept, places, options.decimal, wanted, staged.name)
    at = id_column(staged.columns)
    ids = np.flatnonzero(~blank) + 1 if at is None else _ids(kept, at, staged)
    found.insert(0, CUSTOMER, [str(one) for one in ids])
    rows = [("in", "rows in the file", staged.rows)]
    rows += [("set aside", "wrong number of fields", len(staged.misfits))] * bool(staged.misfits)
    rows += [("set aside", "blank row", int(blank.sum()))] * bool(blank.any())
    rows += [("used", "customers", len(found))]
    money = places.get("Monetary")
    currency = "" if money is None else naming.currency_in(staged.columns[money])
    notes = [] if at is not None else ["No column of customer ids was found; rows are numbered."]
    plausible.check_shares(seen, staged.name)
    notes += plausible.notes(seen, wanted)
    repeated = int(found[CUSTOMER].duplicated().sum()) if at is not None else 0
    if repeated:
        notes.append(
            f"Ids repeat in {repeated:,} of {len(found):,} rows; each row is scored by itself."
        )
    return Upload(
        TABLE, found, preview, pd.DataFrame(rows, columns=["Part", "Reason", "Rows"]),
        staged.form, decimal, "", currency, notes,
    )  # fmt: skip


def _blank(cells: pa.Table) -> np.ndarray:
    """Which rows hold nothing at all, shape (n,)."""
    blank = np.ones(len(cells), dtype=bool)
    for column in cells.columns:
        nothing = column.is_null()
        if customer_columns.is_text(column.type):
            texts = pc.utf8_trim_whitespace(column.cast(pa.string()))
            nothing = pc.fill_null(pc.equal(texts, ""), True)
        blank &= nothing.to_numpy()
    return blank


def _figures(
    cells: pa.Table, places: dict[str, int], given: str, wanted: list[str], file: str
) -> tuple[pd.DataFrame, Seen, str]:
    """All features that are there, what was seen of those that matter, and the decimal mark.

    The mark is told by the features of the model and the tenure, as when a file is scored.
    """
    matter = [name for name in places if name in wanted or name == TENURE]
    named = {name: cells.schema.field(at).with_name(name) for name, at in places.items()}
    customer_columns.check_figures([named[name] for name in matter], file)
    columns = {name: cells.column(at).combine_chunks() for name, at in places.items()}
    mark = customers.given_mark(given) or customers.POINT
    while True:
        seen = Seen()
        found = {
            name: customers.figures(
                columns[name], name, mark, seen, plausible.POSSIBLE if name in wanted else {}
            )
            for name in matter
        }
        seen.rows = len(cells)
        decided = customers.decide(seen, given, file)
        if decided == mark:
            break
        mark = decided
    for name in places:
        if name not in found and customer_columns.holds_figures(named[name]):
            found[name] = customers.figures(columns[name], name, mark, Seen(), {})
    return pd.DataFrame({name: found[name] for name in places if name in found}), seen, mark


def _ids(cells: pa.Table, at: int, staged: Staged) -> list[object]:
    customer_columns.check_ids(cells.schema.field(at).with_name(staged.columns[at]), staged.name)
    ids = customer_columns.ids(cells.column(at).combine_chunks(), staged.name).to_pylist()
    whole = [int(one) if isinstance(one, float) and one.is_integer() else one for one in ids]
    return ["" if one is None else one for one in whole]


def id_column(columns: list[str]) -> int | None:
    """The position of the column that names customers, if there is one."""
    names = [naming.plain(column) for column in columns]
    for line in column_roles.NAMES["customer"]:
        usual = [*line.split(), "id"]
        found = [i for i, name in enumerate(names) if name in usual]
        if found:
            return found[0]
    return None
