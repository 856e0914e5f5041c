"""Whether there is anything between the columns of the engagement table but its five tiers.

The tiers are those of `Segment_Label`. Columns are shuffled, correlated and laid out inside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from segmentation.base.estimates import Estimates
from segmentation.cases.engagement.quality import contradictions
from segmentation.cases.engagement.source import MEASURES, RESPONSE, TIERS

BINS = 10
PERMUTATIONS = 200
NONE = "none of them"  # the row of those who break no rule


def rows_by(groups: pd.Series, names: Sequence) -> list[np.ndarray]:
    """Positions of the rows of each named group."""
    return [np.flatnonzero(groups == name) for name in names]


def permuted_within(rows: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """An order of all rows in which each stays in its group; int array, shape (n,)."""
    order = np.empty(sum(map(len, rows)), dtype=int)
    for positions in rows:
        order[positions] = rng.permutation(positions)
    return order


def shuffled(customers: pd.DataFrame, draws: int = PERMUTATIONS, seed: int = 0) -> Estimates:
    """How many break each rule, and none, if every column is shuffled inside the tiers.

    What belongs to a person is gone then; what belongs to the tier is left. The interval is the
    middle 95% of the draws.
    """
    rng, counts = np.random.default_rng(seed), []
    rows = rows_by(customers["Segment_Label"], TIERS)
    for _ in range(draws):
        drawn = customers.copy()
        for column in (*MEASURES, RESPONSE):
            drawn[column] = customers[column].array[permuted_within(rows, rng)]
        broken = contradictions(drawn)
        counts.append(broken.sum().to_dict() | {NONE: int((~broken.any(axis=1)).sum())})
    table = pd.DataFrame(counts)
    return Estimates.from_draws(table.mean(), table)


def rank_within(values: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Ranks of each column inside each group, centred and scaled to a spread of 1."""
    grouped = values.astype("float64").groupby(groups.to_numpy()).rank()
    by = grouped.groupby(groups.to_numpy())
    spread = by.transform(lambda column: column.std(ddof=0))
    return (grouped - by.transform("mean")) / spread.where(spread > 0)


@dataclass(frozen=True)
class Ties:
    """The largest rank correlation of two columns inside the tiers, and what chance makes it.

    `median` and `top`, the 95th percentile, are those of the largest one if every column is
    shuffled inside each tier.
    """

    largest: float
    median: float
    top: float

    @property
    def by_chance(self) -> bool:
        """Whether chance makes ties as large."""
        return self.largest <= self.top


def tied_within(customers: pd.DataFrame, columns: Sequence[str] = MEASURES, seed: int = 0) -> Ties:
    """The largest Spearman correlation of the ranks within tiers, pooled over tiers."""
    ranks = rank_within(customers[list(columns)], customers["Segment_Label"]).fillna(0).to_numpy()
    off = np.triu_indices(len(columns), 1)

    def largest(matrix: np.ndarray) -> float:
        return float(np.abs(np.corrcoef(matrix, rowvar=False)[off]).max())

    rng, drawn = np.random.default_rng(seed), []
    tiers = rows_by(customers["Segment_Label"], TIERS)
    for _ in range(PERMUTATIONS):
        mixed = ranks.copy()
        for rows in tiers:
            mixed[rows] = rng.permuted(ranks[rows], axis=0)
        drawn.append(largest(mixed))
    return Ties(largest(ranks), float(np.median(drawn)), float(np.percentile(drawn, 95)))


def _p_of_even(values: np.ndarray) -> float:
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
    tier = pd.Categorical(customers["Segment_Label"], TIERS)
    spans = customers[list(MEASURES)].astype("float64").groupby(tier, observed=True)
    low, high = spans.min(), spans.max()
    rows = {}
    for column in MEASURES:
        for name, values in spans[column]:
            others = [(low.loc[t, column], high.loc[t, column]) for t in low.index if t != name]
            shared = np.zeros(len(values), dtype=bool)
            for bottom, top in others:
                shared |= values.between(bottom, top).to_numpy()
            rows[column, str(name)] = {
                "low": low.loc[name, column],
                "high": high.loc[name, column],
                "p": _p_of_even(values.to_numpy()),
                "alone": (~shared).mean(),
            }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis(index=["column", "tier"])


def telling(customers: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """Share of all customers whose tier follows from one column alone, by column, falling."""
    share = customers["Segment_Label"].value_counts(normalize=True)
    weighted = spans["alone"] * spans.index.get_level_values("tier").map(share)
    return weighted.groupby(level="column").sum().sort_values(ascending=False)
