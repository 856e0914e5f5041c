"""Figures of notebook 13: why a customer is in a segment, how sure that is, and the mix."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import INK, LIGHT, MUTED, colours, short
from segmentation.base.style import heading, new, percent
from segmentation.base.words import capital, per_cent

LINES = ("-", "--", ":")  # from little to much overlap
LAST = 0.6  # margin up to which the errors are shown; beyond it there are hardly any
POINTS = 1_500  # customers between two segments who are drawn
NAMED_AT = 4  # class of margins beside which a line is named: there they lie far apart


def card(scaled: pd.Series, own: pd.Series, other: pd.Series, names: tuple[str, str]) -> Figure:
    """One customer between two centroids, all in σ, and what each feature weighs."""
    # These add up to the difference of the squared distances, which decides.
    pull = ((scaled - other) ** 2 - (scaled - own) ** 2).sort_values()
    fig, (ax, bars) = new(1, 2, height=0.36 * len(pull) + 1.5, sharey=True, width_ratios=(3, 1))
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
    ax.set_yticks(rows, pull.index)
    ax.set_xlabel("standard deviations (σ) from the average customer")
    ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=3, columnspacing=1.2)
    bars.barh(rows, pull, 0.6, color=np.where(pull > 0, own_colour, other_colour))
    bars.axvline(0, color=MUTED, lw=1)
    bars.tick_params(axis="y", length=0)
    bars.spines["left"].set_visible(False)
    bars.set_xlabel(f"← {short(names[1])} · {short(names[0])} →")
    bars.set_title("speaks for, σ²", fontsize=10, fontweight="normal", loc="center")
    title = f"{pull.index[-1]} speaks most for {short(names[0])}"
    if pull.iloc[0] < 0:
        title += f", {pull.index[0]} most for {short(names[1])}"
    heading(fig, title)
    return fig


def wedge(scores: pd.DataFrame, names: tuple[str, str], limit: float, usual: float) -> Figure:
    """Customers between two segments by their distances to both centres, those undecided shaded.

    `scores` are from `Segmenter.predict`: of customers whose two nearest centres are these;
    `usual` is the share of all customers who are undecided.
    """
    first = scores["Segment"] == names[0]
    x = scores["Distance"].where(first, scores["Next_Distance"])
    y = scores["Next_Distance"].where(first, scores["Distance"])
    drawn = scores.index[np.random.default_rng(0).permutation(len(scores))[:POINTS]]
    own = scores["Segment"].astype(object).map(colours(list(names)))
    most = float(np.quantile(scores["Next_Distance"], 0.995)) if len(scores) else 1.0
    fig, ax = new(height=4.2)
    ends = np.array([0.0, most])
    ax.fill_between(ends, ends * (1 - limit), ends / (1 - limit), color=LIGHT, lw=0)
    ax.plot(ends, ends, color=MUTED, lw=1)
    ax.scatter(x[drawn], y[drawn], s=9, alpha=0.6, lw=0, color=own[drawn])
    places = ((0.02, 0.95, "left", "top"), (0.98, 0.06, "right", "bottom"))
    for name, (across, up, left, top) in zip(names, places, strict=True):
        ax.text(across, up, f"nearer to {short(name)}", transform=ax.transAxes, ha=left, va=top,
                color=colours(list(names))[name], fontweight="bold")  # fmt: skip
    ax.text(0.97 * most, 0.97 * most, "undecided", ha="right", va="center", color=INK, fontsize=10)
    ax.set(xlim=(0, most), ylim=(0, most), xlabel=f"distance to the centre of {short(names[0])}, σ",
           ylabel=f"distance to the centre\nof {short(names[1])}, σ")  # fmt: skip
    share = float((scores["Margin"] < limit).mean()) if len(scores) else 0.0
    ax.set_title(
        f"{share:.1%} of the customers between these two are undecided, {usual:.1%} of all"
    )
    return fig


def errors_by_margin(by_overlap: dict[float, pd.DataFrame], limit: float) -> Figure:
    """Share of wrong segments by margin, a line for each of at most three overlaps."""
    fig, ax = new(height=3.8)
    ax.axvspan(0, limit, color=LIGHT, alpha=0.6, lw=0)
    ax.text(limit / 2, 0.01, "undecided", ha="center", va="bottom", color=INK, fontsize=10)
    for (overlap, errors), line in zip(by_overlap.items(), LINES, strict=False):
        shown = errors[errors.index < LAST]
        step = float(np.diff(errors.index).min())
        x = shown.index + step / 2
        ax.fill_between(x, shown["low"], shown["high"], color=MUTED, alpha=0.25, lw=0)
        ax.plot(x, shown["share"], color=INK, ls=line, marker="o", ms=4)
        at = min(NAMED_AT, len(shown) - 1)
        ax.annotate(f"overlap {overlap:g}", (x[at], shown["share"].iloc[at]), xytext=(5, 6),
                    textcoords="offset points", color=INK, fontsize=10)  # fmt: skip
    ax.set(
        xlim=(0, LAST),
        ylim=(0, None),
        xlabel="margin: 0 is half-way to the next segment, 1 the centre of the own one",
        ylabel="share with a wrong segment",
    )
    percent(ax.yaxis)
    ax.set_title("The smaller the margin, the more often the segment is wrong")
    return fig


def mixes(usual: pd.Series, other: pd.Series, labels: tuple[str, str]) -> Figure:
    """How two sets of customers, named by `labels`, spread over the segments of one model."""
    names = usual.index
    other = other.reindex(names, fill_value=0.0)  # nobody may be in a segment
    fig, ax = new(height=0.36 * len(names) + 1.5)
    rows = np.arange(len(names))
    for shares, shift, colour, label in zip((usual, other), (-0.2, 0.2), (MUTED, INK), labels,
                                            strict=True):  # fmt: skip
        ax.barh(rows + shift, shares[names], 0.36, color=colour, label=label)
        for row, share in zip(rows, shares[names], strict=True):
            ax.annotate(per_cent(share), (share, row + shift), xytext=(4, 0), va="center",
                        textcoords="offset points", fontsize=9, color=colour)  # fmt: skip
    ax.set_yticks(rows, [fill(short(name), 40) for name in names])
    ax.invert_yaxis()
    percent(ax.xaxis)
    ax.set_xlabel("share of the customers")
    fig.legend(loc="outside lower right", ncols=2)
    top = (other - usual).idxmax()
    heading(fig, f"{capital(short(top))}: {per_cent(usual[top])} of {labels[0]}, "
                 f"{per_cent(other[top])} of {labels[1]}")  # fmt: skip
    return fig
