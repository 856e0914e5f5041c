"""Sentences of notebook 05."""

import numpy as np
import pandas as pd

from segmentation.choose_k import EXCESS, Verdict
from segmentation.findings.explore import listed

MEANING = {
    "natural": "There are clusters to find.",
    "reproducible": "This is a repeatable slicing, **not groups beyond margins and correlations**.",
    "constructive": (
        "The rule-based segments are the answer, and K-Means only stands beside them."
    ),
}


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


def votes(chosen: pd.Series, ks: list[int]) -> str:
    """Who agrees with the rule and who does not."""
    k, rest = chosen["our rule"], chosen.drop("our rule")
    agree = [name for name in rest.index if rest[name] == k]
    dissent = [f"{name} ({rest[name] or 'none'})" for name in rest.index if rest[name] != k]
    edge = [name for name in rest.index if rest[name] == max(ks)]
    text = f"**{len(agree)} of {len(rest)}** agree with k = {k}"
    text += f": {listed(agree)}. " if agree else ". "
    text += f"Dissent: {listed(dissent)}." if dissent else "Nobody dissents."
    if edge:
        text += f" At the edge of the table, so without an optimum: {listed(edge)}."
    return text


def nothing(decided: Verdict, table: pd.DataFrame, knee: int | None) -> str:
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
    return (
        f"**No natural clusters to find**: the silhouette never clears the null by more than "
        f"{largest:.2f} ({EXCESS:.2f} is needed), and the verdict is *{decided.kind}*. {offer} "
        f"{elbow}"
    )


def like_with_like(table: pd.DataFrame, threshold: float) -> str:
    """Whether the verdict of any k changes if data and null are the same 5,000 rows."""
    stable = table["jaccard"] >= threshold
    on_sample = stable & (table["silhouette of sample"] - table["copula p95"] >= EXCESS)
    changed = [str(k) for k in table.index[on_sample != table["natural"]]]
    apart = (table["silhouette of sample"] - table["silhouette"]).abs()
    what = (
        f"the mark *natural* would change for k = {listed(changed)}"
        if changed
        else "does not change which k are natural"
    )
    return (
        f"The silhouette uses all rows, its null the working sample. On that sample it "
        f"differs by at most {apart.max():.2f} (at k = {apart.idxmax()}), and {what}."
    )
