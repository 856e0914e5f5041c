"""What several notebooks draw: estimates with intervals, and heatmaps."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from segmentation.base.palette import DIVERGING, INK, MUTED, SEQUENTIAL
from segmentation.base.words import MINUS


def forest(
    ax: Axes,
    table: pd.DataFrame,
    *,
    tints: str | Sequence[str] = INK,
    text: Callable[[float], str] | None = None,
    shift: float = 0.0,
    label: str | None = None,
    reference: float | None = None,
    marker: str = "o",
    names: Sequence[str] | None = None,
) -> None:
    """Draw estimates (`value`, `low`, `high`) with their intervals, one row each, from the top.

    NaN leaves a row empty. `text` writes a value beside its interval; `shift` moves the rows down,
    so that several series stand side by side; `reference` is a vertical line, such as no
    difference. Without `names` the axis keeps those that it has.
    """
    y = np.arange(len(table)) + shift
    tint = [tints] * len(table) if isinstance(tints, str) else list(tints)
    ax.hlines(y, table["low"], table["high"], color=tint, lw=2)
    ax.scatter(table["value"], y, color=tint, marker=marker, s=28, zorder=3, label=label)
    if text is not None:
        for row, (value, high) in enumerate(table[["value", "high"]].to_numpy(dtype="float64")):
            if np.isfinite(value):
                end = high if np.isfinite(high) else value
                ax.annotate(
                    text(value),
                    (end, y[row]),
                    xytext=(6, 0),
                    fontsize=9,
                    textcoords="offset points",
                    va="center",
                    color=tint[row],
                )
    if reference is not None:
        ax.axvline(reference, color=MUTED, lw=1, ls=":", zorder=0)
    if names is not None:
        ax.set_yticks(range(len(table)), list(names))
    ax.set_ylim(len(table) - 0.5, -0.5)


def heat(
    ax: Axes,
    table: pd.DataFrame,
    form: str = ".0%",
    *,
    limits: tuple[float, float] = (0.0, 1.0),
    diverging: bool = False,
    marks: pd.DataFrame | None = None,
    size: float = 8,
) -> None:
    """Draw a table as coloured cells with the figures in them; NaN leaves a cell blank.

    The `limits` get the palest and the darkest colour; `diverging` colours part at their middle.
    `marks`, of the same shape, are written instead of the figures.
    """
    sns.heatmap(
        table,
        annot=True if marks is None else marks.to_numpy(),
        fmt=form if marks is None else "",
        cmap=DIVERGING if diverging else SEQUENTIAL,
        vmin=limits[0],
        vmax=limits[1],
        cbar=False,
        ax=ax,
        annot_kws={"size": size},
        linewidths=1,
        linecolor="white",
    )
    if marks is None:
        for text in ax.texts:
            text.set_text(text.get_text().replace("-", MINUS))
    _in_black_or_white(ax)
    ax.set(ylabel="")
    ax.tick_params(length=0)


def _in_black_or_white(ax: Axes) -> None:
    """Write the figures of a heatmap in whichever of the two can be read on their cell."""
    mesh = ax.collections[0]
    shown = ~np.ma.getmaskarray(np.ma.asarray(mesh.get_array())).ravel()
    for text, cell in zip(ax.texts, np.asarray(mesh.get_facecolor())[shown], strict=True):
        channels = cell[:3]
        linear = np.where(channels > 0.04, ((channels + 0.055) / 1.055) ** 2.4, channels / 12.92)
        bright = linear @ [0.2126, 0.7152, 0.0722]  # the relative luminance of WCAG
        text.set_color("black" if bright > 0.18 else "white")
