"""Figures of notebook 14: the segment predicted from a customer's first days."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from segmentation.base.estimates import Estimates
from segmentation.base.palette import GREY, INK, MUTED, short
from segmentation.base.plots import forest, heat
from segmentation.base.style import heading, new, percent
from segmentation.base.words import capital
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
    Curve,
)

LOOKS = {  # method → colour, line, marker
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
    ax.set_title(capital(data), fontsize=10, fontweight="normal")


def _apart(heights: pd.Series, least: float) -> pd.Series:
    """Heights of labels, moved up where two would touch."""
    moved = heights.sort_values().copy()
    for i in range(1, len(moved)):
        moved.iloc[i] = max(moved.iloc[i], moved.iloc[i - 1] + least)
    return moved


def _whiskers(table: pd.DataFrame) -> np.ndarray:
    return np.abs(table[["low", "high"]].to_numpy().T - table["value"].to_numpy())


def _curves(ax: Axes, curve: Curve) -> None:
    ends = {}
    for method in next(iter(curve.probabilities.values())):
        colour, line, marker = LOOKS[method]
        table = curve.by_days(FORWARD, method)
        days = table.index + (ASIDE if method == TREES else 0)
        ax.errorbar(days, table["value"], _whiskers(table) if method in MODELS else None,
                    color=colour, ls=line, marker=marker, ms=5, lw=1.6, elinewidth=1.4,
                    capsize=2.5)  # fmt: skip
        ends[method] = table["value"].iloc[-1]
    mixed = curve.by_days(RANDOM, LINEAR)["value"]
    ax.plot(mixed.index, mixed, ls="", marker="o", mfc="white", mec=INK, ms=8, zorder=1,
            label=f"{LINEAR}, {RANDOM}")  # fmt: skip
    low, high = ax.get_ylim()
    for method, height in _apart(pd.Series(ends), NEAR * (high - low)).items():
        ax.annotate(f"{method}, {ends[method]:.0%}", (mixed.index[-1], height), xytext=(10, 0),
                    fontsize=9, textcoords="offset points", va="center",
                    color=LOOKS[method][0], annotation_clip=False)  # fmt: skip


def learning_curve(curves: Mapping[str, Curve], ages: Mapping[str, int]) -> Figure:
    """Accuracy by days of history, models and baselines, a panel per data set.

    `ages` are those at which the segment is asked for.
    """
    fig, axes = new(1, len(curves), height=4.2, sharey=True, squeeze=False)
    scores = [accuracy for curve in curves.values() for accuracy in curve.scores.values()]
    lowest, highest = min(s.low.min() for s in scores), max(s.high.max() for s in scores)
    limits = np.floor(10 * lowest) / 10, np.ceil(10 * highest + 0.4) / 10
    spans = []
    for ax, (data, curve) in zip(axes[0], curves.items(), strict=True):
        ax.set_ylim(*limits)
        _curves(ax, curve)
        days = sorted(curve.probabilities)
        # Room for the labels, which stand beside the last day.
        ax.set(xticks=days, xlim=(0, days[-1] * 1.9), xlabel="days of history")
        ax.spines["bottom"].set_bounds(0, days[-1])
        _panel(ax, f"{data}, segment at {ages[data]} days")
        percent(ax.yaxis)
        first, last = (curve.scores[FORWARD, n].value[LINEAR] for n in (days[0], days[-1]))
        spans.append(f"{first:.0%} to {last:.0%} in {data}")
    axes[0, 0].set_ylabel("accuracy")
    axes[0, 0].legend(loc="upper left", fontsize=9)
    heading(fig, f"Predicted right, forward in time: {', '.join(spans)}")
    return fig


def by_design(scores: Mapping[str, Mapping[str, Estimates]], days: int) -> Figure:
    """Accuracy by what is asked and how it is tested, a panel per data set.

    Data set → result of `models.by_design`, from so many days of history.
    """
    fig, axes = new(1, len(scores), height=3.2, sharex=True, squeeze=False)
    for ax, (data, designs) in zip(axes[0], scores.items(), strict=True):
        for method in (LINEAR, JOINING, MAJORITY):
            rows = pd.DataFrame([vars(accuracy[method]) for accuracy in designs.values()])
            colour, _, marker = LOOKS[method]
            forest(ax, rows, tints=colour, marker=marker or "D", label=method,
                   names=[fill(design, 16) for design in designs],
                   text="{:.0%}".format if method == LINEAR else None)  # fmt: skip
        ax.set(xlim=(0, 1), ylim=(len(designs) - 0.5, -0.6), xlabel="accuracy")
        ax.tick_params(axis="y", labelsize=9)
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

    `tables` are from `calibration.confusion`; `sizes` are the numbers of customers by segment.
    """
    fig, axes = new(1, len(tables), height=4.4, squeeze=False)
    for ax, (data, table) in zip(axes[0], tables.items(), strict=True):
        named = [f"{i} {short(name)}" for i, name in enumerate(table.index, 1)]
        rows = [
            f"{fill(a, 17)}\nn = {sizes[data][b]:,}"
            for a, b in zip(named, table.index, strict=True)
        ]
        heat(ax, table.set_axis(rows, axis=0).set_axis(named, axis=1))
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

    Data set → model → result of `calibration.reliability`.
    """
    fig, axes = new(1, len(tables), height=3.9, sharey=True, squeeze=False)
    worst = 0.0
    for ax, (data, by_model) in zip(axes[0], tables.items(), strict=True):
        ax.plot([0, 1], [0, 1], color=MUTED, lw=1, ls=":")
        for model, table in by_model.items():
            colour, line, marker = LOOKS[model]
            ax.errorbar(table["said"], table["value"], _whiskers(table), color=colour, ls=line,
                        marker=marker, ms=5, lw=1.3, elinewidth=1.2, capsize=2,
                        label=model)  # fmt: skip
            worst = max(worst, float((table["said"] - table["value"]).abs().max()))
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability of the predicted segment")
        ax.set_aspect("equal")
        _panel(ax, data)
        percent(ax.xaxis)
        percent(ax.yaxis)
        ax.text(0.98, 0.04, "dotted: as often as said", color=MUTED, fontsize=8.5, ha="right")
    axes[0, 0].set_ylabel("share that is right")
    axes[0, 0].legend(loc="upper left", fontsize=9)
    heading(fig, f"Said and true shares differ by at most {100 * worst:.0f} points in any tenth")
    return fig


def costs(lost: Mapping[str, Estimates]) -> Figure:
    """£ per customer that each method of choosing an action loses against knowing the segment.

    Model → result of `costs.paid`; what needs no model is drawn once.
    """
    first = next(iter(lost.values())).table
    modelled = [LIKELY, CHEAPEST]
    fig, ax = new(height=0.5 * len(first) + 1.2)
    for (model, losses), shift in zip(lost.items(), (-0.13, 0.13), strict=False):
        colour, _, marker = LOOKS[model]
        rows = losses.table.loc[modelled].reindex(first.index)
        forest(ax, rows, tints=colour, marker=marker, label=model, shift=shift)
    names = [fill(method, 30) for method in first.index]
    forest(ax, first.drop(modelled).reindex(first.index), tints=MUTED, marker="D", label="no model",
           names=names)  # fmt: skip
    ends = pd.concat([losses.high for losses in lost.values()], axis=1).max(axis=1)
    for row, (value, end) in enumerate(zip(first["value"], ends, strict=True)):
        ax.annotate(f"£{value:.2f}", (end, row), xytext=(8, 0), textcoords="offset points",
                    va="center", fontsize=9, color=INK)  # fmt: skip
    ax.set_xlabel("£ per customer lost against knowing the segment, 95% interval; assumed money")
    ax.set_xlim(0, 1.12 * ends.max())
    ax.legend(loc="upper right", fontsize=9)
    best = first["value"].idxmin()
    named = best if best in modelled else f"“{best}”"
    ax.set_title(f"What not knowing the segment costs: least with {named}")
    return fig
