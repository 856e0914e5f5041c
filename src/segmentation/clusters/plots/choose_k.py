"""Figures of notebook 05."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segmentation.base.palette import GREY, INK, LIGHT, MUTED
from segmentation.base.style import heading, new, percent
from segmentation.base.words import listed
from segmentation.clusters.ballot import FAMILY, RULE
from segmentation.clusters.verdict import Kind, Verdict

NOTE = 9.5  # points, of what is written beside marks
HALO = [patheffects.withStroke(linewidth=3, foreground="white")]


def fake_shops(
    shops: dict[str, pd.DataFrame], between: dict[str, np.ndarray], across: str, up: str
) -> Figure:
    """A shop, the first by title, and data without groups: two features, and what lies between.

    `between` is from `valleys.to_the_nearest`: where customers lie on the way from a cluster (0) to
    the nearest other one (1).
    """
    fig, axes = new(2, len(shops), height=5.4, sharex="row", sharey="row")
    edges = np.linspace(-1, 2, 61)
    gaps = {}
    for column, (title, shop) in zip(axes.T, shops.items(), strict=True):
        tint = INK if column[0] is axes[0, 0] else GREY
        column[0].scatter(shop[across], shop[up], s=4, alpha=0.25, color=tint, lw=0)
        column[0].set_title(title, fontsize=10)
        column[0].set_xlabel(f"{across.replace('_', ' ')} (σ)")
        way = between[title]
        weights = np.full(len(way), 1 / len(way))
        column[1].hist(way, bins=edges, weights=weights, color=tint, histtype="stepfilled")
        gaps[title] = float(((way > 0.4) & (way < 0.6)).mean())
        place = {"ha": "center", "va": "top", "transform": column[1].get_xaxis_transform()}
        column[1].text(0.5, 0.98, f"{gaps[title]:.0%} half-way", fontsize=NOTE, **place)
        column[1].set_xticks([0, 1], ["a cluster", "the next"])
        column[1].set_xlabel("on the way between them")
    axes[0, 0].set_ylabel(f"{up.replace('_', ' ')} (σ)")
    axes[1, 0].set_ylabel("share of customers")
    percent(axes[1, 0].yaxis)
    axes[1, 0].set_ylim(top=1.25 * axes[1, 0].get_ylim()[1])
    own, *others = gaps.values()
    heading(
        fig,
        "Half-way between two clusters our shop is nearly empty, the fake ones are not"
        if own < 0.5 * min(others)
        else "Half-way between two clusters our shop is not much emptier than the fake ones",
    )
    return fig


def _excess(ax: Axes, table: pd.DataFrame, margin: float) -> None:
    """By how much the silhouette exceeds the strictest null's; filled where k is natural."""
    ax.axhline(0, color=MUTED, lw=1)
    ax.axhline(margin, color=MUTED, lw=1, ls="--")
    ax.plot(table.index, table["excess"], color=INK, lw=1.6)
    faces = np.where(table["natural"].astype(bool), INK, "white")
    ax.scatter(table.index, table["excess"], s=42, c=faces, edgecolor=INK, linewidth=1.4, zorder=3)
    ax.set_xticks(list(table.index))


def silhouette_and_nulls(table: pd.DataFrame, verdict: str, k: int, margin: float) -> Figure:
    """How far the silhouette lies above the strictest null's, from k = 2, and what is needed.

    Under each k stands the silhouette itself; marks are filled where k is natural.
    """
    fig, ax = new(height=3.8)
    _excess(ax, table, margin)
    ks, last = list(table.index), table.index[-1]
    ax.set_xticks(ks, [f"{k}\n{value:.2f}" for k, value in table["silhouette"].items()])
    for height, text in ((0, "largest of the nulls"), (margin, f"needed: {margin:g} above")):
        ax.annotate(text, (last + 0.3, height), (0, 5), textcoords="offset points",
                    fontsize=NOTE, color=MUTED)  # fmt: skip
    natural = table.index[table["natural"].astype(bool)]
    best = table.loc[natural, "silhouette"].idxmax() if len(natural) else None
    for number, excess in table["excess"].items():
        missed = excess >= margin and number not in natural
        if missed or number == best:
            note = "does not\ncome back" if missed else f"{excess:.2f}"
            ax.annotate(note, (number, excess), (0, 9), textcoords="offset points", ha="center",
                        fontsize=NOTE, path_effects=HALO, zorder=4)  # fmt: skip
    ax.set_xlim(ks[0] - 0.4, last + 0.25 * (last - ks[0]) + 1)
    ax.margins(y=0.16)
    ax.set_xlabel("number of clusters k, with its silhouette")
    ax.set_ylabel("silhouette above that of\nthe strictest null")
    if best is None:
        title = f"No k beats data without groups by {margin:g} and comes back: {verdict}"
    elif len(natural) == 1:
        title = f"Only k = {best} beats data without groups and comes back"
    else:
        title = f"k = {listed([str(number) for number in natural])} pass the test"
        title += f"; k = {k} separates best" if k == best else f"; k = {k} is used"
    ax.set_title(title)
    return fig


