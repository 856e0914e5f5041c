"""Sentences on the segments of your own orders."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from scipy.stats import binom

from segmentation.base.words import listed, plural
from segmentation.campaigns.experiment import needed
from segmentation.clusters.findings import choose_k
from segmentation.features.names import FEATURES
from segmentation.orders_file.findings.file import written
from segmentation.orders_file.look import FEWEST
from segmentation.orders_file.segments import By, Decision
from segmentation.orders_file.tables import CHANCE, Overdue

MONTHS_OF_A_YEAR = 12
COMES_BACK = 0.25  # of the overdue, assumed to size a test
FEW_FOR_SCORES = 25  # five customers for each score
CLAIMS = {
    "natural": "The clusters separate better than in data without any, so a kind may get a name.",
    "slices": "The names describe where a slice lies, compared with the average customer; they "
    "claim no kinds of customer. Counts and sums are compared on a log scale, on which large "
    "customers weigh less, so *high spend* may lie below the mean.",
}


def answer(found: Mapping[str, Any]) -> str:
    """The answer in short, from what the cell `results` of an executed notebook printed."""
    top = max(found["segments"], key=lambda segment: segment["share of spend"])
    how = {
        "natural": f"There are **{found['k']} natural segments**",
        "slices": f"The rule sees no groups, but **{found['k']} slices that come back**",
        "constructive": f"There are {found['k']} clusters, as asked for, which do not come back",
    }[found["verdict"]]
    if found["by"] == By.RULES:
        how = (
            f"Clusters are not to be had here; there are **{len(found['segments'])} rule-based "
            "segments**"
        )
    said = [
        f"The file holds {plural(found['orders'], 'order')} of "
        f"{plural(found['customers'], 'customer')} up to {found['snapshot']}, who spent "
        f"**{written(float(found['spend']), found['currency'])}**.",
        f"{how}.",
        f"*{top['name']}* are {top['share']:.0%} of the customers and bring "
        f"{top['share of spend']:.0%} of the spend.",
    ]
    if found["overdue"]:
        said.append(
            f"**{found['overdue']:,}** customers are silent for much longer than they usually are; "
            f"chance alone would make it about {found['overdue_by_chance']:,.0f}."
        )
    return "\n".join(f"- {sentence}" for sentence in said)


def actions(profile: pd.DataFrame, currency: str) -> str:
    """The segments with their one action as a table of Markdown, from `tables.profile`."""
    rows = profile.sort_values("share of spend", ascending=False, kind="stable").iterrows()
    spend = f"spend each, {currency}" if currency else "spend each"
    lines = [f"| segment | customers | share of spend | {spend} | action |"]
    lines += ["|:---|---:|---:|---:|:---|"]
    lines += [
        f"| {name} | {row['customers']:,} | {row['share of spend']:.0%} | {row['Monetary']:,.0f} | "
        f"{row['action']} |"
        for name, row in rows
    ]
    return "\n".join(lines)


def nothing_kept(monetary: pd.Series) -> str:
    """How many customers gave back all they had bought; nothing if nobody did."""
    nothing = int((monetary <= 0).sum())
    if not nothing:
        return ""
    return f"No action for the {plural(nothing, 'customer')} who gave back all they had bought."


def available(columns: list[str], used: list[str], constant: list[str]) -> str:
    """Which features the file cannot give, and which are clustered."""
    said = [f"The file cannot give {listed([name for name in FEATURES if name not in columns])}."]
    if len(used) > 1:
        said.append(f"Clustered: {listed(used)}.")
    if constant:
        said.append(f"Left out, as the same for everybody: {listed(constant)}.")
    return " ".join(said)


def answered(decision: Decision) -> str:
    """Clusters or rules, and why."""
    if decision.by_k is not None and decision.verdict is not None:
        return choose_k.verdict(decision.verdict, decision.by_k)
    few = (
        f"{plural(decision.different, 'customer')} that differ are too few for clusters; {FEWEST} "
        "are needed"
        if len(decision.features) > 1
        else "with fewer than two features that differ there is nothing to cluster"
    )
    text = (
        f"**No clusters, and no model of them**: {few}. Rules segment: scores from 1 to 5 of "
        "recency, frequency and spend, which rank these customers against each other."
    )
    if decision.customers < FEW_FOR_SCORES:
        text += " **With so few, the names are ranks, and their actions no advice.**"
    return text


def segments(decision: Decision) -> str:
    """What the name of a segment may claim."""
    if decision.by is By.RULES:
        return "These are rules: cuts by rank, whatever the customers are like."
    return CLAIMS.get(decision.kind, CLAIMS["slices"])


def gaps(valleys: pd.DataFrame | None) -> str:
    """Between how many pairs of clusters there is a valley; nothing where rules segment."""
    if valleys is None:
        return ""
    text = choose_k.valleys(valleys)
    if not valleys["valley"].any():
        return text
    return text + (
        " One column may make a valley by itself, as having ordered once does; the verdict does "
        "not count that."
    )


def policy(moved: float | None) -> str:
    """How many customers change segment with the returns policy."""
    if moved is None:
        return "Nothing was given back in this file, so it is all one whether returns count."
    weight = "so the choice hardly matters" if moved < 0.05 else "**so choose `returns` first**"
    return (
        f"**{moved:.1%}** of the customers are in one segment if returns are taken off and in "
        f"another if they are not, {weight}."
    )


def late(overdue: Overdue) -> str:
    """How many customers are overdue, how many would be by chance, and whether a test could tell.

    "Could tell" is to see a call double the share that comes back.
    """
    if not overdue.count:
        return f"Of {overdue.told_of:,} customers with orders enough to tell, nobody is overdue."
    text = (
        f"**{overdue.count:,}** of {overdue.told_of:,} customers with orders enough to tell are "
        f"overdue, where chance alone would make it about {overdue.by_chance:,.0f}. "
    )
    if 0 < len(overdue.first) < overdue.count:
        text += f"Shown are the {len(overdue.first)} who spent most. "
    # So many or more would come about by chance alone more than one time in twenty.
    if binom.sf(overdue.count - 1, overdue.told_of, CHANCE) > CHANCE:
        text += "**That is no more than chance**, so take the list as a reminder, not as a sign. "
    each = needed(COMES_BACK, 1.0)
    if overdue.count // 2 >= each:
        return text + (
            "Some would come back unasked: hold half of the list back to see what a call changes."
        )
    return text + (
        "Some would come back unasked, and the list is too short for a test: to see a call double "
        f"a share of {COMES_BACK:.0%} takes {each} in each half."
    )


def limits(months: int, once: float, customers: int) -> list[str]:
    """What a file of so many months and customers, of whom a share ordered once, cannot tell."""
    said = []
    if months < MONTHS_OF_A_YEAR:
        said.append(
            f"The file covers {plural(months, 'calendar month')}: seasons cannot be seen, and a "
            "customer who orders once a year looks lost."
        )
    if once > 0.5:
        said.append(f"{once:.0%} of the customers ordered once: frequency tells little about them.")
    if customers < FEWEST:
        said.append(f"{plural(customers, 'customer')}: one order more or less moves somebody.")
    return [
        *said,
        "Whoever ordered before the file begins looks newer than they are.",
        "Costs, discounts and satisfaction are not in an orders file: spend is not profit.",
    ]
