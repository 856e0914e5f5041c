"""Figures of notebook 09."""

from functools import partial

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from segmentation.base.palette import ACCENT, CONTRAST, INK, LIGHT, MUTED
from segmentation.base.plots import heat
from segmentation.base.style import heading, new
from segmentation.base.words import listed, signed
from segmentation.recovery.recipes import CLOSE, leads, overlaps_met
from segmentation.recovery.samples import UNSETTLED, still_moving

SHADES = ("#9ecae1", "#4292c6", "#08519c", "#08306b", "#6b6b6b")
DARK_TEXT_UP_TO = 0.65  # of the scale from 0 to 1: on darker cells, white is easier to read
TOUCHING = 0.06  # names of lines that end nearer to each other, in ARI, are moved apart
DODGE = 1.045  # points of one size stand side by side, each a factor further to the right
VERDICTS = {"natural": "#9ecae1", "slices": "#fdd0a2", "constructive": LIGHT}


def _line(
    ax: Axes, x: pd.Series, band: pd.DataFrame, colour: str, label: str, lift: float = 0
) -> None:
    """A mean with its band, and its name at the right end, lifted by so many points."""
    ax.fill_between(x, band["low"], band["high"], color=colour, alpha=0.2, lw=0)
    ax.plot(x, band["value"], marker="o", ms=5, color=colour, label=label)
    ax.annotate(
        label,
        (x.iloc[-1], band["value"].iloc[-1]),
        xytext=(7, lift),
        textcoords="offset points",
        va="center",
        fontsize=9,
        color=INK,
    )


def _lifts(ends: pd.Series) -> dict[str, float]:
    """By how many points the name of each line is lifted where lines end near each other."""
    return {
        name: 4.0 * (int((end - others).between(0, TOUCHING, inclusive="right").any())
                     - int((others - end).between(0, TOUCHING, inclusive="right").any()))
        for name, end in ends.items()
        for others in [ends.drop(name)]
    }  # fmt: skip


def recovery(ways: dict[str, pd.DataFrame], seeds: int) -> Figure:
    """Recovery of the planted personas over their overlap, and over the number of customers.

    `ways` are all nine features, RFM with its basket, and RFM, in this order: `overlap`,
    `n_customers` and a table of `blurring.next_shop`, each mean of so many seeds.
    """
    fig, (left, right) = new(1, 2, height=3.8, sharey=True)
    nine = next(iter(ways.values()))
    most = nine["n_customers"].max()
    large = {name: band[band["n_customers"] == most] for name, band in ways.items()}
    lifts = _lifts(pd.Series({name: band["value"].iloc[-1] for name, band in large.items()}))
    for (name, band), colour in zip(large.items(), (ACCENT, INK, MUTED), strict=True):
        _line(left, band["overlap"], band, colour, name, lifts[name])
    left.set(
        xlabel=f"overlap (band: 95% of further shops, from {seeds} seeds)",
        ylabel="ARI with the planted personas",
        ylim=(0, 1.03),
    )
    left.set_title(f"shops of {most:,} customers", fontsize=10)
    left.set_xlim(right=nine["overlap"].max() * 1.45)
    left.set_xticks(ticks := sorted(nine["overlap"].unique()), [f"{tick:g}" for tick in ticks])
    by_overlap = {f"overlap {overlap:g}": band for overlap, band in nine.groupby("overlap")}
    lifts = _lifts(pd.Series({name: band["value"].iloc[-1] for name, band in by_overlap.items()}))
    for colour, (name, band) in zip(SHADES, by_overlap.items(), strict=False):
        _line(right, band["n_customers"], band, colour, name, lifts[name])
    right.set(xlabel="customers (logarithmic)", xscale="log")
    right.set_xlim(right=most * 6)
    sizes = sorted(nine["n_customers"].unique())
    right.set_xticks(sizes, [f"{size:,}" for size in sizes])
    right.minorticks_off()
    right.set_title("all nine features", fontsize=10)
    ends = nine[nine["n_customers"] == most].sort_values("overlap")["value"].iloc[[0, -1]]
    by_size = nine.groupby("overlap")["value"]
    heading(
        fig,
        f"Overlap takes recovery from {ends.iloc[0]:.2f} to {ends.iloc[1]:.2f}; the number of "
        f"customers moves it by {(by_size.max() - by_size.min()).max():.3f} at most",
    )
    return fig


