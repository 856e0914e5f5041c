"""Sentences of the clickstream case."""

import numpy as np
import pandas as pd

from segmentation.choose_k import EXCESS
from segmentation.findings.explore import listed


def origin(which: str, twin: bool, source: str) -> str:
    """What the notebook was run on.

    Parameters
    ----------
    which : {"twin", "real"}
        The parameter `events`.
    twin : bool
        Whether what lies in the place of the published files is a twin itself.
    source : str
    """
    if which == "twin" or twin:
        return (
            "**Run on a synthetic twin: every figure about its visitors describes a simulation**, "
            f"in the form of the published files. {source}"
        )
    return f"Run on the published files. {source}"


def cleaning(account: pd.DataFrame) -> str:
    """How many events are used, and why most of the others are not.

    Parameters
    ----------
    account : DataFrame
        From `clickstream_users.clean`.
    """
    events = account.groupby("Part")["Events"].sum()
    users = account.groupby("Part")["Users"].sum()
    aside = account[account["Part"] == "set aside"]
    worst = aside.loc[aside["Events"].idxmax()]
    text = f"**{events['used']:,} of {events['in']:,} events** of {users['used']:,} users are used"
    if not worst["Events"]:
        return f"{text}; none had to be set aside."
    return (
        f"{text}; {events['set aside']:,} are set aside, most of them as *{worst['Step']}* "
        f"({worst['Events']:,})."
    )


def faults(table: pd.DataFrame) -> str:
    """The most frequent fault, and what purchases without a cart mean for the funnel."""
    rows = table.drop(index="bought without a cart")["share"].fillna(0.0)
    direct = table.loc["bought without a cart"]
    text = f"Most frequent: *{rows.idxmax()}*, {rows.max():.0%}."
    if not direct["of"]:
        return f"{text} Nothing was bought."
    return (
        f"{text} **{direct['share']:.0%} of the products bought were never put into a cart** in "
        f"this file, so cart events cannot be the only way to a purchase that is counted."
    )


