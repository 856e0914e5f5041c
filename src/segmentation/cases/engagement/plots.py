"""Figures of the engagement case."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from segmentation.base.palette import ACCENT, CONTRAST, DIVERGING, INK, LIGHT, MUTED
from segmentation.base.style import heading, new, percent
from segmentation.cases.engagement.segments import SPENT, STATED

TIER_COLOURS = ("#543005", "#bf812d", "#8c8c8c", "#E69F00", "#0072B2")  # Iron to Platinum
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
    """How many customers break each rule that anybody breaks.

    Parameters
    ----------
    table : DataFrame, index rule
        From `quality.quality`: `customers`, `share of customers`, `not clustered on`.
    clean : int
        Customers who break none.
    customers : int
        All of them.
    """
    shown = table[table["customers"] > 0]
    fig, ax = new(height=0.36 * len(shown) + 1.2)
    rows, shares = np.arange(len(shown)), shown["share of customers"]
    given_up = shown["not clustered on"]
    ax.barh(rows, shares, 0.7, color=[LIGHT if what == "–" else CONTRAST for what in given_up])
    for row, (n, share, what) in enumerate(zip(shown["customers"], shares, given_up, strict=True)):
        text = f"{n:,}" + ("" if what == "–" else f" · {_what(what)}")
        inside = share > 0.5  # a long bar has room for its label, and none is left beside it
        ax.annotate(text, (share, row), xytext=(-6 if inside else 5, 0), va="center", fontsize=9,
                    textcoords="offset points", ha="right" if inside else "left",
                    color="white" if inside else INK)  # fmt: skip
    ax.set_yticks(rows, shown.index)
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlabel="share of all customers in the file", xlim=(0, 1))
    heading(fig, f"Only {clean:,} of {customers:,} customers break none of the rules")
    return fig


def _what(given_up: str) -> str:
    return "row set aside" if given_up == "the row" else f"not clustered on: {given_up}"


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def tier_ranges(spans: pd.DataFrame, telling: pd.Series) -> Figure:
    """The range of each column in each tier of `Segment_Label`.

    Parameters
    ----------
    spans : DataFrame, index (column, tier)
        `low` and `high`, from `tiers.ranges`.
    telling : Series, index column
        Share of customers whose tier follows from the column alone.
    """
    columns = list(telling.index)
    deep = -(-len(columns) // 3)
    fig, axes = new(deep, 3, height=1.65 * deep + 0.6)
    for ax, column in zip(axes.ravel(), columns, strict=False):
        own = spans.loc[column]
        for row, (tier, low, high) in enumerate(own[["low", "high"]].itertuples()):
            ax.barh(row, high - low, 0.7, left=low, color=TIER_COLOURS[row], label=tier)
        first = ax.get_subplotspec().is_first_col()
        ax.set_yticks(np.arange(len(own)), list(own.index) if first else [""] * len(own))
        ax.tick_params(labelsize=9.5)
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        ax.set_xlabel(UNITS[column], fontsize=9.5)
        ax.set_title(f"{column} tells {telling[column]:.0%}", fontsize=10)
    for ax in axes.ravel()[len(columns) :]:
        ax.set_visible(False)
    whole = [column for column in columns if telling[column] == 1]
    names = _and(whole).replace("Monetary", "Spend")
    heading(
        fig,
        f"{names} alone tells every customer's tier; the ranges of other columns overlap"
        if whole
        else f"No column alone tells every customer's tier; {columns[0]} comes nearest",
    )
    return fig


def _rho(ax: Axes, table: pd.DataFrame, title: str, colour_bar: bool) -> None:
    sns.heatmap(
        table.round(2) + 0.0,  # no "-0.00"
        annot=True,
        fmt="+.2f",
        cmap=DIVERGING,
        vmin=-1,
        vmax=1,
        ax=ax,
        cbar=colour_bar,
        cbar_kws={"label": "Spearman correlation"} if colour_bar else None,
        annot_kws={"size": 9},
        linewidths=1,
        linecolor="white",
    )
    ax.set(xlabel="", ylabel="")
    ax.set_title(title, fontsize=10)
    ax.tick_params(length=0, labelrotation=0)


def engagement_and_value(everybody: pd.DataFrame, inside: pd.DataFrame) -> Figure:
    """Rank correlations of engagement with value, over all customers and inside the tiers.

    Parameters
    ----------
    everybody, inside : DataFrame
        One row per metric, one column per measure of value.
    """
    fig, axes = new(1, 2, height=0.36 * len(everybody) + 1.3, sharey=True)
    _rho(axes[0], everybody, "all customers", colour_bar=False)
    _rho(axes[1], inside, "among customers of one tier", colour_bar=True)
    strongest = everybody.abs().to_numpy().max()
    left = inside.abs().to_numpy().max()
    heading(
        fig,
        f"Engagement goes with value up to {strongest:.2f}; inside a tier nothing goes beyond "
        f"{left:.2f}",
    )
    return fig


def published_four(groups: pd.DataFrame) -> Figure:
    """Share of customers and of spend of each published group.

    Parameters
    ----------
    groups : DataFrame, index group
        `share` and `share of spend`.
    """
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
    shown = dict.fromkeys([groups["share of spend"].div(groups["share"]).idxmax(),
                           groups["share"].idxmax()])  # fmt: skip
    of, next_to = (" of customers, ", " of spend"), (" and ", "")  # the units are said once
    said = [
        f"{name}: {_share(groups.loc[name, 'share'])}{between}"
        f"{_share(groups.loc[name, 'share of spend'])}{after}"
        for name, (between, after) in zip(shown, (of, next_to), strict=False)
    ]
    heading(fig, "; ".join(said))
    return fig


def _share(share: float) -> str:
    """A share in per cent, with a decimal where it is small."""
    return f"{share:.1%}" if share < 0.095 else f"{share:.0%}"


def _whiskers(ax: Axes, table: pd.DataFrame, middle: str, text: str, names: list[str]) -> None:
    """Points with intervals; the figures stand in a column at the right, clear of everything."""
    rows = np.arange(len(table))
    ax.hlines(rows, table["low"], table["high"], color=ACCENT, lw=2.5)
    ax.scatter(table[middle], rows, color=INK, marker="|", s=90, lw=1.5, zorder=3)
    for row, figures in enumerate(table[[middle, "low", "high"]].to_numpy()):
        ax.annotate(text.format(*figures), (1.02, row), xycoords=("axes fraction", "data"),
                    va="center", fontsize=9, color=ACCENT, annotation_clip=False)  # fmt: skip
    ax.set_yticks(rows, names)
    ax.set_ylim(len(table) - 0.4, -0.9)


def responses(table: pd.DataFrame, everyone: float, ranked: pd.DataFrame) -> Figure:
    """Who answered the campaign, by segment, and how well segments and single columns rank.

    Parameters
    ----------
    table : DataFrame, index segment
        From `intervals.share_by`.
    everyone : float
        The share of all customers.
    ranked : DataFrame, index score
        From `segments.compared`.
    """
    fig, (left, right) = new(1, 2, height=0.42 * max(len(table), len(ranked)) + 1.9)
    names = [f"{fill(name, 18)}\n({n:,.0f})" for name, n in table["customers"].items()]
    _whiskers(left, table, "share", "{:.0%} ({:.0%}–{:.0%})", names)
    left.axvline(everyone, color=MUTED, ls="--", lw=1, zorder=0)
    left.annotate(f"all: {everyone:.0%}", (everyone, -0.7), xytext=(4, 0), color=MUTED,
                  textcoords="offset points", fontsize=9, va="center")  # fmt: skip
    left.set(xlim=(0, 1.1 * table["high"].max()), xlabel="answered (95% interval)")
    percent(left.xaxis)
    _whiskers(right, ranked, "AUC", "{:.3f}", [fill(name, 18) for name in ranked.index])
    spread = ranked["high"].max() - ranked["low"].min()
    right.set(xlim=(ranked["low"].min() - 0.1 * spread, ranked["high"].max() + 0.1 * spread),
              xlabel="AUC, mean and middle\n95% of random halves")  # fmt: skip
    lowest, highest = table["share"].idxmin(), table["share"].idxmax()
    apart = table.loc[highest, "low"] > table.loc[lowest, "high"]
    worse = ranked["worse"].drop("Monetary")
    level = list(worse.index[worse.between(0.05, 0.95, inclusive="neither")])
    said = (
        f"{_and(['Monetary', *level])} rank it equally (AUC {ranked.loc['Monetary', 'AUC']:.2f})"
        if level
        else f"best ranked by {ranked['AUC'].idxmax()} (AUC {ranked['AUC'].max():.2f})"
    )
    start = "The answer differs by segment" if apart else "The answer hardly differs by segment"
    heading(fig, f"{start}; {said}")
    return fig


def carts(abandoned: pd.DataFrame, worth: pd.DataFrame, spend: pd.Series) -> Figure:
    """Cart abandonment by segment, and what reminders may be worth.

    Parameters
    ----------
    abandoned : DataFrame, index segment
        From `segments.mean_by`, in per cent.
    worth : DataFrame, index segment
        From `segments.cart_recovery`.
    spend : Series, index segment
        Mean spend.
    """
    fig, (left, right) = new(1, 2, height=0.46 * len(abandoned) + 1.8, sharey=True)
    names = [fill(name, 22) for name in abandoned.index]
    _whiskers(left, abandoned, "mean", "{:.1f}% ({:.1f}–{:.1f})", names)
    left.set(xlim=(0, abandoned["high"].max() * 1.05),
             xlabel="carts abandoned, mean %\n(95% interval)")  # fmt: skip
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
    right.set(xlim=(0, high.max() * 1.4))
    right.set_xlabel("gross margin of recovered carts,\nthousand, under the assumed rates")
    for ax in (left, right):
        ax.grid(axis="y", color=LIGHT, lw=0.7, zorder=0)
        ax.set_axisbelow(True)
    most = worth["gross margin, low"].idxmax()
    text = f"{_highest(abandoned, spend)}; most gross margin in the carts: {most}"
    heading(fig, fill(text, 92, break_on_hyphens=False))
    return fig


def _highest(abandoned: pd.DataFrame, spend: pd.Series) -> str:
    """Where abandonment is highest: everybody whose interval meets the highest one."""
    top = abandoned.loc[abandoned["mean"].idxmax()]
    level = list(abandoned.index[abandoned["high"] >= top["low"]])
    poorest = set(spend.nsmallest(len(level)).index)
    if len(level) > 1 and set(level) == poorest:
        n = {2: "two", 3: "three", 4: "four"}.get(len(level), len(level))
        return f"Abandonment is highest among the {n} lowest spenders"
    return f"Highest abandonment: {_and(level)}"
