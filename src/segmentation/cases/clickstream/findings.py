"""Sentences of the clickstream case."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed, per_cent, plural
from segmentation.cases.clickstream.segments import FRESH

MOST = 0.5  # share of buyers from which a segment is one of buyers
TWICE = 2  # ratio from which two shops are called different


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


def ratios(users: pd.DataFrame) -> str:
    """How much of what is carted is bought, over all users together, and who has a ratio."""
    carted, has_ratio = users["Carted"].sum(), users["Carted"] > 0
    if not carted:
        return "Nobody carted anything, so no ratio of carts is known."
    done = (users["Cart_To_Purchase"] * users["Carted"]).sum() / carted
    return (
        f"{has_ratio.sum():,} users ({has_ratio.mean():.0%}) carted anything and have a ratio of "
        f"their own from cart to purchase. Taken together, {carted / users['Products'].sum():.1%} "
        f"of the products were carted, and **{done:.0%} of the {carted:,} carted ones were "
        "bought**."
    )


def entropies(users: pd.DataFrame) -> str:
    """Which of the three entropies says most that the number of products does not."""
    kinds = ["Category", "Product", "Brand"]
    ranks = users[["Products", *(f"{kind}_Entropy" for kind in kinds)]].rank().corr()
    rho = ranks["Products"].drop("Products").set_axis(kinds)
    if rho.isna().any():
        return "An entropy is the same for all users, so nothing correlates with it."
    each = listed([f"{kind.lower()} {value:.2f}" for kind, value in rho.items()])
    return (
        f"Rank correlations of the entropies with the number of products: {each}. "
        f"**{rho.idxmin()} says most beyond the number**; that of categories is the one that is "
        "clustered when all features are."
    )


def left_out(constant: list[str], days: int) -> str:
    """Which features are the same for everybody, and so cannot be clustered on."""
    span = f"The events cover {plural(days, 'day')}"
    if not constant:
        return f"{span}, and every feature differs between users."
    is_or_are = "are" if len(constant) > 1 else "is"
    return f"{span}: **{listed(constant)} {is_or_are} the same for every user and left out**."


def cohorts(table: pd.DataFrame, sizes: pd.Series) -> str:
    """How many come back in the next week, and who is not among them, from `tables.cohorts`."""
    if table.shape[1] < 2 or table[1].count() < 2:
        return "The file is too short for weekly cohorts: at least three whole weeks are needed."
    back = table[1].dropna()
    text = (
        f"Of the users first seen in a week, **{back.mean():.0%}** are seen again in the next "
        f"({back.min():.0%} to {back.max():.0%})."
    )
    cut = sizes[~sizes.index.isin(table.index)]
    if cut.empty:
        return text
    return (
        f"{text} **{cut.sum():,} users ({cut.sum() / sizes.sum():.1%}) are left out**: they are "
        f"first seen in the week up to {cut.index[0]}, which the start of the file cuts short."
    )


def money_of_views(table: pd.DataFrame) -> str:
    """Who would be called high-value if viewed prices were money, from `tables.spend_on_views`."""
    top = table.nlargest(max(len(table) // 10, 1), "Viewed")
    nothing = (top["Paid"] == 0).mean()
    rank = table["Viewed"].rank().corr(table["Paid"].rank())
    return (
        f"Of the tenth of users whose *viewed* prices add up to most, **{nothing:.0%} bought "
        f"nothing**. Views add up to {table['Viewed'].sum():,.0f}, purchases to "
        f"{table['Paid'].sum():,.0f}"
        + (f"; the rank correlation is {rank:.2f}." if np.isfinite(rank) else ".")
    )


def cut(table: pd.DataFrame, centroids: pd.DataFrame) -> str:
    """How many segments are the buyers, and by what the others are told apart.

    `table` is from `segments.segments`, `centroids` are in σ, in the same order.
    """
    buying = (table["bought"] >= MOST).to_numpy()
    if not buying.any() or buying.all():
        return f"{'Every' if buying.any() else 'No'} segment consists of buyers for the most part."
    buyers = table["bought"] * table["customers"]
    apart = (centroids[~buying].max() - centroids[~buying].min()).nlargest(3)
    return (
        f"**{buying.sum()} of {plural(len(table), 'segment')} hold "
        f"{buyers[buying].sum() / buyers.sum():.1%} of the buyers**; the rest cut those who did "
        f"not buy, for the most part by {listed([str(name) for name in apart.index])}."
    )


def meaning(table: pd.DataFrame) -> pd.Series:
    """What the figures of each segment of `segments.segments` mean, in a sentence each."""
    usual = (table["Recency"] * table["share"]).sum()
    sentences = {}
    for name, row in table.iterrows():
        seen = f"last seen {row['Recency']:.0f} days ago on average"
        if row["bought"] >= MOST:
            text = (
                f"They buy: {row['Frequency']:.1f} orders each, {seen}; "
                f"{row['share of spend']:.0%} of the spend is theirs."
            )
        elif row["carted"] >= MOST:
            text = (
                f"They choose and then stop: {row['carted']:.0%} put something into the cart, "
                f"{row['bought']:.0%} bought; {seen}."
            )
        elif row["Recency"] > 1.25 * usual:
            text = f"They came {row['Sessions']:.1f} times each and have gone: {seen}."
        elif row["Sessions"] >= 2:
            text = (
                f"They look and do not choose: {row['Sessions']:.1f} visits and "
                f"{row['Products']:.0f} products each; {seen}."
            )
        else:
            text = (
                f"They passed by: {row['Sessions']:.1f} visits and {row['Products']:.1f} products "
                f"each; {seen}."
            )
        sentences[name] = text
    return pd.Series(sentences, name="meaning").rename_axis(table.index.name)


def left_in_carts(table: pd.DataFrame) -> str:
    """In which segment of `segments.segments` most users left something, and most value."""
    left = table["left users"]
    if not left.sum():
        return "Nobody left anything in a cart."
    top, dearest = left.idxmax(), table["left value"].idxmax()
    share = table.loc[dearest, "left value"] / table["left value"].sum()
    return (
        f"Of the {left.sum():,.0f} users who left something in the cart the largest group, "
        f"{left[top] / left.sum():.0%}, is in *{top}*; most of the value, {share:.0%}, is with "
        f"{'them as well' if top == dearest else f'*{dearest}*'}."
    )


def worth(table: pd.DataFrame) -> str:
    """Where more buyers would bring most, from `segments.worth`."""
    more = table["10% more buyers"].dropna()
    if more.empty:
        return "Without days held out and purchases, it is not known what more buyers would bring."
    return (
        f"Ten per cent more buyers than in the days held out would leave {more.sum():,.0f} in all, "
        f"most of it with *{more.idxmax()}*. How hard that is to get only a test tells."
    )


def retarget(carts: pd.DataFrame, users: int, margin: float) -> str:
    """What lies in carts, and what it brings to remind first; `carts` is from `carts_left`."""
    if carts.empty:
        return "Nobody left anything in a cart."
    first = carts.loc[~carts["Bought"] & carts["Fresh"], "Value"]
    return (
        f"**{len(carts):,} users ({len(carts) / users:.0%}) left products worth "
        f"{carts['Value'].sum():,.0f} in carts**. To remind first: **{len(first):,} users who "
        f"never bought and carted something in the last {FRESH} days**; each percentage point of "
        f"it that is bought after all leaves {first.sum() * margin / 100:,.0f} at the assumed "
        "margin."
    )


def bought_later(table: pd.DataFrame, everyone: float, days: int, yardsticks: pd.DataFrame) -> str:
    """Whether the segments tell who buys next, and whether one sorted list tells as much.

    `table` is from `intervals.rates_with_ci`, `everyone` the share of all users, `yardsticks` from
    `segments.as_many`, as many users as the best segment holds.
    """
    if table.empty:
        return f"The events are too few days to hold out {days} of them: nothing can be said."
    segment = table.loc[table["share"].idxmax()]
    best = yardsticks.loc[yardsticks["share"].idxmax()]
    text = (
        f"In the {days} days held out {everyone:.1%} of the users seen by then bought, of "
        f"*{segment.name}* **{segment['share']:.1%}** and of as many users from a list sorted by "
        f"*{best.name}*, the best of {len(yardsticks)} lists, **{best['share']:.1%}**: "
    )
    if segment["low"] > best["high"]:
        return f"{text}the segment says more than any of these lists."
    much = "more than" if segment["high"] < best["low"] else "as much as"
    return f"{text}**a sorted list says {much} the best segment**, without any clustering."


def excerpt(users: pd.DataFrame, hours: float, busy: tuple[int, float], constant: list[str]) -> str:
    """What a few hours of the published file can and cannot tell of its users.

    `busy` has minutes, and the largest share of the events within so many; `constant` the features
    that are the same for everybody.
    """
    span = f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:.1f} hours"
    can = (
        f"The events span {span}, **{busy[1]:.0%} of them within {busy[0]} minutes**. They can "
        "tell how the shop converts just then."
    )
    if not constant:
        return can
    return (
        f"{can} **They cannot tell** who is loyal or lost: {(users['Sessions'] == 1).mean():.0%} "
        f"of the users are seen in one session, {per_cent((users['Purchases'] > 1).mean())} bought "
        f"twice, and {listed(constant)} {'are' if len(constant) > 1 else 'is'} constant."
    )


def beside(table: pd.DataFrame) -> str:
    """How far the events of the notebook and the excerpt convert alike, from `side_by_side`."""
    one, other = table.columns
    gap = (table[one] / table[other]).drop(index="share of users who bought")
    apart = np.log(gap[np.isfinite(gap) & (gap > 0)]).abs()
    if apart.empty or np.exp(apart.max()) < TWICE:
        return f"No figure of {one} is twice that of {other}, or half of it."
    return (
        f"Furthest apart: *{apart.idxmax()}*. **They are not the same shop**; hours leave out "
        "carts and purchases that come before or after them, which explains a part."
    )
