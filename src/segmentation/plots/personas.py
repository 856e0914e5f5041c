"""Figures of notebook 08."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from segmentation.plots.style import (
    INK,
    MUTED,
    SEQUENTIAL,
    colours,
    new,
    short,
)

PARTS = {"coupons": "#E69F00", "returns": "#8c6bb1", "support": "#56B4E9"}


def premise(rfm: pd.DataFrame, nine: pd.DataFrame, aris: tuple[float, float]) -> Figure:
    """Where each planted persona lands: clusters of RFM beside clusters of all features."""
    fig, axes = new(1, 2, height=3.4, sharey=True)
    titles = ("Recency, Frequency, Monetary", "all features")
    for ax, table, title, ari in zip(axes, (rfm, nine), titles, aris, strict=True):
        sns.heatmap(
            table.rename(index=short),
            annot=True,
            fmt=".0%",
            cmap=SEQUENTIAL,
            vmin=0,
            vmax=1,
            cbar=False,
            ax=ax,
            annot_kws={"size": 9},
            linewidths=1,
            linecolor="white",
        )
        ax.set_title(f"{title}: ARI {ari:.2f}", fontsize=10)
        ax.set(ylabel="", xlabel="cluster")
        ax.tick_params(length=0)
    fig.suptitle(
        "Where each planted persona lands (rows add up to 100%)",
        x=0.01,
        ha="left",
        fontsize=11,
        fontweight="bold",
    )
    return fig


def taken_apart(parts: pd.DataFrame) -> Figure:
    """RFM's best segment split by the clusters of all features: what is left of the spend.

    Parameters
    ----------
    parts : DataFrame
        From `value.taken_apart`: index segment, the largest first.
    """
    palette = colours(list(parts.index))
    panels = {
        "spend": ("Spend,\n£ a year", "{:,.0f}"),
        "contribution": ("Contribution,\n£ a year", "{:,.0f}"),
        "left of 100": ("Left of £100\nspent", "£{:.0f}"),
        "Return_Rate": ("Orders\nreturned", "{:.0%}"),
        "Support_Calls": ("Support\ncontacts", "{:.1f}"),
        "Satisfaction_Score": ("Satisfaction,\n1–5", "{:.1f}"),
    }
    fig, axes = new(1, len(panels), height=0.75 * len(parts) + 1.5, sharey=True)
    rows = np.arange(len(parts))
    for ax, (column, (title, text)) in zip(axes, panels.items(), strict=True):
        values = parts[column]
        ax.barh(rows, values, color=[palette[name] for name in parts.index], height=0.66)
        room = max(values.max(), 1e-9)
        for row, number in enumerate(values):
            ax.text(max(number, 0) + 0.04 * room, row, text.format(number), va="center")
        ax.set(xlim=(min(values.min() * 1.15, 0), room * 1.55), xticks=[])
        ax.axvline(0, color=MUTED, lw=0.8)
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.tick_params(length=0)
        ax.set_title(title, fontsize=10, fontweight="normal")
    names = [f"{short(name)}\n{share:.0%} of it" for name, share in parts["share"].items()]
    axes[0].set_yticks(rows, names)
    axes[0].invert_yaxis()
    left = parts["left of 100"]
    fig.suptitle(
        f"RFM's best segment holds {len(parts)} kinds of customer: of £100 spent, "
        f"£{left.min():.0f} to £{left.max():.0f} are left",
        x=0.01,
        ha="left",
        fontsize=12,
        fontweight="bold",
    )
    return fig


def money_bridge(table: pd.DataFrame) -> Figure:
    """Margin per customer, what eats it, and what is left, by segment.

    Parameters
    ----------
    table : DataFrame
        From `value.per_segment`: `margin`, `coupons`, `returns`, `support`, `contribution`.
    """
    palette = colours(list(table.index))
    fig, ax = new(height=0.62 * len(table) + 1.5)
    rows = np.arange(len(table))
    ax.barh(rows, table["margin"], 0.62, color="white", edgecolor=MUTED, lw=1)
    left = table["margin"].to_numpy(dtype="float64").copy()
    for part, colour in PARTS.items():
        cost = -table[part].to_numpy()
        ax.barh(rows, cost, 0.62, left=left - cost, color=colour, label=part, alpha=0.85)
        left -= cost
    ax.barh(rows, table["contribution"], 0.62, color=[palette[n] for n in table.index])
    for row, (margin, rest) in enumerate(table[["margin", "contribution"]].to_numpy()):
        ax.text(
            max(margin, 0) + 0.012 * table["margin"].max(),
            row,
            f"£{rest:,.0f} of £{margin:,.0f} left",
            va="center",
            fontsize=9,
        )
    ax.set_yticks(rows, [short(name) for name in table.index])
    ax.invert_yaxis()
    ax.set(
        xlabel="£ per customer in the last 12 months; assumed margin and costs",
        xlim=(min(0, table["contribution"].min() * 1.1), table["margin"].max() * 1.3),
    )
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_title("Margin (outline), what eats it (stripes), and what is left (segment's colour)")
    ax.legend(ncols=3, loc="lower right", fontsize=9)
    return fig
