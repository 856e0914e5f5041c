"""Figures of notebook 12: the multiverse, and what was clustered put to a test."""

from itertools import pairwise
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from segmentation.base.palette import INK, LIGHT, MUTED
from segmentation.base.style import heading, new, percent
from segmentation.choices.multiverse import Universe

SMALL = 9.5  # points: 13 pixels at the width that GitHub shows
SHADES = ("#f1f1f1", "#d0d0d0", "#a3a3a3")  # below the last bar; above it INK


def beside(partitions: pd.DataFrame, reference: Universe, others: dict[str, Universe]) -> Figure:
    """Where the customers of each of our segments are in other ways, the darker the more.

    `partitions` are from `multiverse.universes`, `others` some of its ways by title. Their
    clusters are put in the order in which they have most customers in common with ours.
    """
    fig, axes = new(1, len(others), height=2.9, sharey=True)
    ours, agreed = partitions[reference], []
    for ax, (title, way) in zip(axes, others.items(), strict=True):
        both = pd.crosstab(ours, partitions[way], normalize="index").to_numpy()
        first, matched = linear_sum_assignment(-both)
        order = [*matched[np.argsort(first)], *np.setdiff1d(np.arange(both.shape[1]), matched)]
        agreed.append(adjusted_rand_score(ours, partitions[way]))
        ax.pcolormesh(both[:, order], cmap="Greys", vmin=0, vmax=1, edgecolor="white", linewidth=2)
        ax.set_title(f"{title}: ARI {agreed[-1]:.2f}", fontsize=10)
        ax.set(xlabel="its clusters", aspect="equal",
               xticks=np.arange(both.shape[1]) + 0.5, xticklabels=range(1, both.shape[1] + 1),
               yticks=np.arange(len(both)) + 0.5, yticklabels=range(1, len(both) + 1))  # fmt: skip
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
    axes[0].invert_yaxis()
    axes[0].set_ylabel("our segments")
    spread = f"{min(agreed):.2f} to {max(agreed):.2f}"
    heading(fig, f"The same customers in {len(others)} other ways: agreement from {spread}")
    return fig


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
    ax.set_yticks(np.arange(len(rows)) + 0.5, [row[1] for row in rows], fontsize=SMALL)
    ax.set_xticks(np.arange(len(columns)) + 0.5, [column[1] for column in columns], fontsize=SMALL)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def agreement(agreed: pd.Series, reference: Universe, near: float) -> Figure:
    """ARI of every way with ours: features and preparations down, methods and k across.

    `agreed` is from `multiverse.agreement`; a way with too much noise is NaN and left white.
    From an ARI of `near` partitions are called alike, and drawn dark.
    """
    table = agreed.unstack(["method", "k"], sort=False)
    bars = [near / 2, 0.75 * near, near]
    inks = [*SHADES, INK]
    fig, ax = new(height=0.3 * len(table) + 1.7)
    mesh = ax.pcolormesh(np.ma.masked_invalid(table.to_numpy()), edgecolor="white", linewidth=2,
                         cmap=ListedColormap(inks),
                         norm=BoundaryNorm([-1, *bars, 1.01], len(inks)))  # fmt: skip
    ax.invert_yaxis()
    mesh.set_zorder(0)
    _named(ax, list(table.index), [(method, k.removeprefix("k = ")) for method, k in table.columns])
    column, row = table.columns.get_loc(reference[2:]), table.index.get_loc(reference[:2])
    ax.text(column + 0.5, row + 0.5, "ours", ha="center", va="center", fontsize=SMALL,
            color="white", fontweight="bold")  # fmt: skip
    between = [f"{low:g} to {high:g}" for low, high in pairwise(bars)]
    edges = [f"below {bars[0]:g}", *between, f"{near:g} or more"]
    handles: list[Artist] = [
        Patch(color=ink, label=said) for ink, said in zip(inks, edges, strict=True)
    ]
    handles.append(Line2D([], [], ls="", marker="_", color=MUTED, label="too much noise"))
    fig.legend(handles=handles, ncols=5, loc="outside lower center", fontsize=SMALL,
               title="adjusted Rand index with ours", title_fontsize=SMALL)  # fmt: skip
    row, column = np.nonzero(table.isna().to_numpy())
    ax.scatter(column + 0.5, row + 0.5, marker="_", color=MUTED)
    others = agreed.drop(reference)
    alike = int((others >= near).sum())
    heading(fig, f"{alike} of {len(others)} other ways find nearly the same segments as ours")
    return fig


