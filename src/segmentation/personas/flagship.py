"""The kinds of customer of the nine features, their names and actions."""

from segmentation.base.palette import CHURN_RISK, DISCOUNT, DORMANT, NEW, VIP
from segmentation.features.names import RFM
from segmentation.personas.kinds import SERVICE, Action, Archetype, Kinds

ARCHETYPES = (
    Archetype(
        VIP,
        {"Recency": -1, "Frequency": 1, "Monetary": 2, "Tenure": 1, "Return_Rate": -1,
         "Discount_Usage": -1, "Satisfaction_Score": 2, "Avg_Time_Site_Min": 1,
         "Support_Calls": -1},
        above={"Satisfaction_Score": 0.5, "Monetary": 0},
        below={"Return_Rate": 0},
    ),
    Archetype(
        CHURN_RISK,
        {"Recency": -1, "Frequency": 1, "Monetary": 2, "Tenure": 1, "Return_Rate": 2,
         "Discount_Usage": -1, "Satisfaction_Score": -2, "Avg_Time_Site_Min": 1,
         "Support_Calls": 2},
        above={"Return_Rate": 0, "Monetary": 0},
        below={"Satisfaction_Score": -0.5},
    ),
    Archetype(
        DISCOUNT,
        {"Recency": -1, "Frequency": 1, "Discount_Usage": 2},
        above={"Discount_Usage": 0.5, "Frequency": 0},
    ),
    Archetype(
        NEW,
        {"Recency": -1, "Frequency": -2, "Monetary": -2, "Tenure": -2},
        below={"Tenure": -0.5, "Recency": 0},
    ),
    Archetype(
        DORMANT,
        {"Recency": 2, "Frequency": -1, "Monetary": -1, "Tenure": 1, "Avg_Time_Site_Min": -1},
        above={"Recency": 0.5, "Tenure": 0},
    ),
)  # fmt: skip

WORDS = {
    "Recency": ("recent", "long silent"),
    "Frequency": ("few orders", "many orders"),
    "Monetary": ("low spend", "high spend"),
    "Tenure": ("new", "long-standing"),
    "Return_Rate": ("few returns", "many returns"),
    "Discount_Usage": ("full price", "discount users"),
    "Satisfaction_Score": ("unhappy", "satisfied"),
    "Avg_Time_Site_Min": ("short visits", "long visits"),
    "Support_Calls": ("few contacts", "many contacts"),
}
ACTIONS = {
    VIP: Action(
        "keep them",
        "early access and a named contact; no discounts",
        "marketing",
        "perks cost less than the extra spend of a tested group leaves; no coupons",
    ),
    CHURN_RISK: Action(
        "mend the cause",
        "service call within a week; fix what they return",
        SERVICE,
        "call down the list until a call costs more than the test shows it saves",
    ),
    DISCOUNT: Action(
        "lift the margin",
        "volume tiers instead of flat codes",
        "marketing",
        "tiers cost less than today's codes on the same orders",
    ),
    NEW: Action(
        "win the next order",
        "welcome series with a reason to return",
        "marketing",
        "an offer costs less than the extra orders leave",
    ),
    DORMANT: Action(
        "stop paying for them",
        "out of direct mail, into cheap retargeting",
        "marketing",
        "mail only if a test pays for it; an advert costs less than the extra orders leave",
    ),
}

# For a cluster without an archetype: the action its strongest trait asks for, by sign.
TRAITS = {
    ("Return_Rate", 1): ACTIONS[CHURN_RISK],
    ("Support_Calls", 1): ACTIONS[CHURN_RISK],
    ("Satisfaction_Score", -1): ACTIONS[CHURN_RISK],
    ("Discount_Usage", 1): ACTIONS[DISCOUNT],
    ("Recency", 1): ACTIONS[DORMANT],
    ("Tenure", -1): ACTIONS[NEW],
    ("Frequency", -1): ACTIONS[NEW],
    ("Satisfaction_Score", 1): ACTIONS[VIP],
    ("Monetary", 1): ACTIONS[VIP],
    ("Frequency", 1): ACTIONS[VIP],
}
FLAGSHIP = Kinds(ARCHETYPES, WORDS, ACTIONS, TRAITS, graded=RFM)
