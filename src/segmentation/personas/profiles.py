"""Segments as people meet them: their averages, and whom to call first."""

import pandas as pd


def profile(customers: pd.DataFrame, features: list[str], names: pd.Series) -> pd.DataFrame:
    """Size and mean of each raw feature per segment, in the order of the categories.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    features : list of str
    names : categorical Series, shape (n,)
        Segment of each customer.
    """
    grouped = customers.groupby(names.array, observed=True)
    table = grouped[features].mean()
    table.insert(0, "customers", grouped.size())
    table.insert(1, "share", table["customers"] / len(customers))
    return table


def call_list(
    customers: pd.DataFrame,
    parts: pd.DataFrame,
    names: pd.Series,
    table: pd.DataFrame,
    *,
    active_days: int = 60,
    unhappy: float = 3.0,
    size: int = 10,
) -> pd.DataFrame:
    """Who customer service should call first: active, unhappy, and worth most.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features with `Customer_ID`.
    parts : DataFrame, shape (n, …)
        From `value.contribution`, in the same order of rows.
    names : Series, shape (n,)
        Segment of each customer.
    table : DataFrame
        From `name_clusters`; only segments owned by customer service are called.
    active_days : int
        Days since the last order within which a customer counts as still there.
    unhappy : float
        Mean rating under which a customer counts as unhappy.
    size : int

    Returns
    -------
    DataFrame
        The `size` first by contribution, with the reasons to call; empty if customer service owns
        no segment.
    """
    owned = table.loc[table["owner"] == "customer service", "name"]
    shown = ["Customer_ID", "Recency", "Return_Rate", "Support_Calls", "Satisfaction_Score"]
    listing = customers[shown].assign(contribution=parts["contribution"].to_numpy())
    due = (
        names.isin(owned).to_numpy()
        & (customers["Recency"] <= active_days).to_numpy()
        & (customers["Satisfaction_Score"] < unhappy).to_numpy()
    )
    ranked = listing[due].sort_values(["contribution", "Customer_ID"], ascending=[False, True])
    return ranked.head(size).set_axis(range(1, min(size, len(ranked)) + 1)).rename_axis("rank")
