"""Kaggle's ecommerce_user_segmentation.csv: one row per customer, checked and accounted for.

The table comes ready-made: there are no orders behind it to count again. So what can be checked
is whether a row agrees with itself; `quality` does that.
"""

from functools import partial
from pathlib import Path

import pandas as pd

from segmentation.base.errors import DataError
from segmentation.cases import files
from segmentation.cases.files import Kind, if_cut_short, number, refuse, whole
from segmentation.cases.ledger import Ledger
from segmentation.features.names import RFM

FILES = ("ecommerce_user_segmentation.csv",)
PAGE = "Kaggle"
SOURCE = (
    "Source: Kaggle, file ecommerce_user_segmentation.csv. The copy used here names neither its "
    "page nor a licence, so none is given; the file is not passed on."
)
COUNTS = (
    "Recency", "Frequency", "Monetary", "Avg_Order_Value", "Session_Count", "Pages_Viewed",
    "Clicks", "Campaign_Response", "Wishlist_Adds", "Returns",
)  # fmt: skip
RATES = ("Avg_Session_Duration", "Cart_Abandon_Rate")
COLUMNS = (
    "Customer_ID", "Recency", "Frequency", "Monetary", "Avg_Order_Value", "Session_Count",
    "Avg_Session_Duration", "Pages_Viewed", "Clicks", "Campaign_Response", "Wishlist_Adds",
    "Cart_Abandon_Rate", "Returns", "Segment_Label",
)  # fmt: skip
TIERS = ("Iron", "Copper", "Silver", "Gold", "Platinum")  # the values of Segment_Label
RESPONSE = "Campaign_Response"  # held out: never clustered on
LOGGED = ("Frequency", "Monetary", "Clicks", "Wishlist_Adds")  # skewed, so log1p before σ
MEASURES = tuple(c for c in COLUMNS if c not in ("Customer_ID", RESPONSE, "Segment_Label"))


# An empty cell is a missing value, any other text is an error.
KINDS = dict.fromkeys(COUNTS, Kind(whole, "a whole number", may_be_empty=True)) | dict.fromkeys(
    RATES, Kind(number, "a number", may_be_empty=True)
)


def read_customers(folder: Path | None = None) -> pd.DataFrame:
    """Read the published file and check every column.

    Parameters
    ----------
    folder : Path, optional
        Where the file lies; `paths.raw_folder("engagement")` by default.

    Returns
    -------
    DataFrame
        One row per customer in the official columns. Empty cells of figures are missing values,
        which `account` sets aside.

    Raises
    ------
    DataError
        If the file is missing or cut short, a column is missing, a figure is text, or an id is
        empty or not unique.
    """
    file = files.public_file("engagement", FILES, PAGE, folder)
    text = files.text_with(file, COLUMNS, PAGE)[list(COLUMNS)]
    label = text["Segment_Label"].str.strip()  # the last field is what a line cut short lacks
    rule = f"be one of {', '.join(TIERS)}"
    refuse(text, "Segment_Label", rule, ~label.isin(TIERS), file.name, if_cut_short(PAGE))
    name = text["Customer_ID"].str.strip()
    bad = name.duplicated() | (name == "")
    once = "keep one line of each customer"
    refuse(text, "Customer_ID", "be filled and unique", bad, file.name, once)
    figures = files.parsed(text, KINDS, file.name, "correct them, or leave them empty")
    figures = figures.astype(dict.fromkeys(COUNTS, "Int64"))
    return text.assign(Customer_ID=name, Segment_Label=label, **figures)


def _impossible(customers: pd.DataFrame) -> pd.Series:
    """Whether a figure lies where no such figure can."""
    figures = customers[list(KINDS)].astype("float64")
    return (
        (figures < 0).any(axis=1) | (figures["Cart_Abandon_Rate"] > 100) | (figures[RESPONSE] > 1)
    )


def account(customers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Part the customers into those who can be segmented and those set aside, by reason.

    Returns
    -------
    used : DataFrame
        With plain numbers, in a fresh index.
    aside : DataFrame
        The others, with the `Reason`: the first that applies.
    account : DataFrame
        From `Ledger.table`.
    """
    none = customers["Frequency"].fillna(1) == 0
    ledger = Ledger(customers)
    ledger.set_aside("a figure is missing", customers[list(KINDS)].isna().any(axis=1))
    ledger.set_aside("a figure that cannot be", _impossible(customers))
    copies = customers.drop(columns="Customer_ID").duplicated()
    ledger.set_aside("a copy of an earlier customer", copies)
    spent = customers["Monetary"].fillna(0)
    ledger.set_aside("no order, yet money spent", none & (spent > 0))
    ledger.set_aside("no order, no money", none & (spent == 0))
    kept = (ledger.reason == "").to_numpy()
    used = ledger.used.reset_index(drop=True).astype(dict.fromkeys(COUNTS, "int64"))
    aside = customers[~kept].assign(Reason=ledger.reason[~kept]).reset_index(drop=True)
    return used, aside, ledger.table({"at least one order": used})


def feature_list(features: str) -> list[str]:
    """Turn the notebook's parameter `features` into column names.

    Parameters
    ----------
    features : str
        "rfm", or names of `MEASURES` separated by commas. What is held out cannot be chosen.

    Raises
    ------
    DataError
        If a name is unknown or given twice, or fewer than two names are given.
    """
    if features == "rfm":
        return list(RFM)
    names = [name.strip() for name in features.split(",")]
    if set(names) - set(MEASURES) or len(names) < 2 or len(set(names)) < len(names):
        raise DataError(
            f"features must be rfm or at least two different names of {', '.join(MEASURES)}; "
            f"got {features!r}."
        )
    return names


is_twin = partial(files.twin_is_read, "engagement")
