"""Sentences of notebook 03."""

import pandas as pd

from segmentation.findings.explore import listed


def drift(table: pd.DataFrame) -> str:
    """Which segment's share moves most between snapshots."""
    span = table.max() - table.min()
    name = span.idxmax()
    return (
        f"**{name}** moves most: from {table[name].iloc[0]:.1%} of the customers at "
        f"{table.index[0]} to {table[name].iloc[-1]:.1%} at {table.index[-1]}."
    )


def scores(used: pd.Series, cells: pd.Series, customers: int) -> str:
    """How many scores are in use and which cells are fullest."""
    full = [name for name in used.index if used[name] == 5]
    partial = [f"{name} uses only {used[name]}" for name in used.index if used[name] < 5]
    in_use = f"All five scores are in use for {listed(full)}" if full else "No score uses all five"
    ties = f"; {listed(partial)} of 5, because ties are not split" if partial else ""
    top = listed([f"{cell} ({count / customers:.1%})" for cell, count in cells.items()])
    return f"{in_use}{ties}. The fullest cells are {top}."


def pair(table: pd.DataFrame) -> str:
    """Two customers whom RFM cannot tell apart, and what it misses."""
    if len(table) < 2:
        return (
            "In this shop no such pair exists: nobody returns 60% of the orders and calls four "
            "times while another customer of the same cell does neither."
        )
    costly, easy = table.iloc[0], table.iloc[1]
    return (
        f"Both are {int(costly['RFM'])} and spent about £{costly['Monetary']:,.0f}. One returned "
        f"**{costly['Return_Rate']:.0%}** of the orders and contacted support "
        f"**{int(costly['Support_Calls'])} times**; the other returned {easy['Return_Rate']:.0%} "
        f"and contacted support {int(easy['Support_Calls'])} times."
    )
