"""Sentences of the Online Retail case."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed


def cleaning(funnel: pd.DataFrame) -> str:
    """How many lines survive, and which step costs most."""
    before = funnel.loc[funnel["Part"] == "in", "Lines"].sum()
    dropped = funnel[funnel["Part"] == "dropped"]
    worst = dropped.loc[dropped["Lines"].idxmax()]
    kept = before - dropped["Lines"].sum()
    return (
        f"**{kept:,} of {before:,} lines** are kept ({kept / before:.0%}). Most are lost to "
        f"*{worst['Step']}*: {worst['Lines']:,}."
    )


def orders_made(
    orders: pd.DataFrame, matching: pd.DataFrame, customers: int, unmatchable: float
) -> str:
    """How many orders there are, how much of them came back, and who has none.

    Parameters
    ----------
    orders, matching : DataFrame
        From the source.
    customers : int
        Customers of the kept lines, cancellations included.
    unmatchable : float
        £ refunded to known customers on lines that name no product.
    """
    total = matching.iloc[-1]
    lines = matching.loc[matching["Units_Matched"] > 0, "Lines"].iloc[:-1].sum()
    day = orders["ordered_at"].dt.normalize()
    later = pd.DataFrame({"who": orders["customer_id"], "day": day}).duplicated().mean()
    return (
        f"**{len(orders):,} orders of {orders['customer_id'].nunique():,} customers**, "
        f"£{orders['amount'].sum():,.0f} gross, of which £{orders['returned_amount'].sum():,.0f} "
        f"came back: {total['Units_Matched'] / total['Units']:.0%} of the cancelled units "
        f"({lines / total['Lines']:.0%} of the lines) can be set against an earlier purchase. "
        f"£{unmatchable:,.0f} refunded on lines that name no product cannot, so net spend is an "
        f"upper bound. {customers - orders['customer_id'].nunique()} customers have cancellations "
        f"only, so no order, and drop out. An order is an invoice; {later:.0%} are a customer's "
        f"second or later of a day."
    )


def other_choices(judged: pd.DataFrame) -> str:
    """Whether the verdict, and k, survive other choices.

    Parameters
    ----------
    judged : DataFrame
        The verdict as made, then under other choices: `cut`, `verdict` and `k`.
    """
    first, rest = judged.iloc[0], judged.iloc[1:]
    other = rest[rest["verdict"] != first["verdict"]]
    said = f"The verdict stays *{first['verdict']}*. "
    if len(other):
        changes = [f"*{row.verdict}* ({row.cut})" for row in other.itertuples()]
        said = f"The verdict changes from *{first['verdict']}* to {listed(changes)}. "
    natural = judged["verdict"] == "natural"
    if not natural.any():
        return said + (
            f"**None of these choices makes clusters natural**, so k = {first['k']} is no finding: "
            "it was fixed beforehand."
        )
    if natural.all() and judged["k"].nunique() == 1:
        return f"{said}So does k = {first['k']}."
    ks = listed([f"{k} ({cut})" for cut, k in zip(rest["cut"], rest["k"], strict=True)])
    return f"{said}k is {first['k']} and here {ks}: **verdict and k hang on such choices**."


def real_segments(profile: pd.DataFrame, verdict: str, spend: pd.Series) -> str:
    """Which segment carries the spend, with the caveat that the verdict asks for.

    Parameters
    ----------
    profile : DataFrame, index segment
        `customers`, `share` and `share of spend, net`.
    verdict : str
    spend : Series, shape (n,)
        Net spend of each customer.
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
        f"**{top}**: {profile.loc[top, 'share']:.0%} of the customers, {shares[top]:.0%} of the "
        f"net spend. That is no discovery: clusters cut on spend, and simply the {size:,} largest "
        f"customers bring {largest:.0%}.{caveat}"
    )


def policy(moved: dict[str, float], emptied: int, largest: pd.DataFrame) -> str:
    """What counting returns changes, and where gross spend puts whoever cancelled everything.

    Parameters
    ----------
    moved : dict
        Share that changes cluster ("K-Means") and rule segment ("rules").
    emptied : int
        Customers who sent back everything.
    largest : DataFrame
        The customers with the largest orders: `customer`, `amount` of the order, `kept` of all
        their spend, `cluster` and `rule`.
    """
    kept = [
        f"customer {row.customer} ordered £{row.amount:,.0f} at once, kept £{row.kept:,.2f} of all "
        f"and is in *{row.cluster}* and {row.rule}"
        for row in largest.itertuples()
    ]
    return (
        f"Counting net instead of gross spend, **{moved['K-Means']:.1%}** of the customers change "
        f"their cluster and {moved['rules']:.1%} their rule segment; {emptied} sent back "
        f"everything they ever ordered. Those with the largest orders: {'; '.join(kept)}."
    )


def wholesale(spend: pd.Series, fence: float, moved: float, random: np.ndarray) -> str:
    """Who lies beyond the fence, and what leaving them out does to the others.

    Parameters
    ----------
    spend : Series, shape (n,)
    fence, moved : float
    random : array, sorted
        The same share if as many are left out at random.
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


def beside(table: pd.DataFrame, rule: pd.Series, segment: pd.Series) -> str:
    """How far the rule segments already say what the clusters say.

    Parameters
    ----------
    table : DataFrame
        Share of each rule segment in each cluster; rows add up to 1.
    rule, segment : Series, shape (n,)
        Rule segment and cluster of each customer.
    """
    home = rule.map(table.idxmax(axis=1)).to_numpy()
    split = table.max(axis=1).idxmin()
    return (
        f"Knowing only the rule segment, and guessing its most frequent cluster, one is right for "
        f"**{(home == segment.to_numpy()).mean():.0%}** of the customers. *{split}* is divided "
        f"most: {table.max(axis=1).min():.0%} in its largest part."
    )


def came_back(
    table: pd.DataFrame, everyone: float, days: int, past: str, earlier: pd.DataFrame
) -> str:
    """How many of the silent good customers return without being asked.

    Parameters
    ----------
    table : DataFrame, index segment
        From `intervals.share_by`.
    everyone : float
        The share of all customers.
    days : int
    past : str
        The last day that is known.
    earlier : DataFrame
        "At Risk" and "all": the shares as of earlier dates.
    """
    parts = [
        f"{row['share']:.0%} of {row['customers']:.0f} {name} ({row['low']:.0%}–{row['high']:.0%})"
        for name, row in table.iterrows()
        if name in ("At Risk", "Can't Lose Them")
    ]
    if not parts:
        return f"As of {past} nobody is At Risk or in Can't Lose Them."
    shares = earlier["At Risk"]
    return (
        f"As of {past}, **{listed(parts)}** ordered within {days} days without a campaign that we "
        f"know of; of all customers {everyone:.0%}. As of {len(earlier)} earlier dates, whose "
        f"windows overlap, it was {shares.min():.0%} to {shares.max():.0%} of At Risk.\n\n"
        "A win-back campaign that reports such a share as its success has shown nothing: it needs "
        "a control group."
    )


def win_back(beside: pd.DataFrame) -> str:
    """Whether the clusters can serve for a win-back list.

    Parameters
    ----------
    beside : DataFrame
        Share of each rule segment in each cluster; rows add up to 1.
    """
    if "At Risk" not in beside.index:
        return "Nobody is At Risk here."
    home = beside.loc["At Risk"].idxmax()
    return (
        f"The actions come from centroids alone. {beside.loc['At Risk', home]:.0%} of those At "
        f"Risk sit in *{home}*, whose action was not chosen for them: **a win-back list is better "
        f"drawn by the rules**."
    )
