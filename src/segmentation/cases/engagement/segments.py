"""Our segments of the engagement table beside its tiers, and the answer that was held out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.cases.engagement.source import MEASURES, RESPONSE, TIERS
from segmentation.cases.engagement.tiers import permuted_within, rank_within, rows_by
from segmentation.clusters import choose_k

PERMUTATIONS = 499


def knowing_tiers(matrix: pd.DataFrame, tier: pd.Series, k: int) -> float:
    """Excess of the silhouette at k over a null that was told the tier of each customer.

    It can show that nothing lies beyond the tiers, never that these are not real.
    """
    return choose_k.excess_knowing(matrix, tier.map(TIERS.index).to_numpy(), k)


def tier_shares(segment: pd.Series, tier: pd.Series) -> pd.DataFrame:
    """Share of each tier's customers that lies in each segment; columns add up to 1."""
    table = pd.crosstab(segment.to_numpy(), tier.to_numpy(), normalize="columns")
    names = [name for name in segment.cat.categories if name in table.index]
    return table.loc[names, [name for name in TIERS if name in table.columns]]


def held_out(customers: pd.DataFrame) -> pd.Series:
    """Whether each customer answered the campaign; nothing is clustered on it."""
    return customers[RESPONSE].astype("int64") == 1


@dataclass(frozen=True)
class Tie:
    """A rank correlation, the column it was found in, and the share of shuffles that reach it."""

    column: str
    value: float
    p: float


def answer_within(customers: pd.DataFrame, draws: int = PERMUTATIONS) -> Tie:
    """The column whose ranks inside tiers are most strongly correlated with the answer.

    The answers are shuffled inside the tiers, and the largest of all columns is taken each time.
    """
    tier = customers["Segment_Label"]
    ranks = rank_within(customers[list(MEASURES)], tier).fillna(0)
    yes = rank_within(held_out(customers).to_frame("yes"), tier)["yes"].fillna(0).to_numpy()
    rows, columns = rows_by(tier, pd.unique(tier)), ranks.to_numpy() / len(ranks)
    rho, rng, reached = yes @ columns, np.random.default_rng(0), 1
    for _ in range(draws):
        by_chance = yes[permuted_within(rows, rng)] @ columns
        reached += np.abs(by_chance).max() >= np.abs(rho).max() - 1e-12
    best = int(np.abs(rho).argmax())
    return Tie(str(ranks.columns[best]), float(rho[best]), reached / (draws + 1))
