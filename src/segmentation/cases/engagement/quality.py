"""Whether the rows of the engagement table agree with themselves."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from segmentation.cases.engagement.source import MEASURES, RESPONSE, TIERS

NEAR = 0.5  # how far, as a share, Monetary may lie from orders × their average value
TOLERATED = 0.01  # share of customers a column may contradict and still be used


@dataclass(frozen=True)
class Rule:
    """What a row must not be, and what it costs if it is.

    Attributes
    ----------
    broken : callable
        From figures, shape (n, …), to whether each row breaks the rule, shape (n,).
    not_used : tuple of str
        Columns that are not used where too many customers break it: the one that could be worked
        out from the others, or all of them where nothing tells which is wrong.
    costs_row : bool
        Whether who breaks it is set aside.
    is_reading : bool
        Whether it hangs on our reading of columns nobody documented: pages could be pages of one
        session, returns and sessions could be counted over another period than orders and clicks.
    """

    broken: Callable[[pd.DataFrame], pd.Series]
    not_used: tuple[str, ...] = ()
    costs_row: bool = False
    is_reading: bool = False


def far(customers: pd.DataFrame) -> pd.Series:
    """Whether Monetary is off its product by more than a share of it; bool, shape (n,)."""
    expected = customers["Frequency"] * customers["Avg_Order_Value"]
    return (customers["Monetary"] - expected).abs() > NEAR * expected


FAR = "Monetary far from Frequency × Avg_Order_Value"
RULES = {
    FAR: Rule(far, ("Avg_Order_Value",)),
    "fewer pages viewed than sessions": Rule(
        lambda c: c["Pages_Viewed"] < c["Session_Count"],
        ("Pages_Viewed", "Session_Count"),
        is_reading=True,
    ),
    "more returns than orders": Rule(
        lambda c: c["Returns"] > c["Frequency"], ("Returns",), is_reading=True
    ),
    "more orders than sessions": Rule(
        lambda c: c["Frequency"] > c["Session_Count"], ("Session_Count",), is_reading=True
    ),
    "no order, yet days since the last one": Rule(
        lambda c: (c["Frequency"] == 0) & c["Recency"].notna(), costs_row=True
    ),
    "no order, yet money spent": Rule(
        lambda c: (c["Frequency"] == 0) & (c["Monetary"] > 0), costs_row=True
    ),
    "no sessions, yet clicks": Rule(
        lambda c: (c["Session_Count"] == 0) & (c["Clicks"] > 0), ("Session_Count",), is_reading=True
    ),
    "fewer clicks than pages viewed": Rule(
        lambda c: c["Clicks"] < c["Pages_Viewed"], ("Pages_Viewed", "Clicks"), is_reading=True
    ),
    "cart abandonment outside 0 to 100": Rule(
        lambda c: ~c["Cart_Abandon_Rate"].fillna(0).between(0, 100), costs_row=True
    ),
    "a negative figure, or a response other than 0 or 1": Rule(
        lambda c: (c < 0).any(axis=1) | (c[RESPONSE] > 1), costs_row=True
    ),
    "a figure is missing": Rule(lambda c: c.isna().any(axis=1), costs_row=True),
    "a copy of an earlier customer": Rule(lambda c: c.duplicated(), costs_row=True),
}


def contradictions(customers: pd.DataFrame) -> pd.DataFrame:
    """Which customers break each of `RULES`; DataFrame of bool, shape (n, rules)."""
    tier = customers["Segment_Label"].map(TIERS.index)
    figures = customers.drop(columns="Customer_ID").assign(Segment_Label=tier).astype("float64")
    return pd.DataFrame({name: rule.broken(figures) for name, rule in RULES.items()})


def _lost(broken: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Rule → columns that are not used, for each rule that too many customers break."""
    return {name: RULES[name].not_used for name in broken if broken[name].mean() > TOLERATED}


def quality(broken: pd.DataFrame) -> pd.DataFrame:
    """`customers`, `share of customers`, `not clustered on`; index rule, the most frequent first.

    `broken` is from `contradictions`.
    """
    table = pd.DataFrame({"customers": broken.sum(), "share of customers": broken.mean()})
    lost = _lost(broken)
    table["not clustered on"] = [
        "the row" if n and RULES[name].costs_row else ", ".join(lost.get(name, ())) or "–"
        for name, n in table["customers"].items()
    ]
    return table.sort_values("customers", ascending=False, kind="stable")


def without_readings(broken: pd.DataFrame) -> int:
    """How many customers break none of the rules that need no reading of ours."""
    sure = broken.drop(columns=[name for name, rule in RULES.items() if rule.is_reading])
    return int((~sure.any(axis=1)).sum())


def usable(broken: pd.DataFrame) -> list[str]:
    """The columns that survive: none of them is named in a rule that too many customers break."""
    lost = {column for columns in _lost(broken).values() for column in columns}
    return [column for column in MEASURES if column not in lost]
