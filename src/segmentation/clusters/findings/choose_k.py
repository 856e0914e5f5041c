"""Sentences of notebook 05."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.verdict import EXCESS, Verdict

MEANING = {
    "natural": (
        "There are clusters to find, in this sense: better separated than correlated data without "
        "groups, not necessarily by empty space."
    ),
    "reproducible": "This is a repeatable slicing, **not groups beyond margins and correlations**.",
    "constructive": (
        "The rule-based segments are the answer, and K-Means only stands beside them."
    ),
}
SPOKEN = {"gap (1-SE)": "the gap statistic", "BIC (Gaussian mixture)": "BIC"}
FAMILY = (
    "silhouette (squared)",
    "silhouette (Euclidean)",
    "Calinski–Harabasz",
    "Davies–Bouldin",
)


def verdict(decided: Verdict, table: pd.DataFrame) -> str:
    """The verdict, why, and which k are natural."""
    natural = [str(k) for k in table.index[table["natural"]]]
    which = f"Natural: k = {listed(natural)}. " if natural else ""
    return (
        f"**Verdict: {decided.kind}, k = {decided.k}**: {decided.reason}. {which}"
        + MEANING[decided.kind]
    )


def blades(scored: dict[int, tuple[np.ndarray, np.ndarray]], chosen: int) -> str:
    """Share of badly placed customers at the chosen k and beside it."""
    share = {k: float((scores < 0).mean()) for k, (scores, _) in scored.items()}
    others = listed([f"{value:.1%} at k = {k}" for k, value in share.items() if k != chosen])
    return (
        f"At k = {chosen}, **{share[chosen]:.1%}** of the customers have a smaller mean squared "
        f"distance to another cluster's members than to their own; {others}."
    )


def _dissent(name: str, k: int | None, largest: int) -> str:
    """What a criterion says that does not agree."""
    spoken = SPOKEN.get(name, name)
    if k is None:
        return f"{spoken} finds no k"
    if k == largest:
        return f"{spoken} finds no best k up to {k}, the edge of the table"
    return f"{spoken} says {k}"


def votes(chosen: pd.Series, ks: list[int]) -> str:
    """Who agrees with the rule, whether they are independent, and who does not agree."""
    k, rest = chosen["our rule"], chosen.drop("our rule")
    agree = [name for name in rest.index if rest[name] == k]
    kin = [name for name in agree if name in FAMILY]
    dissent = [_dissent(name, rest[name], max(ks)) for name in rest.index if rest[name] != k]
    text = f"**{len(agree)} of {len(rest)}** criteria name k = {k} too"
    text += f": {listed([SPOKEN.get(name, name) for name in agree])}. " if agree else ". "
    if len(kin) > 1:
        text += (
            f"These are fewer witnesses than votes: {len(kin)} of them compare distances between "
            "clusters with distances inside them and are one family. "
        )
    return text + (f"Dissent: {'; '.join(dissent)}." if dissent else "Nobody dissents.")


def nothing(decided: Verdict, table: pd.DataFrame, knee: int | None, customers: int) -> str:
    """What the rule, and the elbow, say of a shop without personas."""
    largest = float(table["excess"].max())
    if decided.kind == "natural":
        return (
            f"**The rule fails here**: it calls k = {decided.k} natural, with an excess of "
            f"{largest:.2f} over the null, although nothing was planted."
        )
    offer = (
        f"It still offers k = {decided.k} as a repeatable slicing, to be described and not named."
        if decided.kind == "reproducible"
        else "It falls back on the rule-based segments."
    )
    elbow = (
        f"The elbow is not so careful: kneedle names k = {knee} here too."
        if knee
        else "Kneedle sees no elbow here either."
    )
    why = (
        f"the silhouette never clears the null by more than {largest:.2f} ({EXCESS:.2f} is needed)"
        if largest < EXCESS
        else f"where the silhouette clears the null by {EXCESS:.2f} (up to {largest:.2f}), k is 2 "
        "or a cluster does not come back"
    )
    return (
        f"**No natural clusters to find** among {customers:,} customers of one kind: {why}, and "
        f"the verdict is *{decided.kind}*. {offer} {elbow}"
    )


def like_with_like(table: pd.DataFrame, threshold: float, rows: int) -> str:
    """Whether the verdict of any k changes if data and null are the same working sample.

    Parameters
    ----------
    table : DataFrame
        From `choose_k.table_of_k`.
    threshold : float
        Jaccard from which a k counts as stable.
    rows : int
        Size of the working sample.
    """
    stable = table["jaccard"] >= threshold
    on_sample = stable & (table["silhouette of sample"] - table["copula p95"] >= EXCESS)
    changed = [str(k) for k in table.index[on_sample != table["natural"]]]
    apart = (table["silhouette of sample"] - table["silhouette"]).abs()
    what = (
        f"the mark *natural* would change for k = {listed(changed)}"
        if changed
        else "the same k are natural"
    )
    return (
        f"The silhouette is computed on all customers, its null on {rows:,}; recomputed on those "
        f"{rows:,} it changes by at most {apart.max():.2f} (k = {apart.idxmax()}), and {what}."
    )


def stability(table: pd.DataFrame, k: int, threshold: float) -> str:
    """What the condition on stability excludes, and whether it carries the verdict at k."""
    passing = [str(i) for i in table.index[table["null jaccard"] >= threshold]]
    excluded = (table["excess"] >= EXCESS) & (table["jaccard"] < threshold)
    held_back = [str(i) for i in table.index[excluded]]
    null = float(table.loc[k, "null jaccard"])
    if null >= threshold:
        text = (
            f"The copula null comes back at {threshold} or better too, for k = {listed(passing)}. "
            f"So at k = {k} (null {null:.2f}) this condition excludes nothing"
        )
        text += (
            "; **the verdict rests on the silhouette's excess**."
            if table.loc[k, "natural"]
            else "."
        )
    else:
        text = (
            f"At k = {k} the copula null does not come back ({null:.2f}, below {threshold}), so "
            "here this condition says something of its own."
        )
    if held_back:
        text += f" It does hold back k = {listed(held_back)}, separated but not repeatable."
    return text


def false_alarm(decided: Verdict, table: pd.DataFrame, shuffled: dict[str, float]) -> str:
    """Whether the rule is fooled by one varied kind of customer, and by what.

    Parameters
    ----------
    decided : Verdict
    table : DataFrame
        From `choose_k.table_of_k`.
    shuffled : dict
        Among whom the averages per order were shuffled ("all", "alike": customers with about as
        many orders) → silhouette at the chosen k afterwards.
    """
    if decided.kind != "natural":
        return (
            f"This time the rule is not fooled: the verdict is *{decided.kind}* (largest excess "
            f"{table['excess'].max():.2f}; {EXCESS:.2f} is needed, from k = 3 up and with stable "
            "clusters)."
        )
    silhouette, excess = table.loc[decided.k, ["silhouette", "excess"]]
    text = (
        f"**A false alarm**: there is one kind of customer, and the rule calls k = {decided.k} "
        f"natural ({excess:.2f} above the null). It rejects “these margins joined by this copula”, "
        "which is not the same as “no groups”."
    )
    if silhouette - shuffled["all"] < EXCESS:
        return text
    text += (
        f" The silhouette ({silhouette:.2f}) falls to {shuffled['all']:.2f} if the averages per "
        f"order are shuffled among all customers, "
    )
    if silhouette - shuffled["alike"] < EXCESS:
        return text + (
            f"and stays ({shuffled['alike']:.2f}) if they are shuffled among customers with about "
            "as many orders. So what the rule saw is mainly that averages spread more where there "
            "are more orders, a tie that no rank correlation holds."
        )
    return text + (
        f"and to {shuffled['alike']:.2f} among customers with about as many orders: the number of "
        "orders does not explain it all."
    )


def rule_in_short(decided: Verdict, table: pd.DataFrame, alike: str, varied: str) -> str:
    """The verdict in one sentence, and that on the two shops with one kind of customer.

    Parameters
    ----------
    decided : Verdict
    table : DataFrame
        From `choose_k.table_of_k`.
    alike, varied : str
        Kind of the verdict on customers of one kind, little and very varied.
    """
    excess = float(table.loc[decided.k, "excess"])
    side = "above" if excess >= 0 else "below"
    says = {"natural": "wrongly says yes"}
    return (
        f"**{decided.kind.capitalize()}, k = {decided.k}**: the silhouette lies {abs(excess):.2f} "
        f"{side} that of correlated data without groups. On a shop with one kind of "
        f"customer the same rule {says.get(alike, 'says no')}; on one with a very varied kind it "
        f"{says.get(varied, 'says no')}."
    )
