"""Sentences of the Olist case."""

import numpy as np
import pandas as pd

from segmentation.base.estimates import Estimate
from segmentation.base.words import listed
from segmentation.clusters.verdict import MARGIN
from segmentation.personas.rfm import PREFIX

LOST = f"{PREFIX}Lost"
MEAN_MUCH = (f"{PREFIX}At Risk", f"{PREFIX}Can't Lose Them")  # names of good customers


# The data


def counted(shares: pd.Series) -> str:
    """The share of one-time buyers by what is counted; `shares` is from `recipe.bought_once`."""
    people, items = shares["orders of a person"], shares["rows after joining items"]
    return (
        f"**{people:.1%} of the people bought once.** If you join the items first and count rows, "
        f"you find {items:.1%}; if you take `customer_id` for the person, nobody ever returns."
    )


def thinning(weeks: pd.Series) -> str:
    """Whether the file thins out at its end.

    `weeks` holds the delivered orders of each whole week, counted back from the snapshot: 0 is
    the last, which is compared with the year that ended two weeks before it.
    """
    weeks = weeks.sort_index()
    last, usual = weeks.iloc[0], weeks.iloc[2:54].median()
    if last >= 0.75 * usual:
        return "The end of the file is not thinner than the rest."
    return (
        f"**The end is thin**: {last:,} delivered orders in the last week, {usual:,.0f} in a usual "
        "one. Some of the latest buyers are missing, and others look less recent than they are."
    )


# Eleven clusters, eleven names


def named(table: pd.DataFrame) -> str:
    """What the names of clusters do not mean here, from their `share once` and `Recency`."""
    text = []
    once = listed([f"*{n}*" for n in MEAN_MUCH if n in table.index and table["share once"][n] == 1])
    if once:
        text.append(
            f"**Nobody in {once} bought twice**: such names usually mean that somebody bought "
            "often, here only that one order was large."
        )
    longest = table["Recency"].idxmax()
    if LOST in table.index and longest != LOST:
        text.append(f"*{LOST}* are not the longest silent: *{longest}* are.")
    return " ".join(text)


def starts(lost: pd.Series, inertia: pd.Series) -> str:
    """How far the size of K-Lost depends on the starts of fits that are equally good."""
    low, high, apart = lost.min(), lost.max(), inertia.max() / inertia.min() - 1
    size = f"{low:,} customers" if low == high else f"between {low:,} and {high:,} customers"
    return (
        f"Start K-Means {len(lost)} times: the inertia, which it makes small, differs by "
        f"{apart:.2%} at most, and *{LOST}* has {size}."
    )


# Who buys again


def reading(gains: list[Estimate]) -> str:
    """Whether something is better, from its gains in several windows."""
    better, worse = sum(g.is_above() for g in gains), sum(g.is_below() for g in gains)
    if better and worse:
        return "better in one window, worse in another"
    if not better and not worse:
        return "no difference shown"
    word, number = ("better", better) if better else ("worse", worse)
    where = "every window" if number == len(gains) else f"{number} of {len(gains)} windows"
    return f"{word} in {where}"


def compared(gains: dict[str, dict[int, Estimate]]) -> str:
    """Whether K-Means ranks better than its rivals; its gains in AUC by rival and window."""
    says: dict[str, list[str]] = {}
    for rival, each in gains.items():
        says.setdefault(reading(list(each.values())), []).append(f"*{rival}*")
    if list(says) == ["no difference shown"]:
        return (
            "**No.** In no window does K-Means clearly rank better or worse than "
            f"{listed(says['no difference shown'], 'or')}: every interval of a difference holds 0."
        )
    parts = [
        f"{'no different from' if word == 'no difference shown' else f'{word} than'} {listed(who)}"
        for word, who in says.items()
    ]
    return f"K-Means is {', and '.join(parts)}."


# How many clusters


def strength(silhouette: float) -> str:
    """What Kaufman & Rousseeuw 1990 call a silhouette of unsquared distances."""
    for least, word in ((0.71, "strong"), (0.51, "reasonable"), (0.26, "weak")):
        if round(silhouette, 2) >= least:
            return f"{word} structure"
    return "no structure"


def two(excess: float, agreement: float, silhouette: float, unsquared: float) -> str:
    """What the high silhouette at k = 2 has found; how far it agrees with "ordered once"."""
    same = (
        "The two clusters are *ordered once* and *ordered more often*"
        if agreement > 0.99
        else f"The two clusters part {agreement:.0%} of the customers as *ordered once* against "
        "*more often* would"
    )
    why = (
        "data without groups reach the same, since they have as many ones"
        if excess < MARGIN
        else "and it exceeds data without groups"
    )
    return (
        f"At k = 2 the silhouette is **{silhouette:.2f}**, and {unsquared:.2f} without squaring "
        f"the distances, which Kaufman & Rousseeuw (1990) call {strength(unsquared)}. "
        f"{same}; {why}."
    )


def others(excess: pd.Series) -> str:
    """Whether other customers or features hold groups, from the largest excess of each."""
    over = excess.index[excess >= MARGIN]
    if len(over):
        return f"**Yes: {listed(list(over))}** beat data without groups by {MARGIN:g}."
    return f"**No.** Nowhere do they beat data without groups by the {MARGIN:g} needed."


# What to do


def can_show(rise: float) -> str:
    """The smallest rise of a rate that a test can show, as a share of the rate."""
    return f"can show a rise by {rise:.0%} or more" if np.isfinite(rise) else "can show no rise"
