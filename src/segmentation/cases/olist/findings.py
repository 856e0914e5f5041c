"""Sentences of the Olist case, and common claims with what the data say of them."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from segmentation.base.estimates import Estimate
from segmentation.base.words import (
    clearly,
    listed,
    plural,
    points,
    points_with_interval,
    signed,
    with_interval,
)
from segmentation.campaigns.experiment import rate_gap
from segmentation.clusters.verdict import MARGIN, null_in_words
from segmentation.personas.rfm import PREFIX

SLIGHT = 0.005  # a difference between two rates below which it is called slight
NEAR = 0.2  # a count this near to the claimed one, in shares of it, agrees with it
NEAR_SHARE = 0.02  # a share this near agrees
CHAMPIONS, LOYAL, LOST = (f"{PREFIX}{name}" for name in ("Champions", "Loyal", "Lost"))
MEAN_MUCH = (f"{PREFIX}At Risk", f"{PREFIX}Can't Lose Them")  # names of good customers


# The data


def thinning(weeks: pd.Series, last: int = 2) -> str:
    """Whether the file thins out at its end.

    `weeks` holds the delivered orders of each whole week, counted back from the snapshot: 0 is
    the last. The `last` ones are compared with the year before them.
    """
    weeks = weeks.sort_index()
    usual = weeks.iloc[last : last + 52].median()
    text = (
        f"The last {last} weeks have {listed([f'{n:,}' for n in weeks.iloc[:last]])} delivered "
        f"orders, the last one first; a usual week of the year before has {usual:,.0f}. "
    )
    if weeks.iloc[0] >= 0.75 * usual:
        return f"{text}The end is not thinner than the rest."
    return (
        f"{text}**The end is thin**, since an order counts only once it is delivered: whoever "
        "bought in these days is partly missing, and looks less recent than they are."
    )


# Eleven clusters, eleven names


def named(table: pd.DataFrame) -> str:
    """How many names fit a cluster, and what they do not mean here.

    Parameters
    ----------
    table : DataFrame, index name
        From `naming.name_clusters`, with `share once`, `Recency`, `nearest` (the archetype with
        the largest cosine) and `keeps` (whether its limits hold) beside it.
    """
    text = [f"**{table['archetype'].sum()} of the {len(table)} clusters get a name.**"]
    for name, row in table[~table["archetype"] & (table["cosine"] >= 0.75)].iterrows():
        why = "fits another cluster better" if row["keeps"] else "has limits that it does not meet"
        text.append(f"*{name}* points like *{row['nearest']}*, which {why}.")
    once = listed([f"*{n}*" for n in MEAN_MUCH if n in table.index and table["share once"][n] == 1])
    if once:
        text.append(
            f"**Nobody in {once} bought twice**: such names usually mean that somebody bought "
            "often, here only that one order was large."
        )
    longest = table["Recency"].idxmax()
    if LOST in table.index and longest != LOST:
        text.append(f"*{LOST}* are not the longest silent: *{longest}* are.")
    return " ".join(text)


def flipped(before: pd.Series, after: pd.Series) -> str:
    """Whether K-Champions and K-Loyal mean the same in two fits, by their mean orders."""
    if not {CHAMPIONS, LOYAL} <= set(before.index) & set(after.index):
        return f"Not both of *{CHAMPIONS}* and *{LOYAL}* are found in both fits."
    if (before[CHAMPIONS] > before[LOYAL]) != (after[CHAMPIONS] > after[LOYAL]):
        return (
            "**The two names have changed places**: a direction tells who buys often from who "
            "does not, but not often from very often."
        )
    both = [CHAMPIONS, LOYAL]
    if np.allclose(before[both], after[both], atol=0.5):
        return "The names mean the same in both."
    return "The names are in the same order, but mean other numbers of orders."


# Who buys again


def reading(gains: list[Estimate]) -> str:
    """Whether something is better, from its gains in several windows."""
    better, worse = sum(g.is_above() for g in gains), sum(g.is_below() for g in gains)
    if better and worse:
        return "better in one window, worse in another"
    if not better and not worse:
        return "no difference shown"
    word, number = ("better", better) if better else ("worse", worse)
    where = "every window" if number == len(gains) else f"{number} of {len(gains)} windows"
    return f"{word} in {where}"


def gains_table(gains: dict[str, dict[int, Estimate]]) -> pd.DataFrame:
    """What is gained in each window of so many days, and whether that shows, to be looked at."""
    rows = {
        name: {f"within {days} days": with_interval(gain, "+.3f") for days, gain in each.items()}
        | {"so": reading(list(each.values()))}
        for name, each in gains.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def top(gap: Estimate, method: str, yardstick: str) -> str:
    """Which of two rankings has more of the buyers in its top, by the difference of shares."""
    best = clearly(gap, f"{method} does better", f"{yardstick} does better", "no clear difference")
    return f"In the top of the longer window **{best}**: {points_with_interval(gap)}."


def second(areas: pd.Series, method: str, auc: Estimate) -> str:
    """Which ranking of one-time buyers tells best who orders a second time."""
    best = areas.idxmax()
    who = (
        f"**no way of grouping ranks better than {best}**"
        if best == "recency alone"
        else f"{best} ranks best"
    )
    return f"Of one-time buyers {who}; {method} has an AUC of {with_interval(auc, '.3f')}."


def silent(risk: pd.Series, others: pd.Series, days: int, today: int, rise: float) -> str:
    """How many of those At Risk bought again, and what a campaign could show.

    `risk` and `others` hold `value`, `low` and `high` of the share of those At Risk and of
    everybody else. At the snapshot `today` are At Risk; halved, they can show a `rise` of so large
    a share of the rate.
    """
    if not risk["value"] > 0:
        return "Nobody was At Risk and bought again."
    rate, other = (Estimate(*row[["value", "low", "high"]]) for row in (risk, others))
    gap = rate_gap(rate, other)
    low, middle, high = (points(end, 2) for end in (gap.low, gap.value, gap.high))
    slightly = "slightly " if abs(gap.value) < SLIGHT else ""
    place = clearly(gap, f"{slightly}more than", f"{slightly}fewer than", "not clearly other than")
    return (
        f"Within {days} days **{with_interval(rate, '.2%')}** of those At Risk by the rules with "
        f"ties together bought again, {place} the others ({other.value:.2%}; difference {middle} "
        f"points, {low} to {high}). So a win-back campaign is hard to judge: with one half held "
        f"back, the {today:,} who are At Risk today {can_show(rise)}."
    )


def can_show(rise: float) -> str:
    """The smallest rise of a rate that a test can show, as a share of the rate."""
    return f"can show a rise by {rise:.0%} or more" if np.isfinite(rise) else "can show no rise"


# How many clusters


def two(excess: float, agreement: float, silhouette: float) -> str:
    """What the high silhouette at k = 2 has found; how far it agrees with "ordered once"."""
    same = (
        "The two clusters are *ordered once* and *ordered more often*"
        if agreement > 0.99
        else f"The two clusters part {agreement:.0%} of the customers as *ordered once* against "
        "*more often* would"
    )
    why = (
        "data without clusters reach the same: the margins make it"
        if excess < MARGIN
        else "and it exceeds data without clusters"
    )
    return (
        f"At k = 2 the silhouette is **{silhouette:.2f}**, which a reader of silhouettes would "
        f"call strong structure. {same}; {why} (excess {signed(excess, '.3f')})."
    )


def apart(verdict: str, mixed: int, clusters: int) -> str:
    """What clustering the repeat buyers by themselves finds, and what clustering all wasted.

    `mixed` of the `clusters` of the fit on everybody hold one-time and repeat buyers.
    """
    everybody = (
        f"In the fit on everybody no cluster of {clusters} mixes one-time and repeat buyers: "
        "`Frequency == 1` gives the same split."
        if mixed == 0
        else f"In the fit on everybody {mixed} of {clusters} clusters mix one-time and repeat "
        "buyers."
    )
    natural = "are" if verdict == "natural" else "hold no"
    return (
        f"{everybody} **Repeat buyers by themselves {natural} natural clusters** (verdict "
        f"*{verdict}*)."
    )


def rich_separates(excess: float, explained: str, plain: float) -> str:
    """Whether richer features make clusters, from the largest excess of them and of RFM alone."""
    text = (
        f"The largest excess is **{signed(excess, '.3f')}** over {null_in_words(explained)}, and "
        f"{signed(plain, '.3f')} of RFM alone ({MARGIN:.3f} is needed). "
    )
    if excess < MARGIN:
        return f"{text}**Richer features do not separate customers** any better."
    return f"{text}**Richer features separate customers** beyond what is tied by definition."


# Common claims


@dataclass(frozen=True)
class Claim:
    """A common claim, what the data say, and whether it holds."""

    claim: str
    data: str
    so: str


def claims_table(claims: list[Claim]) -> pd.DataFrame:
    """Claims to be looked at, index claim."""
    table = pd.DataFrame([asdict(claim) for claim in claims]).set_index("claim")
    return table.rename(columns={"data": "what this data says"})


def bought_once(claimed: float, counted: pd.Series) -> Claim:
    """The share of one-time buyers; `counted` is from `recipe.bought_once`, people first."""
    share, nearest = counted.iloc[0], (counted - claimed).abs().idxmin()
    data = f"{share:.1%}"
    if abs(share - claimed) <= NEAR_SHARE:
        so = "holds"
    else:
        data += f"; nearest to the claim: {counted[nearest]:.1%}, if {nearest} are counted"
        so = "the claim is too low" if share > claimed else "the claim is too high"
    return Claim(f"{claimed:.0%} bought once", data, so)


def champions(claimed: int, counted: dict[str, int]) -> Claim:
    """The number of Champions by each definition; the broken ties left out."""
    near = [how for how, n in counted.items() if abs(n - claimed) <= NEAR * claimed]
    inside = min(counted.values()) < claimed < max(counted.values())
    so = f"a matter of definition{'' if inside else ', and none gives it'}"
    return Claim(
        f"about {claimed:,} true champions",
        listed([f"{n:,} ({how})" for how, n in counted.items()]),
        f"holds for {listed(near)}" if near else so,
    )


def lost(claimed: int, fits: pd.DataFrame, by_rule: pd.Series) -> Claim:
    """Whether the Lost are as many as claimed, and the largest group, in each of some fits.

    Of each fit `lost` are the customers of K-Lost, 0 if there is no such cluster, and `largest`
    those of any; `by_rule` counts the customers of each rule segment, ties kept together.
    """
    low, high = fits["lost"].min(), fits["lost"].max()
    sizes = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    near = (fits["lost"] - claimed).abs() <= NEAR * claimed
    held = int((near & (fits["lost"] == fits["largest"])).sum())
    if held in (0, len(fits)):
        so = "holds" if held else "not reproduced"
    else:
        so = f"near it in {held} of {len(fits)} fits"
    return Claim(
        f"about {claimed:,} lost, the largest group",
        f"{LOST}: {sizes} in {plural(len(fits), 'fit')}; by rules {by_rule['Lost']:,} (largest: "
        f"{by_rule.idxmax()}, {by_rule.max():,})",
        so,
    )


def more_accurate(gains: dict[str, dict[int, Estimate]]) -> Claim:
    """Whether K-Means ranks better than each rule in every window; gains in AUC by rule."""
    days = max(next(iter(gains.values())))
    parts = [f"{with_interval(each[days], '+.3f')} against {rule}" for rule, each in gains.items()]
    won = [rule for rule, each in gains.items() if all(g.is_above() for g in each.values())]
    so = f"shown only against {listed(won)}" if won else "not shown"
    return Claim(
        "K-Means is more accurate than rules",
        f"AUC within {days} days {'; '.join(parts)}",
        "holds" if len(won) == len(gains) else so,
    )
