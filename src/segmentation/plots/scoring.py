"""Figures of notebook 11: how sure a segment is, and what would change it."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.plots.style import INK, LIGHT, MUTED, colours, new, percent, short

SHADES = ("#0072B2", "#E69F00", "#D55E00")  # from little to much overlap
LAST = 0.6  # margin up to which the errors are shown; beyond it there are hardly any


def errors_by_margin(by_overlap: dict[float, pd.DataFrame], limit: float) -> Figure:
    """Share of wrong segments by margin, a line for each overlap.

    Parameters
    ----------
    by_overlap : dict
        Overlap → from `confidence.errors_by_margin`; at most three.
    limit : float
        Margin below which customers are called undecided.
    """
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
    """One customer between two centroids, feature by feature.

    Parameters
    ----------
    scaled : Series, shape (d,)
        The customer in σ.
    own, other : Series, shape (d,)
        The two nearest centroids, in σ.
    names : (str, str)
        Of the two segments.
    """
    # The features that part the two segments most stand on top.
    order = (own - other).abs().sort_values().index
    fig, ax = new(height=0.38 * len(order) + 1.4)
    rows = np.arange(len(order))
    own_colour, other_colour = colours(list(names)).values()
    ax.axvline(0, color=LIGHT, lw=1)
    ax.hlines(rows, own[order], other[order], color=LIGHT, lw=4, zorder=1)
    ax.scatter(own[order], rows, s=90, color=own_colour, label=f"centre of {short(names[0])}")
    ax.scatter(
        other[order], rows, s=80, color=other_colour, marker="s",
        label=f"centre of {short(names[1])}",
    )  # fmt: skip
    ax.scatter(scaled[order], rows, s=110, marker="D", color="white", edgecolor=INK, lw=1.8,
               zorder=3, label="the customer")  # fmt: skip
    ax.set_yticks(rows, order)
    ax.set_xlabel("σ from the average customer (0)")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, columnspacing=1.2)
    gap = (scaled - own).abs() - (scaled - other).abs()
    nearer = int((gap < 0).sum())
    ax.set_title(
        f"Nearer to the centre of {short(names[0])} in {nearer} of {len(order)} features", pad=34
    )
    return fig
