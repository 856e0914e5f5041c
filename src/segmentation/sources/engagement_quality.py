"""Whether the rows of the engagement table agree with themselves, and whether columns are tied.

Three questions, in this order: does a customer's row contradict itself; which metrics can be
made of columns that do not; and is there anything between the columns but the tier that
`Segment_Label` names?
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm, rankdata

from segmentation.sources.engagement import MEASURES, RESPONSE, TIERS

NEAR = 0.5  # how far, as a share, Monetary may lie from orders × their average value
TOLERATED = 0.01  # share of customers a column may contradict and still be used
BINS = 10
PERMUTATIONS = 200

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


def contradictions(customers: pd.DataFrame) -> pd.DataFrame:
    """Which customers contradict themselves, by rule.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        From `engagement.read_customers`.

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
                (c["Monetary"] - expected).abs() > NEAR * expected
            ),
            "fewer pages viewed than sessions": c["Pages_Viewed"] < c["Session_Count"],
            "more returns than orders": c["Returns"] > c["Frequency"],
            "more orders than sessions": c["Frequency"] > c["Session_Count"],
            "no order, yet days since the last one": none & c["Recency"].notna(),
            "no order, yet money spent": none & (c["Monetary"] > 0),
            "no sessions, yet clicks": unseen & (c["Clicks"] > 0),
            "fewer clicks than pages viewed": c["Clicks"] < c["Pages_Viewed"],
            "cart abandonment outside 0 to 100": ~c["Cart_Abandon_Rate"].fillna(0).between(0, 100),
            "a negative figure, or an answer but 0 and 1": (c < 0).any(axis=1) | (c[RESPONSE] > 1),
            "a figure is missing": c.isna().any(axis=1),
            "a copy of an earlier customer": customers.drop(columns="Customer_ID").duplicated(),
        }
    ).astype(bool)


def quality(broken: pd.DataFrame) -> pd.DataFrame:
    """How many customers break each rule, and what is not used for it.

    Parameters
    ----------
    broken : DataFrame of bool
        From `contradictions`.

    Returns
    -------
    DataFrame, index rule, the most frequent first
        `customers`, `share of customers` and `not used`.
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
    table["not used"] = [
        found.get(rule, "–") if n else "–" for rule, n in table["customers"].items()
    ]
    return table.sort_values("customers", ascending=False, kind="stable")


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
        From `engagement.account`, so with at least one order.

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


def rank_within(values: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Ranks of each column inside each group, centred and scaled to a spread of 1."""
    grouped = values.astype("float64").groupby(groups.to_numpy()).rank()
    by = grouped.groupby(groups.to_numpy())
    spread = by.transform(lambda column: column.std(ddof=0))
    return (grouped - by.transform("mean")) / spread.where(spread > 0)


def tied_within(
    customers: pd.DataFrame, columns: Sequence[str], seed: int = 0
) -> tuple[pd.DataFrame, float]:
    """Rank correlations inside the tiers, and how large the largest would be by chance.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        With `Segment_Label`.
    columns : sequence of str
    seed : int

    Returns
    -------
    table : DataFrame, shape (d, d)
        Spearman correlations of the ranks within tiers, pooled over tiers.
    chance : float
        95th percentile of the largest of them if every column is shuffled inside each tier.
    """
    ranks = rank_within(customers[list(columns)], customers["Segment_Label"]).fillna(0).to_numpy()
    table = pd.DataFrame(np.corrcoef(ranks, rowvar=False), index=columns, columns=columns)
    rng, largest = np.random.default_rng(seed), []
    rows = [np.flatnonzero(customers["Segment_Label"] == tier) for tier in TIERS]
    off = np.triu_indices(len(columns), 1)
    for _ in range(PERMUTATIONS):
        drawn = ranks.copy()
        for own in rows:
            drawn[own] = rng.permuted(ranks[own], axis=0)
        largest.append(np.abs(np.corrcoef(drawn, rowvar=False)[off]).max())
    return table, float(np.percentile(largest, 95))


def _flat(values: np.ndarray) -> float:
    """p of a χ² test that values spread evenly from their lowest to their highest."""
    whole = bool((values % 1 == 0).all())
    low, high = values.min(), values.max() + whole
    edges = np.linspace(low, high, BINS + 1)
    if whole:
        edges = np.unique(np.round(edges))
    if len(edges) < 3:
        return 1.0  # one or no bin: nothing to compare
    found, _ = np.histogram(values, edges)
    expected = len(values) * np.diff(edges) / (high - low)
    return float(chi2.sf((((found - expected) ** 2) / expected).sum(), len(edges) - 2))


def ranges(customers: pd.DataFrame) -> pd.DataFrame:
    """The range of every column in every tier, and whether it is filled evenly.

    Returns
    -------
    DataFrame, index (column, tier)
        `low` and `high`; `p`, of the χ² test that the values between them are spread evenly;
        `alone`: the share of the tier whose value lies in no other tier's range.
    """
    by_tier = dict(list(customers.groupby("Segment_Label", observed=True)))
    rows = {}
    for column in MEASURES:
        spans = {
            tier: (float(by_tier[tier][column].min()), float(by_tier[tier][column].max()))
            for tier in TIERS
            if tier in by_tier
        }
        for tier, (low, high) in spans.items():
            values = by_tier[tier][column].to_numpy(dtype="float64")
            others = [span for name, span in spans.items() if name != tier]
            shared = np.zeros(len(values), dtype=bool)
            for bottom, top in others:
                shared |= (values >= bottom) & (values <= top)
            rows[column, tier] = (low, high, _flat(values), float((~shared).mean()))
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["low", "high", "p", "alone"])
    table.index = pd.MultiIndex.from_tuples(table.index, names=["column", "tier"])
    return table


def telling(customers: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """Share of all customers whose tier follows from one column alone, by column.

    Parameters
    ----------
    customers : DataFrame
    spans : DataFrame
        From `ranges`.
    """
    share = customers["Segment_Label"].value_counts(normalize=True)
    weighted = spans["alone"] * spans.index.get_level_values("tier").map(share)
    return weighted.groupby(level="column").sum().sort_values(ascending=False)
