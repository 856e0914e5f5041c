"""Sentences of notebook 08 on what RFM can tell apart."""

import pandas as pd

from segmentation.base.palette import short
from segmentation.personas.other_costs import swapped
from segmentation.personas.value import CONTRIBUTION_MARGIN, COSTS

PARTED = 0.75  # area under the ROC curve, half way between a coin and never wrong


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
    behind = "so it catches up" if best >= everything else "still behind all features"
    return f"Another k helps a little: at its best RFM reaches an ARI of **{best:.2f}**, {behind}."


def told_apart(auc: pd.DataFrame) -> str:
    """How well the hardest pair of kinds could be told apart; `auc` from `parting.told_apart`."""
    if auc.empty:
        return "There is only one kind of customer, so there is nothing to tell apart."
    (one, other), (rfm, everything) = auc.index[0], auc.iloc[0]
    method = (
        "It is not the method either."
        if rfm < PARTED
        else "There is more in RFM's columns than K-Means finds."
    )
    return (
        f"{method} Shown a pair of {short(one)} and {short(other)}, a logistic regression "
        f"trained on the truth tells which is which in **{rfm:.0%}** of pairs from RFM's columns, "
        f"and in {everything:.0%} from all features; chance is one half."
    )


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
        "**their order changes**" if swapped(sensitive.loc[[best, worst]]) else "the order stays"
    )
    return (
        f"{short(best)} and {short(worst)} sit in one cluster, £{gap['left']:.0f} of every £100 "
        f"apart. The largest part of that gap is *{COSTS[main]}*. If coupons, returns and contacts "
        f"cost half or twice as much, {stays}."
    )
