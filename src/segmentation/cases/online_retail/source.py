"""UCI Online Retail: the invoice lines of a British gift wholesaler to one row per order.

The file is read as published and cleaned in counted steps; cancellations are netted where the
purchase they undo can be found, and what cannot be matched is counted, with its money.
"""

from pathlib import Path

import ibis
import pandas as pd

from segmentation.base import paths
from segmentation.base.paths import raw_folder
from segmentation.cases.files import if_cut_short, number, public_file, refuse, text_with, whole
from segmentation.features import schemas
from segmentation.features.returns import match_cancellations

FILES = ("Online Retail.csv", "Online Retail.xlsx")
PAGE = "https://archive.ics.uci.edu/dataset/352/online+retail"
LICENCE = "CC BY 4.0"
SOURCE = (
    f"Source: Chen, D. (2015), Online Retail, UCI Machine Learning Repository, {PAGE}, "
    f"doi 10.24432/C5BW33; licence {LICENCE}."
)
COLUMNS = (
    "InvoiceNo", "StockCode", "Description", "Quantity",
    "InvoiceDate", "UnitPrice", "CustomerID", "Country",
)  # fmt: skip
DATE_FORMAT = "%m/%d/%Y %H:%M"


def _filled(text: pd.Series) -> pd.Series:
    return text.where(text.str.strip() != "")


def _when(text: pd.Series) -> pd.Series:
    """Month first, as in the CSV; what is not may be a date cell of the workbook, as ISO text."""
    when = pd.to_datetime(text, format=DATE_FORMAT, errors="coerce")
    rest = text[when.isna()]
    when = when.fillna(pd.to_datetime(rest, format="ISO8601", errors="coerce"))
    return when.dt.round("s").astype("datetime64[us]")


# Country, the last field, comes first: it is what a line cut short lacks.
PARSERS = {
    "Country": (_filled, "text"),
    "InvoiceNo": (_filled, "text"),
    "StockCode": (_filled, "text"),
    "Quantity": (whole, "a whole number"),
    "InvoiceDate": (_when, "a date such as 12/31/2010 8:26, month first"),
    "UnitPrice": (number, "a number"),
    "CustomerID": (whole, "a whole number or nothing"),
}


def read_lines(folder: Path | None = None) -> pd.DataFrame:
    """Read the published file, the CSV if it is there, else the workbook; check every column.

    Parameters
    ----------
    folder : Path, optional
        Where the file lies; `paths.raw_folder("online_retail")` by default.

    Returns
    -------
    DataFrame
        One row per invoice line, in the official columns; `CustomerID` is a nullable integer.

    Raises
    ------
    DataError
        If the file is missing or cut short, a column is missing, or a value is not of its kind.
    """
    file = public_file("online_retail", FILES, PAGE, folder)
    text = text_with(file, COLUMNS, PAGE)
    lines = text[list(COLUMNS)].copy()
    for column, (parse, kind) in PARSERS.items():
        lines[column] = parse(text[column])
        bad = lines[column].isna()
        if column == "CustomerID":
            bad &= text[column].str.strip() != ""
        refuse(text, column, f"hold {kind}", bad, file.name, if_cut_short(PAGE))
    return lines.astype({"Quantity": "int64", "CustomerID": "Int64"})


def _is_product(lines: pd.DataFrame) -> pd.Series:
    return lines.StockCode.str.match(r"\d{5}")


def _money(lines: pd.DataFrame) -> float:
    return round(float((lines.Quantity * lines.UnitPrice).sum()), 2)


def _rules(lines: pd.DataFrame) -> list[tuple[str, str, pd.Series]]:
    """The cleaning steps in order: name, reason, and the lines they concern."""
    cancels = lines.InvoiceNo.str.startswith("C")
    return [
        ("exact duplicate", "every field equals an earlier line's", lines.duplicated()),
        ("no customer", "belongs to nobody who could be segmented", lines.CustomerID.isna()),
        ("bad debt (A…)", "bookkeeping, not trade", lines.InvoiceNo.str.startswith("A")),
        (
            "not a product",
            "postage, fees, discounts, vouchers: the code does not begin with five digits",
            ~_is_product(lines),
        ),
        ("price 0 or below", "a gift, a sample or a correction", lines.UnitPrice <= 0),
        (
            "sign against invoice",
            "neither a sale (above 0) nor a cancellation (C…, below 0)",
            (lines.Quantity == 0) | (cancels != (lines.Quantity < 0)),
        ),
    ]


