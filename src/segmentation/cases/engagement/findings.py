"""Sentences of the engagement case."""

from collections.abc import Mapping

import pandas as pd

from segmentation.base.estimates import Estimates
from segmentation.base.words import listed, signed
from segmentation.cases.engagement.published import called
from segmentation.cases.engagement.segments import Tie
from segmentation.cases.engagement.tiers import Ties
from segmentation.clusters.findings import choose_k
from segmentation.clusters.verdict import MARGIN, Kind, Verdict, at_least, near_misses

CERTAIN = 0.05  # p below which a test speaks
SAME = 0.9  # adjusted Rand index from which clusters are called the tiers
WHOLE = 0.8  # share of a tier in one segment from which it is not called cut


def tiers(telling: pd.Series, ties: Ties, p: pd.Series) -> str:
    """Whether there is anything in the columns but one range per tier.

    `telling` is from `tiers.telling`, `p` of the tests that the ranges are filled evenly.
    """
    whole = listed(list(telling.index[telling == 1]))
    label = (
        f"**`Segment_Label` is {whole}, cut at thresholds**: it is no independent truth, and is "
        "not used as one."
        if whole
        else f"No column alone gives `Segment_Label`; {telling.index[0]} comes nearest."
    )
    tied = (
        f"**Inside a tier we found nothing that goes with anything**: the strongest rank "
        f"correlation of any two columns is {ties.largest:.3f}, and shuffled columns reach "
        f"{ties.top:.3f}."
        if ties.by_chance
        else f"Inside a tier some columns go together: the strongest rank correlation is "
        f"{ties.largest:.3f}, where shuffled columns reach {ties.top:.3f}."
    )
    filled = (
        f"And none of {len(p)} tests, corrected for their number, finds a range filled unevenly "
        f"(smallest p {p.min():.3f} before correction). Measured things would hardly pass."
        if are_even(p)
        else f"Not all {len(p)} ranges are filled evenly, though."
    )
    return f"{label}\n\n{tied} {filled}"


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
            f"Outside the middle 95% of the shuffles: {listed(out)}. By chance alone one count in "
            "twenty would be."
        )
    return "**The rows contradict themselves as often as rows put together at random.** " + (
        "Even draws inside each tier, one column independent of the next, would give just "
        "this, and we found nothing that they do not explain. What follows describes five "
        "tiers."
        if independent
        else "The correlations or the ranges show something else, though."
    )


def swapped(sizes: pd.Series) -> str:
    """Which of the two publications names the groups as their centroids say; sizes by name."""
    names = called(sizes)
    if (names["notebook"] == names.index).all():
        return (
            "**By our reading of the names the published notebook is right, and the published "
            "README has the last two the wrong way round.** Whether anybody is at risk the file "
            "cannot tell, because nothing is seen later."
        )
    if (names["README"] == names.index).all():
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
        "**we found nothing beyond the tiers**"
        if judged["knowing the tiers"].max() < MARGIN
        else "there is more to the clusters than the tiers"
    )
    same = "nearly the tiers" if first["ARI"] >= SAME else "not quite the tiers either"
    return f"{found}. Once the null knows the tiers, {beyond}. The clusters are {same}."


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


def verdict(decided: Verdict, table: pd.DataFrame) -> str:
    """The verdict; of slices it says that the tiers beneath them may be groups all the same.

    `table` is that of k. Tiers are blocks, no continuum, and a null in tenths of a column that
    tells the tier has them, too: that nothing exceeds it says nothing of them.
    """
    if decided.kind != Kind.SLICES:
        return choose_k.verdict(decided, table)
    return (
        f"**Verdict: {decided.kind}, k = {decided.k}**: {decided.reason}. So the slices are "
        "described, **not named**. The rule cannot say whether the tiers are groups."
    )


def composition(shares: pd.DataFrame) -> str:
    """Which tiers lie nearly whole in one segment; `shares` is from `segments.tier_shares`."""
    whole = shares.max() >= WHOLE
    split = listed([str(tier) for tier in shares.columns[~whole]])
    kept = listed([str(tier) for tier in shares.columns[whole]])
    if not split:
        return "Every tier lies nearly whole in one segment."
    cut = f"{split} {'are' if (~whole).sum() > 1 else 'is'} cut"
    return f"{kept} lie nearly whole in one segment each; {cut}." if kept else f"{cut}."


def answered(tie: Tie) -> str:
    """Whether a column tells the held-out answer inside a tier, from `segments.answer_within`."""
    found = f"the largest rank correlation, with {tie.column}, is {signed(tie.value, '.3f')}"
    return (
        f"**Inside a tier no column tells who answered**: {found} (p {tie.p:.2f})."
        if tie.p >= CERTAIN
        else f"Inside a tier the answer goes with a column: {found} (p {tie.p:.3f})."
    )
