"""Figures of notebook 14: the segment predicted from a customer's first days."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from segmentation.base.palette import ACCENT, CONTRAST, INK, MUTED, short
from segmentation.base.style import heading, new, percent, share_cells
from segmentation.first_days.costs import CHEAPEST, LIKELY
from segmentation.first_days.models import JOINING, LINEAR, MAJORITY, MODELS, RECENCY, TREES

LOOKS = {  # way → colour, line, marker
    LINEAR: (ACCENT, "-", "o"),
    TREES: (CONTRAST, "-", "s"),
    RECENCY: ("#009E73", "--", "^"),
    JOINING: ("#8c6bb1", "--", "D"),
    MAJORITY: (MUTED, ":", ""),
}
LATER = "later orders only"  # the logistic regression again, for the label the window is not in
NEAR = 0.045  # of an axis: labels closer than that are moved apart
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


def _curves(ax: Axes, table: pd.DataFrame, later: pd.DataFrame) -> None:
    ends = {}
    strict = later[later["way"] == LINEAR].sort_values("days")
    middle = strict["value"].to_numpy()
    off = np.abs(strict[["low", "high"]].to_numpy().T - middle)
    ax.errorbar(strict["days"], middle, off, color=ACCENT, ls=(0, (4, 2)), marker="o", mfc="white",
                ms=5, lw=1.6, elinewidth=1.4, capsize=2.5)  # fmt: skip
    ends[LATER] = middle[-1]
    for way, (colour, line, marker) in LOOKS.items():
        own = table[table["way"] == way].sort_values("days")
        days = own["days"] + (ASIDE if way == TREES else 0)
        middle = own["value"].to_numpy()
        off = np.abs(own[["low", "high"]].to_numpy().T - middle)
        bars = off if way in MODELS else None
        ax.errorbar(days, middle, bars, color=colour, ls=line, marker=marker, ms=5, lw=1.6,
                    elinewidth=1.4, capsize=2.5)  # fmt: skip
        if bars is None:
            ax.fill_between(days, own["low"], own["high"], color=colour, alpha=0.15, lw=0)
        ends[way] = middle[-1]
    low, high = ax.get_ylim()
    last = table["days"].max()
    colours = {way: look[0] for way, look in LOOKS.items()} | {LATER: ACCENT}
    placed = _apart(pd.Series(ends), NEAR * (high - low))
    for way, height in placed.items():
        ax.annotate(f"{way}, {ends[way]:.0%}", (last, height), xytext=(10, 0), fontsize=8.5,
                    textcoords="offset points", va="center", color=colours[way],
                    annotation_clip=False)  # fmt: skip


def learning_curve(
    tables: Mapping[str, pd.DataFrame],
    later: Mapping[str, pd.DataFrame],
    measure: str = "accuracy",
) -> Figure:
    """A score by days of history, models and baselines, a panel per data set.

    Parameters
    ----------
    tables : mapping
        Data set → table of `models.learning_curve`.
    later : mapping
        Data set → result of `models.later_curve`, drawn dashed.
    measure : str
        A share, such as accuracy.
    """
    fig, axes = new(1, len(tables), height=4.0, sharey=True, squeeze=False)
    shown = {data: table[table["measure"] == measure] for data, table in tables.items()}
    strict = {data: table[table["measure"] == measure] for data, table in later.items()}
    ends = pd.concat([*shown.values(), *strict.values()])[["low", "high"]]
    limits = np.floor(10 * ends["low"].min()) / 10, np.ceil(10 * ends["high"].max() + 0.4) / 10
    for ax, (data, own) in zip(axes[0], shown.items(), strict=True):
        ax.set_ylim(*limits)
        _curves(ax, own, strict[data])
        days = sorted(own["days"].unique())
        # Room for the labels, which stand beside the last day.
        ax.set(xticks=days, xlim=(0, days[-1] * 1.75), xlabel="days of history")
        ax.spines["bottom"].set_bounds(0, days[-1])
        _panel(ax, data)
        percent(ax.yaxis)
    axes[0, 0].set_ylabel(f"{measure}, out of fold")
    said = []
    for data, own in strict.items():
        first = own[own["way"] == LINEAR].sort_values("days")["value"]
        said.append(f"{first.iloc[0]:.0%} to {first.iloc[-1]:.0%} in {data}")
    heading(fig, f"{measure.capitalize()} on {LATER}: {', '.join(said)}")
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
        named = [fill(short(name), 17) for name in table.index]
        rows = [f"{a}\nn = {sizes[data][b]:,}" for a, b in zip(named, table.index, strict=True)]
        share_cells(ax, table.set_axis(rows, axis=0).set_axis(named, axis=1))
        for i in range(len(named)):
            ax.add_patch(Rectangle((i, i), 1, 1, fill=False, edgecolor=INK, lw=1.3))
        _panel(ax, data)
        ax.set_xlabel("predicted from the first days")
        ax.tick_params(axis="x", rotation=45, labelsize=8)
        ax.tick_params(axis="y", rotation=0, labelsize=8)
        for label in ax.get_xticklabels():
            label.set(ha="right", rotation_mode="anchor")
    axes[0, 0].set_ylabel("segment at the snapshot")
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


def definitions(table: pd.DataFrame) -> Figure:
    """Accuracy under every definition: the circular ones, the questions, the checks.

    Parameters
    ----------
    table : DataFrame
        `data`, `definition`, `way` (models and baselines), `value`, `low`
        and `high`; the definitions in the order in which they are drawn. NaN: no interval.
    """
    sets = list(dict.fromkeys(table["data"]))
    asked = [list(dict.fromkeys(own["definition"])) for _, own in table.groupby("data")]
    # The longest list first: a check of one data set alone keeps its place among the others.
    names = list(dict.fromkeys(name for some in sorted(asked, key=len)[::-1] for name in some))
    fig, axes = new(1, len(sets), height=0.42 * len(names) + 1.3, sharey=True, squeeze=False)
    for ax, data in zip(axes[0], sets, strict=True):
        own = table[table["data"] == data]
        for way, shift in ((LINEAR, -0.14), (TREES, 0.14)):
            rows = own[own["way"] == way]
            y = rows["definition"].map(names.index) + shift
            colour, _, marker = LOOKS[way]
            ax.hlines(y, rows["low"], rows["high"], color=colour, lw=2)
            ax.scatter(rows["value"], y, color=colour, marker=marker, s=26, zorder=3, label=way)
        for row in own[own["way"] == LINEAR].itertuples():
            end = np.nanmax(own.loc[own["definition"] == row.definition, ["high", "value"]])
            ax.annotate(f"{row.value:.0%}", (end, names.index(row.definition)), xytext=(6, 0),
                        textcoords="offset points", va="center", fontsize=8.5,
                        color=INK)  # fmt: skip
        for way, marker, size in ((MAJORITY, "|", 160), (RECENCY, "^", 26), (JOINING, "D", 22)):
            rows = own[own["way"] == way]
            y = rows["definition"].map(names.index)
            ax.scatter(rows["value"], y, color=LOOKS[way][0], marker=marker, s=size, label=way)
        ax.set(xlim=(0, 1.12), ylim=(len(names) - 0.5, -0.5), xlabel="accuracy")
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
        percent(ax.xaxis)
        _panel(ax, data)
    axes[0, 0].set_yticks(range(len(names)), [fill(name, 34) for name in names], fontsize=9)
    axes[0, 0].legend(loc="upper left", fontsize=8.5)
    heading(fig, "The same word, accuracy: what is asked decides what it is")
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
