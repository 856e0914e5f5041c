"""Sentences of notebook 14: the segment predicted from a customer's first days."""

from collections.abc import Mapping

import pandas as pd

from segmentation.base.words import listed, per_cent, points, share
from segmentation.first_days.costs import CHEAPEST, LIKELY, NOTHING
from segmentation.first_days.findings.tables import one
from segmentation.first_days.models import (
    BASELINES,
    FORWARD,
    JOINING,
    LINEAR,
    MAJORITY,
    PRESENT,
    RANDOM,
    TREES,
)

SELDOM = 0.1  # share below which something is so for few
FEW = 10  # customers, of whom no share is called best or worst


def circular(accuracy: Mapping[str, Mapping[str, float]]) -> str:
    """The accuracy of predicting labels from what made them, on customers and on noise.

    Parameters
    ----------
    accuracy : mapping
        From `circular.circular`.
    """
    said = [
        f"{model} finds {by_kind['our customers']:.1%} of the labels again, and "
        f"{by_kind['pure noise']:.1%} of labels made in the same way on pure noise"
        for model, by_kind in accuracy.items()
    ]
    return "; ".join(said) + "."


def taken_for_new(shares: Mapping[int, float], lead_in: int) -> str:
    """How many old customers a late start of the file would make look new.

    Parameters
    ----------
    shares : mapping
        Days looked away from → result of `people.taken_for_new`.
    lead_in : int
    """
    said = [f"{share:.0%} if it had begun {days} days later" for days, share in shares.items()]
    return (
        f"Of those first seen {lead_in} days or more after the start of Online Retail's file, some "
        f"are old customers: {listed(said)}. So even its *joiners* are not all new."
    )


def asked(count: pd.Series, data: str) -> str:
    """Who is asked about, and who is left out and why.

    Parameters
    ----------
    count : Series
        `People.count`.
    data : str
        Name of the data set, as in "In Online Retail".
    """
    everybody, *reasons = count.items()
    out = [f"{n:,} {why}" for why, n in reasons if n and why != "asked about"]
    left = f" Left out: {', '.join(out)}." if out else " Nobody is left out."
    return (
        f"In {data} **{count['asked about']:,} of {everybody[1]:,} customers** are asked "
        f"about.{left}"
    )


def curve(table: pd.DataFrame, gaps: pd.DataFrame, data: str, age: int, days: int) -> str:
    """What a window of days reaches forward in time, against every baseline.

    Parameters
    ----------
    table, gaps : DataFrame
        From `models.learning_curve`.
    data : str
    age : int
        At which the segment is asked for.
    days : int
        The window that is spoken of.
    """
    reached = one(table, way=LINEAR, days=days, split=FORWARD)
    against = {
        way: one(gaps, way=LINEAR, days=days, against=way, split=FORWARD) for way in BASELINES
    }
    most = one(table, way=MAJORITY, days=days, split=FORWARD)["value"]
    text = (
        f"In {data}, {days} days tell the segment at {age} days for {share(reached)}; the largest "
        f"class alone is right for {most:.1%}. "
    )
    return text + _beside(against[PRESENT]) + _lost(against) + _boosted(gaps, days)


def _beside(gap: pd.Series) -> str:
    """The model against the segment that the figures so far make."""
    said = points(gap)
    if gap["low"] > 0:
        return f"That is more than the *figures so far* tell, by {said}."
    if gap["high"] < 0:
        return f"**The *figures so far* tell more**: the model is {said} beside it."
    return f"**The *figures so far* tell as much**: {said}, no clear difference."


def _lost(against: Mapping[str, pd.Series]) -> str:
    """Which other baselines are not clearly beaten."""
    lost = [f"*{way}*" for way, gap in against.items() if way != PRESENT and gap["low"] <= 0]
    return f" **It does not clearly beat {listed(lost)}.**" if lost else ""


def _boosted(gaps: pd.DataFrame, days: int) -> str:
    """Whether the second model does better."""
    gap = one(gaps, way=TREES, days=days, against=LINEAR, split=FORWARD)
    how = "better" if gap["low"] > 0 else "worse" if gap["high"] < 0 else "about as well"
    return f" Gradient boosting does {how}: {points(gap)}."


