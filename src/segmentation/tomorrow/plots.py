"""Figures of notebook 11: behaviour after the snapshot, and drift."""

from textwrap import fill

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, DIVERGING, INK, LIGHT, MUTED, colours, short
from segmentation.base.style import heading, new, percent, share_cells
from segmentation.base.words import per_cent
from segmentation.tomorrow.forecast import LINEAR, RECENCY, RULES, SPEND, TREES

PANELS = {
    "ordered again": "ordered again",
    "spend": "spend, £",
    "amount returned": "share of £ returned",
}
SEGMENTS = "segments"
LOOKS = {  # way → colour, line, marker; a given grouping takes SPARE
    SEGMENTS: (ACCENT, "-", "o"),
    RECENCY: (MUTED, "-", "s"),
    SPEND: (CONTRAST, "-", "D"),
    RULES: ("#009E73", "-", "^"),
    LINEAR: (INK, ":", "x"),
    TREES: (INK, "--", "+"),
}
SPARE = ("#CC79A7", "-", "P")
LINE = 85  # letters of a heading that fit into the width
BEYOND = 1.25  # of a whole: where an axis of shares ends, so that labels have room
FAR = 0.3  # a difference of shares that gets the full colour
SPOKEN = {"£": "R² of spend in £", "log": "R² of ln(spend + 1)"}


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


def looks(ways: list[str]) -> dict[str, tuple[str, str, str]]:
    """Colour, line and marker of each way, the same in every panel."""
    return {way: LOOKS.get(way, SPARE) for way in ways}


def rolling(
    scores: dict[str, pd.DataFrame],
    chosen: dict[str, str],
    measures: tuple[str, ...] = ("£", "log"),
) -> Figure:
    """How much every way explains at each origin; a row of panels per data set.

    Parameters
    ----------
    scores : dict
        Data set → `scores` of `forecast.rolling`.
    chosen : dict
        Data set → the way that is drawn as the segments. Another K-Means and spend in k groups
        stand in the tables only.
    measures : tuple of str
        Measures, one column of panels each.
    """
    fig, axes = new(len(scores), len(measures), height=3.1 * len(scores) + 0.7, squeeze=False)
    for line, (data, table) in zip(axes, scores.items(), strict=True):
        days, own = sorted(set(table["day"])), segments_and_rest(table, chosen[data])
        style = looks(list(dict.fromkeys(own["way"])))
        offsets = dict(zip(style, np.linspace(-0.28, 0.28, len(style)), strict=True))
        for ax, measure in zip(line, measures, strict=True):
            for way, (tint, dash, marker) in style.items():
                drawn = own[(own["measure"] == measure) & (own["way"] == way)]
                drawn = drawn.set_index("day").loc[days]
                at = np.arange(len(days)) + offsets[way]
                width = 2.6 if way == SEGMENTS else 1.1
                ax.plot(at, drawn["value"], color=tint, ls=dash, marker=marker, ms=5, lw=width,
                        label=way)  # fmt: skip
                ax.vlines(at, drawn["low"], drawn["high"], color=tint, lw=1)
            ax.axhline(0, color=LIGHT, lw=0.8, zorder=0)
            ax.set_xticks(range(len(days)), days, fontsize=8.5)
            ax.set_ylabel(SPOKEN[measure])
            ax.set_title(f"{data[0].upper() + data[1:]} ({chosen[data]})", fontsize=10)
    for ax in axes[-1]:
        ax.set_xlabel("origin: learned before this day, tested after it")
    drawn = {line.get_label(): line for ax in axes[:, 0] for line in ax.get_lines()}
    ways = [way for way in drawn if not way.startswith("_")]  # helper lines have no label
    lines = [drawn[way] for way in ways]
    fig.legend(lines, ways, fontsize=8.5, loc="outside lower center", ncols=4)
    fig.align_ylabels()
    heading(fig, _in_short(scores, chosen))
    return fig


def segments_and_rest(table: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """Rows of the ways that are drawn, the chosen one called the segments."""
    way = table["way"]
    left_out = way.str.startswith(("spend, ", "K-Means")) & (way != chosen)
    return table.assign(way=way.where(way != chosen, SEGMENTS))[~left_out]


def _in_short(scores: dict[str, pd.DataFrame], chosen: dict[str, str]) -> str:
    """How much the segments explain of the log of spend, and how much a regression does."""
    pieces = []
    for data, table in scores.items():
        means = table[table["measure"] == "log"].groupby("way")["value"].mean()
        best = max(means[LINEAR], means[TREES])
        pieces.append(f"{means[chosen[data]]:.2f} ({best:.2f}) in {data}")
    return fill(f"R² of the log of spend, segments (regression): {', '.join(pieces)}", LINE)


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
    wrapped = [fill(name, 16) for name in names]
    seen, null = (
        found[key].set_axis(wrapped).set_axis(wrapped, axis=1) for key in ("seen", "null")
    )
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
    right.set_title("less the no-change null, points", fontsize=10, fontweight="normal")
    for ax in (left, right):
        ax.tick_params(axis="x", labelrotation=45, labelsize=8)
        ax.tick_params(axis="y", labelsize=8)
    left.set_ylabel(f"segment on {dates[0]}")
    left.set_xlabel("with 95% interval over customers")
    right.set_xlabel("* outside 95% of the null")
    usual = float(np.median(found["kept if unchanged"]))
    heading(
        fig, f"{found['kept']:.0%} changed segment; {usual:.0%} would have, had no habit changed"
    )
    return fig
