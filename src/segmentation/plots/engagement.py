"""Figures of the engagement case."""

from textwrap import fill

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.plots.style import (
    ACCENT,
    CONTRAST,
    DIVERGING,
    INK,
    LIGHT,
    MUTED,
    heading,
    new,
    percent,
)

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


def contradictions(table: pd.DataFrame, clean: int) -> Figure:
    """How many customers break each rule.

    Parameters
    ----------
    table : DataFrame, index rule
        From `engagement_quality.quality`: `customers`, `share of customers`, `not used`.
    clean : int
        Customers who break none.
    """
    fig, ax = new(height=0.33 * len(table) + 1.2)
    rows = np.arange(len(table))
    shares = table["share of customers"]
    tint = [MUTED if not n else LIGHT if u == "–" else CONTRAST
            for n, u in zip(table["customers"], table["not used"], strict=True)]  # fmt: skip
    ax.barh(rows, shares, 0.66, color=tint)
    for row, (count, unused) in enumerate(zip(table["customers"], table["not used"], strict=True)):
        what = "" if unused == "–" else f": {unused} not used"
        ax.text(shares.iloc[row] + 0.008, row, f"{count:,}{what}", va="center", fontsize=9)
    ax.set_yticks(rows, table.index)
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlabel="share of all customers in the file", xlim=(0, 1.9))
    ax.set_xticks(np.linspace(0, 1, 6))
    ax.spines["bottom"].set_bounds(0, 1)
    heading(fig, f"Only {clean:,} customers break none of these rules")
    return fig


def tier_ranges(spans: pd.DataFrame, telling: pd.Series) -> Figure:
    """The range of each column in each tier of `Segment_Label`.

    Parameters
    ----------
    spans : DataFrame, index (column, tier)
        `low` and `high`, from `engagement_quality.ranges`.
    telling : Series, index column
        Share of customers whose tier follows from the column alone.
    """
    columns = list(telling.index)
    fig, axes = new(-(-len(columns) // 4), 4, height=1.55 * -(-len(columns) // 4) + 0.5)
    for ax, column in zip(axes.ravel(), columns, strict=False):
        own = spans.loc[column]
        for row, (tier, low, high) in enumerate(own[["low", "high"]].itertuples()):
            ax.barh(row, high - low, 0.7, left=low, color=TIER_COLOURS[row], label=tier)
        first = ax.get_subplotspec().is_first_col()
        ax.set_yticks(np.arange(len(own)), list(own.index) if first else [""] * len(own))
        ax.tick_params(labelsize=8)
        ax.set_xlabel(UNITS[column], fontsize=8)
        ax.set_title(f"{column}: {telling[column]:.0%}", fontsize=9)
    for ax in axes.ravel()[len(columns) :]:
        ax.set_visible(False)
    whole = [column for column in columns if telling[column] == 1]
    heading(
        fig,
        "One range per tier and column; in %: customers whose tier the column alone tells"
        + (f" ({', '.join(whole)}: all)" if whole else ""),
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


def _whiskers(ax: Axes, table: pd.DataFrame, middle: str, text: str, names: list[str]) -> None:
    """Points with intervals, the figures written beside them."""
    rows = np.arange(len(table))
    ax.hlines(rows, table["low"], table["high"], color=ACCENT, lw=2)
    ax.scatter(table[middle], rows, color=ACCENT, zorder=3)
    for row, (value, high) in enumerate(table[[middle, "high"]].to_numpy()):
        ax.annotate(text.format(value), (high, row), xytext=(5, 0), textcoords="offset points",
                    va="center", fontsize=9, color=ACCENT, zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    ax.set_yticks(rows, names)
    ax.set_ylim(len(table) - 0.4, -0.9)


def responses(table: pd.DataFrame, everyone: float, ranked: pd.DataFrame) -> Figure:
    """Who answered the campaign, by segment, and how well segments and single columns rank.

    Parameters
    ----------
    table : DataFrame, index segment
        From `validate.share_by`.
    everyone : float
        The share of all customers.
    ranked : DataFrame, index score
        From `holdout.auc`: `AUC`, `low`, `high`.
    """
    fig, (left, right) = new(1, 2, height=0.42 * max(len(table), len(ranked)) + 1.7)
    names = [f"{fill(name, 24)} ({n:,.0f})" for name, n in table["customers"].items()]
    _whiskers(left, table, "share", "{:.0%}", names)
    left.axvline(everyone, color=MUTED, ls="--", lw=1)
    left.annotate(f"all: {everyone:.0%}", (everyone, -0.7), xytext=(4, 0), color=MUTED,
                  textcoords="offset points", fontsize=9, va="center")  # fmt: skip
    left.set(xlim=(0, 1), xlabel="answered the campaign, with 95% interval")
    percent(left.xaxis)
    _whiskers(right, ranked, "AUC", "{:.3f}", [fill(name, 20) for name in ranked.index])
    right.axvline(0.5, color=MUTED, ls="--", lw=1)
    right.annotate("chance", (0.5, -0.7), xytext=(4, 0), color=MUTED,
                   textcoords="offset points", fontsize=9, va="center")  # fmt: skip
    right.set(xlim=(0.48, max(0.8, ranked["high"].max() + 0.06)),
              xlabel="AUC for the answer, with 95% interval")  # fmt: skip
    best = ranked["AUC"].idxmax()
    most = ranked["AUC"].max()
    heading(fig, f"The answer differs by segment; best ranked by {best} (AUC {most:.3f})")
    return fig


def carts(abandoned: pd.DataFrame, worth: pd.DataFrame) -> Figure:
    """Cart abandonment by segment, and what reminders may be worth.

    Parameters
    ----------
    abandoned : DataFrame, index segment
        From `engagement_segments.mean_by`, in per cent.
    worth : DataFrame, index segment
        From `engagement_segments.cart_recovery`.
    """
    fig, (left, right) = new(1, 2, height=0.42 * len(abandoned) + 1.7)
    _whiskers(left, abandoned, "mean", "{:.1f}%", [fill(name, 24) for name in abandoned.index])
    left.set(xlim=(0, abandoned["high"].max() * 1.25),
             xlabel="carts abandoned, mean %,\nwith 95% interval")  # fmt: skip
    rows = np.arange(len(worth))
    low, high = worth["left, low"] / 1000, worth["left, high"] / 1000
    right.hlines(rows, low, high, color=CONTRAST, lw=5)
    for row, (a, b) in enumerate(zip(low, high, strict=True)):
        right.annotate(f"{a:,.1f}–{b:,.1f}", (b, row), xytext=(6, 0), va="center", fontsize=9,
                       textcoords="offset points", color=INK)  # fmt: skip
    right.set_yticks(rows, [""] * len(worth))
    right.set(ylim=(len(worth) - 0.4, -0.9), xlim=(0, high.max() * 1.4),
              xlabel="left by recovered carts, thousand,\nunder the assumed rates")  # fmt: skip
    most, worst = worth["left, low"].idxmax(), abandoned["mean"].idxmax()
    text = f"Highest abandonment: {worst}; most money in the carts: {most}"
    heading(fig, fill(text, 90))
    return fig
