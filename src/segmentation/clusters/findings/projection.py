"""Sentences of notebook 07."""

from textwrap import fill

import pandas as pd

from segmentation.base.palette import short
from segmentation.base.words import listed

HEAVY = 0.3  # weight from which a feature gives a component its meaning


def _directions(weights: pd.Series) -> tuple[list[str], list[str]]:
    """Features with which a component grows, and with which it falls, the heaviest first."""
    heavy = weights[weights.abs() >= min(HEAVY, weights.abs().max())].sort_values(
        key=abs, ascending=False
    )
    up = [str(name) for name, weight in heavy.items() if weight > 0]
    down = [str(name) for name, weight in heavy.items() if weight < 0]
    return up, down


def _grows(weights: pd.Series) -> str:
    up, down = _directions(weights)
    grows, falls = f"grows with {listed(up)}", f"falls with {listed(down)}"
    return f"{grows} and {falls}" if up and down else grows if up else falls


def third(shares: pd.Series) -> str:
    """How near the third component comes to the second."""
    if len(shares) < 3 or shares.iloc[2] <= 0.9 * shares.iloc[1]:
        return "No other component carries nearly as much as these two."
    return (
        f"PC3 carries nearly as much as PC2 ({shares.iloc[2]:.1%} against {shares.iloc[1]:.1%}), "
        "so a map of PC1 and PC3 would do as well."
    )


def map_title(names: pd.Series, pair: pd.Series, shares: pd.Series) -> str:
    """How much a map shows, and which two segments `projection.closest_on_map` found.

    `shares` are those of the variance of its two axes, by the names of these.
    """
    first, second = (short(names[pair[which]]) for which in ("first", "second"))
    shown = f"{listed(list(shares.index))} ({shares.sum():.0%} of the variance)"
    return f"{shown}: {first} and {second} look closer than they are"


def axis_titles(weights: pd.DataFrame, shares: pd.Series) -> list[str]:
    """For each component its share of the variance and, below, the features that make it up."""
    titles = []
    for name in weights.columns:
        up, down = _directions(weights[name])
        signed = [*[("+", feature) for feature in up], *[("−", feature) for feature in down]]
        made_of = ", ".join(f"{sign}_{feature}" for sign, feature in signed)
        below = fill(made_of, 44).replace("_", " ")  # so a name is not broken
        titles.append(f"{name} ({shares[name]:.0%} of the variance)\n{below}")
    return titles


def no_arrow(arrows: pd.DataFrame, shortest: float) -> str:
    """Which features the map cannot show."""
    length = (arrows**2).sum(axis=1) ** 0.5
    absent = length[length < shortest].sort_values()
    if absent.empty:
        return "Every feature has an arrow, so each shows on the map, if only in part."
    names = listed([f"`{name}`" for name in absent.index])
    one = len(absent) == 1
    return (
        f"{names} {'has' if one else 'have'} next to no arrow. What depends on "
        f"{'it' if one else 'them'} cannot be seen here."
    )


def pushed_together(
    names: pd.Series,
    closest: pd.Series,
    parts: pd.Series,
    weights: pd.Series,
    instead: pd.Series,
) -> str:
    """Why two segments look closer on the map than they are, and what another map hides.

    Parameters
    ----------
    names : Series
        Name of each cluster.
    closest, instead : Series
        From `projection.closest_on_map`, for this map and for that of PC1 and the component along
        which they differ most.
    parts : Series
        From `projection.distance_by_component`.
    weights : Series
        Loadings of that component, by whose name the Series is called.
    """
    pair = f"{names[closest['first']]} and {names[closest['second']]}"
    other = f"{names[instead['first']]} and {names[instead['second']]}"
    if weights.name in parts.index[:2]:
        return f"{pair} differ most along {weights.name}, which the map shows."
    return (
        f"{parts[weights.name]:.0%} of the squared distance between {pair} lies along "
        f"**{weights.name}**, which the first map leaves out. It {_grows(weights)}. Here the two "
        f"part, and {other} look closer than they are. No two axes show everything."
    )


def closest(names: pd.Series, pair: pd.Series) -> str:
    """Which two segments, named by cluster, `projection.closest_on_map` found."""
    return (
        f"The map pushes **{names[pair['first']]} and {names[pair['second']]}** together most. "
        f"They are {pair['on the map']:.1f} apart as drawn and {pair['in all features']:.1f} in "
        "all features, where the unit is one feature's σ."
    )


def clustering_the_map(full: float, flat: float) -> str:
    """What clustering two components costs against clustering all features."""
    if full < 0.05:
        return "Nothing is planted in this shop, so neither recovers anything (ARI about 0)."
    verb = "costs" if flat < full else "happens not to cost"
    return (
        f"Clustering the map {verb} agreement with the planted personas: ARI {flat:.2f} instead of "
        f"{full:.2f}."
    )
