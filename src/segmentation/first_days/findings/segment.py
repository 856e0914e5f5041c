"""Sentences of notebook 14: the segment predicted from a customer's first days."""

from collections.abc import Mapping

import pandas as pd

from segmentation.base.words import listed, points, share
from segmentation.first_days.costs import CHEAPEST, LIKELY, NOTHING
from segmentation.first_days.findings.tables import one
from segmentation.first_days.models import BASELINES, LINEAR, MAJORITY, RECENCY, TREES

EQUAL = 0.01  # difference of accuracies that is not worth a word
SELDOM, OFTEN = 0.1, 0.9  # shares below and above which something is so for few, for most


def borders(by_model: Mapping[str, Mapping[str, float]]) -> str:
    """Why labels of K-Means are easy, for a logistic regression above all.

    Parameters
    ----------
    by_model : mapping
        From `circular.circular`: first the logistic regression, then the trees.
    """
    line, steps = (by_kind["pure noise"] for by_kind in by_model.values())
    text = (
        "In a space of many features they are flat (hyperplanes), just what logistic regression "
        "draws; trees approach them in steps"
    )
    return text + (", hence their lower figure on noise." if line - steps > EQUAL else ".")


def asked(count: pd.Series, data: str) -> str:
    """Who is asked about, and who is left out and why.

    Parameters
    ----------
    count : Series
        From `behaviour.asked`.
    data : str
        Name of the data set, as in "In Online Retail".
    """
    everybody, *reasons = count.items()
    out = [f"{n:,} {why}" for why, n in reasons if n and not why.startswith(("asked", "drawn"))]
    left = f" Left out: {', '.join(out)}." if out else " Nobody is left out."
    drawn = [
        f", of whom {n:,} are drawn at random" for why, n in reasons if why.startswith("drawn")
    ]
    return (
        f"In {data} **{count['asked about']:,} of {everybody[1]:,} customers** can be asked "
        f"about{''.join(drawn)}.{left}"
    )


def mechanical(same: Mapping[str, float], silent: Mapping[str, float], days: int) -> str:
    """How much of the label is the first days' own doing, and how many never order again.

    Parameters
    ----------
    same : mapping
        Data set → share of those who order again whose segment stays if the orders of the first
        days are taken out.
    silent : mapping
        Data set → share without a later order.
    days : int
        Length of the window.
    """
    said = [
        f"in {data} {silent[data]:.0%} never order again, and of the others **{share:.0%}** keep "
        f"their segment if the orders of the first {days} days are taken out of it"
        for data, share in same.items()
    ]
    text = "; ".join(said)
    moved = [data for data, share in same.items() if share < OFTEN]
    judged = (
        f" In {listed(moved)} the label holds much of what it is to be predicted from."
        if moved
        else " So the label is hardly made of what it is predicted from."
    )
    return f"{text[0].upper()}{text[1:]}.{judged} The stricter figure is the one to quote."


def curve(table: pd.DataFrame, gaps: pd.DataFrame, data: str, days: int) -> str:
    """What a window of days reaches, against every baseline, and whether trees do better.

    Parameters
    ----------
    table, gaps : DataFrame
        From `models.learning_curve`.
    data : str
    days : int
        The window that is spoken of.
    """
    reached = one(table, way=LINEAR, days=days)
    against = {way: one(gaps, way=LINEAR, days=days, against=way) for way in BASELINES}
    beaten = [way for way, gap in against.items() if gap["low"] > 0]
    best = min(against, key=lambda way: against[way]["difference"])
    balanced = one(table, "balanced accuracy", way=LINEAR, days=days)["value"]
    guessed = one(table, "balanced accuracy", way=MAJORITY, days=days)["value"]
    text = (
        f"In {data}, from {days} days the segment at the snapshot is predicted right for "
        f"{share(reached)} (logistic regression); the best baseline is *{best}*, against "
        f"which that is {points(against[best])}. Over segments, each counted alike, it is "
        f"{balanced:.1%} ({guessed:.0%} by guessing)."
    )
    if len(beaten) < len(BASELINES):
        lost = [f"*{way}*" for way in BASELINES if way not in beaten]
        text += f" **It does not clearly beat {listed(lost)}.**"
    trees = one(gaps, way=TREES, days=days, against=LINEAR)
    if trees["low"] > 0:
        verdict = "Gradient boosting does better"
    elif trees["high"] < 0:
        verdict = "Gradient boosting does worse"
    else:
        verdict = "Gradient boosting is not clearly different"
    return f"{text} {verdict}: {points(trees)}."


def _ends(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The logistic regression with the fewest and with the most days."""
    own = table[(table["way"] == LINEAR) & (table["measure"] == "accuracy")].sort_values("days")
    return own.iloc[0], own.iloc[-1]


def growth(table: pd.DataFrame, later: pd.DataFrame, kept: Mapping[int, float]) -> str:
    """What more days of history bring, and how much of that is the label's own doing.

    Parameters
    ----------
    table : DataFrame
        From `models.learning_curve`.
    later : DataFrame
        From `models.later_curve`.
    kept : mapping
        Days → share of those who order again whose segment stays without the window's orders.
    """
    (first, last), (early, late) = _ends(table), _ends(later)
    text = (
        f"Accuracy goes from {first['value']:.0%} with {first['days']} days to "
        f"{last['value']:.0%} with {last['days']}"
    )
    if last["low"] <= first["high"]:
        return text + ", within the intervals: more days bring nothing that is seen here."
    near = one(table, way=RECENCY, days=last["days"])["value"]
    if last["value"] - near < (last["value"] - first["value"]) / 2:
        text += (
            f"; *recency alone* comes to {near:.0%} by then, so much of what the days add lies in "
            "the day of the last order"
        )
    strict = f"on later orders only it goes from **{early['value']:.0%} to {late['value']:.0%}**"
    if late["low"] <= early["high"]:
        return f"{text}. {strict[0].upper()}{strict[1:]}, within the intervals: no rise is seen."
    if late["value"] - early["value"] >= last["value"] - first["value"]:
        return f"{text}; {strict}, so the rise is not made by the label."
    return (
        f"{text}. Part of the rise is mechanical: the longer the window, the more of the label is "
        f"made of it (without the orders of {first['days']} days {kept[first['days']]:.1%} of "
        f"those who order again keep their segment, without those of {last['days']} days "
        f"{kept[last['days']]:.1%}). The dashed line takes that out: {strict}."
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
    best, worst = own.idxmax(), own.idxmin()
    goes = table.loc[worst].drop(worst).idxmax()
    text = (
        f"In {data} *{best}* is predicted best ({own[best]:.0%} of {sizes[best]:,} customers are "
        f"right) and *{worst}* worst ({own[worst]:.0%} of {sizes[worst]:,}; "
        f"{table.loc[worst, goes]:.0%} are taken for *{goes}*)."
    )
    nobody = [f"*{name}*" for name in table if not table[name].any()]
    if nobody:
        text += f" **Nobody at all is predicted to be {listed(nobody)}.**"
    never = [f"*{name}*" for name in own.index if own[name] < SELDOM]
    if never:
        text += (
            f" A plan for {listed(never)} cannot rest on this: fewer than one in ten of them are "
            "recognised."
        )
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
