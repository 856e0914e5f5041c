"""Sentences of notebook 13: which segment a customer is in, and how sure that is."""

import pandas as pd

from segmentation.base.words import listed, per_cent
from segmentation.scoring.model import Segment

MANY = 0.95  # a share above it is nearly everybody
FLAG_WORDS = {
    "Out_Of_Range": "unlike any customer the model learned from",
    "Undecided": "undecided",
    "Too_New": "too new to tell",
}


def card(customer: pd.Series, scores: pd.Series, segment: Segment) -> str:
    """Who a customer is, in words, and how the margin comes about."""
    flags = [words for flag, words in FLAG_WORDS.items() if pd.notna(scores[flag]) and scores[flag]]
    warned = f" Flags: {listed(flags)}." if flags else ""
    return (
        f"Customer {customer['Customer_ID']} is in **{segment.name}**, {scores['Distance']:.2f} σ "
        f"from its centre; the next centre, of {scores['Next_Segment']}, lies "
        f"{scores['Next_Distance']:.2f} σ away. The *margin*, here of distance and not of "
        f"money, tells how clear the case is: 1 minus the first distance divided by the second, "
        f"which is {scores['Margin']:.2f}.{warned} The action of this segment: *{segment.action}*."
    )


def parity(table: pd.DataFrame) -> str:
    """Whether other ways of scoring give what `Segmenter.predict` gives."""
    wrong = table[["labels", "flags", "distances"]].sum(axis=1)
    if wrong.sum():
        return f"**No: {wrong.sum():,.0f} differences**, most of them in {wrong.idxmax()}."
    return "Yes: nobody gets another segment or another flag, whichever way they are scored."


def limit(
    by_overlap: dict[float, pd.DataFrame], chosen: float, used: float, errors: pd.DataFrame
) -> str:
    """Whether models carry the limit of the first shop, and if it keeps its promise in others.

    `errors` is from `confidence.undecided_against_rest`.
    """
    *_, (widest, shares) = by_overlap.items()
    text = f"In the first shop the limit is a margin of {chosen:.2f}"
    text += (
        ", which every model here carries."
        if abs(chosen - used) < 1e-9
        else f". **Models carry {used:.2f}**, chosen in the shop of the committed run."
    )
    above = shares["share"][shares.index >= chosen - 1e-9]
    if len(by_overlap) > 1 and len(above):
        text += (
            f" It keeps its promise only where kinds are as clear as there: at overlap {widest:g} "
            f"the band just above it is wrong {above.iloc[0]:.0%} of the time."
        )
    if errors["share of errors"].iloc[-1] < 0.5:
        text += (
            "\n\n**Decided does not mean right.** Where kinds blur, many customers lie deep inside "
            "the wrong segment, and no margin shows it."
        )
    return text


def later(share_right: float, largest: str, share_largest: float) -> str:
    """What it is worth that customers who joined later get the right name."""
    text = f"{share_right:.1%} of them get the name of the kind that they were simulated as."
    if min(share_right, share_largest) > MANY:
        text += (
            f" **That is no achievement**: nearly all are {largest}, because their history is "
            "short."
        )
    return text


def wrong_shop(own: pd.DataFrame, other: pd.DataFrame) -> str:
    """What the flags say of customers of another shop, which the model cannot know."""
    out, usual = other["Out_Of_Range"].mean(), own["Out_Of_Range"].mean()
    few = out < 0.5
    text = (
        f"{'Only ' if few else ''}{per_cent(out)} of them are *out of range*, farther from the "
        "centre than nearly all customers of that segment were."
    )
    if few:
        text += (
            " **Customer by customer the flags hardly notice the wrong shop.** A margin says how "
            "clear a case is under the model, not whether the model is the right one."
        )
    if out > 2 * usual:
        text += (
            f" Taken together they do: out of range is {out / max(usual, 1e-6):.0f} times as "
            "frequent as at home, and the mix of segments differs."
        )
    return text
