"""The figure of the calibration: how far every data set lies beyond its strictest null."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import INK, MUTED
from segmentation.base.style import heading, new

WITHOUT, PLANTED = "#9a9a9a", INK
SHORT = {"shop without personas": "no personas", "five personas": "personas"}
SPREAD = 0.3  # of a row's height, up and down


def _called(family: str, beyond: bool) -> str:
    for long, short in SHORT.items():
        family = family.replace(long, short)
    return f"{family} *" if beyond else family


def _strip(ax: Axes, rows: pd.DataFrame, margin: float, ink: str) -> None:
    """One row of dots per family; the seeds lie from top to bottom within it."""
    names = list(dict.fromkeys(rows["family"]))
    place = np.array([names.index(family) for family in rows["family"]], dtype=float)
    place += SPREAD * (2 * rows["seed"].to_numpy() / (rows["seed"].max() + 1) - 1)
    ax.axvline(margin, color=MUTED, lw=1, ls="--", zorder=1)
    ax.scatter(rows["excess"], place, s=9, color=ink, alpha=0.7, lw=0, zorder=2)
    beyond = rows.drop_duplicates("family")["beyond"]
    ax.set_yticks(range(len(names)), [_called(*one) for one in zip(names, beyond, strict=True)])
    ax.set_ylim(len(names) + 0.4, -0.5)  # below the last row the margin is named
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("excess over the strictest null")
    ax.annotate(f"margin {margin:g}", (margin, len(names)), xytext=(4, 0), fontsize=9, va="center",
                color=MUTED, textcoords="offset points")  # fmt: skip


def excesses(rows: pd.DataFrame, margin: float) -> Figure:
    """Largest excess of every data set (0 without any worth a look), by family, and the margin.

    `rows` are from `calibration.by_data_set`.
    """
    rows = rows.sort_values("beyond", kind="stable")
    groups = rows["groups"] > 1
    tallest = max(rows.loc[side, "family"].nunique() for side in (groups, ~groups))
    fig, axes = new(1, 2, height=0.27 * tallest + 1.6, sharex=True)
    for ax, side, what, ink in (
        (axes[0], ~groups, "Without groups", WITHOUT),
        (axes[1], groups, "With groups", PLANTED),
    ):
        _strip(ax, rows[side], margin, ink)
        counted = rows.loc[side & ~rows["beyond"], "excess"]
        reach = np.count_nonzero(counted >= margin)
        ax.set_title(f"{what}: {reach:,} of {len(counted):,}", fontsize=10)
    heading(fig, "Data sets that reach the margin (* beyond the rule, not counted)")
    return fig
