"""Sentences of notebook 08 on the segments: names, money, what to do."""

import pandas as pd

from segmentation.base.palette import CHURN_RISK
from segmentation.base.words import listed
from segmentation.clusters.verdict import Verdict
from segmentation.personas.budgets import TEST_DAYS
from segmentation.personas.naming import named_right
from segmentation.personas.value import Assumptions


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


def money(
    table: pd.DataFrame, changing: dict[str, list[tuple[str, str]]], assumed: Assumptions
) -> str:
    """Who brings most, who leaves least of £100, and what of that depends on the assumed costs.

    Parameters
    ----------
    table : DataFrame
        From `value.per_segment`.
    changing : dict
        From `value.swapped_by_costs`.
    assumed : Assumptions
    """
    left = 100 * table["contribution"] / table["spend"]
    top, low = table["share of contribution"].idxmax(), left.idxmin()
    pairs = [pair for pair in changing["left of 100"] if low in pair]
    rivals = [one if other == low else other for one, other in pairs]
    name = f"**{top}**" if _settled(top, changing["share of contribution"]) else top
    least = (
        f"Who leaves least of £100 ordered depends on the assumed costs: {low} leave "
        f"£{left[low]:.0f}, and change places with {listed(rivals)} if costs are halved or "
        "doubled."
        if rivals
        else f"**{low}** leave least of £100 ordered: £{left[low]:.0f}."
    )
    others = [listed(list(pair)) for pair in changing["contribution"]]
    order = (
        f"By contribution per customer {listed(others)} change places then."
        if others
        else "The order by contribution per customer stays the same then."
    )
    return (
        f"{name} bring {table.loc[top, 'share of contribution']:.0%} of the contribution with "
        f"{table.loc[top, 'customers'] / table['customers'].sum():.0%} of the customers. {least} "
        f"{order} Assumed: margin {assumed.margin:.0%} of kept spend, £{assumed.cost_of_return:g} "
        f"a return, £{assumed.cost_of_contact:g} a contact, coupons of {assumed.coupon:.0%}."
    )


def _settled(name: str, pairs: list[tuple[str, str]]) -> bool:
    """Whether a segment keeps its place whatever the costs."""
    return not any(name in pair for pair in pairs)


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


def judged_by(table: pd.DataFrame) -> str:
    """For which segments who orders can show what an action does, and for which it cannot.

    Parameters
    ----------
    table : DataFrame, index segment
        From `value.budget_by_test`.
    """
    again = table["share that orders again"]
    full = again[table["£ per 1,000 and per cent"].notna()]
    if full.empty:
        return "In every segment enough stay away for a test to count who orders."
    shares = listed([f"{share:.0%} of the {name}" for name, share in full.items()])
    return (
        f"{shares} order again within {TEST_DAYS} days without any action: who orders cannot show "
        "what an action does to them, so it is judged by what is left of their orders."
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


def to_do(table: pd.DataFrame) -> str:
    """What to do about each segment, who does it, and the rule for its budget: a Markdown table.

    Parameters
    ----------
    table : DataFrame
        From `name_clusters`.
    """
    head = ["segment", "action to test", "owner", "budget"]
    rows = [head, ["---"] * len(head), *table[["name", "action", "owner", "budget"]].to_numpy()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
