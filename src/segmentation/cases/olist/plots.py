"""Figures of the Olist case."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from segmentation.base.palette import ACCENT, CONTRAST, LIGHT, MUTED
from segmentation.base.style import heading, new

TINTS = (MUTED, ACCENT, CONTRAST)
MARKERS = ("s", "o", "D")
LEAST = 5e-4  # where the axis of small shares begins, since a logarithm has no 0


def champions(table: pd.DataFrame) -> Figure:
    """Who is called a Champion, by way of finding them, and how many of them bought once.

    Parameters
    ----------
    table : DataFrame, index way
        `customers` and `bought once`.
    """
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
    """Share of each segment that buys again, the ways of segmenting side by side.

    Parameters
    ----------
    tables : dict
        Way → table from `intervals.share_by` with mean `orders` beside it, index segment. Segments
        of one name share a row.
    everyone : float
        The share of all customers.
    days : int
        Length of the window.
    """
    names = list(dict.fromkeys(name for table in tables.values() for name in table.index))
    fig, ax = new(height=0.46 * len(names) + 1.8)
    offsets = np.linspace(-0.28, 0.28, len(tables))
    for (way, table), offset, tint, marker in zip(
        tables.items(), offsets, TINTS, MARKERS, strict=False
    ):
        at = np.array([names.index(name) for name in table.index]) + offset
        ax.hlines(at, table["low"].clip(lower=LEAST), table["high"], color=tint, lw=1.6)
        share = table["share"].clip(lower=LEAST)
        ax.scatter(share, at, color=tint, marker=marker, s=24, label=way, zorder=3)
        for y, (n, high) in zip(at, table[["customers", "high"]].to_numpy(), strict=True):
            ax.annotate(f"{n:,.0f}", (high, y), xytext=(4, 0), textcoords="offset points",
                        va="center", fontsize=7, color=tint,
                        bbox={"facecolor": "white", "lw": 0, "pad": 0.5})  # fmt: skip
    ax.axvline(everyone, color=MUTED, ls="--", lw=1, zorder=0)
    ax.text(everyone, -0.8, f" all customers: {everyone:.1%}", color=MUTED, fontsize=9, va="center")
    for row in range(1, len(names)):
        ax.axhline(row - 0.5, color=LIGHT, lw=0.6, zorder=0)
    ax.set_yticks(range(len(names)), names)
    ax.set(ylim=(len(names) - 0.5, -1.2), xscale="log", xlim=(LEAST, 0.6))
    ticks = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
    ax.set_xticks(ticks, [f"{100 * tick:g}%" for tick in ticks])
    ax.tick_params(axis="x", which="minor", length=0)
    ax.set_xlabel(
        f"bought again within {days} days, with 95% interval (log scale) and customers\n"
        "no mark: no group of that name in that way of grouping"
    )
    best = max(tables, key=lambda way: tables[way]["share"].max())
    top = tables[best].loc[tables[best]["share"].idxmax()]
    groups = sum(len(table) for table in tables.values())
    heading(
        fig,
        f"Even in the best of {groups} groups, {top['customers']:,.0f} customers with "
        f"{top['orders']:.1f} orders each, {1 - top['share']:.0%} do not return",
    )
    fig.legend(loc="outside lower center", ncols=len(tables), fontsize=9)
    return fig


def excess(table: pd.DataFrame, needed: float) -> Figure:
    """Silhouette of the data and of the plain null, less the strictest null's.

    Parameters
    ----------
    table : DataFrame
        From `choose_k.table_of_k`, from k = 2.
    needed : float
        Excess from which a stable k counts as natural.
    """
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


def ranking(tables: dict[int, pd.DataFrame]) -> Figure:
    """AUC of each way of ranking customers, one panel per window, with intervals.

    Parameters
    ----------
    tables : dict
        Days of the window → table from `holdout.auc`, index way; the same ways in each.
    """
    first = next(iter(tables.values()))
    fig, axes = new(
        1, len(tables), height=0.34 * len(first) + 1.6, sharey=True, sharex=True, squeeze=False
    )
    for ax, (days, table) in zip(axes[0], tables.items(), strict=True):
        rows = np.arange(len(table))
        ax.hlines(rows, table["low"], table["high"], color=ACCENT, lw=2)
        ax.scatter(table["AUC"], rows, color=ACCENT, zorder=3)
        for row, (auc, high) in enumerate(table[["AUC", "high"]].to_numpy()):
            ax.text(high + 0.004, row, f"{auc:.2f}", va="center", fontsize=9, color=ACCENT)
        ax.axvline(0.5, color=CONTRAST, ls="--", lw=1)
        ax.text(0.502, -0.85, "0.5 = chance", color=CONTRAST, fontsize=9, va="center")
        ax.set_title(f"within {days} days", fontsize=10)
        ax.set_xlabel("AUC, with 95% interval")
        ax.xaxis.set_major_locator(MultipleLocator(0.05))
    axes[0, 0].set_yticks(np.arange(len(first)), first.index)
    axes[0, 0].set_ylim(len(first) - 0.5, -1.3)
    low = min(table["low"].min() for table in tables.values())
    high = max(table["high"].max() for table in tables.values())
    axes[0, 0].set_xlim(min(0.48, low - 0.02), high + 0.04)
    best = max(table["AUC"].max() for table in tables.values())
    heading(
        fig, f"Who buys again? None of these rankings exceeds an AUC of {best:.2f} (1: perfect)"
    )
    return fig
