"""Sentences of notebook 08."""

import pandas as pd

from segmentation.findings.explore import listed
from segmentation.validate import named_right
from segmentation.value import Assumptions

TOGETHER = 0.5  # share of a persona from which a cluster counts as its home


def premise(rfm: pd.DataFrame, nine: pd.DataFrame, ari: tuple[float, float]) -> str:
    """Which personas RFM puts together, and whether all features part them."""
    if len(rfm) < 2:
        return (
            "Only one kind of customer is planted in this shop: there is nothing to put together."
        )
    shared = {
        cluster: list(rfm.index[rfm[cluster] >= TOGETHER])
        for cluster in rfm.columns
        if (rfm[cluster] >= TOGETHER).sum() > 1
    }
    merged = listed([listed(names) for names in shared.values()])
    homes = nine.idxmax(axis=1)
    apart = homes.is_unique
    text = (
        f"RFM alone puts **{merged}** into one cluster. "
        if shared
        else "RFM alone puts no two personas into one cluster for the most part, but splits them. "
    )
    text += (
        "All features give each persona a cluster of its own. "
        if apart
        else f"All features still share clusters between personas at k = {nine.shape[1]}. "
    )
    return text + f"Agreement with what was planted: ARI **{ari[0]:.2f} against {ari[1]:.2f}**."


def generous(by_k: dict[int, float], nine: float) -> str:
    """Whether RFM catches up at another k."""
    best = max(by_k, key=lambda k: by_k[k])
    if max(nine, by_k[best]) < 0.05:
        return "Nothing is planted, so no k recovers anything."
    catches = "catches up" if by_k[best] >= nine else "does not catch up"
    return (
        f"At its best (k = {best}) RFM reaches an ARI of **{by_k[best]:.2f}**: it {catches} with "
        f"all features ({nine:.2f}). What is not measured cannot be clustered."
    )


def taken_apart(apart: pd.DataFrame) -> str:
    """What RFM's best segment is made of, and what its parts leave of their spend."""
    customers = int(apart["customers"].sum())
    parts = listed([f"{share:.0%} {name}" for name, share in apart["share"].items()])
    left = apart["left of 100"].sort_values()
    text = f"RFM's best segment ({customers:,} customers shown) is made of {parts}. "
    if len(apart) < 2:
        return text
    worst, best = left.index[0], left.index[-1]
    return text + (
        f"Of £100 that **{best}** spend, **£{left.iloc[-1]:.0f}** are left after serving them; of "
        f"£100 from **{worst}**, **£{left.iloc[0]:.0f}**. RFM sees only the £100."
    )


def naming(table: pd.DataFrame, truth: pd.Series, names: pd.Series) -> str:
    """How many clusters earned an archetype, and whether the names are right."""
    given = int(table["archetype"].sum())
    if not given:
        return (
            f"**No archetype is given**: at k = {len(table)} the clusters are not natural by the "
            f"rule of 05, or none points the way an archetype does. The names only describe."
        )
    right = named_right(truth, names)
    return (
        f"**{given} of {len(table)}** clusters earned an archetype. Checked against the planted "
        f"truth, which the naming never sees, **{right:.1%}** of the customers carry the name of "
        f"their planted persona."
    )


def money(table: pd.DataFrame, assumed: Assumptions) -> str:
    """Who keeps most of the margin and who loses most of it."""
    kept = table["contribution"] / table["margin"].where(table["margin"] > 0)
    top, low = table["share of contribution"].idxmax(), kept.idxmin()
    return (
        f"**{top}** bring {table.loc[top, 'share of contribution']:.0%} of the contribution with "
        f"{table.loc[top, 'customers'] / table['customers'].sum():.0%} of the customers. **{low}** "
        f"keep least of their margin: {kept[low]:.0%}. Assumed: margin {assumed.margin:.0%} of "
        f"kept spend, £{assumed.cost_of_return:g} a return, £{assumed.cost_of_contact:g} a "
        f"contact, coupons of {assumed.coupon:.0%}."
    )


def channel(mix: pd.DataFrame, strength: float) -> str:
    """Whether the held-out channel differs by segment."""
    share = mix.div(mix.sum(axis=1), axis=0)
    spread = share.max() - share.min()
    name = spread.idxmax()
    if strength < 0.05:
        return f"Cramér's V is {strength:.2f}: the channel hardly differs by segment."
    size = "weak" if strength < 0.15 else "moderate" if strength < 0.3 else "strong"
    return (
        f"Cramér's V is **{strength:.2f}**, a {size} association. {name} differs most: "
        f"{share[name].max():.0%} of the {share[name].idxmax()}, {share[name].min():.0%} of the "
        f"{share[name].idxmin()}."
    )


def calls(table: pd.DataFrame) -> str:
    """What the call list puts at stake."""
    if table.empty:
        return "No segment's action is owned by customer service here, so nobody is on the list."
    return (
        f"The first {len(table)} have £{table['margin'].sum():,.0f} of yearly margin at stake and "
        f"rate the shop {table['Satisfaction_Score'].mean():.1f} of 5 on average."
    )


def gift(segment: str, coupon: float, cost: float, contribution: float) -> str:
    """What a flat discount for everyone gives away to one segment."""
    return (
        f"A flat {coupon:.0%} for everyone would give away **£{cost:,.0f} a year to {segment} "
        f"alone**, {cost / contribution:.0%} of what they contribute, if they buy no more because "
        f"of it."
    )


def may_be_named(verdict: str, k: int) -> str:
    """Whether the clusters may carry an archetype's name."""
    if verdict == "natural":
        return f"By the rule, k = {k} is **natural**: archetype names may be given."
    return (
        f"By the rule, k = {k} is **not natural** ({verdict}): these are slices of a continuum, "
        f"and their names only describe."
    )


def blurred(wrong: dict[float, float], planted: int) -> str:
    """How many customers carry a wrong name, by how much the personas overlap."""
    if planted < 2:
        return "Only one kind of customer is planted: no name could be right."
    parts = [f"{share:.1%} of the customers at overlap {width:g}" for width, share in wrong.items()]
    return f"Wrong names: {listed(parts)}."
