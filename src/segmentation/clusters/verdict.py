"""The rule that decides whether there are clusters, and how many, stated before the table.

A k is *natural* if its silhouette exceeds the largest of the strictest null's by `MARGIN` and its
least stable cluster reaches a bootstrap Jaccard of `stability.STABLE`. The verdict follows
Dolnicar, Grün & Leisch (2018, Market Segmentation Analysis, ch. 2): natural clusters, else slices
of a continuum that come back, else a construction.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from segmentation.clusters.stability import STABLE
from segmentation.clusters.strictest import PLAIN

MARGIN = 0.06  # set on the first seeds of the calibration and confirmed on the others
SLICES = 5  # fixed beforehand, for no k has a claim
BESIDE_RULES = 4
NULL_JACCARDS = 19
RANKED = 1 + NULL_JACCARDS


class Kind(StrEnum):
    """What the rule can say of a data set."""

    NATURAL = "natural"
    SLICES = "slices"
    CONSTRUCTIVE = "constructive"


@dataclass(frozen=True)
class Verdict:
    """The rule's decision."""

    kind: Kind
    k: int
    reason: str


def is_natural(table: pd.DataFrame, margin: float = MARGIN) -> pd.Series:
    """Which k of a table with `excess` and `jaccard` are natural."""
    return (table["excess"] >= margin) & (table["jaccard"] >= STABLE)


def natural_k(natural: pd.DataFrame) -> int | None:
    """The k with the highest silhouette; 2 only if its excess is the largest too.

    Parameters
    ----------
    natural : DataFrame, index k
        `silhouette` and `excess` of every natural k.
    """
    if 2 in natural.index and natural["excess"].idxmax() != 2:
        natural = natural.drop(2)
    return int(natural["silhouette"].idxmax()) if len(natural) else None


def at_least(value: float) -> str:
    """Two decimals, rounded down, so that "at least" is true of what is written."""
    return f"{math.floor(100 * value + 1e-9) / 100:.2f}"


def null_in_words(family: str) -> str:
    """The null that explains most, as a sentence names it."""
    if family == PLAIN:
        return "data with the same margins and rank correlations"
    return f"data with the margins and rank correlations of each tenth of {family}"


def near_misses(table: pd.DataFrame) -> list[int]:
    """The k that separate, and of which a cluster does not come back."""
    return list(table.index[(table["excess"] >= MARGIN) & (table["jaccard"] < STABLE)])


def _not_natural(row: pd.Series, table: pd.DataFrame) -> str:
    """Why no k is natural: the figures of one, and each that separates without coming back."""
    side = "above" if row["excess"] >= 0 else "below"
    missed = "".join(
        f"; k = {k} separates ({table.loc[k, 'excess']:+.3f}), but one of its clusters does not "
        f"come back (Jaccard {at_least(table.loc[k, 'jaccard'])}, {STABLE} is needed)"
        for k in near_misses(table)
    )
    return (
        f"at k = {row.name} the silhouette lies {abs(row['excess']):.3f} {side} what "
        f"K-Means finds in {null_in_words(row['explained by'])} ({MARGIN:.3f} above is needed)"
        + missed
    )


def decide(table: pd.DataFrame, *, asked: int | None = None) -> Verdict:
    """Apply the rule to a table of k.

    Parameters
    ----------
    table : DataFrame, index k
        From `table_of_k`: `silhouette`, `excess`, `explained by`, `natural`, `jaccard`, and
        `jaccard rank` where slices would be cut.
    asked : int, optional
        The one k to judge. The verdict then says whether there is structure at this k, not
        whether it is the best choice, and leaves the others out.

    Returns
    -------
    Verdict
        Of kind natural; else slices, at the k asked for or at `SLICES`; else constructive, at the
        k asked for or at `BESIDE_RULES`.
    """
    judged = table if asked is None else table.loc[[asked]]
    chosen = natural_k(judged[judged["natural"].astype(bool)])
    if chosen is not None:
        row = judged.loc[chosen]
        which = "its silhouette" if asked else "the highest silhouette among the natural k"
        reason = (
            f"{which} ({row['silhouette']:.2f}; {row['excess']:.2f} above what K-Means finds in "
            f"{null_in_words(row['explained by'])}, the strictest null; every cluster comes back, "
            f"Jaccard at least {at_least(row['jaccard'])})"
        )
        return Verdict(Kind.NATURAL, chosen, reason)
    k = asked or SLICES
    row = judged.loc[k]
    why = ("" if asked else "no k is natural: ") + _not_natural(row, judged)
    back = at_least(row["jaccard"])
    if row["jaccard"] < STABLE:
        reason = f"{why}, and {k} slices do not come back (Jaccard {back})"
        return Verdict(Kind.CONSTRUCTIVE, asked or BESIDE_RULES, reason)
    number = "as many as were asked for" if asked else "a number fixed beforehand"
    reason = (
        f"{why}. {k} slices, {number}, come back (Jaccard {back}, rank {row['jaccard rank']:.0f} "
        f"of {RANKED} beside data without clusters)"
    )
    return Verdict(Kind.SLICES, k, reason)


def deciding_row(table: pd.DataFrame, verdict: Verdict) -> pd.Series:
    """The row of a table that a verdict on all of it rests on."""
    # Where the rules are the answer, these are the slices that did not come back.
    return table.loc[SLICES if verdict.kind == Kind.CONSTRUCTIVE else verdict.k]
