"""Sentences of notebook 08 on the segments: names, money, what to do."""

import pandas as pd

from segmentation.base.palette import CHURN_RISK
from segmentation.base.words import listed
from segmentation.clusters.verdict import Kind, Verdict
from segmentation.personas.value import CONTRIBUTION_MARGIN


def naming(table: pd.DataFrame, right: float) -> str:
    """Whether archetypes were given, and to which share of customers the right one."""
    if not table["archetype"].any():
        return (
            f"**No archetype is given**: at k = {len(table)} the clusters are not natural by the "
            f"rule of 05, or none points the way an archetype does. The names only describe."
        )
    return (
        f"Checked against the planted truth, which the naming never sees, **{right:.1%}** of the "
        "customers carry the name of their planted persona."
    )


def money(table: pd.DataFrame, changing: dict[str, list[tuple[str, str]]]) -> str:
    """Who leaves least of £100, and which orders depend on the assumed costs.

    Parameters
    ----------
    table : DataFrame
        From `value.per_segment`.
    changing : dict
        From `other_costs.swapped_by_costs`.
    """
    left = 100 * table["contribution"] / table["spend"]
    low = left.idxmin()
    pairs = [pair for pair in changing[CONTRIBUTION_MARGIN] if low in pair]
    rivals = [one if other == low else other for one, other in pairs]
    least = (
        f"Who leaves least of £100 ordered depends on the assumed costs: {low} leave "
        f"£{left[low]:.0f}, and change places with {listed(rivals)} if costs are halved or "
        "doubled."
        if rivals
        else f"**{low}** leave least of £100 ordered: £{left[low]:.0f}."
    )
    others = [listed(pair) for pair in changing["contribution"]]
    order = (
        f"By contribution per customer {listed(others)} change places then."
        if others
        else "The order by contribution per customer stays the same then."
    )
    return f"{least} {order}"


def named_for(table: pd.DataFrame, again: pd.Series) -> str:
    """What the name of the churn-risk segment does not say, by the share that orders again."""
    if CHURN_RISK not in set(table["name"]):
        return "No segment is called churn-risk here."
    return (
        f"**{CHURN_RISK}** is a reading of returns, contacts and ratings, not an observed loss: "
        f"{again[CHURN_RISK]:.0%} order again."
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
        Share of goods that must be sold beyond today's for the coupon to pay.
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
    natural = judged.kind == Kind.NATURAL
    verdict = "natural" if natural else "not natural"
    so = "archetype names may be given" if natural else "the names only describe"
    return f"By the rule, k = {judged.k} is **{verdict}**: {judged.reason}. So {so}."


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
    if kinds[widest] == Kind.NATURAL and 0.1 < wrong[widest] < 1:
        text += " The rule does not protect from that: clusters can be there and still overlap."
    return text


def to_do(table: pd.DataFrame) -> str:
    """What to do about each segment, who does it, and its budget's rule: a Markdown table."""
    head = ["segment", "action to test", "owner", "budget"]
    rows = [head, ["---"] * len(head), *table[["name", "action", "owner", "budget"]].to_numpy()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
