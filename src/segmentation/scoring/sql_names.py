"""The names in a scoring query: which the engine could hold, and which are still free."""

from collections.abc import Iterable
from dataclasses import dataclass

from segmentation.base.errors import DataError
from segmentation.scoring.model import Model

OUTPUT = ("Cluster", "Segment", "Next_Segment", "Distance", "Next_Distance", "Margin",
          "Out_Of_Range", "Undecided", "Too_New", "Incomplete")  # fmt: skip
STEPS = ("given", "numbers", "usable", "scaled", "squared", "distances", "nearest", "others",
         "following", "measured")  # fmt: skip
RESULTS = ("Complete", "Next_Cluster", "Least", "Next_Least", *OUTPUT)
DIALECTS = ("duckdb", "sqlite", "postgres", "bigquery", "snowflake", "spark")
ONE_CASE = ("duckdb", "sqlite", "bigquery", "spark")  # "A" and "a" are the same column
PARTS = 3  # of the name of a table: catalog, schema, table
# PostgreSQL cuts longer names short, so that two columns may become one; bytes.
LONGEST = {"postgres": 63, "snowflake": 255, "bigquery": 300}
# BigQuery reads backslashes in a quoted name as escapes, and allows none of these in one
# (documentation of flexible column names and of table names).
NOT_IN_BIGQUERY = {*'!"$()*,./;?@[\\]^`{}~', *map(chr, range(32))}


@dataclass(frozen=True)
class Names:
    """Names of the table as they are given, and the names that the query gives.

    Attributes
    ----------
    table : tuple of str
    key : str
    tenure : str or None
    inner : dict
        What a thing is called in the query: columns of the table, steps, results.
    """

    table: tuple[str, ...]
    key: str
    tenure: str | None
    inner: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.inner[name]

    def column(self, name: str) -> str:
        """What a column of the table is called in the query."""
        return self.inner[f"column {name}"]

    def squared(self, label: int) -> str:
        """What the squared distance to a centroid is called."""
        return self.inner[f"squared {label}"]


def names_of(
    model: Model,
    table: str | tuple[str, ...],
    dialect: str,
    key: str,
    tenure: str | None,
) -> Names:
    """Names for a query, none of them twice.

    Raises
    ------
    DataError
        If the dialect is not known, or the engine could not hold a table with such names.
    """
    if dialect not in DIALECTS:
        raise DataError(f"dialect must be one of {', '.join(DIALECTS)}; got {dialect!r}.")
    parts = (table,) if isinstance(table, str) else tuple(table)
    if not 1 <= len(parts) <= PARTS:
        raise DataError(f"a table is named by 1 to {PARTS} parts; got {len(parts)}.")
    columns = dict.fromkeys([key, *model.features, *([] if tenure is None else [tenure])])
    for name in (*parts, *columns):
        _check_name(name, dialect)
    for name in model.names:
        _check_text(name, "segment")
    if key.lower() in map(str.lower, OUTPUT):
        raise DataError(f"the key cannot be called {key!r}, as a column of the result is.")
    same = _same_but_for_case(columns)
    if same and dialect in ONE_CASE:
        raise DataError(f"{dialect} takes the columns {' and '.join(same)} for one; rename one.")
    # No step is called like the table, and no result like the key or a step's other columns.
    taken = {parts[-1].lower()}
    inner = {name: _unused(name, taken) for name in STEPS}
    taken = {key.lower()}
    inner |= {name: _unused(name, taken) for name in RESULTS}
    for label in range(len(model.names)):
        inner[f"squared {label}"] = _unused(f"Squared_{label}", taken)
    # A feature that is also the key is a second column: it is cast, and the key is not.
    for name in dict.fromkeys([*model.features, *([] if tenure is None else [tenure])]):
        inner[f"column {name}"] = _unused(name, taken)
    return Names(parts, key, tenure, inner)


def _unused(name: str, taken: set[str]) -> str:
    """A name that is not taken yet, whatever its case; it is taken from then on."""
    while name.lower() in taken:
        name += "_"
    taken.add(name.lower())
    return name


def _same_but_for_case(names: Iterable[str]) -> list[str]:
    """Names that differ in nothing but their case, if there are any."""
    seen: dict[str, list[str]] = {}
    for name in names:
        seen.setdefault(name.lower(), []).append(name)
    return next((alike for alike in seen.values() if len(alike) > 1), [])


def _check_text(name: object, what: str) -> None:
    """Raise `DataError` unless a name is text that every engine can hold."""
    if not isinstance(name, str):
        raise DataError(f"the name of a {what} must be text; got {name!r}.")
    if "\0" in name or any("\ud800" <= letter <= "\udfff" for letter in name):
        raise DataError(f"the name of the {what} {name!r} has a character no database can hold.")


def _check_name(name: object, dialect: str) -> None:
    """Raise `DataError` unless the engine can have a table or column of this name."""
    _check_text(name, "table or column")
    assert isinstance(name, str)
    if not name:
        raise DataError("the name of a table or column is empty; every one needs a name.")
    longest = LONGEST.get(dialect)
    if longest is not None and len(name.encode()) > longest:
        raise DataError(f"{dialect} has no names longer than {longest} bytes: {name[:20]!r}….")
    if dialect == "bigquery" and NOT_IN_BIGQUERY & set(name):
        hint = "; data set and table go into a tuple" if "." in name else "; rename it"
        raise DataError(f"BigQuery has no table or column called {name!r}{hint}.")
