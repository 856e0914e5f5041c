"""Sentences of notebook 06 on mixtures, their k, and the ceiling."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed, per_cent
from segmentation.recovery.recipes import CLOSE

DEGENERATE = 0.01  # standard deviations: no feature of real customers is as narrow
METHODS = ["K-Means", "Gaussian mixture", "count mixture"]


def starts(ends: pd.DataFrame) -> str:
    """Whether the likeliest Gaussian mixture of `gaussian.solutions` can be believed."""
    best = ends.iloc[0]
    if best["narrowest"] >= DEGENERATE:
        return "No component of the likeliest solution is degenerate."
    return (
        "**The likelihood prefers a degenerate solution**: one of its components has no "
        f"width in {best['in']} ({best['narrowest']:.3f} standard deviations). It is a heap of "
        "customers with one and the same figure, on which a density can be made as high as one "
        "likes. A better likelihood is then no reason to believe."
    )


def dispersion(parameters: dict[str, np.ndarray]) -> str:
    """How far counts within a kind vary beyond a Poisson distribution.

    Of the `parameters` of a `Mixture`, Gamma–Poisson rates: variance / mean is 1 + length / rate.
    """
    lengths = {"Frequency": (365, "orders of a year"), "Support_Calls": (1, "support contacts")}
    ratios = {
        words: 1 + length / parameters[name][1]
        for name, (length, words) in lengths.items()
        if name in parameters
    }
    if not ratios:
        return "None of these features is a count."
    said = [f"{r.min():.1f} to {r.max():.1f} times its mean for {w}" for w, r in ratios.items()]
    return (
        f"Within a kind the variance of a count is {listed(said)}. A Poisson distribution would "
        "have a ratio of 1, so every customer gets a rate of their own (Gamma–Poisson)."
    )


def sure(posterior: np.ndarray, level: float = 0.9) -> str:
    """For how many customers one kind is nearly certain."""
    certain = (posterior.max(axis=1) >= level).mean()
    return (
        f"For {per_cent(certain)} of the customers one kind has a probability of {level:.0%} or "
        "more. The others have no clear kind, and the model says so; K-Means never does."
    )


def chosen(bic: pd.Series, k: int) -> str:
    """What k the BIC of the count mixture (index k) names, beside the k of the notebook."""
    best = int(bic.idxmin())
    if best == bic.index.max():
        return (
            f"**Its BIC names no k**: it still falls at k = {best}, the edge of the table. "
            "Where the distributions do not fit to the last detail, more components mend the fit."
        )
    near = bic.drop(best).min() - bic.min()
    verdict = f"the k used here, {k}" if best == k else f"not the k used here, {k}"
    return f"**Its BIC names k = {best}**, {verdict}; the next best k has {near:,.0f} more."


def compared(ari: pd.Series) -> str:
    """Which method comes nearest to the planted personas, as a share of what is possible."""
    if not ari["K-Means"] > 0.05:
        return "No personas are planted here that any method could recover."
    shares = [f"{name} {ari[name]:.3f} ({ari[name] / ari['ceiling']:.0%})" for name in METHODS]
    lead = ari["count mixture"] - ari["K-Means"]
    if lead > CLOSE:
        verdict = "**The count mixture is clearly nearer to the truth than K-Means.**"
    elif lead > -CLOSE:
        verdict = "The count mixture and K-Means do equally well."
    else:
        verdict = "**The count mixture is farther from the truth than K-Means.**"
    return (
        f"The ceiling is an ARI of {ari['ceiling']:.3f}. Reached, and as a share of it: "
        f"{listed(shares)}. {verdict}"
    )


def widening(table: pd.DataFrame) -> str:
    """How much of the ceiling K-Means and the count mixture reach as the kinds blur.

    `table` is overlap × method, means over seeds.
    """
    share = table[METHODS].div(table["ceiling"], axis=0)
    low, high = table.index.min(), table.index.max()
    text = (
        f"K-Means reaches {share['K-Means'][low]:.0%} of the ceiling at overlap {low:g} and "
        f"{share['K-Means'][high]:.0%} at {high:g}, the count mixture "
        f"{share['count mixture'][low]:.0%} and {share['count mixture'][high]:.0%}. "
    )
    lead = table["count mixture"] - table["K-Means"]
    widest = lead.idxmax()
    if lead[widest] <= CLOSE:
        return f"{text}The count mixture is nowhere clearly ahead of K-Means."
    if lead[widest] <= table["ceiling"][widest] - table["count mixture"][widest]:
        return f"{text}At overlap {widest:g} the count mixture is {lead[widest]:.2f} ahead."
    return (
        f"{text}**What K-Means loses there is mostly the method's, not the shop's**: at overlap "
        f"{widest:g} the count mixture is {lead[widest]:.2f} ahead."
    )
