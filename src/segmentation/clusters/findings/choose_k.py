"""Sentences of notebook 05."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.ballot import FAMILY, RULE
from segmentation.clusters.strictest import PLAIN
from segmentation.clusters.verdict import MARGIN, Kind, Verdict

MEANING = {
    Kind.NATURAL: (
        "There are clusters to find, in this sense: better separated than data without groups "
        "and with a similar dependence between features."
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


def _null(family: str) -> str:
    """Which of the nulls it was."""
    kept = "all correlations" if family == PLAIN else f"all correlations within tenths of {family}"
    return f"the strictest null, here a fake shop that keeps {kept}"


def _others(decided: Verdict, table: pd.DataFrame) -> str:
    """Which other k are natural."""
    others = [str(k) for k in table.index[table["natural"].astype(bool)] if k != decided.k]
    are = "is" if len(others) == 1 else "are"
    return f" k = {listed(others)} {are} natural too." if others else ""


def _narrow(table: pd.DataFrame) -> list[int]:
    """The natural k that exceed the margin by less than a quarter of it."""
    passed = table["natural"].astype(bool) & (table["excess"] < 1.25 * MARGIN)
    return list(table.index[passed])


def verdict(decided: Verdict, table: pd.DataFrame) -> str:
    """The verdict, why, and which other k are natural."""
    return (
        f"**Verdict: {decided.kind}, k = {decided.k}**: {decided.reason}."
        f"{_others(decided, table)} {MEANING[decided.kind]}"
    )


def explained(decided: Verdict, table: pd.DataFrame) -> str:
    """The same in more sentences, of a verdict on the whole table of k."""
    if decided.kind != Kind.NATURAL:
        return verdict(decided, table)
    row = table.loc[decided.k]
    return (
        f"**Verdict: natural, k = {decided.k}**. Its silhouette is {row['silhouette']:.2f}, "
        f"{row['excess']:.2f} above that of {_null(row['explained by'])}. Even the least stable "
        f"cluster comes back (Jaccard {row['jaccard']:.3f}).{_others(decided, table)} "
        f"{MEANING[Kind.NATURAL]}"
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
    k, rest = chosen[RULE], chosen.drop(RULE)
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


def all_rows(table: pd.DataFrame, rows: int, customers: int) -> str:
    """How far the silhouette of everybody is from that of the working sample, and what hangs on it.

    A difference that matters is one as large as that by which a natural k exceeds the margin.
    """
    if rows == customers:
        return f"Data and nulls are compared on all {rows:,} customers."
    apart = (table["silhouette of all"] - table["silhouette"]).abs()
    text = (
        f"Data and nulls are compared on the same {rows:,} customers. On all {customers:,} the "
        f"silhouette differs by up to {apart.max():.2f} (k = {apart.idxmax()})."
    )
    narrow = _narrow(table)
    if narrow and apart.max() >= (table["excess"][narrow] - MARGIN).min():
        text += " Of the natural k, any that passes narrowly could fail on another sample."
    return text


def says_no(
    alike: tuple[Verdict, pd.DataFrame], varied: tuple[Verdict, pd.DataFrame], knee: int | None
) -> str:
    """What the rule, the elbow and a weaker null say of two shops with one kind of customer.

    `alike` and `varied` are the verdict and the table of each, `knee` is that of the first.
    """
    fooled = [decided for decided, _ in (alike, varied) if decided.kind == Kind.NATURAL]
    if fooled:
        text = (
            "**The rule fails here**: nothing was planted, and it calls "
            f"{listed([f'k = {decided.k}' for decided in fooled])} natural."
        )
    else:
        text = (
            f"**The rule is not fooled.** Its verdict is *{alike[0].kind}* in the middle shop and "
            f"*{varied[0].kind}* in the varied one."
        )
    if knee:
        fooled_too = "names" if fooled else "is fooled and names"
        text += f" Kneedle {fooled_too} k = {knee} in the middle shop."
    over_plain = varied[1]["silhouette"] - varied[1]["plain null"]
    if over_plain.max() >= MARGIN:
        text += (
            " Without the fakes within tenths the varied shop would stand apart, by "
            f"{over_plain.max():.2f} at k = {over_plain.idxmax()}."
        )
    return text
