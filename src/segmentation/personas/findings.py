"""Sentences of notebook 08."""

import pandas as pd

from segmentation.base.palette import CHURN_RISK
from segmentation.base.words import listed
from segmentation.clusters.verdict import Verdict
from segmentation.personas.naming import named_right
from segmentation.personas.value import COSTS, Assumptions


def premise(rfm: pd.DataFrame, nine: pd.DataFrame, ari: tuple[float, float]) -> str:
    """Which personas RFM puts together, and whether all features part them."""
    if len(rfm) < 2:
        return "Only one kind of customer is planted: there is nothing to put together."
    return (
        f"RFM alone: {_sharing(rfm)}{_spread(rfm)}. All features: {_sharing(nine)}{_spread(nine)}. "
        f"Agreement with what was "
        f"planted: ARI **{ari[0]:.2f} against {ari[1]:.2f}**."
    )


def _sharing(table: pd.DataFrame) -> str:
    """Which personas have the largest part of their customers in the same cluster."""
    homes = table.idxmax(axis=1)
    groups = [list(names) for _, names in homes.groupby(homes).groups.items() if len(names) > 1]
    if not groups:
        return "the largest part of each persona has a cluster of its own"
    return "**" + "; ".join(listed(names) for names in groups) + "** share a cluster"


def _spread(table: pd.DataFrame) -> str:
    """Which personas lie in several clusters, none of which holds two thirds of them."""
    names = table.index[table.max(axis=1) < 2 / 3]
    if names.empty:
        return ""
    lie = "lies" if len(names) == 1 else "lie"
    return f", and {listed(list(names))} {lie} in several"


def generous(by_k: dict[int, float], net: float, nine: float, more: bool) -> str:
    """Whether RFM catches up at another k, or on net spend, with the `more` features in use."""
    best = max(by_k, key=lambda k: by_k[k])
    top = max(by_k[best], net)
    if max(nine, top) < 0.05:
        return "Nothing is planted, so no k recovers anything."
    if not more:
        return f"RFM reaches an ARI of {by_k[best]:.2f} at its best k; nothing else is in use here."
    verdict = (
        f"It catches up with all features ({nine:.2f})."
        if top >= nine
        else f"It does not catch up with all features ({nine:.2f}): what is not measured cannot be "
        f"clustered."
    )
    return (
        f"At its best (k = {best}) RFM reaches an ARI of **{by_k[best]:.2f}**; on net spend, which "
        f"at least sees refunds, **{net:.2f}**. {verdict}"
    )


def taken_apart(apart: pd.DataFrame, margin: float) -> str:
    """What RFM's best cluster is made of, and what its parts leave of their orders."""
    customers = int(apart["customers"].sum())
    parts = listed([f"{share:.0%} {name}" for name, share in apart["share"].items()])
    text = f"RFM's best cluster ({customers:,} customers shown) is made of {parts}. "
    if len(apart) < 2:
        return text
    best, worst = apart.index[0], apart.index[-1]
    left = apart["left of 100"]
    return text + (
        f"£100 ordered carry a margin of £{100 * margin:.0f}. **{best}** leave "
        f"**£{left[best]:.0f}** of it, **{worst}** **£{left[worst]:.0f}**. RFM sees only the £100."
    )


