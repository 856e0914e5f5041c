"""Figures of notebook 08."""

from itertools import combinations
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import COST_COLOURS, INK, MUTED, colours, short
from segmentation.base.plots import heat
from segmentation.base.style import heading, new
from segmentation.base.words import listed
from segmentation.features.names import FEATURES
from segmentation.personas.other_costs import when_swapped
from segmentation.personas.parting import sharing
from segmentation.personas.value import CONTRIBUTION_MARGIN, COSTS

PALE = 1.6  # times the largest figure, the end of the colours: dark digits stay readable on all
TITLE = 92  # characters in a line of a title


def profit_by_segment(parts: pd.DataFrame, margin: float) -> Figure:
    """The best cluster of RFM split by segment; the title speaks of the two largest parts.

    The parts are those of `value.profit_by_segment`; no more than the assumed margin can be left.
    """
    tints = [colours(list(parts.index))[name] for name in parts.index]
    panels = {
        "spend": ("Ordered,\n£ a year", "{:,.0f}"),
        "contribution": ("Contribution,\n£ a year", "{:,.0f}"),
        CONTRIBUTION_MARGIN: ("Contribution\nof £100 ordered", "£{:.0f}"),
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
    (best, most), *rest = left.items()
    others = "".join(f", £{pounds:.0f} from {short(name)}" for name, pounds in rest)
    said = (
        f"RFM's best cluster: £{most:.0f} of £100 is left from {short(best)}{others} "
        f"(assumed margin: £{100 * margin:.0f})"
    )
    heading(fig, fill(said, TITLE))
    return fig


def premise(tables: dict[str, pd.DataFrame], ari: dict[str, float]) -> Figure:
    """Share of each planted persona in each cluster, a panel a description, all features last."""
    fig, axes = new(1, len(tables), height=3.3, sharey=True)
    for ax, (way, table) in zip(axes, tables.items(), strict=True):
        marks = table.map(lambda share: f"{share:.0%}" if share >= 0.005 else "")
        heat(ax, table.rename(index=short), limits=(0, PALE), marks=marks, size=9)
        ax.set_title(f"{way}\nARI {ari[way]:.2f}", fontsize=10)
        ax.set_xlabel("cluster")
    *rfm, everything = (
        {pair for group in sharing(table) for pair in combinations(group, 2)}
        for table in tables.values()
    )
    always = set.intersection(*rfm) - everything
    one = listed([" and ".join(short(name) for name in pair) for pair in sorted(always)])
    what = f"RFM never parts {one}; all features do" if one else "Where each planted persona lands"
    heading(fig, f"{what} (rows add up to 100%)")
    return fig


def segments(centres: pd.DataFrame, profile: pd.DataFrame) -> Figure:
    """The segments with their names: averages in the features' own units, colours by σ.

    Parameters
    ----------
    centres : DataFrame, shape (k, d)
        Centroids in σ.
    profile : DataFrame, index segment, in the same order
        From `profiles.profile`.
    """
    fig, ax = new(height=0.56 * len(centres) + 1.9)
    names = list(centres.columns)
    marks = pd.DataFrame({name: profile[name].map(_form(name).format) for name in names})
    rows = [f"{name}\n{share:.0%} of customers" for name, share in profile["share"].items()]
    heat(ax, centres, limits=(-PALE * 2, PALE * 2), diverging=True, marks=marks, size=10)
    ax.set_xticks(ax.get_xticks(), [fill(FEATURES[name].label, 10) for name in names],
                  rotation=0)  # fmt: skip
    ax.set_yticks(ax.get_yticks(), rows, rotation=0)
    ax.set(xlabel="averages per customer; red: above the average of all, blue: below")
    heading(fig, fill(_parted_by(centres.set_axis(profile.index)), TITLE))
    return fig


def _form(name: str) -> str:
    """How the averages of a feature are written."""
    feature = FEATURES[name]
    if feature.is_share:
        return "{:.0%}"
    if feature.unit == "£":
        return "£{:,.0f}"
    return "{:,.0f}" if feature.unit == "days" else "{:,.1f}"


def _parted_by(centres: pd.DataFrame) -> str:
    """What the two segments that spend most differ in, where spend is known."""
    if "Monetary" not in centres or len(centres) < 2:
        return "The segments and their averages"
    one, other = centres["Monetary"].nlargest(2).index
    apart = (centres.loc[one] - centres.loc[other]).abs().nlargest(2).index
    what = listed([FEATURES[name].label.lower() for name in apart])
    return f"{short(one)} and {short(other)} spend most and differ most in {what}"


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
        )
    names = [f"{short(name)}\n{share:.0%} of contribution" for name, share in
             table["share of contribution"].items()]  # fmt: skip
    ax.set_yticks(rows, names)
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
    ax.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.42, -0.2))
    return fig


def other_costs(table: pd.DataFrame, swapped: list[tuple[str, str]]) -> Figure:
    """What is left of £100 ordered if the assumed costs were lower or higher, a line a segment.

    Parameters
    ----------
    table : DataFrame
        From `other_costs.sensitivity`.
    swapped : list of pairs
        Segments that change places.
    """
    fig, ax = new(height=3.6)
    palette, steps = colours(list(table.index)), np.arange(table.shape[1])
    for name, row in table.dropna().iterrows():
        ax.plot(steps, row, marker="o", color=palette[name])
    last = table.dropna().iloc[:, -1].sort_values()
    for name, height in _spread(last, 0.06 * (table.max().max() - table.min().min())).items():
        ax.text(steps[-1] + 0.05, height, f"{short(name)} £{last[name]:.0f}", va="center")
    ax.set_xticks(steps, list(table.columns))
    ax.set(
        xlim=(-0.15, steps[-1] + 0.7),
        xlabel="assumed costs of returns, contacts and coupons, times a factor",
        ylabel="contribution of £100 ordered, £",
    )
    pairs = listed([" and ".join(short(name) for name in pair) for pair in swapped])
    what = f"{pairs} change places" if pairs else "no segment changes its place"
    ax.set_title(fill(f"If costs are {when_swapped(table, swapped)}, {what}", TITLE))
    return fig


def _spread(heights: pd.Series, least: float) -> pd.Series:
    """Heights in ascending order, moved up where they would stand nearer than `least`."""
    placed = heights.copy()
    for i in range(1, len(placed)):
        placed.iloc[i] = max(placed.iloc[i], placed.iloc[i - 1] + least)
    return placed