def non_products(lines: pd.DataFrame) -> pd.DataFrame:
    """Stock codes that do not begin with five digits, the most frequent first.

    Parameters
    ----------
    lines : DataFrame
        From `read_lines`.

    Returns
    -------
    DataFrame
        `StockCode`, `Lines`, `Customers` and `Amount`.
    """
    found = lines[~_is_product(lines)]
    found = found.assign(Amount=found.Quantity * found.UnitPrice)
    table = found.groupby("StockCode", as_index=False).agg(
        Lines=("InvoiceNo", "size"), Customers=("CustomerID", "nunique"), Amount=("Amount", "sum")
    )
    return table.sort_values(["Lines", "StockCode"], ascending=[False, True]).round(2)


def clean(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the lines that buy or cancel a product for a known customer.

    Parameters
    ----------
    lines : DataFrame
        From `read_lines`.

    Returns
    -------
    kept : DataFrame
        Purchases (quantity above 0) and cancellations (below 0); `split` parts them.
    funnel : DataFrame
        One row per step. `Part` is "in", "dropped" or "kept", and the lines in are those dropped
        plus those kept. A dropped row's `Customers` are those no line is left of; `In_File`
        counts the lines the step concerns, whether or not an earlier step took them.
    """
    left = pd.Series(True, index=lines.index)
    rows = [("in", "the file", lines, lines.CustomerID.nunique(), len(lines), "")]
    for step, why, concerned in _rules(lines):
        before = lines.CustomerID[left].nunique()
        dropped = lines[left & concerned]
        left &= ~concerned
        gone = before - lines.CustomerID[left].nunique()
        rows.append(("dropped", step, dropped, gone, int(concerned.sum()), why))
    kept = lines[left].reset_index(drop=True)
    for step, part in zip(("purchases", "cancellations"), split(kept), strict=True):
        rows.append(("kept", step, part, part.CustomerID.nunique(), len(part), "to be matched"))
    funnel = pd.DataFrame(
        [(p, s, len(part), who, _money(part), n, why) for p, s, part, who, n, why in rows],
        columns=["Part", "Step", "Lines", "Customers", "Amount", "In_File", "Why"],
    )
    total = funnel.groupby("Part").Lines.sum()
    assert total["in"] == total["dropped"] + total["kept"]
    return kept, funnel


def split(kept: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the kept lines into purchases and cancellations."""
    cancels = kept.Quantity < 0
    return kept[~cancels].reset_index(drop=True), kept[cancels].reset_index(drop=True)


def orders(purchases: pd.DataFrame) -> pd.DataFrame:
    """One row per invoice, checked against `schemas.ORDERS`.

    Parameters
    ----------
    purchases : DataFrame
        From `match_cancellations`.

    Returns
    -------
    DataFrame
        `customer_id`, `order_id`, `ordered_at` (the earliest minute where an invoice has two),
        `amount` (gross), `returned_amount` and `country`, by date.
    """
    table = purchases.groupby(["CustomerID", "InvoiceNo"], as_index=False).agg(
        ordered_at=("InvoiceDate", "min"),
        amount=("Amount", "sum"),
        returned_amount=("Returned_Amount", "sum"),
        country=("Country", "first"),
    )
    table = table.rename(columns={"CustomerID": "customer_id", "InvoiceNo": "order_id"})
    table = table.astype({"customer_id": "int64"}).round({"amount": 2, "returned_amount": 2})
    table = table.sort_values(["ordered_at", "order_id"], ignore_index=True)
    schemas.check(ibis.memtable(table), schemas.ORDERS)
    return table


def load(folder: Path | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read, clean, net the cancellations and sum up to orders, in one call.

    Parameters
    ----------
    folder : Path, optional
        Where the file lies; `paths.raw_folder("online_retail")` by default.

    Returns
    -------
    orders, funnel, returns_funnel : DataFrame
        From `orders`, `clean` and `match_cancellations`.
    """
    kept, funnel = clean(read_lines(folder))
    purchases, returns_funnel = match_cancellations(*split(kept))
    return orders(purchases), funnel, returns_funnel


def orders_and_cancellations() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders with gross spend, and one row per cancelled invoice, which has a date of its own.

    Returns
    -------
    orders : DataFrame
        From `orders`.
    cancelled : DataFrame
        `customer_id` and `contacted_at`, as contacts have them in other shops.

    Raises
    ------
    DataError
        If the file is not there: page, file and folder.
    """
    kept, _ = clean(read_lines())
    bought, cancelled = split(kept)
    purchases, _ = match_cancellations(bought, cancelled)
    columns = {"CustomerID": "customer_id", "InvoiceDate": "contacted_at"}
    invoices = cancelled.drop_duplicates("InvoiceNo").rename(columns=columns)[[*columns.values()]]
    return orders(purchases), invoices.astype({"customer_id": "int64"})


def is_twin(folder: Path | None = None) -> bool:
    """Whether the file that would be read is a synthetic twin, not the published one."""
    return paths.is_twin(folder or raw_folder("online_retail"))
