"""Figures of notebook 11: behaviour after the snapshot, and drift."""

from textwrap import fill

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, DIVERGING, INK, colours, short
from segmentation.base.style import heading, new, percent, share_cells
from segmentation.base.words import per_cent
from segmentation.tomorrow import forecast

PANELS = {
    "ordered again": "ordered again",
    "spend": "spend, £",
    "amount returned": "share of £ returned",
}
LINE = 85  # letters of a heading that fit into the width
BEYOND = 1.25  # of a whole: where an axis of shares ends, so that labels have room
FAR = 0.3  # a difference of shares that gets the full colour
SPOKEN = {"£": "R² of spend in £", "log": "R² of ln(spend + 1)", "AUC": "AUC of who orders"}
APART = 0.16  # between the origins of one way, in rows


def _interval(ax: Axes, table: pd.DataFrame, tints: list[str], pounds: bool) -> None:
    rows = np.arange(len(table))
    ax.hlines(rows, table["low"], table["high"], color=tints, lw=2)
    ax.scatter(table["value"], rows, color=tints, s=26, zorder=3)
    for row, (value, high) in enumerate(table[["value", "high"]].to_numpy()):
        if np.isfinite(high):
            text = f"£{value:,.0f}" if pounds else per_cent(value)
            ax.annotate(text, (high, row), xytext=(5, 0), fontsize=9,
                        textcoords="offset points", va="center", color=tints[row])  # fmt: skip


def outcomes(found: dict[str, dict[str, pd.DataFrame]], days: int) -> Figure:
    """What each segment did after the snapshot, with intervals; a row of panels per data set.

    Parameters
    ----------
    found : dict
        Data set → result of `outcomes.outcomes`.
    days : int
        Length of the window.
    """
    lengths = [len(next(iter(tables.values()))) for tables in found.values()]
    fig, axes = new(len(found), len(PANELS), height=0.36 * sum(lengths) + 1.1 * len(found) + 0.5,
                    height_ratios=lengths, squeeze=False)  # fmt: skip
    for line, (data, tables) in zip(axes, found.items(), strict=True):
        for ax, (outcome, title) in zip(line, PANELS.items(), strict=True):
            table = tables[outcome]
            palette = colours(list(table.index))
            _interval(ax, table, [palette[name] for name in table.index], outcome == "spend")
            ax.set(ylim=(len(table) - 0.5, -0.5), yticks=[])
            end = max(1.45 * np.nanmax(table["high"]), 0.05)
            ax.set_xlim(0, end)
            if outcome != "spend":
                ax.set_xlim(0, min(end, BEYOND))
                percent(ax.xaxis)
                if end > 1:
                    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
            ax.set_title(title, fontsize=10, fontweight="normal")
        first = tables["ordered again"]
        names = [f"{fill(short(name), 20)} ({n:,})" for name, n in first["customers"].items()]
        line[0].set_yticks(range(len(first)), names)
        line[0].set_ylabel(data[0].upper() + data[1:], fontweight="bold")
    axes[-1, 0].set_xlabel("share, 95% interval")
    axes[-1, 1].set_xlabel("mean of all its customers")
    axes[-1, 2].set_xlabel("share of what was ordered")
    ends = [tables["ordered again"]["value"] for tables in found.values()]
    spans = [
        f"{per_cent(end.min())} to {per_cent(end.max())} in {data}"
        for data, end in zip(found, ends, strict=True)
    ]
    heading(fig, f"Ordered within {days} days, by segment: {', '.join(spans)}")
    return fig


