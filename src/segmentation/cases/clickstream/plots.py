"""Figures of the clickstream case."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segmentation.base.palette import ACCENT, CONTRAST, INK, LIGHT, MUTED, colours
from segmentation.base.plots import forest, heat
from segmentation.base.style import heading, new, percent
from segmentation.clusters.plots.projection import HALO

POINTS = 1_000  # users of each segment that the map draws
STEPS = (LIGHT, MUTED, ACCENT)  # view, cart, purchase


def funnel(table: pd.DataFrame) -> Figure:
    """From view to cart to purchase, by segment: users on the left, events on the right.

    `table` is from `segments.segments`.
    """
    fig, axes = new(1, 2, height=0.72 * len(table) + 1.7, sharey=True)
    rows = np.arange(len(table))
    panels = (
        (axes[0], ["viewed", "carted", "bought"], "{:.0%}", 1.0, "share of the segment's users"),
        (axes[1], ["carts", "purchases"], "{:.1f}", None, "events per 100 views"),
    )
    for ax, columns, text, whole, label in panels:
        room = whole or max(float(table[columns].max().max()), 1e-9)
        steps = zip((-0.26, 0, 0.26)[-len(columns) :], columns, STEPS[-len(columns) :], strict=True)
        for offset, column, colour in steps:
            values = table[column].fillna(0.0)
            ax.barh(rows + offset, values, 0.25, color=colour, label=column)
            for row, value in enumerate(values):
                tiny = 0 < value < 0.005 and whole
                ax.text(
                    value + 0.015 * room, row + offset, "<1%" if tiny else text.format(value),
                    va="center", fontsize=7.5, color=INK,
                )  # fmt: skip
        ax.set(xlim=(0, room * 1.15), xlabel=label)
        look = {"ncols": len(columns), "fontsize": 8.5, "loc": "lower left", "borderaxespad": 0}
        ax.legend(bbox_to_anchor=(0, 1.01), **look)
    percent(axes[0].xaxis)
    names = [f"{fill(name, 26)}\n({n:,.0f})" for name, n in table["customers"].items()]
    axes[0].set_yticks(rows, names, fontsize=8.5)
    axes[0].invert_yaxis()
    heading(fig, "Share who viewed, carted and bought, by segment")
    return fig


def cohorts(table: pd.DataFrame, sizes: pd.Series) -> Figure:
    """Share of each week's new users who come back in each later week, from `tables.cohorts`."""
    fig, ax = new(height=max(0.34 * len(table) + 1.6, 3.2))
    later = table.iloc[:, 1:].dropna(how="all")
    # The colours span the shares that occur, so that weeks can be told apart.
    heat(ax, later, limits=(0, max(float(later.max().max()), 1e-9)))
    ax.set_yticklabels([f"{week} ({sizes[week]:,})" for week in later.index], rotation=0)
    ax.set(xlabel="weeks since the week of the first event")
    ax.set_ylabel("first seen in the week up to (users)")
    ax.set_title("Share of each week's new users who are seen again in later weeks")
    return fig


def _clearest(tips: np.ndarray, centroids: np.ndarray, longest: float) -> float:
    """Length of the arrows, up to `longest`, at which their ends are farthest from centroids."""
    lengths = longest * np.linspace(0.6, 1.2, 13)
    gaps = [
        np.linalg.norm(length * tips[:, None] - centroids[None, :], axis=2).min()
        for length in lengths
    ]
    return float(lengths[int(np.argmax(gaps))])


def user_map(
    points: np.ndarray, names: pd.Series, centroids: pd.DataFrame, arrows: pd.DataFrame,
    shares: pd.Series,
) -> Figure:  # fmt: skip
    """Users on the first two principal components, as many of each segment, with arrows.

    Counts of few events lie on a few lines, where a density would show nothing else; so up to
    `POINTS` users of each segment are drawn, taken at equal steps through the table.

    `points` has the components of each user, shape (n, 2), `names` the segments; `centroids` and
    `arrows` (loadings) have the same two, index segment and index feature, `shares` the variance of
    each component.
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
    longest = 0.4 * (high - low).min() / max(np.hypot(*arrows.to_numpy().T).max(), 1e-9)
    reach = _clearest(1.1 * arrows.to_numpy(), centroids.to_numpy(), longest)
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
    ax.set_title(
        f"{len(points):,} users on the first two principal components ({both:.0%} of the variance):"
        f"\nequally many drawn of each segment, up to {POINTS:,}; large dots are centroids"
    )
    ax.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.13), fontsize=8.5)
    return fig


def bought_later(
    table: pd.DataFrame, yardsticks: pd.DataFrame, everyone: float, days: int
) -> Figure:
    """Share that buys in the days held out, with intervals: segments, and sorted lists below.

    `table` is from `intervals.rates_with_ci`, `yardsticks` from `segments.as_many`, `everyone` the
    same share of all users.
    """
    both = pd.concat([table, yardsticks]).rename(columns={"share": "value"})
    fig, ax = new(height=0.36 * len(both) + 1.6)
    names = [f"{fill(name, 34)} ({n:,.0f})" for name, n in both["customers"].items()]
    tints = [ACCENT] * len(table) + [MUTED] * len(yardsticks)
    forest(ax, both, tints=tints, text="{:.1%}".format, names=names)
    for label in ax.texts:  # the dashed line does not run through them
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    ax.axvline(everyone, color=CONTRAST, ls="--", lw=1, zorder=0)
    ax.text(everyone * 1.1, -0.8, f"all users: {everyone:.1%}", color=CONTRAST, fontsize=9,
            va="center")  # fmt: skip
    ax.set(xlim=(0, both["high"].max() * 1.12), ylim=(len(both) - 0.5, -1.2))
    percent(ax.xaxis)
    ax.set_xlabel(f"bought in the {days} days held out, with 95% interval")
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.set_title(f"Bought in {days} days held out: segments (blue), sorted lists (grey)")
    return fig
