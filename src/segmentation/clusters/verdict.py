"""The rule that decides whether there are clusters, and how many, stated before the table.

A k is *natural* if its silhouette exceeds the largest of the strictest null's by `MARGIN` and its
least stable cluster reaches a bootstrap Jaccard of `stability.STABLE`. The verdict follows
Dolnicar, Grün & Leisch (2018, Market Segmentation Analysis, ch. 2): natural clusters, else slices
of a continuum that come back, else a construction.
"""

import math
from dataclasses import dataclass

import pandas as pd

from segmentation.clusters.stability import STABLE
from segmentation.clusters.strictest import PLAIN

MARGIN = 0.06  # set on the first seeds of the calibration and confirmed on the others
SLICES = 5  # fixed beforehand, for no k has a claim
BESIDE_RULES = 4
NULL_JACCARDS = 19
RANKED = 1 + NULL_JACCARDS


@dataclass(frozen=True)
class Verdict:
    """The rule's decision: `kind` is natural, slices or constructive."""

    kind: str
    k: int
    reason: str


def is_natural(table: pd.DataFrame, margin: float = MARGIN) -> pd.Series:
    """Which k of a table with `excess` and `jaccard` are natural."""
    return (table["excess"] >= margin) & (table["jaccard"] >= STABLE)


def natural_k(natural: pd.DataFrame) -> int | None:
    """The natural k with the highest silhouette; 2 only if its excess is the largest too.

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


def _missed(table: pd.DataFrame) -> str:
    """Every k that separates without coming back, as a clause; nothing without any."""
    return "".join(
        f"; k = {k} separates ({table.loc[k, 'excess']:+.3f}), but one of its clusters does not "
        f"come back (Jaccard {at_least(table.loc[k, 'jaccard'])}, {STABLE} is needed)"
        for k in near_misses(table)
    )


def _not_natural(table: pd.DataFrame, k: int, alone: bool) -> str:
    """Why no k is natural, read off at one k; alone, without a word of others."""
    row = table.loc[k]
    others = "" if alone else "no k is natural: "
    side = "above" if row["excess"] >= 0 else "below"
    return (
        f"{others}at k = {k} the silhouette lies {abs(row['excess']):.3f} {side} what "
        f"K-Means finds in {null_in_words(row['explained by'])} ({MARGIN:.3f} above is needed)"
        + _missed(table)
    )


def decide(table: pd.DataFrame, k: int = SLICES, *, alone: bool = False) -> Verdict:
    """Apply the rule to a table of k.

    Parameters
    ----------
    table : DataFrame, index k
        From `table_of_k`: `silhouette`, `excess`, `explained by`, `natural`, `jaccard`, and
        `jaccard rank` at the number of slices.
    k : int
        The number of slices if no k is natural: fixed beforehand, or asked for.
    alone : bool
        This k is judged, not the best one: the reason says nothing of others.

    Returns
    -------
    Verdict
    """
    natural = table[table["natural"].astype(bool)]
    found = natural_k(natural)
    if found is not None:
        row = natural.loc[found]
        which = "its silhouette" if alone else "the highest silhouette among the natural k"
        return Verdict(
            "natural",
            found,
            f"{which} ({row['silhouette']:.2f}; "
            f"{row['excess']:.2f} above what K-Means finds in "
            f"{null_in_words(row['explained by'])}, the strictest null; every cluster comes back, "
            f"Jaccard at least {at_least(row['jaccard'])})",
        )
    why, row = _not_natural(table, k, alone), table.loc[k]
    number = "a number fixed beforehand" if k == SLICES else "as many as were asked for"
    if row["jaccard"] >= STABLE:
        return Verdict(
            "slices",
            k,
            f"{why}. {k} slices, {number}, come back (Jaccard "
            f"{at_least(row['jaccard'])}, rank {row['jaccard rank']:.0f} of {RANKED} beside data "
            "without clusters)",
        )
    return Verdict(
        "constructive",
        BESIDE_RULES if k == SLICES else k,
        f"{why}, and {k} slices do not come back (Jaccard {at_least(row['jaccard'])})",
    )
