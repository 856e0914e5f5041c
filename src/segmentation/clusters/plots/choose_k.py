"""Figures of notebook 05."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, INK, LIGHT, MUTED
from segmentation.base.style import new


def elbow(table: pd.DataFrame, knee: int | None) -> Figure:
    """Inertia by k, with the knee that kneedle finds."""
    fig, ax = new(height=3.0)
    ax.plot(table.index, table["inertia"] / table["inertia"].iloc[0], marker="o", color=ACCENT)
    ax.set(
        xlabel="number of clusters k",
        ylabel="inertia, k = 2 set to 1",
        ylim=(0, 1.05),
        xticks=list(table.index),
    )
    if knee is None:
        ax.set_title("The elbow: kneedle finds none")
    else:
        y = float(table.loc[knee, "inertia"] / table["inertia"].iloc[0])
        ax.annotate(
            f"kneedle: k = {knee}",
            (knee, y),
            xytext=(knee + 0.6, y + 0.22),
            color=CONTRAST,
            arrowprops={"arrowstyle": "->", "color": CONTRAST},
        )
        ax.set_title(f"Inertia falls with every cluster; kneedle sees the bend at k = {knee}")
    return fig


def fake_shops(shops: dict[str, pd.DataFrame], across: str, up: str) -> Figure:
    """Two scaled features of a shop, the first by title, and of data without groups."""
    fig, axes = new(1, len(shops), height=3.2, sharex=True, sharey=True)
    for ax, (title, shop) in zip(axes, shops.items(), strict=True):
        colour = ACCENT if ax is axes[0] else MUTED
        ax.scatter(shop[across], shop[up], s=4, alpha=0.25, color=colour, lw=0)
        ax.set_title(title, fontsize=10)
        ax.set_xlabel(f"{across.replace('_', ' ')} (σ)")
    axes[0].set_ylabel(f"{up.replace('_', ' ')} (σ)")
    return fig


def _nulls(ax: Axes, table: pd.DataFrame, margin: float) -> None:
    """The data over the plain and the strictest null, and the bar to clear."""
    ax.fill_between(table.index, 0, table["strictest null"], color=LIGHT, lw=0,
                    label="strictest null: data without groups")  # fmt: skip
    ax.plot(table.index, table["plain null"], color=MUTED, lw=1.2, label="plain null")
    ax.plot(table.index, table["strictest null"] + margin, color=CONTRAST, lw=1, ls="--",
            label=f"bar to clear: strictest null + {margin:g}")  # fmt: skip
    ax.plot(table.index, table["silhouette"], color=ACCENT, marker="o", lw=2, label="the data")
    ax.set(xlabel="number of clusters k", xticks=list(table.index), ylim=(0, None))


def silhouette_and_nulls(table: pd.DataFrame, verdict: str, k: int, margin: float) -> Figure:
    """Silhouette from k = 2 over the largest of the plain and of the strictest null."""
    fig, ax = new(height=3.6)
    _nulls(ax, table, margin)
    natural = table[table["natural"]]
    if len(natural):
        ax.scatter(natural.index, natural["silhouette"], s=150, facecolor="none", edgecolor=ACCENT,
                   linewidth=1.6, label="natural: over the bar and stable")  # fmt: skip
    ax.set_ylabel("silhouette (squared Euclidean)")
    ax.set_title(f"Silhouette against the nulls: verdict {verdict}, k = {k}")
    ax.legend(fontsize=8.5, loc="upper left", bbox_to_anchor=(1.01, 1))
    return fig


def blades(samples: dict[int, tuple[np.ndarray, np.ndarray]]) -> Figure:
    """Silhouette of every customer, sorted within each cluster, with their labels, by k."""
    fig, axes = new(1, len(samples), height=3.4, sharex=True)
    for ax, (k, (scores, labels)) in zip(axes, samples.items(), strict=True):
        base = 0.0
        for label in np.unique(labels):
            # A few hundred quantiles draw the same outline as half a million rows.
            own = np.quantile(scores[labels == label], np.linspace(0, 1, 300))
            height = (labels == label).mean()
            ax.fill_betweenx(
                np.linspace(base, base + height, 300),
                own,
                color=ACCENT,
                alpha=0.45 + 0.5 * (label % 2),
                lw=0,
            )
            ax.text(-0.24, base + height / 2, f"{label}", fontsize=9, va="center")
            base += height + 0.02
        mean, below = scores.mean(), (scores < 0).mean()
        ax.axvline(mean, color=CONTRAST, lw=1.2)
        ax.axvline(0, color=INK, lw=0.6)
        ax.set(yticks=[], xlim=(-0.3, 1), xlabel="silhouette (squared)")
        ax.set_title(f"k = {k}: mean {mean:.2f}\n{below:.1%} below 0", fontsize=10)
        ax.spines["left"].set_visible(False)
    axes[0].set_ylabel("customers, by cluster")
    return fig


def side_by_side(tables: dict[str, pd.DataFrame], margin: float) -> Figure:
    """Silhouette from k = 2 over the strictest null for several data sets, on one scale."""
    fig, axes = new(1, len(tables), height=3.1, sharey=True)
    for ax, (title, table) in zip(axes, tables.items(), strict=True):
        _nulls(ax, table, margin)
        ax.set_title(title, fontsize=10)
    axes[0].set_ylabel("silhouette (squared)")
    axes[-1].legend(fontsize=9)
    return fig


def stability(tables: dict[str, pd.DataFrame], threshold: float) -> Figure:
    """Jaccard of the least stable cluster by k, on the data, which come first, and on others."""
    fig, ax = new(height=3.0)
    styles = [{"color": ACCENT, "marker": "o"}, {"color": MUTED, "marker": "s", "ls": "--"}]
    for (label, table), style in zip(tables.items(), styles, strict=True):
        ax.plot(table.index, table["jaccard"], label=label, **style)
    ks = next(iter(tables.values())).index
    ax.axhline(threshold, color=MUTED, lw=1, ls=":")
    ax.text(ks[-1], threshold + 0.01, f"stable: {threshold}", ha="right", color=MUTED, fontsize=9)
    ax.set(
        xlabel="number of clusters k",
        ylabel="bootstrap Jaccard,\nleast stable cluster",
        xticks=list(ks),
        ylim=(0, 1.03),
    )
    ax.set_title("Stability needs a comparison: slices of one kind of customer come back too")
    ax.legend(loc="lower left")
    return fig
