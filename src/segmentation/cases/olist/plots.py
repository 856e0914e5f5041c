"""Figures of the Olist case."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from segmentation.base.estimates import Estimates
from segmentation.base.palette import ACCENT, CONTRAST, LIGHT, MUTED
from segmentation.base.plots import forest
from segmentation.base.style import heading, new

TINTS = (MUTED, ACCENT, CONTRAST)
MARKERS = ("s", "o", "D")
LEAST = 5e-4  # where the axis of small shares begins, since a logarithm has no 0


def champions(table: pd.DataFrame) -> Figure:
    """How many each method calls Champions (`customers`), and who of them `bought once`."""
    fig, ax = new(height=0.5 * len(table) + 1.2)
    rows = np.arange(len(table))
    several = table["customers"] - table["bought once"]
    ax.barh(rows, several, color=ACCENT, height=0.6, label="bought more than once")
    ax.barh(rows, table["bought once"], left=several, color=LIGHT, height=0.6, label="bought once")
    for row, (total, once) in enumerate(table[["customers", "bought once"]].to_numpy()):
        ax.annotate(f"{total:,.0f}, of whom {once:,.0f} bought once", (total, row), xytext=(5, 0),
                    textcoords="offset points", va="center", fontsize=9)  # fmt: skip
    ax.set_yticks(rows, table.index)
    ax.invert_yaxis()
    ax.set(xlabel="customers called Champions", xlim=(0, 1.5 * table["customers"].max()))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    counts = [f"{n:,}" for n in table["customers"]]
    ax.set_title(
        f"{', '.join(counts[:-1])} or {counts[-1]} Champions: it depends on ties and method"
    )
    ax.legend(loc="lower right")
    return fig


def bought_again(tables: dict[str, pd.DataFrame], everyone: float, days: int) -> Figure:
    """Share of each segment that buys again, the methods of segmenting side by side.

    Parameters
    ----------
    tables : dict
        Method → `customers`, mean `orders`, and `value`, `low` and `high` of the share by segment.
        Segments of one name share a row.
    everyone : float
        The share of all customers.
    days : int
        Length of the window.
    """
    names = list(dict.fromkeys(name for table in tables.values() for name in table.index))
    fig, ax = new(height=0.46 * len(names) + 1.8)
    offsets = np.linspace(-0.28, 0.28, len(tables))
    for (method, table), offset, tint, marker in zip(
        tables.items(), offsets, TINTS, MARKERS, strict=False
    ):
        rows = table[["value", "low", "high"]].clip(lower=LEAST).reindex(names)
        forest(ax, rows, tints=tint, shift=offset, label=method, marker=marker, names=names)
        for name, n in table["customers"].items():
            ax.annotate(f"{n:,.0f}", (rows.loc[name, "high"], names.index(name) + offset),
                        xytext=(4, 0), textcoords="offset points", va="center", fontsize=7,
                        color=tint, bbox={"facecolor": "white", "lw": 0, "pad": 0.5})  # fmt: skip
    ax.axvline(everyone, color=MUTED, ls="--", lw=1, zorder=0)
    ax.text(everyone, -0.8, f" all customers: {everyone:.1%}", color=MUTED, fontsize=9, va="center")
    for row in range(1, len(names)):
        ax.axhline(row - 0.5, color=LIGHT, lw=0.6, zorder=0)
    ax.set(ylim=(len(names) - 0.5, -1.2), xscale="log", xlim=(LEAST, 0.6))
    ticks = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
    ax.set_xticks(ticks, [f"{100 * tick:g}%" for tick in ticks])
    ax.tick_params(axis="x", which="minor", length=0)
    ax.set_xlabel(
        f"bought again within {days} days, with 95% interval (log scale) and customers\n"
        "no mark: no group of that name in that way of grouping"
    )
    groups = pd.concat(list(tables.values()), ignore_index=True)
    top = groups.loc[groups["value"].idxmax()]
    heading(
        fig,
        f"Even in the best of {len(groups)} groups, {top['customers']:,.0f} customers with "
        f"{top['orders']:.1f} orders each, {1 - top['value']:.0%} do not return",
    )
    fig.legend(loc="outside lower center", ncols=len(tables), fontsize=9)
    return fig


def excess(table: pd.DataFrame, needed: float) -> Figure:
    """Silhouette of the data and of the plain null, less the strictest null's; from k = 2."""
    fig, ax = new(height=3.4)
    rows = table.index
    ax.axhline(needed, color=CONTRAST, lw=1, ls="--", label="needed")
    ax.plot(rows, table["excess"], color=ACCENT, marker="o", lw=2, label="the data")
    ax.axhline(0, color=MUTED, lw=1.2, label="strictest null: data without clusters")
    ax.plot(rows, table["plain null"] - table["strictest null"], color=MUTED, marker="s", ms=4,
            ls=":", label="plain null")  # fmt: skip
    ax.set_xticks(rows, [f"{k}\n{value:.2f}" for k, value in table["silhouette"].items()])
    ax.set(xlabel="number of clusters k, with the silhouette under it")
    ax.set_ylabel("silhouette less that of\nthe strictest null")
    ax.margins(y=0.12)
    over = [str(k) for k in rows if table.loc[k, "excess"] >= needed]
    ax.set_title(
        f"The data beat data without clusters by {needed:g} at k = {', '.join(over)}"
        if over
        else f"At no k do the data beat data without clusters by the {needed:g} needed"
    )
    ax.legend(fontsize=8.5, loc="upper left", bbox_to_anchor=(1.01, 1))
    return fig


def ranking(areas: dict[int, Estimates]) -> Figure:
    """AUC of the same ways of ranking customers in windows of so many days, with intervals."""
    methods = next(iter(areas.values())).value.index
    fig, axes = new(
        1, len(areas), height=0.34 * len(methods) + 1.6, sharey=True, sharex=True, squeeze=False
    )
    for ax, (days, auc) in zip(axes[0], areas.items(), strict=True):
        forest(ax, auc.table, tints=ACCENT, text="{:.2f}".format, reference=0.5, names=methods)
        ax.text(0.502, -0.85, "0.5 = chance", color=MUTED, fontsize=9, va="center")
        ax.set_title(f"within {days} days", fontsize=10)
        ax.set_xlabel("AUC, with 95% interval")
        ax.xaxis.set_major_locator(MultipleLocator(0.05))
    every = pd.concat([auc.table for auc in areas.values()])
    axes[0, 0].set_ylim(len(methods) - 0.5, -1.3)
    axes[0, 0].set_xlim(min(0.48, every["low"].min() - 0.02), every["high"].max() + 0.04)
    best = every["value"].max()
    heading(
        fig, f"Who buys again? None of these rankings exceeds an AUC of {best:.2f} (1: perfect)"
    )
    return fig
