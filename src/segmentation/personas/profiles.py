"""Segments as people meet them: their size and their averages."""

import pandas as pd


def profile(customers: pd.DataFrame, features: list[str], names: pd.Series) -> pd.DataFrame:
    """Size and mean of each raw feature per segment, in the order of the categories.

    Names belong to rows by position.
    """
    grouped = customers.groupby(names.array, observed=True)
    table = grouped[features].mean()
    table.insert(0, "customers", grouped.size())
    table.insert(1, "share", table["customers"] / len(customers))
    return table
