"""Figures of notebook 02."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import INK, LIGHT, MUTED
from segmentation.base.plots import heat
from segmentation.base.style import heading, new, percent
from segmentation.base.words import signed
from segmentation.features.names import FEATURES

LOG_AXIS = ("Frequency", "Monetary")
MOST_CALLS = 8  # and more are one bar
FAR = 1.5  # a mean so many times the median is not typical


def distributions(customers: pd.DataFrame, features: list[str]) -> Figure:
    """A histogram of each feature, sums on a log axis; the median and the mean marked."""
    rows = -(-len(features) // 3)
    fig, axes = new(rows, 3, height=2.1 * rows + 0.4, squeeze=False)
    for ax, name in zip(axes.ravel(), features, strict=False):
        values = customers[name]
        unit = FEATURES[name].unit
        if name in LOG_AXIS:
            _log_histogram(ax, values)
            unit += " (log)"
        elif name == "Support_Calls":
            counts = np.bincount(values.clip(upper=MOST_CALLS), minlength=MOST_CALLS + 1)
            ax.bar(np.arange(MOST_CALLS + 1), counts, 0.9, color=MUTED)
            steps = range(0, MOST_CALLS + 1, 2)
            ax.set_xticks(steps, [*map(str, steps[:-1]), f"{MOST_CALLS} or more"])
        else:
            ax.hist(values, bins=50, color=MUTED)
        ax.axvline(values.median(), color=INK, lw=1.4)
        ax.axvline(values.mean(), color=INK, lw=1.4, ls=":")
        ax.set_title(name, fontsize=10)
        ax.set(xlabel=unit, yticks=[])
        if FEATURES[name].is_share:
            percent(ax.xaxis)
    for ax in axes.ravel()[len(features) :]:
        ax.set_visible(False)
    far = (customers[features].mean() > FAR * customers[features].median()).sum()
    heading(
        fig,
        f"In {far} of {len(features)} features the mean (dotted) is over {FAR:g} times the median "
        "(solid)",
    )
    return fig


def _log_histogram(ax: Axes, values: pd.Series) -> None:
    """A histogram on a log axis, with bars whose area is the number of customers."""
    edges = np.geomspace(1, values.max() + 1.5, 40)  # so that the largest is inside
    whole = np.unique(np.floor(edges)) - 0.5  # no gaps where only whole numbers occur
    counts = np.histogram(values, whole)[0]
    per_decade = counts / np.diff(np.log10(whole))  # else wide bars would look too full
    ax.bar(whole[:-1], per_decade, np.diff(whole), align="edge", color=MUTED)
    ax.set_xscale("log")
    ax.minorticks_off()
    ax.get_xaxis().set_major_formatter(
        lambda x, _: f"{x / 1000:,.0f}k" if x >= 1000 else f"{x:,.0f}"
    )


def correlations(table: pd.DataFrame) -> Figure:
    """Rank correlations as a lower triangle, with the names on its diagonal."""
    fig, ax = new(height=4.2)
    below = table.where(np.tril(np.ones_like(table, dtype=bool), -1))
    heat(ax, below, ".2f", limits=(-1, 1), diverging=True, size=9)
    for place, name in enumerate(table):
        ax.text(place + 0.08, place + 0.5, name, va="center", fontsize=10, color=INK)
    ax.set(xticks=[], yticks=[])
    pair = below.stack().abs().idxmax()
    ax.set_title(
        f"{pair[0]} and {pair[1]} are tied most closely ({signed(table.loc[pair], '.2f')})"
    )
    return fig


def concentration(curve: pd.DataFrame, top: float, held: float) -> Figure:
    """The Lorenz curve with the top customers' share marked."""
    fig, ax = new(height=3.8)
    ax.plot([0, 1], [0, 1], color=MUTED, lw=1, ls=":")
    ax.fill_between(curve["customers"], curve["revenue"], color=LIGHT, lw=0)
    ax.plot(curve["customers"], curve["revenue"], color=INK, lw=2)
    ax.plot([1 - top, 1 - top, 1.02], [0, 1 - held, 1 - held], color=INK, lw=1, clip_on=False)
    ax.plot([1.02, 1.02], [1 - held, 1], color=INK, lw=1, marker="_", clip_on=False)
    ax.text(1.035, 1 - held / 2, f"{held:.0%}", color=INK, va="center")
    ax.text(1 - top / 2, 0.03, f"top {top:.0%}", color=INK, ha="center", fontsize=9)
    ax.text(0.47, 0.5, "if all spent the same", color=MUTED, ha="right", va="bottom", fontsize=9)
    ax.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="share of customers, smallest first",
        ylabel="share of gross spend",
    )
    percent(ax.xaxis)
    percent(ax.yaxis)
    ax.set_title(f"The top {top:.0%} of customers hold {held:.0%} of the gross spend")
    return fig


def retention(table: pd.DataFrame) -> Figure:
    """Share of each joining cohort that orders in each later period."""
    fig, ax = new(height=0.34 * len(table) + 1.6)
    later = table.iloc[:, 1:].dropna(how="all")
    heat(ax, later, size=9)
    quarters = [_ordinal(period + 1) for period in later]
    ax.set_xticks(np.arange(len(quarters)) + 0.5, quarters)
    ax.tick_params(labelrotation=0)
    ax.set(xlabel="quarter (91 days) since joining; in the first, everybody orders")
    ax.text(-0.01, 1.0, "joined in the 91\ndays up to", ha="right", va="bottom",
            fontsize=9, transform=ax.transAxes)  # fmt: skip
    oldest = later.iloc[0].dropna() if len(later) else pd.Series(dtype=float)
    if len(oldest) > 1:
        ax.set_title(
            f"Of the oldest cohort {oldest.iloc[0]:.0%} order in the {quarters[0]} quarter and "
            f"{oldest.iloc[-1]:.0%} in the {quarters[len(oldest) - 1]}"
        )
    else:
        ax.set_title("The shop is too young for its cohorts to be compared")
    for spine in ax.spines.values():
        spine.set_color(INK)
    return fig


def _ordinal(number: int) -> str:
    """A number as one counts: 2nd, 3rd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
