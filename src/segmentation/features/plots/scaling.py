"""Figures of notebook 04."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segmentation.base.palette import ACCENT, CONTRAST, MUTED, short
from segmentation.base.plots import heat
from segmentation.base.style import heading, new
from segmentation.features.names import FEATURES

BARS = 40


def before_and_after(raw: pd.DataFrame, logged: pd.DataFrame) -> Figure:
    """Histograms of the logged features, raw above, after log1p below, skewness in the title."""
    fig, axes = new(2, max(raw.shape[1], 1), height=4.2, squeeze=False)
    for column, name in enumerate(raw.columns):
        top, bottom = axes[0, column], axes[1, column]
        cut, steps = raw[name].quantile(0.995), _steps(logged[name])
        shown = raw.loc[raw[name] <= cut, name]
        if (raw[name] % 1 == 0).all():
            wide = np.ceil((cut - shown.min() + 1) / BARS)
            edges = np.arange(shown.min() - 0.5, cut + wide + 0.5, wide)
            starts = np.unique(np.floor(np.expm1(steps[:-1]) + 1e-9))
            after = np.log1p(np.append(starts, raw[name].max() + 1) - 0.5)
        else:
            edges, after = _steps(shown), steps
        top.hist(shown, bins=edges, color=MUTED)
        bottom.stairs(
            np.histogram(logged[name], after)[0] / np.diff(after), after, fill=True, color=ACCENT
        )
        top.set_xlabel(FEATURES[name].unit)
        bottom.set_xlabel(f"ln(1 + {FEATURES[name].unit})")
        top.set_title(f"{name}\nskewness {raw[name].skew():.1f}", fontsize=10)
        bottom.set_title(
            f"ln(1 + {name})\nskewness {round(logged[name].skew(), 1) + 0.0:.1f}", fontsize=10
        )
        for ax in (top, bottom):
            ax.set_yticks([])
    heading(fig, "Counts and sums as they are (above) and as ln(1 + x) (below)")
    return fig


def _steps(values: pd.Series) -> np.ndarray:
    """Edges of `BARS` equal bars."""
    return np.linspace(values.min(), values.max(), BARS + 1)


def recovery_by_recipe(tables: dict[str, pd.DataFrame], scores: dict[str, float]) -> Figure:
    """Where each planted persona lands, one heatmap per way of preparing the features."""
    fig, axes = new(1, len(tables), height=3.2, sharey=True)
    for ax, (recipe, table) in zip(axes, tables.items(), strict=True):
        heat(ax, table.rename(index=short))
        ax.set_title(f"{recipe}\nARI {scores[recipe]:.2f}", fontsize=10)
        ax.set_xlabel("cluster")
    heading(fig, "Where each planted persona lands (rows add up to 100%)")
    return fig


def shrinkage_curves(table: pd.DataFrame, k: int) -> Figure:
    """Silhouette by k without and with shrinkage."""
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
        xlabel="number of clusters k (ring: best)",
        ylabel="silhouette (squared distances)",
        xticks=list(table.index),
    )
    without, with_ = (table[column].idxmax() for column in table)
    ax.set_title(
        f"The silhouette peaks at k = {without} without shrinkage and at k = {with_} with it"
    )
    ax.legend()
    return fig
