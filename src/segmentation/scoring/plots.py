"""Figures of notebook 13: how sure a segment is, and what would change it."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import INK, LIGHT, MUTED, colours, short
from segmentation.base.style import new, percent
from segmentation.base.words import signed

SHADES = ("#0072B2", "#E69F00", "#D55E00")  # from little to much overlap
LAST = 0.6  # margin up to which the errors are shown; beyond it there are hardly any


def errors_by_margin(by_overlap: dict[float, pd.DataFrame], limit: float) -> Figure:
    """Share of wrong segments by margin, a line for each of at most three overlaps."""
    fig, ax = new(height=3.6)
    ax.axvspan(0, limit, color=LIGHT, alpha=0.6, lw=0)
    ax.text(limit / 2, 0.01, "undecided", ha="center", va="bottom", color=MUTED, fontsize=9)
    for (overlap, errors), colour in zip(by_overlap.items(), SHADES, strict=False):
        shown = errors[errors.index < LAST]
        step = float(np.diff(errors.index).min())
        x = shown.index + step / 2
        ax.fill_between(x, shown["low"], shown["high"], color=colour, alpha=0.2, lw=0)
        ax.plot(x, shown["share"], color=colour, marker="o", ms=4, label=f"overlap {overlap:g}")
    ax.set(
        xlim=(0, LAST),
        ylim=(0, None),
        xlabel="margin: 0 is half-way to the next segment, 1 the centre of the own one",
        ylabel="share with a wrong segment",
    )
    percent(ax.yaxis)
    ax.legend(loc="upper right")
    ax.set_title("The smaller the margin, the more often the segment is wrong")
    return fig


def card(scaled: pd.Series, own: pd.Series, other: pd.Series, names: tuple[str, str]) -> Figure:
    """One customer between two centroids, all in σ, and what each feature weighs."""
    # These add up to the difference of the squared distances, which decides.
    pull = ((scaled - other) ** 2 - (scaled - own) ** 2).sort_values()
    fig, ax = new(height=0.38 * len(pull) + 1.5)
    rows = np.arange(len(pull))
    own_colour, other_colour = colours(list(names)).values()
    ax.axvline(0, color=LIGHT, lw=1)
    ax.hlines(rows, own[pull.index], other[pull.index], color=LIGHT, lw=4, zorder=1)
    ax.scatter(own[pull.index], rows, s=90, color=own_colour, label=f"centre of {short(names[0])}")
    ax.scatter(
        other[pull.index], rows, s=80, color=other_colour, marker="s",
        label=f"centre of {short(names[1])}",
    )  # fmt: skip
    ax.scatter(scaled[pull.index], rows, s=110, marker="D", color="white", edgecolor=INK, lw=1.8,
               zorder=3, label="the customer")  # fmt: skip
    for row, weight in zip(rows, pull, strict=True):
        ax.text(1.02, row, signed(weight, ".2f"), transform=ax.get_yaxis_transform(), va="center",
                color=own_colour if weight > 0 else other_colour, fontweight="bold")  # fmt: skip
    ax.text(1.02, len(pull) - 0.35, f"for {short(names[0])}", transform=ax.get_yaxis_transform(),
            va="bottom", fontsize=9, color=MUTED)  # fmt: skip
    ax.set_yticks(rows, pull.index)
    ax.set_xlabel("σ from the average customer (0); right: next squared distance less own, in σ²")
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.02), ncols=3, columnspacing=1.2)
    title = f"{pull.index[-1]} speaks most for {short(names[0])}"
    if pull.iloc[0] < 0:
        title += f", {pull.index[0]} most for {short(names[1])}"
    ax.set_title(title, pad=40)
    return fig
