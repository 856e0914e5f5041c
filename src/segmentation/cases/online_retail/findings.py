"""Sentences of the Online Retail case."""

import numpy as np
import pandas as pd


def orders_made(
    orders: pd.DataFrame, matching: pd.DataFrame, customers: int, unmatchable: float
) -> str:
    """How many orders there are, how much of them came back, and who has none.

    Parameters
    ----------
    orders, matching : DataFrame
        From `source.orders` and `match_cancellations`.
    customers : int
        Customers of the kept lines, cancellations included.
    unmatchable : float
        £ refunded to known customers on lines that name no product.
    """
    total = matching.iloc[-1]
    lines = matching.loc[matching["Units_Matched"] > 0, "Lines"].iloc[:-1].sum()
    day = orders["ordered_at"].dt.normalize()
    later = pd.DataFrame({"who": orders["customer_id"], "day": day}).duplicated().mean()
    ordered = orders["customer_id"].nunique()
    return (
        f"**{len(orders):,} orders of {ordered:,} customers**, £{orders['amount'].sum():,.0f} "
        f"gross. {total['Units_Matched'] / total['Units']:.0%} of the cancelled units "
        f"({lines / total['Lines']:.0%} of the lines) can be set against an earlier purchase; "
        f"£{unmatchable:,.0f} refunded on lines that name no product cannot, so net spend is an "
        f"upper bound. {customers - ordered} customers have cancellations only, and drop out. An "
        f"order is an invoice; {later:.0%} are a customer's second or later of a day."
    )


def other_choices(judged: pd.DataFrame) -> str:
    """Whether `verdict` and `k`, as made first, survive other choices."""
    natural, k = judged["verdict"] == "natural", judged["k"]
    if not natural.any():
        return (
            f"**None of these choices makes clusters natural**, so k = {k.iloc[0]} is no finding: "
            "it was fixed beforehand."
        )
    if natural.all() and k.nunique() == 1:
        return f"The verdict stays *natural*, and k = {k.iloc[0]}."
    return "**Verdict and k hang on such choices.**"


def real_segments(profile: pd.DataFrame, verdict: str, spend: pd.Series) -> str:
    """Which segment carries the spend, with the caveat that the verdict asks for.

    `profile` holds `customers` and `share of spend, net` by segment, `spend` that of each customer.
    """
    shares = profile["share of spend, net"]
    top = shares.idxmax()
    size = int(profile.loc[top, "customers"])
    largest = spend.nlargest(size).sum() / spend.sum()
    caveat = (
        ""
        if verdict == "natural"
        else " The borders are ours, not the customers': next to each lie people on the other side."
    )
    return (
        f"That **{top}** bring {shares[top]:.0%} of the net spend is no discovery: clusters are "
        f"cut on spend, and simply the {size:,} largest customers bring {largest:.0%}.{caveat}"
    )


def policy(moved: dict[str, float], emptied: int) -> str:
    """What counting returns changes: shares that move by method, customers who kept nothing."""
    return (
        f"Counting net instead of gross spend, **{moved['K-Means']:.1%}** of the customers change "
        f"their cluster and {moved['rules']:.1%} their rule segment; {emptied} sent back "
        "everything they ever ordered. Those with the largest orders:"
    )


def wholesale(spend: pd.Series, fence: float, moved: float, random: np.ndarray) -> str:
    """Who lies beyond the fence, and what leaving them out does to the others.

    `moved` is the share of the others that changes cluster, `random` the same, sorted, if as many
    are left out at random.
    """
    out = spend > fence
    return (
        f"**{out.sum():,} customers ({out.mean():.0%})** spent more than £{fence:,.0f} and bring "
        f"{spend[out].sum() / spend.sum():.0%} of the spend. Without them **{moved:.0%}** of the "
        f"others land in another cluster; leaving out as many at random moves {random[0]:.1%} to "
        f"{random[-1]:.1%}. "
        + (
            "The segments hardly depend on them."
            if moved <= random[-1]
            else "The segments of ordinary customers depend on the largest ones, since borders on "
            "a continuum go where the customers are."
        )
    )


def came_back(earlier: pd.Series, days: int) -> str:
    """How many of those At Risk ordered without being asked, as of earlier dates."""
    if earlier.isna().all():
        return "Nobody was At Risk at the earlier dates."
    return (
        f"As of {len(earlier)} earlier dates, whose windows overlap, {earlier.min():.0%} to "
        f"{earlier.max():.0%} of those At Risk ordered within {days} days, without a campaign that "
        "we know of. **A win-back campaign that reports such a share as its success has shown "
        "nothing**: it needs a control group."
    )


def win_back(beside: pd.DataFrame) -> str:
    """Whether the clusters can serve for a win-back list; shares of rule segments in clusters."""
    if "At Risk" not in beside.index:
        return "Nobody is At Risk here."
    home = beside.loc["At Risk"].idxmax()
    return (
        f"The actions come from centroids alone. {beside.loc['At Risk', home]:.0%} of those At "
        f"Risk sit in *{home}*, whose action was not chosen for them: **a win-back list is better "
        f"drawn by the rules**."
    )
