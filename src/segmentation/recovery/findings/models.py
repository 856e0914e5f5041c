"""Sentences of notebook 06 on mixtures, their k, and the ceiling."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed, per_cent
from segmentation.recovery.recipes import CLOSE

DEGENERATE = 0.01  # standard deviations: no feature of real customers is as narrow
METHODS = ["K-Means", "Gaussian mixture", "count mixture"]


def _likelihood(end: pd.Series) -> str:
    return f"{end['log-likelihood']:.2f}".replace("-", "−")


def starts(ends: pd.DataFrame) -> str:
    """What the Gaussian mixture with the highest likelihood says, and why.

    Parameters
    ----------
    ends : DataFrame
        From `gaussian.solutions`, the best first, with `ARI with K-Means`.
    """
    total, best = int(ends["starts"].sum()), ends.iloc[0]
    usual = ends.loc[ends["starts"].idxmax()]
    where = "at one start" if best["starts"] == 1 else f"at {best['starts']} starts"
    text = (
        f"The highest log-likelihood is {_likelihood(best)} per customer, "
        f"{where} of {total}; "
        f"that solution agrees with K-Means at an ARI of {best['ARI with K-Means']:.2f}"
    )
    if len(ends) > 1 and not usual.equals(best):
        text += (
            f". The most frequent end ({usual['starts']} of {total}) has "
            f"{_likelihood(usual)} and agrees at {usual['ARI with K-Means']:.2f}"
        )
    if best["narrowest"] >= DEGENERATE:
        return f"{text}. No component of it is degenerate."
    return (
        f"{text}. **The likelihood prefers a degenerate solution**: one of its components has no "
        f"width in {best['in']} ({best['narrowest']:.3f} standard deviations). It is a heap of "
        "customers with one and the same figure, on which a density can be made as high as one "
        "likes. A better likelihood is then no reason to believe."
    )


def dispersion(parameters: dict[str, np.ndarray]) -> str:
    """How far counts within a kind vary beyond a Poisson distribution.

    Parameters
    ----------
    parameters : dict
        Of a `Mixture`: Gamma–Poisson rates, for which variance / mean is 1 + length / rate.
    """
    lengths = {"Frequency": (365, "orders of a year"), "Support_Calls": (1, "support contacts")}
    told = []
    for name, (length, words) in lengths.items():
        if name in parameters:
            ratio = 1 + length / parameters[name][1]
            told.append(f"{ratio.min():.1f} to {ratio.max():.1f} times its mean for {words}")
    if not told:
        return "None of these features is a count."
    return (
        f"Within a kind the variance of a count is {listed(told)}. A Poisson distribution would "
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
    """What k the BIC of the count mixture names.

    Parameters
    ----------
    bic : Series
        Index k.
    k : int
        Of the notebook.
    """
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

    Parameters
    ----------
    table : DataFrame
        Overlap × method, means over seeds.
    """
    share = table[METHODS].div(table["ceiling"], axis=0)
    low, high = table.index.min(), table.index.max()
    text = (
        f"Even the planting model places fewer customers as the kinds blur: its ARI falls from "
        f"{table['ceiling'][low]:.2f} at overlap {low:g} to {table['ceiling'][high]:.2f} at "
        f"{high:g}. K-Means reaches {share['K-Means'][low]:.0%} of it at overlap {low:g} and "
        f"{share['K-Means'][high]:.0%} at {high:g}, the count mixture "
        f"{share['count mixture'][low]:.0%} and {share['count mixture'][high]:.0%}. "
    )
    lead = table["count mixture"] - table["K-Means"]
    widest = lead.idxmax()
    if lead[widest] > CLOSE:
        text += (
            f"**What K-Means loses there is mostly the method's, not the shop's**: at overlap "
            f"{widest:g} the count mixture is {lead[widest]:.2f} ahead."
            if lead[widest] > table["ceiling"][widest] - table["count mixture"][widest]
            else f"At overlap {widest:g} the count mixture is {lead[widest]:.2f} ahead of K-Means."
        )
    else:
        text += "The count mixture is nowhere clearly ahead of K-Means."
    worst = table["Gaussian mixture"].min()
    return f"{text} The Gaussian mixture with the best likelihood falls as low as {worst:.2f}."