def comparisons(gaps: Mapping[str, pd.DataFrame]) -> str:
    """How many comparisons the tables hold, and how many would look clear by chance.

    Parameters
    ----------
    gaps : mapping
        Data set → gaps of `models.learning_curve`.
    """
    every = pd.concat(list(gaps.values()))
    every = every[(every["split"] == FORWARD) & every["against"].isin(BASELINES)]
    return (
        f"These figures and the picture hold {len(every)} comparisons of a model with a baseline; "
        f"if none differed, about {0.05 * len(every):.0f} of them would still look clear."
    )


def by_period(tables: Mapping[str, pd.DataFrame]) -> str:
    """How far test periods differ, which intervals over customers do not hold.

    Parameters
    ----------
    tables : mapping
        Data set → result of `models.by_period`.
    """
    said = []
    for data, table in tables.items():
        own, ahead = table[LINEAR], (table[LINEAR] > table[PRESENT]).sum()
        said.append(
            f"in {data} from {own.min():.0%} to {own.max():.0%}, above the *figures so far* "
            f"in {ahead} of {len(table)} periods"
        )
    return f"Accuracy of the logistic regression by period: {'; '.join(said)}."


def flattery(table: pd.DataFrame, data: str) -> str:
    """What random folds add, and what the snapshot's calendar tells by itself.

    Parameters
    ----------
    table : DataFrame
        From `models.by_design`.
    data : str
    """
    snapshot, folds, forward = dict.fromkeys(table["design"])
    date, guess = (one(table, way=way, design=snapshot)["value"] for way in (JOINING, MAJORITY))
    mixed, later = (one(table, way=LINEAR, design=design) for design in (folds, forward))
    gap = mixed["value"] - later["value"]
    apart = mixed["low"] > later["high"] or later["low"] > mixed["high"]
    read = one(table, way=LINEAR, design=snapshot)["value"]
    text = (
        f"In {data} the segment *at the snapshot* is found for {read:.0%} in {RANDOM}, and the "
        f"joining date alone finds {date:.0%} (largest class: {guess:.0%}). "
    )
    if not apart:
        return text + (
            f"With the age fixed, {RANDOM} and the forward test give about the same: "
            f"{mixed['value']:.1%} and {later['value']:.1%}."
        )
    how = "flatter" if gap > 0 else "are too strict"
    return text + (
        f"With the age fixed, {RANDOM} still {how}: {mixed['value']:.1%} against "
        f"**{later['value']:.1%}** forward in time."
    )


def in_hindsight(table: pd.DataFrame, reason: str, age: int) -> str:
    """What is left where a file is too short for the rule.

    Parameters
    ----------
    table : DataFrame
        Table of `models.scores`.
    reason : str
        Why the forward test cannot be made.
    age : int
    """
    model, present, most = (one(table, way=way) for way in (LINEAR, PRESENT, MAJORITY))
    return (
        f"At {age} days the test stops: “{reason}” With labels that were *not* known on the day of "
        f"the cut the logistic regression is right for {share(model)}, the figures so far for "
        f"{share(present)}, the largest class for {most['value']:.1%}. It may not be quoted as a "
        "forecast."
    )


def mistaken(table: pd.DataFrame, sizes: pd.Series, data: str) -> str:
    """Which segments are predicted best and worst, and where the worst one's customers go.

    Parameters
    ----------
    table : DataFrame
        From `calibration.confusion`.
    sizes : Series
        Customers of each segment.
    data : str
    """
    own = pd.Series({name: table.loc[name, name] for name in table.index})
    told = own[sizes.reindex(own.index) >= FEW]
    told = told if len(told) else own
    best, worst = told.idxmax(), told.idxmin()
    goes = table.loc[worst].drop(worst).idxmax()
    text = (
        f"In {data} *{best}* is predicted best ({per_cent(own[best])} of {sizes[best]:,} customers "
        f"are right) and *{worst}* worst ({per_cent(own[worst])} of {sizes[worst]:,}; "
        f"{per_cent(table.loc[worst, goes])} are taken for *{goes}*)."
    )
    nobody = [f"*{name}*" for name in table if not table[name].any()]
    if nobody:
        text += f" **Nobody at all is predicted to be {listed(nobody)}.**"
    never = [
        f"*{name}* ({round(own[name] * sizes[name]):,} of {sizes[name]:,} recognised)"
        for name in own.index
        if own[name] < SELDOM
    ]
    if never:
        text += f" A plan for {listed(never)} cannot rest on this."
    return text


