"""Figure of notebook 06 on methods and the ceiling."""

import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, INK, MUTED
from segmentation.base.style import new

STYLES = {
    "ceiling": (INK, "--"),
    "count mixture": (CONTRAST, "-"),
    "K-Means": (ACCENT, "-"),
    "Gaussian mixture": (MUTED, ":"),
}


def over_overlaps(table: pd.DataFrame, customers: int) -> Figure:
    """Recovery by three methods over overlap, under the most that is possible.

    `table` is from `models.over_overlaps`; lines join the means over seeds, a dot is one shop.
    """
    fig, ax = new(height=3.8)
    shops = table.reset_index("seed", drop=True)
    table = table.groupby(level="overlap").mean()
    ax.fill_between(table.index, table["ceiling"], 1, color=MUTED, alpha=0.12, lw=0)
    for name, (colour, dashes) in STYLES.items():
        ax.plot(table.index, table[name], color=colour, ls=dashes, label=name)
        ax.plot(shops.index, shops[name], color=colour, ls="", marker="o", ms=3.5)
        ax.annotate(name, (table.index[-1], table[name].iloc[-1]), xytext=(8, 0), va="center",
                    textcoords="offset points", fontsize=9, color=colour)  # fmt: skip
    ax.set(xlabel="overlap (multiplies the variance inside every persona)",
           ylabel="ARI with the planted personas", ylim=(0, 1.02))  # fmt: skip
    ax.set_xlim(right=table.index.max() * 1.2)
    ax.set_xticks(table.index, [f"{overlap:g}" for overlap in table.index])
    last = table.iloc[-1]
    ax.set_title(
        f"At overlap {table.index[-1]:g}, {last['ceiling']:.2f} is possible; K-Means reaches "
        f"{last['K-Means']:.2f}, the count mixture {last['count mixture']:.2f} "
        f"({customers:,} customers)"
    )
    return fig
