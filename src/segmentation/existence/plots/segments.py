"""Figures of notebook 10: do the segments exist, and would we get them again?"""

from itertools import pairwise
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import GREY, INK, LIGHT, MUTED, short
from segmentation.base.style import heading, new
from segmentation.base.words import listed, signed
from segmentation.clusters.verdict import MARGIN
from segmentation.existence.data_sets import ComeBack


def drawn(
    data: np.ndarray, copy: np.ndarray, names: list[str], silhouettes: tuple[float, float], k: int
) -> Figure:
    """Two columns of the data beside a draw of the null, each with its silhouette in k clusters."""
    fig, axes = new(1, 2, height=3.4, sharex=True, sharey=True)
    titles = (f"the data: silhouette {silhouettes[0]:.2f}",
              f"drawn, without groups: silhouette {silhouettes[1]:.2f}")  # fmt: skip
    for ax, points, ink, said in zip(axes, (data, copy), (INK, GREY), titles, strict=True):
        ax.scatter(*points.T, s=5, color=ink, alpha=0.4, lw=0)
        ax.set_title(said, fontsize=10, fontweight="normal")
        ax.set_xlabel(f"{names[0]}, scaled")
    axes[0].set_ylabel(f"{names[1]}, scaled")
    gap = silhouettes[0] - silhouettes[1]
    more = "" if gap >= MARGIN else "hardly " if gap > 0 else "no "
    heading(fig, f"Cut into {k}, the data are {more}better separated than a draw without groups")
    return fig


def five_nulls(table: pd.DataFrame, bar: float) -> Figure:
    """How far each data set of `data_sets.judged` lies above both nulls, and the bar to clear."""
    fig, ax = new(height=0.5 * len(table) + 1.4)
    rows = np.arange(len(table))
    plain = table["silhouette"] - table["plain null"]
    natural = (table["verdict"] == "natural").to_numpy()
    for place, ink in ((0, MUTED), (bar, INK)):
        ax.axvline(place, color=ink, lw=1, ls="--", zorder=0)
    ax.hlines(rows, table["excess"], plain, color=LIGHT, lw=2, zorder=1)
    ax.scatter(plain, rows, marker="|", s=150, color=GREY, lw=2.5, zorder=2,
               label="above the plain null")  # fmt: skip
    ax.scatter(table["excess"], rows, s=70, zorder=3, edgecolor=INK, lw=1.8,
               facecolor=np.where(natural, INK, "white"),
               label="above the strictest null (filled: natural)")  # fmt: skip
    for row, (excess, right) in enumerate(zip(table["excess"], plain, strict=True)):
        ax.annotate(signed(excess, ".3f"), (max(excess, right, bar), row), xytext=(10, 0),
                    textcoords="offset points", va="center", fontsize=9.5, color=INK)  # fmt: skip
    ax.annotate(f"needed: {bar:g}", (bar, -0.75), xytext=(5, 0), textcoords="offset points",
                va="center", fontsize=9.5, color=INK)  # fmt: skip
    ax.set_yticks(rows, [f"{name}, k = {k}" for name, k in table["at"].items()])
    ax.set(ylim=(len(table) - 0.5, -1), xlabel="silhouette of the data less that of the null")
    ax.margins(x=0.12)
    ax.tick_params(axis="y", length=0)
    ax.legend(fontsize=9.5, loc="lower right", markerscale=0.7)
    which = f": {listed(list(table.index[natural]))}" if natural.any() else ""
    verb = "lies" if natural.sum() == 1 else "lie"
    ax.set_title(f"{natural.sum()} of {len(table)} {verb} far enough above data without "
                 f"groups{which}")  # fmt: skip
    return fig


def _stability(ax: Axes, panel: ComeBack, stable: float) -> None:
    table, null = panel.segments, panel.null
    rows = np.arange(len(table))
    low, high = null["least"].min(), null["most"].max()
    ax.axvspan(low, high, color=LIGHT, alpha=0.8, lw=0)
    ax.axvline(stable, color=MUTED, lw=1, ls=":")
    ax.scatter(table["jaccard"], rows, s=60, color=INK, zorder=3, clip_on=False)
    ax.set_yticks(rows, [fill(short(name), 18) for name in table.index])
    ax.set(ylim=(len(table) - 0.5, -0.5), xlabel="Jaccard")
    ax.tick_params(axis="y", length=0)


def segment_stability(panels: dict[str, ComeBack], stable: float) -> Figure:
    """Stability of every segment beside that of clusters of a null, one panel a title.

    From the Jaccard `stable` (dotted) a cluster is called so.
    """
    tallest = max(len(panel.segments) for panel in panels.values())
    fig, axes = new(1, len(panels), height=0.45 * tallest + 1.8, sharex=True)
    for ax, (title, panel) in zip(axes, panels.items(), strict=True):
        _stability(ax, panel, stable)
        ax.set_title(title, fontsize=10)
    least = min(min(p.null["least"].min(), p.segments["jaccard"].min()) for p in panels.values())
    axes[0].set_xlim(min(0.7, least) - 0.04, 1.0)
    for first, second in pairwise(axes):
        if ([t.get_text() for t in first.get_yticklabels()]
                == [t.get_text() for t in second.get_yticklabels()]):  # fmt: skip
            second.set_yticklabels([])
    too = any(panel.null["least"].min() >= stable for panel in panels.values())
    what = "can come back as well" if too else "do not always come back"
    heading(fig, f"Clusters of data without groups (grey) {what} (dotted: stable from {stable:g})")
    return fig
