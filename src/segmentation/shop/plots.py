"""Figures of notebook 01."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from segmentation.base.palette import INK, MUTED, colours, short
from segmentation.base.plots import forest
from segmentation.base.style import new


def timeline(orders: pd.DataFrame, names: list[str], snapshot: str) -> Figure:
    """Order histories of a few customers, one line each."""
    palette = colours(names)
    fig, ax = new(height=0.62 * len(names) + 1.1)
    for row, name in enumerate(reversed(names)):
        one = orders[orders["Persona"] == name]
        ax.hlines(row, one["ordered_at"].min(), pd.Timestamp(snapshot), color=MUTED, lw=0.6)
        ax.scatter(
            one["ordered_at"],
            [row] * len(one),
            s=_area(one["amount"]),
            lw=0.4,
            color=palette[name],
            alpha=0.75,
            edgecolor="white",
        )
        back = one[one["returned_amount"] > 0]
        ax.scatter(back["ordered_at"], [row + 0.30] * len(back), marker="v", s=22, color=INK)
    ax.axvline(pd.Timestamp(snapshot), color=INK, lw=1, ls=":")
    ax.text(pd.Timestamp(snapshot), len(names) - 0.45, " snapshot", fontsize=9, va="bottom")
    ax.set_yticks(range(len(names)), [short(name) for name in reversed(names)])
    ax.set_ylim(-0.6, len(names) - 0.2)
    ax.set(xlabel="date of order")
    ax.set_title(
        "One customer of each persona, with that persona's median number of orders", pad=16
    )
    sizes = [_mark("o", np.sqrt(_area(basket)), f"order of £{basket}") for basket in (25, 100, 250)]
    ax.legend(
        handles=[*sizes, _mark("v", np.sqrt(22), "something came back")],
        ncols=4,
        loc="upper center",
        bbox_to_anchor=(0.45, -0.16),
        fontsize=9,
    )
    return fig


def _area(basket: pd.Series | float) -> pd.Series | float:
    """Area of an order's dot, in square points."""
    return 6 + basket / 2.2


def _mark(marker: str, size: float, label: str) -> Line2D:
    """An entry of the legend."""
    return Line2D([], [], ls="", marker=marker, markersize=size, color=INK, label=label)


def planted_and_measured(checks: pd.DataFrame, errors: pd.DataFrame) -> Figure:
    """Measured means over the planted ones per persona and quantity, ± 2 standard errors."""
    palette = colours(list(checks.columns))
    fig, ax = new(height=0.55 * len(checks) + 1.4)
    offsets = np.linspace(-0.28, 0.28, len(checks.columns)) if len(checks.columns) > 1 else [0.0]
    for name, offset in zip(checks.columns, offsets, strict=True):
        value, error = checks[name], 2 * errors[name]
        table = pd.DataFrame({"value": value, "low": value - error, "high": value + error})
        forest(ax, table, tints=palette[name], shift=offset, label=short(name), names=checks.index)
    ax.axvline(1, color=MUTED, lw=1, zorder=0)
    reach = max(0.02, float(((checks - 1).abs() + 2 * errors).max().max()) * 1.1)
    ax.set(
        xlim=(1 - reach, 1 + reach),
        xlabel="measured mean divided by planted mean (line: ± 2 standard errors)",
    )
    off = float((checks - 1).abs().max().max())
    ax.set_title(f"The measured means are off the planted ones by {off:.1%} at most")
    ax.legend(
        ncols=len(checks.columns),
        loc="upper center",
        bbox_to_anchor=(0.45, -0.16),
        fontsize=9,
        columnspacing=1,
        handletextpad=0.1,
    )
    return fig
