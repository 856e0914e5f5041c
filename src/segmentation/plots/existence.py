"""Figures of notebook 10: do the segments exist, and would we get them again?"""

from itertools import pairwise
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.plots.style import (
    ACCENT,
    CONTRAST,
    LIGHT,
    MUTED,
    heading,
    new,
    percent,
    share_cells,
    short,
)
from segmentation.recovery import larger_ways

BAND = "#f3c9a5"  # the copula null, as in notebook 05
PAIR_TINTS = (CONTRAST, ACCENT, "#009E73", "#8c6bb1", "#a6761d", "#e7298a")
LINE_OF_TEXT = 0.05  # of an axis' height


def five_nulls(table: pd.DataFrame, bar: float) -> Figure:
    """Silhouette of each data set at its k, beside both nulls and the bar to clear.

    Parameters
    ----------
    table : DataFrame, index data set
        From `data_sets.judged`.
    bar : float
        How far above the copula null's 95th percentile a natural k must lie.
    """
    fig, ax = new(height=0.52 * len(table) + 1.6)
    rows = np.arange(len(table))
    ax.hlines(rows, table["permuted p95"], table["silhouette"], color=LIGHT, lw=2, zorder=1)
    # A little higher than the copula's, which would hide it where both are equal.
    ax.scatter(table["permuted p95"], rows - 0.12, marker="|", s=160, color=MUTED, lw=2,
               label="permuted null, 95th percentile")  # fmt: skip
    ax.scatter(table["copula p95"], rows + 0.06, marker="|", s=220, color=CONTRAST, lw=3,
               label="copula null, 95th percentile")  # fmt: skip
    ax.scatter(table["copula p95"] + bar, rows, marker="|", s=260, color=CONTRAST, lw=1.2, ls=":",
               label=f"bar to clear: copula null + {bar:g}")  # fmt: skip
    natural = (table["verdict"] == "natural").to_numpy()
    ax.scatter(table["silhouette"], rows, s=70, color=ACCENT, zorder=3, edgecolor=ACCENT,
               facecolor=np.where(natural, ACCENT, "white"), lw=1.8,
               label="the data (filled: natural)")  # fmt: skip
    for row, (silhouette, excess) in enumerate(table[["silhouette", "excess"]].to_numpy()):
        right = max(silhouette, table["copula p95"].iloc[row] + bar)
        ax.annotate(f"{excess:+.2f}".replace("-", "−"), (right, row), xytext=(9, 0),
                    textcoords="offset points", va="center", fontsize=9, color=ACCENT)  # fmt: skip
    ax.set_yticks(rows, [f"{name}, k = {k}" for name, k in table["k"].items()])
    ax.set(ylim=(len(table) - 0.5, -0.6), xlabel="silhouette (squared Euclidean)")
    ax.legend(fontsize=8.5, loc="upper left", bbox_to_anchor=(-0.1, -0.2), ncols=2, markerscale=0.6)
    ax.set_title(f"{natural.sum()} of {len(table)} data sets clear the copula null by {bar:g}")
    return fig


def _stability(ax: Axes, table: pd.DataFrame, null: pd.DataFrame, stable: float) -> None:
    rows = np.arange(len(table))
    low, high = null["least"].mean(), null["most"].mean()
    ax.axvspan(low, high, color=BAND, alpha=0.8, lw=0)
    ax.text((low + high) / 2, -0.62, "null", ha="center", va="center", fontsize=9, color=CONTRAST)
    ax.axvline(stable, color=MUTED, lw=1, ls=":")
    ax.scatter(table["jaccard"], rows, s=60, color=ACCENT, zorder=3)
    ax.set_yticks(rows, [fill(short(name), 24) for name in table.index])
    ax.set(ylim=(len(table) - 0.5, -1.0), xlim=(min(0.7, table["jaccard"].min() - 0.02), 1.01))
    ax.set_xlabel("bootstrap Jaccard")


def segment_stability(found: dict[str, tuple[pd.DataFrame, pd.DataFrame]], stable: float) -> Figure:
    """Stability of every segment beside that of clusters of a null.

    Parameters
    ----------
    found : dict
        Title → (table from `stability.per_segment`, table from `stability.null_range`).
    stable : float
        Jaccard from which a cluster is called stable; the dotted line.
    """
    tallest = max(len(table) for table, _ in found.values())
    fig, axes = new(1, len(found), height=0.45 * tallest + 1.8)
    for ax, (title, (table, null)) in zip(axes, found.items(), strict=True):
        _stability(ax, table, null, stable)
        ax.set_title(title, fontsize=10)
    for first, second in pairwise(axes):
        if ([t.get_text() for t in first.get_yticklabels()]
                == [t.get_text() for t in second.get_yticklabels()]):  # fmt: skip
            second.set_yticklabels([])
    too = all(null["least"].mean() >= stable for _, null in found.values())
    what = "Null data come back too" if too else "Null data do not always come back"
    heading(fig, f"{what} (band: its least to its most stable cluster; dotted: stable)")
    return fig


