"""The claims of the published segmentation of the engagement table, one by one."""

import pandas as pd

OURS = "do the VIPs carry the revenue? (our question)"


def _ties(ties: pd.DataFrame) -> tuple[str, str]:
    """The correlations with spend, metric by metric, and whether they hold inside a tier."""
    says = "; ".join(
        f"{name} {row['all']:+.2f} over all, {row['tier']:+.2f} inside a tier"
        for name, row in ties.iterrows()
    )
    left = ties.index[ties["tier"].abs() >= ties["all"].abs() / 2]
    if len(left) == len(ties):
        return says, "yes"
    return says, f"inside a tier for {', '.join(left)} only" if len(left) else "between tiers only"


def _vips(groups: pd.DataFrame, vip: str, loyal: str, top: float) -> list[tuple[str, str, str]]:
    held, next_to = groups.loc[[vip, loyal], "share of spend"]
    share = groups.loc[vip, "share"]
    return [
        (
            "VIPs bring disproportionate revenue",
            f"{share:.1%} of customers bring {held:.0%}; as many largest spenders {top:.0%}",
            "yes, being cut on spend" if held > share else "no",
        ),
        (
            OURS,
            f"VIPs {held:.0%} of the spend, Loyalists {next_to:.0%}",
            "yes" if held > 0.5 else "no: under half",
        ),
    ]


def _rate(group: pd.Series) -> str:
    low, high = group["abandonment low"], group["abandonment high"]
    return f"{group['abandonment']:.1f}% ({low:.1f} to {high:.1f})"


def claims(groups: pd.DataFrame, everybody: pd.Series, ties: pd.DataFrame) -> pd.DataFrame:
    """The published claims one by one, with what the table says of each.

    Parameters
    ----------
    groups : DataFrame, index name
        The published partition named from its centroids: `share`, mean `Recency` and `Monetary`,
        `share of spend`, `response`, and mean `abandonment` in per cent with its interval,
        `abandonment low` and `abandonment high`.
    everybody : Series
        The same of all customers, and `top`: what as many customers as there are VIPs hold of the
        spend if the largest spenders are taken.
    ties : DataFrame, index metric
        Rank correlations with spend over `all` and inside a `tier`.

    Returns
    -------
    DataFrame
        `claim`, `what the table says`, `holds`.
    """
    big, silent = groups["share"].idxmax(), groups["Recency"].idxmax()
    vip, loyal, risk = ("VIP Champions", "High-Value Loyalists", "At-Risk")
    largest = groups.loc[big]
    rows = [
        (
            f"{largest['share']:.1%} are at risk",
            f"they ordered {largest['Recency']:.0f} days ago (all: {everybody['Recency']:.0f}) "
            f"and spent {largest['Monetary']:,.0f} (all: {everybody['Monetary']:,.0f}); longest "
            f"silent: {silent}, {groups.loc[silent, 'Recency']:.0f} days",
            "yes" if big == risk else f"no: by our reading these are {big}",
        ),
        ("engagement metrics correlate strongly with value", *_ties(ties)),
    ]
    if vip in groups.index and loyal in groups.index:
        rows += _vips(groups, vip, loyal, everybody["top"])
    answered = "; ".join(
        f"{groups.loc[name, 'response']:.0%} of {name}" for name in dict.fromkeys((big, silent))
    )
    rows.append(
        (
            f"the {largest['share']:.1%} are an opportunity for win-back",
            f"answered the campaign: {answered} (all: {everybody['response']:.0%})",
            "not supported: needs a control group",
        )
    )
    by_carts = groups.sort_values("abandonment")
    least, most = by_carts.iloc[0], by_carts.iloc[-1]
    apart = least["abandonment high"] < most["abandonment low"]
    rows += [
        (
            "cart abandonment varies by segment",
            f"from {_rate(least)} to {_rate(most)}",
            "yes" if apart else "no: the intervals overlap",
        ),
        (
            "regulars have growth potential",
            "one table, no dates: no customer is seen twice",
            "cannot be tested",
        ),
    ]
    return pd.DataFrame(rows, columns=["claim", "what the table says", "holds"])
