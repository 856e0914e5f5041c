"""Tables as people read them: shares in per cent, large numbers without decimals."""

import re
from collections.abc import Collection, Mapping
from functools import partial
from textwrap import shorten

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

SHARES = ("Return_Rate", "Discount_Usage")
MISSING = "–"
CELL_WIDTH = 60  # characters
NEGATIVE_ZERO = re.compile(r"^-(0(?:\.0+)?%?)$")


def _text(column: pd.Series, shares: Collection[str] | None) -> str | None:
    """How the figures of a column are written; None for what is no figure."""
    if not is_numeric_dtype(column) or is_bool_dtype(column):
        return None
    by_name = str(column.name).startswith("share") or column.name in SHARES
    if by_name if shares is None else column.name in shares:
        return "{:.0%}"
    largest = column.abs().max()
    if is_integer_dtype(column) or largest >= 100:
        return "{:,.0f}"
    return "{:.1f}" if largest >= 10 else "{:.2f}"


def _written(figure: float, text: str) -> str:
    return MISSING if pd.isna(figure) else NEGATIVE_ZERO.sub(r"\1", text.format(figure))


def readable(
    table: pd.DataFrame,
    shares: Collection[str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Write out the figures of a table to be looked at, column by column.

    Parameters
    ----------
    table : DataFrame
    shares : collection of str, optional
        Columns that are shares of 1; without it those whose name begins with "share", and rates
        of orders.
    formats : mapping, optional
        Column → how its figures are written, such as "{:.3f}", where that is not as below.

    Returns
    -------
    DataFrame
        Text: shares in per cent, figures from 100 up without decimals and with thousands
        separated, from 10 up with one decimal, smaller ones with two; "–" where there is none.

    Examples
    --------
    >>> readable(pd.DataFrame({"share": [0.123], "spend": [1234.5], "rating": [4.567]}))
      share  spend rating
    0   12%  1,234   4.57
    """
    shown, formats = table.copy(), formats or {}
    for position, (name, column) in enumerate(table.infer_objects().items()):
        text = formats.get(str(name)) or _text(column, shares)
        if text:
            shown.isetitem(position, column.map(partial(_written, text=text)))
    return shown


def _cell(value: object, longest: int) -> str:
    if isinstance(value, float) and abs(value) < 1000:
        return f"{value:.4g}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.0f}"
    return "" if value is None else shorten(str(value), longest, placeholder=" …")


def table(rows: list[dict[str, object]], longest: int = CELL_WIDTH) -> str:
    """Lay out rows as text: numbers to the right, the rest to the left; what a row lacks is blank.

    Text longer than `longest` characters is shortened.

    Examples
    --------
    >>> print(table([{"name": "VIP", "customers": 1200}, {"name": "Dormant", "customers": 7}]))
    name     customers
    VIP          1,200
    Dormant          7
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [columns, *([_cell(row.get(column), longest) for column in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    right = [all(isinstance(row.get(c), int | float | None) for row in rows) for c in columns]
    lines = (
        "  ".join(
            cell.rjust(width) if numeric else cell.ljust(width)
            for cell, width, numeric in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in cells
    )
    return "\n".join(lines)
