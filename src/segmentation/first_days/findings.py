"""Sentences and tables of notebook 14: the segment predicted from a customer's first days."""

from collections.abc import Mapping

import pandas as pd

from segmentation.base.estimates import Estimate, Estimates
from segmentation.base.words import (
    capital,
    clearly,
    listed,
    per_cent,
    points_with_interval,
    with_interval,
)
from segmentation.first_days.costs import CHEAPEST, LIKELY, NOBODY
from segmentation.first_days.models import (
    BASELINES,
    FORWARD,
    JOINING,
    LINEAR,
    MAJORITY,
    MODELS,
    PRESENT,
    RANDOM,
    RECENCY,
    TREES,
    Curve,
)

SELDOM = 0.1  # share below which something is so for few
FEW = 10  # customers, of whom no share is called worst
SHOWN = {  # head of a column → split and method
    "logistic": (FORWARD, LINEAR),
    "boosting": (FORWARD, TREES),
    "majority": (FORWARD, MAJORITY),
    "recency": (FORWARD, RECENCY),
    "figures so far": (FORWARD, PRESENT),
    "logistic, random folds": (RANDOM, LINEAR),
}


def circular(accuracy: Mapping[str, Mapping[str, float]]) -> str:
    """The accuracy of predicting labels from what made them, from `circular.circular`."""
    pieces = [
        f"{model} finds {by_kind['our customers']:.1%} of the labels again, and "
        f"{by_kind['pure noise']:.1%} of labels made in the same way on pure noise"
        for model, by_kind in accuracy.items()
    ]
    return "; ".join(pieces) + "."


def taken_for_new(shares: Mapping[int, float], lead_in: int) -> str:
    """How many old customers a late start of the file would make look new.

    `shares` are days looked away from, with the result of `people.taken_for_new`.
    """
    later = [f"{share:.0%} if it had begun {days} days later" for days, share in shares.items()]
    return (
        f"Of those first seen {lead_in} days or more after the start of Online Retail's file, some "
        f"are old customers: {listed(later)}. So even its *joiners* are not all new."
    )


def asked(count: pd.Series, data: str) -> str:
    """Who is asked about, and who is left out and why, from `People.count`."""
    everybody, *_, number = count
    reasons = count.iloc[1:-1]
    out = ", ".join(f"{n:,} {why}" for why, n in reasons[reasons > 0].items())
    return f"In {data} **{number:,} of {everybody:,} customers** are asked about. " + (
        f"Left out: {out}." if out else "Nobody is left out."
    )


def curve_table(curve: Curve) -> pd.DataFrame:
    """Accuracy by days of history in per cent, with 95% intervals, as text."""
    table = {
        head: {f"{days}": _cell(curve.scores[split, days][method]) for days in curve.probabilities}
        for head, (split, method) in SHOWN.items()
    }
    return pd.DataFrame(table).rename_axis(columns="days")


def _cell(accuracy: Estimate) -> str:
    value, low, high = (
        f"{100 * share:.1f}" for share in (accuracy.value, accuracy.low, accuracy.high)
    )
    return f"{value} [{low}, {high}]".replace(" ", "\N{NO-BREAK SPACE}")


def period_table(table: pd.DataFrame) -> pd.DataFrame:
    """Accuracy by test period in per cent, from `models.by_period`, as text."""
    counts = table[["learned from", "asked about"]].map("{:,.0f}".format)
    return counts.join(table.drop(columns=counts.columns).map("{:.1%}".format))


def curve(scored: Curve, data: str, days: int) -> str:
    """What a model of so many days is worth, forward in time, against the baselines."""
    scores = scored.scores[FORWARD, days]
    gap = {other: scores.minus(other)[LINEAR] for other in BASELINES}
    boosted = scores.minus(LINEAR)[TREES]
    how = clearly(
        gap[PRESENT],
        "is right more often than the *figures so far*",
        "**is right less often than the *figures so far***",
        "**is right no more often than the *figures so far***",
    )
    text = f"In {data} a model of {days} days {how}: {points_with_interval(gap[PRESENT])}."
    lost = [f"*{o}*" for o, one in gap.items() if o != PRESENT and not one.is_above()]
    if lost:
        text += f" **It does not clearly beat {listed(lost)}.**"
    how = clearly(boosted, "better", "worse", "about as well")
    return f"{text} Gradient boosting does {how}: {points_with_interval(boosted)}."


def comparisons(curves: Mapping[str, Curve]) -> str:
    """How many comparisons the tables hold, and how many would look clear by chance."""
    windows = sum(len(scored.probabilities) for scored in curves.values())
    number = windows * len(MODELS) * len(BASELINES)
    return (
        f"These figures and the picture hold {number} comparisons of a model with a baseline; "
        f"if none differed, about {0.05 * number:.0f} of them would still look clear."
    )


