"""What an upload gives, and a table of customers as one: ids as they are, figures as numbers."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from segmentation.base.errors import DataError
from segmentation.features.names import NUMERIC
from segmentation.orders_file import column_roles, naming
from segmentation.reading import customer_columns, customers
from segmentation.reading.customers import Seen
from segmentation.reading.staging import Staged
from segmentation.scoring import plausible
from segmentation.scoring.model import TENURE

CUSTOMER = "Customer_ID"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """Customers of a file, and what became of its rows.

    `customers` have a `Customer_ID` (text) and features, NaN where a figure cannot be read; `rows`
    have a `Part` ("in", "set aside", "used"; the last two add up to the first), `Reason`, `Rows`.
    """

    customers: pd.DataFrame
    preview: pd.DataFrame
    rows: pd.DataFrame
    form: str
    decimal: str
    snapshot: str = ""  # of orders; a table of customers does not say its day
    currency: str = ""
    notes: list[str] = field(default_factory=list)


def feature_columns(columns: list[str]) -> dict[str, int]:
    """Feature → position of its one column; names are compared without case, blanks and units."""
    places = {feature: customer_columns.find(columns, feature) for feature in NUMERIC}
    for feature, at in places.items():
        if len(at) > 1:
            raise DataError(f"the column {feature} is there {len(at)} times; keep one.")
    return {feature: at[0] for feature, at in places.items() if at}


def read_customers(
    cells: pa.Table, staged: Staged, preview: pd.DataFrame, decimal: str, wanted: list[str]
) -> Upload:
    """A table of customers, read as the scorer reads it: ids as they are, figures as a whole.

    A figure of a wanted feature that cannot be is missing in what comes back, and told of. The
    cells are those of the file in its order, as texts or in its own types.
    """
    blank = _blank(cells)
    kept = cells.filter(pa.array(~blank))
    if not len(kept):
        raise DataError(
            f"no row of {staged.name} could be used: {len(staged.rejected_rows):,} have a wrong "
            f"number of fields, {blank.sum():,} are blank."
        )
    places = feature_columns(staged.columns)
    people, seen, mark = _figures(kept, places, decimal, wanted, staged.name)
    plausible.check_shares(seen, staged.name)
    notes = plausible.notes(seen, wanted)
    at = id_column(staged.columns)
    if at is None:
        notes.insert(0, "No column of customer ids was found; rows are numbered.")
        ids: list[object] = [*(np.flatnonzero(~blank) + 1)]
    else:
        ids = _ids(kept, at, staged)
    people.insert(0, CUSTOMER, [str(one) for one in ids])
    if repeated := int(people[CUSTOMER].duplicated().sum()):
        notes.append(
            f"Ids repeat in {repeated:,} of {len(people):,} rows; each row is scored by itself."
        )
    aside = {"wrong number of fields": len(staged.rejected_rows), "blank row": int(blank.sum())}
    rows = [
        ("in", "rows in the file", staged.rows),
        *(("set aside", reason, n) for reason, n in aside.items() if n),
        ("used", "customers", len(people)),
    ]
    money = places.get("Monetary")
    return Upload(
        customers=people, preview=preview, form=staged.form, decimal=mark, notes=notes,
        rows=pd.DataFrame(rows, columns=["Part", "Reason", "Rows"]),
        currency="" if money is None else naming.currency_in(staged.columns[money]),
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
                columns[name],
                name,
                mark,
                seen,
                plausible.POSSIBLE if name in wanted else {},
                plausible.SHARES,
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
            found[name] = customers.figures(columns[name], name, mark, Seen(), {}, plausible.SHARES)
    return pd.DataFrame({name: found[name] for name in places if name in found}), seen, mark


def _ids(cells: pa.Table, at: int, staged: Staged) -> list[object]:
    customer_columns.check_ids(cells.schema.field(at).with_name(staged.columns[at]), staged.name)
    ids = customer_columns.ids(cells.column(at).combine_chunks(), staged.name).to_pylist()
    whole = [int(one) if isinstance(one, float) and one.is_integer() else one for one in ids]
    return ["" if one is None else one for one in whole]


def id_column(columns: list[str]) -> int | None:
    """The position of the column that names customers, if there is one."""
    names = [naming.plain(column) for column in columns]
    usual = [[*line.split(), "id"] for line in column_roles.NAMES["customer"]]
    return next((at for line in usual for at, name in enumerate(names) if name in line), None)
