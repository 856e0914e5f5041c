"""Sentences and a table of notebook 11: behaviour after the snapshot, and drift."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from segmentation.base.estimates import Estimates
from segmentation.base.words import per_cent, plural
from segmentation.tomorrow.drift import SnapshotComparison
from segmentation.tomorrow.outcomes import heaviest

TOP = 0.01  # of the customers, whose part in the squares is told
ALONE = 0.2  # of a segment's spend: what one customer must have spent to be told of
LOOSE = 0.1  # of the customers, moved by a refit: so many that no report can rest on one fit


def outcomes(did: Mapping[str, Estimates], data: str) -> str:
    """Whether segments differ in who orders again, and whether one of them sends back most.

    `did` is from `outcomes.outcomes`; `data` names the data set, as in "In Online Retail".
    """
    again, back = did["ordered again"], did["amount returned"]
    if again[again.value.idxmax()].low <= again[again.value.idxmin()].high:
        return f"Segments of {data} differ little in who orders again: the intervals overlap."
    text = f"Segments of {data} clearly differ in who orders again"
    worst = back.value.idxmax()
    others = back.high.drop(worst)
    if others.isna().all():
        return f"{text}."
    if back[worst].is_above(others.max()):
        return f"{text}, and *{worst}* sent back clearly more than any other."
    return f"{text}, but none sent back clearly more than all others."


def alone(people: pd.DataFrame, segment: pd.Series) -> str:
    """What one customer does to the spend and the returns of a segment.

    `people` is from `outcomes.holdout_outcomes`, with the segment of each row.
    """
    customer, part = heaviest(people, segment)
    if part < ALONE:
        return f"No customer makes more than {part:.0%} of the spend of a segment."
    spend, members = people["Later_Spend"], people[segment == segment[customer]]
    back, back_rest = (
        frame["Later_Returned"].sum() / frame["Later_Spend"].sum()
        for frame in (members, members.drop(customer))
    )
    return (
        f"One customer of *{segment[customer]}* ordered £{spend[customer]:,.0f} and sent "
        f"£{people.loc[customer, 'Later_Returned']:,.0f} of it back. Without this customer "
        f"{per_cent(back_rest)} of the segment's £ come back, not {per_cent(back)}."
    )


def heavy(people: pd.DataFrame) -> str:
    """How much of the variance of spend a few customers of Online Retail make."""
    spend = people["Later_Spend"]
    squares = (spend - spend.mean()) ** 2
    few = max(round(TOP * len(spend)), 1)
    part = float(squares.nlargest(few).sum() / squares.sum())
    so = (
        "The R² in £ says who finds a few customers, the R² of the log who is right about the many."
        if part > 0.5
        else "The R² in £ is not about a handful of customers alone."
    )
    return (
        f"In the whole shop {plural(few, 'customer')} ({TOP:.0%}) make **{part:.0%}** of the "
        f"variance of spend in £. {so}"
    )


def planned(design: pd.DataFrame) -> pd.DataFrame:
    """The table of `experiment.design` as text: who cannot show the wanted rise is told so."""
    shown = design.rename_axis(None)
    wanted, each = design["needed each half"], design["each half"]
    possible = wanted.notna() & (wanted <= each)
    shown["needed each half"] = wanted.map("{:,.0f}".format).where(possible, "not possible")
    shown["each half"] = each.map("{:,}".format)
    for share in ("order anyway", "smallest rise"):
        shown[share] = shown[share].map(
            lambda rise: per_cent(rise) if np.isfinite(rise) else "none"
        )
    return shown


def drift(pairs: Mapping[str, SnapshotComparison]) -> str:
    """Whether customers moved more than they would have anyway, and whether the model did.

    `pairs` are "earlier → later" with their comparison, the latest pair first.
    """
    return f"{_moved(pairs)}\n\n{_models(pairs)}"


def _moved(pairs: Mapping[str, SnapshotComparison]) -> str:
    """Whether customers changed segment more than with habits that never change."""
    latest = next(iter(pairs.values()))
    moved, null = latest.share_moved, latest.null_moved
    if null.low <= moved <= null.high:
        return (
            f"At the latest pair {moved:.0%} changed segment, and steady habits give as many. The "
            "number alone shows **no drift**."
        )
    text = f"At the latest pair {moved:.0%} changed segment. Steady habits explain "
    if moved < null.low:
        return f"{text}more than that ({null.value:.0%})."
    points = f"{100 * null.value:.0f} of the {100 * moved:.0f} points"
    return f"{text}{points}; the rest is changed habits, or the season."


def _models(pairs: Mapping[str, SnapshotComparison]) -> str:
    """Whether the models of two dates differ more than two fits of one date."""
    alike = sum(pair.share_placed_differently <= pair.refits.max() for pair in pairs.values())
    text = (
        f"On {alike} of {len(pairs)} pairs the later model places customers no more differently "
        "than a refit of the same day can"
    )
    if max(pair.refits.max() for pair in pairs.values()) < LOOSE:
        return f"{text}."
    return f"{text}. A report that compares the labels of two fits cannot tell that from drift."
