"""Sentences on who buys again at Olist, and common claims with what the data say."""

import pandas as pd

from segmentation.base.words import listed

NEAR = 0.2  # a count this near to the claimed one, in shares of it, agrees with it
POINTS = 0.02  # a share this near agrees


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
        From `recipe.bought_once`; people by their orders first.

    Returns
    -------
    answer, verdict : str
    """
    share = counted.iloc[0]
    if abs(share - claimed) <= POINTS:
        return f"{share:.1%}", "holds"
    nearest = (counted - claimed).abs().idxmin()
    return (
        f"{share:.1%}; nearest to the claim: {counted[nearest]:.1%}, if {nearest} are counted",
        "the claim is too low" if share > claimed else "the claim is too high",
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


def lost(claimed: int, fits: pd.DataFrame, by_rule: pd.Series) -> tuple[str, str]:
    """Whether the Lost are as many as claimed, and the largest group, in each of some fits.

    Parameters
    ----------
    claimed : int
    fits : DataFrame, one row per fit
        `lost` (customers of K-Lost, 0 if there is no such cluster) and `largest` (of any).
    by_rule : Series, index rule segment
        Customers of each, ties kept together.

    Returns
    -------
    answer, verdict : str
    """
    first = by_rule.idxmax()
    low, high = fits["lost"].min(), fits["lost"].max()
    sizes = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    near = (fits["lost"] - claimed).abs() <= NEAR * claimed
    held = int((near & (fits["lost"] == fits["largest"])).sum())
    answer = (
        f"K-Lost: {sizes} in {len(fits)} fits; by rules {by_rule['Lost']:,} (largest: {first}, "
        f"{by_rule.max():,})"
    )
    if held == 0:
        return answer, "not reproduced"
    return answer, "holds" if held == len(fits) else f"near it in {held} of {len(fits)} fits"


def lost_fits(claimed: int, fits: pd.DataFrame, k: int, jaccard: float, stable: float) -> str:
    """How far the number of the Lost depends on the start of the fit.

    Parameters
    ----------
    claimed : int
    fits : DataFrame, one row per fit
        `lost` as in `lost`, and `inertia`.
    k : int
    jaccard : float
        Of the least stable cluster.
    stable : float
        Jaccard from which a cluster counts as coming back.
    """
    near = int(((fits["lost"] - claimed).abs() <= NEAR * claimed).sum())
    much = "all" if near == len(fits) else "most" if 2 * near > len(fits) else "few" if near else ""
    apart = fits["inertia"].max() / fits["inertia"].min() - 1
    text = (
        f"{len(fits)} fits that differ only in their starts, their inertia by {apart:.2%} at most, "
        f"have {listed([f'{n:,}' for n in fits['lost']])} customers in *K-Lost*: near {claimed:,} "
        + (f"in {much} fits" if much else "in none")
        + (", not in all. " if much in ("most", "few") else ". ")
    )
    if jaccard >= stable:
        return text + f"At k = {k} every cluster comes back (Jaccard {jaccard:.2f} at least)."
    return text + (
        f"At k = {k} the least stable cluster comes back with a Jaccard of {jaccard:.2f}, below "
        f"the {stable} of the rule."
    )


def more_accurate(gains: dict[str, pd.DataFrame], rules: list[str]) -> tuple[str, str]:
    """Whether K-Means ranks better than rules in every window.

    Parameters
    ----------
    gains : dict
        Rival → `difference`, `low` and `high` of the AUC of K-Means less its own, by window.
    rules : list of str
        The rivals that are rules; the answer gives their last window.
    """
    last = {rival: gains[rival].iloc[-1] for rival in rules}
    parts = [
        f"{row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f}) against {rival}"
        for rival, row in last.items()
    ]
    answer = f"AUC within {gains[rules[0]].index[-1]} days {'; '.join(parts)}"
    won = [rival for rival in rules if (gains[rival]["low"] > 0).all()]
    if len(won) == len(rules):
        return answer, "holds"
    return answer, f"shown only against {listed(won)}" if won else "not shown"


def table(rows: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Claims with their answers, to be looked at.

    Parameters
    ----------
    rows : dict
        Claim → answer and verdict.
    """
    return pd.DataFrame(rows, index=["what this data says", "so"]).T.rename_axis("claim")
