"""Sentences on what was read from your orders file, and where its rows and its money went."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.orders_file.funnel import MOST_ASIDE
from segmentation.orders_file.money import IN, SPEND, USED
from segmentation.orders_file.source import Reading
from segmentation.orders_file.status_words import REFUNDED

MARKS = {".": "a point", ",": "a comma"}
DATES = {True: "with the day first", False: "with the month first", None: "as they say themselves"}
MOST_STATUSES = 8  # named
GRAINS = {
    "orders": "one row is one order, or what was given back",
    "lines": "the order id comes back: several rows are one order, and are summed",
    "once": "the order id comes back, and each of its rows carries the order's amount, which "
    "counts once",
    "moments": "there is no order id: what a customer bought at the same moment is one order",
}
REFUNDS = {
    "column": "how much came back is taken from the column of returns",
    "rows": "what came back is taken from the rows below 0, not from the status, so as not to "
    "count it twice",
    "status": "they count as given back in full",
}


def _role(role: str) -> str:
    """What a column is for, in words: "status 2" is a further status."""
    return "a guest" if role == "other" else role.partition(" ")[0]


def written(amount: float, currency: str) -> str:
    return f"{currency} {amount:,.2f}".strip()


def understood(reading: Reading) -> str:
    """How the file was understood: columns, marks, dates, currency; what was not used."""
    taken = listed([f"{_role(role)} from *{name}*" for role, name, _ in reading.columns.to_numpy()])
    text = (
        f"Taken: {taken}. The decimal mark is {MARKS[reading.decimal]}; dates are read "
        f"{DATES[reading.day_first]}. "
    )
    text += f"Amounts are in {reading.currency}. " if reading.currency else "No currency is named. "
    if reading.counts["zoned"]:
        text += (
            f"{reading.counts['zoned']:,} times carry a zone; the clock time counts as written. "
        )
    if reading.decimals > 2:
        text += f"Amounts have up to {reading.decimals} decimals, and all of them count. "
    if reading.noticed.get("total"):
        text += (
            "The price of a row already holds its quantity (divided by it, it is one figure per "
            "product), so that it is not multiplied once more; set `quantity` and `price` if it "
            "is to be. "
        )
    if reading.whole:
        text += (
            f"**Every amount is a whole number, and half are above {reading.whole:,.0f}**: if they "
            "are cents, set `unit` to `cents`. "
        )
    if reading.unused:
        text += f"Not used: {listed(reading.unused)}."
    return text.strip()


def accounted(funnel: pd.DataFrame) -> str:
    """How many rows are used, and what most of the others lack."""
    rows = funnel.groupby("Part", sort=False)["Rows"].sum()
    aside = funnel[funnel["Part"] == "set aside"]
    if aside.empty:
        return f"All **{rows['in']:,}** rows are used."
    most = aside.iloc[0]
    listing = "all are" if rows["set aside"] <= MOST_ASIDE else f"the first {MOST_ASIDE:,} are"
    return (
        f"**{rows['used']:,} of {rows['in']:,}** rows are used. {rows['set aside']:,} are set "
        f"aside, most of them for *{most['Reason']}* ({most['Rows']:,}); {listing} listed in "
        "`set_aside.csv`, with the reason."
    )


def sold(reading: Reading) -> str:
    """What the statuses of orders say: what is no sale, what was given back, what is a sale."""
    if not reading.statuses:
        return "No column of statuses is read, so every row counts as sold."
    money = reading.money.set_index("Step")["Bought"]
    parts = []
    for reason, rows in reading.funnel.groupby("Reason", sort=False)["Rows"].sum().items():
        if str(reason).startswith("status: "):
            amount = written(money.get(f"set aside, {reason}", 0.0), reading.currency)
            parts.append(f"{rows:,} rows {str(reason).removeprefix('status: ')} ({amount})")
    text = f"**Not sold by their status, and set aside**: {listed(parts)}. " if parts else ""
    back = [status for status, kind in reading.statuses.items() if kind == REFUNDED]
    if back:
        text += f"Where it says {listed(back)}, {REFUNDS[reading.refunds]}. "
    sales = [status for status, kind in reading.statuses.items() if not kind]
    return text + (
        f"Counted as sold: {listed(sales[:MOST_STATUSES])}"
        + (f" and {len(sales) - MOST_STATUSES:,} more" if len(sales) > MOST_STATUSES else "")
        + "; set `status` to `none` to count every row."
    )


def money(table: pd.DataFrame, currency: str) -> str:
    """How much of the file's money is counted, and what was given back but not taken off.

    Parameters
    ----------
    table : DataFrame
        From `money.spend`.
    currency : str
    """
    steps = table.set_index("Step")["Bought"]
    text = (
        f"Of {written(steps[IN], currency)} bought in the file, {written(steps[USED], currency)} "
        f"is in orders, and **{written(steps[SPEND], currency)}** is the spend that is counted; "
        "the spend of all segments is the same. "
    )
    loose = table["Given back"].where(table["Step"].str.contains("not taken off")).sum()
    if loose:
        text += f"**{written(loose, currency)} was given back and is not subtracted.** "
    return text.strip()


def grain(reading: Reading) -> str:
    """What a row is, how many orders come of it, and what was returned."""
    counts = reading.counts
    text = (
        f"**Grain**: {GRAINS[reading.grain]}. That makes **{counts['orders']:,} orders of "
        f"{counts['customers']:,} customers**, up to {reading.snapshot}. "
    )
    if counts["copies kept"]:
        text += (
            f"{counts['copies kept']:,} rows equal another one of their order in every field and "
            "are counted, since an order can hold two equal lines. "
        )
    if reading.noticed.get("guests"):
        text += (
            f"{reading.noticed['guests']:,} rows are of guests or lack a customer, and are told "
            "apart by another column. "
        )
    if reading.noticed.get("used again"):
        text += (
            f"{reading.noticed['used again']:,} order ids come back on another day with the same "
            "customer; each day is an order of its own. "
        )
    if counts["shared ids"]:
        text += "Some order ids serve several customers; each has an order of its own. "
    if reading.returns.empty:
        return text + "Nothing was returned in this file, or returns are not in it."
    returned, netted = reading.returns["Amount"].sum(), reading.returns["Netted"].sum()
    money = f" {reading.currency}" if reading.currency else ""
    return text + (
        f"Of{money} {returned:,.0f} given back, {netted:,.0f} can be taken off an order "
        f"({netted / returned:.0%}); the rest has no matching order and is not subtracted."
    )
