"""Which names an engine can hold, and which are the query's own."""

from collections.abc import Iterable

from segmentation.base.errors import DataError
from segmentation.scoring.model import Model

OUTPUT = ("Cluster", "Segment", "Next_Segment", "Distance", "Next_Distance", "Margin",
          "Out_Of_Range", "Undecided", "Too_New", "Incomplete")  # fmt: skip
OWN = "__"  # how the query's own names begin, and no name of a table or column
DIALECTS = ("duckdb", "sqlite", "postgres", "bigquery", "snowflake", "spark")
ONE_CASE = ("duckdb", "sqlite", "bigquery", "spark")  # "A" and "a" are the same column
PARTS = 3  # of the name of a table: catalog, schema, table
# PostgreSQL cuts longer names short, so that two columns may become one; bytes.
LONGEST = {"postgres": 63, "snowflake": 255, "bigquery": 300}
# BigQuery reads backslashes in a quoted name as escapes, and allows none of these in one
# (documentation of flexible column names and of table names).
NOT_IN_BIGQUERY = {*'!"$()*,./;?@[\\]^`{}~', *map(chr, range(32))}


def check(model: Model, table: tuple[str, ...], dialect: str, key: str, tenure: str | None) -> None:
    """Raise `DataError` if a dialect is not known, or could not hold such names."""
    if dialect not in DIALECTS:
        raise DataError(f"dialect must be one of {', '.join(DIALECTS)}; got {dialect!r}.")
    if not 1 <= len(table) <= PARTS:
        raise DataError(f"a table is named by 1 to {PARTS} parts; got {len(table)}.")
    columns = dict.fromkeys([key, *model.features, *([] if tenure is None else [tenure])])
    for name in (*table, *columns):
        _check_name(name, dialect)
    for name in model.names:
        _check_text(name, "segment")
    if key.lower() in map(str.lower, OUTPUT):
        raise DataError(f"the key cannot be called {key!r}, as a column of the result is.")
    same = _same_but_for_case(columns)
    if same and dialect in ONE_CASE:
        raise DataError(f"{dialect} takes the columns {' and '.join(same)} for one; rename one.")


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


def _check_name(name: str, dialect: str) -> None:
    """Raise `DataError` unless the engine can have a table or column of this name."""
    _check_text(name, "table or column")
    if not name:
        raise DataError("the name of a table or column is empty; every one needs a name.")
    if name.startswith(OWN):
        raise DataError(f"{name!r} begins as the query's own names do ({OWN}); rename it.")
    longest = LONGEST.get(dialect)
    if longest is not None and len(name.encode()) > longest:
        raise DataError(f"{dialect} has no names longer than {longest} bytes: {name[:20]!r}….")
    if dialect == "bigquery" and NOT_IN_BIGQUERY & set(name):
        hint = "; data set and table go into a tuple" if "." in name else "; rename it"
        raise DataError(f"BigQuery has no table or column called {name!r}{hint}.")
