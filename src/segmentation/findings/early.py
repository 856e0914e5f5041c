"""Sentences of notebook 11: the segment told from a customer's first days."""

from collections.abc import Mapping

import pandas as pd

from segmentation.early_costs import NOTHING
from segmentation.early_models import BASELINES, LINEAR, RECENCY, TREES
from segmentation.findings.early_tables import one
from segmentation.findings.explore import listed

PUBLISHED = 0.75  # cross-validated accuracy that an RFM study reports
SELDOM, OFTEN = 0.1, 0.9  # shares below and above which something is so for few, for most


def _share(row: pd.Series) -> str:
    return f"{row['value']:.1%} ({row['low']:.1%} to {row['high']:.1%})"


def _points(row: pd.Series) -> str:
    ends = [f"{100 * row[name]:+.1f}".replace("-", "−") for name in ("difference", "low", "high")]
    return f"{ends[0]} points ({ends[1]} to {ends[2]})"


def asked(count: pd.Series, data: str) -> str:
    """Who is asked about, and who is left out and why.

    Parameters
    ----------
    count : Series
        From `early.asked`.
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
        f" In {listed(moved)} the label holds much of what it is to be told from, so the stricter "
        "definition is the one to quote."
        if moved
        else " So the label is hardly made of what it is told from."
    )
    return text[0].upper() + text[1:] + "." + judged


def curve(table: pd.DataFrame, gaps: pd.DataFrame, data: str, days: int) -> str:
    """What a window of days reaches, against every baseline, and whether trees do better.

    Parameters
    ----------
    table, gaps : DataFrame
        From `early_models.learning_curve`.
    data : str
    days : int
        The window that is told of.
    """
    reached = one(table, way=LINEAR, days=days)
    against = {way: one(gaps, way=LINEAR, days=days, against=way) for way in BASELINES}
    beaten = [way for way, gap in against.items() if gap["low"] > 0]
    best = min(against, key=lambda way: against[way]["difference"])
    text = (
        f"In {data}, {days} days tell the segment of **{_share(reached)}** (logistic regression); "
        f"the best baseline is *{best}*, against which that is {_points(against[best])}."
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
        verdict = "Gradient boosting does neither better nor worse"
    return f"{text} {verdict}: {_points(trees)}."


def growth(table: pd.DataFrame, data: str) -> str:
    """What more days of history bring."""
    own = table[(table["way"] == LINEAR) & (table["measure"] == "accuracy")].sort_values("days")
    first, last = own.iloc[0], own.iloc[-1]
    text = (
        f"In {data} accuracy goes from {first['value']:.0%} with {first['days']} days to "
        f"{last['value']:.0%} with {last['days']}"
    )
    if last["low"] <= first["high"]:
        return text + ", within the intervals: more days bring nothing that is seen here."
    near = one(table, way=RECENCY, days=last["days"])["value"]
    if last["value"] - near < (last["value"] - first["value"]) / 2:
        return text + (
            f"; *recency alone* comes to {near:.0%} by then, so much of what the days add lies in "
            "the day of the last order."
        )
    return text + "."


def definition(table: pd.DataFrame, gaps: pd.DataFrame, name: str, days: int) -> str:
    """The figure under the definition that cannot leak, beside a published one.

    Parameters
    ----------
    table, gaps : DataFrame
        From `early_models.compare`, with `data`.
    name : str
        The definition.
    days : int
    """
    said, beaten = [], []
    for data in dict.fromkeys(table["data"]):
        own = one(table, way=LINEAR, data=data, definition=name)
        against = {
            way: one(gaps, way=LINEAR, data=data, definition=name, against=way) for way in BASELINES
        }
        hardest = min(against, key=lambda way: against[way]["difference"])
        other = one(table, way=hardest, data=data, definition=name)["value"]
        gap = against[hardest]
        what = "more" if gap["low"] > 0 else "less" if gap["high"] < 0 else "not clearly more"
        said.append(
            f"**{_share(own)}** in {data}, {what} than *{hardest}* ({other:.1%}; {_points(gap)})"
        )
        if own["low"] > PUBLISHED:
            beaten.append(data)
    text = (
        f"A published RFM study reports {PUBLISHED:.0%} cross-validated accuracy against "
        "historical purchasing habits, which leaves open whether what is predicted is part of what "
        f"it is predicted from. Here it is not: from dated behaviour of the first {days} days, "
        "the segment that later orders alone make (or that there are none) is told for "
        f"{'; '.join(said)}."
    )
    if beaten:
        return text + f" In {listed(beaten)} that is more than the published figure."
    return text + " **Neither is above the published figure.**"


def told(table: pd.DataFrame, data: str) -> str:
    """Which segments are told best and worst, and where the worst one's customers go.

    Parameters
    ----------
    table : DataFrame
        From `early_models.confusion`.
    data : str
    """
    own = pd.Series({name: table.loc[name, name] for name in table.index})
    best, worst = own.idxmax(), own.idxmin()
    goes = table.loc[worst].drop(worst).idxmax()
    text = (
        f"In {data} *{best}* is told best ({own[best]:.0%} of its customers) and *{worst}* worst "
        f"({own[worst]:.0%}; {table.loc[worst, goes]:.0%} are told to be *{goes}*)."
    )
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
        Data set → model → result of `early_models.calibration`.
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
        f"Mean gap between said and true, in points, and in brackets what 95% of models that are "
        f"right would stay under: {'; '.join(said)}. "
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
        From `early_costs.paid`.
    gap : Series
        `difference`, `low` and `high` of lowest expected cost less highest probability.
    data : str
    """
    by_cost, by_probability = table.loc[["lowest expected cost", "highest probability"], "value"]
    simple = table.drop(["lowest expected cost", "highest probability"])["value"]
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
    shown = NOTHING if least.startswith(NOTHING) else "one action for everybody"
    if simple[least] <= min(by_cost, by_probability):
        return text + f" Without any model, {shown} loses £{simple[least]:.2f}: no more than that."
    return text + f" Without any model, {shown} loses £{simple[least]:.2f}."
