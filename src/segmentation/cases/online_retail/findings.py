"""Sentences of the Online Retail case."""

import numpy as np
import pandas as pd

from segmentation.base.tables import readable
from segmentation.base.words import plural


def kept_nothing(moved: float, emptied: int) -> str:
    """Whom scores of what was kept put elsewhere: the share that moves, and who kept nothing."""
    return (
        f"Scored by what they kept, **{moved:.1%}** of the customers move to another segment, and "
        f"{plural(emptied, 'customer')} kept nothing at all."
    )


def orders_made(orders: pd.DataFrame, matching: pd.DataFrame) -> str:
    """How many orders there are, and how much of what was cancelled could be matched.

    `orders` and `matching` are from `source.orders` and `match_cancellations`.
    """
    total = matching.iloc[-1]
    return (
        f"The lines used make **{len(orders):,} orders of {orders['customer_id'].nunique():,} "
        f"customers**. {total['Units_Matched'] / total['Units']:.0%} of the cancelled units find "
        "the purchase that they undo."
    )


def other_choices(judged: pd.DataFrame) -> str:
    """Whether `verdict` and `k`, as made first, survive other choices."""
    natural, k = judged["verdict"] == "natural", judged["k"]
    if not natural.any():
        return (
            f"**Yes: none of these choices makes clusters natural.** So k = {k.iloc[0]} is no "
            "finding either: it was fixed beforehand."
        )
    if natural.all() and k.nunique() == 1:
        return f"**Yes**: it stays *natural*, and k = {k.iloc[0]}."
    return "**No: verdict and k change with such choices.**"


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


def came_back(earlier: pd.Series, days: int) -> str:
    """How many of those At Risk ordered in the days after, as of earlier dates."""
    if earlier.isna().all():
        return "Nobody was At Risk at the earlier dates."
    return (
        f"As of {len(earlier)} earlier dates, {earlier.min():.0%} to {earlier.max():.0%} of those "
        f"At Risk ordered within {days} days, without any campaign in the data. **A win-back "
        "campaign that reports such a share as its success has shown nothing**."
    )


def actions(table: pd.DataFrame) -> str:
    """A Markdown table of the `action` of each segment, and what it may cost.

    `table` also has `£ left of an order`, `£ per 1,000 and point` and `net spend, £ million`.
    """
    money = ["£ left of an order", "£ per 1,000 and point", "net spend, £ million"]
    rows = [f"| segment | action | {' | '.join(money)} |", "|---|---|--:|--:|--:|"]
    for name, row in readable(table).iterrows():
        rows.append(f"| **{name}** | {row['action']} | {' | '.join(row[money])} |")
    return "\n".join(rows)


def win_back(at_risk: pd.Series) -> str:
    """Whether the clusters can serve for a win-back list: the cluster of each customer At Risk."""
    if at_risk.empty:
        return "Nobody is At Risk here."
    shares = at_risk.value_counts(normalize=True)
    return (
        f"These actions come from centroids alone. {shares.iloc[0]:.0%} of those At Risk sit in "
        f"*{shares.index[0]}*, whose action was not chosen for them: **a win-back list is better "
        "drawn by the rules**."
    )


def without_the_largest(
    spend: pd.Series, fence: float, segment: pd.Series, moved: pd.Series, random: np.ndarray
) -> str:
    """Who lies beyond the fence, and whether the segments of the others are theirs.

    `moved` is the share of the others that changes segment, by the number of clusters: that of all
    first, then one fewer. `random` is the first, sorted, if as many are left out at random.
    """
    out = spend > fence
    k, fewer = moved.index
    told = f"The {out.sum():,} bring {spend[out].sum() / spend.sum():.0%} of the spend."
    if moved[k] <= random[-1]:
        return f"**No, the segments of the others hardly depend on them.** {told}"
    if moved[fewer] > moved[k] / 2:
        return (
            "**Yes: the segments of ordinary customers depend on the largest ones.** Borders on a "
            f"continuum go where the customers are. {told}"
        )
    gone = out.groupby(segment, observed=True).mean()
    taken = (
        f" With them go {gone.max():.0%} of *{gone.idxmax()}*, and the cluster to spare cuts the "
        "others anew."
        if gone.max() > 0.5
        else ""
    )
    return (
        f"**Only if k stays {k}.** {told}{taken} With k = {fewer}, {moved[fewer]:.0%} of the "
        "others change segment."
    )
