"""Figures of notebook 08."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from segmentation.plots.style import (
    ACCENT,
    CONTRAST,
    INK,
    MUTED,
    OTHER_COLOURS,
    PERSONA_COLOURS,
    SEQUENTIAL,
    colours,
    new,
    percent,
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
    """RFM's best segment split by the clusters of all features: spend alike, contribution not.

    Parameters
    ----------
    parts : DataFrame
        Index: segment; `customers`, and `spend`, `contribution` (£ per customer and year),
        `Return_Rate`, `Support_Calls`, `Satisfaction_Score` (means).
    """
    palette = PERSONA_COLOURS | colours(list(parts.index))
    panels = {
        "spend": "Spend, £ a year",
        "contribution": "Contribution, £ a year\n(assumed margin and costs)",
        "Return_Rate": "Orders returned",
        "Support_Calls": "Support contacts",
        "Satisfaction_Score": "Satisfaction, 1–5",
    }
    fig, axes = new(1, len(panels), height=3.3, sharey=True)
    rows = np.arange(len(parts))
    for ax, (column, title) in zip(axes, panels.items(), strict=True):
        values = parts[column]
        ax.barh(rows, values, color=[palette[name] for name in parts.index], height=0.62)
        room = max(values.max(), 1e-9)
        for row, value in enumerate(values):
            text = f"{value:.0%}" if column == "Return_Rate" else f"{value:,.0f}"
            text = f"{value:.1f}" if column in ("Support_Calls", "Satisfaction_Score") else text
            ax.text(max(value, 0) + 0.03 * room, row, text, va="center", fontsize=10)
        ax.set(xlim=(min(values.min() * 1.15, 0), room * 1.38), xticks=[])
        ax.axvline(0, color=MUTED, lw=0.8)
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.tick_params(length=0)
        ax.set_title(title, fontsize=9.5, fontweight="normal")
    labels = [f"{short(n)}\n{int(c):,}" for n, c in parts["customers"].items()]
    axes[0].set_yticks(rows, labels)
    axes[0].invert_yaxis()
    ratio = parts["contribution"].iloc[0] / parts["contribution"].iloc[1]
    more = f"{ratio:.1f} times" if ratio > 0 else "very unlike"
    fig.suptitle(
        f"One RFM segment, two kinds of customer: spend nearly alike, contribution {more}",
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


def shares(table: pd.DataFrame) -> Figure:
    """Share of customers, of spend and of contribution per segment."""
    palette = colours(list(table.index))
    columns = {
        "share": "customers",
        "share of spend": "spend",
        "share of contribution": "contribution",
    }
    fig, ax = new(height=2.6)
    left = np.zeros(len(columns))
    for name, row in table.iterrows():
        values = row[list(columns)].to_numpy(dtype="float64")
        ax.barh(
            list(columns.values()),
            values,
            left=left,
            color=palette[name],
            edgecolor="white",
            label=short(str(name)),
            height=0.7,
        )
        for y, (value, start) in enumerate(zip(values, left, strict=True)):
            if value > 0.035:
                ax.text(
                    start + value / 2,
                    y,
                    f"{value:.0%}",
                    ha="center",
                    va="center",
                    color="white",
                    fontsize=9,
                    fontweight="bold",
                )
        left += values
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlim=(0, max(1.0, left.max())))
    ax.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.45, -0.16), fontsize=9)
    ax.set_title("Who they are, what they spend, what is left of it")
    return fig


def channel_mix(table: pd.DataFrame, strength: float) -> Figure:
    """Acquisition channels of each segment; the channel was not clustered on."""
    fig, ax = new(height=0.46 * len(table) + 1.5)
    left = np.zeros(len(table))
    tints = (ACCENT, CONTRAST, *OTHER_COLOURS[:2], MUTED, *OTHER_COLOURS[2:])
    for column, colour in zip(table.columns, tints, strict=False):
        ax.barh(
            [short(str(n)) for n in table.index],
            table[column],
            left=left,
            color=colour,
            label=column,
            edgecolor="white",
            height=0.72,
        )
        for y, (value, start) in enumerate(zip(table[column], left, strict=True)):
            if value > 0.06:
                ax.text(
                    start + value / 2,
                    y,
                    f"{value:.0%}",
                    ha="center",
                    va="center",
                    color="white",
                    fontsize=9,
                )
        left += table[column].to_numpy()
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlim=(0, 1), xlabel="share of the segment's customers")
    ax.legend(ncols=5, loc="upper center", bbox_to_anchor=(0.45, -0.28), fontsize=9)
    ax.set_title(
        f"The channel was held out, and still differs by segment (Cramér's V {strength:.2f})"
    )
    return fig
