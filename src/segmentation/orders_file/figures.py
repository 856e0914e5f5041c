"""What the figures of a row come to: amounts in whole units, items, and what was given back."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from segmentation.base.errors import DataError
from segmentation.orders_file import column_roles
from segmentation.reading import numbers

MOST = 1e12  # a larger amount is a mistake, and many of them would not fit a sum
MOST_UNITS = 9e15  # whole numbers that a float tells apart
UNITS = {"": 1.0, "1": 1.0, "cents": 0.01, "cent": 0.01, "0.01": 0.01}

LIKE_CENTS = 500  # usual amount from which whole numbers may be cents
WITHOUT_CENTS = ("JPY", "KRW", "VND", "IDR", "CLP", "HUF", "ISK", "TWD")


def worth(given: str) -> float:
    """What an amount of 1 is worth."""
    if given not in UNITS:
        raise DataError(f"unit must be 1 or cents; got {given!r}.")
    return UNITS[given]


def whole_units(amount: ir.NumericValue, decimals: int, unit: float) -> ir.IntegerValue:
    """An amount in whole units of its last decimal; missing if no order can be as large."""
    value = amount * (10**decimals * unit)
    possible = value.abs() <= min(MOST * 10**decimals, MOST_UNITS)
    return ibis.ifelse(possible, value, ibis.null("float64")).round().cast("int64")


def product(quantity: ir.NumericValue, price: ir.NumericValue) -> ir.NumericValue:
    """What a row comes to; two minus signs are a return that was marked twice."""
    both = quantity * price
    return ibis.ifelse((quantity < 0) & (price < 0), -both, both)


def only_given_back(texts: ir.Table, values: Mapping[str, ir.NumericValue]) -> ir.BooleanValue:
    """Whether a row has no amount but says what was given back: a refund booked by itself."""
    if not {"amount", "returned"} <= set(values):
        return ibis.literal(False)
    return texts.amount.isnull() & (values["returned"].abs() > 0).fill_null(False)


def goods(rows: ir.Table, decimal: str, decimals: int, unit: float) -> dict[str, ir.IntegerValue]:
    """What the item of a row comes to, where its quantity and price stand beside an amount."""
    names = [*column_roles.ITEM.values()]
    if not set(names) <= set(rows.columns):
        return {}
    quantity, price = (numbers.number(rows[name].coalesce(""), decimal) for name in names)
    return {"goods": whole_units(product(quantity, price), decimals, unit)}


def usual_if_whole(rows: ir.Table, currency: str, decimals: int) -> float:
    """The usual amount if all that is used are whole and so large that they may be cents, else 0.

    A currency that has no cents is not asked about.
    """
    one = 10**decimals
    if currency in WITHOUT_CENTS or rows.filter(rows.units % one != 0).count().execute():
        return 0.0
    sold = rows.filter(rows.units > 0)
    usual = float(sold.units.approx_median().execute()) / one
    return usual if usual >= LIKE_CENTS else 0.0
