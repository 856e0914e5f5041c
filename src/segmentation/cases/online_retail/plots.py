"""Figures of the Online Retail case."""

from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, MUTED
from segmentation.base.plots import forest, heat
from segmentation.base.style import new, percent

SILENT = ("At Risk", "Can't Lose Them")


def rules_beside_clusters(table: pd.DataFrame) -> Figure:
    """Where the customers of each rule segment land among the clusters; rows add up to 1."""
    fig, ax = new(height=0.3 * len(table) + 1.4)
    heat(ax, table.rename(columns=lambda name: fill(name, 18)))
    ax.set_xlabel("cluster")
    ax.tick_params(axis="x", labelrotation=0)
    whole = (table.max(axis=1) >= 0.9).sum()
    ax.set_title(
        f"{whole} of {len(table)} rule segments lie almost whole (90% or more) in one cluster"
    )
    return fig


def came_back(table: pd.DataFrame, everyone: float, days: int) -> Figure:
    """Share of each rule segment that orders in the hold-out, with intervals.

    `table` holds `customers`, `value`, `low` and `high` by segment, `everyone` is the share of all.
    """
    fig, ax = new(height=0.32 * len(table) + 1.2)
    tints = [CONTRAST if name in SILENT else ACCENT for name in table.index]
    names = [f"{name} ({n:,.0f})" for name, n in table["customers"].items()]
    forest(ax, table, tints=tints, text="{:.0%}".format, reference=everyone, names=names)
    for text in ax.texts:  # legible where the line of all customers runs through it
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    ax.text(everyone, -0.75, f"  all customers: {everyone:.0%}", color=MUTED, fontsize=9,
            va="center")  # fmt: skip
    ax.set(ylim=(len(table) - 0.5, -1.2), xlim=(0, 1))
    percent(ax.xaxis)
    ax.set_xlabel(f"ordered in the {days} days held out, with 95% interval")
    silent = [f"{table.loc[name, 'value']:.0%} of {name}" for name in SILENT if name in table.index]
    ax.set_title(f"{' and '.join(silent) or 'Many'} ordered again within {days} days")
    return fig
