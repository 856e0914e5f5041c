"""Sentences of notebook 08 on what RFM can tell apart."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.personas.other_costs import swapped
from segmentation.personas.parting import sharing
from segmentation.personas.value import COSTS


def premise(tables: dict[str, pd.DataFrame], ari: dict[str, float]) -> str:
    """Which personas each way puts together, and how far it agrees with what was planted.

    Parameters
    ----------
    tables : dict
        Way → share of each persona in each cluster, from `agreement.persona_by_cluster`.
    ari : dict
        Way → adjusted Rand index.
    """
    if len(next(iter(tables.values()))) < 2:
        return "Only one kind of customer is planted: there is nothing to put together."
    said = [
        f"- {way}: {_together(table)}{_spread(table)}. ARI **{ari[way]:.2f}**."
        for way, table in tables.items()
    ]
    return "\n".join(said)


def _together(table: pd.DataFrame) -> str:
    """Which personas have the largest part of their customers in the same cluster."""
    groups = sharing(table)
    if not groups:
        return "the largest part of each persona has a cluster of its own"
    return "**" + "; ".join(listed(names) for names in groups) + "** share a cluster"


def _spread(table: pd.DataFrame) -> str:
    """Of which personas no cluster holds two thirds."""
    names = table.index[table.max(axis=1) < 2 / 3]
    return "" if names.empty else f", and no cluster holds two thirds of {listed(list(names))}"


def at_best(by_k: pd.DataFrame, everything: float, more: bool) -> str:
    """How far RFM comes at the k that suits it best, with the `more` features in use.

    Parameters
    ----------
    by_k : DataFrame, index k
        One column per way to give RFM: ARI with what was planted.
    everything : float
        ARI of all features at their k.
    """
    best = by_k.max()
    if max(everything, best.max()) < 0.05:
        return "Nothing is planted, so no k recovers anything."
    said = listed([f"{way} **{best[way]:.2f}** (k = {by_k[way].idxmax()})" for way in by_k])
    if not more:
        return f"At its best k: {said}. Nothing else is in use here."
    catches = "and RFM catches up" if best.max() >= everything else "which none of them reaches"
    return f"At its best k: {said}. All features have **{everything:.2f}**, {catches}."


def told_apart(table: pd.DataFrame, rfm: str, everything: str, net: str) -> str:
    """Which pair of personas RFM's columns cannot part, even for a judge who knows the truth.

    Parameters
    ----------
    table : DataFrame
        From `parting.told_apart`, the worst pair first.
    rfm, everything, net : str
        Its columns: RFM's together, all features together, and the basket net of returns.
    """
    if table.empty:
        return "With one kind of customer there is no pair to tell apart."
    worst, pair = table.iloc[0], listed(list(table.index[0]))
    alone = table.columns[: table.columns.get_loc(net)]
    text = (
        f"**{pair}** are the pair that RFM's columns tell apart worst: {worst[alone].max():.2f} "
        f"for the best of them alone, {worst[rfm]:.2f} for all together, {worst[everything]:.2f} "
        f"for all features."
    )
    if worst[net] > worst[rfm]:
        text += f" Net of refunds, which betray a costly customer, the basket has {worst[net]:.2f}."
    if len(table) > 1:
        nearest, gap = listed(list(table.index[1])), table[rfm].iloc[1]
        text += f" The next worst pair, {nearest}, has {gap:.2f}."
    return text


def _pair(apart: pd.DataFrame) -> list[str]:
    """The two largest parts of a cluster, the one that leaves more first."""
    return list(apart["left of 100"].head(2).sort_values(ascending=False).index)


def taken_apart(apart: pd.DataFrame, margin: float) -> str:
    """What RFM's best cluster is made of, and what its two largest parts leave of their orders.

    Parameters
    ----------
    apart : DataFrame
        From `value.taken_apart`, without the small parts.
    margin : float
        Assumed share of spend.
    """
    customers = int(apart["customers"].sum())
    parts = listed([f"{share:.0%} {name}" for name, share in apart["share"].items()])
    text = f"RFM's best cluster ({customers:,} customers shown) is made of {parts}. "
    if len(apart) < 2:
        return text
    (more, less), left = _pair(apart), apart["left of 100"]
    return text + (
        f"£100 ordered carry a margin of £{100 * margin:.0f}. {more} leave £{left[more]:.0f} of "
        f"it, {less} £{left[less]:.0f}. RFM sees only the £100."
    )


def where_it_went(apart: pd.DataFrame, of_100: pd.DataFrame, sensitive: pd.DataFrame) -> str:
    """What makes the difference between the two largest parts, and what depends on assumed costs.

    Parameters
    ----------
    apart : DataFrame
        From `value.taken_apart`, without the small parts.
    of_100, sensitive : DataFrame, index segment
        From `value.left_of_100` and `value.sensitivity`.
    """
    if len(apart) < 2:
        return "There is only one kind of customer here, so there is nothing to compare."
    best, worst = _pair(apart)
    gap = of_100.loc[best, "left"] - of_100.loc[worst, "left"]
    costs = of_100.loc[best, list(COSTS)] - of_100.loc[worst, list(COSTS)]
    main = costs.idxmax()
    stays = (
        f"**even the order of {best} and {worst} changes**"
        if swapped(sensitive.loc[[best, worst]])
        else f"{best} still leave more than {worst}"
    )
    others = [listed(sorted(pair)) for pair in swapped(sensitive) if set(pair) != {best, worst}]
    aside = f"; {listed(others)} change places: their order is no finding" if others else ""
    return (
        f"The largest part of the gap of £{gap:.0f} between {best} and {worst} is *{COSTS[main]}* "
        f"(£{costs[main]:.0f}). With the costs of coupons, returns and contacts halved or doubled "
        f"{stays}{aside}."
    )


def champions(mix: pd.Series) -> str:
    """What the rule-based Champions are made of.

    Parameters
    ----------
    mix : Series
        Segment → share of the Champions.
    """
    main = mix[mix >= 0.05].sort_values(ascending=False)
    parts = listed([f"{share:.0%} {name}" for name, share in main.items()])
    mixed = "a mixture too" if len(main) > 1 else "one kind"
    return f"The rule-based Champions of 03 are {mixed}: {parts}."


def answer(apart: pd.DataFrame, table: pd.DataFrame, money: pd.DataFrame, more: bool) -> str:
    """The answer of the whole notebook, with the `more` features than RFM in use."""
    if not more:
        return "Only RFM's own features are in use, so there is nothing to compare."
    if len(apart) < 2:
        return "In this shop RFM's best cluster is of one kind: the premise does not hold here."
    (high, low), left = _pair(apart), apart["left of 100"]
    best = money["share of contribution"].idxmax()
    first = table.loc[table["owner"] == "customer service", "name"]
    calls = f" Customer service calls {listed(list(first))} first." if len(first) else ""
    return (
        f"RFM's best cluster, its basket given, holds {high} and {low} alike, who leave "
        f"£{left[high]:.0f} and £{left[low]:.0f} of every £100 ordered. {best} bring "
        f"{money.loc[best, 'share of contribution']:.0%} of all that is left.{calls}"
    )
