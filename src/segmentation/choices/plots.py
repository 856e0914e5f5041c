"""Figures of notebook 12: the multiverse."""

from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from segmentation.base.palette import CONTRAST, INK
from segmentation.base.plots import heat
from segmentation.base.style import heading, new
from segmentation.choices.multiverse import Universe

SMALL = 9.5  # points: 13 pixels at the width that GitHub shows
LIGHT_HALF = (0, 1.8)  # of the colours, so that dark digits can be read on each


def _cells(ax: Axes, table: pd.DataFrame, marks: pd.DataFrame | None = None) -> None:
    heat(ax, table, limits=LIGHT_HALF, marks=marks, size=SMALL)
    for digits in ax.texts:
        digits.set_color(INK)


def _middles(names: list[str]) -> dict[str, float]:
    """Name → the middle of its run."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    return {name: float(np.mean(run)) + 0.5 for name, run in places.items()}


def _named(ax: Axes, rows: list[tuple[str, str]], columns: list[tuple[str, str]]) -> None:
    """Name both levels of the rows and of the columns, with a gap between the outer ones."""
    bold: dict[str, Any] = {"textcoords": "offset points", "fontsize": SMALL, "fontweight": "bold"}
    outer = [row[0] for row in rows]
    for name, middle in _middles(outer).items():
        words = fill(name, 9, break_long_words=False)
        ax.annotate(words, (0, middle), (-95, 0), ha="right", va="center", **bold)
        ax.axhline(outer.index(name), color="white", lw=7)
    outer = [column[0] for column in columns]
    for name, middle in _middles(outer).items():
        ax.annotate(name, (middle, 0), (0, 22), ha="center", **bold)
        ax.axvline(outer.index(name), color="white", lw=7)
    ax.set_yticks(np.arange(len(rows)) + 0.5, [row[1] for row in rows], rotation=0, fontsize=SMALL)
    ax.set_xticks(np.arange(len(columns)) + 0.5, [column[1] for column in columns], fontsize=SMALL)
    ax.xaxis.tick_top()
    ax.set(xlabel="", ylabel="")


def agreement(agreed: pd.Series, reference: Universe, near: float) -> Figure:
    """ARI of every way with ours: features and preparations down, methods and k across.

    `agreed` is from `multiverse.agreement`; a way with too much noise is NaN and drawn as "–".
    The reference is framed; from an ARI of `near` partitions are called alike.
    """
    table = agreed.unstack(["method", "k"], sort=False)
    marks = table.map(lambda ari: "–" if np.isnan(ari) else f"{round(ari, 2) + 0.0:.2f}")
    fig, ax = new(height=0.35 * len(table) + 1.2)
    _cells(ax, table.fillna(0), marks)
    _named(ax, list(table.index), list(table.columns))
    corner = table.columns.get_loc(reference[2:]), table.index.get_loc(reference[:2])
    ax.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=CONTRAST, lw=2.5, zorder=3))
    others = agreed.drop(reference)
    alike = int((others >= near).sum())
    heading(fig, f"{alike} of {len(others)} other ways agree with ours (framed): adjusted Rand "
            f"index of {near} or more")  # fmt: skip
    return fig


def survival(shares: pd.DataFrame) -> Figure:
    """Share of the ways with each choice in which each conclusion holds.

    `shares` is from `multiverse.by_choice`.
    """
    fig, ax = new(height=0.3 * len(shares) + 1.4)
    _cells(ax, shares)
    _named(ax, list(shares.index), [("", str(name)) for name in shares.columns])
    heading(fig, "Share of the ways with each choice in which a conclusion holds")
    return fig
