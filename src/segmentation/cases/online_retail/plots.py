"""Figures of the Online Retail case."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from segmentation.base.palette import INK, LIGHT, MUTED
from segmentation.base.plots import forest, heat
from segmentation.base.style import new, percent

BEST = "Champions"
SILENT = ("At Risk", "Can't Lose Them")
LABEL = 0.07  # width of a written share, with a gap, on an axis from 0 to 1


def _pounds(amount: float) -> str:
    """Pence where they matter, else to £10."""
    return f"£{amount:,.2f}" if amount < 100 else f"£{round(amount, -1):,.0f}"


def ordered_and_kept(table: pd.DataFrame) -> Figure:
    """What some customers `ordered` and `kept` of it (£), with the segment by the `rule`.

    The title names the one of the Champions who kept the smallest part.
    """
    fig, ax = new(height=0.36 * len(table) + 1.3)
    rows = np.arange(len(table))
    ax.barh(rows, table["ordered"], color=LIGHT, height=0.72, label="ordered")
    ax.barh(rows, table["kept"], color=INK, height=0.36, label="kept")
    for row, (ordered, kept, rule) in enumerate(table[["ordered", "kept", "rule"]].to_numpy()):
        little = kept < ordered / 2
        text = f"{rule}, kept {_pounds(kept)}" if little else rule
        ax.annotate(text, (ordered, row), xytext=(5, 0), textcoords="offset points", va="center",
                    fontsize=9, color=INK, weight="bold" if little else "normal")  # fmt: skip
    ax.set_yticks(rows, [f"customer {name}" for name in table.index])
    ax.invert_yaxis()
    ax.set(xlabel="£ over the whole file", xlim=(0, 1.25 * table["ordered"].max()))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    best = table[table["rule"] == BEST]
    part = best["kept"] / best["ordered"]
    if part.min() < 0.5:
        worst = part.idxmin()
        ordered, kept = (_pounds(amount) for amount in best.loc[worst, ["ordered", "kept"]])
        ax.set_title(
            f"Customer {worst} ordered for {ordered} and kept {kept}: a Champion by the rules"
        )
    else:
        ax.set_title(f"The {len(table)} largest customers: what they ordered, and what they kept")
    ax.legend(loc="lower right")
    return fig


def came_back(table: pd.DataFrame, everyone: float, days: int) -> Figure:
    """Share of each rule segment that orders in the hold-out, with intervals.

    `table` holds `customers`, `value`, `low` and `high` by segment, `everyone` is the share of all.
    """
    fig, ax = new(height=0.32 * len(table) + 1.2)
    tints = [INK if name in SILENT else MUTED for name in table.index]
    names = [f"{name} ({n:,.0f})" for name, n in table["customers"].items()]
    forest(ax, table, tints=tints, text="{:.0%}".format, reference=everyone, names=names)
    ends = table[["low", "high"]].to_numpy()
    for row, (text, (low, high)) in enumerate(zip(ax.texts, ends, strict=True)):
        if high <= everyone < high + LABEL:  # the line of all customers would touch it
            text.xy = (low, row)
            text.set(position=(-6, 0), ha="right")
    for label, name in zip(ax.get_yticklabels(), table.index, strict=True):
        label.set_fontweight("bold" if name in SILENT else "normal")
    ax.text(everyone, -0.75, f"  all customers: {everyone:.0%}", color=MUTED, fontsize=9,
            va="center")  # fmt: skip
    ax.set(ylim=(len(table) - 0.5, -1.2), xlim=(0, 1))
    percent(ax.xaxis)
    ax.set_xlabel(f"ordered in the {days} days held out, with 95% interval")
    silent = [f"{table.loc[name, 'value']:.0%} of {name}" for name in SILENT if name in table.index]
    ax.set_title(f"{' and '.join(silent) or 'Many'} ordered again within {days} days")
    return fig


def rules_beside_clusters(table: pd.DataFrame) -> Figure:
    """Where the customers of each rule segment land among the clusters; rows add up to 1."""
    fig, ax = new(height=0.3 * len(table) + 1.4)
    heat(ax, table.rename(columns=lambda name: fill(name, 18)), size=9)
    ax.set_xlabel("")
    ax.tick_params(axis="x", labelrotation=0)
    whole = (table.max(axis=1) >= 0.9).sum()
    ax.set_title(
        f"{whole} of {len(table)} rule segments lie almost whole (90% or more) in one cluster"
    )
    return fig


def without_the_largest(moved: pd.Series, random: np.ndarray, largest: int) -> Figure:
    """Share of the others that changes segment without the `largest`, or without random ones.

    `moved` is by the number of clusters, that of all customers first, then one fewer.
    """
    fig, ax = new(height=2.3)
    k, fewer = moved.index
    most = max(random)
    ax.scatter(random, np.ones(len(random)), s=28, color=MUTED, alpha=0.6, lw=0)
    ax.scatter(moved, [0, 2], s=60, color=INK)
    for share, row, tint in ((moved[k], 0, INK), (most, 1, MUTED), (moved[fewer], 2, INK)):
        ax.annotate(f"{share:.1%}", (share, row), xytext=(9, 0), textcoords="offset points",
                    va="center", fontsize=9, color=tint)  # fmt: skip
    left_out = f"without the {largest:,} largest"
    names = [f"{left_out}, k = {k}", f"without {largest:,} at random, k = {k}"]
    ax.set_yticks([0, 1, 2], [*names, f"{left_out}, k = {fewer}"])
    ax.set(ylim=(2.6, -0.6), xlim=(0, 1.25 * max(*moved, most)))
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(PercentFormatter(1))
    ax.set_xlabel("share of the others that lands in another segment")
    ax.set_title(
        f"Without the largest, {moved[k]:.0%} change segment; with a cluster fewer, "
        f"{moved[fewer]:.0%}"
        if moved[k] > most
        else f"The largest customers move no more of the others than chance does ({most:.0%})"
    )
    return fig
