"""Figures of notebook 06."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from segmentation.plots.style import ACCENT, CONTRAST, DIVERGING, MUTED, OTHER_COLOURS, colours, new


def centroid_heatmap(centres: pd.DataFrame, rows: list[str], title: str) -> Figure:
    """Centroids in σ, one row per cluster."""
    fig, ax = new(height=0.5 * len(centres) + 1.5)
    shown = centres.set_axis(rows)
    sns.heatmap(
        shown,
        annot=True,
        fmt="+.1f",
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


def snake(centres: pd.DataFrame, names: list[str]) -> Figure:
    """One line per cluster through its centroid's coordinates."""
    palette = colours(names)
    fig, ax = new(height=3.6)
    for name, (_, centre) in zip(names, centres.iterrows(), strict=True):
        ax.plot(range(len(centre)), centre, marker="o", color=palette[name], label=name)
    ax.axhline(0, color=MUTED, lw=0.8)
    ax.set_xticks(range(centres.shape[1]), centres.columns, rotation=30, ha="right")
    ax.set(ylabel="σ from the average")
    ax.set_title("Each cluster has a signature: where the lines part, the feature tells them apart")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=9)
    return fig


def where_it_fails(points: np.ndarray, true: np.ndarray, found: np.ndarray, ari: float) -> Figure:
    """Two shapes that K-Means cannot follow: as made, and as K-Means cuts them."""
    fig, axes = new(1, 2, height=3.0, sharex=True, sharey=True)
    for ax, label, title in (
        (axes[0], true, "as made"),
        (axes[1], found, f"as K-Means cuts it (ARI {ari:.2f})"),
    ):
        tint = np.array([ACCENT, CONTRAST, *OTHER_COLOURS])[label]
        ax.scatter(*points.T, s=5, c=tint, lw=0)
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, fontsize=10)
    return fig
