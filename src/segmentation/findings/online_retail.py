"""Sentences of the Online Retail case."""

import pandas as pd


def cleaning(funnel: pd.DataFrame) -> str:
    """How many lines survive, and which step costs most."""
    before = funnel.loc[funnel["Part"] == "in", "Lines"].sum()
    dropped = funnel[funnel["Part"] == "dropped"]
    worst = dropped.loc[dropped["Lines"].idxmax()]
    kept = before - dropped["Lines"].sum()
    return (
        f"**{kept:,} of {before:,} lines** are kept ({kept / before:.0%}). Most are lost to "
        f"*{worst['Step']}*: {worst['Lines']:,}."
    )


def orders_made(orders: pd.DataFrame, matching: pd.DataFrame, customers: int) -> str:
    """How many orders there are, how much of them came back, and who has none.

    Parameters
    ----------
    orders, matching : DataFrame
        From the source.
    customers : int
        Customers of the kept lines, cancellations included.
    """
    total = matching.iloc[-1]
    return (
        f"**{len(orders):,} orders of {orders['customer_id'].nunique():,} customers**, "
        f"£{orders['amount'].sum():,.0f} gross, of which £{orders['returned_amount'].sum():,.0f} "
        f"came back. Of {total['Units']:,.0f} cancelled units "
        f"{total['Units_Matched'] / total['Units']:.0%} found the purchase they undo. "
        f"{customers - orders['customer_id'].nunique()} customers have cancellations only, so no "
        f"order, and drop out."
    )


def real_segments(profile: pd.DataFrame, verdict: str) -> str:
    """Which segment carries the spend, with the caveat that the verdict asks for."""
    spend = profile["share of spend, net"]
    top = spend.idxmax()
    caveat = (
        ""
        if verdict == "natural"
        else " The borders are ours, not the customers': next to each lie people on the other side."
    )
    return (
        f"**{top}**: {profile.loc[top, 'share']:.0%} of the customers, {spend[top]:.0%} of the "
        f"net spend.{caveat}"
    )


def policy(moved: float, emptied: int) -> str:
    """What counting returns changes."""
    return (
        f"Counting net instead of gross spend, {moved:.1%} of the customers change segment; "
        f"{emptied} sent back everything they ever ordered."
    )
