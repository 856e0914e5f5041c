"""What the app says: labels with units, how sure a segment is, and why it is called so."""

import math
from typing import Any

import pandas as pd

from segmentation.app.models import Model
from segmentation.base.words import capital
from segmentation.features.names import FEATURES, RFM
from segmentation.personas.flagship import WORDS
from segmentation.scoring.model import TENURE, WITHIN
from segmentation.scoring.segmenter import Segmenter

CLEAR = 0.4  # margin from which a segment is called clear
SLACK = 1e-5  # of a limit, since a portrait keeps six digits
LEAST = 0.005  # share that would be rounded to 0%
NUMBERS = {3: "three", 9: "nine"}  # features, in words
WORTH_SAYING = 0.3  # σ from which a feature is a reason


def label(model: Model, feature: str) -> str:
    """What a feature is called beside a field, with its unit."""
    known, unit = FEATURES[feature], ""
    if feature == "Monetary":
        unit = model.currency
    elif known.bounded:
        unit = "%" if known.is_share else f"{known.least:g}–{known.most:g}"
    return f"{known.label} ({unit})" if unit else known.label


def shown(model: Model, feature: str, value: float) -> str:
    """A raw figure of a feature as people write it."""
    if pd.isna(value):
        return "–"
    if FEATURES[feature].is_share:
        return percent(value)
    if feature == "Monetary":
        return money(model, value)
    if model.portrait["features"][feature]["whole"] and (value == round(value) or value >= 10):
        return f"{value:,.0f}"
    return f"{value:,.1f}"


def customers(model: Model) -> str:
    """Whose data a model is of: how many, simulated or not, up to when."""
    kind = "simulated customers" if model.simulated else "customers"
    return f"{model.portrait['customers']:,} {kind}, up to {model.portrait['snapshot']}"


def percent(share: float) -> str:
    """A share in per cent; one that is not nothing is never 0%.

    Examples
    --------
    >>> percent(0.0), percent(0.004), percent(0.25)
    ('0%', '<1%', '25%')
    """
    return "<1%" if 0 < share < LEAST else f"{share:.0%}"


def money(model: Model, amount: float) -> str:
    """An amount in the model's currency, its minus in front."""
    return f"{'−' if round(amount) < 0 else ''}{model.currency}{abs(amount):,.0f}"


def millions(model: Model, amount: float) -> str:
    """An amount in millions of the model's currency, its minus in front."""
    minus = "−" if round(amount / 1e6, 1) < 0 else ""
    return f"{minus}{model.currency}{abs(amount) / 1e6:,.1f} million"


def sureness(model: Segmenter, margin: float) -> str:
    """How sure a margin is, in one or two words."""
    if margin < model.undecided_below:
        return "undecided"
    return "clear" if margin >= CLEAR else "leaning"


def sure_sentence(model: Segmenter, margin: float, following: str) -> str:
    """How sure a margin is, in a sentence."""
    said = {
        "undecided": f"Almost as near to {following}: treat the customer as either.",
        "leaning": f"Nearer to this segment than to {following}, but not by much.",
        "clear": f"Clearly nearer to this segment than to any other; the next is {following}.",
    }
    return said[sureness(model, margin)]


def why(model: Segmenter, name: str, reasons: int = 3) -> str:
    """What sets a segment apart, in words: the strongest coordinates of its centre."""
    centre = model.centres.iloc[model.names.index(name)]
    strongest = centre.abs().sort_values(ascending=False, kind="stable").index[:reasons]
    words = [
        WORDS[feature][int(centre[feature] > 0)]
        for feature in strongest
        if abs(centre[feature]) >= WORTH_SAYING
    ]
    return ", ".join(words) or "close to the average customer in everything"


def of_segment(model: Segmenter, name: str) -> str:
    """What sets a segment apart, as a sentence that claims nothing of a single customer."""
    return f"The segment's customers, on average: {why(model, name)}."


def typically(model: Model, name: str) -> str:
    """The means of a segment of recency, orders and spend, whose name says little; else ""."""
    if not set(model.segmenter.features) <= {*RFM}:
        return ""
    means = model.portrait["segments"][name]["means"]
    days, orders, spend = (shown(model, feature, means[feature]) for feature in RFM)
    order = "order" if orders == "1" else "orders"
    return f"Typically {orders} {order}, {spend}, last order {days} days ago."


def missing(model: Model, customer: pd.Series) -> str:
    """Which figures of a customer are not there, in two sentences; "" if all are."""
    names = [FEATURES[f].label for f in model.segmenter.features if pd.isna(customer[f])]
    n = len(model.segmenter.features)
    needed = f"The model needs all {NUMBERS.get(n, n)} figures."
    return f"Missing: {', '.join(names)}. {needed}" if names else ""


def action(model: Segmenter, name: str) -> str:
    """What to do about a segment, as a sentence."""
    return f"{capital(model.segments[model.names.index(name)].action)}."


def flags(model: Segmenter, scored: pd.Series) -> list[str]:
    """What to beware of with one customer, in sentences; `sure_sentence` says who is undecided."""
    said = []
    if scored["Out_Of_Range"]:
        said.append(
            f"Out of range: farther from its segment's centre than {WITHIN:.1%} of the training "
            "customers were. The nearest segment may say little about such a customer."
        )
    if pd.notna(scored["Too_New"]) and scored["Too_New"]:
        said.append(
            f"Too new: joined less than {model.too_new_below:.0f} days ago, so a few orders decide "
            "everything. Look again later."
        )
    return said


def contradictions(customer: pd.Series) -> list[str]:
    """What cannot be true of one customer, in sentences."""
    if TENURE in customer and customer["Recency"] > customer[TENURE]:
        return ["The last order cannot be longer ago than the day of joining: check the two."]
    return []


def is_unseen(figures: Any, seen: dict[str, Any]) -> Any:
    """Whether a figure, or each of many, lies beyond all that the model has seen of a feature."""
    below = figures < seen["least"] - SLACK * abs(seen["least"])
    return below | (figures > seen["most"] + SLACK * abs(seen["most"]))


def unseen(model: Model, customer: pd.Series) -> list[str]:
    """Features of one customer that lie beyond all that the model has seen, in sentences."""
    said = []
    for feature, seen in model.portrait["features"].items():
        value = customer[feature]
        if is_unseen(value, seen):
            least, most = (shown(model, feature, seen[key]) for key in ("least", "most"))
            said.append(
                f"{FEATURES[feature].label}: {shown(model, feature, value)} lies outside "
                f"what the model has seen, {least} to {most}."
            )
    return said


def beyond(feature: str, now: float, needed: float) -> float:
    """The figure that can be typed next beyond a limit, seen from the present one.

    Examples
    --------
    >>> beyond("Return_Rate", 0.10, 0.234), beyond("Monetary", 500.0, 81.4)
    (0.24, 81.0)
    """
    known = FEATURES[feature]
    step = 0.01 if known.is_share else 10.0**-known.decimals
    steps = round(needed / step, 6)  # 0.3 / 0.1 is a little less than 3
    return round(step * (math.ceil(steps) if needed > now else math.floor(steps)), 6)
