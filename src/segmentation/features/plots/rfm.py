"""Figures of notebook 03."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from segmentation.base.palette import ACCENT, CONTRAST, MUTED
from segmentation.base.style import new, percent


def rule_segments(summary: pd.DataFrame) -> Figure:
    """Share of customers and of gross spend of each rule segment."""
    customers, spend = summary["share of customers"], summary["share of revenue"]
    fig = size_and_revenue(customers, spend, "share of gross spend")
    best = ["Champions", "Loyal"]
    fig.axes[0].set_xlabel("share of the total")
    fig.axes[0].set_title(
        f"{' and '.join(best)}: {customers[best].sum():.0%} of customers, "
        f"{spend[best].sum():.0%} of gross spend"
    )
    return fig


def size_and_revenue(customers: pd.Series, revenue: pd.Series, label: str) -> Figure:
    """Share of customers and of revenue of each segment, side by side."""
    fig, ax = new(height=0.35 * len(customers) + 1.0)
    rows = np.arange(len(customers))
    ax.barh(rows - 0.2, customers, 0.38, color=MUTED, label="share of customers")
    ax.barh(rows + 0.2, revenue, 0.38, color=ACCENT, label=label)
    for row, (people, money) in enumerate(zip(customers, revenue, strict=True)):
        ax.text(people + 0.004, row - 0.2, f"{people:.0%}", va="center", fontsize=8)
        ax.text(money + 0.004, row + 0.2, f"{money:.0%}", va="center", fontsize=8, color=ACCENT)
    ax.set_yticks(rows, revenue.index)
    ax.invert_yaxis()
    percent(ax.xaxis)
    best = revenue.idxmax()
    ax.set_title(
        f"{best}: {customers[best]:.0%} of customers, {revenue[best]:.0%} {label.partition(' ')[2]}"
    )
    ax.legend(loc="lower right")
    return fig


def snapshot_drift(table: pd.DataFrame) -> Figure:
    """Share of customers in a few segments, by snapshot date."""
    fig, ax = new(height=3.0)
    palette = [ACCENT, CONTRAST, MUTED]
    for name, colour in zip(table.columns, palette, strict=False):
        ax.plot(table.index, table[name], marker="o", color=colour, label=name)
    percent(ax.yaxis)
    ax.yaxis.set_major_locator(MultipleLocator(0.05))
    ax.set(ylabel="share of customers", xlabel="snapshot date", ylim=(0, None))
    name = (table.max() - table.min()).idxmax()
    ax.set_title(
        f"{name} varies between {table[name].min():.0%} and {table[name].max():.0%} of the "
        "customers with the snapshot date"
    )
    ax.legend()
    return fig
