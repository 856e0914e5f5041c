"""Figures of notebook 03."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.plots.style import ACCENT, CONTRAST, MUTED, new, percent


def rule_segments(summary: pd.DataFrame) -> Figure:
    """Share of customers and of revenue of each rule segment, side by side."""
    fig, ax = new(height=4.4)
    rows = np.arange(len(summary))
    ax.barh(rows - 0.2, summary["share of customers"], 0.38, color=MUTED, label="customers")
    ax.barh(rows + 0.2, summary["share of revenue"], 0.38, color=ACCENT, label="revenue")
    for row, (people, money) in enumerate(
        summary[["share of customers", "share of revenue"]].to_numpy()
    ):
        ax.text(people + 0.004, row - 0.2, f"{people:.0%}", va="center", fontsize=8)
        ax.text(money + 0.004, row + 0.2, f"{money:.0%}", va="center", fontsize=8, color=ACCENT)
    ax.set_yticks(rows, summary.index)
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlabel="share of all customers, of all revenue")
    best = summary["share of revenue"].idxmax()
    ax.set_title(
        f"{best}: {summary.loc[best, 'share of customers']:.0%} of the customers, "
        f"{summary.loc[best, 'share of revenue']:.0%} of the revenue"
    )
    ax.legend(loc="lower right")
    return fig


def snapshot_drift(table: pd.DataFrame) -> Figure:
    """Share of customers in a few segments, by snapshot date.

    Parameters
    ----------
    table : DataFrame
        Index: snapshot; one column per segment; shares.
    """
    fig, ax = new(height=3.0)
    palette = [ACCENT, CONTRAST, MUTED]
    for name, colour in zip(table.columns, palette, strict=False):
        ax.plot(table.index, table[name], marker="o", color=colour, label=name)
    percent(ax.yaxis)
    ax.set(ylabel="share of customers", xlabel="snapshot date", ylim=(0, None))
    ax.set_title("The same orders, another snapshot date, other segments")
    ax.legend()
    return fig
