"""Sentences of notebook 08 on the segments: names, money, what to do."""

import pandas as pd

from segmentation.base.palette import CHURN_RISK, short
from segmentation.base.words import listed
from segmentation.clusters.verdict import Kind, Verdict
from segmentation.personas.other_costs import when_swapped
from segmentation.personas.value import CONTRIBUTION_MARGIN, TEST_DAYS


def naming(table: pd.DataFrame, judged: Verdict, right: float) -> str:
    """Whether kinds may be named, how well they fit, and how many names are right.

    `table` from `naming.name_clusters`; `right` is a share of customers.
    """
    if judged.kind != Kind.NATURAL:
        return (
            f"By the rule of 05, k = {judged.k} is **not natural** but {judged.kind}. So no kind "
            "is named, and the names only describe."
        )
    said = f"By the rule of 05, k = {judged.k} is **natural**"
    kept = table[table["archetype"]]
    if kept.empty:
        return f"{said}, but no cluster points the way a kind does. So the names only describe."
    return (
        f"{said}, so kinds may be named. {len(kept)} of {len(table)} clusters fit one, with a "
        f"cosine of at least {kept['cosine'].min():.2f}. Of all customers **{right:.0%}** carry "
        "the name of their planted persona, which the naming never sees."
    )


def money(
    table: pd.DataFrame, changing: dict[str, list[tuple[str, str]]], by_costs: pd.DataFrame
) -> str:
    """From whom least of £100 is left, and which orders depend on the assumed costs.

    Parameters
    ----------
    table : DataFrame
        From `value.per_segment`.
    changing : dict
        From `other_costs.swapped_by_costs`.
    by_costs : DataFrame
        From `other_costs.sensitivity`.
    """
    left = 100 * table["contribution"] / table["spend"]
    low = left.idxmin()
    pairs = [pair for pair in changing[CONTRIBUTION_MARGIN] if low in pair]
    rivals = [short(one if other == low else other) for one, other in pairs]
    least = (
        f"Of £100 ordered least is left from {short(low)}, £{left[low]:.0f}, but that hangs on the "
        f"assumed costs: if they are {when_swapped(by_costs, pairs)}, less is left from "
        f"{listed(rivals)}."
        if rivals
        else f"Of £100 ordered least is left from **{short(low)}**, £{left[low]:.0f}, even if "
        "costs are halved or doubled."
    )
    others = [listed([short(name) for name in pair]) for pair in changing["contribution"]]
    order = (
        f"By contribution per customer, {listed(others)} change places."
        if others
        else "By contribution per customer, nobody changes places."
    )
    return f"{least} {order}"


def named_for(table: pd.DataFrame, again: pd.Series) -> str:
    """What the name of the churn-risk segment does not say, by the share that orders again."""
    if CHURN_RISK not in set(table["name"]):
        return "No segment is called churn-risk here."
    lost = "Most are not lost yet" if again[CHURN_RISK] > 0.5 else "Most did not come back"
    return (
        f"**{CHURN_RISK}** is a reading of returns, contacts and ratings. {lost}: "
        f"{again[CHURN_RISK]:.0%} ordered again within the {TEST_DAYS} days after the snapshot."
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
        How much more of the goods now kept at full price must be sold for the coupon to pay.
    """
    pays = (
        f"As it takes part of the margin on all they buy, it pays only if they buy {lift:.0%} more "
        "of what they now buy at full price."
        if lift < float("inf")
        else "It takes the whole margin, so it never pays."
    )
    given = f"£{cost / 1e6:,.1f} million" if cost >= 1e6 else f"£{cost:,.0f}"
    return (
        f"A flat discount for everyone is a gift on orders that would have come at full price: "
        f"{coupon:.0%} off gives **{given} a year** "
        f"to {segment} alone, {cost / contribution:.0%} of their contribution. {pays}"
    )


def to_do(table: pd.DataFrame, room: pd.DataFrame) -> str:
    """What to do about each segment, who does it, and what it may cost: a Markdown table.

    `table` from `naming.name_clusters`, `room` from `value.budget_by_test`.
    """
    head = [
        "segment",
        "action to test",
        "owner",
        f"for 1,000 customers it may cost in {TEST_DAYS} days",
    ]
    rows = [
        [row["name"], row["action"], row["owner"], _may_cost(room.loc[row["name"]])]
        for _, row in table.iterrows()
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _may_cost(room: pd.Series) -> str:
    """The most that an action may cost, by what a test of it can count."""
    per_cent, point = room["£ per 1,000 and per cent"], room["£ per 1,000 and point"]
    if per_cent > 0:
        return f"£{per_cent:,.0f} for each per cent more contribution"
    if point > 0:
        return f"£{point:,.0f} for each point more who order"
    return "nothing: their orders contribute nothing"
