"""Figures of a table of customers that are missing, or cannot be: each is named and counted."""

import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.tables import SHARES
from segmentation.features.names import UNITS
from segmentation.scoring.model import LARGEST

POSSIBLE = {
    "Frequency": (1.0, LARGEST),
    "Return_Rate": (0.0, 1.0),
    "Discount_Usage": (0.0, 1.0),
    "Satisfaction_Score": (1.0, 5.0),
}
ANY = (0.0, LARGEST)  # what all other features can be
HUNDRED = 100.0
MOSTLY = 0.5  # share of the figures other than 0 that are above 1 where shares are per cents
EXCERPT = 20  # characters of a cell in a sentence


def impossible(figures: pd.Series) -> pd.Series:
    """Which figures of a feature cannot be; a missing one is not among them."""
    least, most = POSSIBLE.get(str(figures.name), ANY)
    return (figures < least) | (figures > most)


def implausible(customers: pd.DataFrame, names: list[str]) -> list[str]:
    """Features with figures that cannot be, in sentences.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    names : list of str
        Features to look at.
    """
    said = []
    for name in names:
        outside = customers.loc[impossible(customers[name]), name]
        if len(outside):
            least, most = POSSIBLE.get(name, ANY)
            ends = f"{least:g} or more" if most == LARGEST else f"from {least:g} to {most:g}"
            unit = f" ({UNITS[name]})" if name in SHARES else ""
            said.append(
                f"{name} cannot be as it is in {len(outside):,} of {len(customers):,} rows (such "
                f"as {outside.iloc[0]:g}): it is {ends}{unit}. There it counts as missing."
            )
    return said


def check_shares(customers: pd.DataFrame, names: list[str]) -> None:
    """Raise `DataError` if shares are written as per cents, which no figure between could tell.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    names : list of str
        Features to look at.
    """
    for name in [one for one in names if one in SHARES]:
        figures = customers.loc[customers[name] > 0, name]
        above = figures[figures > 1]
        if len(above) > MOSTLY * len(figures) and above.max() <= HUNDRED:
            raise DataError(
                f"{name} looks like per cents: {len(above):,} of {len(figures):,} figures other "
                f"than 0 are above 1 (such as {above.iloc[0]:g}) and none is above 100; divide "
                f"them by 100, or write them with their sign ({above.iloc[0]:g}%)."
            )


def unread(customers: pd.DataFrame, examples: dict[str, str | None]) -> list[str]:
    """Features without a figure in some rows, in sentences.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    examples : dict
        Feature → a cell that is no number; None where all others are empty.
    """
    said = []
    for name, example in examples.items():
        there = int(customers[name].isna().sum())
        if there:
            how = "missing" if example is None else "missing or no number"
            such = "" if example is None else f" (such as '{example[:EXCERPT]}')"
            said.append(f"{name} is {how} in {there:,} of {len(customers):,} rows{such}.")
    return said
