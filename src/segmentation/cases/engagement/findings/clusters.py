"""Sentences of the engagement case: its clusters, the held-out answer, carts and actions."""

from collections.abc import Mapping, Sequence

import pandas as pd

from segmentation.base.words import listed
from segmentation.cases.engagement.findings.table import CERTAIN
from segmentation.cases.engagement.segments import STATED, cut
from segmentation.clusters.verdict import MARGIN, at_least, near_misses, null_in_words
from segmentation.personas.kinds import NO_ACTION

SAME = 0.9  # adjusted Rand index from which clusters are called the tiers
ALWAYS = 0.95  # share of halves from which a ranking is called worse


def challenged(judged: pd.DataFrame) -> str:
    """Whether there are clusters, whether they are more than the tiers, and whether the tiers.

    Parameters
    ----------
    judged : DataFrame
        `cut`, `verdict`, `k`, `excess at k`, `explained by`, `knowing the tiers` and `ARI` (with
        the tiers), the run's own cut first.
    """
    first, known = judged.iloc[0], judged["knowing the tiers"].max()
    beyond = (
        "**beyond the tiers there is nothing**"
        if known < MARGIN
        else "there is more to the clusters than the tiers"
    )
    same = "nearly the tiers" if first["ARI"] >= SAME else "not the tiers either"
    return (
        f"{_natural(judged)} Against the null that was told the tiers the excess is "
        f"**{first['knowing the tiers']:+.3f}** (at most {known:+.3f} in all rows): {beyond}. The "
        f"clusters are {same}: the adjusted Rand index (1: the same; 0: chance) is "
        f"**{first['ARI']:.2f}**."
    )


def _natural(judged: pd.DataFrame) -> str:
    """What the rule says of the run's own cut, and of the others."""
    first, rest = judged.iloc[0], judged.iloc[1:]
    over = f"{first['excess at k']:+.3f} over {null_in_words(first['explained by'])}"
    others = [f"{row.cut} (k = {row.k})" for row in rest.itertuples() if row.verdict == "natural"]
    if first["verdict"] == "natural":
        said = f"The rule calls **k = {first['k']} natural**, {over}"
        return f"{said}; natural as well: {listed(others)}." if others else f"{said}; only here."
    said = f"The verdict is *{first['verdict']}* ({over} at k = {first['k']}"
    if others:
        return f"{said}), though clusters are natural in another cut: {listed(others)}."
    return f"{said}), and **no choice of columns and scales makes clusters natural**."


def missed(tables: Mapping[str, pd.DataFrame]) -> str:
    """Every k that separates in some cut, and of which a cluster does not come back.

    Parameters
    ----------
    tables : mapping
        Cut → table from `choose_k.table_of_k`.
    """
    said = [
        f"*{cut}*: k = {k} separates ({table.loc[k, 'excess']:+.3f}), but is not natural: one of "
        f"its clusters does not come back (Jaccard {at_least(table.loc[k, 'jaccard'])})."
        for cut, table in tables.items()
        for k in near_misses(table)
    ]
    return " ".join(said)


def named_by(kind: str) -> str:
    """Which names the segments may have, by the verdict of the rule."""
    if kind != "natural":
        return f"The verdict is *{kind}*, so the segments are described, not named as kinds."
    return "The verdict is *natural*, so segments that point the way of a kind get its name."


def composition(shares: pd.DataFrame, cut_along: Mapping[str, tuple[str, float]]) -> str:
    """Which tiers share a segment, and which are cut.

    Parameters
    ----------
    shares : DataFrame, shape (segments, tiers)
        From `segments.mixed`.
    cut_along : mapping
        Tier → the column along which its parts differ most, and the p of the test that its range
        in this column is filled evenly, from `segments.cut_along`.
    """
    homes = shares.idxmax()
    together = [
        f"{listed([str(tier) for tier in own.index])} share *{home}*"
        for home, own in homes.groupby(homes)
        if len(own) > 1
    ]
    said = []
    if together:
        top = str(shares.columns[-1])
        missing = homes.eq(homes.iloc[-1]).sum() > 1
        said.append(
            listed(together)
            + (f", so {top}, which spends most, has no segment of its own" if missing else "")
        )
    for tier, (column, p) in cut_along.items():
        evenly = (
            f"a range filled evenly as far as a test can tell (p {p:.2f})"
            if p >= CERTAIN
            else f"a range that is not filled evenly (p {p:.2g})"
        )
        said.append(f"{tier} is cut into {_parts(shares, tier)} along {column}, {evenly}")
    return "; ".join(said) + "." if said else "Each tier has a segment of its own."


def _parts(shares: pd.DataFrame, tier: str) -> str:
    """The two segments that hold most of a tier, in words."""
    return listed([f"*{name}*" for name in shares[tier].nlargest(2).index])


def actions(named: pd.DataFrame, shares: pd.DataFrame) -> str:
    """Why a segment gets a newsletter only, and whether the parts of a tier are treated alike.

    Parameters
    ----------
    named : DataFrame
        From `naming.name_clusters`.
    shares : DataFrame, shape (segments, tiers)
        From `segments.mixed`.
    """
    goals = named.set_index("name")["goal"]
    plain = [f"*{name}*" for name in goals.index[goals == NO_ACTION.goal]]
    said = []
    if plain:
        said.append(
            f"{listed(plain)}: the newsletter and nothing more, since nothing in the centroid "
            "stands out from the average that an offer could take up."
        )
    for tier in cut(shares):
        own = goals[shares[tier].nlargest(2).index]
        same = own.nunique() == 1
        said.append(
            f"{_parts(shares, tier)} are parts of one tier ({tier}) and get "
            + (
                "the same action: where the cut falls says nothing about them."
                if same
                else f"different ones ({listed(list(own))}), by what is strongest in each centroid."
            )
        )
    return " ".join(said)


