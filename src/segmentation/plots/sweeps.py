"""Figures of notebook 09."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from segmentation.plots.style import ACCENT, CONTRAST, INK, LIGHT, MUTED, SEQUENTIAL, heading, new

SHADES = ("#9ecae1", "#4292c6", "#08519c", "#08306b", "#6b6b6b")
VERDICTS = {"natural": "#9ecae1", "reproducible": "#fdd0a2", "constructive": LIGHT}


def _line(ax: Axes, x: pd.Series, band: pd.DataFrame, colour: str, label: str) -> None:
    """A mean with its band, and its name at the right end."""
    ax.fill_between(x, band["low"], band["high"].clip(upper=1), color=colour, alpha=0.2, lw=0)
    ax.plot(x, band["mean"], marker="o", ms=5, color=colour, label=label)
    ax.annotate(
        label,
        (x.iloc[-1], band["mean"].iloc[-1]),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
        color=INK,
    )


def recovery(nine: pd.DataFrame, rfm: pd.DataFrame, seeds: int) -> Figure:
    """Recovery of the planted personas over their overlap, and over the number of customers.

    Parameters
    ----------
    nine, rfm : DataFrame
        All features, and RFM: `overlap`, `n_customers`, and the columns of `recovery.next_shop`.
    seeds : int
        Shops in each mean.
    """
    fig, (left, right) = new(1, 2, height=3.8, sharey=True)
    most = nine["n_customers"].max()
    for band, colour, label in ((nine, ACCENT, "all nine"), (rfm, CONTRAST, "RFM")):
        some = band[band["n_customers"] == most]
        _line(left, some["overlap"], some, colour, label)
    left.set(
        xlabel=f"overlap (band: 95% of further shops, from {seeds} seeds)",
        ylabel="ARI with the planted personas",
        ylim=(0, 1),
    )
    left.set_title(f"shops of {most:,} customers", fontsize=10)
    left.set_xlim(right=nine["overlap"].max() * 1.22)
    overlaps = sorted(nine["overlap"].unique())
    for colour, overlap in zip(SHADES, overlaps, strict=False):
        some = nine[nine["overlap"] == overlap]
        _line(right, some["n_customers"], some, colour, f"overlap {overlap:g}")
    right.set(xlabel="customers (logarithmic)", xscale="log")
    right.set_xlim(right=most * 6)
    sizes = sorted(nine["n_customers"].unique())
    right.set_xticks(sizes, [f"{size:,}" for size in sizes])
    right.minorticks_off()
    right.set_title("all nine features", fontsize=10)
    fall = _spread(nine, "n_customers", "overlap"), _spread(nine, "overlap", "n_customers")
    heading(
        fig,
        f"Overlap moves recovery by up to {fall[0]:.2f}, the number of customers by {fall[1]:.2f}",
    )
    return fig


def _spread(band: pd.DataFrame, fixed: str, moving: str) -> float:
    """The largest range of the mean over one parameter, the other one fixed."""
    wide = band.pivot(index=fixed, columns=moving, values="mean")
    return float((wide.max(axis=1) - wide.min(axis=1)).max())


def chosen_k(runs: pd.DataFrame, planted: int) -> Figure:
    """The verdict of the rule in every cell of overlap × seed, with and without personas.

    Parameters
    ----------
    runs : DataFrame
        The table `choice_of_k`.
    planted : int
        How many personas there are in the shops of the first panel.
    """
    fig, axes = new(1, 2, height=3.4)
    alone = runs["without_personas.largest excess"].map("{:+.2f}".format)
    panels = {
        f"{planted} personas: the k that is chosen": (runs["verdict"], runs["k"].map(str)),
        "no personas: largest excess over the null": (runs["without_personas.verdict"], alone),
    }
    for ax, (title, (verdict, text)) in zip(axes, panels.items(), strict=True):
        code = verdict.map(list(VERDICTS).index)
        grid, words = (
            runs.assign(value=some).pivot(index="seed", columns="overlap", values="value")
            for some in (code, text)
        )
        sns.heatmap(grid, annot=words, fmt="", cmap=ListedColormap([*VERDICTS.values()]), vmin=0,
                    vmax=len(VERDICTS) - 1, cbar=False, linewidths=2, linecolor="white", ax=ax,
                    annot_kws={"color": INK})  # fmt: skip
        ax.set(xlabel="overlap", ylabel="seed")
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


def preparation(means: pd.DataFrame) -> Figure:
    """Recovery by recipe and feature set, one heatmap per overlap.

    Parameters
    ----------
    means : DataFrame
        Index (overlap, recipe), one column per feature set: mean ARI over seeds.
    """
    overlaps = means.index.unique("overlap")
    fig, axes = new(1, len(overlaps), height=3.9, sharey=True, squeeze=False)
    for ax, overlap in zip(axes[0], overlaps, strict=True):
        table = means.loc[overlap]
        sns.heatmap(table, annot=True, fmt=".2f", cmap=SEQUENTIAL, vmin=0, vmax=1, cbar=False,
                    linewidths=1, linecolor="white", annot_kws={"size": 9}, ax=ax)  # fmt: skip
        ax.set(xlabel="", ylabel="")
        ax.set_title(f"overlap {overlap:g}", fontsize=10)
        ax.tick_params(length=0)
        ax.tick_params(axis="x", rotation=35)
    overlap, recipe = means.max(axis=1).idxmax()
    best = means.loc[(overlap, recipe)].idxmax()
    heading(fig, f"Recovery (mean ARI over seeds) is highest with {best}, “{recipe}”")
    return fig


def relabelled(tables: dict[str, pd.DataFrame], customers: int) -> Figure:
    """Share of customers labelled otherwise by a model that was fitted on a sample.

    Parameters
    ----------
    tables : dict
        Name → table from `samples.relabelled`.
    customers : int
        Customers of the shop.
    """
    fig, ax = new(height=3.6)
    least = 0.5 / customers  # a logarithm has no room for 0
    for (name, table), colour in zip(tables.items(), (ACCENT, CONTRAST), strict=False):
        share = table["share"].clip(lower=least)
        ax.scatter(table["customers"], share, s=14, color=colour, alpha=0.6, lw=0)
        middle = share.groupby(table["customers"]).median()
        ax.plot(middle.index, middle, color=colour, lw=1.5, label=name)
        for size, value in middle.items():
            ax.annotate(
                f"{round(value * customers):,}",
                (size, value),
                xytext=(0, 9),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
                color=colour,
                bbox={"facecolor": "white", "alpha": 0.7, "lw": 0, "pad": 0.5},
            )
    sizes = sorted({int(size) for table in tables.values() for size in table["customers"]})
    ax.set(xscale="log", yscale="log", xlabel="customers that the model was fitted on",
           ylabel=f"share of all {customers:,} customers\nthat get another label")  # fmt: skip
    ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
    ax.minorticks_off()
    low, high = ax.get_ylim()
    ax.set_ylim(low, high * 2.5)
    ax.yaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    ax.legend(fontsize=9)
    ax.set_title("Who is labelled otherwise by a fit on a sample (figures: customers, median)")
    return fig


def backwards(runs: pd.DataFrame, bar: float) -> Figure:
    """The largest excess over the null, with and without personas, by overlap.

    Parameters
    ----------
    runs : DataFrame
        The table `choice_of_k` with a column `excess`: that at the chosen k.
    bar : float
        From here on a k may be natural.
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
        xlabel="overlap", ylabel="silhouette above the null", ylim=(min(0, ax.get_ylim()[0]), None)
    )
    ax.set_xticks(np.sort(runs["overlap"].unique()))
    ax.legend(fontsize=9)
    least = runs.groupby("overlap")["excess"].min()
    crossed = least[least <= runs["without_personas.largest excess"].max()]
    ax.set_title(
        f"From overlap {crossed.index.min():g} on, a shop of one kind can separate as well as "
        "one of several"
        if len(crossed)
        else "Up to the widest personas, planted groups separate better than none"
    )
    return fig
