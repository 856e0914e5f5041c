"""Figures of the case of your own orders."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from segmentation.base.palette import INK, LIGHT, MUTED
from segmentation.base.style import heading, new, percent
from segmentation.base.words import per_cent, plural
from segmentation.orders_file.tables import CHANCE

MOST_TICKS = 12
DAYS = [0, *(n * 10**power for power in range(4) for n in (1, 2, 5))]  # that an axis shows
NAME_WIDTH = 26  # characters of a line beside a bar


def _bars(ax: Axes, values: pd.Series, form: str, shift: float = 0.0, colour: str = INK) -> None:
    """Bars from the top, each with its figure at its end."""
    rows = np.arange(len(values)) + shift
    ax.barh(rows, values, 0.38 if shift else 0.6, color=colour)
    for row, value in zip(rows, values, strict=True):
        ax.annotate(form.format(value) if form else per_cent(value), (max(value, 0), row),
                    xytext=(3, 0), textcoords="offset points", va="center", fontsize=9,
                    color=colour)  # fmt: skip


def segments(profile: pd.DataFrame) -> Figure:
    """Size, spend, last order and number of orders of each segment, from `tables.profile`."""
    fig, (shares, silence, often) = new(1, 3, height=0.5 * len(profile) + 1.5, sharey=True,
                                        width_ratios=(2, 1, 1))  # fmt: skip
    _bars(shares, profile["share"], "", -0.2, MUTED)
    _bars(shares, profile["share of spend"], "", 0.2)
    _bars(silence, profile["Recency"], "{:,.0f}")
    _bars(often, profile["Frequency"], "{:,.1f}")
    shares.set_yticks(range(len(profile)), [fill(str(name), NAME_WIDTH) for name in profile.index])
    shares.invert_yaxis()
    percent(shares.xaxis)
    titles = ("share of customers (grey), of spend (black)", "days since last order", "orders each")
    for ax, title in zip((shares, silence, often), titles, strict=True):
        ax.set_title(title, fontsize=10, fontweight="normal")
        ax.margins(x=0.2)
        ax.tick_params(axis="y", length=0)
    for ax in (silence, often):
        ax.spines["bottom"].set_visible(False)
        ax.set_xticks([])
    top = profile["share of spend"].idxmax()
    heading(fig, f"{top}: {per_cent(profile.loc[top, 'share'])} of the customers, "
                 f"{per_cent(profile.loc[top, 'share of spend'])} of the spend")  # fmt: skip
    return fig


def overdue(table: pd.DataFrame) -> Figure:
    """Silence of each customer against the usual gap, from `tables.with_gaps`; the overdue dark."""
    told = table[table["Usual_Gap"].notna()]
    late = told["Overdue"]
    fig, ax = new(height=3.8)
    ends = np.array([told["Usual_Gap"].min(), told["Usual_Gap"].max()])
    ax.plot(ends, ends, color=MUTED, lw=1, ls=":")
    ax.annotate("as long as usual", (ends[1], ends[1]), xytext=(0, -12), ha="right", va="top",
                textcoords="offset points", fontsize=9.5, color=MUTED)  # fmt: skip
    looks = (("on time", ~late, LIGHT, MUTED), ("overdue", late, INK, INK))
    for label, rows, face, edge in looks:
        ax.scatter(told["Usual_Gap"][rows], told["Recency"][rows], s=28, color=face, edgecolor=edge,
                   lw=0.6, label=label)  # fmt: skip
    ax.set_xscale("log")
    ax.set_yscale("symlog", linthresh=1)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(FixedLocator(DAYS))
        axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
        axis.set_minor_locator(NullLocator())
    ax.set(
        ylim=(-0.3, 1.5 * max(told["Recency"].max(), 1)),
        xlabel="usual gap between two orders, days (log)",
        ylabel="silent for, days (log)",
    )
    ax.legend(loc="upper left")
    who = f"{late.sum():,} of {len(told):,} customers are" if late.any() else "Nobody is"
    chance = f"; by chance it would be about {CHANCE * len(told):,.0f}" if late.any() else ""
    ax.set_title(f"{who} silent for much longer than usual{chance}")
    return fig


def excess(by_k: pd.DataFrame, kind: str, k: int, margin: float) -> Figure:
    """How much better clusters separate than data without any, for each number of clusters k."""
    fig, ax = new(height=3.2)
    ax.axhline(margin, color=INK, lw=1, ls="--")
    ax.axhline(0, color=MUTED, lw=1, ls=":")
    for height, text in ((margin, "needed to be natural"), (0, "largest of the nulls")):
        ax.annotate(text, (by_k.index[-1] + 0.3, height), xytext=(0, 3), ha="left",
                    textcoords="offset points", fontsize=9.5, color=INK)  # fmt: skip
    ax.plot(by_k.index, by_k["excess"], color=INK, marker="o", ms=6)
    if k in by_k.index:
        ax.scatter([k], [by_k.loc[k, "excess"]], s=170, facecolor="none", edgecolor=INK, lw=1.5)
    ax.set(xlim=(by_k.index[0] - 0.3, by_k.index[-1] + 2.6), xticks=by_k.index,
           xlabel="number of clusters k (ringed: the one that is used)",
           ylabel="silhouette above\nthat of the strictest null")  # fmt: skip
    ax.margins(y=0.15)
    natural = int(by_k["natural"].sum())
    told = f"{natural} of {len(by_k)} numbers of clusters are natural"
    ax.set_title(f"{told if natural else 'No number of clusters is natural'}: {kind}, k = {k}")
    return fig


def per_month(months: pd.DataFrame, currency: str) -> Figure:
    """Orders and money of every calendar month, so that a hole in an export is seen."""
    fig, axes = new(2, 1, height=4.2, sharex=True)
    at = np.arange(len(months))
    unit = f", {currency}" if currency else ""
    panels = (("orders", "orders", MUTED), ("amount", f"before returns{unit}", INK))
    for ax, (column, label, colour) in zip(axes, panels, strict=True):
        ax.bar(at, months[column], 0.8, color=colour)
        ax.set_ylabel(label)
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    empty = np.flatnonzero(months["orders"].to_numpy() == 0)
    if len(empty):
        axes[0].plot(empty, np.zeros(len(empty)), ls="", marker="x", color=INK)
    step = -(-len(months) // MOST_TICKS)
    axes[1].set_xticks(at[::step], [f"{month:%b\n%Y}" for month in months.index[::step]])
    axes[1].set_xlabel("month of the order; the first and the last may be cut short")
    low, high = months["orders"].min(), months["orders"].max()
    if len(empty):
        many = f"{len(empty)} of {len(months)} months without an order (×): is the export complete?"
    elif low == high:
        many = f"{plural(high, 'order')} a month, and no month is missing"
    else:
        best = months["orders"].idxmax()
        many = f"{low:,} to {high:,} orders a month, most in {best:%b %Y}; no month is missing"
    heading(fig, many)
    return fig
