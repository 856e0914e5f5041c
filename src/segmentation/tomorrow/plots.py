"""Figures of notebook 11: behaviour after the snapshot, and drift."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from segmentation.base.estimates import Estimates
from segmentation.base.palette import INK, LIGHT, MUTED, PERSONA_COLOURS, short
from segmentation.base.plots import forest, heat
from segmentation.base.style import heading, new, percent
from segmentation.base.words import capital, per_cent, signed
from segmentation.tomorrow.drift import SnapshotComparison
from segmentation.tomorrow.forecast import RECENCY, SPEND, YARDSTICK, Rolling
from segmentation.tomorrow.outcomes import heaviest

PANELS = {
    "ordered again": "ordered again",
    "spend": "spend, £",
    "amount returned": "share of £ returned",
}
BEYOND = 1.25  # of a whole: where an axis of shares ends, so that labels have room
LIGHT_HALF = (0, 1.8)  # of the colours, so that dark digits can be read on each
SMALL = 9  # points
SPOKEN = {
    "£": "R² of spend in £",
    "log": "R² of ln(spend + 1)",
    "AUC": "AUC of who orders, from 0.5",
}
# Whether segments win against a method, lose, or neither.
STANDING = {"lose": "#6b6b6b", "level": "#a9a9a9", "win": "#dedede"}
SAID = {"lose": "clearly better", "level": "level with them", "win": "clearly worse"}


def outcomes(
    did: Mapping[str, Mapping[str, Estimates]], sizes: Mapping[str, pd.Series], days: int
) -> Figure:
    """What each segment did after the snapshot, with intervals; a row of panels per data set.

    Parameters
    ----------
    did : mapping
        Data set → result of `outcomes.outcomes`.
    sizes : mapping
        Data set → customers of each segment.
    days : int
        Length of the window.
    """
    lengths = [len(found["spend"].value) for found in did.values()]
    fig, axes = new(len(did), len(PANELS), height=0.36 * sum(lengths) + 1.1 * len(did) + 0.5,
                    height_ratios=lengths, squeeze=False)  # fmt: skip
    for line, (data, found) in zip(axes, did.items(), strict=True):
        names = list(found["spend"].value.index)
        tints = [PERSONA_COLOURS.get(name, INK) for name in names]
        for ax, (outcome, title) in zip(line, PANELS.items(), strict=True):
            pounds = outcome == "spend"
            forest(ax, found[outcome].table, tints=tints, names=[""] * len(names),
                   text="£{:,.0f}".format if pounds else per_cent)  # fmt: skip
            for label in ax.texts:
                label.set_color(INK)
            end = max(1.45 * found[outcome].high.max(), 0.05)
            ax.set_xlim(0, end if pounds else min(end, BEYOND))
            if not pounds:
                percent(ax.xaxis)
                if end > 1:
                    ax.set_xticks([0, 0.5, 1])
            ax.tick_params(axis="y", length=0)
            ax.set_title(title, fontsize=10, fontweight="normal")
        line[0].set_yticklabels([f"{fill(short(n), 20)} ({sizes[data][n]:,})" for n in names])
        line[0].set_ylabel(capital(data), fontweight="bold")
    axes[-1, 0].set_xlabel("share, 95% interval")
    axes[-1, 1].set_xlabel("mean of all its customers")
    axes[-1, 2].set_xlabel("share of what was ordered")
    shares = {data: found["ordered again"].value for data, found in did.items()}
    spans = [f"{per_cent(s.min())} to {per_cent(s.max())} in {data}" for data, s in shares.items()]
    heading(fig, f"Ordered within {days} days, by segment: {', '.join(spans)}")
    return fig


def yardstick(chances: Mapping[int, pd.Series], days: int) -> Figure:
    """Expected orders in the next days, by the silence since the last order.

    `chances` are numbers of orders so far with their Series, index days of silence.
    """
    fig, ax = new(height=3.2)
    greys = np.linspace(0.65, 0.1, len(chances))
    for (orders, expected), grey in zip(chances.items(), greys, strict=True):
        ax.plot(expected.index, expected, color=str(grey), lw=2)
        top = expected.idxmax()
        ax.annotate(f"{orders} orders so far", (top, expected[top]), xytext=(4, 5),
                    textcoords="offset points", fontsize=SMALL, color=INK)  # fmt: skip
    ax.set(xlabel="days since the last order", ylabel=f"orders expected in {days} days",
           ylim=(0, 1.2 * max(one.max() for one in chances.values())), xlim=(0, None))  # fmt: skip
    often, seldom = chances[max(chances)], chances[min(chances)]
    turned = often.iloc[0] > seldom.iloc[0] and often.iloc[-1] < seldom.iloc[-1]
    ax.set_title("A long silence says most of customers who used to order often" if turned else
                 "How many orders to expect, by the silence since the last one")  # fmt: skip
    return fig


def rolling(rolled: Mapping[str, Rolling]) -> Figure:
    """How well every method predicts, the best at the top; a column for each data set.

    A bar is the mean over the origins; the greys tell how segments, in black, stand against the
    others.
    """
    lengths = [len(one.means()) for one in rolled.values()]
    fig, axes = new(len(SPOKEN), len(rolled), squeeze=False, sharex="row",
                    height=len(SPOKEN) * (0.215 * max(lengths) + 0.55) + 0.8)  # fmt: skip
    for column, (data, one) in zip(axes.T, rolled.items(), strict=True):
        for ax, (measure, title) in zip(column, SPOKEN.items(), strict=True):
            _ranked(ax, one, measure)
            ax.set_title(title, fontsize=10, fontweight="normal")
        column[0].set_title(f"{capital(data)}\n", fontsize=11, loc="center", fontweight="bold")
    for line, measure in zip(axes, SPOKEN, strict=True):  # one scale for all data sets
        best = max(one.means()[measure].max() for one in rolled.values())
        start = _start(measure)
        for ax in line:
            ax.set_xlim(start, start + 1.15 * (best - start))
            ax.tick_params(axis="x", labelbottom=True)
    inks = {"segments": INK} | {SAID[how]: ink for how, ink in STANDING.items()}
    fig.legend(handles=[Patch(color=ink, label=said) for said, ink in inks.items()], ncols=4,
               loc="outside lower center", fontsize=9.5)  # fmt: skip
    heading(fig, _in_short(rolled))
    return fig


def _start(measure: str) -> float:
    """What a forecast by chance scores."""
    return 0.5 if measure == "AUC" else 0.0


def _ranked(ax: Axes, one: Rolling, measure: str) -> None:
    """The methods by one measure, the best at the top."""
    mean = one.means()[measure].sort_values(ascending=False, kind="stable")
    how = one.standing()[measure]
    inks = [INK if name == one.chosen else STANDING[how[name]] for name in mean.index]
    rows, start = np.arange(len(mean)), _start(measure)
    ax.barh(rows, mean - start, left=start, color=inks, height=0.72)
    for row, value in enumerate(mean):
        ax.annotate(f"{value:.2f}", (max(value, start), row), xytext=(4, 0), va="center",
                    textcoords="offset points", fontsize=SMALL, color=INK)  # fmt: skip
    ax.set_yticks(rows, mean.index, fontsize=SMALL)
    ax.get_yticklabels()[list(mean.index).index(one.chosen)].set_fontweight("bold")
    ax.set_ylim(len(mean) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelsize=SMALL)


def _in_short(rolled: Mapping[str, Rolling]) -> str:
    """How often segments win against as many groups of one number, and against the yardstick."""
    tables = pd.concat(one.standing() for one in rolled.values())
    alike, field = (tables.loc[rivals] == "win" for rivals in ([RECENCY, SPEND], [YARDSTICK]))
    return (
        f"Segments win {alike.sum().sum()} of {alike.size} comparisons with as many groups, and "
        f"{field.sum().sum()} of {field.size} with {YARDSTICK}"
    )


def moves(pairs: Mapping[str, SnapshotComparison]) -> Figure:
    """Who changed segment beside steady habits, and how models differ beside refits of one day.

    `pairs` are "earlier → later" with their comparison.
    """
    fig, axes = new(1, 2, height=0.5 * len(pairs) + 1.6, sharex=True, sharey=True)
    rows = np.arange(len(pairs))
    drawn = {
        "customers moved, model kept": [(p.share_moved, p.null_moved.low, p.null_moved.high)
                                        for p in pairs.values()],
        "placed elsewhere by the later model": [
            (p.share_placed_differently, p.refits.min(), p.refits.max()) for p in pairs.values()],
    }  # fmt: skip
    for ax, (title, figures) in zip(axes, drawn.items(), strict=True):
        share, low, high = np.array(figures).T
        ax.barh(rows, high - low, left=low, color=LIGHT, height=0.5)
        ax.scatter(share, rows, color=INK, s=50, zorder=3)
        for row, value in enumerate(share):
            ax.annotate(f"{value:.0%}", (max(value, high[row]), row), xytext=(9, 0), va="center",
                        textcoords="offset points", fontsize=9.5, color=INK)  # fmt: skip
        ax.set_title(title, fontsize=10, fontweight="normal")
        ax.set(ylim=(len(pairs) - 0.5, -0.5), xlim=(0, 1))
        ax.tick_params(axis="y", length=0)
        percent(ax.xaxis)
    axes[0].set_yticks(rows, [dates.replace(" → ", "\nto ") for dates in pairs])
    axes[0].set_xlabel("grey: 95% of what steady habits would give")
    axes[1].set_xlabel("grey: refits of the first date")
    inside = sum(low <= share <= high for share, low, high in drawn["customers moved, model kept"])
    heading(fig, f"On {inside} of {len(pairs)} pairs of dates customers moved as much as steady "
                 "habits would have moved them")  # fmt: skip
    return fig


def transitions(pair: SnapshotComparison, names: list[str], dates: tuple[str, str]) -> Figure:
    """Who is in which segment later, and where that is more or less than steady habits give.

    `names` are the segments by label, `dates` the earlier and the later one.
    """
    seen, gap = pair.transitions.value, pair.transitions.value - pair.null_transitions.value
    points = (100 * gap).map(lambda x: f"\n({signed(x, '.0f')})").where(pair.beyond_null, "")
    # A difference of less than half a point is none that a reader could use.
    points = points.mask(points.isin(["\n(+0)", "\n(−0)"]), "")
    marks = seen.map("{:.0%}".format).replace("0%", "") + points
    numbers = [str(number) for number in range(1, len(names) + 1)]
    rows = [f"{fill(name, 24)}  {n}" for name, n in zip(names, numbers, strict=True)]

    def square(cells: pd.Series) -> pd.DataFrame:
        return cells.unstack().set_axis(rows).set_axis(numbers, axis=1)

    fig, ax = new(height=0.55 * len(names) + 1.5)
    heat(ax, square(seen), limits=LIGHT_HALF, marks=square(marks), size=9.5)
    for digits in ax.texts:
        digits.set_color(INK)
    ax.tick_params(axis="y", labelrotation=0)
    ax.set(ylabel=f"segment on {dates[0]}", xlabel=f"segment on {dates[1]}")
    ax.set_title("(+n): so many points more than steady habits would give", fontsize=9.5,
                 fontweight="normal", color=MUTED)  # fmt: skip
    heading(fig, _most_beyond(gap.where(pair.beyond_null), names))
    return fig


def _most_beyond(gap: pd.Series, names: list[str]) -> str:
    """Which change of segment exceeds steady habits most; `gap` is NaN where not clearly."""
    moved = gap[[then != now for then, now in gap.index]].dropna()
    if not (moved > 0).any():
        return "No change of segment is clearly more frequent than at steady habits"
    then, now = moved.idxmax()
    return f"Most beyond steady habits: from “{names[then]}” to “{names[now]}”"


def alone(people: pd.DataFrame, segment: pd.Series) -> Figure:
    """Spend of every customer of a segment, and its mean with and without the heaviest of them.

    `people` is from `outcomes.holdout_outcomes`, with the segment of each row.
    """
    customer, _ = heaviest(people, segment)
    spend = people.loc[segment == segment[customer], "Later_Spend"]
    means = {"with": spend.mean(), "without": spend.drop(customer).mean()}
    fig, ax = new(height=2.4)
    ordered = spend[spend > 0].drop(customer)
    height = np.random.default_rng(0).uniform(0.1, 0.5, len(ordered))
    ax.scatter(ordered, height, s=10, color=INK, alpha=0.5, lw=0)
    ax.scatter(spend[customer], 0.3, s=60, color=INK)
    for (which, mean), side in zip(means.items(), ("left", "right"), strict=True):
        apart = (5 if side == "left" else -5, 0)
        ax.axvline(mean, color=MUTED, lw=1, ls="--", zorder=0)
        ax.annotate(f"mean {which}: £{mean:,.0f}", (mean, 0.72), apart, fontsize=9.5, color=INK,
                    ha=side, textcoords="offset points")  # fmt: skip
    ax.annotate("this customer", (spend[customer], 0.3), xytext=(-8, 0), fontsize=9.5, ha="right",
                va="center", textcoords="offset points", color=INK)  # fmt: skip
    ax.set(xscale="log", ylim=(0, 0.85), yticks=[], xlabel="spend of customers who ordered, £")
    ax.xaxis.set_major_formatter("£{x:,.0f}")
    ax.spines["left"].set_visible(False)
    heading(fig, f"One customer of {len(spend):,} moves the mean of “{segment[customer]}”")
    return fig
