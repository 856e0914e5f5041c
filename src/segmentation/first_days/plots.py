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
from segmentation.base.words import capital, listed, per_cent, signed
from segmentation.first_days.calibration import FEW, told_worst
from segmentation.first_days.costs import CHEAPEST, HINDSIGHT, LIKELY
from segmentation.first_days.models import LINEAR, MAJORITY, MODELS, PRESENT, RECENCY, TREES, Curve

LOOKS = {  # method → colour, line, marker
    LINEAR: (INK, "-", "o"),
    TREES: (MUTED, "-", "s"),
    PRESENT: (INK, "--", "D"),
    RECENCY: (MUTED, "--", "^"),
    MAJORITY: (MUTED, ":", ""),
}
NEAR = 0.055  # of an axis: labels closer than that are moved apart
PALE = (0.0, 2.2)  # shades so light that dark digits can be read on all of them
AFTERWARDS = "best single action, known only afterwards: "
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
        table = curve.by_days(method)
        days = table.index + (ASIDE if method == TREES else 0)
        ax.errorbar(days, table["value"], _whiskers(table) if method in MODELS else None,
                    color=colour, ls=line, marker=marker, ms=5, lw=1.6, elinewidth=1.4,
                    capsize=2.5)  # fmt: skip
        ends[method] = table["value"].iloc[-1]
    low, high = ax.get_ylim()
    for method, height in _apart(pd.Series(ends), NEAR * (high - low)).items():
        ax.annotate(f"{method}, {ends[method]:.0%}", (table.index[-1], height), xytext=(10, 0),
                    fontsize=9.5, textcoords="offset points", va="center",
                    color=LOOKS[method][0], annotation_clip=False)  # fmt: skip


def learning_curve(curves: Mapping[str, Curve], ages: Mapping[str, int], month: int) -> Figure:
    """Accuracy by days of history, models and baselines, a panel per data set.

    `ages` are those at which the segment is asked for; the title is about so many days as `month`.
    """
    fig, axes = new(1, len(curves), height=4.4, sharey=True, squeeze=False)
    scores = [accuracy for curve in curves.values() for accuracy in curve.scores.values()]
    lowest, highest = min(s.low.min() for s in scores), max(s.high.max() for s in scores)
    limits = np.floor(10 * lowest) / 10, np.ceil(10 * highest + 0.4) / 10
    told = []
    for ax, (data, curve) in zip(axes[0], curves.items(), strict=True):
        ax.set_ylim(*limits)
        _curves(ax, curve)
        days = sorted(curve.probabilities)
        # Room for the labels, which stand beside the last day.
        ax.set(xticks=days, xlim=(0, days[-1] * 1.95), xlabel="days of history")
        ax.spines["bottom"].set_bounds(0, days[-1])
        _panel(ax, f"{data}, segment at {ages[data]} days")
        percent(ax.yaxis)
        told.append(f"{curve.scores[month].value[LINEAR]:.0%} in {data}")
    axes[0, 0].set_ylabel("share predicted right")
    heading(fig, f"After {month} days a model is right for {', '.join(told)}")
    return fig


def confusion(tables: Mapping[str, pd.DataFrame], sizes: Mapping[str, pd.Series]) -> Figure:
    """Where the customers of each segment are predicted to be, a panel per data set.

    `tables` are from `calibration.confusion`; `sizes` are the numbers of customers by segment.
    No share of fewer than `FEW` customers is drawn.
    """
    fig, axes = new(len(tables), 1, height=3.4 * len(tables) + 0.4, squeeze=False)
    told = []
    for ax, (data, table) in zip(axes[:, 0], tables.items(), strict=True):
        named = [fill(short(name), 20) for name in table.index]
        number = sizes[data].reindex(table.index, fill_value=0)
        few = {True: ", too few", False: ""}
        rows = [
            f"{fill(short(str(name)), 26)} (n = {n:,}{few[n < FEW]})" for name, n in number.items()
        ]
        shown = table.mul(np.where(number >= FEW, 1.0, np.nan), axis=0)
        heat(ax, shown.set_axis(rows, axis=0).set_axis(named, axis=1), limits=PALE, size=10)
        for i in range(len(named)):
            box = Rectangle((i + 0.01, i + 0.02), 0.98, 0.96, fill=False, edgecolor=INK, lw=1.5)
            ax.add_patch(box)
        name = told_worst(table, sizes[data])
        told.append(f"{short(name)} ({per_cent(table.loc[name, name])})")
        _panel(ax, f"{data} (rows: the segment they will be in, columns: the one predicted)")
        ax.tick_params(axis="both", rotation=0, labelsize=10)
    heading(fig, f"Recognised least: {listed(told)}")
    return fig


