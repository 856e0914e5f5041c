"""The published claims on the engagement table, one by one, in words."""

from dataclasses import dataclass

import pandas as pd

from segmentation.base.estimates import Estimates
from segmentation.base.words import signed, with_interval
from segmentation.cases.engagement.kinds import AT_RISK, LOYAL, VIP


@dataclass(frozen=True)
class Claim:
    """A published claim, beside what the table says of it.

    Attributes
    ----------
    claim, figures : str
    stands : bool or None
        None where this table cannot tell.
    holds : str
        The same in words.
    """

    claim: str
    figures: str
    stands: bool | None
    holds: str


def _ties(ties: pd.DataFrame) -> Claim:
    left = list(ties.index[ties["tier"].abs() >= ties["all"].abs() / 2])
    return Claim(
        "engagement metrics correlate strongly with value",
        "; ".join(
            f"{name} {signed(row['all'], '.2f')} over all, {signed(row['tier'], '.2f')} inside a "
            "tier"
            for name, row in ties.iterrows()
        ),
        len(left) == len(ties),
        "yes"
        if len(left) == len(ties)
        else f"inside a tier for {', '.join(left)} only"
        if left
        else "between tiers only",
    )


def _vips(groups: pd.DataFrame, top: float) -> list[Claim]:
    held, next_to = groups.loc[[VIP, LOYAL], "share of spend"]
    share = groups.loc[VIP, "share"]
    more = bool(held > share)
    return [
        Claim(
            "VIPs bring disproportionate revenue",
            f"{share:.1%} of customers bring {held:.0%}; as many largest spenders {top:.0%}",
            more,
            "yes, being cut on spend" if more else "no",
        ),
        Claim(
            "do the VIPs carry the revenue? (our question)",
            f"VIPs {held:.0%} of the spend, Loyalists {next_to:.0%}",
            bool(held > 0.5),
            "yes" if held > 0.5 else "no: under half",
        ),
    ]


def claims(
    groups: pd.DataFrame, abandonment: Estimates, everybody: pd.Series, ties: pd.DataFrame
) -> list[Claim]:
    """The published claims one by one.

    Parameters
    ----------
    groups : DataFrame, index name
        The published partition named from its centroids: `share`, mean `Recency` and `Monetary`,
        `share of spend` and `response`.
    abandonment : Estimates
        Mean share of carts, in per cent, of the same groups.
    everybody : Series
        The same of all customers, and `top`: what as many customers as there are VIPs hold of the
        spend if the largest spenders are taken.
    ties : DataFrame, index metric
        Rank correlations with spend over `all` and inside a `tier`.
    """
    big, silent = str(groups["share"].idxmax()), str(groups["Recency"].idxmax())
    largest = groups.loc[big]
    answered = "; ".join(
        f"{groups.loc[name, 'response']:.0%} of {name}" for name in dict.fromkeys((big, silent))
    )
    least, most = (abandonment[name] for name in abandonment.value.agg(["idxmin", "idxmax"]))
    apart = most.is_above(least.high)
    return [
        Claim(
            f"{largest['share']:.1%} are at risk",
            f"they ordered {largest['Recency']:.0f} days ago (all: {everybody['Recency']:.0f}) "
            f"and spent {largest['Monetary']:,.0f} (all: {everybody['Monetary']:,.0f}); longest "
            f"silent: {silent}, {groups.loc[silent, 'Recency']:.0f} days",
            big == AT_RISK,
            "yes" if big == AT_RISK else f"no: by our reading these are {big}",
        ),
        _ties(ties),
        *(_vips(groups, everybody["top"]) if {VIP, LOYAL} <= set(groups.index) else []),
        Claim(
            f"the {largest['share']:.1%} are an opportunity for win-back",
            f"answered the campaign: {answered} (all: {everybody['response']:.0%})",
            None,
            "not supported: needs a control group",
        ),
        Claim(
            "cart abandonment varies by segment",
            f"from {with_interval(least, '.1f')} to {with_interval(most, '.1f')} per cent",
            apart,
            "yes" if apart else "no: the intervals overlap",
        ),
        Claim(
            "regulars have growth potential",
            "one table, no dates: no customer is seen twice",
            None,
            "cannot be tested",
        ),
    ]
