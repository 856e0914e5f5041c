"""The figure of the calibration: how far every data set lies beyond its strictest null."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import INK, MUTED
from segmentation.base.style import heading, new

SHORT = {"shop without personas": "no personas", "five personas": "personas"}
SPREAD = 0.3  # of a row's height, up and down
END = 0.26  # of the axis; what lies beyond is drawn there, with its figure


def _called(family: str, beyond: bool) -> str:
    for long, short in SHORT.items():
        family = family.replace(long, short)
    return f"{family} *" if beyond else family


def _strip(ax: Axes, rows: pd.DataFrame, margin: float) -> None:
    """One row of dots per family; the seeds lie from top to bottom within it."""
    names = list(dict.fromkeys(rows["family"]))
    place = np.array([names.index(family) for family in rows["family"]], dtype=float)
    place += SPREAD * (2 * rows["seed"].to_numpy() / (rows["seed"].max() + 1) - 1)
    ax.axvline(margin, color=MUTED, lw=1, ls="--", zorder=1)
    ax.scatter(rows["excess"].clip(upper=END), place, s=9, color=INK, alpha=0.6, lw=0, zorder=2)
    for excess, row in zip(rows["excess"], place, strict=True):
        if excess > END:
            ax.annotate(f"{excess:.2f} →", (END, row), xytext=(-5, 0), textcoords="offset points",
                        ha="right", va="center", fontsize=9, color=INK)  # fmt: skip
    fresh = rows["k"].where(~rows["first"])
    counted = fresh.groupby(rows["family"], sort=False).count()
    of_fresh = (~rows["first"]).groupby(rows["family"], sort=False).sum()
    for row, name in enumerate(names):
        number, of = counted[name], of_fresh[name]
        ax.annotate(f"{number} of {of}", (1, row), xycoords=("axes fraction", "data"),
                    ha="right", va="center", fontsize=9, color=INK,
                    fontweight="bold" if number else "normal")  # fmt: skip
    beyond = rows.drop_duplicates("family")["beyond"]
    ax.set_yticks(range(len(names)), [_called(*one) for one in zip(names, beyond, strict=True)])
    ax.set(ylim=(len(names) + 0.4, -0.5), xlim=(-0.012, 1.35 * END))
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("excess over the strictest null")
    ax.annotate(f"margin {margin:g}", (margin, len(names)), xytext=(4, 0), fontsize=9, va="center",
                color=MUTED, textcoords="offset points")  # fmt: skip


def excesses(rows: pd.DataFrame, margin: float) -> Figure:
    """Largest excess of every data set (0 without any worth a look), by family, and the margin.

    Beside each family stands how many of its data sets are called natural, those that set the
    margin not counted. `rows` are from `calibration.by_data_set`.
    """
    rows = rows.sort_values("beyond", kind="stable")
    groups = rows["groups"] > 1
    tallest = max(rows.loc[side, "family"].nunique() for side in (groups, ~groups))
    fig, axes = new(1, 2, height=0.27 * tallest + 1.6, sharex=True)
    counted = []
    for ax, side, what in ((axes[0], ~groups, "Without groups"), (axes[1], groups, "With groups")):
        _strip(ax, rows[side], margin)
        natural = rows.loc[side & ~rows["beyond"] & ~rows["first"], "k"]
        counted.append(f"{natural.count():,} of {len(natural):,}")
        ax.set_title(what, fontsize=10)
        ax.set_title("natural (fresh sets)", fontsize=9, loc="right", fontweight="normal")
    heading(fig, f"Groups seen in {counted[0]} fresh data sets without any, and in {counted[1]} "
                 "with some (* not counted)")  # fmt: skip
    return fig
