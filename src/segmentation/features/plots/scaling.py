"""Figures of notebook 04."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import INK, MUTED, colours, short
from segmentation.base.plots import heat
from segmentation.base.style import heading, new, percent
from segmentation.base.words import MINUS
from segmentation.features.names import FEATURES

BARS = 40
FEW = 20  # orders, up to which the shrinking is drawn


def variance_shares(raw: pd.Series, scaled: pd.Series) -> Figure:
    """Each feature's share of the variance, as it is and after z-scores."""
    fig, axes = new(1, 2, height=0.3 * len(raw) + 1.2, sharey=True, sharex=True)
    rows = np.arange(len(raw))
    for ax, shares, name in zip(axes, (raw, scaled), ("as measured", "z-scores"), strict=True):
        ax.barh(rows, shares, 0.7, color=MUTED)
        for row, share in enumerate(shares):
            ax.text(share + 0.01, row, f"{share:.1%}", va="center", fontsize=9)
        ax.set_title(name, fontsize=10)
        ax.set(xlabel="share of the variance", xlim=(0, 1.12), xticks=[0, 0.25, 0.5, 0.75, 1])
        percent(ax.xaxis)
    axes[0].set_yticks(rows, list(raw.index))
    axes[0].invert_yaxis()
    heading(fig, f"{raw.idxmax()} holds {raw.max():.0%} of the variance, until all are z-scores")
    return fig


def before_and_after(raw: pd.DataFrame, logged: pd.DataFrame) -> Figure:
    """Histograms of the logged features, raw above, after log1p below, skewness in the title."""
    fig, axes = new(2, max(raw.shape[1], 1), height=4.4, squeeze=False)
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
            np.histogram(logged[name], after)[0] / np.diff(after), after, fill=True, color=MUTED
        )
        top.set_xlabel(FEATURES[name].unit)
        top.xaxis.set_major_formatter("{x:,.0f}")
        bottom.set_xlabel(f"{FEATURES[name].unit}, in steps of ln(1 + x)")
        _ticks_in_units(bottom, raw[name].max())
        top.set_title(f"{name}\nskewness {_rounded(raw[name].skew())}", fontsize=10)
        bottom.set_title(f"ln(1 + {name})\nskewness {_rounded(logged[name].skew())}", fontsize=10)
        for ax in (top, bottom):
            ax.set_yticks([])
    if raw.empty or raw.columns.empty:
        heading(fig, "None of these features is logged")
        return fig
    most = raw.skew().idxmax()
    heading(
        fig,
        f"The logarithm takes in the tail: the skewness of {most} goes from "
        f"{_rounded(raw[most].skew())} to {_rounded(logged[most].skew())}",
    )
    return fig


def _rounded(skewness: float) -> str:
    return f"{round(skewness, 1) + 0.0:.1f}".replace("-", MINUS)


def _ticks_in_units(ax: Axes, largest: float) -> None:
    """Ticks of an axis of ln(1 + x) that say x."""
    tens = 10.0 ** np.arange(0, np.ceil(np.log10(max(largest, 1))) + 1)
    marks = np.unique([0, *tens, *(3 * tens)]) if largest < 300 else np.array([0, *tens])
    marks = marks[marks <= largest]
    low = ax.get_xlim()[0]
    marks = marks[np.log1p(marks) >= low]
    ax.set_xticks(np.log1p(marks), [f"{mark:,.0f}" for mark in marks])


def _steps(values: pd.Series) -> np.ndarray:
    """Edges of `BARS` equal bars."""
    return np.linspace(values.min(), values.max(), BARS + 1)


def shrinking(customers: pd.DataFrame, shrunk: pd.Series) -> Figure:
    """Return rates by number of orders, as measured and shrunk; dot area counts customers."""
    fig, axes = new(1, 2, height=3.6, sharey=True)
    few = customers["Frequency"] <= FEW
    orders, rate = customers["Frequency"][few], customers["Return_Rate"][few]
    for ax, values, name in zip(axes, (rate, shrunk[few]), ("as measured", "shrunk"), strict=True):
        dots = pd.DataFrame({"orders": orders, "rate": values.round(6)}).value_counts()
        at = dots.index.to_frame()
        ax.scatter(at["orders"], at["rate"], s=4 + 300 * dots / dots.max(), color=MUTED, lw=0)
        ax.axhline(customers["Return_Rate"].mean(), color=INK, lw=1, ls=":")
        ax.set_title(name, fontsize=10)
        ax.set(xlabel="orders of the customer (area: customers)", xticks=[1, 5, 10, 15, 20])
    axes[0].set(ylabel="Return_Rate")
    percent(axes[0].yaxis)
    one = shrunk[few & (customers["Frequency"] == 1)]
    heading(
        fig,
        f"After one order a return rate is 0% or 100%; shrunk, {one.min():.0%} or {one.max():.0%}"
        if len(one)
        else "Shrinking pulls the averages of few orders towards the average customer",
    )
    return fig


