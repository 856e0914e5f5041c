"""Figures of notebook 11: behaviour after the snapshot, and drift."""

from collections.abc import Mapping
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.estimates import Estimates
from segmentation.base.palette import ACCENT, INK, colours, short
from segmentation.base.plots import forest, heat
from segmentation.base.style import heading, new, percent
from segmentation.base.words import capital, per_cent, signed
from segmentation.tomorrow.drift import SnapshotComparison
from segmentation.tomorrow.forecast import PLANTED, Rolling

PANELS = {
    "ordered again": "ordered again",
    "spend": "spend, £",
    "amount returned": "share of £ returned",
}
LINE = 85  # letters of a heading that fit into the width
BEYOND = 1.25  # of a whole: where an axis of shares ends, so that labels have room
FAR = 0.3  # a difference of shares that gets the full colour
SPOKEN = {"£": "R² of spend in £", "log": "R² of ln(spend + 1)", "AUC": "AUC of who orders"}
APART = 0.16  # between the origins of one method, in rows


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
        tints = [colours(names)[name] for name in names]
        for ax, (outcome, title) in zip(line, PANELS.items(), strict=True):
            pounds = outcome == "spend"
            forest(ax, found[outcome].table, tints=tints, names=[""] * len(names),
                   text="£{:,.0f}".format if pounds else per_cent)  # fmt: skip
            end = max(1.45 * found[outcome].high.max(), 0.05)
            ax.set_xlim(0, end if pounds else min(end, BEYOND))
            if not pounds:
                percent(ax.xaxis)
                if end > 1:
                    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
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


def rolling(rolled: Mapping[str, Rolling]) -> Figure:
    """How well every method predicts: each origin with its interval, and the mean over them.

    A row of panels for each data set, a column for each measure; the segments in colour.
    """
    means = {data: one.means() for data, one in rolled.items()}
    lengths = [len(table) for table in means.values()]
    fig, axes = new(len(rolled), len(SPOKEN), height=0.36 * sum(lengths) + 0.7 * len(rolled) + 0.6,
                    height_ratios=lengths, squeeze=False)  # fmt: skip
    for line, (data, one) in zip(axes, rolled.items(), strict=True):
        methods = list(means[data].index)
        tints = [ACCENT if name == one.chosen else INK for name in methods]
        for ax, (measure, title) in zip(line, SPOKEN.items(), strict=True):
            _origins(ax, one.scores[measure], tints)
            mean = means[data][measure]
            ax.scatter(mean, range(len(mean)), marker="|", s=190, lw=2.4, color=tints, zorder=3)
            ax.set(yticks=[], ylim=(len(methods) - 0.5, -0.5))
            ax.margins(x=0.12)
            ax.axvline(mean[one.chosen], color=ACCENT, lw=0.8, ls=":", zorder=0)
            ax.set_title(title, fontsize=10, fontweight="normal")
        line[0].set_yticks(range(len(methods)), methods)
        line[0].get_yticklabels()[methods.index(one.chosen)].set(color=ACCENT, fontweight="bold")
        line[0].set_ylabel(capital(data), fontweight="bold")
    axes[-1, 0].set_xlabel("dots: origins, 95% intervals")
    axes[-1, 1].set_xlabel("bars: means of the origins")
    axes[-1, 2].set_xlabel("dotted: the segments' mean")
    heading(fig, _in_short({data: table["log"] for data, table in means.items()}, rolled))
    return fig


def _origins(ax: Axes, by_day: Mapping[str, Estimates], tints: list[str]) -> None:
    """The value of each method at each origin, the earliest at the top of its row."""
    for at, day in enumerate(sorted(by_day)):
        scores = by_day[day]
        rows = np.arange(len(tints)) + APART * (at - (len(by_day) - 1) / 2)
        ax.hlines(rows, scores.low, scores.high, color=tints, lw=0.9, alpha=0.6)
        ax.scatter(scores.value, rows, color=tints, s=7)


def _in_short(logs: Mapping[str, pd.Series], rolled: Mapping[str, Rolling]) -> str:
    """How much of the log of spend segments explain, and the best method that a shop could use."""
    pieces = []
    for data, log in logs.items():
        usable = log.drop(PLANTED, errors="ignore")
        pieces.append(
            f"segments {log[rolled[data].chosen]:.2f}, {usable.idxmax()} {usable.max():.2f} (best "
            f"of {len(usable)}) in {data}"
        )
    return fill(f"R² of the log of spend: {'; '.join(pieces)}", LINE)


def transitions(pair: SnapshotComparison, names: list[str], dates: tuple[str, str]) -> Figure:
    """Who is in which segment later, and what is more or less than habits that never change.

    `names` are the segments by label, `dates` the earlier and the later one.
    """
    rows, columns = ([fill(name, width) for name in names] for width in (16, 10))

    def square(cells: pd.Series) -> pd.DataFrame:
        return cells.unstack().set_axis(rows).set_axis(columns, axis=1)

    seen, gap = pair.transitions, pair.transitions.value - pair.null_transitions.value
    shares = seen.table.apply(
        lambda row: f"{row.value:.0%}\n{100 * row.low:.0f}–{100 * row.high:.0f}", axis=1
    )
    stars = pair.beyond_null.map({True: "*", False: ""})
    fig, (left, right) = new(1, 2, height=0.62 * len(names) + 1.9, sharey=True)
    heat(left, square(seen.value), marks=square(shares))
    heat(right, square(gap), limits=(-FAR, FAR), diverging=True,
         marks=square((100 * gap).map(lambda points: signed(points, ".0f")) + stars))  # fmt: skip
    left.set_title(f"share of a row found on {dates[1]} in …", fontsize=10, fontweight="normal")
    right.set_title("less what steady habits would give, points", fontsize=10, fontweight="normal")
    for ax in (left, right):
        ax.tick_params(axis="x", labelrotation=0, labelsize=8)
        ax.tick_params(axis="y", labelsize=8)
    left.set(ylabel=f"segment on {dates[0]}", xlabel="with 95% interval over customers")
    right.set_xlabel("* outside 95% of what they would give")
    usual = pair.null_moved.value
    heading(fig, f"{pair.share_moved:.0%} changed segment; {usual:.0%} would have, had no habit "
                 "changed")  # fmt: skip
    return fig
