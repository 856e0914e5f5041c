"""Sentences on how your orders file was read."""

import pandas as pd

from segmentation.base.words import listed, plural
from segmentation.orders_file.accounts import MOST_ASIDE
from segmentation.orders_file.orders import Grain
from segmentation.orders_file.source import ReadResult, Refunds
from segmentation.orders_file.status_words import REFUNDED

MARKS = {".": "a point", ",": "a comma"}
DATES = {True: "with the day first", False: "with the month first", None: "as they say themselves"}
MOST_STATUSES = 8  # named
GRAINS = {
    Grain.ORDERS: "one row is one order, or what was given back",
    Grain.LINES: "the order id comes back: several rows are one order, and are summed",
    Grain.ONCE: "the order id comes back, and each of its rows carries the order's amount, which "
    "counts once",
    Grain.MOMENTS: "there is no order id: what a customer bought at the same moment is one order",
}
REFUNDS = {
    Refunds.COLUMN: "how much came back is taken from the column of returns",
    Refunds.ROWS: "what came back is taken from the rows below 0, not from the status, so as not "
    "to count it twice",
    Refunds.STATUS: "they count as given back in full",
}


def _role(role: str) -> str:
    """What a column is for, in words: "status 2" is a further status."""
    return "a guest" if role == "other" else role.partition(" ")[0]


def written(amount: float, currency: str) -> str:
    """An amount with its currency, if it is known."""
    return f"{currency} {amount:,.2f}".strip()


def understood(reading: ReadResult) -> str:
    """How the file was understood: columns, marks, dates, currency; what was not used."""
    taken = listed([f"{_role(role)} from *{name}*" for role, name, _ in reading.columns.to_numpy()])
    said = [
        f"Taken: {taken}.",
        f"The decimal mark is {MARKS[reading.decimal]}; dates are read {DATES[reading.day_first]}.",
        f"Amounts are in {reading.currency}." if reading.currency else "No currency is named.",
    ]
    if reading.zoned:
        said.append(
            f"{plural(reading.zoned, 'time')} with a zone; the clock time counts as written."
        )
    if reading.decimals > 2:
        said.append(f"Amounts have up to {reading.decimals} decimals, and all of them count.")
    if reading.price_is_total:
        said.append(
            "The price of a row already holds its quantity (divided by it, it is one figure per "
            "product), so that it is not multiplied once more; set `quantity` and `price` if it "
            "is to be."
        )
    if reading.usual_if_whole:
        said.append(
            f"**Every amount is a whole number, and half are above {reading.usual_if_whole:,.0f}**:"
            " if they are cents, set `unit` to `cents`."
        )
    if reading.unused:
        said.append(f"Not used: {listed(reading.unused)}.")
    return " ".join(said)


def accounted(funnel: pd.DataFrame) -> str:
    """Where the rows that are set aside can be looked at."""
    rows = funnel.groupby("Part")["Rows"].sum()
    if "set aside" not in rows:
        return "All rows are used."
    most = f"The first {MOST_ASIDE:,} rows" if rows["set aside"] > MOST_ASIDE else "All rows"
    return f"{most} that are set aside are listed in `set_aside.csv`, with the reason."


def sold(reading: ReadResult) -> str:
    """Which statuses count as sold, and what was given back by its status."""
    if not reading.statuses:
        return "No column of statuses is read, so every row counts as sold."
    said = []
    if reading.refunds is not None:
        back = [status for status, kind in reading.statuses.items() if kind == REFUNDED]
        said.append(f"Where it says {listed(back)}, {REFUNDS[reading.refunds]}.")
    sales = [status for status, kind in reading.statuses.items() if not kind]
    more = len(sales) - MOST_STATUSES
    named = listed(sales[:MOST_STATUSES]) + (f" and {more:,} more" if more > 0 else "")
    said.append(f"Counted as sold: {named}; set `status` to `none` to count every row.")
    return " ".join(said)


def grain(reading: ReadResult) -> str:
    """What a row is, how many orders come of it, and what was returned."""
    said = [
        f"**Grain**: {GRAINS[reading.grain]}. That makes **{plural(reading.n_orders, 'order')} of "
        f"{plural(reading.n_customers, 'customer')}**, up to {reading.snapshot}."
    ]
    if reading.copies_kept:
        said.append(
            f"Rows that equal another one of their order in every field: {reading.copies_kept:,}. "
            "They count, since an order can hold two equal lines."
        )
    if reading.guests:
        said.append(
            f"Rows of guests, or without a customer: {reading.guests:,}. Another column tells them "
            "apart."
        )
    if reading.used_again:
        said.append(
            f"Order ids that come back on another day with the same customer: "
            f"{reading.used_again:,}. Each day is an order of its own."
        )
    if reading.shared_ids:
        said.append("Some order ids serve several customers; each has an order of its own.")
    if reading.returns.empty:
        said.append("Nothing was returned in this file, or returns are not in it.")
    else:
        netted, returned = (reading.returns[name].sum() for name in ("Netted", "Amount"))
        said.append(f"{netted / returned:.0%} of what was given back can be taken off an order.")
    return " ".join(said)
