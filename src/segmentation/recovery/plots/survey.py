"""Figure of a survey that most customers never answer."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import INK
from segmentation.base.style import heading, new, percent
from segmentation.base.words import capital
from segmentation.recovery.survey import EARNED, EVERYBODY, Nonresponse


def remedies(table: pd.DataFrame) -> Figure:
    """Churn-risk customers found by each remedy, hollow where the segment loses its name.

    `table` has the index (how, remedy): means of `survey.compared` over shops.
    """
    silences = list(Nonresponse)
    ways = list(table.loc[silences[0]].index)
    fig, axes = new(1, len(silences), height=0.34 * len(ways) + 1.5, sharex=True, sharey=True)
    rows = np.arange(len(ways))
    for ax, how in zip(axes, silences, strict=True):
        found, named = table.loc[how, "found"], table.loc[how, "named"] >= EARNED
        ax.scatter(found, rows, s=60, facecolor=np.where(named, INK, "white"), edgecolor=INK,
                   lw=1.6, zorder=3, clip_on=False)  # fmt: skip
        for row, share in enumerate(found):
            side, apart = ("right", -9) if share > 0.5 else ("left", 9)
            ax.annotate(f"{share:.0%}", (share, row), (apart, 0), textcoords="offset points",
                        ha=side, va="center", fontsize=9.5, color=INK)  # fmt: skip
        ax.set_title(f"silent: {how}" if how == Nonresponse.MCAR else str(how), fontsize=10)
        ax.set(xlim=(0, 1), ylim=(len(ways) - 0.5, -0.5), xlabel="found")
        ax.tick_params(axis="y", length=0)
        ax.set_xticks([0, 0.5, 1])
        percent(ax.xaxis)
    axes[0].set_yticks(rows, ways)
    worst = {table.loc[how].drop(EVERYBODY)["found"].idxmin() for how in silences}
    what = (
        f"“{capital(worst.pop())}” finds fewest"
        if len(worst) == 1
        else "No way finds fewest both times"
    )
    heading(fig, f"{what} churn-risk customers (hollow: the segment loses its name)")
    return fig