def flattery(designs: Mapping[str, Estimates], data: str) -> str:
    """What the snapshot's calendar tells by itself, and what random folds add.

    `designs` is from `models.by_design`.
    """
    snapshot, folds, forward = designs.values()
    mixed, later = folds[LINEAR], forward[LINEAR]
    if mixed.low > later.high:
        how = f"{RANDOM} still flatter"
    elif later.low > mixed.high:
        how = f"{RANDOM} are too strict"
    else:
        how = f"{RANDOM} and the forward test give about the same"
    return (
        f"In {data} the joining date alone finds {snapshot.value[JOINING]:.0%} of the segments *at "
        f"the snapshot* (largest class: {snapshot.value[MAJORITY]:.0%}). With the age fixed, {how}."
    )


def in_hindsight(accuracy: Estimates, reason: str, age: int) -> str:
    """What is left where a file is too short for the rule, and why the forward test stops."""
    return (
        f"At {age} days the test stops: “{reason}” With labels that were *not* known on the day of "
        f"the cut the logistic regression is right for {with_interval(accuracy[LINEAR])}, the "
        f"figures so far for {with_interval(accuracy[PRESENT])}, the largest class for "
        f"{accuracy.value[MAJORITY]:.1%}. It may not be quoted as a forecast."
    )


def mistaken(table: pd.DataFrame, sizes: pd.Series, data: str) -> str:
    """Which segment is predicted worst, and which cannot be planned for.

    `table` is from `calibration.confusion`, `sizes` are the customers of each segment.
    """
    right = pd.Series({name: table.loc[name, name] for name in table.index})
    enough = right[sizes.reindex(right.index) >= FEW]
    worst = (enough if len(enough) else right).idxmin()
    goes = table.loc[worst].drop(worst).idxmax()
    text = (
        f"In {data} *{worst}* is told worst: {per_cent(right[worst])} of {sizes[worst]:,} "
        f"customers, and {per_cent(table.loc[worst, goes])} are taken for *{goes}*."
    )
    nobody = [f"*{name}*" for name in table if not table[name].any()]
    if nobody:
        text += f" **Nobody at all is predicted to be {listed(nobody)}.**"
    never = [
        f"*{name}* ({round(share * sizes[name]):,} of {sizes[name]:,} recognised)"
        for name, share in right.items()
        if share < SELDOM
    ]
    return text + (f" A plan for {listed(never)} cannot rest on this." if never else "")


def calibrated(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Whether probabilities can be taken as they are said.

    Data set → model → result of `calibration.calibration`.
    """
    pieces: list[str] = []
    off: dict[str, float] = {}
    for data, by_model in found.items():
        gaps = []
        for model, figures in by_model.items():
            gaps.append(f"{model} {100 * figures['error']:.1f} ({100 * figures['at most']:.1f})")
            if figures["error"] > figures["at most"]:
                off[f"{model} in {data}"] = figures["error"]
        pieces.append(f"in {data} {', '.join(gaps)}")
    text = (
        "Mean gap between said and true, in points, and in brackets the gap that a perfectly "
        f"calibrated model would exceed one time in twenty: {'; '.join(pieces)}. "
    )
    if not off:
        return text + "**None is clearly off: chance alone explains gaps of this size.**"
    return text + (
        f"More than chance explains: {listed(list(off))}, by no more than "
        f"{100 * max(off.values()):.1f} points on average."
    )


def paid(lost: Estimates, data: str) -> str:
    """What deciding by expected cost saves against deciding by probability, from `costs.paid`."""
    gap = lost.minus(LIKELY)[CHEAPEST]
    saved, low, high = (f"£{abs(pounds):.2f}" for pounds in (gap.value, gap.high, gap.low))
    acting = "acting by lowest expected cost loses"
    how = clearly(
        gap,
        f"{acting} **more** than acting on the most probable segment, so the probabilities mislead",
        f"{acting} {saved} less per customer ({low} to {high}) than acting on the most probable "
        "segment, with the same probabilities",
        f"{acting} neither clearly more nor clearly less than acting on the most probable segment",
    )
    text = f"In {data}, **under the assumed money**, {how}."
    simple = lost.value.drop([CHEAPEST, LIKELY])
    if simple.min() > lost.value[[CHEAPEST, LIKELY]].min():
        return text
    least = (
        NOBODY
        if simple.idxmin() == NOBODY
        else "the best single action for everybody, which can only be chosen with hindsight,"
    )
    return f"{text} {capital(least)} loses no more than that, without any model."


def other_prices(by_price: Mapping[float, Estimates]) -> str:
    """Whether expected cost saves money whatever an action costs, from `costs.other_prices`."""
    pieces = [
        f"£{lost.value[CHEAPEST]:.2f} instead of £{lost.value[LIKELY]:.2f} at £{price:.2f} per "
        "action"
        for price, lost in by_price.items()
    ]
    less = sum(lost.minus(LIKELY)[CHEAPEST].is_below() for lost in by_price.values())
    where = (
        "every price"
        if less == len(by_price)
        else f"{less} of {len(by_price)} prices, so the assumption decides"
        if less
        else "no price"
    )
    return (
        f"By price: {', '.join(pieces)}: the expected cost loses clearly less at {where}. Only the "
        "ratio of price to lift decides which action is chosen, so half the price stands for twice "
        "the lift."
    )
