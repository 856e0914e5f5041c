"""Sentences of notebook 05."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.verdict import MARGIN, Verdict, null_in_words

MEANING = {
    "natural": (
        "There are clusters to find, in this sense: better separated than data without groups "
        "that hold as much of the features' ties."
    ),
    "slices": (
        "This is a continuum cut in a way that can be repeated, **not groups**: the slices are "
        "described, not named."
    ),
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


def valleys(found: pd.DataFrame) -> str:
    """Between how many pairs of clusters there is a valley.

    Parameters
    ----------
    found : DataFrame
        From `valleys.valleys`.
    """
    some, pairs = int(found["valley"].sum()), len(found)
    text = (
        f"**Valleys**: on the line between two clusters there are fewer customers in the middle "
        f"than at the ends for {some} of {pairs} pairs (Hartigan's dip)"
    )
    if some == pairs:
        return text + ": empty space lies between all of them."
    return text + ". Where there is no valley, K-Means cuts through customers who form one heap."


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
    if k == 1:
        return f"{spoken} sees no clusters (k = 1)"
    if k == largest:
        return f"{spoken} finds no best k up to {k}, the edge of the table"
    return f"{spoken} says {k}"


def votes(chosen: pd.Series, ks: list[int]) -> str:
    """Who agrees with the rule, whether they are independent, and who does not agree."""
    k, rest = chosen["our rule"], chosen.drop("our rule")
    agree = [name for name in rest.index if rest[name] == k]
    kin = [name for name in agree if name in FAMILY]
    dissent = [_dissent(name, rest[name], max(ks)) for name in rest.index if rest[name] != k]
    named = f"name k = {k} too" if k > 1 else "see no clusters either (k = 1)"
    text = f"**{len(agree)} of {len(rest)}** criteria {named}"
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
            f"{largest:.3f} over the strictest null, although nothing was planted."
        )
    offer = (
        f"It still offers {decided.k} slices that come back, to be described and not named."
        if decided.kind == "slices"
        else "It falls back on the rule-based segments."
    )
    elbow = (
        f"The elbow is not so careful: kneedle names k = {knee} here too."
        if knee
        else "Kneedle sees no elbow here either."
    )
    why = (
        f"the largest excess over the strictest null is {largest:+.3f} ({MARGIN:.3f} is needed)"
        if largest < MARGIN
        else "where the silhouette clears the strictest null, a cluster does not come back"
    ).replace("-", "−")
    return (
        f"**No natural clusters** among {customers:,} customers of one kind: {why}, and the "
        f"verdict is *{decided.kind}*. {offer} {elbow}"
    )


def all_rows(table: pd.DataFrame, rows: int, customers: int) -> str:
    """How far the silhouette of everybody is from that of the working sample."""
    apart = (table["silhouette of all"] - table["silhouette"]).abs()
    return (
        f"Data and nulls are compared on the same {rows:,} customers. On all {customers:,} the "
        f"silhouette differs by at most {apart.max():.2f} (k = {apart.idxmax()})."
    )


def stability(table: pd.DataFrame, flat: pd.DataFrame, k: int, threshold: float) -> str:
    """What the condition on stability excludes, here and without personas.

    Parameters
    ----------
    table, flat : DataFrame
        From `choose_k.table_of_k`, of the shop and of one without personas.
    k : int
        The verdict's.
    threshold : float
    """
    passing = [str(i) for i in flat.index[flat["jaccard"] >= threshold]]
    held_back = table.index[(table["excess"] >= MARGIN) & (table["jaccard"] < threshold)]
    here = f"At k = {k} every cluster of this shop reaches {table.loc[k, 'jaccard']:.2f}. "
    text = here + (
        f"But customers of one kind come back at {threshold} or better too, for k = "
        f"{listed(passing)}. So **stability alone says nothing about groups**."
        if passing
        else f"Customers of one kind do not come back at {threshold} for any k here."
    )
    if len(held_back):
        text += (
            f" The condition does hold back k = {listed([str(i) for i in held_back])}, separated "
            "but not repeatable."
        )
    return text


def false_alarm(decided: Verdict, table: pd.DataFrame) -> str:
    """Whether the rule is fooled by one very varied kind of customer, and what explains it."""
    over_plain = table["silhouette"] - table["plain null"]
    k = int(over_plain.idxmax())
    row = table.loc[k]
    text = (
        f"Over the plain null alone the excess would be {over_plain[k]:.3f} at k = {k}"
        + (", enough to be called natural" if over_plain[k] >= MARGIN else "")
        + f". But {null_in_words(row['explained by'])} leave "
        f"{row['excess']:+.3f} of it. "
    ).replace("-", "−")
    if decided.kind == "natural":
        return text + (
            f"**A false alarm all the same**: there is one kind of customer, and the rule calls "
            f"k = {decided.k} natural (excess {table.loc[decided.k, 'excess']:.3f})."
        )
    return text + f"**The rule is not fooled**: the verdict is *{decided.kind}*."


def beyond(found: dict[str, tuple[Verdict, bool]]) -> str:
    """Where the rule errs: what it says of data sets whose answer is known.

    Parameters
    ----------
    found : dict
        What the data are → verdict, and whether they hold groups.
    """
    says = []
    for what, (decided, grouped) in found.items():
        right = (decided.kind == "natural") == grouped
        answer = f"natural, k = {decided.k}" if decided.kind == "natural" else "no natural clusters"
        says.append(f"{what}: {answer}, which is {'right' if right else '**wrong**'}")
    return f"{'; '.join(says)}."


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
        f"{side} that of the strictest null. On a shop with one kind of customer the same rule "
        f"{says.get(alike, 'says no')}; on one with a very varied kind it "
        f"{says.get(varied, 'says no')}."
    )
