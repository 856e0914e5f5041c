"""Sentences of the Olist case."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.verdict import MARGIN, SLICES, null_in_words


def merged(funnel: pd.DataFrame, undated: int) -> str:
    """How many orders are used, and what becomes of those without a payment.

    Parameters
    ----------
    funnel : DataFrame
        From `source.clean`.
    undated : int
        Used orders without the day of delivery.
    """
    step = funnel.set_index("Step")
    used, before, unpaid = step.iloc[-1], step.iloc[0], step.loc["no payment", "Orders"]
    return (
        f"**{used['Orders']:,.0f} of {before['Orders']:,.0f} orders** are used, of "
        f"{used['Customers']:,.0f} people, who paid BRL {used['Amount']:,.0f} for them. "
        + (
            "No delivered order lacks a payment. "
            if unpaid == 0
            else f"{unpaid:,} delivered {'order lacks' if unpaid == 1 else 'orders lack'} a "
            "payment: nobody knows the amount, so it is set aside, not counted as 0. "
        )
        + f"{undated} used orders have no day of delivery; recency, frequency and spend do not "
        "need it."
    )


def thinning(weeks: pd.Series, last: int = 2) -> str:
    """Whether the file thins out at its end.

    Parameters
    ----------
    weeks : Series
        Delivered orders of each whole week, counted back from the snapshot; 0 is the last week.
    last : int
        Weeks that are compared with those of the year before them.
    """
    usual = weeks.sort_index().iloc[last : last + 52].median()
    shown = listed([f"{n:,}" for n in weeks.sort_index().iloc[:last]])
    fewer = weeks.sort_index().iloc[0] < 0.75 * usual
    return f"The last {last} weeks have {shown} delivered orders, the last one first; " + (
        f"a usual week of the year before has {usual:,.0f}. **The end is thin**: an order counts "
        "here only once it is delivered, and the file itself tapers off. Whoever bought in these "
        "days is partly missing, and looks less recent than they are."
        if fewer
        else f"a usual week of the year before has {usual:,.0f}. The end is not thinner than the "
        "rest."
    )


def once(customers: pd.DataFrame, days: pd.Series) -> str:
    """How many bought once, and how many of the others never came back on another day.

    Parameters
    ----------
    customers : DataFrame
        With `Customer_ID`, `Frequency` and `Monetary`.
    days : Series, index customer_id
        Different days on which each ordered.
    """
    several = customers["Frequency"] > 1
    at_once = days.reindex(customers["Customer_ID"]).eq(1).to_numpy() & several
    share = customers.loc[several, "Monetary"].sum() / customers["Monetary"].sum()
    return (
        f"**{1 - several.mean():.1%} of {len(customers):,} customers bought once.** "
        f"{several.sum():,} have several orders and bring {share:.1%} of the spend; "
        f"{at_once.sum():,} of them placed all on one day, which is one visit, not a return."
    )


def champions(table: pd.DataFrame, reshuffled: float, bins: pd.Series, one_day: int) -> str:
    """What becomes of the Champions once ties are kept together.

    Parameters
    ----------
    table : DataFrame, index way
        `customers` and `bought once`; ties broken first, then together.
    reshuffled : float
        Share of the Champions by broken ties that are still so called in another order of rows.
    bins : Series
        From `rules.effective_bins`, ties together.
    one_day : int
        Champions by ties together who placed all their orders on one day.
    """
    broken, kept = table.iloc[0], table.iloc[1]
    return (
        f"With ties broken by rank, **{broken['customers']:,} customers are Champions, and "
        f"{broken['bought once']:,} of them bought once**: the score splits identical "
        f"customers by row order. In another order of the same rows only {reshuffled:.0%} of "
        f"them are Champions again. With ties together {kept['customers']:,} are, "
        + (
            "none of whom bought once"
            if kept["bought once"] == 0
            else f"{kept['bought once']:,} of whom bought once"
        )
        + f", and {one_day:,} of whom placed all their orders on one day"
        + f"; of the five scores, {listed([f'{n} uses {b}' for n, b in bins.items()])}."
    )


def named(table: pd.DataFrame, names: int) -> str:
    """How many of the common names fit a cluster, and what the names do not mean here.

    Parameters
    ----------
    table : DataFrame
        From `naming.name_clusters`, with `customers`, `share once`, `Recency`, `nearest` (the
        archetype with the largest cosine) and `keeps` (whether its limits hold) beside it.
    names : int
        Archetypes on offer.
    """
    parts = [
        f"**{table['archetype'].sum()} of the {names} names fit a cluster** (cosine at least "
        "0.75 and limits met)."
    ]
    for _, row in table[~table["archetype"] & (table["cosine"] >= 0.75)].iterrows():
        why = (
            "another cluster fits that name better"
            if row["keeps"]
            else "it does not keep that name's limits"
        )
        parts.append(
            f"*{row['name']}* points like *{row['nearest']}* ({row['cosine']:.2f}), but {why}."
        )
    only = table["share once"] == 1
    parts.append(
        f"{only.sum()} of the {len(table)} clusters hold nobody but one-time buyers: their names "
        "differ by when that one order was, and how large."
    )
    bought_much = table["name"].isin(["K-At Risk", "K-Can't Lose Them"])
    if (only & bought_much).any():
        who = listed([f"*{name}*" for name in table.loc[only & bought_much, "name"]])
        parts.append(
            f"\n\n**Nobody in {who} bought twice**: such names usually mean that somebody bought "
            "often, here only that one order was large."
        )
    silent = table.set_index("name")["Recency"]
    if "K-Lost" in silent.index and silent.idxmax() != "K-Lost":
        parts.append(
            f"*K-Lost* are not the longest silent ({silent['K-Lost']:,.0f} days on average): "
            f"*{silent.idxmax()}* are ({silent.max():,.0f})."
        )
    return " ".join(parts)


def two(excess: float, agreement: float, silhouette: float) -> str:
    """What the high silhouette at k = 2 has found.

    Parameters
    ----------
    excess : float
        Over the strictest null.
    agreement : float
        Share of customers whom the two clusters part as "once or more" does.
    silhouette : float
    """
    same = (
        "The two clusters are *ordered once* and *ordered more often*"
        if agreement > 0.99
        else f"The two clusters part {agreement:.0%} of the customers as *ordered once* against "
        "*more often* would"
    )
    return (
        f"At k = 2 the silhouette is **{silhouette:.2f}**, which a reader of silhouettes would "
        f"call strong structure. {same}. "
        + (
            f"Data without clusters reach the same (excess {excess:+.3f}): the margins make it."
            if excess < MARGIN
            else f"It exceeds data without clusters by {excess:.2f}."
        )
    )


def apart(verdict: str, k: int, excess: float, explained: str, mixed: int, clusters: int) -> str:
    """What clustering the repeat buyers by themselves finds, and what clustering all wasted.

    Parameters
    ----------
    verdict, k
        Of the repeat buyers alone.
    excess : float
        Over the strictest null.
    explained : str
        The family of that null.
    mixed : int
        Clusters of the fit on everybody that hold one-time and repeat buyers.
    clusters : int
        Clusters of that fit.
    """
    kept_apart = (
        f"In the fit on everybody no cluster of {clusters} mixes one-time and repeat buyers: "
        "`Frequency == 1` gives the same split. "
        if mixed == 0
        else f"In the fit on everybody {mixed} of {clusters} clusters mix one-time and repeat "
        "buyers. "
    )
    against = f"k = {k}, {excess:+.3f} over {null_in_words(explained)}"
    if verdict == "natural":
        return f"{kept_apart}**Repeat buyers by themselves are natural clusters** ({against})."
    back = "which come" if verdict == "slices" else f"of which {SLICES} do not even come"
    return (
        f"{kept_apart}Repeat buyers by themselves hold **no natural clusters** ({against}): slices "
        f"of one cloud, {back} back (verdict *{verdict}*)."
    )
