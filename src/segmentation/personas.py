"""Names for clusters, from their centroids and from nothing else.

An archetype is a direction in feature space, written down before any cluster is seen. It is
given to a cluster only if the cluster points that way (cosine) and the signs that define it
hold; every other cluster gets a descriptive name from the same z-scores.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

MIN_COSINE = 0.75
WORTH_SAYING = 0.3  # σ below which a feature does not enter a descriptive name
NEAR_AVERAGE, VERY = (
    0.5,
    1.5,
)  # σ below which a cluster is near average, from which a trait is "very"


@dataclass(frozen=True)
class Archetype:
    """A kind of customer: a direction (2 strong, 1 mild) and limits in σ that must hold."""

    name: str
    direction: dict[str, float]
    above: dict[str, float] = field(default_factory=dict)
    below: dict[str, float] = field(default_factory=dict)


VIP = "Zero-Friction VIPs"
CHURN_RISK = "High-Value Churn-Risk"
DISCOUNT = "Discount-Driven Shoppers"
NEW = "New/Occasional Buyers"
DORMANT = "Dormant/Lost"

FLAGSHIP = (
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
GRADED = ("Recency", "Frequency", "Monetary")  # whose words can take a "very"


@dataclass(frozen=True)
class Action:
    """What to do about a segment, who does it, and the rule for its budget."""

    goal: str
    action: str
    owner: str
    budget: str


ACTIONS = {
    VIP: Action(
        "keep them",
        "early access and a named contact; no discounts",
        "marketing",
        "perks cost less than the extra orders of a tested group leave; no coupons",
    ),
    CHURN_RISK: Action(
        "mend the cause",
        "service call within a week; fix what they return",
        "customer service",
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
TRAIT_ACTIONS = {
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
NO_ACTION = Action(
    "keep them informed", "regular newsletter, nothing more", "marketing", "none of its own"
)


def cosines(centres: pd.DataFrame, archetypes: tuple[Archetype, ...]) -> pd.DataFrame:
    """Cosine of each centroid with each archetype's direction, shape (k, archetypes)."""
    wanted = pd.DataFrame({a.name: a.direction for a in archetypes})
    directions = wanted.reindex(centres.columns).fillna(0.0).to_numpy().T
    rows = centres.to_numpy()
    norms = np.outer(np.linalg.norm(rows, axis=1), np.linalg.norm(directions, axis=1))
    product = rows @ directions.T
    cosine = np.divide(product, norms, out=np.zeros_like(product), where=norms > 0)
    return pd.DataFrame(cosine, index=centres.index, columns=[a.name for a in archetypes])


def keeps_signs(centre: pd.Series, archetype: Archetype) -> bool:
    """Whether the limits that define an archetype hold at a centroid; a missing feature fails."""
    values = centre.reindex([*archetype.above, *archetype.below])
    high = all(values[name] > limit for name, limit in archetype.above.items())
    return high and all(values[name] < limit for name, limit in archetype.below.items())


def descriptive_name(centre: pd.Series, traits: int = 2) -> str:
    """A name from the strongest z-scores, such as "High spend, many returns"."""
    strongest = centre.abs().sort_values(ascending=False, kind="stable")
    named = [name for name in strongest.index if strongest[name] >= WORTH_SAYING and name in WORDS]
    words = [
        ("very " if strongest[name] >= VERY and name in GRADED else "")
        + WORDS[name][int(centre[name] > 0)]
        for name in named[:traits]
    ]
    if strongest.iloc[0] < NEAR_AVERAGE:
        words.insert(0, "near average")
    return ", ".join(words).capitalize()


def reason(centre: pd.Series, traits: int = 3) -> str:
    """The strongest z-scores behind a name, such as "Monetary +1.4 σ, Return_Rate −0.9 σ"."""
    strongest = centre.abs().sort_values(ascending=False, kind="stable").index[:traits]
    return ", ".join(f"{name} {centre[name]:+.1f} σ".replace("-", "−") for name in strongest)


def _distinct(names: list[str], centres: pd.DataFrame, descriptive: list[bool]) -> list[str]:
    """Give clusters that would share a descriptive name more traits, then a number."""
    out = list(names)
    for traits in range(3, len(centres.columns) + 1):
        for i, is_descriptive in enumerate(descriptive):
            if is_descriptive and out.count(out[i]) > 1:
                out[i] = descriptive_name(centres.iloc[i], traits)
    return [f"{name} ({i})" if out.count(name) > 1 else name for i, name in enumerate(out)]


