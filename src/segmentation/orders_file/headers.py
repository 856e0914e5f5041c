"""The headers of one file, of several files, and of what is left beside them."""

from collections.abc import Mapping

from segmentation.base.errors import DataError
from segmentation.orders_file import column_roles, customer_table
from segmentation.orders_file.column_roles import OpenColumnsError
from segmentation.reading.headers import Used
from segmentation.reading.staged import first_cells
from segmentation.reading.staging import Left, Staged


def roles_of(
    staged: list[Staged], given: Mapping[str, str], show: bool = True
) -> list[dict[str, int]]:
    """Role → position, for every file; all files have the columns that the first one has.

    `show` lets a question show what stands in the columns. A first file that is a table of
    customers is a `DataError`, as is all that `column_roles.find` refuses.
    """
    first = _first(staged[0], given, show)
    names = dict.fromkeys(column_roles.NAMES, column_roles.NONE)
    names |= {role: staged[0].columns[at] for role, at in first.items()}
    base = {role: name for role, name in names.items() if role in column_roles.NAMES}
    found = [first]
    for one in staged[1:]:
        further = {role: one.columns.index(name) for role, name in names.items()
                   if role not in base and name in one.columns}  # fmt: skip
        try:
            asked = column_roles.find(one.columns, base)
            found.append({role: at for role, at in asked.items() if role in base} | further)
        except DataError as error:
            raise DataError(f"{one.name}: {error}") from None
    return found


def _first(one: Staged, given: Mapping[str, str], show: bool) -> dict[str, int]:
    """Role → position in the first file."""
    try:
        return column_roles.find(one.columns, given)
    except OpenColumnsError as error:
        if "date" in error.suggested and not given.get("date"):
            customer_table.refuse(one)
        if not show:
            raise
    return column_roles.find(one.columns, given, first_cells(one.parquet))  # asked with cells


def tell(given: Mapping[str, str]) -> Used:
    """What tells a header of orders: the positions of the columns that have a role in it."""

    def used(columns: list[str]) -> list[int]:
        try:
            return list(column_roles.find(columns, given).values())
        except OpenColumnsError as error:  # a table of orders too, if what it lacks is not needed
            needed = set(error.suggested) & set(column_roles.NEEDED)
            return [] if needed else list(range(len(columns)))
        except DataError:
            return []

    return used


def check_left(left: list[Left], given: Mapping[str, str]) -> None:
    """Raise if a table that was left has order ids, and lacks one needed column alone."""
    for one in left:
        try:
            column_roles.find(one.columns, given)
        except OpenColumnsError as error:
            lacking = set(error.suggested) & set(column_roles.NEEDED)
            ids = column_roles.by_usual_name("order", one.columns)
            if ids and len(lacking) == 1 and "amount" not in lacking:
                raise DataError(
                    f"{one.name} may hold orders too, but {str(error).rstrip('.')}; name its "
                    "columns as in the other tables, or take it away; sheet chooses one of a "
                    "workbook."
                ) from None
        except DataError:
            continue
