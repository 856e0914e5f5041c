"""Figures of notebook 12: the multiverse."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, INK, LIGHT, SEQUENTIAL
from segmentation.base.style import heading, new, percent

Way = tuple[str, str, str]  # features, algorithm, preparation


def _blocks(ways: list[Way]) -> dict[tuple[str, str], list[int]]:
    """(Features, algorithm) → where its ways stand."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, (features, algorithm, _) in enumerate(ways):
        found.setdefault((features, algorithm), []).append(place)
    return found


def agreement(table: pd.DataFrame, reference: Way, near: float) -> Figure:
    """ARI between all pairs of partitions, in blocks of one feature set and one algorithm.

    Parameters
    ----------
    table : DataFrame, shape (m, m)
        From `multiverse.agreement`.
    reference : tuple
        The partition to point at.
    near : float
        ARI from which partitions are called alike.
    """
    ways = list(table.index)
    blocks = _blocks(ways)
    fig, ax = new(height=8.0)
    sns.heatmap(
        table.to_numpy(),
        cmap=SEQUENTIAL,
        vmin=0,
        vmax=1,
        square=True,
        ax=ax,
        cbar_kws={"shrink": 0.4, "pad": 0.1, "label": "ARI (1: the same partition, 0: chance)"},
    )
    for places in blocks.values():
        ax.axhline(places[0], color="white", lw=3)
        ax.axvline(places[0], color="white", lw=3)
    middles = {block: float(np.mean(places)) + 0.5 for block, places in blocks.items()}
    names = [f"{algorithm}, {features}" for features, algorithm in middles]
    ax.set_xticks(list(middles.values()), names, rotation=30, ha="right", fontsize=9)
    ax.set_yticks(np.arange(len(ways)) + 0.5, [way[2] for way in ways], fontsize=7.5, rotation=0)
    own = ways.index(reference)
    for label, way in zip(ax.get_yticklabels(), ways, strict=True):
        label.set(color=CONTRAST if way == reference else INK)
    ax.tick_params(length=0)
    ax.text(len(ways) + 0.4, own + 0.5, "← ours", color=CONTRAST, fontsize=9, va="center")
    ax.text(own + 0.5, -0.4, "ours ↓", color=CONTRAST, fontsize=9, ha="center")
    others = table[reference].drop(reference)
    agree = int((others >= near).sum())
    title = f"{agree} of {len(others)} other ways agree with ours at an ARI of {near} or more"
    ax.set_title(title, pad=16)
    return fig


def _choices(ax: Axes, ways: list[Way], levels: list[list[str]]) -> None:
    """Which choices a way is made of: a dot in the row of each, with a gap between the levels."""
    start = np.cumsum([0, *map(len, levels)])[:-1]
    rows = {
        (level, name): start[level] + i + level
        for level, names in enumerate(levels)
        for i, name in enumerate(names)
    }
    for row in rows.values():
        ax.axhline(row, color=LIGHT, lw=0.5, zorder=0)
    for place, way in enumerate(ways):
        ax.scatter([place] * 3, [rows[part] for part in enumerate(way)], s=14, color=INK, lw=0)
    ax.set_yticks(list(rows.values()), [name for _, name in rows], fontsize=8)
    ax.set(ylim=(max(rows.values()) + 0.6, -0.6), xticks=[])
    ax.set_xlabel("ways to cluster, by whom they call first")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)


def specifications(found: pd.DataFrame, noisy: float, top: float, same: float) -> Figure:
    """What each way concludes about the top customers, over the choices it is made of.

    Parameters
    ----------
    found : DataFrame
        From `multiverse.conclusions`.
    noisy : float
        Share of noise from which a way counts as disagreeing; it is drawn hollow.
    top : float
        Share of customers whom the conclusions are about.
    same : float
        Share called alike from which a way agrees with ours.

    References
    ----------
    Simonsohn, Simmons & Nelson 2020, Nat. Hum. Behav. 4, the specification curve.
    """
    table = found.sort_values("share called", kind="stable")
    fig, (ax, below) = new(2, height=6.0, gridspec_kw={"height_ratios": [1, 1.15]})
    fill = np.where(table["share noise"] > noisy, "white", ACCENT)
    places = np.arange(len(table))
    ax.scatter(places, table["share called"], s=34, c=fill, edgecolor=ACCENT,
               label="of those whom ours calls first")  # fmt: skip
    ax.scatter(places, table["share of value"], s=26, marker="_", color=CONTRAST, lw=2,
               label="share of contribution they hold")  # fmt: skip
    ax.axhline(top, color=INK, lw=0.8, ls=":")
    ax.text(len(table) - 0.5, top + 0.015, "by chance", ha="right", fontsize=8.5)
    ax.set(xlim=(-1, len(table)), ylim=(0, 1.05), xticks=[], ylabel=f"top {top:.0%} of customers")
    percent(ax.yaxis)
    ax.legend(fontsize=8.5, loc="upper left", title=f"hollow: over {noisy:.0%} noise")
    levels = [list(dict.fromkeys(found.index.get_level_values(i))) for i in range(3)]
    _choices(below, list(table.index), levels)
    below.set_xlim(-1, len(table))
    agree = int(((found["share called"] >= same) & (found["share noise"] <= noisy)).sum())
    heading(fig, f"{agree} of {len(found)} ways call {same:.0%} or more of our top customers first")
    return fig
