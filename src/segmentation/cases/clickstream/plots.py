"""Figures of the clickstream case."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segmentation.base.palette import INK, LIGHT, MUTED, colours
from segmentation.base.plots import forest
from segmentation.base.style import heading, new, percent
from segmentation.cases.clickstream.segments import of_buyers
from segmentation.clusters.plots.projection import HALO

POINTS = 5_000  # users that the map draws
LETTER = 0.009  # width of a letter on the map, as a share of it
NARROW = 0.045  # share below which a piece of a bar has no room for its figure


def steps(users: pd.DataFrame) -> Figure:
    """How many users come back, cart, buy and buy again; from `users.users`."""
    shares = {
        "seen at all": 1.0,
        "seen in a second session": (users["Sessions"] > 1).mean(),
        "put something into a cart": (users["Carts"] > 0).mean(),
        "bought something": (users["Purchases"] > 0).mean(),
        "bought in a second session": (users["Frequency"] > 1).mean(),
    }
    fig, ax = new(height=2.7)
    ax.barh(list(shares), list(shares.values()), 0.7, color=[LIGHT, LIGHT, LIGHT, INK, INK])
    for row, share in enumerate(shares.values()):
        text = f"{share:.1%}" if share < 1 else f"{len(users):,} users"
        ax.annotate(text, (share, row), xytext=(6, 0), textcoords="offset points", va="center",
                    fontsize=9.5)  # fmt: skip
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlabel="share of all users", xlim=(0, 1.16))
    ax.set_xticks(np.arange(0, 1.01, 0.2))
    bought = shares["bought something"]
    once = 1 - shares["seen in a second session"]
    ax.set_title(f"{bought:.0%} of the users bought something; {once:.0%} came once")
    return fig


def funnel(table: pd.DataFrame) -> Figure:
    """What each segment holds of the users, of those who carted and who bought, and of the money.

    `table` is from `segments.segments`.
    """
    held = pd.DataFrame(
        {
            "users": table["customers"],
            "users who carted": table["carted"] * table["customers"],
            "users who bought": table["bought"] * table["customers"],
            "spend": table["share of spend"],
            "value left in carts": table["left value"],
        }
    )
    held = (held / held.sum()).fillna(0.0)
    fig, ax = new(height=0.5 * held.shape[1] + 1.9)
    left = np.zeros(held.shape[1])
    for name, colour in colours(list(held.index)).items():
        shares = held.loc[name].to_numpy()
        label = f"{name} ({table.loc[name, 'customers']:,.0f} users)"
        ax.barh(held.columns, shares, 0.72, left=left, color=colour, alpha=0.6, label=label,
                edgecolor="white")  # fmt: skip
        for row, share in enumerate(shares):
            if share >= NARROW:
                ax.text(left[row] + share / 2, row, f"{share:.0%}", ha="center", va="center",
                        fontsize=9.5, color=INK)  # fmt: skip
        left += shares
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set(xlim=(0, 1), xlabel="share of the whole")
    ax.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.42, -0.22), fontsize=9)
    buying = of_buyers(table)
    few = held.loc[buying].sum()
    heading(
        fig,
        f"{len(buying)} of {len(table)} segments, {few['users']:.0%} of the users, hold "
        f"{few['users who bought']:.0%} of the buyers and {few['spend']:.0%} of the spend"
        if 0 < len(buying) < len(table)
        else "What each segment holds of users, buyers and money",
    )
    return fig


def _clearest(tips: np.ndarray, widths: np.ndarray, centroids: np.ndarray, longest: float) -> float:
    """Length of the arrows, up to `longest`, at which their labels are farthest from centroids.

    A label begins at the end of its arrow and is `widths` wide, below 0 to the left.
    """
    lengths = longest * np.linspace(0.6, 1.2, 13)
    along = [np.column_stack([share * widths, 0 * widths]) for share in np.linspace(0, 1, 5)]
    gaps = [
        np.linalg.norm(
            np.concatenate([length * tips + step for step in along])[:, None] - centroids, axis=2
        ).min()
        for length in lengths
    ]
    return float(lengths[int(np.argmax(gaps))])


def user_map(
    points: np.ndarray, names: pd.Series, centroids: pd.DataFrame, arrows: pd.DataFrame,
    shares: pd.Series, buying: Sequence[str],
) -> Figure:  # fmt: skip
    """Users on the first two principal components, with arrows.

    Counts of few events lie on a few lines, where a density would show nothing else; so about
    `POINTS` users are drawn, taken at equal steps through the table: dots lie densely where users
    do.

    `points` has the components of each user, shape (n, 2), `names` the segments; `centroids` and
    `arrows` (loadings) have the same two, index segment and index feature, `shares` the variance of
    each component; `buying` are the segments of buyers.
    """
    fig, ax = new(height=5.4)
    palette = colours(list(centroids.index))
    drawn = np.arange(len(points))[:: max(-(-len(points) // POINTS), 1)]
    for name, colour in palette.items():
        rows = drawn[(names == name).to_numpy()[drawn]]
        ax.scatter(*points[rows].T, s=7, color=colour, alpha=0.35, lw=0)
        dot = {"s": 110, "color": colour, "edgecolor": "white", "linewidth": 1.8, "zorder": 5}
        ax.scatter(*centroids.loc[[name]].to_numpy().T, label=name, **dot)
    low, high = np.quantile(points, [0.001, 0.999], axis=0)
    longest = 0.4 * (high - low).min() / max(np.hypot(*arrows.to_numpy().T).max(), 1e-9)
    sides = np.where(arrows.iloc[:, 0] >= 0, 1, -1)
    widths = LETTER * float(high[0] - low[0]) * sides * arrows.index.str.len()
    reach = _clearest(1.1 * arrows.to_numpy(), widths, centroids.to_numpy(), longest)
    room = 0.045 * float(high[1] - low[1])
    below = np.inf  # labels stand one under another where arrows end at the same height
    for feature, tip in (arrows * reach).sort_values(arrows.columns[1], ascending=False).iterrows():
        ax.annotate("", tip, (0, 0), arrowprops={"arrowstyle": "->", "color": INK}, zorder=6)
        below = min(1.08 * tip.iloc[1], below - room)
        side = "left" if tip.iloc[0] >= 0 else "right"
        look = {"fontsize": 9, "color": INK, "path_effects": HALO, "zorder": 7}
        ax.text(1.05 * tip.iloc[0], below, str(feature), ha=side, va="center", **look)
    labels = [f"PC{i + 1} ({share:.0%} of the variance)" for i, share in enumerate(shares[:2])]
    ax.set(xlim=(low[0] - 0.5, high[0] + 0.5), ylim=(low[1] - 0.5, high[1] + 0.5))
    ax.set(xlabel=labels[0], ylabel=labels[1])
    others = len(centroids) - len(buying)
    ax.set_title(
        f"Buyers stand apart; the other {others} segments lie side by side"
        if buying and others > 1
        else f"{len(centroids)} segments on the first two principal components"
    )
    ax.legend(ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.13), fontsize=9,
              title=f"large dots: centroids; {len(drawn):,} of {len(points):,} users are drawn",
              title_fontsize=9)  # fmt: skip
    return fig


def bought_later(
    table: pd.DataFrame, yardsticks: pd.DataFrame, everyone: float, days: int
) -> Figure:
    """Share that buys in the days held out, with intervals: segments, and sorted lists below.

    `table` is from `intervals.rates_with_ci`, `yardsticks` from `segments.as_many`, `everyone` the
    same share of all users.
    """
    gap = pd.DataFrame(np.nan, index=[""], columns=table.columns)
    both = pd.concat([table, gap, yardsticks]).rename(columns={"share": "value"})
    fig, ax = new(height=0.36 * len(both) + 1.7)
    size = int(yardsticks["customers"].iloc[0])
    names = [f"{fill(str(name), 34)} ({n:,.0f})" for name, n in table["customers"].items()]
    names += ["", *map(str, yardsticks.index)]
    tints = [INK] * (len(table) + 1) + [MUTED] * len(yardsticks)
    forest(ax, both, tints=tints, text="{:.1%}".format, names=names)
    for label in ax.texts:  # the dashed line does not run through them
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    ax.axvline(everyone, color=MUTED, ls="--", lw=1, zorder=0)
    look = {"fontsize": 9, "va": "center", "color": INK}
    ax.text(everyone * 1.1, -0.8, f"all users: {everyone:.1%}", **look)
    ax.text(everyone * 1.1, len(table), f"{size:,} users each, from the top of a list", **look)
    ax.set(xlim=(0, both["high"].max() * 1.12), ylim=(len(both) - 0.5, -1.2))
    percent(ax.xaxis)
    ax.set_xlabel(f"bought in the {days} days held out, with 95% interval")
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    segment = table.loc[table["share"].idxmax()]
    best = yardsticks.loc[yardsticks["share"].idxmax()]
    much = ("finds fewer buyers than" if segment["low"] > best["high"]
            else "finds more buyers than" if segment["high"] < best["low"]
            else "finds as many buyers as")  # fmt: skip
    heading(
        fig,
        f"The best of {len(yardsticks)} lists {much} the best segment: {best['share']:.1%} against "
        f"{segment['share']:.1%}",
    )
    return fig


def views_as_money(table: pd.DataFrame) -> Figure:
    """Share that bought nothing by tenth of viewed prices; from `tables.spend_on_views`."""
    rank = table["Viewed"].rank(method="first", pct=True)
    tenth = np.ceil(10 * rank).clip(1, 10).astype(int)
    nothing = (table["Paid"] == 0).groupby(tenth).mean()
    fig, ax = new(height=2.9)
    tints = [INK if i == nothing.index[-1] else LIGHT for i in nothing.index]
    ax.bar(nothing.index, nothing, 0.8, color=tints)
    for i, share in nothing.items():
        ax.annotate(f"{share:.0%}", (i, share), xytext=(0, 3), textcoords="offset points",
                    ha="center", fontsize=9.5)  # fmt: skip
    percent(ax.yaxis)
    ax.set(ylim=(0, 1.12), xticks=list(nothing.index), ylabel="bought nothing",
           xlabel="users by what the prices they viewed add up to, in tenths")  # fmt: skip
    least, most = 1 - nothing.iloc[0], 1 - nothing.iloc[-1]
    ax.set_title(
        f"Views go with buying, yet {1 - most:.0%} of the tenth who viewed most bought nothing"
        if most > least
        else f"Of the tenth who viewed the highest prices in all, {1 - most:.0%} bought nothing"
    )
    return fig
