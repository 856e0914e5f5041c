"""Figures of notebook 03."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MultipleLocator

from segmentation.base.palette import GREY, INK, LIGHT, MUTED
from segmentation.base.plots import heat
from segmentation.base.style import new, percent


def twins(pair: pd.DataFrame, orders: pd.DataFrame, contacts: pd.DataFrame) -> Figure:
    """Orders and support contacts of two customers of one RFM cell, a row each.

    Parameters
    ----------
    pair : DataFrame
        From `rules.same_cell_other_cost`, with `Segment` added; no rows where there is no pair.
    orders, contacts : DataFrame
        Those of the two.
    """
    fig, ax = new(height=2.9)
    if pair.empty:
        ax.set_title("This shop has no two such customers")
        ax.set(xticks=[], yticks=[])
        return fig
    told = []
    for row, (_, one) in enumerate(pair[::-1].iterrows()):
        own = orders[orders["customer_id"] == one["Customer_ID"]]
        calls = contacts.loc[contacts["customer_id"] == one["Customer_ID"], "contacted_at"]
        back = own["returned_amount"] > 0
        ax.axhline(row, color=LIGHT, lw=0.8, zorder=0)
        for which, fill in ((~back, INK), (back, "white")):
            ax.scatter(
                own.loc[which, "ordered_at"],
                [row] * int(which.sum()),
                s=20 + own.loc[which, "amount"] / 1.5,
                facecolor=fill,
                edgecolor=INK,
                linewidth=1.2,
            )
        ax.scatter(calls, [row - 0.28] * len(calls), marker="x", s=26, color=MUTED)
        told.append(f"RFM {one['RFM']}\n£{one['Monetary']:,.0f} ordered")
    rates = [f"{rate:.0%}" if rate else "none" for rate in pair["Return_Rate"]]
    ax.set_title(
        f"Two customers, both {pair['Segment'].iloc[0]}: one sends back {rates[0]} of the orders, "
        f"the other {rates[1]}",
        pad=10,
    )
    ax.set_yticks([0, 1], told)
    ax.set(ylim=(-0.6, 1.4), xlabel="date")
    marks = {"order": ("o", INK, INK), "order that came back": ("o", "white", INK),
             "support contact": ("x", MUTED, MUTED)}  # fmt: skip
    ax.legend(
        handles=[
            Line2D([], [], ls="", marker=mark, markerfacecolor=fill, markeredgecolor=edge,
                   markersize=8, label=name)
            for name, (mark, fill, edge) in marks.items()
        ],
        ncols=3,
        loc="upper center",
        bbox_to_anchor=(0.45, -0.22),
        fontsize=9,
    )  # fmt: skip
    return fig


def grid(names: pd.DataFrame, shares: pd.DataFrame) -> Figure:
    """The names of the rule segments by score, with the share of the customers in each field."""
    fig, ax = new(height=3.6)
    shares = shares.reindex_like(names).fillna(0.0)
    marks = names + "\n" + shares.map(_share)
    heat(ax, shares, limits=(0, 0.25), marks=marks, size=9)
    ax.tick_params(labelrotation=0)
    ax.set(xlabel="mean of the frequency and monetary scores (FM)", ylabel="recency score (R)")
    recency, both = shares.stack().idxmax()
    ax.set_title(
        f"{len(set(names.stack()))} segments share {names.size} fields; the fullest, of "
        f"{names.loc[recency, both]}, holds {shares.loc[recency, both]:.0%} of the customers"
    )
    return fig


def _share(part: float) -> str:
    """A share as it is written in a field."""
    return "under 1%" if 0 < part < 0.005 else f"{part:.0%}"


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
    fig, ax = new(height=0.38 * len(customers) + 1.0)
    rows = np.arange(len(customers))
    ax.barh(rows - 0.2, customers, 0.38, color=GREY, label="share of customers")
    ax.barh(rows + 0.2, revenue, 0.38, color=INK, label=label)
    for row, (people, money) in enumerate(zip(customers, revenue, strict=True)):
        ax.text(people + 0.004, row - 0.2, f"{people:.1%}", va="center", fontsize=8.5, color=MUTED)
        ax.text(money + 0.004, row + 0.2, f"{money:.1%}", va="center", fontsize=8.5, color=INK)
    ax.set_yticks(rows, revenue.index)
    ax.invert_yaxis()
    percent(ax.xaxis)
    best = revenue.idxmax()
    ax.set_title(
        f"{best}: {customers[best]:.0%} of customers, {revenue[best]:.0%} {label.partition(' ')[2]}"
    )
    ax.legend(loc="lower right")
    return fig


def returning(shares: pd.DataFrame) -> Figure:
    """How much of their orders the customers of each segment (rows) send back, from least."""
    fig, ax = new(height=0.32 * len(shares) + 1.3)
    left = pd.Series(0.0, shares.index)
    rows = np.arange(len(shares))
    for name, colour, ink in zip(shares, (LIGHT, GREY, INK), (INK, "black", "white"), strict=True):
        ax.barh(rows, shares[name], 0.8, left=left, color=colour, label=name)
        for row, (start, part) in enumerate(zip(left, shares[name], strict=True)):
            if part >= 0.04:
                ax.text(start + part / 2, row, f"{part:.0%}", ha="center", va="center",
                        color=ink, fontsize=8.5)  # fmt: skip
        left += shares[name]
    ax.set_yticks(rows, shares.index)
    ax.set(xlabel="share of the segment's customers", xlim=(0, 1))
    ax.invert_yaxis()
    percent(ax.xaxis)
    first = shares.iloc[0]
    ax.set_title(
        f"Of {shares.index[0]}, {first.iloc[-1]:.0%} return {shares.columns[-1]} and "
        f"{first.iloc[0]:.0%} return {shares.columns[0]}",
        pad=26,
    )
    ax.legend(ncols=3, loc="lower left", bbox_to_anchor=(-0.01, 0.985), fontsize=9)
    return fig


def snapshot_drift(table: pd.DataFrame) -> Figure:
    """Share of customers in a few segments, by snapshot date."""
    fig, ax = new(height=3.0)
    inks = ((INK, "-"), (MUTED, "--"), (GREY, "-"))
    for name, (colour, style) in zip(table, inks, strict=False):
        ax.plot(table.index, table[name], style, marker="o", color=colour, label=name)
    apart, below = 0.08 * table.to_numpy().max(), -1.0
    for name, end in table.iloc[-1].sort_values().items():  # names do not overlap
        below = max(end, below + apart)
        ax.text(len(table) - 0.93, below, name, va="center", color=INK)
    percent(ax.yaxis)
    ax.yaxis.set_major_locator(MultipleLocator(0.05))
    ax.set(ylabel="share of customers", xlabel="snapshot date", ylim=(0, None))
    name = (table.max() - table.min()).idxmax()
    ax.set_title(
        f"{name} varies between {table[name].min():.0%} and {table[name].max():.0%} of the "
        "customers with the snapshot date"
    )
    return fig