def name_clusters(
    centres: pd.DataFrame, archetypes: tuple[Archetype, ...], verdict: str = "natural"
) -> pd.DataFrame:
    """Name each cluster from its centroid.

    Archetypes are assigned one to one (Hungarian method; Kuhn 1955, Naval Res. Logist. Q. 2) and
    kept where the cosine reaches `MIN_COSINE` and the signs hold. An archetype claims that a kind
    of customer exists, so none is given unless the verdict is natural: slices of a continuum get
    descriptive names.

    Parameters
    ----------
    centres : DataFrame, shape (k, d)
        Centroids in σ.
    archetypes : tuple of Archetype
    verdict : {"natural", "reproducible", "constructive"}

    Returns
    -------
    DataFrame, index as `centres`
        `name`, `archetype` (bool), `cosine` with the assigned archetype, `why`, and the
        `goal`, `action`, `owner` and `budget` that go with the name.
    """
    cosine = cosines(centres, archetypes)
    names = [descriptive_name(centre) for _, centre in centres.iterrows()]
    kept = [False] * len(centres)
    best = cosine.max(axis=1).tolist()
    if verdict == "natural":
        for row, column in zip(*linear_sum_assignment(-cosine.to_numpy()), strict=True):
            best[row] = cosine.iat[row, column]
            if best[row] >= MIN_COSINE and keeps_signs(centres.iloc[row], archetypes[column]):
                names[row], kept[row] = archetypes[column].name, True
    names = _distinct(names, centres, [not k for k in kept])
    actions = [
        ACTIONS[name] if is_archetype else trait_action(centres.iloc[i])
        for i, (name, is_archetype) in enumerate(zip(names, kept, strict=True))
    ]
    return pd.DataFrame(
        {
            "name": names,
            "archetype": kept,
            "cosine": best,
            "why": [reason(centre) for _, centre in centres.iterrows()],
            "goal": [a.goal for a in actions],
            "action": [a.action for a in actions],
            "owner": [a.owner for a in actions],
            "budget": [a.budget for a in actions],
        },
        index=centres.index,
    )


def trait_action(centre: pd.Series) -> Action:
    """The action that a cluster's strongest actionable trait asks for."""
    for name in centre.abs().sort_values(ascending=False, kind="stable").index:
        found = TRAIT_ACTIONS.get((name, int(np.sign(centre[name]))))
        if found and abs(centre[name]) >= WORTH_SAYING:
            return found
    return NO_ACTION


def profile(customers: pd.DataFrame, features: list[str], names: pd.Series) -> pd.DataFrame:
    """Size and mean of each raw feature per segment, in the order of the categories.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    features : list of str
    names : categorical Series, shape (n,)
        Segment of each customer.
    """
    grouped = customers.groupby(names.array, observed=True)
    table = grouped[features].mean()
    table.insert(0, "customers", grouped.size())
    table.insert(1, "share", table["customers"] / len(customers))
    return table


def call_list(
    customers: pd.DataFrame,
    parts: pd.DataFrame,
    names: pd.Series,
    table: pd.DataFrame,
    *,
    active_days: int = 60,
    unhappy: float = 3.0,
    size: int = 10,
) -> pd.DataFrame:
    """Who customer service should call first: active, unhappy, and worth most.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features with `Customer_ID`.
    parts : DataFrame, shape (n, …)
        From `value.contribution`, in the same order of rows.
    names : Series, shape (n,)
        Segment of each customer.
    table : DataFrame
        From `name_clusters`; only segments owned by customer service are called.
    active_days : int
        Days since the last order within which a customer counts as still there.
    unhappy : float
        Mean rating under which a customer counts as unhappy.
    size : int

    Returns
    -------
    DataFrame
        The `size` first by contribution, with the reasons to call; empty if customer service owns
        no segment.
    """
    owned = table.loc[table["owner"] == "customer service", "name"]
    shown = ["Customer_ID", "Recency", "Return_Rate", "Support_Calls", "Satisfaction_Score"]
    listing = customers[shown].assign(contribution=parts["contribution"].to_numpy())
    due = (
        names.isin(owned).to_numpy()
        & (customers["Recency"] <= active_days).to_numpy()
        & (customers["Satisfaction_Score"] < unhappy).to_numpy()
    )
    ranked = listing[due].sort_values(["contribution", "Customer_ID"], ascending=[False, True])
    return ranked.head(size).set_axis(range(1, min(size, len(ranked)) + 1)).rename_axis("rank")
