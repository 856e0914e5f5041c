"""Whether there is anything between the columns of the engagement table but its five tiers.

The tiers are those of `Segment_Label`. Columns are shuffled, correlated and laid out inside them.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import chi2

from segmentation.cases.engagement.quality import contradictions
from segmentation.cases.engagement.source import MEASURES, RESPONSE, TIERS

BINS = 10
PERMUTATIONS = 200
NONE = "none of them"  # the row of those who break no rule


def shuffled(customers: pd.DataFrame, draws: int = PERMUTATIONS, seed: int = 0) -> pd.DataFrame:
    """How many break each rule if every column is shuffled among the customers of a tier.

    What belongs to a person is gone then; what belongs to the tier is left.

    Parameters
    ----------
    customers : DataFrame
        From `source.read_customers`.
    draws, seed : int

    Returns
    -------
    DataFrame, index rule, then "none of them"
        `mean`, `low` and `high`: the middle 95% of the draws.
    """
    rng, counts = np.random.default_rng(seed), []
    rows = [np.flatnonzero(customers["Segment_Label"] == tier) for tier in TIERS]
    for _ in range(draws):
        drawn = customers.copy()
        for column in (*MEASURES, RESPONSE):
            order = np.arange(len(customers))
            for own in rows:
                order[own] = rng.permutation(own)
            drawn[column] = customers[column].array[order]
        broken = contradictions(drawn)
        counts.append(broken.sum().to_dict() | {NONE: int((~broken.any(axis=1)).sum())})
    table = pd.DataFrame(counts)
    ends = table.quantile([0.025, 0.975])
    return pd.DataFrame({"mean": table.mean(), "low": ends.loc[0.025], "high": ends.loc[0.975]})


def rank_within(values: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Ranks of each column inside each group, centred and scaled to a spread of 1."""
    grouped = values.astype("float64").groupby(groups.to_numpy()).rank()
    by = grouped.groupby(groups.to_numpy())
    spread = by.transform(lambda column: column.std(ddof=0))
    return (grouped - by.transform("mean")) / spread.where(spread > 0)


def tied_within(
    customers: pd.DataFrame, columns: Sequence[str], seed: int = 0
) -> tuple[pd.DataFrame, tuple[float, float]]:
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
    chance : tuple of float
        Median and 95th percentile of the largest of them if every column is shuffled inside each
        tier.
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
    return table, (float(np.median(largest)), float(np.percentile(largest, 95)))


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
