"""Figures of notebook 01."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy import stats

from segmentation.base.palette import INK, LIGHT, MUTED, PERSONA_COLOURS, colours, short
from segmentation.base.plots import forest
from segmentation.base.style import heading, new, percent
from segmentation.shop.planted import Persona

# What is drawn of each habit, and up to where.
_HABITS = {
    "orders a year": 50,
    "typical basket, £": 300,
    "orders with a discount code": 1,
    "orders with a return": 1,
    "rating, 1–5": 4,
    "support contacts in all": 10,
}


def timeline(orders: pd.DataFrame, names: list[str], snapshot: str) -> Figure:
    """Order histories of a few customers, one line each."""
    palette = colours(names)
    fig, ax = new(height=0.62 * len(names) + 1.1)
    for row, name in enumerate(reversed(names)):
        one = orders[orders["Persona"] == name]
        ax.hlines(row, one["ordered_at"].min(), pd.Timestamp(snapshot), color=MUTED, lw=0.6)
        ax.scatter(
            one["ordered_at"],
            [row] * len(one),
            s=_area(one["amount"]),
            lw=0.4,
            color=palette[name],
            alpha=0.75,
            edgecolor="white",
        )
        back = one[one["returned_amount"] > 0]
        ax.scatter(back["ordered_at"], [row + 0.30] * len(back), marker="v", s=22, color=INK)
    ax.axvline(pd.Timestamp(snapshot), color=INK, lw=1, ls=":")
    ax.text(pd.Timestamp(snapshot), len(names) - 0.45, " snapshot", fontsize=9, va="bottom")
    ax.set_yticks(range(len(names)), [short(name) for name in reversed(names)])
    ax.set_ylim(-0.6, len(names) - 0.2)
    ax.set(xlabel="date of order")
    ax.set_title(_what_came_back(orders), pad=16)
    sizes = [_mark("o", np.sqrt(_area(basket)), f"order of £{basket}") for basket in (25, 100, 250)]
    ax.legend(
        handles=[*sizes, _mark("v", np.sqrt(22), "something came back")],
        ncols=4,
        loc="upper center",
        bbox_to_anchor=(0.45, -0.16),
        fontsize=9,
    )
    return fig


def _what_came_back(orders: pd.DataFrame) -> str:
    """How often the customer who returns most did, beside whoever of the others orders most."""
    back = (orders["returned_amount"] > 0).groupby(orders["Persona"]).agg(["sum", "size"])
    most = (back["sum"] / back["size"]).idxmax()
    others = back.drop(index=most)
    told = f"{short(most)}: something came back from {back.loc[most, 'sum']} of "
    told += f"{back.loc[most, 'size']} orders"
    if others.empty:
        return told
    other = others["size"].idxmax()
    return f"{told}; {short(other)}: from {back.loc[other, 'sum']} of {back.loc[other, 'size']}"


def _area(basket: pd.Series | float) -> pd.Series | float:
    """Area of an order's dot, in square points."""
    return 6 + basket / 2.2


def _mark(marker: str, size: float, label: str) -> Line2D:
    """An entry of the legend."""
    return Line2D([], [], ls="", marker=marker, markersize=size, color=INK, label=label)


def habits(personas: tuple[Persona, ...], overlap: float) -> Figure:
    """How the habits of each persona's customers spread: a hill each, equally high."""
    fig, axes = new(2, 3, height=0.72 * len(personas) + 2.0, sharey=True)
    names = [persona.name for persona in personas]
    palette = colours(names)
    for ax, (habit, most) in zip(axes.ravel(), _HABITS.items(), strict=True):
        at = np.linspace(0, 1, 402)[1:-1]
        for row, persona in enumerate(reversed(personas)):
            hill = _spread(persona, habit, overlap).pdf(at * most)
            top = row + 0.85 * hill / hill.max()
            ax.fill_between(at * most, row, top, color=palette[persona.name], alpha=0.85, lw=0)
            ax.axhline(row, color=LIGHT, lw=0.6, zorder=0)
        ax.set(xlabel=habit, xlim=(0, most), ylim=(-0.1, len(personas)))
        ax.set_yticks(range(len(names)), [short(name) for name in reversed(names)])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        if most == 1:
            percent(ax.xaxis)
    if len(names) > 1:
        pair = " and ".join(short(name) for name in names[:2])
        heading(fig, f"{pair} are alike in orders and baskets, and differ in the other four habits")
    else:
        heading(fig, "One kind of customer, and how far its habits spread")
    axes[1, 1].set_xticks(np.linspace(0, 4, 5), ["1", "2", "3", "4", "5"])
    return fig


