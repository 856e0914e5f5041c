"""Figures of notebook 10: do the segments exist, and would we get them again?"""

from itertools import pairwise
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import INK, LIGHT, MUTED, short
from segmentation.base.style import heading, new
from segmentation.base.words import signed
from segmentation.clusters import strictest
from segmentation.existence.data_sets import ComeBack

NULL, PLAIN = "#8a8a8a", "#b8b8b8"  # inks that no persona has; the data are drawn in INK


def _family(row: pd.Series) -> str:
    """The family that explains most, in a word or two."""
    family = row["explained by"]
    return "plain null" if family == strictest.PLAIN else f"tenths of {family}"


def five_nulls(table: pd.DataFrame, bar: float) -> Figure:
    """Silhouette of each data set of `data_sets.judged`, beside both nulls and the bar to clear."""
    fig, ax = new(height=0.56 * len(table) + 1.6)
    rows = np.arange(len(table))
    ax.hlines(rows, table["plain null"], table["silhouette"], color=LIGHT, lw=2, zorder=1)
    # A little higher than the strictest, which would hide it where both are equal.
    ax.scatter(table["plain null"], rows - 0.12, marker="|", s=160, color=PLAIN, lw=2,
               label="plain null, largest draw")  # fmt: skip
    ax.scatter(table["strictest null"], rows + 0.06, marker="|", s=220, color=NULL, lw=3,
               label="strictest null, largest draw")  # fmt: skip
    ax.scatter(table["strictest null"] + bar, rows, marker="|", s=260, color=INK, lw=1.2, ls=":",
               label=f"bar to clear: strictest null + {bar:g}")  # fmt: skip
    natural = (table["verdict"] == "natural").to_numpy()
    ax.scatter(table["silhouette"], rows, s=60, zorder=3, edgecolor=INK,
               facecolor=np.where(natural, INK, "white"), lw=1.8,
               label="the data (filled: natural)")  # fmt: skip
    drawn = table[["plain null", "silhouette"]].assign(bar=table["strictest null"] + bar)
    for row, right in enumerate(drawn.max(axis=1)):
        said = f"{signed(table['excess'].iloc[row], '.3f')} ({_family(table.iloc[row])})"
        ax.annotate(said, (right, row), xytext=(9, 0), textcoords="offset points", va="center",
                    fontsize=9, color=INK)  # fmt: skip
    ax.set_yticks(rows, [f"{name}, k = {k}" for name, k in table["at"].items()])
    ax.set(ylim=(len(table) - 0.5, -0.6), xlabel="silhouette (squared Euclidean)")
    low, high = drawn.min(axis=None), drawn.max(axis=None)
    ax.set_xlim(low - 0.1 * (high - low), high + 0.6 * (high - low))  # what is written fits
    ax.legend(fontsize=9, loc="upper left", bbox_to_anchor=(-0.1, -0.2), ncols=2, markerscale=0.6)
    ax.set_title(
        f"{natural.sum()} of {len(table)} natural: above the bar, and every cluster comes back"
    )
    return fig


def _stability(ax: Axes, panel: ComeBack, stable: float) -> None:
    table, null = panel.segments, panel.null
    rows = np.arange(len(table))
    low, high = null["least"].min(), null["most"].max()
    ax.axvspan(low, high, color=LIGHT, alpha=0.8, lw=0)
    ax.text((low + high) / 2, -0.62, "null", ha="center", va="center", fontsize=9, color=MUTED)
    ax.axvline(stable, color=MUTED, lw=1, ls=":")
    ax.scatter(table["jaccard"], rows, s=60, color=INK, zorder=3)
    ax.set_yticks(rows, [fill(short(name), 24) for name in table.index])
    ax.set(ylim=(len(table) - 0.5, -1.0), xlim=(min(0.7, low, table["jaccard"].min()) - 0.02, 1.01))
    ax.set_xlabel("bootstrap Jaccard")


def segment_stability(panels: dict[str, ComeBack], stable: float) -> Figure:
    """Stability of every segment beside that of clusters of a null, one panel a title.

    From the Jaccard `stable` (dotted) a cluster is called so.
    """
    tallest = max(len(panel.segments) for panel in panels.values())
    fig, axes = new(1, len(panels), height=0.45 * tallest + 1.8)
    for ax, (title, panel) in zip(axes, panels.items(), strict=True):
        _stability(ax, panel, stable)
        ax.set_title(title, fontsize=10)
    for first, second in pairwise(axes):
        if ([t.get_text() for t in first.get_yticklabels()]
                == [t.get_text() for t in second.get_yticklabels()]):  # fmt: skip
            second.set_yticklabels([])
    too = all(panel.null["least"].min() >= stable for panel in panels.values())
    what = "Null data come back too" if too else "Null data do not always come back"
    heading(fig, f"{what} (band: least to most stable cluster of all; dotted: stable)")
    return fig
