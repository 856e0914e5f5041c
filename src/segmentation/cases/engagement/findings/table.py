"""Sentences of the engagement case."""

from collections.abc import Mapping, Sequence

import pandas as pd

from segmentation.base.words import listed

FAR = "Monetary far from Frequency × Avg_Order_Value"
CERTAIN = 0.05  # p below which a test speaks


def accounted(funnel: pd.DataFrame) -> str:
    """How many rows are used, and why the others are not."""
    total = funnel.groupby("Part")["Customers"].sum()
    reasons = funnel[(funnel["Part"] == "set aside") & (funnel["Customers"] > 0)]
    why = listed([f"{n:,} ({step})" for step, n in reasons[["Step", "Customers"]].to_numpy()])
    return f"**{total['used']:,} of {total['in']:,} customers are used.** " + (
        f"Set aside: {why}." if why else "None is set aside."
    )


def quality(
    table: pd.DataFrame,
    clean: int,
    used: Sequence[str],
    unused: Sequence[str],
    other: Mapping[str, int],
) -> str:
    """What the contradictions cost.

    Parameters
    ----------
    table : DataFrame, index rule, the most frequent first
        `customers` and `share of customers`.
    clean : int
        Customers without any contradiction.
    used, unused : sequence of str
        Columns that can be clustered on, and those that are not.
    other : mapping
        From `quality.sensitivity`.
    """
    if not table["customers"].any():
        return "No customer contradicts itself here, so every column is used."
    worst = table.index[0]
    rest = (
        f"Not clustered on: {listed(list(unused))}. Left to cluster on: {listed(list(used))}."
        if unused
        else "No rule is broken often enough to give a column up."
    )
    clean_then, *farther = other.values()
    far = table["customers"].get(FAR, 0)
    names = [name.removeprefix("far at ") for name in other][1:]
    limits = listed([f"{n:,} by more than {name}" for name, n in zip(names, farther, strict=True)])
    return (
        f"**{clean:,} customers break none of these rules.** Broken most often: *{worst}* "
        f"({table['share of customers'].iloc[0]:.0%}). {rest}\n\n"
        "The rules are our readings, since no column is documented: they hold if pages, returns "
        "and sessions are totals over the same time as orders and clicks. Without the rules that "
        f"hang on this, {clean_then:,} customers break none. *Far* are {far:,} "
        f"customers, off by more than half; {limits}."
    )


def tiers(
    telling: pd.Series, largest: float, chance: tuple[float, float], flat: float, tests: int
) -> str:
    """Whether there is anything in the columns but one range per tier.

    Parameters
    ----------
    telling : Series, index column, falling
        Share of customers whose tier follows from the column alone.
    largest : float
        Largest rank correlation of two columns inside tiers.
    chance : tuple of float
        Median and 95th percentile of the largest if every column is shuffled inside its tier.
    flat : float
        Smallest p of the tests that the ranges are filled evenly.
    tests : int
        How many of them there are.
    """
    whole = list(telling.index[telling == 1])
    fixed = (
        f"`Segment_Label` fits thresholds on {listed(whole)} exactly: cut at fixed limits, "
        f"{listed(whole)} alone gives the tier of every customer. **So it is no independent "
        "truth** and is not used as one. "
        if whole
        else f"No column alone gives `Segment_Label`; {telling.index[0]} comes nearest "
        f"({telling.iloc[0]:.0%} of the customers). "
    )
    middle, top = chance
    shuffles = f"(after shuffling: {middle:.3f} in the median, {top:.3f} at the 95th percentile)"
    tied = (
        "Inside a tier no two columns are correlated: the largest of all rank correlations is "
        f"{largest:.3f} {shuffles}"
        if largest <= top
        else "Inside a tier some columns are correlated: the largest rank correlation is "
        f"{largest:.3f} {shuffles}"
    )
    filled = (
        f"the {tests} ranges are filled evenly as far as a test can tell (smallest p {flat:.3f} of "
        f"{tests})"
        if flat * tests >= CERTAIN
        else f"not every range is filled evenly (smallest p {flat:.2g} of {tests})"
    )
    return f"{fixed}{tied}; {filled}."


def shuffled(table: pd.DataFrame, others: bool) -> str:
    """Whether shuffling inside tiers changes how often rows contradict themselves.

    Parameters
    ----------
    table : DataFrame, index rule, the most frequent first
        `customers`, and of the shuffles `mean`, `low` and `high`.
    others : bool
        Whether the correlations and the ranges, too, are those of independent even draws.
    """
    out = [
        name
        for name, n, low, high in table[["customers", "low", "high"]].itertuples()
        if not low <= n <= high
    ]
    worst, first = table.index[0], table.iloc[0]
    start = (
        "Give every customer each figure of somebody else of the tier, column by column, and "
        f"*{worst}* concerns {first['mean']:,.0f} customers on average instead of "
        f"{first['customers']:,.0f}. "
    )
    if out:
        return (
            f"{start}Outside the middle 95% of the shuffles: {listed(out)}; one count in twenty "
            "would be, by chance alone."
        )
    return start + (
        "**Every count lies in the middle 95% of the shuffles: the rows contradict themselves as "
        "often as rows put together at random.** "
        + (
            "This is what independent uniform draws inside each tier would give; we found nothing "
            "they do not explain. What follows describes five tiers."
            if others
            else "The correlations or the ranges show something else, though."
        )
    )