def visitors(users: pd.DataFrame) -> str:
    """How few users buy, and how many are seen once."""
    bought, once = users["Purchases"] > 0, users["Sessions"] == 1
    text = (
        f"**{bought.mean():.1%} of {len(users):,} users bought anything**; {once.mean():.0%} came "
        f"in one session only. "
    )
    if not bought.any():
        return f"{text}Without a purchase, money tells nobody apart."
    spend = users["Monetary"].sort_values(ascending=False)
    tenth = spend.head(max(int(bought.sum()) // 10, 1)).sum() / spend.sum()
    return f"{text}The top tenth of the buyers bring {tenth:.0%} of the spend."


def left_out(constant: list[str], days: int) -> str:
    """Which features are the same for everybody, and so cannot be clustered on.

    Parameters
    ----------
    constant : list of str
        From `clickstream_users.to_cluster`.
    days : int
        Days that the events cover.
    """
    span = f"The events cover {days} day{'' if days == 1 else 's'}"
    if not constant:
        return f"{span}, and every feature differs between users."
    many = len(constant) > 1
    text = (
        f"{span}: **{listed(constant)} {'are' if many else 'is'} the same for every user and left "
        f"out**."
    )
    if "Recency" in constant:
        text += " How long ago somebody was seen says nothing here; a longer file is needed."
    return text


def arithmetic(verdict: str, k: int, excess: float, known: float) -> str:
    """Whether ratios, entropy and span make clusters natural, and what is left of it.

    Parameters
    ----------
    verdict : str
        With all features.
    k : int
    excess, known : float
        Over the copula null, and over the null that knows who bought, carted, came once and saw
        one product only.
    """
    if verdict != "natural":
        return f"With all features the verdict is *{verdict}* as well: they make no clusters."
    text = (
        f"With all features the rule calls **k = {k} natural**, by {excess:.3f}. Against a null "
        f"that knows who bought, carted, came once and saw one product only, the excess is "
        f"**{known:+.3f}**. "
    )
    if known >= EXCESS:
        return text + "There is more than these four questions."
    return text + (
        "**What the rule saw are four yes-or-no questions**, which any report can ask without "
        "cluster analysis. So the segments below are cut on the counts alone, unless the "
        "parameter says otherwise."
    )


def methods(table: pd.DataFrame) -> str:
    """Whether Ward and the density methods see what K-Means cut.

    Parameters
    ----------
    table : DataFrame
        From `cluster.compare_algorithms`.
    """
    ward, dbscan = table.loc["Ward"], table.loc["DBSCAN"]
    agrees = "agrees with" if ward["ARI with K-Means"] > 0.8 else "only partly agrees with"
    groups = int(dbscan["groups"])
    return (
        f"Ward's method {agrees} K-Means (ARI **{ward['ARI with K-Means']:.2f}**, where 1 is the "
        f"same partition). DBSCAN finds {groups} group{'' if groups == 1 else 's'} and calls "
        f"{dbscan['share noise']:.0%} of the users noise; "
        + (
            "by density there is one cloud, not segments."
            if groups < 2
            else f"its groups agree with K-Means at {dbscan['ARI without noise']:.2f}."
        )
    )


def cohorts(table: pd.DataFrame) -> str:
    """Whether later cohorts come back less than earlier ones, at the same age."""
    if table.shape[1] < 2 or table[1].count() < 2:
        return "The file is too short for weekly cohorts: at least three whole weeks are needed."
    first = table[1].dropna()
    change = first.iloc[-1] - first.iloc[0]
    if abs(change) < 0.02:
        words = f"all weeks are alike ({first.min():.0%} to {first.max():.0%})"
    else:
        words = (
            f"it {'rose' if change > 0 else 'fell'} from {first.iloc[0]:.0%} (week up to "
            f"{first.index[0]}) to {first.iloc[-1]:.0%} ({first.index[-1]})"
        )
    return (
        f"Of the users first seen in a week, **{first.mean():.0%}** are seen again in the next; "
        f"{words}."
    )


def money_of_views(table: pd.DataFrame) -> str:
    """Who would be called high-value if viewed prices were money.

    Parameters
    ----------
    table : DataFrame
        From `clickstream_tables.spend_on_views`.
    """
    top = table.nlargest(max(len(table) // 10, 1), "Viewed")
    nothing = (top["Paid"] == 0).mean()
    total, paid = table["Viewed"].sum(), table["Paid"].sum()
    rank = table["Viewed"].rank().corr(table["Paid"].rank())
    return (
        f"Of the tenth of users whose *viewed* prices add up to most, **{nothing:.0%} bought "
        f"nothing**. Views add up to {total:,.0f}, purchases to {paid:,.0f}"
        + (f"; the rank correlation is {rank:.2f}." if np.isfinite(rank) else ".")
    )


def excerpt(counts: pd.Series, users: pd.DataFrame, hours: float, constant: list[str]) -> str:
    """What a few hours of the published file can and cannot tell.

    Parameters
    ----------
    counts : Series
        Events by type.
    users : DataFrame
        Features of its users.
    hours : float
        That the events cover.
    constant : list of str
        Features that are the same for everybody.
    """
    views, carts, buys = (int(counts.get(name, 0)) for name in ("view", "cart", "purchase"))
    can = (
        f"**{hours:.1f} hours can tell** how the shop converts just then ({buys:,} purchases and "
        f"{carts:,} carts on {views:,} views), what is looked at, what it costs and which faults "
        f"the file has."
    )
    if buys > carts:
        can += " There are more purchases than carts, so carts are recorded only in part."
    cannot = (
        f" **They cannot tell** who is loyal or lost: {(users['Sessions'] == 1).mean():.0%} of "
        f"the users are seen in one session, {(users['Purchases'] > 1).mean():.1%} bought twice"
    )
    if constant:
        cannot += f", and {listed(constant)} {'are' if len(constant) > 1 else 'is'} constant"
    return can + cannot + "."
