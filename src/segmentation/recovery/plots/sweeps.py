"""Figures of notebook 09."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from segmentation.base.palette import INK, MUTED
from segmentation.base.plots import heat
from segmentation.base.style import heading, new
from segmentation.base.words import listed
from segmentation.recovery.recipes import CLOSE, leads
from segmentation.recovery.samples import UNSETTLED, still_moving

PALE = (0.0, 1.6)  # limits of the colours, so that dark figures can be read on the darkest cell
APART = 0.075  # names of lines stand at least so far apart, in ARI
DODGE = 1.045  # points of one size stand side by side, each a factor further to the right
STYLES = ((INK, "-"), (MUTED, "--"), (MUTED, "-"))


def _line(ax: Axes, x: pd.Series, band: pd.DataFrame, colour: str, style: str, label: str) -> None:
    """A mean with its band."""
    ax.fill_between(x, band["low"], band["high"], color=colour, alpha=0.2, lw=0)
    ax.plot(x, band["value"], style, marker="o", ms=5, color=colour, label=label)


def _name_ends(ax: Axes, x: float) -> None:
    """Write the name of each line at its right end, those that end close together apart."""
    ends = pd.Series({line.get_label(): np.asarray(line.get_ydata())[-1] for line in ax.lines})
    height = -np.inf
    for name, end in ends.sort_values().items():
        height = max(end, height + APART)
        ax.annotate(name, (x, height), xytext=(8, 0), textcoords="offset points", va="center",
                    fontsize=9, color=INK)  # fmt: skip


def recovery(ways: dict[str, pd.DataFrame], seeds: int) -> Figure:
    """Recovery of the planted personas over their overlap, and over the number of customers.

    `ways` are all nine features and two forms of RFM, in this order: `overlap`, `n_customers` and a
    table of `blurring.next_shop`, each mean of so many seeds.
    """
    fig, (left, right) = new(1, 2, height=3.8, sharey=True)
    nine = next(iter(ways.values()))
    most, widest = nine["n_customers"].max(), nine["overlap"].max()
    for (name, band), (colour, style) in zip(ways.items(), STYLES, strict=True):
        large = band[band["n_customers"] == most]
        _line(left, large["overlap"], large, colour, style, name)
    _name_ends(left, widest)
    left.set(
        xlabel=f"overlap (band: 95% of further shops, from {seeds} seeds)",
        ylabel="ARI with the planted personas",
        ylim=(0, 1.03),
    )
    left.set_title(f"shops of {most:,} customers", fontsize=10)
    left.set_xlim(right=widest * 1.75)
    left.set_xticks(ticks := sorted(nine["overlap"].unique()), [f"{tick:g}" for tick in ticks])
    for overlap, band in nine.groupby("overlap"):
        _line(right, band["n_customers"], band, INK, "-", f"overlap {overlap:g}")
    _name_ends(right, most)
    right.set(xlabel="customers (logarithmic)", xscale="log")
    right.set_xlim(right=most * 6)
    sizes = sorted(nine["n_customers"].unique())
    right.set_xticks(sizes, [f"{size:,}" for size in sizes])
    right.minorticks_off()
    widest_band = ((nine["high"] - nine["low"]) / 2).groupby(nine["n_customers"]).max()
    right.set_title(f"all nine features: one shop of {widest_band.idxmax():,} may lie "
                    f"{widest_band.max():.2f} off", fontsize=10)  # fmt: skip
    ends = nine[nine["n_customers"] == most].sort_values("overlap")["value"].iloc[[0, -1]]
    by_size = nine.groupby("overlap")["value"]
    heading(
        fig,
        f"Overlap takes recovery from {ends.iloc[0]:.2f} to {ends.iloc[1]:.2f}; the size of the "
        f"shop moves its mean by {(by_size.max() - by_size.min()).max():.3f} at most",
    )
    return fig


def verdicts(runs: pd.DataFrame, planted: int, bar: float) -> Figure:
    """How far shops with and without personas exceed the strictest null, by overlap.

    `runs` as in `recipes.overlaps_met`; from `bar` on a k may be natural. A full mark is a shop
    whose verdict is natural.
    """
    fig, ax = new(height=3.6)
    pairs = {
        f"{planted} personas": ("verdict", "excess", INK, "o"),
        "one kind of customer": ("without_personas.verdict", "without_personas.largest excess",
                                 MUTED, "s"),
    }  # fmt: skip
    for name, (verdict, column, colour, marker) in pairs.items():
        mean = runs.groupby("overlap")[column].mean()
        fill = [colour if kind == "natural" else "white" for kind in runs[verdict]]
        ax.plot(mean.index, mean, color=colour, lw=1.2)
        ax.scatter(runs["overlap"], runs[column], c=fill, edgecolor=colour, marker=marker, s=40,
                   zorder=3)  # fmt: skip
        ax.annotate(name, (mean.index[-1], mean.iloc[-1]), xytext=(10, 0), va="center",
                    textcoords="offset points", color=colour)  # fmt: skip
    ax.axhline(bar, color=MUTED, lw=1, ls=":")
    widest = runs["overlap"].max()
    ax.text(widest * 1.22, bar, f"bar for natural: {bar}", color=MUTED, va="bottom", ha="right")
    ax.set(
        xlabel="overlap (full marks: natural; hollow: not)",
        ylabel="silhouette above the strictest null",
        ylim=(min(0, ax.get_ylim()[0]), None),
    )
    ax.set_xlim(right=widest * 1.3)
    ax.set_xticks(np.sort(runs["overlap"].unique()))
    right = int(((runs["verdict"] == "natural") & (runs["k"] == planted)).sum())
    false = int((runs["without_personas.verdict"] == "natural").sum())
    ax.set_title(
        f"The planted {planted} are found in {right} of {len(runs)} shops; "
        f"{false} of {len(runs)} with one kind are called natural"
    )
    return fig


def criteria(answers: pd.DataFrame, planted: int) -> Figure:
    """Which k each criterion names, a row each and a dot for each shop; NaN is none.

    Parameters
    ----------
    answers : DataFrame
        One row per shop, one column per criterion.
    planted : int
        The right answer.
    """
    fig, ax = new(height=0.5 * answers.shape[1] + 1.3)
    most = max(int(answers.max().max()), planted)
    for row, name in enumerate(answers):
        shops = answers[name].fillna(0).value_counts()
        ax.scatter(shops.index, [row] * len(shops), s=90 * shops, color=INK, alpha=0.85, lw=0)
        for at, count in shops.items():
            ax.text(at + 0.2 + 0.06 * count**0.5, row, count, va="center")
    ax.axvspan(planted - 0.5, planted + 0.5, color=MUTED, alpha=0.12, lw=0, zorder=0)
    ax.set_xticks(range(most + 1), ["none", *map(str, range(1, most + 1))])
    ax.set_yticks(range(answers.shape[1]), list(answers))
    ax.set(xlabel="k that is named (none: no k passes; 1: no clusters; figures: shops)",
           xlim=(-0.6, most + 0.7), ylim=(answers.shape[1] - 0.4, -0.6))  # fmt: skip
    right = answers.eq(planted).sum().sort_values(ascending=False)
    every = [name for name, shops in right.items() if shops == len(answers)]
    never = [name for name, shops in right.items() if not shops]
    found = f"Only {listed(every)}" if every else "No criterion"
    missed = f", {listed(never)} in none" if every and never else ""
    heading(fig, f"{found} names {planted} in every shop{missed}")
    return fig


def preparation(means: pd.DataFrame, usual: str, everything: str) -> Figure:
    """Recovery by recipe with everything, and by feature set with the usual recipe, over overlap.

    `means` as in `recipes.leads`; `usual` and `everything` are the recipe and the feature set that
    the other notebooks use, and framed.
    """
    by_recipe = means[everything].unstack("overlap").loc[means.index.unique("recipe")]
    by_set = means.xs(usual, level="recipe").T
    fig, axes = new(1, 2, height=0.42 * len(by_recipe) + 1.3)
    panels = {
        f"{everything} features, prepared by": (by_recipe, usual),
        f"“{usual}” of": (by_set, everything),
    }
    for ax, (title, (table, framed)) in zip(axes, panels.items(), strict=True):
        heat(ax, table, ".2f", limits=PALE, size=10)
        for text in ax.texts:
            text.set_color(INK)
        corner = (0, table.index.get_loc(framed))
        ax.add_patch(Rectangle(corner, table.shape[1], 1, fill=False, ec=INK, lw=2, clip_on=False,
                               zorder=3))  # fmt: skip
        ax.set(xlabel="overlap", xticklabels=[f"{overlap:g}" for overlap in table.columns])
        ax.set_yticks(ax.get_yticks(), list(table.index), rotation=0)
        ax.set_title(title, fontsize=10)
    lead = leads(means, usual)[everything]
    beaten = [f"{overlap:g}" for overlap in lead.index[lead > CLOSE]]
    heading(
        fig,
        f"With {everything} features "
        + (f"another recipe beats “{usual}” at overlap {listed(beaten)}" if beaten
           else f"no recipe clearly beats “{usual}”")
        + " (cells: mean ARI)",
    )  # fmt: skip
    return fig


def relabelled(tables: dict[str, pd.DataFrame], customers: int, working: int) -> Figure:
    """Share of customers labelled otherwise by a model that was fitted on a sample.

    Every fit is a point. Only the first k gets a line through its medians: fits may end in two
    groups, and then a median lies in one of them by chance.

    Parameters
    ----------
    tables : dict
        Name → table from `samples.relabelled`, the chosen k first, then one other.
    customers : int
        Customers of the shop.
    working : int
        The size of sample that gets a figure, beside the largest; the nearest one is taken.
    """
    fig, ax = new(height=3.8)
    (name, table), (other, apart) = tables.items()
    middle = table.groupby("customers")["share"].median()
    highest = apart.groupby("customers")["share"].max()
    _fits(ax, table, INK, "o", f"{name}: single fits, and their median", customers)
    _fits(ax, apart, MUTED, "D", f"{other}: single fits", customers)
    ax.plot(middle.index, _visible(middle, customers), color=INK, lw=1.5)
    lowest = table.groupby("customers")["share"].min()
    for size in sorted({min(middle.index, key=lambda n: abs(n - working)), middle.index.max()}):
        _count(ax, size, lowest[size], f"median {round(middle[size] * customers):,}",
               customers, below=True)  # fmt: skip
        _count(ax, size, highest[size], f"up to {round(highest[size] * customers):,}",
               customers, below=False)  # fmt: skip
    ax.set(xscale="log", yscale="log", xlabel="customers that the model was fitted on",
           ylabel=f"share of all {customers:,} customers\nthat get another label")  # fmt: skip
    ax.set_xticks(middle.index, [f"{size:,}" for size in middle.index])
    ax.minorticks_off()
    low, high = ax.get_ylim()
    ax.set_ylim(low / 4, high * 3)
    ax.set_xlim(middle.index.min() / 1.6, middle.index.max() * 2.4)
    ax.yaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    ax.legend(fontsize=9, loc="lower left")
    ax.set_title(_settled(tables))
    return fig


def _visible(share: pd.Series, customers: int) -> pd.Series:
    """Shares with room for 0 on a logarithmic scale: as half a customer."""
    return share.clip(lower=0.5 / customers)


def _fits(
    ax: Axes, table: pd.DataFrame, colour: str, marker: str, label: str, customers: int
) -> None:
    """A point for every fit, those of one size side by side."""
    aside = DODGE ** (table["draw"] - table["draw"].mean())
    ax.scatter(table["customers"] * aside, _visible(table["share"], customers), s=18,
               facecolor=colour if marker == "o" else "white", edgecolor=colour, marker=marker,
               label=label)  # fmt: skip


def _count(ax: Axes, size: int, share: float, text: str, customers: int, *, below: bool) -> None:
    """A number of customers below or above all points of one size."""
    ax.annotate(text, (size, max(share, 0.5 / customers)), xytext=(0, -7 if below else 7),
                textcoords="offset points", ha="center", va="top" if below else "bottom",
                fontsize=9, color=INK if below else MUTED)  # fmt: skip


def _settled(tables: dict[str, pd.DataFrame]) -> str:
    """Which k settle, and how much fits on the largest sample still move at the others."""
    worst = {name: still_moving(table) for name, table in tables.items()}
    lost = [name for name, share in worst.items() if share > UNSETTLED]
    settled = [name for name in worst if name not in lost]
    if not lost:
        return f"With more customers {listed(settled)} settle"
    still = f"some fits still move {max(worst.values()):.0%}"
    if not settled:
        return f"At {listed(lost)} {still}, however many customers they see"
    return f"{listed(settled)} settles with more customers; at {listed(lost)} {still}"
