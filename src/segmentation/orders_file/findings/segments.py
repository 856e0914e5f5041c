"""Sentences of the case of your own orders."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from scipy.stats import binom

from segmentation.base.words import listed
from segmentation.clusters.findings.choose_k import valleys, verdict
from segmentation.features.names import DEFINITIONS
from segmentation.orders_file.findings.file import written
from segmentation.orders_file.look import FEWEST
from segmentation.orders_file.segments import Decision
from segmentation.orders_file.tables import CHANCE

MONTHS_OF_A_YEAR = 12
FEW_FOR_SCORES = 25  # five customers for each score
FEW = " **With so few, the names are ranks, and their actions no advice.**"


def answer(found: Mapping[str, Any]) -> str:
    """The answer in short, from the results of an executed notebook.

    Parameters
    ----------
    found : mapping
        As the notebook's cell `results` prints it; its `spend` is a text, with every digit.
    """
    top = max(found["segments"], key=lambda segment: segment["share of spend"])
    how = {
        "natural": f"**{found['k']} natural segments**",
        "slices": f"No natural groups; **{found['k']} slices that come back**",
        "constructive": f"{found['k']} clusters, as asked for, which do not come back",
    }[found["verdict"]]
    if found["by"] == "rules":
        how = f"**{len(found['segments'])} rule-based segments**; clusters are not to be had here"
    chance = found["overdue_by_chance"]
    late = f" **{found['overdue']:,}** are silent for much longer than usual (by chance: "
    late = f"{late}{chance:,.0f})." if found["overdue"] else ""
    return (
        f"{found['orders']:,} orders of {found['customers']:,} customers up to "
        f"{found['snapshot']}, who spent "
        f"**{written(float(found['spend']), found['currency'])}**. {how}. "
        f"*{top['name']}*: {top['share']:.0%} of the customers and "
        f"{top['share of spend']:.0%} of the spend.{late}\n\n{_table(found['segments'])}"
    )


def _table(segments: list[dict[str, Any]]) -> str:
    """The segments as a table of Markdown, the one that spends most first."""
    rows = sorted(segments, key=lambda segment: -segment["share of spend"])
    lines = [
        f"| {row['name']} | {row['customers']:,} | {row['share']:.0%} | "
        f"{row['share of spend']:.0%} | {row['action']} |"
        for row in rows
    ]
    head = "| segment | customers | share | share of spend | action |\n|---|---|---|---|---|"
    return "\n".join([head, *lines])


def nothing_kept(monetary: pd.Series) -> str:
    """How many customers gave back all they had bought; nothing if nobody did."""
    nothing = int((monetary <= 0).sum())
    has, get = ("customer has", "gets") if nothing == 1 else ("customers have", "get")
    text = f"**{nothing:,}** {has} given back all they bought, and {get} no action."
    return text * bool(nothing)


def available(columns: list[str], used: list[str], constant: list[str]) -> str:
    """Which features the file gives, which it cannot give, and which are clustered."""
    here = [name for name in DEFINITIONS if name in columns]
    absent = [name for name in DEFINITIONS if name not in columns]
    text = f"The file gives {listed(here)}, and cannot give {listed(absent)}. "
    text += f"Clustered: {listed(used)}." if len(used) > 1 else ""
    if constant:
        verb = "is" if len(constant) == 1 else "are"
        text += f" {listed(constant)} {verb} the same for everybody and left out."
    return text.strip()


def answered(decision: Decision) -> str:
    """Clusters or rules, and why."""
    if decision.by_k is None or decision.verdict is None:
        few = (
            f"{decision.different:,} customers that differ are too few for clusters; {FEWEST} are "
            "needed"
            if len(decision.features) > 1
            else "with fewer than two features that differ there is nothing to cluster"
        )
        return (
            f"**No clusters**: {few}. The rule-based segments are the answer: scores from 1 to 5 "
            "of recency, frequency and spend, which rank these customers against each other. No "
            "model is written, since a model holds clusters."
            + (FEW if decision.customers < FEW_FOR_SCORES else "")
        )
    return verdict(decision.verdict, decision.by_k)


def segments(profile: pd.DataFrame, decision: Decision) -> str:
    """Which segment carries the spend, and what its name may claim."""
    top = profile["share of spend"].idxmax()
    text = (
        f"**{top}**: {profile.loc[top, 'share']:.0%} of the customers and "
        f"**{profile.loc[top, 'share of spend']:.0%} of the spend**. "
    )
    if decision.by == "rules":
        return text + "These are rules: cuts by rank, whatever the customers are like."
    if decision.kind == "natural":
        return text + (
            "The clusters separate better than in data without any, so a kind may get a name."
        )
    return text + (
        "The names describe where a slice lies, in standard deviations (σ) from the average "
        "customer; they claim no kinds of customer."
    )


def gaps(found: pd.DataFrame | None) -> str:
    """Between how many pairs of clusters there is a valley; nothing where rules segment.

    Parameters
    ----------
    found : DataFrame, optional
        From `segments.valleys`.
    """
    if found is None:
        return ""
    text = valleys(found)
    if not found["valley"].any():
        return text
    return text + (
        " One column may make a valley by itself, as having ordered once does; the verdict does "
        "not count that."
    )


def policy(moved: float | None) -> str:
    """How many customers change segment with the returns policy."""
    if moved is None:
        return "Nothing was given back in this file, so both ways are the same."
    weight = "so the policy hardly matters" if moved < 0.05 else "**so choose the policy first**"
    return f"**{moved:.1%}** of the customers change segment if returns are counted, {weight}."


def late(first: pd.DataFrame, currency: str) -> str:
    """How many customers are overdue, how many would be by chance, what those shown have spent.

    Parameters
    ----------
    first : DataFrame
        From `tables.overdue`.
    currency : str
    """
    often, overdue = first.attrs["often"], first.attrs["all"]
    if first.empty:
        return f"Of {often:,} customers with orders enough to tell, nobody is overdue."
    expected = CHANCE * often
    # So many or more would come about by chance alone more than one time in twenty.
    usual = binom.sf(overdue - 1, often, CHANCE) > CHANCE
    text = (
        f"**{overdue:,}** of {often:,} customers with orders enough to tell are overdue, where "
        f"chance alone would make it about {expected:,.0f}. "
    )
    if usual:
        text += "**That is no more than chance**, so take the list as a reminder, not as a sign. "
    return text + (
        f"The {len(first)} shown have spent {written(first['Monetary'].sum(), currency)}. Some "
        "would come back unasked: hold half of the list back to see what a call changes."
    )


def covered(months: pd.DataFrame) -> str:
    """From when to when the orders are, and whether a month has none.

    Parameters
    ----------
    months : DataFrame, index month
        `orders` of every month from the first to the last.
    """
    text = f"Orders from {months.index[0]:%B %Y} to {months.index[-1]:%B %Y}"
    empty = [f"{month:%B %Y}" for month in months.index[months["orders"] == 0]]
    if not empty:
        return text + ", in every month."
    return text + f", **none in {listed(empty)}**: is the export complete?"


def limits(months: pd.DataFrame, once: float, customers: int) -> list[str]:
    """What this file cannot tell.

    Parameters
    ----------
    months : DataFrame, index month
        `orders` of every month from the first to the last.
    once : float
        Share of customers who ordered once.
    customers : int
    """
    found = []
    if len(months) < MONTHS_OF_A_YEAR:
        found.append(
            f"The file covers {len(months)} calendar months: seasons cannot be seen, and who "
            "orders once a year looks lost."
        )
    if once > 0.5:
        found.append(
            f"{once:.0%} of the customers ordered once: frequency tells little about them."
        )
    if customers < FEWEST:
        found.append(f"{customers:,} customers: one order more or less moves somebody.")
    found.append("Whoever ordered before the file begins looks newer than they are.")
    found.append(
        "Costs, discounts and satisfaction are not in an orders file: spend is not profit."
    )
    return found
