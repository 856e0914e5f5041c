"""Sentences of notebook 08 on what RFM can tell apart."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.personas.other_costs import swapped
from segmentation.personas.value import CONTRIBUTION_MARGIN, COSTS


def at_best(by_k: pd.DataFrame, everything: float, more: bool) -> str:
    """How all features, with the `more` of them in use, compare with RFM at any k.

    Parameters
    ----------
    by_k : DataFrame, index k
        One column per form of RFM: ARI with what was planted.
    everything : float
        ARI of all features at their k.
    """
    best = by_k.max().max()
    if max(everything, best) < 0.05:
        return "Nothing is planted, so no k recovers anything."
    if not more:
        return f"No k brings RFM beyond **{best:.2f}**, and nothing else is in use here."
    catches = "and RFM catches up" if best >= everything else "which no form of RFM reaches"
    return f"All features have **{everything:.2f}**, {catches} at any k."


def where_it_went(apart: pd.DataFrame, of_100: pd.DataFrame, sensitive: pd.DataFrame) -> str:
    """What makes the difference between the two largest parts, and what depends on assumed costs.

    Parameters
    ----------
    apart : DataFrame
        From `value.profit_by_segment`, without the small parts.
    of_100, sensitive : DataFrame, index segment
        From `value.left_of_100` and `other_costs.sensitivity`.
    """
    if len(apart) < 2:
        return "There is only one kind of customer here, so there is nothing to compare."
    two_largest = apart[CONTRIBUTION_MARGIN].head(2).sort_values(ascending=False)
    best, worst = two_largest.index
    gap = of_100.loc[best] - of_100.loc[worst]
    main = gap[list(COSTS)].idxmax()
    stays = (
        f"**even the order of {best} and {worst} changes**"
        if swapped(sensitive.loc[[best, worst]])
        else f"{best} still leave more than {worst}"
    )
    others = [listed(sorted(pair)) for pair in swapped(sensitive) if set(pair) != {best, worst}]
    aside = f"; {listed(others)} change places: their order is no finding" if others else ""
    return (
        f"The largest part of the gap of £{gap['left']:.0f} between {best} and {worst} is "
        f"*{COSTS[main]}* (£{gap[main]:.0f}). With the costs of coupons, returns and contacts "
        f"halved or doubled {stays}{aside}."
    )


def champions(mix: pd.Series) -> str:
    """What the rule-based Champions are made of, by their share of each segment."""
    main = mix[mix >= 0.05].sort_values(ascending=False)
    parts = listed([f"{share:.0%} {name}" for name, share in main.items()])
    mixed = "a mixture too" if len(main) > 1 else "one kind"
    return f"The rule-based Champions of 03 are {mixed}: {parts}."