def elbow(table: pd.DataFrame, knee: int | None) -> Figure:
    """Inertia by k, with the knee that kneedle finds."""
    fig, ax = new(height=3.0)
    relative = table["inertia"] / table["inertia"].iloc[0]
    ax.plot(table.index, relative, marker="o", color=INK)
    ax.set(
        xlabel="number of clusters k",
        ylabel="inertia, k = 2 set to 1",
        ylim=(0, 1.05),
        xticks=list(table.index),
    )
    if knee is None:
        ax.set_title("Inertia falls with every cluster; kneedle sees no bend")
    else:
        y = float(relative[knee])
        ax.annotate(
            f"kneedle: k = {knee}",
            (knee, y),
            xytext=(knee + 0.6, y + 0.22),
            color=INK,
            arrowprops={"arrowstyle": "->", "color": INK},
        )
        ax.set_title(f"Inertia falls with every cluster; kneedle sees the bend at k = {knee}")
    return fig


def votes(chosen: pd.Series, ks: Iterable[int]) -> Figure:
    """Which k each criterion names; those of one family are filled, and so is the rule."""
    ks, k = list(ks), chosen[RULE]
    fig, ax = new(height=0.33 * len(chosen) + 1.2)
    ax.axvline(k, color=LIGHT, lw=8, zorder=0)
    for row, (name, named) in enumerate(chosen.items()):
        kin = name in FAMILY or name == RULE
        if named is None:
            ax.text(ks[0], row, "names none", va="center", fontsize=NOTE, color=MUTED)
            continue
        ax.scatter([named], [row], s=70, c=[INK if kin else "white"], edgecolor=INK, linewidth=1.4)
        if named == ks[-1]:
            ax.text(named + 0.25, row, "the end of the table", va="center", fontsize=NOTE,
                    color=MUTED)  # fmt: skip
    ax.set_yticks(range(len(chosen)), chosen.index)
    ax.set_ylim(len(chosen) - 0.4, -0.6)
    ax.set_xlim(ks[0] - 0.5, ks[-1] + 3)
    ax.set(xlabel="number of clusters k that it names (1: no clusters)", xticks=ks)
    rest = chosen.drop(RULE)
    agree = [name for name in rest.index if rest[name] == k]
    ax.set_title(
        f"{len(agree)} of {len(rest)} criteria name k = {k} too; {len(set(agree) & set(FAMILY))} "
        "of these (filled) measure nearly the same"
    )
    return fig


def two_conditions(tables: dict[str, pd.DataFrame], margin: float, threshold: float) -> Figure:
    """Both conditions of the rule by k, on several shops: separated, and coming back."""
    fig, axes = new(2, len(tables), height=5.0, sharex=True, sharey="row")
    for column, (name, table) in zip(axes.T, tables.items(), strict=True):
        _excess(column[0], table, margin)
        column[1].axhline(threshold, color=MUTED, lw=1, ls="--")
        column[1].plot(table.index, table["jaccard"], color=INK, marker="o", ms=5)
        natural = [str(k) for k in table.index[table["natural"].astype(bool)]]
        which = listed(natural) if len(natural) < 4 else f"{natural[0]} to {natural[-1]}"
        passes = "pass" if len(natural) > 1 else "passes"
        passed = f"k = {which} {passes}" if natural else "no k passes"
        column[0].set_title(f"{name}:\n{passed}", fontsize=10)
        column[1].set_xlabel("number of clusters k")
    axes[0, 0].set_ylabel("silhouette above\nthe strictest null\n(dashed: needed)", fontsize=10)
    axes[1, 0].set_ylabel("Jaccard of the\nleast stable cluster\n(dashed: needed)", fontsize=10)
    axes[1, 0].set_ylim(0, 1.05)
    own, *others = tables.values()
    alarm = any(table["natural"].any() for table in others)
    back = any((table["jaccard"] >= threshold).any() for table in others)
    apart = any((table["excess"] >= margin).any() for table in others)
    whose = f"{'This' if own['natural'].any() else 'No'} shop passes; clusters of one kind"
    heading(
        fig,
        "The rule sees groups where there is one kind of customer"
        if alarm
        else f"{whose} never do both"
        if apart
        else f"{whose} may come back (below), but do not stand apart (above)"
        if back
        else f"{whose} neither stand apart nor come back",
    )
    return fig


def blind_spots(shown: dict[str, tuple[pd.DataFrame, Verdict, bool]]) -> Figure:
    """Two columns of data that are hard for the rule, what it says of them, and if that is right.

    `shown` is, by what the data are, the data, the verdict, and whether there are groups.
    """
    fig, axes = new(1, len(shown), height=3.4)
    wrong = 0
    for ax, (what, (data, decided, grouped)) in zip(axes, shown.items(), strict=True):
        across, up = data.columns[:2]
        natural = decided.kind == Kind.NATURAL
        wrong += natural != grouped
        ax.scatter(data[across], data[up], s=4, alpha=0.25, color=INK, lw=0)
        ax.set(xlabel=f"{across} (σ)", ylabel=f"{up} (σ)")
        says = f"natural, k = {decided.k}" if natural else "no groups"
        right = "right" if natural == grouped else "wrong"
        ax.set_title(f"{what}\nthe rule says: {says} ({right})", fontsize=10)
    heading(
        fig,
        f"The rule errs on {wrong} of {len(shown)} hard cases"
        if wrong
        else f"The rule is right even on {len(shown)} hard cases",
    )
    return fig
