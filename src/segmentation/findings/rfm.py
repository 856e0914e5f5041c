"""Sentences of notebook 03."""

import pandas as pd

from segmentation.findings.explore import listed


def drift(table: pd.DataFrame) -> str:
    """Which segment's share moves most between snapshots."""
    span = table.max() - table.min()
    name = span.idxmax()
    low, high = table[name].idxmin(), table[name].idxmax()
    return (
        f"Of the three drawn **{name}** moves most: between {table[name][low]:.1%} of the "
        f"customers (snapshot {low}) and {table[name][high]:.1%} ({high})."
    )


def scores(used: pd.Series, cells: pd.Series, customers: int) -> str:
    """How many scores are in use and which cells are fullest."""
    full = [name for name in used.index if used[name] == 5]
    partial = [f"{name} uses only {used[name]}" for name in used.index if used[name] < 5]
    in_use = f"All five scores are in use for {listed(full)}" if full else "No score uses all five"
    ties = f"; {listed(partial)} of 5, because ties are not split" if partial else ""
    top = listed([f"{cell} ({count / customers:.1%})" for cell, count in cells.items()])
    return f"{in_use}{ties}. The fullest cells are {top}."


def pair(table: pd.DataFrame, same_cell: pd.Series) -> str:
    """Two customers whom RFM cannot tell apart, and what it misses.

    Parameters
    ----------
    table : DataFrame
        From `rules.same_cell_other_cost`.
    same_cell : Series
        Return_Rate of all customers of that cell.
    """
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
        f"and contacted support {int(easy['Support_Calls'])} times. The two are chosen to be "
        f"extreme, but of the {len(same_cell):,} customers of that cell "
        f"{(same_cell >= 0.3).mean():.0%} return at least 30% of their orders, and "
        f"{(same_cell == 0).mean():.0%} return nothing."
    )
