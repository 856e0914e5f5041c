"""Sentences of notebook 10 on whether the segments exist and come back."""

import pandas as pd

from segmentation.base.words import listed, signed
from segmentation.clusters.choose_k import KS
from segmentation.clusters.stability import STABLE
from segmentation.clusters.verdict import MARGIN, RANKED
from segmentation.existence.data_sets import ComeBack


def origin(twins: list[str]) -> str:
    """Which of the data are real."""
    if twins:
        return (
            f"**{', '.join(twins)}: a synthetic twin**, so what is said of it below is no finding "
            "about real customers. The simulated shop and the clickstream are made up as well."
        )
    return (
        "Online Retail, Olist and the engagement table are the published files. The shop and the "
        "clickstream are simulated."
    )


def five_nulls(table: pd.DataFrame) -> str:
    """Which data sets are natural, what a laxer null would have said, and what the tiers leave.

    `table` is from `data_sets.judged`.
    """
    natural = list(table.index[table["verdict"] == "natural"])
    rest = table.drop(natural)
    said = [f"**Natural: {listed(natural)}.**" if natural else "**No data set is natural.**"]
    if len(rest):
        passed = list(rest.index[rest["silhouette"] - rest["plain null"] >= MARGIN])
        said.append(
            f"In the other {len(rest)} no number of clusters from {KS[0]} to {KS[-1]} beats the "
            "strictest null by enough with every cluster coming back. The plain null alone would "
            f"have let {listed(passed) or 'none of them'} pass."
        )
    known = [_beyond_tiers(str(name), row) for name, row in table.iterrows()]
    return "\n\n".join([" ".join(said), *filter(None, known)])


def _beyond_tiers(name: str, row: pd.Series) -> str:
    """What is beyond the groups that the file names, if it names any."""
    if pd.isna(row["knowing"]):
        return ""
    excess = signed(row["knowing"], ".3f")
    if row["knowing"] >= MARGIN:
        return f"{name} also exceeds a null drawn within its tiers ({excess}): there is more."
    so = ", so its verdict says no more than the tiers do" if row["verdict"] == "natural" else ""
    return (
        f"The file of {name} names tiers of customers. Beyond them nothing is shown: a null drawn "
        f"within tiers separates as well ({excess}){so}."
    )


def segment_stability(full: ComeBack, ranks: pd.Series) -> str:
    """Whether null data come back as well, and so whether stability says anything.

    `full` is of everybody; `ranks`, index data set, are those of the least Jaccard beside the
    null's, where no natural clusters were found.
    """
    least = full.null["least"].mean()
    said = [
        "**Stability by itself is no proof of groups.** With all customers, clusters of data "
        f"without groups are stable too: the least stable has {least:.2f}."
        if least >= STABLE
        else "With all customers, clusters of data without groups do not come back (the least "
        f"stable has {least:.2f}), so at this number of clusters stability says something."
    ]
    first = list(ranks.index[ranks == 1])
    if first:
        verb = "comes" if len(first) == 1 else "come"
        said.append(
            f"Though not natural, {listed(first)} {verb} back better than all {RANKED - 1} plain "
            "nulls: evidence against these, not for groups."
        )
    return " ".join(said)


def churned(table: pd.DataFrame, flagship: str, flat: str, real: str) -> str:
    """Where a real shop lies between personas and none, and whether sizes can be compared.

    Parameters
    ----------
    table : DataFrame
        From `churn.churn_table`.
    flagship, flat, real : str
        Names of the shop, of the yardstick without personas and of a real shop.
    """
    size, said = table.loc[real].index[0], []
    if all((name, size) in table.index for name in (flagship, flat)):
        low, middle, high = (table.loc[(name, size), "mean"] for name in (flagship, real, flat))
        where = "between" if low < middle < high else "not between"
        said.append(f"{real} lies {where} a shop of its size with personas and one without.")
    several = [rows["mean"] for _, rows in table.groupby(level=0) if len(rows) > 1]
    said.append(
        "The more customers a model has seen, the fewer change segment, so only "
        "rows of one size can be compared."
        if all(shares.is_monotonic_increasing for shares in several)
        else "More customers do not make every shop steadier. Compare rows of one size."
    )
    return " ".join(said)
