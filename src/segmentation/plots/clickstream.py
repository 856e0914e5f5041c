"""Figures of the clickstream case."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segmentation.plots.projection import HALO
from segmentation.plots.style import (
    ACCENT,
    CONTRAST,
    INK,
    MUTED,
    colours,
    heading,
    new,
    percent,
    share_cells,
)

POINTS = 1_000  # users of each segment that the map draws


def funnel(table: pd.DataFrame) -> Figure:
    """From view to cart to purchase, by segment: users on the left, events on the right.

    Parameters
    ----------
    table : DataFrame, index segment
        From `clickstream_segments.segments`: `carted` and `bought` (shares of the users), `carts`
        and `purchases` (per 100 views).
    """
    fig, axes = new(1, 2, height=0.62 * len(table) + 1.5, sharey=True)
    rows = np.arange(len(table))
    panels = (
        (axes[0], ["carted", "bought"], "{:.0%}", 1.0, "share of the segment's users"),
        (axes[1], ["carts", "purchases"], "{:.1f}", None, "events per 100 views"),
    )
    for ax, columns, text, whole, label in panels:
        room = whole or max(float(table[columns].max().max()), 1e-9)
        for offset, column, colour in zip((-0.2, 0.2), columns, (MUTED, ACCENT), strict=True):
            values = table[column].fillna(0.0)
            ax.barh(rows + offset, values, 0.38, color=colour)
            for row, value in enumerate(values):
                ax.text(
                    value + 0.015 * room, row + offset, text.format(value),
                    va="center", fontsize=8, color=colour,
                )  # fmt: skip
        ax.set(xlim=(0, room * 1.15), xlabel=label)
    percent(axes[0].xaxis)
    axes[0].set_title("users: carted (grey), bought (blue)", fontsize=10, fontweight="normal")
    axes[1].set_title("events: carts (grey), purchases (blue)", fontsize=10, fontweight="normal")
    names = [f"{fill(name, 26)}\n({n:,.0f})" for name, n in table["customers"].items()]
    axes[0].set_yticks(rows, names, fontsize=8.5)
    axes[0].invert_yaxis()
    buyers = table["bought"] * table["customers"]
    top = buyers.idxmax()
    share = buyers[top] / max(buyers.sum(), 1e-9)
    heading(fig, f"{top}: {table.loc[top, 'bought']:.0%} bought; {share:.0%} of all buyers")
    return fig


def cohorts(table: pd.DataFrame) -> Figure:
    """Share of each week's new users who come back in each later week.

    Parameters
    ----------
    table : DataFrame
        From `clickstream_tables.cohorts`, with at least two columns.
    """
    fig, ax = new(height=0.34 * len(table) + 1.6)
    later = table.iloc[:, 1:].dropna(how="all")
    share_cells(ax, later)
    ax.tick_params(labelrotation=0)
    ax.set(xlabel="weeks since the week of the first event", ylabel="first seen in the week up to")
    ax.set_title(
        f"{later.iloc[:, 0].mean():.0%} come back in the week after their first, "
        f"{later.iloc[0].dropna().iloc[-1]:.0%} of the oldest week in the last"
    )
    return fig


def user_map(
    points: np.ndarray, names: pd.Series, centroids: pd.DataFrame, arrows: pd.DataFrame,
    shares: pd.Series,
) -> Figure:  # fmt: skip
    """Users on the first two principal components, as many of each segment, with arrows.

    Counts of few events lie on a few lines, where a density would show nothing else; so up to
    `POINTS` users of each segment are drawn, taken at equal steps through the table.

    Parameters
    ----------
    points : array, shape (n, 2)
    names : categorical Series, shape (n,)
        Segment of each user.
    centroids : DataFrame, index segment, shape (k, 2)
    arrows : DataFrame, index feature, shape (d, 2)
        Loadings on the two axes.
    shares : Series
        Share of variance of each component.
    """
    fig, ax = new(height=5.4)
    palette = colours(list(centroids.index))
    for name, colour in palette.items():
        rows = np.flatnonzero((names == name).to_numpy())
        rows = rows[:: max(len(rows) // POINTS, 1)][:POINTS]
        ax.scatter(*points[rows].T, s=7, color=colour, alpha=0.35, lw=0)
        dot = {"s": 110, "color": colour, "edgecolor": "white", "linewidth": 1.8, "zorder": 5}
        ax.scatter(*centroids.loc[[name]].to_numpy().T, label=name, **dot)
    low, high = np.quantile(points, [0.001, 0.999], axis=0)
    reach = 0.4 * (high - low).min() / max(np.hypot(*arrows.to_numpy().T).max(), 1e-9)
    room = 0.045 * float(high[1] - low[1])
    below = np.inf  # labels stand one under another where arrows end at the same height
    for feature, tip in (arrows * reach).sort_values(arrows.columns[1], ascending=False).iterrows():
        ax.annotate("", tip, (0, 0), arrowprops={"arrowstyle": "->", "color": INK}, zorder=6)
        below = min(1.08 * tip.iloc[1], below - room)
        side = "left" if tip.iloc[0] >= 0 else "right"
        look = {"fontsize": 8.5, "color": INK, "path_effects": HALO, "zorder": 7}
        ax.text(1.05 * tip.iloc[0], below, str(feature), ha=side, va="center", **look)
    labels = [f"PC{i + 1} ({share:.0%} of the variance)" for i, share in enumerate(shares[:2])]
    ax.set(xlim=(low[0] - 0.5, high[0] + 0.5), ylim=(low[1] - 0.5, high[1] + 0.5))
    ax.set(xlabel=labels[0], ylabel=labels[1])
    both = shares.iloc[:2].sum()
    ax.set_title(f"Two axes show {both:.0%} of the variance; large dots are the centroids")
    ax.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.13), fontsize=8.5)
    return fig


def bought_later(table: pd.DataFrame, everyone: float, days: int) -> Figure:
    """Share of each segment that buys in the days held out, with intervals.

    Parameters
    ----------
    table : DataFrame, index segment
        From `validate.share_by`.
    everyone : float
        The same share of all users.
    days : int
    """
    fig, ax = new(height=0.42 * len(table) + 1.3)
    rows = np.arange(len(table))
    ax.hlines(rows, table["low"], table["high"], color=ACCENT, lw=2)
    ax.scatter(table["share"], rows, color=ACCENT, zorder=3)
    room = float(table["high"].max())
    for row, (share, high) in enumerate(table[["share", "high"]].to_numpy()):
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        look = {"va": "center", "fontsize": 9, "color": ACCENT, "bbox": box}
        ax.text(high + 0.015 * room, row, f"{share:.1%}", **look)
    ax.axvline(everyone, color=CONTRAST, ls="--", lw=1)
    ax.annotate(
        f"all users: {everyone:.1%}", (everyone, -0.75), xytext=(4, 0),
        textcoords="offset points", color=CONTRAST, fontsize=9, va="center",
    )  # fmt: skip
    names = [f"{fill(name, 34)} ({n:,.0f})" for name, n in table["customers"].items()]
    ax.set_yticks(rows, names, fontsize=9)
    ax.set(ylim=(len(table) - 0.5, -1.2), xlim=(0, room * 1.15))
    percent(ax.xaxis)
    ax.set_xlabel(f"bought in the {days} days held out, with 95% interval")
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    top = table["share"].idxmax()
    ax.set_title(f"{top}: {table.loc[top, 'share']:.1%} buy in the next {days} days")
    return fig
