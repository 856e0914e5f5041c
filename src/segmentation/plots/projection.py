"""Figures of notebook 07."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import patheffects
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from segmentation.plots.style import (
    ACCENT,
    CONTRAST,
    DIVERGING,
    INK,
    MUTED,
    colours,
    new,
    percent,
    short,
)

SHORTEST_ARROW = 0.2  # loading on the two axes below which an arrow would only add clutter
HALO = [patheffects.withStroke(linewidth=3, foreground="white")]


def variance(table: pd.DataFrame) -> Figure:
    """Share of variance per component, and the running total."""
    fig, ax = new(height=3.0)
    ax.bar(range(len(table)), table["share"], color=ACCENT, label="one component")
    ax.plot(range(len(table)), table["total"], color=CONTRAST, marker="o", label="running total")
    for i, total in enumerate(table["total"]):
        ax.text(i, total + 0.03, f"{total:.0%}", ha="center", fontsize=9, color=CONTRAST)
    ax.set_xticks(range(len(table)), table.index)
    percent(ax.yaxis)
    ax.set(ylim=(0, 1.12), ylabel="share of variance")
    ax.set_title(
        f"Two components carry {table['total'].iloc[1]:.0%} of the variance, not all of it"
    )
    ax.legend(loc="center right")
    return fig


def loading_heatmap(table: pd.DataFrame) -> Figure:
    """What each component is made of."""
    fig, ax = new(height=0.32 * len(table) + 1.1)
    sns.heatmap(
        table,
        annot=True,
        fmt="+.2f",
        cmap=DIVERGING,
        center=0,
        vmin=-0.7,
        vmax=0.7,
        ax=ax,
        annot_kws={"size": 9},
        linewidths=1,
        linecolor="white",
        cbar_kws={"label": "loading"},
    )
    ax.tick_params(length=0, labelrotation=0)
    ax.set_title("What each component is made of (loading: weight of a feature in it)")
    return fig


def density_map(
    points: np.ndarray, names: np.ndarray, centroids: pd.DataFrame, arrows: pd.DataFrame
) -> Figure:
    """All customers as densities in their segment's colour, with centroids and feature arrows.

    Parameters
    ----------
    points : array, shape (n, 2)
    names : array of str, shape (n,)
        Segment of each customer.
    centroids : DataFrame, index name, shape (k, 2)
    arrows : DataFrame, index feature, shape (d, 2)
        Loadings on the two axes.
    """
    order = list(centroids.index)
    palette = colours(order)
    low, high = np.quantile(points, [0.001, 0.999], axis=0)
    edges = [np.linspace(low[i], high[i], 121) for i in (0, 1)]
    fig, ax = new(height=6.0)
    x, y = points.T
    counts = {
        name: np.histogram2d(x[names == name], y[names == name], bins=(edges[0], edges[1]))[0]
        for name in order
    }
    top = max(count.max() for count in counts.values())
    for name in order:
        fade = LinearSegmentedColormap.from_list(name, [(1, 1, 1, 0), palette[name]])
        shade = np.sqrt(counts[name] / top).T  # the root shows thin parts too
        ax.imshow(
            np.ma.masked_equal(shade, 0),
            cmap=fade,
            vmin=0,
            vmax=0.75,
            origin="lower",
            extent=(*edges[0][[0, -1]], *edges[1][[0, -1]]),
            aspect="auto",
            interpolation="nearest",
        )
    reach = 0.42 * (high - low).min() / np.hypot(*arrows.to_numpy().T).max()
    long = np.hypot(*arrows.to_numpy().T) >= SHORTEST_ARROW
    for feature, (right, up) in (arrows[long] * reach).iterrows():
        arrow = {"arrowstyle": "->", "color": INK, "lw": 0.9}
        ax.annotate("", (right, up), (0, 0), arrowprops=arrow)
        ax.text(
            1.1 * right,
            1.1 * up,
            feature,
            fontsize=8,
            color=INK,
            path_effects=HALO,
            ha="left" if right > 0 else "right",
            va="center",
        )
    for name, (right, up) in centroids.iterrows():
        dot = {"s": 90, "color": palette[name], "edgecolor": "white", "linewidth": 1.6}
        ax.scatter([right], [up], zorder=5, **dot)
        ax.text(
            right,
            up + 0.032 * (high - low)[1],
            short(name),
            fontsize=10,
            fontweight="bold",
            color=palette[name],
            ha="center",
            path_effects=HALO,
            zorder=6,
        )
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="PC1", ylabel="PC2")
    ax.set_title(
        f"{len(points):,} customers on the first two components; arrows: where a feature grows"
    )
    ax.tick_params(colors=MUTED)
    return fig
