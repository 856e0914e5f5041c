"""RFM by rule: quantile scores with ties kept together, and the eleven usual segments."""

import numpy as np
import pandas as pd

from segmentation.features.names import RFM

BINS = 5
SCORES = {"Recency": "R", "Frequency": "F", "Monetary": "M"}

# Rows are R from 5 (most recent) to 1, columns FM from 1 to 5: the rounded mean of F and M.
_GRID = {
    5: ("New", "Potential Loyalist", "Potential Loyalist", "Champions", "Champions"),
    4: ("Promising", "Potential Loyalist", "Potential Loyalist", "Loyal", "Loyal"),
    3: ("About to Sleep", "About to Sleep", "Need Attention", "Loyal", "Loyal"),
    2: ("Hibernating", "Hibernating", "At Risk", "At Risk", "Can't Lose Them"),
    1: ("Lost", "Lost", "At Risk", "At Risk", "Can't Lose Them"),
}
SEGMENTS = (
    "Champions",
    "Loyal",
    "Potential Loyalist",
    "New",
    "Promising",
    "Need Attention",
    "At Risk",
    "Can't Lose Them",
    "About to Sleep",
    "Hibernating",
    "Lost",
)


def quantile_score(values: pd.Series, *, high_is_good: bool = True) -> pd.Series:
    """Score 1–5 by quantile: 1 + ⌊5 · share of customers strictly below⌋.

    Ties stay together at the lower score, so that a crowd of one-time buyers is never split at
    random between scores. Of recency, few days are good.
    """
    ranked = values if high_is_good else -values
    below = (ranked.rank(method="min") - 1) / len(values)
    return (1 + np.floor(BINS * below)).astype("int8")


def rfm_scores(customers: pd.DataFrame) -> pd.DataFrame:
    """R, F and M scores and the combined score, such as 545.

    Parameters
    ----------
    customers : DataFrame
        With `Recency` (days), `Frequency` (orders) and `Monetary`.

    Returns
    -------
    DataFrame, same index
        `R`, `F`, `M` (1–5) and `RFM` (three digits).
    """
    scores = pd.DataFrame(
        {
            letter: quantile_score(customers[name], high_is_good=name != "Recency")
            for name, letter in SCORES.items()
        }
    )
    scores["RFM"] = scores["R"].astype("int16") * 100 + scores["F"] * 10 + scores["M"]
    return scores


def rfm_segments(scores: pd.DataFrame) -> pd.Series:
    """The rule-based segment of each customer.

    Parameters
    ----------
    scores : DataFrame
        `R`, `F` and `M`, each 1–5.

    Returns
    -------
    Series of str
        One of `SEGMENTS`; F and M enter as their mean, halves rounded up.
    """
    fm = (scores["F"].astype("int16") + scores["M"] + 1) // 2
    grid = np.array([_GRID[r] for r in range(1, BINS + 1)], dtype=object)
    return pd.Series(grid[scores["R"] - 1, fm - 1], index=scores.index, name="Segment")


def every_combination() -> pd.DataFrame:
    """All 125 score combinations with the segment each falls into."""
    r, f, m = np.meshgrid(*[np.arange(1, BINS + 1)] * 3, indexing="ij")
    scores = pd.DataFrame({"R": r.ravel(), "F": f.ravel(), "M": m.ravel()})
    return scores.assign(Segment=rfm_segments(scores))


def segment_summary(customers: pd.DataFrame, segments: pd.Series) -> pd.DataFrame:
    """Customers and revenue (sum of Monetary) of each rule segment, and their shares."""
    grouped = customers.groupby(segments)["Monetary"].agg(["size", "sum"])
    grouped = grouped.reindex(SEGMENTS, fill_value=0)
    return pd.DataFrame(
        {
            "customers": grouped["size"],
            "share of customers": grouped["size"] / len(customers),
            "revenue": grouped["sum"],
            "share of revenue": grouped["sum"] / grouped["sum"].sum(),
        }
    )


def same_cell_other_cost(
    customers: pd.DataFrame, scores: pd.DataFrame, *, spend: float = 1_000.0
) -> pd.DataFrame:
    """Two customers of one RFM cell who spent alike and cost very differently to serve.

    The first returns at least 60% of the orders and contacted support at least four times, the
    other did neither; near a total `spend`. No rows if the shop has no such pair.
    """
    shown = ["Customer_ID", "RFM", "Monetary", "Return_Rate", "Support_Calls", "Satisfaction_Score"]
    table = customers.assign(RFM=scores["RFM"], off=(customers["Monetary"] - spend).abs())
    costly = table[(table["Return_Rate"] >= 0.6) & (table["Support_Calls"] >= 4)]
    easy = table[(table["Return_Rate"] == 0) & (table["Support_Calls"] == 0)]
    costly = costly[costly["RFM"].isin(easy["RFM"])].nsmallest(1, "off")
    if costly.empty:
        return table.loc[[], shown]
    match = easy[easy["RFM"] == costly["RFM"].iloc[0]]
    match = match.loc[(match["Monetary"] - costly["Monetary"].iloc[0]).abs().nsmallest(1).index]
    return pd.concat([costly, match])[shown].set_axis(["costly", "easy"])


def broken_scores(customers: pd.DataFrame) -> pd.DataFrame:
    """R, F and M scores of equal size: equal values are parted by their place in the table."""
    signed = customers[list(RFM)].assign(Recency=-customers["Recency"])
    ranks = signed.rank(method="first")
    scores = ranks.apply(lambda column: pd.qcut(column, BINS, labels=False) + 1)
    return scores.astype("int8").set_axis(["R", "F", "M"], axis=1)