def survival(shares: pd.DataFrame) -> Figure:
    """Share of the ways with each choice in which each conclusion holds, a panel for each.

    `shares` is from `multiverse.by_choice`.
    """
    kinds = list(dict.fromkeys(shares.index.get_level_values("kind")))
    gaps = pd.Series([kinds.index(kind) for kind in shares.index.get_level_values("kind")]) * 0.7
    rows = np.arange(len(shares)) + gaps.to_numpy()
    fig, axes = new(1, shares.shape[1], height=0.27 * len(shares) + 1.5, sharex=True, sharey=True)
    for ax, (name, column) in zip(axes, shares.items(), strict=True):
        ax.hlines(rows, 0, column, color=LIGHT, lw=3, zorder=0)
        ax.scatter(column, rows, color=INK, s=40, clip_on=False, zorder=3)
        ax.set_title(str(name), fontsize=10)
        ax.set(xlim=(0, 1), xticks=[0, 0.5, 1], ylim=(rows[-1] + 0.6, -0.9))
        percent(ax.xaxis)
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("share of ways")
    axes[0].set_yticks(rows, [str(choice) for _, choice in shares.index], fontsize=SMALL)
    least = shares.mean().idxmin()
    spans = shares[least].groupby(level="kind", sort=False).agg(lambda one: one.max() - one.min())
    heading(fig, f"“{str(least).capitalize()}” holds least often, and hangs most on the "
                 f"{spans.idxmax()}")  # fmt: skip
    return fig


def sensible(held: pd.DataFrame) -> Figure:
    """In how many ways each conclusion holds, by features; `held` is from `multiverse.holding`."""
    by_features = held.groupby(level="features", sort=False)
    ways, names = by_features.size(), list(held)
    fig, axes = new(1, len(names), height=0.32 * len(ways) + 1.2, sharex=True, sharey=True)
    for ax, (name, column) in zip(axes, by_features.sum().items(), strict=True):
        ax.barh(range(len(ways)), ways, color=LIGHT, height=0.6)
        ax.barh(range(len(ways)), column, color=INK, height=0.6)
        for row, (held_in, of) in enumerate(zip(column, ways, strict=True)):
            ax.annotate(f"{held_in} of {of}", (of, row), xytext=(5, 0), va="center",
                        textcoords="offset points", fontsize=SMALL, color=INK)  # fmt: skip
        ax.set_title(str(name), fontsize=10)
        ax.set(xlim=(0, 1.45 * ways.max()), ylim=(len(ways) - 0.5, -0.5), xticks=[])
        ax.tick_params(axis="y", length=0)
        ax.spines["bottom"].set_visible(False)
    axes[0].set_yticks(range(len(ways)), ways.index, fontsize=SMALL)
    share = by_features.mean()
    decided = (share.max() - share.min()).idxmax()
    heading(fig, f"In sensible ways the features decide most on “{decided}”")
    return fig


def double_dipping(cloud: np.ndarray, half: np.ndarray, shares: dict[str, float]) -> Figure:
    """One cloud cut in two, seen along a column that was clustered and along one held out.

    `shares` are those of clouds in which the difference is significant, by column.
    """
    fig, axes = new(1, 2, height=2.9, sharex=True, sharey=True)
    bins = np.linspace(cloud.min(), cloud.max(), 25)
    for ax, column, (name, share) in zip(axes, (0, 2), shares.items(), strict=True):
        for side, ink in ((half, INK), (~half, "#b5b5b5")):
            ax.hist(cloud[side, column], bins, color=ink, alpha=0.75)
        ax.set_title(f"{name}: “significant” in {100 * share:.3g}% of clouds", fontsize=10)
        ax.set(yticks=[], xlabel=f"a feature that was {name}")
        ax.spines["left"].set_visible(False)
    heading(fig, "One cloud without groups, cut in two by K-Means (dark and pale)")
    return fig
