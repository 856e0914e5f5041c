"""Figure of the planted personas found again, and of those that blur."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import INK, short
from segmentation.base.plots import heat
from segmentation.base.style import heading, new

SMALL = 9  # points
LIGHT_HALF = (0, 1.8)  # of the colours, so that dark digits can be read on each


def confusion(called: pd.DataFrame, ari: pd.Series) -> Figure:
    """Where each persona's customers land at each overlap; `called` as in `blurring.Recovered`.

    `ari`, index overlap, is the mean over shops.
    """
    fig, axes = new(1, len(ari), height=3.5, sharey=True)
    for ax, (overlap, agreed) in zip(axes, ari.items(), strict=True):
        shares = called.loc[overlap]
        table = shares.rename(
            index=short, columns=lambda name: short(name).replace("/", "/\n").replace("-", "-\n")
        )
        marks = table.map("{:.0%}".format).replace("0%", "")
        heat(ax, table, limits=LIGHT_HALF, marks=marks, size=SMALL)
        for digits in ax.texts:
            digits.set_color(INK)
        ax.tick_params(axis="x", labelrotation=0, labelsize=SMALL)
        right = np.diag(shares)
        ax.set_title(f"Overlap {overlap:g}: ARI {agreed:.2f}, {right.min():.0%} to "
                     f"{right.max():.0%} found", fontsize=10)  # fmt: skip
        ax.set_xlabel("cluster that stands for")
    axes[0].set_ylabel("planted")
    blurs = ari.iloc[-1] < ari.iloc[0]
    heading(fig, "The wider the habits, the fewer customers are found" if blurs else (
        "Wider habits hide nobody"))  # fmt: skip
    return fig
