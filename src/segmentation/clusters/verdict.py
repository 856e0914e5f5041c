"""The rule that decides k, stated before the table is looked at.

A k is *natural* if its silhouette exceeds the 95th percentile of the copula null by `EXCESS`
and its least stable cluster reaches a bootstrap Jaccard of `stability.STABLE`. The verdict
follows Dolnicar, Grün & Leisch (2018, Market Segmentation Analysis, ch. 2): natural clusters,
else reproducible slices of a continuum, else a construction.
"""

import math
from dataclasses import dataclass

import pandas as pd

from segmentation.clusters.stability import STABLE

EXCESS = 0.05
REPRODUCIBLE = range(3, 8)


@dataclass(frozen=True)
class Verdict:
    """The rule's decision: `kind` is natural, reproducible or constructive."""

    kind: str
    k: int
    reason: str


def is_natural(table: pd.DataFrame) -> pd.Series:
    """Which k of a table with `excess` and `jaccard` are natural."""
    return (table["excess"] >= EXCESS) & (table["jaccard"] >= STABLE)


def at_least(value: float) -> str:
    """Two decimals, rounded down, so that "at least" is true of what is written."""
    return f"{math.floor(100 * value + 1e-9) / 100:.2f}"


def decide(table: pd.DataFrame) -> Verdict:
    """Apply the rule to a table of k; k = 2 is shown but cannot win.

    Parameters
    ----------
    table : DataFrame
        From `table_of_k`: `silhouette`, `excess`, `natural`, `jaccard`, `null jaccard` by k.

    Returns
    -------
    Verdict
    """
    allowed = table[table.index > 2]
    natural = allowed[allowed["natural"]]
    if len(natural):
        k = int(natural["silhouette"].idxmax())
        row = natural.loc[k]
        return Verdict(
            "natural",
            k,
            f"the highest silhouette among the natural k ({row['silhouette']:.2f}, "
            f"{row['excess']:.2f} above the null's 95th percentile; every cluster comes back, "
            f"Jaccard at least {at_least(row['jaccard'])})",
        )
    repeatable = allowed[
        allowed.index.isin(REPRODUCIBLE)
        & (allowed["jaccard"] >= STABLE)
        & (allowed["jaccard"] > allowed["null jaccard"])
    ]
    if len(repeatable):
        k = int(repeatable.index.max())
        jaccard, null = repeatable.loc[k, ["jaccard", "null jaccard"]]
        return Verdict(
            "reproducible",
            k,
            f"no k is natural; {k} is the largest up to {max(REPRODUCIBLE)} whose least stable "
            f"cluster comes back (Jaccard {jaccard:.3f}), more so than on the null ({null:.3f}). "
            f"It is taken for detail, not because it separates: its silhouette differs from the "
            f"null's 95th percentile by {repeatable.loc[k, 'excess']:+.3f}",
        )
    return Verdict(
        "constructive", 4, "no k is natural and none comes back; the rules segment, k = 4 stands by"
    )
