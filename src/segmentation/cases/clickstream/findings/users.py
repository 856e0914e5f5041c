"""Sentences of the clickstream case."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed

PLURAL = {"Category": "categories", "Product": "products", "Brand": "brands"}
ALIKE = 0.95  # rank correlation from which two features say the same


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
        From `users.clean`.
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
        From `users.to_cluster`.
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


def cohorts(table: pd.DataFrame, sizes: pd.Series) -> str:
    """Whether later cohorts come back less than earlier ones, and who is not among them.

    Parameters
    ----------
    table, sizes
        From `tables.cohorts`.
    """
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
    text = (
        f"Of the users first seen in a week, **{first.mean():.0%}** are seen again in the next; "
        f"{words}."
    )
    cut = sizes[~sizes.index.isin(table.index)]
    if cut.empty:
        return text
    return (
        f"{text} **{cut.sum():,} users ({cut.sum() / sizes.sum():.1%}) are left out**: they are "
        f"first seen in the week up to {cut.index[0]}, which the start of the file cuts short."
    )


def ratios(users: pd.DataFrame) -> str:
    """How much of what is carted is bought, over all users together, and who has a ratio.

    Parameters
    ----------
    users : DataFrame
        From `users.users`, executed.
    """
    carted, some = users["Carted"].sum(), users["Carted"] > 0
    if not carted:
        return "Nobody carted anything, so no ratio of carts is known."
    done = (users["Cart_To_Purchase"] * users["Carted"]).sum() / carted
    return (
        f"{some.sum():,} users ({some.mean():.0%}) carted anything and have a ratio of their "
        f"own from cart to purchase. Taken together, {carted / users['Products'].sum():.1%} of "
        f"the products were carted, and **{done:.0%} of the {carted:,} carted ones were bought**."
    )


def entropies(users: pd.DataFrame) -> str:
    """Which of the three entropies says something that the number of products does not.

    Parameters
    ----------
    users : DataFrame
        From `users.users`, executed.
    """
    kinds = list(PLURAL)
    ranks = users[["Products", *(f"{kind}_Entropy" for kind in kinds)]].rank().corr()
    own = ranks["Products"].drop("Products").set_axis(kinds)
    if own.isna().any():
        return "An entropy is the same for all users, so nothing correlates with it."
    listing = listed([f"{kind.lower()} {value:.2f}" for kind, value in own.items()])
    text = f"Rank correlations of the entropies with the number of products: {listing}. "
    least = str(own.idxmin())
    if least == "Category" and own["Category"] < ALIKE:
        return text + (
            "That of categories says most beyond the number, **so it is the one that is clustered**"
            " when all features are."
        )
    text += "That of categories is clustered when all features are; here "
    if own.min() >= ALIKE:
        return text + "each follows the number, and none says much beyond it."
    return text + f"that of {PLURAL[least]} would say more beyond the number."


def money_of_views(table: pd.DataFrame) -> str:
    """Who would be called high-value if viewed prices were money.

    Parameters
    ----------
    table : DataFrame
        From `tables.spend_on_views`.
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
