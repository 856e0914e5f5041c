"""Figures of notebook 02."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, INK, MUTED
from segmentation.base.plots import heat
from segmentation.base.style import heading, new, percent
from segmentation.features.names import FEATURES

LOG_AXIS = ("Frequency", "Monetary")


def distributions(customers: pd.DataFrame, features: list[str]) -> Figure:
    """A histogram of each feature, counts and sums on a log axis; the median marked."""
    rows = -(-len(features) // 3)
    fig, axes = new(rows, 3, height=2.1 * rows + 0.4, squeeze=False)
    for ax, name in zip(axes.ravel(), features, strict=False):
        values = customers[name]
        if name in LOG_AXIS:
            edges = np.geomspace(1, values.max() + 1.5, 40)  # so that the largest is inside
            whole = np.unique(np.floor(edges)) - 0.5  # no gaps where only whole numbers occur
            counts = np.histogram(values, whole)[0]
            per_decade = counts / np.diff(np.log10(whole))  # else wide bars would look too full
            ax.bar(whole[:-1], per_decade, np.diff(whole), align="edge", color=ACCENT)
            ax.set_xscale("log")
            ax.minorticks_off()
            ax.get_xaxis().set_major_formatter(
                lambda x, _: f"{x / 1000:,.0f}k" if x >= 1000 else f"{x:,.0f}"
            )
        else:
            counted = name == "Support_Calls"
            bins = np.arange(values.max() + 2) - 0.5 if counted else 50
            ax.hist(values, bins=bins, color=ACCENT)
        ax.axvline(values.median(), color=CONTRAST, lw=1.2)
        ax.set_title(name, fontsize=10)
        ax.set(xlabel=FEATURES[name].unit + (" (log)" if name in LOG_AXIS else ""), yticks=[])
    for ax in axes.ravel()[len(features) :]:
        ax.set_visible(False)
    heading(
        fig, "The features as measured: bar area is the number of customers, the line their median"
    )
    return fig


def correlations(table: pd.DataFrame) -> Figure:
    """Rank correlations as a lower triangle."""
    fig, ax = new(height=4.6)
    below = table.where(np.tril(np.ones_like(table, dtype=bool), -1))
    heat(ax, below.iloc[1:, :-1], ".2f", limits=(-1, 1), diverging=True, size=9)
    ax.set_xticklabels(ax.get_xticklabels(), rotation=35, ha="right")
    pair = below.stack().abs().idxmax()
    ax.set_title(f"{pair[0]} and {pair[1]} are tied most closely ({table.loc[pair]:+.2f})")
    return fig


def concentration(curve: pd.DataFrame, top: float, held: float) -> Figure:
    """The Lorenz curve with the top customers' share marked."""
    fig, ax = new(height=3.8)
    ax.plot(curve["customers"], curve["revenue"], color=ACCENT, lw=2)
    ax.plot([0, 1], [0, 1], color=MUTED, lw=1, ls=":")
    ax.plot([1 - top, 1 - top, 1.02], [0, 1 - held, 1 - held], color=CONTRAST, lw=1, clip_on=False)
    ax.plot([1.02, 1.02], [1 - held, 1], color=CONTRAST, lw=1, marker="_", clip_on=False)
    ax.text(1.035, 1 - held / 2, f"{held:.0%}", color=CONTRAST, va="center")
    ax.text(1 - top / 2, 0.03, f"top {top:.0%}", color=CONTRAST, ha="center", fontsize=9)
    ax.text(0.40, 0.43, "if all spent the same", color=MUTED, rotation=19, fontsize=9)
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
    fig, ax = new(height=0.34 * len(table) + 1.5)
    later = table.iloc[:, 1:].dropna(how="all").rename(columns=lambda period: period + 1)
    heat(ax, later)
    ax.tick_params(labelrotation=0)
    ax.set(
        xlabel="quarter (91 days) of being a customer; the first is left out",
        ylabel="joined in the 91 days up to",
    )
    ax.set_title("Share of each joining cohort with an order in the quarter")
    for spine in ax.spines.values():
        spine.set_color(INK)
    return fig
