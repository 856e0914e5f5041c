"""Sentences of notebook 14: the segment predicted from a customer's first days."""

from collections.abc import Mapping

import pandas as pd

from segmentation.base.estimates import Estimates
from segmentation.base.words import capital, clearly, listed, per_cent
from segmentation.first_days.calibration import told_worst
from segmentation.first_days.costs import CHEAPEST, LIKELY, NOBODY
from segmentation.first_days.models import BASELINES, LINEAR, PRESENT, TREES, Curve

SELDOM = 0.1  # share below which something is so for few
SAME = 0.01  # accuracies so near to each other are called alike


def curve(scored: Curve, data: str, days: int) -> str:
    """What a model of so many days is worth, forward in time, against the baselines."""
    scores = scored.scores[days]
    gap = {other: scores.minus(other)[LINEAR] for other in BASELINES}
    boosted = scores.minus(LINEAR)[TREES]
    how = clearly(
        gap[PRESENT],
        "beats the *figures so far*",
        "**loses to the *figures so far***",
        "**does not beat the *figures so far***",
    )
    text = f"- In {data} a model of {days} days {how}."
    lost = [f"*{o}*" for o, one in gap.items() if o != PRESENT and not one.is_above()]
    if lost:
        text += f" **It does not clearly beat {listed(lost)} either.**"
    how = clearly(boosted, "better than", "worse than", "about as well as")
    return f"{text} Boosted trees do {how} the logistic regression."


def periods(table: pd.DataFrame, data: str) -> str:
    """How much accuracy varies over the test periods, from `models.by_period`."""
    right = table[LINEAR]
    return (
        f"In {data} the logistic regression is right for {right.min():.0%} of the customers in its "
        f"worst test period and for {right.max():.0%} in its best. The intervals, which resample "
        "customers, do not include this variation."
    )


def mistaken(table: pd.DataFrame, sizes: pd.Series, data: str) -> str:
    """Which segment is told worst, from `calibration.confusion`."""
    worst = told_worst(table, sizes)
    goes = table.loc[worst].drop(worst).idxmax()
    text = (
        f"- In {data}, of the customers who will be *{worst}*, {per_cent(table.loc[worst, goes])} "
        f"are taken for *{goes}*."
    )
    nobody = [f"*{name}*" for name in table if not table[name].any()]
    if nobody:
        text += f" **Nobody at all is predicted to be {listed(nobody)}.**"
    never = [f"*{name}*" for name in table.index if table.loc[name, name] < SELDOM]
    return text + (f" A plan for {listed(never)} cannot rest on this." if never else "")


def calibrated(found: Mapping[str, Mapping[str, float]]) -> str:
    """Whether probabilities can be taken as they are said, from `calibration.calibration`."""
    off = [data for data, figures in found.items() if figures["error"] > figures["at most"]]
    if not off:
        return "Yes: chance alone explains gaps of this size."
    text = f"Not quite: in {listed(off)} the gaps are larger than chance explains."
    within = [data for data in found if data not in off]
    return text + (f" In {listed(within)} they are not." if within else "")


def paid(lost: Estimates) -> str:
    """What deciding by expected cost saves against deciding by probability, from `costs.paid`."""
    gap = lost.minus(LIKELY)[CHEAPEST]
    saved, low, high = (f"£{abs(pounds):.2f}" for pounds in (gap.value, gap.high, gap.low))
    acting = "Acting by lowest expected cost loses"
    text = clearly(
        gap,
        f"{acting} **more** than acting on the most probable segment, so the probabilities mislead",
        f"{acting} {saved} less per customer ({low} to {high}) than acting on the most probable "
        "segment",
        f"{acting} neither clearly more nor clearly less than acting on the most probable segment",
    )
    simple = lost.value.drop([CHEAPEST, LIKELY])
    if simple.min() > lost.value[[CHEAPEST, LIKELY]].min():
        return f"{text}."
    least = (
        NOBODY
        if simple.idxmin() == NOBODY
        else "the best single action for everybody, which is known only afterwards,"
    )
    return f"{text}. {capital(least)} loses no more than that, without any model."


def other_prices(by_price: Mapping[float, Estimates]) -> str:
    """Whether expected cost saves money whatever an action costs, from `costs.other_prices`."""
    less = sum(lost.minus(LIKELY)[CHEAPEST].is_below() for lost in by_price.values())
    prices = listed([f"£{price:g}" for price in by_price])
    where = (
        "at each of them"
        if less == len(by_price)
        else f"at {less} of {len(by_price)}, so the assumption decides"
        if less
        else "at none of them"
    )
    return f"Were the price of an action {prices}, it would lose clearly less {where}."


def circular(accuracy: Mapping[str, Mapping[str, float]]) -> str:
    """What the accuracy of predicting labels from what made them is worth."""
    model, first = next(iter(accuracy.items()))
    name = f"{model[:1].lower()}{model[1:]}"
    if first["pure noise"] < first["our customers"] - SAME:
        return f"On noise {name} finds fewer labels again than among our customers."
    fewer = [o for o, one in accuracy.items() if one["pure noise"] < one["our customers"] - SAME]
    others = f", {listed(fewer)} less often" if fewer else ""
    return (
        f"Pure noise has no kinds of customer, and {name} finds its labels again as often"
        f"{others}. **So that figure would be quoted as proof, and proves nothing.**"
    )
