"""The kinds of customer of the engagement table, their actions, and what starts each action.

The four names are those of the published segmentation of that table; their directions and limits
are our reading of the names (at risk: long silent). Limits in σ tell apart what differs in degree
only: VIP Champions and High-Value Loyalists point almost the same way.
"""

from dataclasses import dataclass

import pandas as pd

from segmentation.features.names import RFM
from segmentation.personas.kinds import NO_ACTION, Action, Archetype, Kinds

VIP = "VIP Champions"
LOYAL = "High-Value Loyalists"
PROMISING = "Promising Regulars"
AT_RISK = "At-Risk"

ARCHETYPES = (
    Archetype(
        VIP,
        {"Recency": -1, "Frequency": 2, "Monetary": 2, "Clicks": 1, "Wishlist_Adds": 1,
         "Avg_Session_Duration": 1, "Cart_Abandon_Rate": -1},
        above={"Monetary": 1.5, "Frequency": 1.5},
        below={"Recency": 0},
    ),
    Archetype(
        LOYAL,
        {"Recency": -1, "Frequency": 1, "Monetary": 1, "Clicks": 1, "Wishlist_Adds": 1,
         "Avg_Session_Duration": 1, "Cart_Abandon_Rate": -1},
        above={"Frequency": 0.3},
        below={"Monetary": 1.5, "Recency": 0},
    ),
    Archetype(
        PROMISING,
        {"Frequency": -1, "Monetary": -1, "Clicks": -1, "Wishlist_Adds": -1,
         "Avg_Session_Duration": -1, "Cart_Abandon_Rate": 1},
        below={"Monetary": 0, "Recency": 0.5},
    ),
    Archetype(
        AT_RISK,
        {"Recency": 2, "Frequency": -1, "Monetary": -1, "Clicks": -1, "Wishlist_Adds": -1,
         "Avg_Session_Duration": -1, "Cart_Abandon_Rate": 1},
        above={"Recency": 1},
    ),
)  # fmt: skip

WORDS = {
    "Recency": ("recent", "long silent"),
    "Frequency": ("few orders", "many orders"),
    "Monetary": ("low spend", "high spend"),
    "Clicks": ("few clicks", "many clicks"),
    "Wishlist_Adds": ("few wishes", "many wishes"),
    "Avg_Session_Duration": ("short visits", "long visits"),
    "Cart_Abandon_Rate": ("finish their carts", "leave their carts"),
}
KEEP = Action(
    "keep them",
    "early access and a named contact; no discounts",
    "marketing",
    "perks cost less than the extra orders of a tested group leave; no coupons",
)
DEEPEN = Action(
    "sell them more",
    "what goes with the last order; a reward from the next tier on",
    "marketing",
    "a reward costs less than the extra orders of a tested group leave",
)
GROW = Action(
    "win the next order",
    "a bundle around what is on the wishlist, once a month",
    "marketing",
    "an offer costs less than the extra orders leave",
)
WIN_BACK = Action(
    "ask once, then stop",
    "one win-back message; without an answer, out of paid channels",
    "marketing",
    "a message costs less than a control group shows it to bring",
)
ACTIONS = {VIP: KEEP, LOYAL: DEEPEN, PROMISING: GROW, AT_RISK: WIN_BACK}
TRAITS = {
    ("Recency", 1): WIN_BACK,
    ("Monetary", -1): WIN_BACK,  # spend this low pays for one message, whatever the recency
    ("Frequency", -1): GROW,
    ("Clicks", -1): GROW,
    ("Wishlist_Adds", -1): GROW,
    ("Avg_Session_Duration", -1): GROW,
    ("Cart_Abandon_Rate", 1): GROW,
    ("Monetary", 1): DEEPEN,
    ("Frequency", 1): DEEPEN,
    ("Clicks", 1): DEEPEN,
    ("Wishlist_Adds", 1): DEEPEN,
    ("Avg_Session_Duration", 1): DEEPEN,
    ("Recency", -1): DEEPEN,
    ("Cart_Abandon_Rate", -1): DEEPEN,
}
ENGAGEMENT = Kinds(ARCHETYPES, WORDS, ACTIONS, TRAITS, graded=RFM)


@dataclass(frozen=True)
class Step:
    """What starts an action, where it happens, and what the tool does then."""

    trigger: str
    channel: str
    next_step: str


# By the goal of the action.
STEPS = {
    KEEP.goal: Step(
        "segment entered", "account manager", "open a task: introduce the named contact"
    ),
    DEEPEN.goal: Step("order delivered", "email", "send what goes with the order, after 7 days"),
    GROW.goal: Step("wishlist item added", "email", "send a bundle with the item, after 3 days"),
    WIN_BACK.goal: Step("segment entered", "email", "send once; stop after 14 silent days"),
    NO_ACTION.goal: Step("first day of the month", "email", "send the newsletter"),
}
CART = Step("cart abandoned", "email", "remind after 4 hours; no coupon; leave out a control group")


def automation(named: pd.DataFrame, worth: pd.DataFrame) -> pd.DataFrame:
    """One row for each segment and trigger, as a marketing-automation tool imports it.

    The segment's own action, then the reminder of an abandoned cart, which alone has a figure for
    what it `may_cost` at most and a `priority` (1: the most gross margin in the carts, by the lower
    order value). `worth` is from `segments.cart_recovery`.
    """
    priority = worth["gross margin, low"].rank(ascending=False, method="first").astype("Int64")
    rows: list[tuple] = []
    for name, goal in zip(named["name"], named["goal"], strict=True):
        step, cost = STEPS[goal], round(float(worth.loc[name, "reminder may cost"]), 2)
        rows.append((name, step.trigger, step.channel, step.next_step, goal, None, pd.NA))
        rows.append((name, CART.trigger, CART.channel, CART.next_step, "recover the cart", cost,
                     priority[name]))  # fmt: skip
    columns = ["segment", "trigger", "channel", "next_step", "goal", "may_cost", "priority"]
    return pd.DataFrame(rows, columns=columns).astype({"may_cost": "float64", "priority": "Int64"})