def where_it_went(of_100: pd.DataFrame, sensitive: pd.DataFrame) -> str:
    """What makes the difference, and whether it hangs on the assumed costs.

    Parameters
    ----------
    of_100, sensitive : DataFrame, index segment
        From `value.left_of_100` and `value.sensitivity`.
    """
    if len(of_100) < 2:
        return "There is only one kind of customer here, so there is nothing to compare."
    best, worst = of_100.index[0], of_100.index[-1]
    gap = of_100.loc[best, "left"] - of_100.loc[worst, "left"]
    costs = of_100.loc[best, list(COSTS)] - of_100.loc[worst, list(COSTS)]
    main = costs.idxmax()
    ranks = {tuple(sensitive[column].sort_values().index) for column in sensitive}
    ranks.add(tuple(of_100["left"].sort_values().index))
    if len(ranks) == 1:
        stays = "the order of the segments stays the same"
    elif {rank[-1] for rank in ranks} == {best}:
        stays = f"{best} still leave most, but the order below them changes, so it is no finding"
    else:
        stays = "**even who leaves most changes**"
    return (
        f"The largest part of the gap of £{gap:.0f} between {best} and {worst} is *{COSTS[main]}* "
        f"(£{costs[main]:.0f}). With the costs of coupons, returns and contacts halved or doubled "
        f"{stays}."
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


def naming(table: pd.DataFrame, truth: pd.Series, names: pd.Series) -> str:
    """How many clusters earned an archetype, and whether the names are right."""
    given = int(table["archetype"].sum())
    if not given:
        return (
            f"**No archetype is given**: at k = {len(table)} the clusters are not natural by the "
            f"rule of 05, or none points the way an archetype does. The names only describe."
        )
    right = named_right(truth, names)
    return (
        f"**{given} of {len(table)}** clusters earned an archetype. Checked against the planted "
        f"truth, which the naming never sees, **{right:.1%}** of the customers carry the name of "
        f"their planted persona. Archetypes and personas are of one hand, so that tests the "
        f"code and discovers nothing; the naming earns its keep where it refuses."
    )


def money(table: pd.DataFrame, assumed: Assumptions) -> str:
    """Who keeps most of the margin and who loses most of it."""
    left = 100 * table["contribution"] / table["spend"]
    top, low = table["share of contribution"].idxmax(), left.idxmin()
    return (
        f"**{top}** bring {table.loc[top, 'share of contribution']:.0%} of the contribution with "
        f"{table.loc[top, 'customers'] / table['customers'].sum():.0%} of the customers. **{low}** "
        f"leave least of £100 ordered: £{left[low]:.0f}. Assumed: margin {assumed.margin:.0%} of "
        f"kept spend, £{assumed.cost_of_return:g} a return, £{assumed.cost_of_contact:g} a "
        f"contact, coupons of {assumed.coupon:.0%}."
    )


def channel(mix: pd.DataFrame, strength: float, planted: float) -> str:
    """Whether the held-out channel differs by segment, and by `planted` persona how much."""
    share = mix.div(mix.sum(axis=1), axis=0)
    spread = share.max() - share.min()
    name = spread.idxmax()
    if strength < 0.05:
        return f"Cramér's V is {strength:.2f}: the channel hardly differs by segment."
    size = "weak" if strength < 0.15 else "moderate" if strength < 0.3 else "strong"
    return (
        f"Cramér's V is **{strength:.2f}**, a {size} association; the planted personas themselves "
        f"reach {planted:.2f}. {name} differs most: "
        f"{share[name].max():.0%} of the {share[name].idxmax()}, {share[name].min():.0%} of the "
        f"{share[name].idxmin()}."
    )


def calls(table: pd.DataFrame) -> str:
    """What the call list puts at stake."""
    if table.empty:
        return "No segment's action is owned by customer service here, so nobody is on the list."
    return (
        f"The first {len(table)} brought £{table['contribution'].sum():,.0f} in a year and rate "
        f"the shop {table['Satisfaction_Score'].mean():.1f} of 5 on average. They are ranked by "
        f"what they brought, not by what a call would save: that takes an experiment."
    )


def named_for(table: pd.DataFrame, again: pd.Series) -> str:
    """What the name of the churn-risk segment does not say.

    Parameters
    ----------
    table : DataFrame
        From `name_clusters`.
    again : Series, index segment
        Share that orders in the hold-out.
    """
    if CHURN_RISK not in set(table["name"]):
        return "No segment is called churn-risk here."
    least = again.idxmin()
    return (
        f"**{CHURN_RISK}** is a reading of returns, contacts and ratings, not an observed loss: "
        f"{again[CHURN_RISK]:.0%} order again within the hold-out, {again.max():.0%} in the best "
        f"segment, {again[least]:.0%} among {least}."
    )


def gift(segment: str, coupon: float, cost: float, contribution: float, lift: float) -> str:
    """What a flat discount for everyone gives away to one segment.

    Parameters
    ----------
    segment : str
    coupon : float
        A share of the price.
    cost, contribution : float
        £ a year.
    lift : float
        From `value.break_even_lift`.
    """
    pays = (
        f"It pays only if they buy {lift:.0%} more because of it."
        if lift < float("inf")
        else "It takes the whole margin, so it never pays."
    )
    return (
        f"A flat {coupon:.0%} for everyone would give away **£{cost / 1e6:,.2f} million a year to "
        f"{segment} alone**, {cost / contribution:.0%} of what they contribute. {pays}"
    )


def may_be_named(judged: Verdict) -> str:
    """Whether the clusters may carry an archetype's name."""
    if judged.kind == "natural":
        return (
            f"By the rule, k = {judged.k} is **natural**: {judged.reason}. So archetype names may "
            "be given."
        )
    return (
        f"By the rule, k = {judged.k} is **not natural**: {judged.reason}. So the names only "
        "describe."
    )


def blurred(wrong: dict[float, float], kinds: dict[float, str], planted: int) -> str:
    """How many customers carry a wrong name, by how much the personas overlap.

    Parameters
    ----------
    wrong, kinds : dict
        Overlap → share of customers, and verdict of the rule.
    planted : int
        Number of kinds of customer planted.
    """
    if planted < 2:
        return "Only one kind of customer is planted: no name could be right."
    parts = [
        f"{share:.1%} of the customers at overlap {width:g} (verdict {kinds[width]})"
        if share < 1
        else f"at overlap {width:g} no archetype is given (verdict {kinds[width]})"
        for width, share in wrong.items()
    ]
    text = f"Another name than the planted persona's: {listed(parts)}."
    widest = max(wrong)
    if kinds[widest] == "natural" and 0.1 < wrong[widest] < 1:
        text += " The rule does not protect from that: clusters can be there and still overlap."
    return text


def answer(apart: pd.DataFrame, table: pd.DataFrame, money: pd.DataFrame, more: bool) -> str:
    """The answer of the whole notebook, with the `more` features than RFM in use."""
    if not more:
        return "Only RFM's own features are in use, so there is nothing to compare."
    if len(apart) < 2:
        return "In this shop RFM's best cluster is of one kind: the premise does not hold here."
    what = "kinds of customer" if table["archetype"].any() else "parts"
    low, high = apart["left of 100"].min(), apart["left of 100"].max()
    best = money["share of contribution"].idxmax()
    first = table.loc[table["owner"] == "customer service", "name"]
    calls = f" Customer service calls {listed(list(first))} first." if len(first) else ""
    return (
        f"RFM's best cluster mixes {len(apart)} {what}, which leave £{low:.0f} to £{high:.0f} of "
        f"every £100 ordered. **{best}** bring {money.loc[best, 'share of contribution']:.0%} of "
        f"all that is left.{calls}"
    )
