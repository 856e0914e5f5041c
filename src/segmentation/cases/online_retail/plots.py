"""Figures of the Online Retail case."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, MUTED
from segmentation.base.style import new, percent, share_cells

SILENT = ("At Risk", "Can't Lose Them")


def rules_beside_clusters(table: pd.DataFrame) -> Figure:
    """Where the customers of each rule segment land among the clusters; rows add up to 1."""
    fig, ax = new(height=0.3 * len(table) + 1.4)
    share_cells(ax, table.rename(columns=lambda name: fill(name, 18)))
    ax.set_xlabel("cluster")
    ax.tick_params(axis="x", labelrotation=0)
    whole = (table.max(axis=1) >= 0.9).sum()
    ax.set_title(
        f"{whole} of {len(table)} rule segments lie almost whole (90% or more) in one cluster"
    )
    return fig


def came_back(table: pd.DataFrame, everyone: float, days: int) -> Figure:
    """Share of each rule segment that orders in the hold-out, with intervals.

    Parameters
    ----------
    table : DataFrame, index segment
        From `intervals.share_by`.
    everyone : float
        The same share of all customers.
    days : int
        Length of the hold-out.
    """
    fig, ax = new(height=0.32 * len(table) + 1.2)
    rows = np.arange(len(table))
    tint = [CONTRAST if name in SILENT else ACCENT for name in table.index]
    ax.hlines(rows, table["low"], table["high"], color=tint, lw=2)
    ax.scatter(table["share"], rows, color=tint, zorder=3)
    for row, (share, high) in enumerate(table[["share", "high"]].to_numpy()):
        ax.text(high + 0.01, row, f"{share:.0%}", va="center", fontsize=9, color=tint[row],
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    ax.axvline(everyone, color=MUTED, ls="--", lw=1)
    ax.annotate(
        f"all customers: {everyone:.0%}",
        (everyone, -0.75),
        xytext=(4, 0),
        textcoords="offset points",
        color=MUTED,
        fontsize=9,
        va="center",
    )
    names = [f"{name} ({n:,.0f})" for name, n in table["customers"].items()]
    ax.set_yticks(rows, names)
    ax.set(ylim=(len(table) - 0.5, -1.2), xlim=(0, 1))
    percent(ax.xaxis)
    ax.set_xlabel(f"ordered in the {days} days held out, with 95% interval")
    silent = [f"{table.loc[name, 'share']:.0%} of {name}" for name in SILENT if name in table.index]
    ax.set_title(f"{' and '.join(silent) or 'Many'} ordered again within {days} days")
    return fig