def _stacked(heights: pd.Series, gap: float) -> pd.Series:
    """Heights of labels, largest first, moved down until they are a gap apart."""
    placed = heights.sort_values(ascending=False).copy()
    for i in range(1, len(placed)):
        placed.iloc[i] = min(placed.iloc[i], placed.iloc[i - 1] - gap)
    return placed


def _confused(ax: Axes, pairs: pd.DataFrame, blurred: float) -> None:
    wide = pairs.pivot(index="overlap", columns=["one", "other"], values="taken")
    last = pairs[pairs["overlap"] == wide.index[-1]]
    ways = dict(zip(zip(last["one"], last["other"], strict=True), larger_ways(last), strict=True))
    ends = wide.iloc[-1].sort_values(ascending=False, kind="stable")
    named = ends[(wide >= blurred).any()[ends.index]][: len(PAIR_TINTS)]
    rest = ends.drop(named.index)
    for pair in rest.index:
        ax.plot(wide.index, wide[pair], color="#bdbdbd", lw=1, label="_other")
    top = 1.05 * ends.max()
    labels = _stacked(named, LINE_OF_TEXT * top)
    for (pair, height), tint in zip(labels.items(), PAIR_TINTS, strict=False):
        label = " → ".join(short(name) for name in ways[pair])
        ax.plot(wide.index, wide[pair], color=tint, lw=2, label=label)
        ax.annotate(label, (wide.index[-1], height), xytext=(6, 0), textcoords="offset points",
                    va="center", fontsize=8.5, color=tint, annotation_clip=False)  # fmt: skip
    ax.axhline(blurred, color=MUTED, lw=1, ls=":")
    ax.set(xlabel="overlap", ylabel="taken for the other, of both", ylim=(0, top),
           xticks=list(wide.index))  # fmt: skip
    percent(ax.yaxis)
    ax.set_title(f"{len(named)} of {wide.shape[1]} pairs reach {blurred:.0%}", fontsize=10)


def recovered(ari: pd.DataFrame, band: pd.DataFrame, pairs: pd.DataFrame, blurred: float) -> Figure:
    """Recovery of the planted personas over overlap, and which pairs of them are confused.

    Parameters
    ----------
    ari : DataFrame, overlap × seed
    band : DataFrame, index overlap
        From `recovery.next_shop`.
    pairs : DataFrame
        As in `recovery.Recovered`; a pair is named by the way that more of them go.
    blurred : float
        Share taken for the other from which a pair counts as blurred, and gets a colour.
    """
    fig, (left, right) = new(1, 2, height=3.9)
    left.fill_between(band.index, band["low"], band["high"], color=LIGHT, lw=0,
                      label="95%: where one more shop would lie")  # fmt: skip
    left.plot(band.index, band["mean"], color=ACCENT, lw=1.2, label="mean over seeds")
    left.plot(ari.index, ari.to_numpy(), ls="", marker=".", ms=3, color=CONTRAST, zorder=3)
    left.set(xlabel="overlap (widens the habits)", ylim=(0, 1.03),
             ylabel="adjusted Rand index", xticks=list(band.index))  # fmt: skip
    left.legend(fontsize=8.5, loc="lower left")
    _confused(right, pairs, blurred)
    first, last = band["mean"].iloc[[0, -1]]
    what = "Personas blur as they widen" if last < first else "Personas do not blur as they widen"
    heading(fig, f"{what}: ARI {first:.2f} to {last:.2f}")
    return fig


def confusion(called: pd.DataFrame, overlaps: tuple[float, float]) -> Figure:
    """Where each persona's customers land, at two overlaps.

    Parameters
    ----------
    called : DataFrame, index (overlap, persona), columns persona of the cluster
        Shares of the row.
    overlaps : tuple of float
    """
    fig, axes = new(1, 2, height=3.4, sharey=True)
    for ax, overlap in zip(axes, overlaps, strict=True):
        table = called.loc[overlap].rename(
            index=short, columns=lambda name: short(name).replace("/", "/\n").replace("-", "-\n")
        )
        share_cells(ax, table)
        for text in ax.texts:
            text.set_visible(text.get_text() != "0%")
        ax.tick_params(axis="x", labelrotation=0, labelsize=8)
        right = np.diag(called.loc[overlap])
        ax.set_title(f"Overlap {overlap:g}: {right.min():.0%} to {right.max():.0%} found",
                     fontsize=10)  # fmt: skip
        ax.set_xlabel("cluster that stands for")
    axes[0].set_ylabel("planted")
    return fig
