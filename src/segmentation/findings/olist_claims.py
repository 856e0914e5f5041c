"""Sentences on who buys again at Olist, and the published claims with what the data say."""

import pandas as pd

from segmentation.findings.explore import listed

NEAR = 0.2  # a count this near to the published one, in shares of it, agrees with it
POINTS = 0.02  # a share this near agrees


def flipped(before: float | None, after: float | None) -> str:
    """Whether the name K-Champions means the same in two fits.

    Parameters
    ----------
    before, after : float, optional
        Mean number of orders of K-Champions in the earlier fit and at the snapshot; None where no
        cluster got the name.
    """
    if before is None or after is None:
        return "In only one of the two fits, or in none, a cluster is called *K-Champions*."
    same = abs(before - after) < 0.5
    return (
        f"*K-Champions* have {before:.1f} orders on average in the earlier fit and {after:.1f} at "
        "the snapshot"
        + (
            ": the name means the same in both."
            if same
            else ". **So the name means something else in each**, because a direction tells who "
            "buys often from who does not, but not often from very often."
        )
    )


def silent(table: pd.DataFrame, days: int, everyone: float, today: int, needed: int) -> str:
    """How many of the silent good customers bought again, and what a campaign could show.

    Parameters
    ----------
    table : DataFrame, index segment
        `customers`, `share`, `low` and `high` in the hold-out, by the rules with ties together.
    days : int
    everyone : float
        The share of all customers.
    today : int
        Customers At Risk at the snapshot.
    needed : int
        Customers that each half of a test would need to see the rate of At Risk rise by half.
    """
    if "At Risk" not in table.index or not table.loc["At Risk", "share"]:
        return "Nobody was At Risk and bought again."
    parts = [
        f"{row['share']:.1%} of {row['customers']:,.0f} {name} ({row['low']:.1%}–{row['high']:.1%})"
        for name, row in table.iterrows()
    ]
    risk = table.loc["At Risk"]
    place = (
        "fewer than"
        if risk["high"] < everyone
        else "more than"
        if risk["low"] > everyone
        else "as many as, for all that can be shown, among"
    )
    return (
        f"By the rules with ties together **{listed(parts)} bought again within {days} days**, of "
        f"all customers {everyone:.1%}: among those At Risk {place} all customers. At such a rate "
        f"a win-back campaign can hardly show that it works: to see it rise by half, each half of "
        f"a test needs {needed:,} customers, and {today:,} are At Risk, "
        + ("just enough for one." if today >= 2 * needed else "not enough.")
    )


def gain(table: pd.DataFrame, what: str) -> str:
    """Whether one way of ranking is better than others, window by window.

    Parameters
    ----------
    table : DataFrame, index days of the window
        `difference` in AUC, `low` and `high`.
    what : str
        What is compared, such as "K-Means against recency alone".
    """
    parts = [
        f"{row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f}) within {days} days"
        for days, row in table.iterrows()
    ]
    better, worse = (table["low"] > 0).sum(), (table["high"] < 0).sum()
    if better == len(table):
        reading = "better in every window"
    elif worse == len(table):
        reading = "worse in every window"
    elif better and not worse:
        reading = f"better in {better} of {len(table)} windows, no difference shown in the rest"
    elif worse and not better:
        reading = f"worse in {worse} of {len(table)} windows, no difference shown in the rest"
    elif better:
        reading = "better in one window, worse in another"
    else:
        reading = "no difference shown"
    return f"{what}: {listed(parts)}: **{reading}**."


def bought_once(claimed: float, counted: pd.Series) -> tuple[str, str]:
    """The share of one-time buyers, and which way of counting comes nearest to the claim.

    Parameters
    ----------
    claimed : float
    counted : Series
        From `olist_published.bought_once`; people by their orders first.

    Returns
    -------
    answer, verdict : str
    """
    share = counted.iloc[0]
    if abs(share - claimed) <= POINTS:
        return f"{share:.1%} bought once", "holds"
    nearest = (counted - claimed).abs().idxmin()
    return (
        f"{share:.1%} bought once; nearest to the claim is {counted[nearest]:.1%}, the share with "
        f"one if {nearest} are counted",
        "too low" if share > claimed else "too high",
    )


def champions(claimed: int, found: dict[str, int]) -> tuple[str, str]:
    """The number of Champions by each definition.

    Parameters
    ----------
    claimed : int
    found : dict
        Definition → customers; the broken ties left out.
    """
    parts = listed([f"{n:,} ({how})" for how, n in found.items()])
    near = [how for how, n in found.items() if abs(n - claimed) <= NEAR * claimed]
    if near:
        return parts, f"holds for {listed(near)}"
    inside = min(found.values()) < claimed < max(found.values())
    return parts, f"a matter of definition{'' if inside else ', and none gives it'}"


def lost(claimed: int, sizes: pd.Series, by_rule: pd.Series, natural: bool) -> tuple[str, str]:
    """Whether the Lost are as many as claimed, and the largest group.

    Parameters
    ----------
    claimed : int
    sizes : Series, index cluster name
    by_rule : Series, index rule segment
        Customers of each, ties kept together.
    natural : bool
        Whether the rule calls this k natural.
    """
    largest = by_rule.idxmax()
    rule = f"by the rules {by_rule['Lost']:,}, the largest is {largest} with {by_rule.max():,}"
    if "K-Lost" not in sizes.index:
        return f"no cluster points that way; {rule}", "not reproduced"
    size, first = sizes["K-Lost"], sizes.idxmax() == "K-Lost"
    near = abs(size - claimed) <= NEAR * claimed
    verdict = "reproduced" if near and first else "not reproduced"
    if verdict == "reproduced" and not natural:
        verdict += ", as one slice of a continuum"
    place = "the largest" if first else f"smaller than {sizes.idxmax()} with {sizes.max():,}"
    return f"K-Lost holds {size:,}, {place} of {len(sizes)}; {rule}", verdict


def more_accurate(gains: dict[str, pd.DataFrame]) -> tuple[str, str]:
    """Whether K-Means ranks better than what it is compared with.

    Parameters
    ----------
    gains : dict
        Rival → `difference`, `low` and `high` of the AUC of K-Means less its own, by window.
    """
    answers, steady = [], []
    for rival, table in gains.items():
        values = listed([f"{d:+.3f}" for d in table["difference"]])
        sure = (table["low"] > 0).all()
        worse = (table["high"] < 0).any()
        answers.append(f"{values} against {rival}")
        steady.append(1 if sure else -1 if worse else 0)
    days = listed([str(day) for day in next(iter(gains.values())).index])
    answer = f"difference in AUC within {days} days: {'; '.join(answers)}"
    if all(s == 1 for s in steady):
        return answer, "holds against all"
    won = [rival for rival, s in zip(gains, steady, strict=True) if s == 1]
    return answer, f"shown only against {listed(won)}" if won else "not shown"


def table(rows: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Claims with their answers, to be looked at.

    Parameters
    ----------
    rows : dict
        Claim → answer and verdict.
    """
    return pd.DataFrame(rows, index=["what this data says", "so"]).T.rename_axis("claim")
