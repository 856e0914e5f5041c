"""Figures of notebook 07."""

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from segmentation.base.palette import GREY, INK, LIGHT, MUTED, colours, short
from segmentation.base.plots import heat
from segmentation.base.style import heading, new, percent

SHORTEST_ARROW = 0.2  # loading on the two axes below which an arrow would only add clutter
HALO = [patheffects.withStroke(linewidth=3, foreground="white")]


def variance(table: pd.DataFrame) -> Figure:
    """Share of variance per component, and the running total."""
    fig, ax = new(height=3.0)
    ax.bar(range(len(table)), table["share"], color=GREY, label="one component")
    ax.plot(range(len(table)), table["total"], color=INK, marker="o", label="running total")
    for i, total in enumerate(table["total"]):
        ax.text(i, total + 0.03, f"{total:.0%}", ha="center", fontsize=10, color=INK)
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
    heat(ax, table, "+.2f", limits=(-0.8, 0.8), diverging=True, size=10)
    ax.tick_params(labelrotation=0)
    ax.set_yticks(ax.get_yticks(), [str(name).replace("_", " ") for name in table.index])
    first, second = (_made_of(table[name]) for name in list(table)[:2])
    heading(fig, f"PC1 is mostly {first}; PC2 mostly {second}")
    return fig


def _made_of(weights: pd.Series, most: int = 2) -> str:
    """The heaviest features of a component, with "low" where it falls with them."""
    heavy = weights.sort_values(key=abs, ascending=False).head(most)
    return " and ".join(
        f"{'low ' if weight < 0 else ''}{str(name).replace('_', ' ').lower()}"
        for name, weight in heavy.items()
    )


Box = tuple[float, float, float, float]  # left, right, bottom, top


def _box(x: float, y: float, text: str, size: float, ha: str, unit: np.ndarray) -> Box:
    """About where a text of one line lies; `unit` is a typographic point in units of the data."""
    width, height = 0.62 * size * len(text) * unit[0], 1.3 * size * unit[1]
    left = x - {"left": 0, "center": 0.5, "right": 1}[ha] * width
    return left, left + width, y - height / 2, y + height / 2


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def _compass(ax: Axes, arrows: pd.DataFrame) -> None:
    """In which direction on the map each feature grows; short arrows are left out."""
    length = np.hypot(*arrows.to_numpy().T)
    top = length.max()
    ax.set(xlim=(-2.1 * top, 2.1 * top), ylim=(-1.3 * top, 1.3 * top))
    ax.set(xticks=[], yticks=[])
    ax.set_title("in this direction a feature grows", fontsize=10)
    ax.spines[["left", "bottom"]].set_visible(False)
    shown = arrows[length >= SHORTEST_ARROW]
    for ha, side in (("left", 1), ("right", -1)):
        own = shown[(shown.iloc[:, 0] > 0) == (side > 0)]
        own = own.iloc[own.iloc[:, 1].argsort()]
        heights = _apart(own.iloc[:, 1].to_numpy(), 0.16 * top)
        for (feature, (right, up)), height in zip(own.iterrows(), heights, strict=True):
            ax.annotate("", (right, up), (0, 0), arrowprops={"arrowstyle": "->", "color": INK})
            place = (side * 1.02 * top, height)
            ax.plot([right, place[0]], [up, height], color=LIGHT, lw=0.8, zorder=0)
            name = str(feature).replace("_", " ")
            ax.text(*place, name, fontsize=9.5, color=INK, ha=ha, va="center")


def _apart(heights: np.ndarray, least: float) -> np.ndarray:
    """Rising heights, moved so that each is at least so far above the last."""
    moved = heights.astype(float)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + least)
    return moved - (moved - heights).mean() if len(moved) else moved


def _shades(
    ax: Axes,
    points: np.ndarray,
    names: np.ndarray,
    palette: dict[str, str],
    edges: list[np.ndarray],
) -> None:
    """The customers of each segment as a density in its colour."""
    x, y = points.T
    counts = {
        name: np.histogram2d(x[names == name], y[names == name], bins=(edges[0], edges[1]))[0]
        for name in palette
    }
    top = max(count.max() for count in counts.values())
    for name, colour in palette.items():
        fade = LinearSegmentedColormap.from_list(name, [(1, 1, 1, 0), colour])
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


def density_map(
    points: np.ndarray,
    names: np.ndarray,
    centroids: pd.DataFrame,
    arrows: pd.DataFrame,
    axes: list[str],
    title: str,
    height: float = 5.0,
) -> Figure:
    """All customers as densities in their segment's colour, with centroids; beside them the arrows.

    Parameters
    ----------
    points : array, shape (n, 2)
    names : array of str, shape (n,)
        Segment of each customer.
    centroids : DataFrame, index name, shape (k, 2)
    arrows : DataFrame, index feature, shape (d, 2)
        Loadings on the two axes; drawn from a length of `SHORTEST_ARROW` up.
    axes : list of two str
        What the axes are.
    title : str
    height : float
        In inches.
    """
    palette = colours(list(centroids.index))
    low, high = np.quantile(points, [0.001, 0.999], axis=0)
    edges = [np.linspace(low[i], high[i], 121) for i in (0, 1)]
    fig, (ax, compass) = new(1, 2, height=height, width_ratios=[1.65, 1])
    _shades(ax, points, names, palette, edges)
    unit = (high - low) / [4.9 * 72, (height - 0.9) * 72]  # about a typographic point
    taken = [_box(right, up, "oo", 9, "center", unit) for right, up in centroids.to_numpy()]
    for name, (right, up) in centroids.iterrows():
        above, below = up + 14 * unit[1], up - 14 * unit[1]
        box = _box(right, above, short(name), 11, "center", unit)
        place = below if any(_overlap(box, other) for other in taken) else above
        taken.append(_box(right, place, short(name), 11, "center", unit))
        dot = {"s": 90, "color": palette[name], "edgecolor": "white", "linewidth": 1.6}
        ax.scatter([right], [up], zorder=5, **dot)
        look = {"fontsize": 10.5, "fontweight": "bold", "ha": "center", "va": "center"}
        ax.text(right, place, short(name), color=INK, path_effects=HALO, zorder=6, **look)
    _compass(compass, arrows)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel=axes[0], ylabel=axes[1])
    heading(fig, title)
    ax.tick_params(colors=MUTED)
    return fig
