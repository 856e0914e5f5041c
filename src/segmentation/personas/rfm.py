"""The eleven published RFM segments as directions over recency, frequency and spend.

Each direction is the segment's usual description put into signs ("spent much, long ago"). The
directions are fixed, not fitted. Two segments of one direction, such as a good and a very good
customer, a direction cannot tell apart; and where nearly everybody bought once, "bought much"
can only mean "spent much", so At Risk and Can't Lose Them do not require a second order.
"""

from segmentation.features.names import RFM as FEATURES
from segmentation.personas.kinds import Action, Archetype, Kinds

PREFIX = "K-"  # tells a cluster from the rule segment of the same name


def _kind(
    name: str, recency: float, frequency: float, monetary: float, **limits: dict[str, float]
) -> Archetype:
    values = zip(FEATURES, (recency, frequency, monetary), strict=True)
    direction = {feature: float(value) for feature, value in values if value}
    return Archetype(PREFIX + name, direction, **limits)


ARCHETYPES = (
    # buy often and spend the most, the last time not long ago
    _kind("Champions", -1, 2, 2, above={"Frequency": 0.5, "Monetary": 0.5}, below={"Recency": 0}),
    # buy often, spend well, whenever the last time was
    _kind("Loyal", 0, 2, 1, above={"Frequency": 0.5}),
    # recent, spent a good amount, not often yet
    _kind("Potential Loyalist", -2, 0, 1, above={"Monetary": 0}, below={"Recency": -0.5}),
    # the latest to come, once
    _kind("New", -2, -1, 0, below={"Recency": -0.5, "Frequency": 0}),
    # recent, spent little
    _kind("Promising", -1, -1, -1, below={"Recency": 0, "Monetary": 0}),
    # above average in all, and growing silent
    _kind("Need Attention", 1, 1, 1, above={"Recency": 0, "Frequency": 0, "Monetary": 0}),
    # spent much, long ago
    _kind("At Risk", 2, 1, 1, above={"Recency": 0.5, "Monetary": 0}),
    # spent the most, a while ago
    _kind("Can't Lose Them", 1, 1, 2, above={"Recency": 0, "Monetary": 0.5}),
    # neither recent nor long silent, below average in the rest
    _kind("About to Sleep", 0, -1, -1, below={"Frequency": 0, "Monetary": 0}),
    # a while ago, and very little
    _kind("Hibernating", 1, -1, -2, above={"Recency": 0}, below={"Monetary": 0}),
    # long silent, below average in the rest; not necessarily the longest
    _kind("Lost", 2, -1, -1, above={"Recency": 0.5}, below={"Monetary": 0}),
)
WORDS = {
    "Recency": ("recent", "long silent"),
    "Frequency": ("few orders", "many orders"),
    "Monetary": ("low spend", "high spend"),
}
KEEP = Action(
    "keep them",
    "early access and a named contact; no discounts",
    "marketing",
    "perks cost less than the extra orders of a tested group leave",
)
NEXT_ORDER = Action(
    "win the next order",
    "a reason to return with the delivery and a month later",
    "marketing",
    "an offer costs less than the extra orders of a tested group leave",
)
WIN_BACK = Action(
    "win back the best",
    "one personal offer, half of the list held back to compare with",
    "marketing",
    "stop if the half that was asked orders no more than the other",
)
LET_GO = Action(
    "stop paying for them",
    "out of direct mail, into cheap retargeting",
    "marketing",
    "mail only if a test pays for it",
)
ACTIONS = {
    PREFIX + name: action
    for action, names in {
        KEEP: ("Champions", "Loyal"),
        NEXT_ORDER: ("Potential Loyalist", "New", "Promising"),
        WIN_BACK: ("Need Attention", "At Risk", "Can't Lose Them"),
        LET_GO: ("About to Sleep", "Hibernating", "Lost"),
    }.items()
    for name in names
}
# For a cluster without an archetype: the action its strongest trait asks for, by sign.
TRAITS = {
    ("Frequency", 1): KEEP,
    ("Monetary", 1): WIN_BACK,
    ("Recency", -1): NEXT_ORDER,
    ("Recency", 1): LET_GO,
    ("Monetary", -1): LET_GO,
}
RFM = Kinds(ARCHETYPES, WORDS, ACTIONS, TRAITS, graded=FEATURES)
