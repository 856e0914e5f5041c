"""Figures of the Olist case."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from segmentation.base.estimates import Estimates
from segmentation.base.palette import INK, LIGHT, MUTED
from segmentation.base.plots import forest
from segmentation.base.style import heading, new, percent

ONCE, MORE = "bought once", "bought more than once"
FREQUENT = 1.5  # mean orders from which a cluster is drawn as one of repeat buyers
BEST = "Champions"


def _thousands(value: float, _: object = None) -> str:
    return f"{value:,.0f}"


def champions(table: pd.DataFrame) -> Figure:
    """How many each method calls Champions (`customers`), and who of them `bought once`.

    The title is about the first.
    """
    fig, ax = new(height=0.5 * len(table) + 1.2)
    rows = np.arange(len(table))
    several = table["customers"] - table[ONCE]
    ax.barh(rows, several, color=INK, height=0.6, label=MORE)
    ax.barh(rows, table[ONCE], left=several, color=LIGHT, height=0.6, label=ONCE)
    for row, (total, once) in enumerate(table[["customers", ONCE]].to_numpy()):
        ax.annotate(f"{total:,.0f}, of whom {once:,.0f} bought once", (total, row), xytext=(5, 0),
                    textcoords="offset points", va="center", fontsize=9)  # fmt: skip
    ax.set_yticks(rows, table.index)
    ax.invert_yaxis()
    ax.set(xlabel="customers called Champions", xlim=(0, 1.5 * table["customers"].max()))
    ax.xaxis.set_major_formatter(FuncFormatter(_thousands))
    total, once = table.iloc[0][["customers", ONCE]]
    ax.set_title(f"{once:,.0f} of {total:,.0f} Champions of the common recipe bought once")
    ax.legend(loc="lower right")
    return fig


def fifths(table: pd.DataFrame) -> Figure:
    """Customers of each frequency score, who `bought once` and who `bought more than once`."""
    fig, ax = new(height=2.6)
    rows = np.arange(len(table))
    ax.barh(rows, table[ONCE], color=LIGHT, height=0.7, label=ONCE)
    ax.barh(rows, table[MORE], left=table[ONCE], color=INK, height=0.7, label=MORE)
    ax.set_yticks(rows, [f"score {score}" for score in table.index])
    ax.xaxis.set_major_formatter(FuncFormatter(_thousands))
    ax.set_xlabel("customers, ties broken by row order")
    alone = int((table[MORE] == 0).sum())
    ax.set_title(f"{alone} of {len(table)} frequency scores hold one-time buyers only")
    fig.legend(loc="outside right center", fontsize=9)
    return fig


def clusters(table: pd.DataFrame) -> Figure:
    """Clusters by their mean `Recency` and `Monetary`, the dark ones with a mean `Frequency`.

    The area of a mark grows with the `share` of the customers.
    """
    fig, ax = new(height=4.2)
    often = table["Frequency"] >= FREQUENT
    tints = [INK if many else MUTED for many in often]
    ax.scatter(table["Recency"], table["Monetary"], s=30 + 1_500 * table["share"], color=tints,
               alpha=0.75, lw=0)  # fmt: skip
    middle = table["Recency"].max() / 2
    for (name, row), tint, many in zip(table.iterrows(), tints, often, strict=True):
        left = row["Recency"] > 1.5 * middle
        away = 5 + np.sqrt(30 + 1_500 * row["share"]) / 2
        orders = f" ({row['Frequency']:.1f} orders each)" if many else ""
        ax.annotate(f"{name}{orders}", (row["Recency"], row["Monetary"]),
                    xytext=(-away if left else away, 0), textcoords="offset points", va="center",
                    ha="right" if left else "left", fontsize=9, color=tint)  # fmt: skip
    low, high = table["Monetary"].min(), table["Monetary"].max()
    ax.set(yscale="log", ylim=(0.7 * low, 1.4 * high), xlim=(0, 1.05 * table["Recency"].max()))
    ticks = [tick for tick in (20, 50, 100, 200, 500, 1_000) if 0.7 * low < tick < 1.4 * high]
    ax.set_yticks(ticks, [_thousands(tick) for tick in ticks])
    ax.tick_params(axis="y", which="minor", length=0, labelleft=False)
    ax.set(xlabel="mean recency, days", ylabel="mean spend, BRL (log scale)")
    ax.set_title(
        f"{(~often).sum()} of {len(table)} clusters (grey) hold one-time buyers: recency and "
        "basket part them"
    )
    return fig


def bought_again(tables: dict[str, pd.DataFrame], everyone: float, days: int) -> Figure:
    """Share of each rule segment that buys again, one panel a way of scoring.

    Parameters
    ----------
    tables : dict
        Method → `value`, `low` and `high` of the share by segment, the same segments in each.
    everyone : float
        The share of all customers.
    days : int
        Length of the window.
    """
    names = next(iter(tables.values())).index
    fig, axes = new(1, len(tables), height=0.32 * len(names) + 1.7, sharex=True, sharey=True)
    for ax, (method, table) in zip(axes, tables.items(), strict=True):
        tints = [INK if name == BEST else MUTED for name in names]
        forest(ax, table, tints=tints, text="{:.1%}".format, reference=everyone, names=names)
        ax.text(everyone, -0.85, f" all customers: {everyone:.1%}", color=MUTED, fontsize=9,
                va="center")  # fmt: skip
        ax.set_title(method, fontsize=10)
        percent(ax.xaxis)
    highest = max(table["high"].max() for table in tables.values())
    axes[0].set(xlim=(0, 1.15 * highest), ylim=(len(names) - 0.5, -1.3))
    fig.supxlabel(f"bought again within {days} days, with 95% interval", fontsize=10, color=INK)
    rates = {method: table.loc[BEST, "value"] for method, table in tables.items()}
    text = ", ".join(f"{rate:.1%} with {method}" for method, rate in rates.items())
    known = np.isfinite(list(rates.values())).all()
    heading(fig, f"{BEST} who buy again: {text}" if known else "Who buys again, by segment")
    return fig


def ranking(areas: dict[int, Estimates]) -> Figure:
    """AUC of the same ways of ranking customers in windows of so many days, with intervals."""
    methods = next(iter(areas.values())).value.index
    fig, axes = new(
        1, len(areas), height=0.34 * len(methods) + 1.6, sharey=True, sharex=True, squeeze=False
    )
    for ax, (days, auc) in zip(axes[0], areas.items(), strict=True):
        forest(ax, auc.table, text="{:.2f}".format, reference=0.5, names=methods)
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
