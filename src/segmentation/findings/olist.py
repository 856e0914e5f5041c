"""Sentences of the Olist case."""

import pandas as pd

from segmentation.choose_k import EXCESS
from segmentation.findings.explore import listed


def merged(funnel: pd.DataFrame, undated: int) -> str:
    """How many orders are used, and what becomes of those without a payment.

    Parameters
    ----------
    funnel : DataFrame
        From `olist.clean`.
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


def champions(table: pd.DataFrame, reshuffled: float, bins: pd.Series) -> str:
    """What becomes of the Champions once ties are kept together.

    Parameters
    ----------
    table : DataFrame, index way
        `customers` and `bought once`; ties broken first, then together.
    reshuffled : float
        Share of the Champions by broken ties that are still so called in another order of rows.
    bins : Series
        From `rules.effective_bins`, ties together.
    """
    broken, kept = table.iloc[0], table.iloc[1]
    return (
        f"With ties broken by rank, **{broken['customers']:,} customers are Champions, and "
        f"{broken['bought once']:,} of them bought once**: among equal frequencies the score goes "
        f"by the place in the table. In another order of the same rows only {reshuffled:.0%} of "
        f"them are Champions again. With ties together {kept['customers']:,} are, "
        + (
            "none of whom bought once"
            if kept["bought once"] == 0
            else f"{kept['bought once']:,} of whom bought once"
        )
        + f"; of the five scores, {listed([f'{n} uses {b}' for n, b in bins.items()])}."
    )


def named(table: pd.DataFrame, names: int) -> str:
    """How many of the published names fit a cluster.

    Parameters
    ----------
    table : DataFrame
        From `personas.name_clusters`, with `customers`, `share once` and `Recency` beside it.
    names : int
        Archetypes on offer.
    """
    fit = table["archetype"].sum()
    text = (
        f"**{fit} of the {names} names fit a cluster** (cosine at least 0.75 and signs met)"
        + (". " if fit == len(table) else "; every other cluster is described by its z-scores. ")
        + f"{(table['share once'] == 1).sum()} of the {len(table)} clusters hold nobody but "
        "one-time buyers: their names differ by when that one order was, and how large. "
    )
    champions = table[table["name"] == "K-Champions"]
    if len(champions) == 1:
        text += (
            f"*K-Champions* last ordered {champions['Recency'].iloc[0]:,.0f} days ago on average."
        )
    return text


def two(excess: float, agreement: float, silhouette: float) -> str:
    """What the high silhouette at k = 2 has found.

    Parameters
    ----------
    excess : float
        Over the copula null.
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
            f"Data without clusters reach the same (excess {excess:+.3f}): the margin of Frequency "
            "alone makes it."
            if excess < EXCESS
            else f"It exceeds data without clusters by {excess:.2f}."
        )
    )


def apart(verdict: str, k: int, excess: float, known: float, mixed: int, clusters: int) -> str:
    """What clustering the repeat buyers by themselves finds, and what clustering all wasted.

    Parameters
    ----------
    verdict, k
        Of the repeat buyers alone.
    excess, known : float
        Over the copula null, and over a null that knows who ordered exactly twice.
    mixed : int
        Clusters of the fit on everybody that hold one-time and repeat buyers.
    clusters : int
        Clusters of that fit.
    """
    kept_apart = (
        f"In the fit on everybody no cluster of {clusters} mixes one-time and repeat buyers: a "
        "line of code says as much. "
        if mixed == 0
        else f"In the fit on everybody {mixed} of {clusters} clusters mix one-time and repeat "
        "buyers. "
    )
    if verdict != "natural":
        found = (
            f"Repeat buyers by themselves are **{verdict}** (k = {k}, excess {excess:+.3f}): "
            "slices of one cloud."
        )
    elif known < EXCESS:
        found = (
            f"Repeat buyers by themselves look natural (k = {k}, by {excess:.2f}), but against a "
            f"null that knows who ordered twice {known:+.3f} is left: **that is arithmetic**."
        )
    else:
        found = (
            f"**Repeat buyers by themselves are natural** (k = {k}, by {excess:.2f}; {known:.2f} "
            "over a null that knows who ordered twice)."
        )
    return kept_apart + found


def density(groups: pd.Series, noise: float, several: int) -> str:
    """What DBSCAN's groups are.

    Parameters
    ----------
    groups : Series, index group
        Different numbers of orders within each group, the noise left out.
    noise : float
        Share of customers in no group.
    several : int
        Groups HDBSCAN finds.
    """
    pure = (groups == 1).sum()
    return (
        f"With the radius at the bend of the k-distance curve, DBSCAN finds {len(groups)} "
        f"{'group' if len(groups) == 1 else 'groups'} and leaves {noise:.1%} as noise; within "
        f"{pure} of them everybody has the same number of orders. HDBSCAN finds {several}. "
        + (
            "**Density finds what is dense by definition**: orders are whole numbers, and each "
            "number is a sheet of its own."
            if pure and pure == len(groups)
            else "Numbers of orders do not explain all of these groups."
        )
    )


def rich_separates(k: int, excess: float, known: float, plain: float) -> str:
    """Whether richer features make clusters.

    Parameters
    ----------
    k : int
        Where the excess is largest.
    excess, known : float
        Over the copula null, and over a null that knows who ordered once, paid by card, and
        bought in several categories.
    plain : float
        The largest excess of RFM alone.
    """
    return (
        f"The largest excess is **{excess:+.3f}** (k = {k}), of RFM alone {plain:+.3f}; "
        f"{EXCESS:.2f} is needed. Against a null that also knows who ordered once, paid by card "
        f"and bought in several categories, it is {known:+.3f}. "
        + (
            "**Richer features do not separate customers** any better."
            if excess < EXCESS
            else "Richer features look as if they separated customers, but what they see is who "
            "ordered once and how it was paid."
            if known < EXCESS
            else "**Richer features separate customers** beyond what is tied by definition."
        )
    )