def _spread(persona: Persona, habit: str, overlap: float) -> stats.distributions.rv_frozen:
    """The distribution that a persona's customers draw a habit from; ratings begin at 0."""
    gammas = {
        "orders a year": persona.orders_a_year,
        "support contacts in all": persona.support_calls,
    }
    if habit in gammas:
        mean, shape = gammas[habit]
        return stats.gamma(shape / overlap, scale=mean * overlap / shape)
    if habit == "typical basket, £":
        width = persona.basket_spread * np.sqrt(overlap)
        return stats.lognorm(width, scale=persona.basket_median)
    a, b = {
        "orders with a discount code": persona.discounts,
        "orders with a return": persona.returns,
        "rating, 1–5": persona.satisfaction,
    }[habit]
    return stats.beta(a / overlap, b / overlap, scale=4 if habit == "rating, 1–5" else 1)


def orders_in_a_year(drawn: pd.Series, mean: float) -> Figure:
    """Orders of customers with a rate each, beside those of customers who share one rate."""
    fig, ax = new(height=3.0)
    most = int(drawn.quantile(0.999))
    number = np.arange(most + 1)
    share = drawn.value_counts(normalize=True).reindex(number, fill_value=0)
    alike = stats.poisson(mean).pmf(number)
    ax.bar(number, share, width=0.85, color=MUTED)
    ax.plot(number, alike, color=INK, lw=1.6)
    top = int(alike.argmax())
    ax.annotate(
        "if all shared one rate",
        (top, alike[top]),
        xytext=(24, -6),
        textcoords="offset points",
        color=INK,
        fontsize=9,
    )
    tail = round(1.75 * mean)
    ax.annotate(
        "a rate for each customer",
        (tail, share.get(tail, 0.0)),
        xytext=(6, 8),
        textcoords="offset points",
        color=MUTED,
        fontsize=9,
    )
    ax.set(xlabel="orders in a year", ylabel="share of customers", xlim=(-0.6, most + 0.6))
    percent(ax.yaxis)
    ax.set_title(
        f"On average {drawn.mean():.0f} orders either way, but the variance is {drawn.var():.0f} "
        f"and not {mean:.0f}"
    )
    return fig


def overlaps(rates: dict[float, pd.DataFrame]) -> Figure:
    """Return rates of pairs of customers of two personas (columns), a panel for each overlap."""
    fig, axes = new(1, len(rates), height=2.9, sharex=True, sharey=True)
    right = {}
    for ax, (overlap, pairs) in zip(np.atleast_1d(axes), rates.items(), strict=True):
        low, high = pairs.columns
        right[overlap] = (pairs[high] > pairs[low]).mean()
        for name in pairs:
            share = np.full(len(pairs), 1 / len(pairs))
            bins = np.linspace(0, 1, 26)
            ax.hist(pairs[name], bins, weights=share, color=PERSONA_COLOURS[name], alpha=0.75)
        ax.set_title(f"overlap {overlap:g}: {right[overlap]:.1%}", fontsize=10)
        ax.set(xlabel="orders with a return")
        percent(ax.xaxis)
    first = np.atleast_1d(axes)[0]
    first.set(ylabel="share of customers")
    percent(first.yaxis)
    for name, place in zip(pairs.columns, ((0.16, 0.80), (0.42, 0.30)), strict=True):
        first.text(
            *place, short(name), color=PERSONA_COLOURS[name], fontsize=10, transform=first.transAxes
        )
    least, *_, most = sorted(right, key=lambda overlap: right[overlap])
    heading(
        fig,
        f"{short(high)} returned more than {short(low)} in {right[most]:.1%} of pairs at overlap "
        f"{most:g}, in {right[least]:.1%} at overlap {least:g}",
    )
    return fig


def planted_and_measured(checks: pd.DataFrame, errors: pd.DataFrame) -> Figure:
    """Measured means over the planted ones per persona and quantity, ± 2 standard errors."""
    palette = colours(list(checks.columns))
    fig, ax = new(height=0.55 * len(checks) + 1.4)
    offsets = np.linspace(-0.28, 0.28, len(checks.columns)) if len(checks.columns) > 1 else [0.0]
    for name, offset in zip(checks.columns, offsets, strict=True):
        value, error = checks[name], 2 * errors[name]
        table = pd.DataFrame({"value": value, "low": value - error, "high": value + error})
        forest(ax, table, tints=palette[name], shift=offset, label=short(name), names=checks.index)
    ax.axvline(1, color=MUTED, lw=1, zorder=0)
    reach = max(0.02, float(((checks - 1).abs() + 2 * errors).max().max()) * 1.1)
    ax.set(
        xlim=(1 - reach, 1 + reach),
        xlabel="measured mean divided by planted mean (line: ± 2 standard errors)",
    )
    off = float((checks - 1).abs().max().max())
    ax.set_title(f"The measured means are off the planted ones by {off:.1%} at most")
    ax.legend(
        ncols=len(checks.columns),
        loc="upper center",
        bbox_to_anchor=(0.45, -0.16),
        fontsize=9,
        columnspacing=1,
        handletextpad=0.1,
    )
    return fig