def calibration(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """How often the most probable segment is right, by how probable it is said to be.

    Data set → result of `calibration.reliability`.
    """
    fig, axes = new(1, len(tables), height=4.2, sharey=True, squeeze=False)
    gaps: list[str] = []
    for ax, (data, table) in zip(axes[0], tables.items(), strict=True):
        ax.plot([0, 1], [0, 1], color=MUTED, lw=1, ls=":")
        ax.errorbar(table["said"], table["value"], _whiskers(table), color=INK, marker="o", ms=5,
                    lw=1.3, elinewidth=1.2, capsize=2)  # fmt: skip
        gap = np.average(table["said"] - table["value"], weights=table["customers"])
        points = "" if gaps else " points too much"
        gaps.append(f"{signed(100 * gap, '.0f').removeprefix('+')}{points} in {data}")
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability of the predicted segment")
        ax.set_aspect("equal")
        _panel(ax, data)
        percent(ax.xaxis)
        percent(ax.yaxis)
        ax.text(0.98, 0.04, "dotted: as often as said", color=MUTED, fontsize=9.5, ha="right")
    axes[0, 0].set_ylabel("share that is right")
    heading(fig, f"The model promises {listed(gaps)}")
    return fig


def costs(lost: Mapping[str, Estimates]) -> Figure:
    """£ per customer that each method of choosing an action loses, the least first.

    Model → result of `costs.paid`; what needs no model is drawn once.
    """
    first = next(iter(lost.values())).table
    first = first.sort_values("value", kind="stable")
    modelled = [LIKELY, CHEAPEST]
    fig, ax = new(height=0.55 * len(first) + 1.2)
    for (model, losses), shift in zip(lost.items(), (-0.13, 0.13), strict=False):
        colour, _, marker = LOOKS[model]
        rows = losses.table.loc[modelled].reindex(first.index)
        forest(ax, rows, tints=colour, marker=marker, label=model, shift=shift)
    spoken = [method.replace(HINDSIGHT, AFTERWARDS) for method in first.index]
    names = [fill(method, 30) for method in spoken]
    forest(ax, first.drop(modelled).reindex(first.index), tints=MUTED, marker="D", label="no model",
           names=names)  # fmt: skip
    ends = pd.concat([losses.high for losses in lost.values()], axis=1).max(axis=1)
    for row, (method, value) in enumerate(first["value"].items()):
        ax.annotate(f"£{value:.2f}", (ends[method], row), xytext=(8, 0),
                    textcoords="offset points", va="center", fontsize=10, color=INK)  # fmt: skip
    ax.set_xlabel("£ per customer lost against knowing the segment (assumed money)")
    ax.set_xlim(0, 1.12 * ends.max())
    ax.legend(loc="lower left", fontsize=10)
    ax.set_title(f"{capital(spoken[0])} loses least: £{first['value'].iloc[0]:.2f} per customer")
    return fig


def circular(accuracy: Mapping[str, Mapping[str, float]]) -> Figure:
    """Accuracy of predicting labels from what made them: of our customers, and of noise.

    Model → result of `circular.circular`.
    """
    fig, ax = new(height=0.7 * len(accuracy) + 1.5)
    rows = np.arange(len(accuracy))
    kinds = list(next(iter(accuracy.values())))
    for kind, shift, colour in zip(kinds, (-0.2, 0.2), (INK, GREY), strict=True):
        shares = [found[kind] for found in accuracy.values()]
        ax.barh(rows + shift, shares, 0.36, color=colour, label=kind)
        for row, share in zip(rows, shares, strict=True):
            ax.annotate(f"{share:.1%}", (share, row + shift), xytext=(4, 0), va="center",
                        textcoords="offset points", fontsize=10)  # fmt: skip
    ax.set_yticks(rows, [capital(model) for model in accuracy])
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlim=(0, 1.1), xlabel="labels found again from the features that made them")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    model, found = next(iter(accuracy.items()))
    told = " and ".join(f"{found[kind]:.1%} on {kind}" for kind in kinds)
    heading(fig, f"{capital(model)} finds labels again: {told}")
    return fig