def chosen_k(runs: pd.DataFrame, planted: int) -> Figure:
    """The verdict of the rule in every cell of overlap × seed, with and without personas.

    `runs` is the table `choice_of_k`; `planted` personas are in the shops of the first panel.
    """
    fig, axes = new(1, 2, height=3.4)
    alone = runs["without_personas.largest excess"].map(partial(signed, form=".2f"))
    panels = {
        f"{planted} personas: the k that is chosen": ("verdict", runs["k"].map(str)),
        "no personas: largest excess over the strictest null": ("without_personas.verdict", alone),
    }
    for ax, (title, (verdict, text)) in zip(axes, panels.items(), strict=True):
        coded = runs.assign(code=runs[verdict].map(list(VERDICTS).index), text=text)
        grid, words = (
            coded.pivot(index="seed", columns="overlap", values=shown) for shown in ("code", "text")
        )
        sns.heatmap(grid, annot=words, fmt="", cmap=ListedColormap([*VERDICTS.values()]), vmin=0,
                    vmax=len(VERDICTS) - 1, cbar=False, linewidths=2, linecolor="white", ax=ax,
                    annot_kws={"color": INK})  # fmt: skip
        ax.set(xlabel="overlap", ylabel="seed", xticklabels=[f"{o:g}" for o in grid.columns])
        ax.set_title(title, fontsize=10)
        ax.tick_params(length=0)
        ax.tick_params(axis="y", rotation=0)
    patches = [Patch(color=colour, label=name) for name, colour in VERDICTS.items()]
    fig.legend(handles=patches, loc="outside lower center", ncols=len(patches), fontsize=9)
    right = int(((runs["verdict"] == "natural") & (runs["k"] == planted)).sum())
    false = int((runs["without_personas.verdict"] == "natural").sum())
    heading(
        fig,
        f"The planted {planted} are found in {right} of {len(runs)} shops; "
        f"{false} of {len(runs)} shops without personas are called natural",
    )
    return fig


def preparation(means: pd.DataFrame, usual: str, everything: str) -> Figure:
    """Recovery by recipe and feature set, one heatmap per overlap; the usual recipe is framed.

    `means` as in `recipes.leads`; `usual` and `everything` are the recipe and the feature set that
    the other notebooks use.
    """
    overlaps = means.index.unique("overlap")
    fig, axes = new(1, len(overlaps), height=3.9, sharey=True, squeeze=False)
    for ax, overlap in zip(axes[0], overlaps, strict=True):
        table = means.loc[overlap]
        heat(ax, table, ".2f", size=9)
        for text, value in zip(ax.texts, table.to_numpy().ravel(), strict=True):
            text.set_color(INK if value <= DARK_TEXT_UP_TO else "white")
        corner = (0, table.index.get_loc(usual))
        ax.add_patch(Rectangle(corner, table.shape[1], 1, fill=False, ec=CONTRAST, lw=2,
                               clip_on=False, zorder=3))  # fmt: skip
        ax.set(xlabel="")
        ax.set_title(f"overlap {overlap:g}", fontsize=10)
        ax.tick_params(axis="x", rotation=35)
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
    _fits(ax, table, ACCENT, f"{name}: single fits, and their median", customers)
    _fits(ax, apart, CONTRAST, f"{other}: single fits", customers)
    ax.plot(middle.index, _visible(middle, customers), color=ACCENT, lw=1.5)
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


def _fits(ax: Axes, table: pd.DataFrame, colour: str, label: str, customers: int) -> None:
    """A point for every fit, those of one size side by side."""
    aside = DODGE ** (table["draw"] - table["draw"].mean())
    ax.scatter(table["customers"] * aside, _visible(table["share"], customers), s=16,
               color=colour, alpha=0.7, lw=0, label=label)  # fmt: skip


def _count(ax: Axes, size: int, share: float, text: str, customers: int, *, below: bool) -> None:
    """A number of customers below or above all points of one size."""
    ax.annotate(text, (size, max(share, 0.5 / customers)), xytext=(0, -7 if below else 7),
                textcoords="offset points", ha="center", va="top" if below else "bottom",
                fontsize=9, color=ACCENT if below else CONTRAST)  # fmt: skip


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


def backwards(runs: pd.DataFrame, bar: float) -> Figure:
    """The largest excess over the strictest null, with and without personas, by overlap.

    `runs` as in `recipes.overlaps_met`; from `bar` on a k may be natural.
    """
    fig, ax = new(height=3.4)
    pairs = {"personas planted, at the chosen k": ("excess", ACCENT, "o"),
             "nothing planted, the largest of any k": ("without_personas.largest excess",
                                                       CONTRAST, "s")}  # fmt: skip
    for name, (column, colour, marker) in pairs.items():
        mean = runs.groupby("overlap")[column].mean()
        ax.plot(mean.index, mean, color=colour, lw=1.2)
        ax.scatter(runs["overlap"], runs[column], color=colour, marker=marker, s=30, label=name)
    ax.axhline(bar, color=MUTED, lw=1, ls=":")
    ax.text(runs["overlap"].min(), bar, f"bar: {bar}", color=MUTED, fontsize=9, va="bottom")
    ax.set(
        xlabel="overlap",
        ylabel="silhouette above the strictest null",
        ylim=(min(0, ax.get_ylim()[0]), None),
    )
    ax.set_xticks(np.sort(runs["overlap"].unique()))
    ax.legend(fontsize=9)
    ax.set_title(
        "A shop of one kind can separate as well as one of several"
        if overlaps_met(runs)
        else "Up to the widest personas, planted groups separate better than none"
    )
    return fig
