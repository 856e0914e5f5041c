"""Names, short forms and colours of the personas, and the inks of all else, without matplotlib."""

VIP = "Zero-Friction VIPs"
CHURN_RISK = "High-Value Churn-Risk"
DISCOUNT = "Discount-Driven Shoppers"
NEW = "New/Occasional Buyers"
DORMANT = "Dormant/Lost"
INK, MUTED, LIGHT = "#222222", "#6b6b6b", "#d9d9d9"
GREY = "#8a8a8a"  # of a second model beside one in `INK`
ACCENT, CONTRAST = "#0072B2", "#D55E00"
DIVERGING, SEQUENTIAL = "RdBu_r", "Blues"

# Okabe & Ito's colour-blind-safe colours.
PERSONA_COLOURS = {
    VIP: "#0072B2",
    CHURN_RISK: "#D55E00",
    DISCOUNT: "#CC79A7",
    NEW: "#009E73",
    DORMANT: "#7f7f7f",
}
OTHER_COLOURS = (
    "#56B4E9",
    "#E69F00",
    "#8c6bb1",
    "#a6761d",
    "#1b9e77",
    "#e7298a",
    "#66a61e",
    "#b15928",
    "#4d4d4d",
    "#bcbd22",
    "#17becf",
    "#c51b7d",
)
TIER_COLOURS = ("#543005", "#bf812d", "#8c8c8c", "#E69F00")  # Iron to Gold
COST_COLOURS = {
    "refunds": "#543005",
    "coupons": "#bf812d",
    "returns": "#80cdc1",
    "support": "#01665e",
}
SHORT = {
    VIP: "VIPs",
    CHURN_RISK: "Churn-Risk",
    DISCOUNT: "Discount-Driven",
    NEW: "New/Occasional",
    DORMANT: "Dormant/Lost",
}


def colours(names: list[str]) -> dict[str, str]:
    """A colour for each name: a persona's own, else the next of the spare ones."""
    spare = iter(OTHER_COLOURS)
    return {name: PERSONA_COLOURS.get(name) or next(spare) for name in dict.fromkeys(names)}


def short(name: str) -> str:
    """A name that fits beside a bar."""
    return SHORT.get(name, name)
