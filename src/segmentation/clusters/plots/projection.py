"""Figures of notebook 07."""

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, INK, MUTED, colours, short
from segmentation.base.plots import heat
from segmentation.base.style import new, percent

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
    heat(ax, table, "+.2f", limits=(-0.7, 0.7), diverging=True, size=9)
    ax.tick_params(labelrotation=0)
    ax.set_title("What each component is made of (loading: weight of a feature in it)")
    return fig


Box = tuple[float, float, float, float]  # left, right, bottom, top


def _box(x: float, y: float, text: str, size: float, ha: str, unit: np.ndarray) -> Box:
    """About where a text of one line lies; `unit` is a typographic point in units of the data."""
    width, height = 0.62 * size * len(text) * unit[0], 1.3 * size * unit[1]
    left = x - {"left": 0, "center": 0.5, "right": 1}[ha] * width
    return left, left + width, y - height / 2, y + height / 2


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def _arrow(
    ax: Axes, feature: str, tip: tuple[float, float], taken: list[Box], unit: np.ndarray
) -> None:
    """An arrow from the origin, its label at the nearest place beyond the tip that is free."""
    ax.annotate("", tip, (0, 0), arrowprops={"arrowstyle": "->", "color": INK, "lw": 0.9})
    ha = "left" if tip[0] > 0 else "right"
    places = [
        (tip[0] * beyond, tip[1] * beyond + line * 5 * unit[1])
        for line in (0, 1, -1, 2, -2, 3, -3, 4, -4)
        for beyond in (1.08, 1.2, 1.35, 1.5)
    ]
    places.sort(key=lambda place: float(np.hypot(*((np.array(place) - tip) / unit))))
    boxes = [_box(x, y, feature, 8, ha, unit) for x, y in places]
    hits = [sum(_overlap(box, other) for other in taken) for box in boxes]
    best = hits.index(min(hits))
    taken.append(boxes[best])
    x, y = places[best]
    ax.text(x, y, feature, fontsize=8, color=INK, path_effects=HALO, ha=ha, va="center")


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
    height: float = 6.0,
) -> Figure:
    """All customers as densities in their segment's colour, with centroids and feature arrows.

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
    fig, ax = new(height=height)
    _shades(ax, points, names, palette, edges)
    unit = (high - low) / [8.2 * 72, (height - 0.8) * 72]  # about a typographic point
    taken = [_box(right, up, "oo", 9, "center", unit) for right, up in centroids.to_numpy()]
    for name, (right, up) in centroids.iterrows():
        above, below = up + 14 * unit[1], up - 14 * unit[1]
        box = _box(right, above, short(name), 11, "center", unit)
        place = below if any(_overlap(box, other) for other in taken) else above
        taken.append(_box(right, place, short(name), 11, "center", unit))
        dot = {"s": 90, "color": palette[name], "edgecolor": "white", "linewidth": 1.6}
        ax.scatter([right], [up], zorder=5, **dot)
        look = {"fontsize": 10, "fontweight": "bold", "ha": "center", "va": "center"}
        ax.text(right, place, short(name), color=palette[name], path_effects=HALO, zorder=6, **look)
    length = np.hypot(*arrows.to_numpy().T)
    reach = 0.42 * (high - low).min() / length.max()
    for feature, (right, up) in (arrows[length >= SHORTEST_ARROW] * reach).iterrows():
        _arrow(ax, str(feature), (right, up), taken, unit)
    ax.text(
        0.995, 0.01, f"arrows: loadings × {reach:.1f}", ha="right", fontsize=8,
        color=MUTED, transform=ax.transAxes,
    )  # fmt: skip
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel=axes[0], ylabel=axes[1])
    ax.set_title(title)
    ax.tick_params(colors=MUTED)
    return fig
