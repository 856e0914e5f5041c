"""Figures of notebook 04."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from segmentation.plots.style import ACCENT, CONTRAST, MUTED, SEQUENTIAL, heading, new, short


def before_and_after(raw: pd.DataFrame, logged: pd.DataFrame) -> Figure:
    """Histograms of the logged features, raw above, after log1p below, skewness in the title."""
    fig, axes = new(2, raw.shape[1], height=4.2)
    for column, name in enumerate(raw.columns):
        top, bottom = axes[0, column], axes[1, column]
        cut = raw[name].quantile(0.995)
        top.hist(raw.loc[raw[name] <= cut, name], bins=40, color=MUTED)
        bottom.hist(logged[name], bins=40, color=ACCENT)
        top.set_title(f"{name}\nskewness {raw[name].skew():.1f}", fontsize=10)
        bottom.set_title(
            f"ln(1 + {name})\nskewness {round(logged[name].skew(), 1) + 0.0:.1f}", fontsize=10
        )
        for ax in (top, bottom):
            ax.set_yticks([])
    heading(fig, "log1p takes the tail out of counts and sums (raw shown to the 99.5th percentile)")
    return fig


def recovery_by_recipe(tables: dict[str, pd.DataFrame], scores: dict[str, float]) -> Figure:
    """Where each planted persona lands, one heatmap per way of preparing the features.

    Parameters
    ----------
    tables : dict
        Recipe → share of each persona in each cluster.
    scores : dict
        Recipe → adjusted Rand index.
    """
    fig, axes = new(1, len(tables), height=3.2, sharey=True)
    for ax, (recipe, table) in zip(axes, tables.items(), strict=True):
        shown = table.rename(index=short)
        sns.heatmap(
            shown,
            annot=True,
            fmt=".0%",
            cmap=SEQUENTIAL,
            vmin=0,
            vmax=1,
            cbar=False,
            ax=ax,
            annot_kws={"size": 8},
            linewidths=1,
            linecolor="white",
        )
        ax.set_title(f"{recipe}\nARI {scores[recipe]:.2f}", fontsize=10)
        ax.set(ylabel="", xlabel="cluster")
        ax.tick_params(length=0)
    heading(fig, "Where each planted persona lands (rows add up to 100%)")
    return fig


def shrinkage_curves(table: pd.DataFrame, k: int) -> Figure:
    """Silhouette by k without and with shrinkage, and the largest rate centroid.

    Parameters
    ----------
    table : DataFrame
        Index: k; one column per weight m of the shrinkage: silhouettes.
    k : int
        The number of planted personas.
    """
    fig, ax = new(height=3.2)
    for column, colour, style in zip(table.columns, (CONTRAST, ACCENT), ("--", "-"), strict=True):
        ax.plot(table.index, table[column], style, marker="o", color=colour, label=column)
        best = table[column].idxmax()
        ax.scatter(
            [best],
            [table.loc[best, column]],
            s=130,
            facecolor="none",
            edgecolor=colour,
            linewidth=1.6,
        )
    ax.axvline(k, color=MUTED, lw=0.8, ls=":")
    ax.text(k + 0.05, ax.get_ylim()[0], "planted", color=MUTED, fontsize=9, va="bottom")
    ax.set(
        xlabel="number of clusters k",
        ylabel="silhouette (squared Euclidean)",
        xticks=list(table.index),
    )
    ax.set_title("Averages over few orders move the silhouette; rings mark each curve's best k")
    ax.legend()
    return fig
