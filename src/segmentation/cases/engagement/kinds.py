"""The kinds of customer of the engagement table.

The four names are those of the published segmentation of that table; their directions and limits
are our reading of the names (at risk: long silent). Limits in σ tell apart what differs in degree
only: VIP Champions and High-Value Loyalists point almost the same way.
"""

from segmentation.features.names import RFM
from segmentation.personas.kinds import NO_ACTION, Archetype, Kinds

VIP = "VIP Champions"
LOYAL = "High-Value Loyalists"
PROMISING = "Promising Regulars"
AT_RISK = "At-Risk"
NAMES = (VIP, LOYAL, PROMISING, AT_RISK)

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
# No actions: a table that shows nothing beyond its tiers is no ground for any.
ENGAGEMENT = Kinds(
    ARCHETYPES, WORDS, actions=dict.fromkeys(NAMES, NO_ACTION), traits={}, graded=RFM
)
