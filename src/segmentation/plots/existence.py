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

BAND = "#f3c9a5"  # the copula null, as in notebook 05
LABELLED = 3  # pairs of personas that get a colour and a name
PAIR_TINTS = (CONTRAST, ACCENT, "#009E73")
MECHANISM_TINTS = (ACCENT, CONTRAST)
MECHANISM_MARKERS = ("o", "D")


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
    ax.scatter(table["permuted p95"], rows, marker="|", s=160, color=MUTED, lw=2,
               label="permuted null, 95th percentile")  # fmt: skip
    ax.scatter(table["copula p95"], rows, marker="|", s=260, color=CONTRAST, lw=3,
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


def recovered(ari: pd.DataFrame, band: pd.DataFrame, pairs: pd.DataFrame, blurred: float) -> Figure:
    """Recovery of the planted personas over overlap, and which pairs of them swap.

    Parameters
    ----------
    ari : DataFrame, overlap × seed
    band : DataFrame, index overlap
        From `recovery.next_shop`.
    pairs : DataFrame
        `overlap`, `one`, `other`, `swapped`.
    blurred : float
        Share swapped from which a pair counts as blurred.
    """
    fig, (left, right) = new(1, 2, height=3.9)
    left.fill_between(band.index, band["low"], band["high"], color=LIGHT, lw=0,
                      label="95%: where one more shop would lie")  # fmt: skip
    left.plot(band.index, band["mean"], color=ACCENT, lw=1.2, label="mean over seeds")
    left.plot(ari.index, ari.to_numpy(), ls="", marker=".", ms=3, color=CONTRAST, zorder=3)
    left.set(xlabel="overlap (multiplies the variance inside a persona)", ylim=(0, 1.03),
             ylabel="adjusted Rand index", xticks=list(band.index))  # fmt: skip
    ends = band["mean"].iloc[[0, -1]]
    left.set_title(f"Recovery falls from {ends.iloc[0]:.2f} to {ends.iloc[1]:.2f}", fontsize=10)
    left.legend(fontsize=8.5, loc="lower left")
    wide = pairs.pivot(index="overlap", columns=["one", "other"], values="swapped")
    order = wide.iloc[-1].sort_values(ascending=False, kind="stable").index
    for pair in order[LABELLED:]:
        label = "the other pairs" if pair == order[-1] else None
        right.plot(wide.index, wide[pair], color="#bdbdbd", lw=1, label=label)
    for pair, tint in zip(order, PAIR_TINTS, strict=False):
        label = " – ".join(short(name) for name in pair)
        right.plot(wide.index, wide[pair], color=tint, lw=2, label=label)
    right.axhline(blurred, color=MUTED, lw=1, ls=":")
    right.set(xlabel="overlap", ylabel="customers of the two that swap", ylim=(0, None),
              xticks=list(wide.index))  # fmt: skip
    percent(right.yaxis)
    right.legend(fontsize=8.5, loc="upper left")
    right.set_title(
        f"{(wide.iloc[-1] >= blurred).sum()} of {wide.shape[1]} pairs blur (dotted: {blurred:.0%})",
        fontsize=10,
    )
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
        ax.tick_params(axis="x", labelrotation=0, labelsize=8)
        right = np.diag(called.loc[overlap])
        ax.set_title(f"Overlap {overlap:g}: {right.min():.0%} to {right.max():.0%} found",
                     fontsize=10)  # fmt: skip
        ax.set_xlabel("cluster that stands for")
    axes[0].set_ylabel("planted")
    return fig


def survey(table: pd.DataFrame, everybody: str) -> Figure:
    """How many churn-risk customers each way of dealing with silence finds.

    Parameters
    ----------
    table : DataFrame, index (how, way)
        Means of `survey.compared`: `found` and `named` (share of shops in which the centroid
        earns the name).
    everybody : str
        The way in which nobody is silent; the dashed line.
    """
    hows = list(table.index.get_level_values(0).unique())
    ways = [way for way in table.loc[hows[0]].index if way != everybody]
    fig, ax = new(height=0.5 * len(ways) + 1.8)
    rows = np.arange(len(ways))
    offsets = np.linspace(-0.13, 0.13, len(hows))
    for how, offset, tint, marker in zip(
        hows, offsets, MECHANISM_TINTS, MECHANISM_MARKERS, strict=False
    ):
        own = table.loc[how].loc[ways]
        inside = np.where(own["named"] >= 0.5, tint, "white")
        ax.scatter(own["found"], rows + offset, s=60, marker=marker, edgecolor=tint, lw=1.6,
                   facecolor=inside, label=f"silent: {how}", zorder=3)  # fmt: skip
    whole = table.loc[(hows[0], everybody), "found"]
    ax.axvline(whole, color=MUTED, ls="--", lw=1)
    ax.text(whole - 0.01, -0.62, f"{everybody}: {whole:.0%}", ha="right", fontsize=9, color=MUTED)
    ax.set_yticks(rows, ways)
    ax.set(ylim=(len(ways) - 0.5, -0.9), xlim=(0, 1))
    percent(ax.xaxis)
    ax.set_xlabel("planted churn-risk customers found (hollow: the cluster does not earn the name)")
    worst = table["found"].idxmin()
    ax.set_title(
        f"“{worst[1].capitalize()}” finds only {table['found'].min():.0%} of them at worst"
    )
    ax.legend(fontsize=9, loc="center left")
    return fig
