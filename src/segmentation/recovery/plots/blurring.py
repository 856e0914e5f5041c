"""Figures of the planted personas found again, and of those that blur."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.estimates import Estimates
from segmentation.base.palette import ACCENT, CONTRAST, LIGHT, MUTED, short
from segmentation.base.plots import heat
from segmentation.base.style import heading, new, percent
from segmentation.recovery.blurring import larger_ways

PAIR_TINTS = (CONTRAST, ACCENT, "#009E73", "#8c6bb1", "#a6761d", "#e7298a")
LINE_OF_TEXT = 0.05  # of an axis' height


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


def recovered(ari: pd.DataFrame, band: Estimates, pairs: pd.DataFrame, blurred: float) -> Figure:
    """Recovery of the planted personas over overlap, and which pairs of them are confused.

    `ari` is overlap × seed, `band` from `blurring.next_shop`, `pairs` as in `blurring.Recovered`;
    a pair is named by the way that more of them go, and gets a colour from the share `blurred` on.
    """
    fig, (left, right) = new(1, 2, height=3.9)
    left.fill_between(ari.index, band.low, band.high, color=LIGHT, lw=0,
                      label="95%: where one more shop would lie")  # fmt: skip
    left.plot(ari.index, band.value, color=ACCENT, lw=1.2, label="mean over seeds")
    left.plot(ari.index, ari.to_numpy(), ls="", marker=".", ms=3, color=CONTRAST, zorder=3)
    left.set(xlabel="overlap (widens the habits)", ylim=(0, 1.03),
             ylabel="adjusted Rand index", xticks=list(ari.index))  # fmt: skip
    left.legend(fontsize=8.5, loc="lower left")
    _confused(right, pairs, blurred)
    first, last = band.value.iloc[[0, -1]]
    what = "Personas blur as they widen" if last < first else "Personas do not blur as they widen"
    heading(fig, f"{what}: ARI {first:.2f} to {last:.2f}")
    return fig


def confusion(called: pd.DataFrame, overlaps: tuple[float, float]) -> Figure:
    """Where each persona's customers land, at two overlaps; `called` as in `blurring.Recovered`."""
    fig, axes = new(1, 2, height=3.4, sharey=True)
    for ax, overlap in zip(axes, overlaps, strict=True):
        table = called.loc[overlap].rename(
            index=short, columns=lambda name: short(name).replace("/", "/\n").replace("-", "-\n")
        )
        heat(ax, table, marks=table.map("{:.0%}".format).replace("0%", ""))
        ax.tick_params(axis="x", labelrotation=0, labelsize=8)
        right = np.diag(called.loc[overlap])
        ax.set_title(f"Overlap {overlap:g}: {right.min():.0%} to {right.max():.0%} found",
                     fontsize=10)  # fmt: skip
        ax.set_xlabel("cluster that stands for")
    axes[0].set_ylabel("planted")
    return fig
