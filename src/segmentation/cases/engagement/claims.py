"""The published claims on the engagement table, one by one, in words."""

import pandas as pd

from segmentation.base.words import signed
from segmentation.cases.engagement.kinds import AT_RISK, VIP

CANNOT = "cannot be told"


def claims(groups: pd.DataFrame, everybody: pd.Series, tie: pd.Series) -> pd.DataFrame:
    """What the file says of each published claim, and whether the claim `holds`.

    Parameters
    ----------
    groups : DataFrame, index name
        The published partition named from its centroids: `share`, mean `Recency`, `share of spend`
        and `response`.
    everybody : Series
        `Recency` and `response` of all customers, and `top`: what as many customers as there are
        VIPs hold of the spend if the largest spenders are taken.
    tie : Series
        Rank correlation of clicks with spend over `all` and inside a `tier`.

    Returns
    -------
    DataFrame, index claim
    """
    big = str(groups["share"].idxmax())
    largest = groups.loc[big]
    size = f"{largest['share']:.1%}"
    inside = abs(tie["tier"]) >= abs(tie["all"]) / 2
    rows = {
        f"{size} are at risk": (
            f"ordered {largest['Recency']:.0f} days ago, all customers {everybody['Recency']:.0f}",
            "yes" if big == AT_RISK else f"no: by our reading these are {big}",
        ),
        "engagement goes with value": (
            f"clicks and spend: {signed(tie['all'], '.2f')} over all, "
            f"{signed(tie['tier'], '.2f')} inside a tier",
            "yes" if inside else "between tiers only",
        ),
        f"the {size} are an opportunity for win-back": (
            f"{largest['response']:.0%} answered the campaign, of all {everybody['response']:.0%}",
            f"{CANNOT}: nobody was left alone",
        ),
        "regulars have growth potential": (
            "no dates: nobody is seen twice",
            CANNOT,
        ),
    }
    if VIP in groups.index:
        share, held = groups.loc[VIP, ["share", "share of spend"]]
        rows["VIPs bring disproportionate revenue"] = (
            f"{share:.1%} of customers bring {held:.0%}; as many largest spenders "
            f"{everybody['top']:.0%}",
            "yes, being cut on spend" if held > share else "no",
        )
    return pd.DataFrame.from_dict(rows, orient="index", columns=["the file says", "holds"])
