"""Figures of notebook 12: the multiverse."""

from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from segmentation.base.palette import CONTRAST, INK, SEQUENTIAL
from segmentation.base.style import heading, new

SMALL = 9.5  # points: 13 pixels at the width that GitHub shows
# The light half of the colours, so that dark digits can be read on each.
CELLS: dict[str, Any] = {"cmap": SEQUENTIAL, "vmin": 0, "vmax": 1.8, "cbar": False, "linewidths": 1,
         "annot_kws": {"size": SMALL, "color": INK}}  # fmt: skip
Way = tuple[str, str, str, str]  # features, preparation, method, k


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
        ax.annotate(
            fill(name, 9, break_long_words=False),
            (0, middle),
            (-95, 0),
            ha="right",
            va="center",
            **bold,
        )
        ax.axhline(outer.index(name), color="white", lw=7)
    outer = [column[0] for column in columns]
    for name, middle in _middles(outer).items():
        ax.annotate(name, (middle, 0), (0, 22), ha="center", **bold)
        ax.axvline(outer.index(name), color="white", lw=7)
    ax.set_yticks(np.arange(len(rows)) + 0.5, [row[1] for row in rows], rotation=0, fontsize=SMALL)
    ax.set_xticks(np.arange(len(columns)) + 0.5, [column[1] for column in columns], fontsize=SMALL)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set(xlabel="", ylabel="")


def agreement(agreed: pd.Series, reference: Way, near: float) -> Figure:
    """ARI of every way with ours: features and preparations down, methods and k across.

    Parameters
    ----------
    agreed : Series, index `multiverse.LEVELS`
        From `multiverse.agreement`; a way with too much noise is NaN and drawn as "–".
    reference : tuple
        The way to frame.
    near : float
        ARI from which partitions are called alike.
    """
    rows = list(dict.fromkeys(way[:2] for way in agreed.index))
    columns = list(dict.fromkeys(way[2:] for way in agreed.index))
    table = np.array([[agreed[(*row, *column)] for column in columns] for row in rows])
    words = np.where(np.isnan(table), "–", np.char.mod("%.2f", np.round(table, 2) + 0.0))
    fig, ax = new(height=0.35 * len(rows) + 1.2)
    sns.heatmap(np.nan_to_num(table), annot=words, fmt="", ax=ax, **CELLS)
    _named(ax, rows, columns)
    corner = columns.index(reference[2:]), rows.index(reference[:2])
    ax.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=CONTRAST, lw=2.5, zorder=3))
    others = agreed.drop(reference)
    alike = int((others >= near).sum())
    heading(fig, f"{alike} of {len(others)} other ways agree with ours (framed): adjusted Rand "
            f"index of {near} or more")  # fmt: skip
    return fig


def survival(shares: pd.DataFrame) -> Figure:
    """Share of the ways with each choice in which each conclusion holds.

    Parameters
    ----------
    shares : DataFrame, index (kind of choice, choice)
        From `multiverse.by_choice`; a column for each conclusion.
    """
    rows = list(shares.index)
    fig, ax = new(height=0.3 * len(rows) + 1.4)
    sns.heatmap(shares.to_numpy(), annot=True, fmt=".0%", ax=ax, **CELLS)
    _named(ax, rows, [("", str(name)) for name in shares.columns])
    heading(fig, "Share of the ways with each choice in which a conclusion holds")
    return fig