def recovery_by_recipe(tables: dict[str, pd.DataFrame], scores: dict[str, float]) -> Figure:
    """Where each planted persona lands, one heatmap per way of preparing the features."""
    fig, axes = new(1, len(tables), height=3.2, sharey=True)
    for ax, (recipe, table) in zip(axes, tables.items(), strict=True):
        heat(ax, table.rename(index=short))
        ax.set_title(f"{recipe}\nARI {scores[recipe]:.2f}", fontsize=10)
        ax.set_xlabel("cluster")
    first, *_, last = (scores[recipe] for recipe in tables)
    heading(
        fig,
        f"Where each planted persona lands: agreement goes from {first:.2f} to {last:.2f}",
    )
    return fig


def shrinkage_curves(table: pd.DataFrame, k: int) -> Figure:
    """Silhouette by k without and with shrinkage."""
    fig, ax = new(height=3.4)
    for column, colour, style in zip(table.columns, (MUTED, INK), ("--", "-"), strict=True):
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
    ax.text(k + 0.05, 0.01, "planted", color=MUTED, fontsize=9, va="bottom")
    ax.set(
        xlabel="number of clusters k (ring: best)",
        ylabel="silhouette (squared distances)",
        xticks=list(table.index),
        ylim=(0, 1.12 * table.to_numpy().max()),
    )
    without, with_ = (table[column].idxmax() for column in table)
    ax.set_title(
        f"The silhouette peaks at k = {without} without shrinkage and at k = {with_} with it"
    )
    ax.legend(loc="lower right")
    return fig


def clusters_by_returns(profile: pd.DataFrame, kinds: pd.Series) -> Figure:
    """Clusters by mean orders and return rate, each in the colour of its commonest persona.

    Parameters
    ----------
    profile : DataFrame
        `Frequency`, `Return_Rate` (means) and `customers` of each cluster.
    kinds : Series, index (cluster, persona)
        Share of each planted persona in each cluster.
    """
    fig, ax = new(height=3.6)
    area = 1_400 * profile["customers"] / profile["customers"].max()
    most = {cluster: kinds[cluster].idxmax() for cluster in profile.index}
    palette = colours(sorted(most.values()))
    widest, highest = profile["Frequency"].max(), profile["Return_Rate"].max()
    for cluster, row in profile.iterrows():
        at = (row["Frequency"], row["Return_Rate"])
        ax.scatter(*at, s=area[cluster], color=palette[most[cluster]], lw=0)
        # Names stand above, and below where another cluster lies close above.
        over = profile["Return_Rate"].between(at[1], at[1] + 0.25 * highest, inclusive="right")
        under = (over & ((profile["Frequency"] - at[0]).abs() < 0.25 * widest)).any()
        ax.annotate(
            f"{cluster}: {short(most[cluster])}",
            at,
            xytext=(0, (np.sqrt(area[cluster]) / 2 + 2) * (-1 if under else 1)),
            textcoords="offset points",
            ha="center",
            va="top" if under else "bottom",
            fontsize=9,
        )
    ax.set(
        xlabel="orders a customer, mean",
        ylabel="Return_Rate, mean",
        xlim=(-0.1 * widest, 1.15 * widest),
        ylim=(-0.25 * highest, 1.25 * highest),
    )
    percent(ax.yaxis)
    odd = profile["Return_Rate"].idxmax()
    ax.set_title(
        f"Cluster {odd}: {profile.loc[odd, 'Frequency']:.1f} orders a customer, and "
        f"{profile.loc[odd, 'Return_Rate']:.0%} of them returned"
    )
    return fig
