"""Sentences of the engagement case."""

from collections.abc import Mapping, Sequence

import pandas as pd

from segmentation.base.estimates import Estimates
from segmentation.base.words import listed, signed
from segmentation.cases.engagement.published import NOTEBOOK, README, Score
from segmentation.cases.engagement.segments import STATED, Cut, Permutation
from segmentation.cases.engagement.tiers import Ties
from segmentation.clusters.verdict import MARGIN, at_least, near_misses

CERTAIN = 0.05  # p below which a test speaks
SAME = 0.9  # adjusted Rand index from which clusters are called the tiers


def tiers(telling: pd.Series, ties: Ties, p: pd.Series) -> str:
    """Whether there is anything in the columns but one range per tier.

    `telling` is from `tiers.telling`, `p` of the tests that the ranges are filled evenly.
    """
    whole = listed(list(telling.index[telling == 1]))
    fixed = (
        f"`Segment_Label` fits thresholds on {whole} exactly: **it is no independent truth** and "
        "is not used as one."
        if whole
        else f"No column alone gives `Segment_Label`; {telling.index[0]} comes nearest."
    )
    return (
        f"{fixed} Inside a tier {'no two' if ties.by_chance else 'some'} columns are correlated: "
        f"the largest of all rank correlations is {ties.largest:.3f} (after shuffling: "
        f"{ties.median:.3f} in the median, {ties.top:.3f} at the 95th percentile); "
        f"{'the' if are_even(p) else 'not all'} {len(p)} ranges are filled evenly as far as a test "
        f"can tell (smallest p {p.min():.{3 if are_even(p) else 4}f})."
    )


def are_even(p: pd.Series) -> bool:
    """Whether no test of so many says that its range is filled unevenly (Bonferroni)."""
    return bool(p.min() * len(p) >= CERTAIN)


def shuffled(counts: pd.Series, by_chance: Estimates, independent: bool) -> str:
    """Whether shuffling inside tiers changes how often rows contradict themselves.

    `counts` has the customers who break each rule, `by_chance` is from `tiers.shuffled`;
    `independent` says whether correlations and ranges are those of independent even draws, too.
    """
    out = [
        name
        for name, n in counts.items()
        if not by_chance.low[name] <= n <= by_chance.high[name]
    ]  # fmt: skip
    if out:
        return (
            f"Outside the middle 95% of the shuffles: {listed(out)}; one count in twenty would be, "
            "by chance alone."
        )
    return (
        "**Every count lies in the middle 95% of the shuffles: the rows contradict themselves as "
        "often as rows put together at random.** "
        + (
            "This is what independent uniform draws inside each tier would give; we found nothing "
            "they do not explain. What follows describes five tiers."
            if independent
            else "The correlations or the ranges show something else, though."
        )
    )


def engaged(in_tier: Estimates) -> str:
    """Whether metrics go with spend inside a tier; `in_tier` has those that hold for everybody."""
    tied = [name for name, rho in in_tier.items() if rho.is_above() or rho.is_below()]
    if tied:
        return (
            f"Inside a tier the interval of {listed(tied)} does not cover 0; of "
            f"{len(in_tier.value)} such intervals one in twenty does not, by chance alone."
        )
    most = in_tier.table.abs().max().max()
    return (
        "**Inside a tier none of the metrics that hold is correlated with spend**: every interval "
        f"covers 0, and any tie is below {most:.3f}."
    )


def score(score: Score) -> str:
    """Whether the published engagement score is more than clicks."""
    same = score.rank >= 0.99 and score.terciles >= 0.95
    spend, median = score.spend, score.median
    more = signed(spend["score"] - spend["clicks"], ".3f")
    return (
        f"**The score is {'clicks under another name' if same else 'more than clicks'}**: they are "
        f"**{score.variance:.0%}** of its variance (medians: {median['clicks']:,.0f} clicks, "
        f"{median['wishlist']:,.0f} wishlist adds, {median['sessions']:,.0f} sessions), its rank "
        f"correlation with them is {score.rank:.4f}, and {score.terciles:.1%} of the customers "
        "fall into the same third by clicks alone. With spend the score is correlated at "
        f"{spend['score']:.3f}, clicks at {spend['clicks']:.3f}; the difference of {more} is what "
        f"wishlist adds ({spend['wishlist']:.3f}) and sessions ({spend['sessions']:.3f}) bring "
        "along: they follow the tiers as well."
    )


def swapped(sizes: pd.Series) -> str:
    """Which of the two publications names the groups as their centroids say; sizes by name."""

    def order(published: Mapping[str, int]) -> list[str]:
        return sorted(published, key=lambda name: published[name])

    if order(sizes.to_dict()) == order(NOTEBOOK):
        return (
            "**By our reading of the names the published notebook is right, and the published "
            "README has the last two the wrong way round.** Whether anybody is at risk the file "
            "cannot tell: nothing is seen later."
        )
    if order(sizes.to_dict()) == order(README):
        return "By our reading of the names the README is right; the notebook swaps the last two."
    return "Neither publication names the groups as our reading of the names does here."


