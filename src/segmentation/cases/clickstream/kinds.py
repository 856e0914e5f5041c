"""The kinds of visitor of a clickstream: how often they come, what they carry, what they buy."""

from segmentation.personas.kinds import Action, Archetype, Kinds

LOYAL = "High-Value Loyal"
OCCASIONAL = "Occasional Buyers"
LEFT_CART = "Cart Abandoners"
BROWSERS = "Frequent Browsers"
PASSING = "Passers-By"
INACTIVE = "Inactive"

ARCHETYPES = (
    Archetype(
        LOYAL,
        {"Recency": -1, "Frequency": 2, "Monetary": 2, "Sessions": 1, "Products": 1, "Carted": 2},
        above={"Frequency": 0.5, "Monetary": 0.5, "Sessions": 0.5},
        below={"Recency": 0},
    ),
    Archetype(
        OCCASIONAL,
        {"Frequency": 2, "Monetary": 2, "Carted": 1},
        above={"Frequency": 0, "Monetary": 0},
        below={"Sessions": 0.5},
    ),
    Archetype(
        LEFT_CART,
        {"Frequency": -1, "Monetary": -1, "Carted": 2, "Products": 1},
        above={"Carted": 0.5},
        below={"Frequency": 0},
    ),
    Archetype(
        BROWSERS,
        {"Recency": -1, "Frequency": -1, "Monetary": -1, "Sessions": 2, "Products": 2},
        above={"Sessions": 0.5},
        below={"Frequency": 0, "Carted": 0.5},
    ),
    Archetype(
        PASSING,
        {"Recency": -1, "Frequency": -1, "Monetary": -1, "Sessions": -1, "Products": -1,
         "Carted": -1},
        below={"Recency": 0, "Sessions": 0, "Frequency": 0},
    ),
    Archetype(
        INACTIVE,
        {"Recency": 2, "Frequency": -1, "Monetary": -1, "Sessions": -1, "Products": -1,
         "Carted": -1},
        above={"Recency": 0.5},
        below={"Frequency": 0},
    ),
)  # fmt: skip

WORDS = {
    "Recency": ("recent", "long silent"),
    "Frequency": ("orders below average", "orders above average"),
    "Monetary": ("spend below average", "spend above average"),
    "Views": ("few views", "many views"),
    "Sessions": ("few visits", "many visits"),
    "Products": ("few products seen", "many products seen"),
    "Carted": ("empty carts", "full carts"),
    "View_To_Cart": ("seldom cart", "quick to cart"),
    "Cart_To_Purchase": ("leave carts", "buy what they cart"),
    "Category_Entropy": ("one interest", "many interests"),
    "Product_Entropy": ("few products", "varied products"),
    "Brand_Entropy": ("few brands", "many brands"),
    "Span": ("seen briefly", "seen for weeks"),
}
ACTIONS = {
    LOYAL: Action(
        "keep them",
        "early access and fast delivery; no discounts",
        "marketing",
        "perks cost less than the extra orders of a tested group leave",
    ),
    OCCASIONAL: Action(
        "win the next order",
        "accessories for what they bought, a month later",
        "marketing",
        "an offer costs less than the extra orders leave",
    ),
    LEFT_CART: Action(
        "finish the order",
        "reminder of the cart within a day, without a coupon",
        "marketing",
        "a reminder costs less than what recovered carts leave",
    ),
    BROWSERS: Action(
        "help them decide",
        "comparison pages and price alerts for what they keep looking at",
        "product",
        "the pages cost less than the extra first orders leave",
    ),
    PASSING: Action(
        "get a second visit",
        "ask for the e-mail on the first visit, then one message",
        "product",
        "next to nothing: a message costs less than the extra orders leave",
    ),
    INACTIVE: Action(
        "stop paying for them",
        "out of paid retargeting",
        "marketing",
        "none of its own",
    ),
}

# For a cluster without an archetype: the action its strongest trait asks for, by sign.
TRAITS = {
    ("Frequency", 1): ACTIONS[LOYAL],
    ("Monetary", 1): ACTIONS[OCCASIONAL],
    ("Carted", 1): ACTIONS[LEFT_CART],
    ("View_To_Cart", 1): ACTIONS[LEFT_CART],
    ("Cart_To_Purchase", -1): ACTIONS[LEFT_CART],
    ("Cart_To_Purchase", 1): ACTIONS[OCCASIONAL],
    ("Sessions", 1): ACTIONS[BROWSERS],
    ("Products", 1): ACTIONS[BROWSERS],
    ("Views", 1): ACTIONS[BROWSERS],
    ("Category_Entropy", 1): ACTIONS[BROWSERS],
    ("Span", 1): ACTIONS[BROWSERS],
    ("Recency", 1): ACTIONS[INACTIVE],
    ("Recency", -1): ACTIONS[PASSING],
    ("Sessions", -1): ACTIONS[PASSING],
    ("Products", -1): ACTIONS[PASSING],
    ("Category_Entropy", -1): ACTIONS[PASSING],
    ("Span", -1): ACTIONS[PASSING],
}
GRADED = ("Sessions", "Products", "Carted")
CLICKSTREAM = Kinds(ARCHETYPES, WORDS, ACTIONS, TRAITS, graded=GRADED)
