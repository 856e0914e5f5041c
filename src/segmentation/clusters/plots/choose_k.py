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


def _null_band(ax: Axes, table: pd.DataFrame, name: str, colour: str, label: str) -> None:
    ax.fill_between(
        table.index,
        table[f"{name} p05"],
        table[f"{name} p95"],
        color=colour,
        alpha=0.9,
        lw=0,
        label=label,
    )


def silhouette_and_nulls(table: pd.DataFrame, verdict: str, k: int, excess: float) -> Figure:
    """Silhouette by k over the bands of the copula and the permuted null.

    Parameters
    ----------
    table : DataFrame
        From `choose_k.table_of_k`.
    verdict : str
    k : int
        The chosen k.
    excess : float
        How far above the copula null's 95th percentile a k must be to count as natural.
    """
    fig, ax = new(height=3.6)
    _null_band(ax, table, "permuted", LIGHT, "permuted null, 5–95% (no dependence)")
    _null_band(ax, table, "copula", "#f3c9a5", "copula null, 5–95% (dependence, no clusters)")
    ax.plot(
        table.index,
        table["copula p95"] + excess,
        color=CONTRAST,
        lw=1,
        ls="--",
        label=f"bar to clear: 95th percentile + {excess:.2f}",
    )
    ax.plot(table.index, table["silhouette"], color=ACCENT, marker="o", lw=2, label="the data")
    natural = table[table["natural"]]
    if len(natural):
        ax.scatter(
            natural.index,
            natural["silhouette"],
            s=150,
            facecolor="none",
            edgecolor=ACCENT,
            linewidth=1.6,
            label="natural: over the bar and stable",
        )
    ax.set(
        xlabel="number of clusters k",
        ylabel="silhouette (squared Euclidean)",
        xticks=list(table.index),
        ylim=(0, None),
    )
    ax.set_title(f"Silhouette against the nulls: verdict {verdict}, k = {k}")
    ax.legend(fontsize=8.5, loc="upper left", bbox_to_anchor=(1.01, 1))
    return fig


def blades(samples: dict[int, tuple[np.ndarray, np.ndarray]]) -> Figure:
    """Silhouette of every customer, sorted within each cluster, for a few k.

    Parameters
    ----------
    samples : dict
        k → (silhouette of each customer, label of each customer).
    """
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


def side_by_side(tables: dict[str, pd.DataFrame], excess: float) -> Figure:
    """Silhouette over the copula null for several data sets, on one scale.

    Parameters
    ----------
    tables : dict
        Title → table from `choose_k.table_of_k`.
    excess : float
        How far above the null's 95th percentile a k must be to count as natural.
    """
    fig, axes = new(1, len(tables), height=3.1, sharey=True)
    for ax, (title, table) in zip(axes, tables.items(), strict=True):
        _null_band(ax, table, "copula", "#f3c9a5", "copula null, 5–95%")
        bar = table["copula p95"] + excess
        ax.plot(table.index, bar, color=CONTRAST, lw=1, ls="--", label="bar to clear")
        ax.plot(table.index, table["silhouette"], color=ACCENT, marker="o", label="the data")
        ax.set(xlabel="number of clusters k", xticks=list(table.index), ylim=(0, None))
        ax.set_title(title, fontsize=10)
    axes[0].set_ylabel("silhouette (squared)")
    axes[-1].legend(fontsize=9)
    return fig


def stability(table: pd.DataFrame, threshold: float) -> Figure:
    """Jaccard of the least stable cluster by k, on the data and on the copula null."""
    fig, ax = new(height=3.0)
    ax.plot(table.index, table["jaccard"], color=ACCENT, marker="o", label="the data")
    ax.plot(
        table.index, table["null jaccard"], color=CONTRAST, marker="s", ls="--", label="copula null"
    )
    ax.axhline(threshold, color=MUTED, lw=1, ls=":")
    ax.text(
        table.index[-1],
        threshold + 0.01,
        f"stable: {threshold}",
        ha="right",
        color=MUTED,
        fontsize=9,
    )
    ax.set(
        xlabel="number of clusters k",
        ylabel="bootstrap Jaccard,\nleast stable cluster",
        xticks=list(table.index),
        ylim=(0, 1.03),
    )
    ax.set_title("Stability needs a comparison: slices of a cloud without clusters come back too")
    ax.legend(loc="lower left")
    return fig
