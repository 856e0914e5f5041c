"""Whether the rows of the engagement table agree with themselves, and which metrics hold."""

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata

from segmentation.cases.engagement.source import MEASURES, RESPONSE

NEAR = 0.5  # how far, as a share, Monetary may lie from orders × their average value
FARTHER = (0.75, 0.9)  # other limits, to see what hangs on that one
TOLERATED = 0.01  # share of customers a column may contradict and still be used
# Rules that hang on our reading of columns nobody documented: pages could be pages of one session,
# returns and sessions could be counted over another period than orders and clicks.
READINGS = (
    "fewer pages viewed than sessions",
    "more returns than orders",
    "more orders than sessions",
    "no sessions, yet clicks",
    "fewer clicks than pages viewed",
)

# Rule → the columns that are not used where too many customers break it: the one that could be
# worked out from the others, or all of them where nothing tells which is wrong.
NOT_USED = {
    "Monetary far from Frequency × Avg_Order_Value": ("Avg_Order_Value",),
    "fewer pages viewed than sessions": ("Pages_Viewed", "Session_Count"),
    "more returns than orders": ("Returns",),
    "more orders than sessions": ("Session_Count",),
    "no sessions, yet clicks": ("Session_Count",),
    "fewer clicks than pages viewed": ("Pages_Viewed", "Clicks"),
}


def contradictions(customers: pd.DataFrame, near: float = NEAR) -> pd.DataFrame:
    """Which customers contradict themselves, by rule.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        From `source.read_customers`.
    near : float
        How far, as a share, Monetary may lie from orders × their average value.

    Returns
    -------
    DataFrame of bool, shape (n, rules)
    """
    c = customers.drop(columns=["Customer_ID", "Segment_Label"]).astype("float64")
    expected = c["Frequency"] * c["Avg_Order_Value"]
    none, unseen = c["Frequency"] == 0, c["Session_Count"] == 0
    return pd.DataFrame(
        {
            "Monetary far from Frequency × Avg_Order_Value": (
                (c["Monetary"] - expected).abs() > near * expected
            ),
            "fewer pages viewed than sessions": c["Pages_Viewed"] < c["Session_Count"],
            "more returns than orders": c["Returns"] > c["Frequency"],
            "more orders than sessions": c["Frequency"] > c["Session_Count"],
            "no order, yet days since the last one": none & c["Recency"].notna(),
            "no order, yet money spent": none & (c["Monetary"] > 0),
            "no sessions, yet clicks": unseen & (c["Clicks"] > 0),
            "fewer clicks than pages viewed": c["Clicks"] < c["Pages_Viewed"],
            "cart abandonment outside 0 to 100": ~c["Cart_Abandon_Rate"].fillna(0).between(0, 100),
            "a negative figure, or a response other than 0 or 1": (c < 0).any(axis=1)
            | (c[RESPONSE] > 1),
            "a figure is missing": c.isna().any(axis=1),
            "a copy of an earlier customer": customers.drop(columns="Customer_ID").duplicated(),
        }
    ).astype(bool)


def quality(broken: pd.DataFrame) -> pd.DataFrame:
    """How many customers break each rule, and what is not clustered on for it.

    Parameters
    ----------
    broken : DataFrame of bool
        From `contradictions`.

    Returns
    -------
    DataFrame, index rule, the most frequent first
        `customers`, `share of customers` and `not clustered on`.
    """
    table = pd.DataFrame({"customers": broken.sum(), "share of customers": broken.mean()})
    unused = {
        rule: ", ".join(columns)
        for rule, columns in NOT_USED.items()
        if table.loc[rule, "share of customers"] > TOLERATED
    }
    rows = {name: "the row" for name in table.index if name.startswith(("no order", "a "))}
    rows["cart abandonment outside 0 to 100"] = "the row"
    found = rows | unused
    table["not clustered on"] = [
        found.get(rule, "–") if n else "–" for rule, n in table["customers"].items()
    ]
    return table.sort_values("customers", ascending=False, kind="stable")


def sensitivity(customers: pd.DataFrame, broken: pd.DataFrame) -> dict[str, int]:
    """How much of the contradictions hangs on our readings and on our limit.

    Parameters
    ----------
    customers : DataFrame
        From `source.read_customers`.
    broken : DataFrame of bool
        From `contradictions`.

    Returns
    -------
    dict
        `clean without readings`: customers who break none of the rules but `READINGS`;
        `far at …%`: those whose Monetary is off by more than that, for each of `FARTHER`.
    """
    rule = "Monetary far from Frequency × Avg_Order_Value"
    farther = {
        f"far at {near:.0%}": int(contradictions(customers, near)[rule].sum()) for near in FARTHER
    }
    sure = broken.drop(columns=list(READINGS))
    return {"clean without readings": int((~sure.any(axis=1)).sum())} | farther


def usable(broken: pd.DataFrame) -> list[str]:
    """The columns that survive: none of them is named in a rule that too many customers break."""
    lost = {
        column
        for rule, columns in NOT_USED.items()
        if broken[rule].mean() > TOLERATED
        for column in columns
    }
    return [column for column in MEASURES if column not in lost]


def metrics(customers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Engagement metrics, and for whom each of them is impossible.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        From `source.account`, so with at least one order.

    Returns
    -------
    values : DataFrame, shape (n, metrics)
        NaN where a metric cannot be computed.
    impossible : DataFrame of bool, shape (n, metrics)
    """
    c = customers
    visits = c["Session_Count"].where(c["Session_Count"] > 0)
    values = pd.DataFrame(
        {
            "clicks": c["Clicks"],
            "wishlist adds": c["Wishlist_Adds"],
            "minutes per session": c["Avg_Session_Duration"],
            "cart abandonment": c["Cart_Abandon_Rate"],
            "wishlist adds per click": c["Wishlist_Adds"] / c["Clicks"].where(c["Clicks"] > 0),
            "clicks per session": c["Clicks"] / visits,
            "orders per session": c["Frequency"] / visits,
            "pages per session": c["Pages_Viewed"] / visits,
            "returns per order": c["Returns"] / c["Frequency"],
        }
    ).astype("float64")
    impossible = values.isna()
    for rate in ("wishlist adds per click", "orders per session", "returns per order"):
        impossible[rate] |= values[rate] > 1
    impossible["pages per session"] |= values["pages per session"] < 1
    return values, impossible


def spearman(first: np.ndarray, second: np.ndarray) -> tuple[float, float, float]:
    """Rank correlation with its 95% interval, over the rows where both are known.

    The interval is Bonett & Wright's (2000, Psychometrika 65).
    """
    known = ~(np.isnan(first) | np.isnan(second))
    rho = float(np.corrcoef(rankdata(first[known]), rankdata(second[known]))[0, 1])
    reach = norm.ppf(0.975) * np.sqrt((1 + rho**2 / 2) / (known.sum() - 3))
    middle = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    return rho, float(np.tanh(middle - reach)), float(np.tanh(middle + reach))
