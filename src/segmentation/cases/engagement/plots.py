"""Figures of the engagement case."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from segmentation.base.estimates import Estimates
from segmentation.base.palette import ACCENT, CONTRAST, INK, LIGHT, MUTED, TIER_COLOURS
from segmentation.base.plots import forest, heat
from segmentation.base.style import heading, new, percent
from segmentation.base.words import listed
from segmentation.cases.engagement.quality import RULES
from segmentation.cases.engagement.segments import SPENT, STATED, halves_below_monetary

UNITS = {
    "Recency": "days since the last order",
    "Frequency": "orders",
    "Monetary": "spend, currency not named",
    "Avg_Order_Value": "spend per order",
    "Session_Count": "sessions",
    "Avg_Session_Duration": "minutes",
    "Pages_Viewed": "pages",
    "Clicks": "clicks",
    "Wishlist_Adds": "items",
    "Cart_Abandon_Rate": "% of carts",
    "Returns": "returns",
}


def contradictions(table: pd.DataFrame, clean: int, customers: int) -> Figure:
    """How many customers break each rule that anybody breaks, and what that costs.

    `table` is from `quality.quality`, `clean` are the customers who break none.
    """
    shown = table[table["customers"] > 0]
    fig, ax = new(height=0.36 * len(shown) + 1.2)
    for row, (rule, n, share, given_up) in enumerate(shown.itertuples()):
        text = f"{n:,}"
        if RULES[rule].costs_row:
            text += " · row set aside"
        elif given_up != "–":
            text += f" · not clustered on: {given_up}"
        ax.barh(row, share, 0.7, color=LIGHT if given_up == "–" else CONTRAST)
        inside = share > 0.5  # a long bar has room for its label, and none is left beside it
        ax.annotate(text, (share, row), xytext=(-6 if inside else 5, 0), va="center", fontsize=9,
                    textcoords="offset points", ha="right" if inside else "left",
                    color="white" if inside else INK)  # fmt: skip
    ax.set_yticks(range(len(shown)), shown.index)
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlabel="share of all customers in the file", xlim=(0, 1))
    heading(fig, f"Only {clean:,} of {customers:,} customers break none of the rules")
    return fig


def tier_ranges(spans: pd.DataFrame, telling: pd.Series) -> Figure:
    """The range of each column in each tier, from `tiers.ranges` and `tiers.telling`."""
    columns = list(telling.index)
    deep = -(-len(columns) // 3)
    fig, axes = new(deep, 3, height=1.65 * deep + 0.6)
    for ax, column in zip(axes.ravel(), columns, strict=False):
        spread = spans.loc[column]
        tiers, width = list(spread.index), spread["high"] - spread["low"]
        ax.barh(tiers, width, 0.7, left=spread["low"], color=TIER_COLOURS[: len(tiers)])
        if not ax.get_subplotspec().is_first_col():
            ax.set_yticks(range(len(tiers)), [""] * len(tiers))
        ax.tick_params(labelsize=9.5)
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.set_xlabel(UNITS[column], fontsize=9.5)
        ax.set_title(f"{column} tells {telling[column]:.0%}", fontsize=10)
    for ax in axes.ravel()[len(columns) :]:
        ax.set_visible(False)
    whole = listed([column for column in columns if telling[column] == 1])
    heading(
        fig,
        f"{whole} alone tells every customer's tier; the ranges of other columns overlap"
        if whole
        else f"No column alone tells every customer's tier; {columns[0]} comes nearest",
    )
    return fig


def engagement_and_value(everybody: pd.DataFrame, inside: pd.DataFrame) -> Figure:
    """Rank correlations of metrics with measures of value, over all and inside the tiers."""
    fig, axes = new(1, 2, height=0.36 * len(everybody) + 1.3, sharey=True)
    titles = ("all customers", "among customers of one tier")
    for ax, table, title in zip(axes, (everybody, inside), titles, strict=True):
        no_minus_zero = table.round(2) + 0.0
        heat(ax, no_minus_zero, "+.2f", limits=(-1, 1), diverging=True, size=9)
        ax.set_title(title, fontsize=10)
        ax.set(xlabel="Spearman correlation")
        ax.tick_params(labelrotation=0)
    strongest, left = (table.abs().to_numpy().max() for table in (everybody, inside))
    heading(
        fig,
        f"Engagement goes with value up to {strongest:.2f}; inside a tier nothing goes beyond "
        f"{left:.2f}",
    )
    return fig


def published_four(groups: pd.DataFrame) -> Figure:
    """`share` of customers and `share of spend` of each published group."""
    fig, ax = new(height=0.55 * len(groups) + 1.3)
    rows = np.arange(len(groups))
    sides = (("share", "of customers", MUTED, -0.2), ("share of spend", "of spend", ACCENT, 0.2))
    for column, label, colour, shift in sides:
        ax.barh(rows + shift, groups[column], 0.38, color=colour, label=label)
        for row, share in enumerate(groups[column]):
            ax.text(share + 0.004, row + shift, _share(share), va="center", fontsize=9.5,
                    color=colour)  # fmt: skip
    ax.set_yticks(rows, groups.index)
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlabel="share of all", xlim=(0, 1.12 * groups[["share", "share of spend"]].max().max()))
    ax.legend(loc="lower right")
    densest = groups["share of spend"].div(groups["share"]).idxmax()
    told = [
        f"{name} {_share(groups.loc[name, 'share'])} and "
        f"{_share(groups.loc[name, 'share of spend'])}"
        for name in dict.fromkeys((densest, groups["share"].idxmax()))
    ]
    heading(fig, f"Share of customers and of spend: {'; '.join(told)}")
    return fig


def _share(share: float) -> str:
    """A share in per cent, with a decimal where it is small."""
    return f"{share:.1%}" if share < 0.095 else f"{share:.0%}"


def _estimates(ax: Axes, table: pd.DataFrame, form: str, names: list[str]) -> None:
    """Estimates, their figures in a column at the right, clear of everything."""
    forest(ax, table, tints=ACCENT, names=names)
    for row, figures in enumerate(table[["value", "low", "high"]].to_numpy()):
        ax.annotate(form.format(*figures), (1.02, row), xycoords=("axes fraction", "data"),
                    va="center", fontsize=9, color=ACCENT, annotation_clip=False)  # fmt: skip


def responses(table: pd.DataFrame, everyone: float, ranked: Estimates) -> Figure:
    """Who answered the campaign, by segment, and how well segments and single columns rank.

    `table` is from `intervals.rates_with_ci`, `everyone` the share of all customers, `ranked` from
    `segments.ranked_in_halves`.
    """
    fig, (left, right) = new(1, 2, height=0.42 * max(len(table), len(ranked.value)) + 1.9)
    names = [f"{fill(name, 18)}\n({n:,.0f})" for name, n in table["customers"].items()]
    shares = table.rename(columns={"share": "value"})
    _estimates(left, shares, "{:.0%} ({:.0%}–{:.0%})", names)
    left.axvline(everyone, color=MUTED, ls="--", lw=1, zorder=0)
    left.annotate(f"all: {everyone:.0%}", (everyone, -0.7), xytext=(4, 0), color=MUTED,
                  textcoords="offset points", fontsize=9, va="center")  # fmt: skip
    left.set(
        xlim=(0, 1.1 * table["high"].max()),
        ylim=(len(table) - 0.5, -0.9),
        xlabel="answered (95% interval)",
    )
    percent(left.xaxis)
    _estimates(right, ranked.table, "{:.3f}", [fill(name, 18) for name in ranked.value.index])
    right.set(xlabel="AUC, mean and middle\n95% of random halves")
    right.margins(x=0.1)
    lowest, highest = table["share"].idxmin(), table["share"].idxmax()
    apart = table.loc[highest, "low"] > table.loc[lowest, "high"]
    below = halves_below_monetary(ranked).drop("Monetary")
    level = list(below.index[below.between(0.05, 0.95, inclusive="neither")])
    best = ranked.value.idxmax()
    said = (
        f"{listed(['Monetary', *level])} rank it equally (AUC {ranked.value['Monetary']:.2f})"
        if level
        else f"best ranked by {best} (AUC {ranked.value[best]:.2f})"
    )
    heading(fig, f"The answer {'differs' if apart else 'hardly differs'} by segment; {said}")
    return fig


def carts(abandoned: Estimates, worth: pd.DataFrame) -> Figure:
    """Cart abandonment by segment, in per cent, and what reminders may be worth.

    `worth` is from `segments.cart_recovery`.
    """
    fig, (left, right) = new(1, 2, height=0.46 * len(worth) + 1.8, sharey=True)
    names = [fill(name, 22) for name in worth.index]
    _estimates(left, abandoned.table, "{:.1f}% ({:.1f}–{:.1f})", names)
    left.set(
        xlim=(0, abandoned.high.max() * 1.05), xlabel="carts abandoned, mean %\n(95% interval)"
    )
    rows = np.arange(len(worth))
    low, high = worth["gross margin, low"] / 1000, worth["gross margin, high"] / 1000
    right.hlines(rows, low, high, color=CONTRAST, lw=5)
    for row, (a, b) in enumerate(zip(low, high, strict=True)):
        right.annotate(f"{a:,.1f}–{b:,.1f}", (b, row), xytext=(6, 0), va="center", fontsize=9,
                       textcoords="offset points", color=INK)  # fmt: skip
    widest = int(np.argmax(high - low))
    by = worth["low by"].iloc[widest]
    ends = (by, SPENT if by == STATED else STATED)
    sides = ((low, "left", 9), (high, "right", -9))
    for name, (values, align, up) in zip(ends, sides, strict=True):
        right.annotate(f"by {name}", (values.iloc[widest], widest), xytext=(0, up), ha=align,
                       va="center", textcoords="offset points", fontsize=8.5,
                       color=MUTED)  # fmt: skip
    right.set(xlim=(0, high.max() * 1.4), ylim=(len(worth) - 0.5, -0.7))
    right.set_xlabel("gross margin of recovered carts,\nthousand, under the assumed rates")
    for ax in (left, right):
        ax.grid(axis="y", color=LIGHT, lw=0.7, zorder=0)
        ax.set_axisbelow(True)
    highest, most = abandoned.value.idxmax(), worth["gross margin, low"].idxmax()
    text = f"Highest abandonment: {highest}; most gross margin in the carts: {most}"
    heading(fig, fill(text, 92, break_on_hyphens=False))
    return fig
