"""Kaggle's ecommerce_user_segmentation.csv: one row per customer, checked and accounted for.

The table comes ready-made: there are no orders behind it to count again. So what can be checked
is whether a row agrees with itself; `quality` does that.
"""

from pathlib import Path

import pandas as pd

from segmentation.base import paths
from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder
from segmentation.cases.files import if_cut_short, number, public_file, refuse, text_with, whole
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


def _figure(text: pd.DataFrame, column: str, file: str) -> pd.Series:
    """Parse a column; an empty cell is a missing value, any other text is an error."""
    parse, kind = (whole, "a whole number") if column in COUNTS else (number, "a number")
    found = parse(text[column])
    bad = found.isna() & (text[column].str.strip() != "")
    refuse(text, column, f"hold {kind}", bad, file, "correct them, or leave them empty")
    return found.astype("Int64") if column in COUNTS else found


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
    file = public_file("engagement", FILES, PAGE, folder)
    text = text_with(file, COLUMNS, PAGE)[list(COLUMNS)]
    label = text["Segment_Label"].str.strip()  # the last field is what a line cut short lacks
    rule = f"be one of {', '.join(TIERS)}"
    refuse(text, "Segment_Label", rule, ~label.isin(TIERS), file.name, if_cut_short(PAGE))
    name = text["Customer_ID"].str.strip()
    bad = name.duplicated() | (name == "")
    once = "keep one line of each customer"
    refuse(text, "Customer_ID", "be filled and unique", bad, file.name, once)
    figures = {c: _figure(text, c, file.name) for c in (*COUNTS, *RATES)}
    return text.assign(Customer_ID=name, Segment_Label=label, **figures)[list(COLUMNS)]


def _impossible(customers: pd.DataFrame) -> pd.Series:
    """Whether a figure lies where no such figure can."""
    figures = customers[[*COUNTS, *RATES]].astype("float64")
    return (
        (figures < 0).any(axis=1) | (figures["Cart_Abandon_Rate"] > 100) | (figures[RESPONSE] > 1)
    )


def account(customers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Part the customers into those who can be segmented and those set aside, by reason.

    Parameters
    ----------
    customers : DataFrame
        From `read_customers`.

    Returns
    -------
    used : DataFrame
        With plain numbers, in a fresh index.
    aside : DataFrame
        The others, with the `Reason`: the first that applies.
    funnel : DataFrame
        `Part` ("in", "set aside", "used"), `Step`, `Customers`, and `In_File`, the customers the
        reason concerns, whether or not an earlier one took them. The customers in are those set
        aside plus those used.
    """
    figures = customers.drop(columns="Customer_ID")
    none = customers["Frequency"].fillna(1) == 0
    reasons = {
        "a figure is missing": customers[[*COUNTS, *RATES]].isna().any(axis=1),
        "a figure that cannot be": _impossible(customers),
        "a copy of an earlier customer": figures.duplicated(),
        "no order, yet money spent": none & (customers["Monetary"].fillna(0) > 0),
        "no order, no money": none & (customers["Monetary"].fillna(0) == 0),
    }
    reason = pd.Series("", index=customers.index)
    for name, concerned in reasons.items():
        reason = reason.mask((reason == "") & concerned, name)
    rows = [("in", "the file", len(customers), len(customers))]
    rows += [("set aside", n, int((reason == n).sum()), int(c.sum())) for n, c in reasons.items()]
    kept = (reason == "").to_numpy()
    rows.append(("used", "at least one order", int(kept.sum()), int(kept.sum())))
    funnel = pd.DataFrame(rows, columns=["Part", "Step", "Customers", "In_File"])
    used = customers[kept].reset_index(drop=True)
    used = used.astype(dict.fromkeys(COUNTS, "int64"))
    aside = customers[~kept].assign(Reason=reason[~kept]).reset_index(drop=True)
    total = funnel.groupby("Part")["Customers"].sum()
    assert total["in"] == total["set aside"] + total["used"]
    return used, aside, funnel


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


def is_twin(folder: Path | None = None) -> bool:
    """Whether the file that would be read is a synthetic twin, not the published one."""
    return paths.is_twin(folder or raw_folder("engagement"))