def calibrated(found: Mapping[str, Mapping[str, dict[str, float]]]) -> str:
    """Whether probabilities can be taken as they are said.

    Parameters
    ----------
    found : mapping
        Data set → model → result of `calibration.calibration`.
    """
    said: list[str] = []
    off: dict[str, float] = {}
    for data, by_model in found.items():
        pieces = []
        for model, figures in by_model.items():
            pieces.append(f"{model} {100 * figures['error']:.1f} ({100 * figures['at most']:.1f})")
            if figures["error"] > figures["at most"]:
                off[f"{model} in {data}"] = figures["error"]
        said.append(f"in {data} {', '.join(pieces)}")
    text = (
        "Mean gap between said and true, in points, and in brackets the gap that a perfectly "
        f"calibrated model would exceed one time in twenty: {'; '.join(said)}. "
    )
    if not off:
        return text + "**None is clearly off: chance alone explains gaps of this size.**"
    return text + (
        f"More than chance explains: {listed(list(off))}, by no more than "
        f"{100 * max(off.values()):.1f} points on average."
    )


def paid(table: pd.DataFrame, gap: pd.Series, data: str) -> str:
    """What deciding by expected cost saves against deciding by probability.

    Parameters
    ----------
    table : DataFrame
        From `costs.paid`.
    gap : Series
        `difference`, `low` and `high` of lowest expected cost less highest probability.
    data : str
    """
    by_cost, by_probability = table.loc[[CHEAPEST, LIKELY], "value"]
    simple = table.drop([CHEAPEST, LIKELY])["value"]
    saved, low, high = -gap["difference"], -gap["high"], -gap["low"]
    text = (
        f"In {data}, **under the assumed money**, acting on the most probable segment loses "
        f"£{by_probability:.2f} per customer against knowing the segment, acting by lowest "
        f"expected cost £{by_cost:.2f}"
    )
    if low > 0:
        text += f": £{saved:.2f} less (£{low:.2f} to £{high:.2f}), with the same probabilities."
    elif high < 0:
        text += ": **more, so the probabilities mislead**."
    else:
        text += ": no clear difference."
    least = simple.idxmin()
    shown = (
        "no action for anybody"
        if least.startswith(NOTHING)
        else "the best single action for everybody, which can only be chosen with hindsight,"
    )
    if simple[least] <= min(by_cost, by_probability):
        return text + f" Without any model, {shown} loses £{simple[least]:.2f}: no more than that."
    return text + f" Without any model, {shown} loses £{simple[least]:.2f}."


def other_prices(table: pd.DataFrame) -> str:
    """Whether expected cost saves money whatever an action costs.

    Parameters
    ----------
    table : DataFrame
        From `costs.other_prices`.
    """
    said = [
        f"£{row[CHEAPEST]:.2f} instead of £{row[LIKELY]:.2f} at £{price:.2f} per action"
        for price, row in table.iterrows()
    ]
    lower = (table["high"] < 0).tolist()
    judged = (
        "the expected cost loses clearly less at every price"
        if all(lower)
        else "the expected cost loses clearly less at no price"
        if not any(lower)
        else f"the expected cost loses clearly less at {sum(lower)} of {len(lower)} prices, so the "
        "assumption decides"
    )
    return (
        f"By price: {', '.join(said)}: {judged}. Only the ratio of price to lift decides which "
        "action is chosen, so half the price stands for twice the lift."
    )
