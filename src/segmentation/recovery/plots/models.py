"""Figures of notebook 06 on mixtures, other methods and the ceiling."""

import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import GREY, INK, MUTED
from segmentation.base.style import new

DEGENERATE = 0.01  # standard deviations: no feature of real customers is as narrow
STYLES = {
    "ceiling": (INK, "--", "D", "white"),
    "count mixture": (INK, "-", "o", INK),
    "K-Means": (GREY, "-", "s", GREY),
    "Gaussian mixture": (GREY, ":", "^", "white"),
}  # ink, dashes, mark and what fills it
CALLED = {"Gaussian mixture": "likeliest Gaussian\nmixture"}


def starts(table: pd.DataFrame) -> Figure:
    """Likelihood of each start of a Gaussian mixture, and its `ARI` with the planted personas.

    `table` is that of `gaussian.gaussian_starts`. Open marks have a component without width.
    """
    fig, ax = new(height=3.6)
    flat = table["narrowest"] < DEGENERATE
    faces = [("white" if none else INK) for none in flat]
    ax.scatter(table["log-likelihood"], table["ARI"], s=70, c=faces, edgecolor=INK, alpha=0.8)
    best, usual = table.iloc[0], table.iloc[len(table) // 2]
    note = f"the likeliest\nARI {best['ARI']:.2f}"
    if flat.iloc[0]:
        note += f"\na component without\nwidth in {best['in'].replace('_', ' ')}"
    place = {"textcoords": "offset points", "va": "center", "fontsize": 10}
    ax.annotate(note, (best["log-likelihood"], best["ARI"]), (-12, 0), ha="right", **place)
    ends = table["log-likelihood"].round(2)
    if round(usual["log-likelihood"], 2) != ends.iloc[0]:
        alike = int((ends == round(usual["log-likelihood"], 2)).sum())
        words = f"{alike} of {len(table)} starts\nARI {usual['ARI']:.2f}"
        ax.annotate(words, (usual["log-likelihood"], usual["ARI"]), (12, 0), ha="left", **place)
    ax.margins(x=0.12)
    ax.set(xlabel="log-likelihood per customer (further right: a better fit)",
           ylabel="ARI with the planted personas", ylim=(0, 1.05))  # fmt: skip
    far = best["ARI"] < table["ARI"].max() - 0.01
    ax.set_title(
        "The likeliest fit has a component without width, and is not the nearest to the truth"
        if flat.iloc[0] and far
        else "The likeliest fit has a component without width"
        if flat.iloc[0]
        else "The likeliest fit is not the nearest to the truth"
        if far
        else "No component of the likeliest fit is without width here"
    )
    return fig


def over_overlaps(table: pd.DataFrame, customers: int) -> Figure:
    """Recovery by three methods over overlap, under the most that is possible.

    `table` is from `models.over_overlaps`; lines join the means over seeds, a mark is one shop.
    """
    fig, ax = new(height=4.0)
    shops = table.reset_index("seed", drop=True)
    table = table.groupby(level="overlap").mean()
    ax.fill_between(table.index, table["ceiling"], 1, color=MUTED, alpha=0.12, lw=0)
    for name, (colour, dashes, mark, fill) in STYLES.items():
        ax.plot(table.index, table[name], color=colour, ls=dashes, label=name)
        ax.plot(shops.index, shops[name], color=colour, ls="", marker=mark, ms=4.5, mfc=fill)
        height = table[name].iloc[-1]
        ax.annotate(f"{CALLED.get(name, name)} {height:.2f}", (table.index[-1], height),
                    xytext=(8, 0), textcoords="offset points", va="center", fontsize=10,
                    color=INK if colour == INK else MUTED)  # fmt: skip
    ax.text(table.index[-1], 0.985, "out of reach", ha="right", va="top", fontsize=10, color=MUTED)
    ax.set(xlabel=f"overlap: factor of the variance inside every persona ({customers:,} customers "
           "a shop)", ylabel="ARI with the planted personas", ylim=(0, 1.02))  # fmt: skip
    ax.set_xlim(right=table.index.max() * 1.3)
    ax.set_xticks(table.index, [f"{overlap:g}" for overlap in table.index])
    last = table.iloc[-1]
    lost = last["ceiling"] - last["K-Means"]
    ax.set_title(
        f"At overlap {table.index[-1]:g} K-Means misses {lost:.2f} of what is possible, the count "
        f"mixture {last['ceiling'] - last['count mixture']:.2f}"
        if last["ceiling"] > 0.05
        else "Nothing is planted, so nothing can be found"
    )
    return fig