def rolling(scores: dict[str, pd.DataFrame], chosen: dict[str, str]) -> Figure:
    """How well every way predicts: each origin with its interval, and the mean over the origins.

    Parameters
    ----------
    scores : dict
        Data set → `scores` of `forecast.rolling`; a row of panels each, a column per measure.
    chosen : dict
        Data set → the way that stands for the segments, in colour.
    """
    means = {data: forecast.average(table) for data, table in scores.items()}
    lengths = [len(table) for table in means.values()]
    fig, axes = new(len(scores), len(SPOKEN), height=0.36 * sum(lengths) + 0.7 * len(scores) + 0.6,
                    height_ratios=lengths, squeeze=False)  # fmt: skip
    for line, (data, table) in zip(axes, scores.items(), strict=True):
        ways = list(means[data].index)
        tints = [ACCENT if way == chosen[data] else INK for way in ways]
        for ax, measure in zip(line, SPOKEN, strict=True):
            _origins(ax, table[table["measure"] == measure], ways, tints)
            own = means[data][measure].to_numpy()
            ax.scatter(own, range(len(ways)), marker="|", s=190, lw=2.4, color=tints, zorder=3)
            ax.set(yticks=[], ylim=(len(ways) - 0.5, -0.5))
            ax.margins(x=0.12)
            mean = means[data].loc[chosen[data], measure]
            ax.axvline(mean, color=ACCENT, lw=0.8, ls=":", zorder=0)
            ax.set_title(SPOKEN[measure], fontsize=10, fontweight="normal")
        line[0].set_yticks(range(len(ways)), ways)
        line[0].get_yticklabels()[ways.index(chosen[data])].set(color=ACCENT, fontweight="bold")
        line[0].set_ylabel(data[0].upper() + data[1:], fontweight="bold")
    axes[-1, 0].set_xlabel("dots: origins, 95% intervals")
    axes[-1, 1].set_xlabel("bars: means of the origins")
    axes[-1, 2].set_xlabel("dotted: the segments' mean")
    heading(fig, _in_short(means, chosen))
    return fig


def _origins(ax: Axes, table: pd.DataFrame, ways: list[str], tints: list[str]) -> None:
    """The value of each way at each origin, the earliest at the top of its row, with intervals."""
    days = sorted(table["day"].unique())
    for at, day in enumerate(days):
        own = table[table["day"] == day].set_index("way").loc[ways]
        rows = np.arange(len(ways)) + APART * (at - (len(days) - 1) / 2)
        ax.hlines(rows, own["low"], own["high"], color=tints, lw=0.9, alpha=0.6)
        ax.scatter(own["value"], rows, color=tints, s=7)


def _in_short(means: dict[str, pd.DataFrame], chosen: dict[str, str]) -> str:
    """How much of the log of spend the segments explain, and the best way that a shop could use."""
    pieces = []
    for data, table in means.items():
        log = table["log"].drop(forecast.PLANTED, errors="ignore")
        pieces.append(
            f"segments {log[chosen[data]]:.2f}, {log.idxmax()} {log.max():.2f} (best of "
            f"{len(log)}) in {data}"
        )
    return fill(f"R² of the log of spend: {'; '.join(pieces)}", LINE)


def transitions(found: dict, names: list[str], dates: tuple[str, str]) -> Figure:
    """Who is in which segment later, and what is more or less than habits that never change.

    Parameters
    ----------
    found : dict
        From `drift.between`.
    names : list of str
        Segment of each label.
    dates : tuple of str
        The earlier and the later date.
    """
    rows, columns = ([fill(name, width) for name in names] for width in (16, 10))
    seen, null = (found[key].set_axis(rows).set_axis(columns, axis=1) for key in ("seen", "null"))
    fig, (left, right) = new(1, 2, height=0.62 * len(names) + 1.9, sharey=True)
    share_cells(left, seen)
    for text, low, high in zip(
        left.texts, found["low"].to_numpy().ravel(), found["high"].to_numpy().ravel(), strict=True
    ):
        text.set_text(f"{text.get_text()}\n{100 * low:.0f}–{100 * high:.0f}")
    gap = seen - null
    beyond = (found["seen"] < found["null low"]) | (found["seen"] > found["null high"])
    marked = [
        [
            f"{100 * value:+.0f}{'*' if out else ''}".replace("-", "−")
            for value, out in zip(*row, strict=True)
        ]
        for row in zip(gap.to_numpy(), beyond.to_numpy(), strict=True)
    ]
    sns.heatmap(
        gap,
        annot=np.array(marked),
        fmt="",
        cmap=DIVERGING,
        vmin=-FAR,
        vmax=FAR,
        cbar=False,
        ax=right,
        annot_kws={"size": 8},
        linewidths=1,
        linecolor="white",
    )
    right.set(ylabel="")
    right.tick_params(length=0)
    left.set_title(f"share of a row found on {dates[1]} in …", fontsize=10, fontweight="normal")
    right.set_title("less what steady habits would give, points", fontsize=10, fontweight="normal")
    for ax in (left, right):
        ax.tick_params(axis="x", labelrotation=0, labelsize=8)
        ax.tick_params(axis="y", labelsize=8)
    left.set_ylabel(f"segment on {dates[0]}")
    left.set_xlabel("with 95% interval over customers")
    right.set_xlabel("* outside 95% of what they would give")
    usual = float(np.median(found["kept if unchanged"]))
    heading(
        fig, f"{found['kept']:.0%} changed segment; {usual:.0%} would have, had no habit changed"
    )
    return fig
