"""Figures of the case of your own orders."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from segmentation.base.palette import ACCENT, CONTRAST, MUTED
from segmentation.base.style import heading, new

MOST_TICKS = 12


def per_month(months: pd.DataFrame, currency: str) -> Figure:
    """Orders and money of every calendar month, so that a hole in an export is seen."""
    fig, axes = new(2, 1, height=4.2, sharex=True)
    at = np.arange(len(months))
    unit = f", {currency}" if currency else ""
    panels = (("orders", "orders", MUTED), ("amount", f"amount{unit}", ACCENT))
    for ax, (column, label, colour) in zip(axes, panels, strict=True):
        ax.bar(at, months[column], 0.8, color=colour)
        ax.set_ylabel(label)
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    empty = np.flatnonzero(months["orders"].to_numpy() == 0)
    for month in empty:
        axes[0].annotate("no order", (month, 0), rotation=90, ha="center", va="bottom",
                         color=CONTRAST, fontsize=8)  # fmt: skip
    step = -(-len(months) // MOST_TICKS)
    axes[1].set_xticks(
        at[::step], [f"{month:%b %Y}" for month in months.index[::step]], rotation=30
    )
    axes[1].set_xlabel("month of the order; the first and the last may be cut short")
    holes = "none without an order"
    if len(empty):
        holes = f"{len(empty)} without an order: is the export complete?"
    heading(fig, f"Orders before returns: {len(months)} calendar months, {holes}")
    return fig
