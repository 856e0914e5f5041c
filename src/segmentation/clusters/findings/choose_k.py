"""Sentences of notebook 05."""

import pandas as pd

from segmentation.base.words import listed, signed
from segmentation.clusters.stability import STABLE
from segmentation.clusters.verdict import MARGIN, Kind, Verdict, near_misses, null_in_words

MEANING = {
    Kind.NATURAL: (
        "There are clusters to find, in this sense: better separated than data without groups "
        "that hold as much of the features' ties."
    ),
    Kind.SLICES: (
        "This is a continuum cut in a way that can be repeated, **not groups**: the slices are "
        "described, not named."
    ),
    Kind.CONSTRUCTIVE: (
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
    """Between how many pairs of clusters there is a valley, as `valleys.valleys` found."""
    separated, pairs = int(found["valley"].sum()), len(found)
    text = (
        f"**Valleys**: on the line between two clusters there are fewer customers in the middle "
        f"than at the ends for {separated} of {pairs} pairs (Hartigan's dip)"
    )
    if separated == pairs:
        return text + ": empty space lies between all of them."
    return text + ". Where there is no valley, K-Means cuts through customers who form one heap."


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


def nothing(decided: Verdict, table: pd.DataFrame, knee: int | None) -> str:
    """What the rule, and the elbow, say of a shop without personas."""
    largest = float(table["excess"].max())
    if decided.kind == Kind.NATURAL:
        return (
            f"**The rule fails here**: it calls k = {decided.k} natural, with an excess of "
            f"{largest:.3f} over the strictest null, although nothing was planted."
        )
    why = (
        f"the largest excess over the strictest null is {signed(largest, '.3f')} ({MARGIN:.3f} is "
        "needed)"
        if largest < MARGIN
        else "where the silhouette clears the strictest null, a cluster does not come back"
    )
    elbow = f"Kneedle names k = {knee} here too" if knee else "Kneedle sees no elbow here either"
    return f"**No natural clusters**: {why}, and the verdict is *{decided.kind}*. {elbow}."


def all_rows(table: pd.DataFrame, rows: int, customers: int) -> str:
    """How far the silhouette of everybody is from that of the working sample."""
    apart = (table["silhouette of all"] - table["silhouette"]).abs()
    return (
        f"Data and nulls are compared on the same {rows:,} customers. On all {customers:,} the "
        f"silhouette differs by at most {apart.max():.2f} (k = {apart.idxmax()})."
    )


def stability(table: pd.DataFrame, flat: pd.DataFrame) -> str:
    """What the condition on stability excludes, in a shop and in one without personas."""
    passing = [str(k) for k in flat.index[flat["jaccard"] >= STABLE]]
    text = (
        f"Customers of one kind come back at {STABLE} or better too, for k = {listed(passing)}. So "
        "**stability alone says nothing about groups**."
        if passing
        else f"Customers of one kind do not come back at {STABLE} for any k here."
    )
    held_back = [str(k) for k in near_misses(table)]
    if held_back:
        text += (
            f" The condition does hold back k = {listed(held_back)}, separated but not repeatable."
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
        f"{signed(row['excess'], '.3f')} of it. "
    )
    if decided.kind == Kind.NATURAL:
        return text + (
            f"**A false alarm all the same**: there is one kind of customer, and the rule calls "
            f"k = {decided.k} natural (excess {table.loc[decided.k, 'excess']:.3f})."
        )
    return text + f"**The rule is not fooled**: the verdict is *{decided.kind}*."


def beyond(found: dict[str, tuple[Verdict, bool]]) -> str:
    """Where the rule errs, by what the data are: its verdict, and whether they hold groups."""
    says = []
    for what, (decided, grouped) in found.items():
        natural = decided.kind == Kind.NATURAL
        answer = f"natural, k = {decided.k}" if natural else "no natural clusters"
        right = "right" if natural == grouped else "**wrong**"
        says.append(f"{what}: {answer}, which is {right}")
    return f"{'; '.join(says)}."