def challenged(judged: pd.DataFrame) -> str:
    """Whether there are clusters, whether they are more than the tiers, and whether the tiers.

    `judged` has `verdict`, `k`, `knowing the tiers` and `ARI` (with the tiers) of each cut, the
    run's own first.
    """
    first = judged.iloc[0]
    natural = [f"{cut} (k = {row['k']})" for cut, row in judged.iterrows()
               if row["verdict"] == "natural"]  # fmt: skip
    found = (
        f"Clusters are natural in {listed(natural)}"
        if natural
        else "**No choice of columns and scales makes clusters natural**"
    )
    beyond = (
        "**beyond the tiers there is nothing**"
        if judged["knowing the tiers"].max() < MARGIN
        else "there is more to the clusters than the tiers"
    )
    same = "nearly the tiers" if first["ARI"] >= SAME else "not the tiers either"
    return f"{found}. By the null that was told the tiers, {beyond}. The clusters are {same}."


def missed(tables: Mapping[str, pd.DataFrame]) -> str:
    """Every k that separates in some cut, and of which a cluster does not come back.

    `tables` has the table of k of each cut.
    """
    return " ".join(
        f"*{cut}*: k = {k} separates ({signed(table.loc[k, 'excess'], '.3f')}), but is not "
        "natural: one of its clusters does not come back (Jaccard "
        f"{at_least(table.loc[k, 'jaccard'])})."
        for cut, table in tables.items()
        for k in near_misses(table)
    )


def composition(shares: pd.DataFrame, cuts: Sequence[Cut]) -> str:
    """Which tiers share a segment, and which are cut; `shares` is from `segments.tier_shares`."""
    homes = shares.idxmax()
    said = [
        f"{listed([str(tier) for tier in tiers.index])} share *{home}*"
        for home, tiers in homes.groupby(homes)
        if len(tiers) > 1
    ]
    said += [
        f"{cut.tier} is cut into {listed([f'*{part}*' for part in cut.parts])} along {cut.column}, "
        f"a range that is {'' if cut.p >= CERTAIN else 'not '}filled evenly as far as a test can "
        f"tell (p {cut.p:.2g})"
        for cut in cuts
    ]
    return "; ".join(said) + "." if said else "Each tier has a segment of its own."


def responded(inside: Permutation, within: Permutation) -> str:
    """What the held-out answer hangs on inside a tier: on a column, or on the segment."""
    found = (
        f"the largest rank correlation, with {inside.column}, is {signed(inside.value, '.3f')}, "
        f"p {inside.p:.2f}"
    )
    start = (
        f"**Inside a tier no column tells the answer** ({found}), so an AUC here measures how well "
        "something recovers the tier."
        if inside.p >= CERTAIN
        else f"Inside a tier the answer is correlated with a column ({found})."
    )
    more = "still tells something" if within.p < CERTAIN else "shows no sign of more"
    return f"{start} The segment {more} there (Cramér's V {within.value:.3f}, p {within.p:.2f})."


def reason(auc: pd.Series, ours: str, merged: str, tiers: str) -> str:
    """Whether it is the merging of tiers that costs our segments their place.

    `auc` has the areas by our segments, by tiers merged as the segments merge them, and by the
    tiers, under the names given.
    """
    lost, left = auc[tiers] - auc[ours], abs(auc[merged] - auc[ours])
    if lost <= 0:
        return "Our segments rank no worse than the tiers."
    does = "**do**" if left < lost / 2 else "do not"
    return (
        f"Our segments rank worse than the tiers, by {lost:.3f}. The tiers that they merge {does} "
        "explain it: the tiers themselves, merged in the same way, reach "
        f"{auc[merged]:.3f} against {auc[ours]:.3f}."
    )


def recovery(worth: pd.DataFrame, contradicted: float) -> str:
    """How sure it is what reminders of abandoned carts bring.

    `worth` is from `segments.cart_recovery`, `contradicted` the share of customers whose
    Avg_Order_Value does not go with their spend and orders.
    """
    ratio = worth["gross margin, high"].sum() / worth["gross margin, low"].sum()
    upper = (worth["low by"] != STATED).all()
    return (
        f"The {'upper' if upper else 'lower'} end rests on {STATED}, which {contradicted:.0%} of "
        f"the rows contradict: {'**plan with the lower one**' if upper else 'plan with neither'}. "
        f"Over all segments the ends differ by a factor of {ratio:.1f}; both assumed shares scale "
        "everything."
    )
