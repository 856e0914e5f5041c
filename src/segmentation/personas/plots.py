"""Figures of notebook 08."""

from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import COST_COLOURS, INK, MUTED, colours, short
from segmentation.base.style import heading, new
from segmentation.base.words import listed
from segmentation.features.plots.scaling import recovery_by_recipe
from segmentation.personas.parting import sharing
from segmentation.personas.value import CONTRIBUTION_MARGIN, COSTS


def premise(tables: dict[str, pd.DataFrame], ari: dict[str, float]) -> Figure:
    """Share of each planted persona in each cluster, a panel a description, all features last."""
    fig = recovery_by_recipe(tables, ari)
    *rfm, everything = (
        {pair for group in sharing(table) for pair in combinations(group, 2)}
        for table in tables.values()
    )
    always = set.intersection(*rfm) - everything
    one = listed([" and ".join(short(name) for name in pair) for pair in sorted(always)])
    what = f"RFM never parts {one}; all features do" if one else "Where each planted persona lands"
    heading(fig, f"{what} (rows add up to 100%)")
    return fig


def profit_by_segment(parts: pd.DataFrame, margin: float) -> Figure:
    """The best cluster of RFM split by segment; the title speaks of the two largest parts.

    The parts are those of `value.profit_by_segment`; no more than the assumed margin can be left.
    """
    tints = [colours(list(parts.index))[name] for name in parts.index]
    panels = {
        "spend": ("Ordered,\n£ a year", "{:,.0f}"),
        "contribution": ("Contribution,\n£ a year", "{:,.0f}"),
        CONTRIBUTION_MARGIN: ("Left of £100\nordered", "£{:.0f}"),
        "returned": ("Orders\nreturned", "{:.0%}"),
        "contacts": ("Contacts\na year", "{:.1f}"),
        "Satisfaction_Score": ("Satisfaction,\n1–5", "{:.1f}"),
    }
    fig, axes = new(1, len(panels), height=0.75 * len(parts) + 1.5, sharey=True)
    rows = np.arange(len(parts))
    for ax, (column, (title, text)) in zip(axes, panels.items(), strict=True):
        values = parts[column]
        ax.barh(rows, values, color=tints, height=0.66)
        room = max(values.max(), 1e-9)
        for row, number in enumerate(values):
            ax.text(max(number, 0) + 0.04 * room, row, text.format(number), va="center")
        ax.set(xlim=(min(values.min() * 1.15, 0), room * 1.55), xticks=[])
        ax.axvline(0, color=MUTED, lw=0.8)
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.tick_params(length=0)
        ax.set_title(title, fontsize=10, fontweight="normal")
    names = [f"{short(name)}\n{share:.0%} of the cluster" for name, share in parts["share"].items()]
    axes[0].set_yticks(rows, names)
    axes[0].invert_yaxis()
    left = parts[CONTRIBUTION_MARGIN].head(2).sort_values(ascending=False)
    leave = ", ".join(f"{short(name)} leave £{pounds:.0f}" for name, pounds in left.items())
    heading(
        fig, f"Of £100 ordered by RFM's best cluster {leave} (assumed margin: £{100 * margin:.0f})"
    )
    return fig


def money_bridge(table: pd.DataFrame) -> Figure:
    """Margin per customer, what reduces it, and what is left, the largest contribution on top."""
    table = table.sort_values("contribution", ascending=False)
    palette = colours(list(table.index))
    fig, ax = new(height=0.62 * len(table) + 1.7)
    rows = np.arange(len(table))
    ax.barh(rows, table["contribution"], 0.62, color=[palette[n] for n in table.index])
    start = table["contribution"].to_numpy(dtype="float64").copy()
    for part, label in reversed(COSTS.items()):
        cost = -table[part].to_numpy()
        tint = {"color": COST_COLOURS[part], "edgecolor": "white", "lw": 0.5}
        ax.barh(rows, cost, 0.62, left=start, label=label, **tint)
        start += cost
    for row, (margin, rest) in enumerate(table[["margin", "contribution"]].to_numpy()):
        ax.text(
            max(margin, 0) + 0.012 * table["margin"].max(),
            row,
            f"£{rest:,.0f} left of £{margin:,.0f}",
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
    gone = (table["margin"] - table["contribution"]).sort_values().index[-1]
    costs = -table.loc[gone, list(COSTS)]
    ax.set_title(
        f"A {short(gone)} customer costs £{costs.sum():,.0f} of £{table.loc[gone, 'margin']:,.0f} "
        f"margin, £{costs.max():,.0f} of it {COSTS[costs.idxmax()]}"
    )
    ax.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.42, -0.2), fontsize=9)
    return fig