def responded(
    table: pd.DataFrame,
    ranked: pd.DataFrame,
    within: tuple[float, float],
    inside: tuple[str, float, float],
) -> str:
    """What the held-out answer says of the segments.

    Parameters
    ----------
    table : DataFrame, index segment
        `share`, `low`, `high`.
    ranked : DataFrame, index score
        From `segments.compared`.
    within : tuple of float
        Cramér's V of segment and answer inside tiers, and its permutation p.
    inside : tuple
        From `segments.answer_within`.
    """
    column, rho, p_column = inside
    found = f"the largest rank correlation, with {column}, is {rho:+.3f}, p {p_column:.2f}"
    start = (
        f"**Inside a tier no column tells the answer** ({found}), so an AUC here measures how well "
        "something recovers the tier.\n\n"
        if p_column >= CERTAIN
        else f"Inside a tier the answer is correlated with a column ({found}).\n\n"
    )
    order = table.sort_values("share")
    low, high = order.iloc[0], order.iloc[-1]
    said = (
        f"**{high['share']:.0%}** of *{high.name}* answered and **{low['share']:.0%}** of "
        f"*{low.name}*" + ("" if high["low"] > low["high"] else "; the intervals overlap")
    )
    second = order.iloc[1]
    if len(order) > 2 and second["low"] <= low["high"]:
        said += f"; the intervals of the two lowest, *{second.name}* and *{low.name}*, overlap"
    v, p = within
    more = (
        f"Inside a tier there is no sign of more in the segments (Cramér's V {v:.3f}, p {p:.2f})."
        if p >= CERTAIN
        else f"Inside a tier the segment still tells something (Cramér's V {v:.3f}, p {p:.3f})."
    )
    return f"{start}{said}. {more}\n\n{_ranking(ranked)}"


def _ranking(ranked: pd.DataFrame) -> str:
    others = ranked.drop("Monetary")
    worse = others[others["worse"] >= ALWAYS]
    better = others[others["worse"] <= 1 - ALWAYS]
    level = others.index.difference([*worse.index, *better.index], sort=False)
    said = []
    if len(worse):
        least = worse["worse"].min()
        when = "every half" if least == 1 else f"at least {least:.0%} of the halves"
        said.append(f"Monetary ranks the answer better than {listed(list(worse.index))} in {when}")
    if len(level):
        each = [f"{name} ({share:.0%})" for name, share in others.loc[level, "worse"].items()]
        said.append(f"it is not clearly better than {listed(each)}")
    if len(better):
        said.append(f"better than Monetary: {listed(list(better.index))}")
    return "; ".join(said) + "."


def reason(ranked: pd.DataFrame, ours: str, merged: str, tiers: str) -> str:
    """Whether it is the merging of tiers that costs our segments their place.

    Parameters
    ----------
    ranked : DataFrame, index score
        From `segments.compared`.
    ours, merged, tiers : str
        The scores by the segments, by tiers merged as the segments merge them, and by the tiers.
    """
    area = ranked["AUC"]
    lost, left = area[tiers] - area[ours], abs(area[merged] - area[ours])
    if lost <= 0:
        return "Our segments rank no worse than the tiers."
    start = f"Why do our segments rank worse than the tiers, by {lost:.3f}? "
    figures = f"{area[merged]:.3f} against {area[ours]:.3f}"
    if left < lost / 2:
        return (
            f"{start}**Because of the tiers that they merge**: the tiers themselves, merged in the "
            f"same way, rank as the segments do ({figures})."
        )
    return f"{start}Merging the tiers in the same way does not explain it ({figures})."


def recovery(worth: pd.DataFrame, recovered: float, margin: float, contradicted: float) -> str:
    """Where reminders of abandoned carts pay most, and how sure that is.

    Parameters
    ----------
    worth : DataFrame, index segment
        From `segments.cart_recovery`.
    recovered, margin : float
        Assumed.
    contradicted : float
        Share of the customers whose Avg_Order_Value does not go with their spend and orders.
    """
    dear, cheap = worth["reminder may cost"].idxmax(), worth["reminder may cost"].idxmin()
    most = worth["gross margin, low"].idxmax()
    ratio = worth["gross margin, high"].sum() / worth["gross margin, low"].sum()
    upper = (worth["low by"] != STATED).all()
    rests = (
        f"The {'upper' if upper else 'lower'} end rests on {STATED}, which {contradicted:.0%} of "
        f"the rows contradict: {'**plan with the lower one**' if upper else 'plan with neither'}."
    )
    return (
        f"**Assumed**: {recovered:.0%} of the abandoned carts come back because of a reminder, at "
        f"{margin:.0%} margin. Then the carts of *{most}* leave the most gross margin: "
        f"{worth.loc[most, 'gross margin, low']:,.0f} to "
        f"{worth.loc[most, 'gross margin, high']:,.0f}, in the table's unnamed currency. {rests}"
        "\n\nBy the lower end a reminder may cost at most "
        f"{worth.loc[dear, 'reminder may cost']:,.2f} in *{dear}* and "
        f"{worth.loc[cheap, 'reminder may cost']:,.2f} in *{cheap}*. Over all segments the ends "
        f"differ by a factor of {ratio:.1f}; both assumed shares scale everything."
    )


def written(files: Sequence[str], folder: str, rows: Mapping[str, int]) -> str:
    """What was written, by relative name.

    Parameters
    ----------
    files : sequence of str
        In the order they were written.
    folder : str
    rows : mapping of str to int
        Table → its rows.
    """
    counts = listed([f"{n:,} rows of {name}" for name, n in rows.items()])
    return f"Written to `{folder}`: {listed([f'`{name}`' for name in files])} ({counts})."
