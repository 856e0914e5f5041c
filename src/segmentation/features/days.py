"""Days as whole numbers, the same in every engine."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from segmentation.base.errors import DataError

if TYPE_CHECKING:  # dates alone need no engine
    import ibis.expr.types as ir

SECONDS_PER_DAY = 86_400


def day_number(when: ir.Value) -> ir.IntegerValue:
    """Whole days since 1970-01-01 of a date or timestamp column."""
    return when.cast("timestamp").epoch_seconds() // SECONDS_PER_DAY


def epoch_day(as_of: str | dt.date) -> int:
    """Whole days since 1970-01-01 of a date given as a date or as "2026-06-30".

    Raises
    ------
    DataError
        If the text is not a date.
    """
    if isinstance(as_of, dt.datetime):
        as_of = as_of.date()
    try:
        date = dt.date.fromisoformat(str(as_of))
    except ValueError:
        raise DataError(f"a date must look like 2026-06-30; got {as_of!r}.") from None
    return (date - dt.date(1970, 1, 1)).days


def until(table: ir.Table, column: str, as_of: str | dt.date) -> ir.Table:
    """Rows whose time lies on or before the day `as_of`."""
    return table.filter(day_number(table[column]) <= epoch_day(as_of))
