"""Figures of notebook 06."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, OTHER_COLOURS
from segmentation.base.plots import heat
from segmentation.base.style import heading, new


def centroid_heatmap(centres: pd.DataFrame, rows: list[str], title: str) -> Figure:
    """Centroids in σ, one row per cluster."""
    fig, ax = new(height=0.5 * len(centres) + 1.5)
    shown = centres.set_axis(rows)
    written = shown.map("{:+.1f}".format).replace({"-0.0": "0.0", "+0.0": "0.0"})
    heat(ax, shown, limits=(-2, 2), diverging=True, marks=written, size=9)
    ax.set_xticks(ax.get_xticks(), shown.columns, rotation=30, ha="right")
    ax.set_yticks(ax.get_yticks(), rows, rotation=0)
    ax.set(title=title, xlabel="σ from the average")
    return fig


def where_it_fails(points: np.ndarray, true: np.ndarray, found: np.ndarray, ari: float) -> Figure:
    """Long groups that K-Means cannot follow: as made, and as K-Means cuts them."""
    fig, axes = new(1, 2, height=3.0, sharex=True, sharey=True)
    titles = ("as made", f"as K-Means cuts it (ARI {ari:.2f})")
    tints = np.array([ACCENT, CONTRAST, *OTHER_COLOURS])
    for ax, label, title in zip(axes, (true, found), titles, strict=True):
        ax.scatter(*points.T, s=5, c=tints[label], lw=0)
        ax.set(xticks=[], yticks=[], xlabel="x", ylabel="y")
        ax.set_title(title, fontsize=10)
    heading(fig, "K-Means cuts long groups across")
    return fig
