"""UCI Online Retail: the invoice lines of a British gift wholesaler to one row per order.

The file is read as published and cleaned in counted steps; cancellations are netted where the
purchase they undo can be found, and what cannot be matched is counted, with its money.
"""

from functools import partial
from pathlib import Path

import ibis
import pandas as pd

from segmentation.cases import files
from segmentation.cases.files import TEXT, Kind, if_cut_short, number, whole
from segmentation.cases.ledger import Ledger
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


def _when(text: pd.Series) -> pd.Series:
    """Month first, as in the CSV; what is not may be a date cell of the workbook, as ISO text."""
    when = pd.to_datetime(text, format=DATE_FORMAT, errors="coerce")
    rest = text[when.isna()]
    when = when.fillna(pd.to_datetime(rest, format="ISO8601", errors="coerce"))
    return when.dt.round("s").astype("datetime64[us]")


KINDS = {
    "InvoiceNo": TEXT,
    "StockCode": TEXT,
    "Quantity": Kind(whole, "a whole number"),
    "InvoiceDate": Kind(_when, "a date such as 12/31/2010 8:26, month first"),
    "UnitPrice": Kind(number, "a number"),
    "CustomerID": Kind(whole, "a whole number or nothing", may_be_empty=True),
    "Country": TEXT,
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
    file = files.public_file("online_retail", FILES, PAGE, folder)
    text = files.text_with(file, COLUMNS, PAGE)
    lines = text.assign(**files.parsed(text, KINDS, file.name, if_cut_short(PAGE)))[list(COLUMNS)]
    return lines.astype({"Quantity": "int64", "CustomerID": "Int64"})


def _is_product(lines: pd.DataFrame) -> pd.Series:
    return lines.StockCode.str.match(r"\d{5}")


def clean(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the lines that buy or cancel a product for a known customer.

    Returns
    -------
    kept : DataFrame
        Purchases (quantity above 0) and cancellations (below 0); `split` parts them.
    account : DataFrame
        From `Ledger.table`; the lines used are purchases and cancellations.
    """
    cancels = lines.InvoiceNo.str.startswith("C")
    priced = lines.assign(Amount=lines.Quantity * lines.UnitPrice)
    ledger = Ledger(priced, customer="CustomerID", amount="Amount")
    for reason, why, concerned in (
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
    ):
        ledger.set_aside(reason, concerned, why)
    purchases, cancellations = split(ledger.used)
    account = ledger.table({"purchases": purchases, "cancellations": cancellations})
    return lines[ledger.reason == ""].reset_index(drop=True), account


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
    """Orders with what came back, and the accounts of `clean` and of `match_cancellations`."""
    kept, account = clean(read_lines(folder))
    purchases, matching = match_cancellations(*split(kept))
    return orders(purchases), account, matching


def orders_and_cancellations() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders with gross spend, and one row per cancelled invoice, which has a date of its own.

    Cancellations are `customer_id` and `contacted_at`, as contacts have them in other shops.
    """
    bought, cancelled = split(clean(read_lines())[0])
    purchases, _ = match_cancellations(bought, cancelled)
    columns = {"CustomerID": "customer_id", "InvoiceDate": "contacted_at"}
    invoices = cancelled.drop_duplicates("InvoiceNo").rename(columns=columns)[[*columns.values()]]
    return orders(purchases), invoices.astype({"customer_id": "int64"})


is_twin = partial(files.twin_is_read, "online_retail")