def score(measured: Mapping[str, float]) -> str:
    """Whether the published engagement score is more than clicks.

    Parameters
    ----------
    measured : mapping
        From `published.score`.
    """
    same = measured["rank"] >= 0.99 and measured["terciles"] >= 0.95
    more = measured["value"] - measured["clicks value"]
    return (
        f"Clicks are **{measured['variance']:.0%}** of the variance of the score; its rank "
        f"correlation with clicks is {measured['rank']:.4f}, and {measured['terciles']:.1%} of the "
        "customers fall into the same third by clicks alone. "
        + (
            "**The score is clicks under another name**: a sum goes by its largest part. "
            if same
            else "The score is more than clicks. "
        )
        + f"The medians are {measured['clicks']:,.0f} clicks, {measured['wishlist']:,.0f} wishlist "
        f"adds and {measured['sessions']:,.0f} sessions. With spend it is correlated at "
        f"{measured['value']:.3f}, clicks alone at {measured['clicks value']:.3f}; the "
        f"difference of {more:+.3f} is what wishlist adds ({measured['wishlist value']:.3f} with "
        f"spend) and sessions ({measured['sessions value']:.3f}) bring along: they follow the "
        "tiers as well."
    )


def engaged(table: pd.DataFrame) -> str:
    """Whether engagement goes with value, and what is left of that inside a tier.

    Parameters
    ----------
    table : DataFrame, index metric
        `impossible`, `all`, `tier`, `tier low` and `tier high` (with Monetary).
    """
    held = table[table["impossible"] == 0]
    best = held["all"].abs().idxmax()
    beyond = [
        name
        for name, low, high in zip(held.index, held["tier low"], held["tier high"], strict=True)
        if low > 0 or high < 0
    ]
    left = (
        f"Inside a tier the interval of {listed(beyond)} does not cover 0; of {len(held)} such "
        "intervals one in twenty does not, by chance alone"
        if beyond
        else "**Inside a tier none of them is correlated with it**: every interval covers 0, and "
        f"any tie is below {held[['tier low', 'tier high']].abs().max().max():.3f}"
    )
    return (
        f"{len(held)} of {len(table)} metrics are possible for every customer. Of these {best} is "
        f"correlated most closely with spend ({held.loc[best, 'all']:+.2f}). {left}."
    )


def reproduced(recipes: pd.DataFrame) -> str:
    """Whether one of the recipes gives the published sizes.

    Parameters
    ----------
    recipes : DataFrame, index recipe, the nearest first
        From `published.recipes`.
    """
    name, differ = recipes.index[0], int(recipes["differ at least"].iloc[0])
    follow = recipes.index[1]
    if differ == 0:
        return (
            f"**The published sizes are reproduced exactly** by *{name}*. *{follow}* misses them "
            f"by {recipes['differ at least'].iloc[1]:,} customers."
        )
    return (
        f"**No recipe gives the published sizes.** *{name}* comes nearest: at least {differ:,} "
        "customers sit elsewhere, which is what another table, or another set of starts, would do."
    )


def swapped(
    named: pd.DataFrame, readme: Mapping[str, int], notebook: Mapping[str, int], everyone: float
) -> str:
    """Which of the two publications names the groups as their centroids say.

    Parameters
    ----------
    named : DataFrame, index cluster
        `name`, `customers` and mean `Recency`.
    readme, notebook : mapping of str to int
        Name → size, as published.
    everyone : float
        Mean recency of all customers.
    """
    sizes = dict(zip(named["name"], named["customers"], strict=True))
    order = {name: rank for rank, name in enumerate(sorted(sizes, key=lambda n: sizes[n]))}
    right = [
        called
        for called, published in (("README", readme), ("notebook", notebook))
        if order == {n: r for r, n in enumerate(sorted(published, key=lambda n: published[n]))}
    ]
    if right == ["notebook"]:
        largest, silent = named["customers"].idxmax(), named["Recency"].idxmax()
        return (
            "**By our reading of the names the published notebook is right, and the published "
            "README has the last two the wrong way round.** The largest group ordered "
            f"{named.loc[largest, 'Recency']:.0f} days ago, {everyone:.0f} being the average; the "
            f"longest silent, {named.loc[silent, 'Recency']:.0f} days, is *"
            f"{named.loc[silent, 'name']}*. Whether anybody is at risk the file cannot tell: "
            "nothing is seen later."
        )
    if right == ["README"]:
        return (
            "By our reading of the names the published README is right; its notebook swaps the "
            "last two."
        )
    return "Neither publication names the groups as our reading of the names does here."


def outliers(table: pd.DataFrame, dropped: pd.Series) -> str:
    """What each outlier policy does to the partition.

    Parameters
    ----------
    table : DataFrame, index policy
        `touched` and `share moved`.
    dropped : Series, index tier
        Share of those beyond Tukey's fences who are of each tier.
    """
    parts = [
        f"*{name}* touches {int(row['touched']):,} and moves {row['share moved']:.1%}"
        for name, row in table.iterrows()
    ]
    fences = table.loc["beyond Tukey's fences dropped"]
    policy = (
        f" Dropping by fences drops customers, not errors: of them "
        f"{listed([f'{share:.0%} are {tier}' for tier, share in dropped[dropped > 0].items()])}. "
        "**So nobody is dropped or capped as an outlier from here on**; the log shortens the "
        "long tails."
        if fences["touched"]
        else " **Nobody is dropped or capped as an outlier from here on.**"
    )
    return f"Against all customers as they are: {'; '.join(parts)}.{policy}"
