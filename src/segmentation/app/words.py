"""What the app says: labels with units, how sure a segment is, and why it is called so."""

import math

import pandas as pd

from segmentation.app.models import Model
from segmentation.archetypes.flagship import WORDS
from segmentation.segmenter import TENURE, WITHIN, Segmenter

LABELS = {
    "Recency": "Days since last order",
    "Frequency": "Orders so far",
    "Monetary": "Spent so far",
    "Tenure": "Days since joining",
    "Return_Rate": "Orders with a return",
    "Discount_Usage": "Orders with a code",
    "Satisfaction_Score": "Mean rating",
    "Avg_Time_Site_Min": "Minutes per visit",
    "Support_Calls": "Support contacts",
}
SHORT_UNITS = {"Satisfaction_Score": "1–5", "Return_Rate": "%", "Discount_Usage": "%"}
TYPED_STEP = {
    "Return_Rate": 0.01,
    "Discount_Usage": 0.01,
    "Satisfaction_Score": 0.1,
    "Avg_Time_Site_Min": 0.1,
}  # what a field can be set to; 1 for all others
SHARES = ("Return_Rate", "Discount_Usage")  # typed and shown in per cent
CLEAR = 0.4  # margin from which a segment is called clear
WORTH_SAYING = 0.3  # σ from which a feature is a reason


def label(model: Model, feature: str) -> str:
    """What a feature is called beside a field, with its unit."""
    unit = SHORT_UNITS.get(feature, "")
    if feature == "Monetary":
        unit = model.currency
    name = LABELS.get(feature, feature.replace("_", " "))
    return f"{name} ({unit})" if unit else name


def shown(model: Model, feature: str, value: float) -> str:
    """A raw figure of a feature as people write it."""
    if pd.isna(value):
        return "–"
    if feature in SHARES:
        return f"{value:.0%}"
    if feature == "Monetary":
        return f"{model.currency}{value:,.0f}"
    if model.portrait["features"][feature]["whole"] and (value == round(value) or value >= 10):
        return f"{value:,.0f}"
    return f"{value:,.1f}"


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
        _trait(feature, centre[feature])
        for feature in strongest
        if abs(centre[feature]) >= WORTH_SAYING
    ]
    return ", ".join(words) or "close to the average customer in everything"


def _trait(feature: str, z: float) -> str:
    low, high = WORDS.get(feature, (f"low {feature}", f"high {feature}"))
    return f"{high if z > 0 else low} ({f'{z:+.1f}'.replace('-', '−')} σ)"


def action(model: Segmenter, name: str) -> str:
    """What to do about a segment, as a sentence."""
    text = model.actions[model.names.index(name)]
    return f"{text[0].upper()}{text[1:]}."


def flags(model: Segmenter, scored: pd.Series) -> list[str]:
    """What to beware of with one customer, in sentences; `sure_sentence` says who is undecided.

    Parameters
    ----------
    model : Segmenter
    scored : Series
        A row of `Segmenter.predict`.
    """
    said = []
    if scored["Out_Of_Range"]:
        said.append(
            f"Out of range: farther from the segment's centre than {WITHIN:.1%} of the customers "
            "the model was trained on. The nearest segment may say little about such a customer."
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


def unseen(model: Model, customer: pd.Series) -> list[str]:
    """Features of one customer that lie beyond all that the model has seen, in sentences."""
    said = []
    for feature, seen in model.portrait["features"].items():
        value = customer[feature]
        if value < seen["least"] or value > seen["most"]:
            least, most = (shown(model, feature, seen[key]) for key in ("least", "most"))
            said.append(
                f"{LABELS.get(feature, feature)}: {shown(model, feature, value)} lies outside "
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
    step = TYPED_STEP.get(feature, 1.0)
    steps = round(needed / step, 6)  # 0.3 / 0.1 is a little less than 3
    return round(step * (math.ceil(steps) if needed > now else math.floor(steps)), 6)
