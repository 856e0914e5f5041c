"""Figures of notebook 06."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, DIVERGING, OTHER_COLOURS
from segmentation.base.style import heading, new


def centroid_heatmap(centres: pd.DataFrame, rows: list[str], title: str) -> Figure:
    """Centroids in σ, one row per cluster."""
    fig, ax = new(height=0.5 * len(centres) + 1.5)
    shown = centres.set_axis(rows)
    written = shown.map("{:+.1f}".format).replace({"-0.0": "0.0", "+0.0": "0.0"})
    sns.heatmap(
        shown,
        annot=written,
        fmt="",
        cmap=DIVERGING,
        center=0,
        vmin=-2,
        vmax=2,
        ax=ax,
        cbar_kws={"label": "σ from the average"},
        annot_kws={"size": 9},
        linewidths=1,
        linecolor="white",
    )
    ax.set_xticklabels(ax.get_xticklabels(), rotation=30, ha="right")
    ax.tick_params(length=0)
    ax.set_yticklabels(ax.get_yticklabels(), rotation=0)
    ax.set(ylabel="")
    ax.set_title(title)
    return fig


def where_it_fails(points: np.ndarray, true: np.ndarray, found: np.ndarray, ari: float) -> Figure:
    """Long groups that K-Means cannot follow: as made, and as K-Means cuts them."""
    fig, axes = new(1, 2, height=3.0, sharex=True, sharey=True)
    for ax, label, title in (
        (axes[0], true, "as made"),
        (axes[1], found, f"as K-Means cuts it (ARI {ari:.2f})"),
    ):
        tint = np.array([ACCENT, CONTRAST, *OTHER_COLOURS])[label]
        ax.scatter(*points.T, s=5, c=tint, lw=0)
        ax.set(xticks=[], yticks=[], xlabel="x", ylabel="y")
        ax.set_title(title, fontsize=10)
    heading(fig, "K-Means cuts long groups across")
    return fig
