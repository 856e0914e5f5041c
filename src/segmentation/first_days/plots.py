"""Figures of notebook 14: the segment predicted from a customer's first days."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from segmentation.base.palette import INK, MUTED, short
from segmentation.base.style import heading, new, percent, share_cells
from segmentation.first_days.costs import CHEAPEST, LIKELY
from segmentation.first_days.models import (
    FORWARD,
    JOINING,
    LINEAR,
    MAJORITY,
    MODELS,
    PRESENT,
    RANDOM,
    RECENCY,
    TREES,
)

GREY = "#8a8a8a"  # inks that no persona has
LOOKS = {  # way → colour, line, marker
    LINEAR: (INK, "-", "o"),
    TREES: (GREY, "-", "s"),
    PRESENT: (INK, "--", "D"),
    RECENCY: (GREY, "--", "^"),
    JOINING: (GREY, "--", "v"),
    MAJORITY: (MUTED, ":", ""),
}
NEAR = 0.05  # of an axis: labels closer than that are moved apart
ASIDE = 1.2  # days by which the second model is moved, so that both intervals are seen


def _panel(ax: Axes, data: str) -> None:
    """Title of a panel: the data set."""
    ax.set_title(data[0].upper() + data[1:], fontsize=10, fontweight="normal")


def _apart(heights: pd.Series, least: float) -> pd.Series:
    """Heights of labels, moved up where two would touch."""
    moved = heights.sort_values().copy()
    for i in range(1, len(moved)):
        moved.iloc[i] = max(moved.iloc[i], moved.iloc[i - 1] + least)
    return moved


def _curves(ax: Axes, table: pd.DataFrame) -> None:
    forward = table[table["split"] == FORWARD]
    ends = {}
    for way in forward["way"].unique():
        colour, line, marker = LOOKS[way]
        own = forward[forward["way"] == way].sort_values("days")
        middle = own["value"].to_numpy()
        off = np.abs(own[["low", "high"]].to_numpy().T - middle) if way in MODELS else None
        days = own["days"] + (ASIDE if way == TREES else 0)
        ax.errorbar(days, middle, off, color=colour, ls=line, marker=marker, ms=5, lw=1.6,
                    elinewidth=1.4, capsize=2.5)  # fmt: skip
        ends[way] = middle[-1]
    mixed = table[(table["split"] == RANDOM) & (table["way"] == LINEAR)].sort_values("days")
    ax.plot(mixed["days"], mixed["value"], ls="", marker="o", mfc="white", mec=INK, ms=8, zorder=1,
            label=f"{LINEAR}, {RANDOM}")  # fmt: skip
    low, high = ax.get_ylim()
    last = table["days"].max()
    for way, height in _apart(pd.Series(ends), NEAR * (high - low)).items():
        ax.annotate(f"{way}, {ends[way]:.0%}", (last, height), xytext=(10, 0), fontsize=9,
                    textcoords="offset points", va="center", color=LOOKS[way][0],
                    annotation_clip=False)  # fmt: skip


def learning_curve(tables: Mapping[str, pd.DataFrame], ages: Mapping[str, int]) -> Figure:
    """Accuracy by days of history, models and baselines, a panel per data set.

    Parameters
    ----------
    tables : mapping
        Data set → table of `models.learning_curve`.
    ages : mapping
        Data set → age at which the segment is asked for.
    """
    fig, axes = new(1, len(tables), height=4.2, sharey=True, squeeze=False)
    ends = pd.concat(list(tables.values()))[["low", "high"]]
    limits = np.floor(10 * ends["low"].min()) / 10, np.ceil(10 * ends["high"].max() + 0.4) / 10
    for ax, (data, own) in zip(axes[0], tables.items(), strict=True):
        ax.set_ylim(*limits)
        _curves(ax, own)
        days = sorted(own["days"].unique())
        # Room for the labels, which stand beside the last day.
        ax.set(xticks=days, xlim=(0, days[-1] * 1.9), xlabel="days of history")
        ax.spines["bottom"].set_bounds(0, days[-1])
        _panel(ax, f"{data}, segment at {ages[data]} days")
        percent(ax.yaxis)
    axes[0, 0].set_ylabel("accuracy")
    axes[0, 0].legend(loc="upper left", fontsize=9)
    said = []
    for data, own in tables.items():
        mine = own[(own["way"] == LINEAR) & (own["split"] == FORWARD)].sort_values("days")["value"]
        said.append(f"{mine.iloc[0]:.0%} to {mine.iloc[-1]:.0%} in {data}")
    heading(fig, f"Predicted right, forward in time: {', '.join(said)}")
    return fig


def by_design(tables: Mapping[str, pd.DataFrame], days: int) -> Figure:
    """Accuracy by what is asked and how it is tested, a panel per data set.

    Parameters
    ----------
    tables : mapping
        Data set → result of `models.by_design`.
    days : int
        Of history.
    """
    fig, axes = new(1, len(tables), height=3.2, sharex=True, squeeze=False)
    for ax, (data, table) in zip(axes[0], tables.items(), strict=True):
        designs = list(dict.fromkeys(table["design"]))
        for way, size in ((LINEAR, 46), (JOINING, 40), (MAJORITY, 150)):
            rows = table[table["way"] == way]
            y = rows["design"].map(designs.index)
            colour, _, marker = LOOKS[way]
            ax.hlines(y, rows["low"], rows["high"], color=colour, lw=2)
            ax.scatter(rows["value"], y, color=colour, marker=marker or "|", s=size, zorder=3,
                       label=way)  # fmt: skip
        mine = table[table["way"] == LINEAR]
        for row, (value, end) in enumerate(zip(mine["value"], mine["high"], strict=True)):
            ax.annotate(f"{value:.0%}", (end, row), xytext=(7, 0), textcoords="offset points",
                        va="center", fontsize=9, color=INK)  # fmt: skip
        ax.set(xlim=(0, 1), ylim=(len(designs) - 0.5, -0.6), xlabel="accuracy")
        ax.set_yticks(range(len(designs)), [fill(name, 16) for name in designs], fontsize=9)
        percent(ax.xaxis)
        _panel(ax, data)
    handles, names = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, names, loc="outside lower center", ncols=len(names), fontsize=9)
    heading(fig, f"Accuracy with {days} days, by what is asked and how it is tested")
    return fig


def confusion(
    tables: Mapping[str, pd.DataFrame], sizes: Mapping[str, pd.Series], days: int
) -> Figure:
    """Where the customers of each segment are predicted to be, a panel per data set.

    Parameters
    ----------
    tables : mapping
        Data set → result of `calibration.confusion`.
    sizes : mapping
        Data set → number of customers by segment.
    days : int
        Of history.
    """
    fig, axes = new(1, len(tables), height=4.4, squeeze=False)
    for ax, (data, table) in zip(axes[0], tables.items(), strict=True):
        named = [f"{i} {short(name)}" for i, name in enumerate(table.index, 1)]
        rows = [
            f"{fill(a, 17)}\nn = {sizes[data][b]:,}"
            for a, b in zip(named, table.index, strict=True)
        ]
        share_cells(ax, table.set_axis(rows, axis=0).set_axis(named, axis=1))
        for i in range(len(named)):
            ax.add_patch(Rectangle((i, i), 1, 1, fill=False, edgecolor=INK, lw=1.3))
        _panel(ax, data)
        ax.set_xlabel("predicted from the first days")
        ax.set_xticklabels([str(i + 1) for i in range(len(named))])
        ax.tick_params(axis="both", rotation=0, labelsize=9)
    axes[0, 0].set_ylabel("segment that they are in")
    heading(fig, f"Where the customers of each segment are predicted to be, from {days} days")
    return fig


def calibration(tables: Mapping[str, Mapping[str, pd.DataFrame]]) -> Figure:
    """How often the most probable segment is right, by how probable it is said to be.

    Parameters
    ----------
    tables : mapping
        Data set → model → result of `calibration.reliability`.
    """
    fig, axes = new(1, len(tables), height=3.9, sharey=True, squeeze=False)
    worst = 0.0
    for ax, (data, by_model) in zip(axes[0], tables.items(), strict=True):
        ax.plot([0, 1], [0, 1], color=MUTED, lw=1, ls=":")
        for model, table in by_model.items():
            colour, line, marker = LOOKS[model]
            off = np.abs(table[["low", "high"]].to_numpy().T - table["right"].to_numpy())
            ax.errorbar(table["said"], table["right"], off, color=colour, ls=line, marker=marker,
                        ms=5, lw=1.3, elinewidth=1.2, capsize=2, label=model)  # fmt: skip
            worst = max(worst, float((table["said"] - table["right"]).abs().max()))
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability of the predicted segment")
        ax.set_aspect("equal")
        _panel(ax, data)
        percent(ax.xaxis)
        percent(ax.yaxis)
        ax.text(
            0.98, 0.04, "dotted: as often as said", color=MUTED, fontsize=8.5, ha="right"
        )  # fmt: skip
    axes[0, 0].set_ylabel("share that is right")
    axes[0, 0].legend(loc="upper left", fontsize=9)
    heading(fig, f"Said and true shares differ by at most {100 * worst:.0f} points in any tenth")
    return fig


def costs(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """£ per customer that each way of choosing an action loses against knowing the segment.

    Parameters
    ----------
    tables : mapping
        Model → table of `costs.paid`.
    """
    first = next(iter(tables.values()))
    ways = list(first.index)
    modelled = np.array([way in (LIKELY, CHEAPEST) for way in ways])
    fig, ax = new(height=0.5 * len(ways) + 1.2)
    for (model, table), shift in zip(tables.items(), (-0.13, 0.13), strict=False):
        colour, _, marker = LOOKS[model]
        own, y = table[modelled], np.flatnonzero(modelled) + shift
        ax.hlines(y, own["low"], own["high"], color=colour, lw=2)
        ax.scatter(own["value"], y, color=colour, marker=marker, s=28, zorder=3, label=model)
    simple, at = first[~modelled], np.flatnonzero(~modelled)
    ax.hlines(at, simple["low"], simple["high"], color=MUTED, lw=2)
    ax.scatter(simple["value"], at, color=MUTED, marker="D", s=28, zorder=3, label="no model")
    ends = pd.concat([table["high"] for table in tables.values()], axis=1).max(axis=1)
    for row, (value, end) in enumerate(zip(first["value"], ends, strict=True)):
        ax.annotate(f"£{value:.2f}", (end, row), xytext=(8, 0), textcoords="offset points",
                    va="center", fontsize=9, color=INK)  # fmt: skip
    ax.set(ylim=(len(ways) - 0.5, -0.5), xlabel="£ per customer lost against knowing the segment, "
           "95% interval; assumed money")  # fmt: skip
    ax.set_xlim(0, 1.12 * ends.max())
    ax.set_yticks(range(len(ways)), [fill(way, 30) for way in ways])
    ax.legend(loc="upper right", fontsize=9)
    best = first["value"].idxmin()
    ax.set_title(f"What not knowing the segment costs: least with {_quoted(best)}")
    return fig


def _quoted(way: str) -> str:
    return f"“{way}”" if way.startswith(("no", "for")) else way
