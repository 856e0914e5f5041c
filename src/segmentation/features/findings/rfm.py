"""Sentences of notebook 03."""

import pandas as pd

from segmentation.base.words import listed


def drift(table: pd.DataFrame) -> str:
    """Which segment's share moves most between snapshots."""
    span = table.max() - table.min()
    name = span.idxmax()
    low, high = table[name].idxmin(), table[name].idxmax()
    return (
        f"Of the three drawn **{name}** moves most, by {100 * span[name]:.1f} percentage points: "
        f"{table[name][low]:.1%} of the customers at snapshot {low}, {table[name][high]:.1%} at "
        f"{high}."
    )


def scores(used: pd.Series, cells: pd.Series, customers: int) -> str:
    """How many scores are in use and which cells are fullest."""
    full = [name for name in used.index if used[name] == 5]
    partial = [f"{name} uses only {used[name]}" for name in used.index if used[name] < 5]
    in_use = f"All five scores are in use for {listed(full)}" if full else "No score uses all five"
    ties = f"; {listed(partial)} of 5, because ties are not split" if partial else ""
    top = listed([f"{cell} ({count / customers:.1%})" for cell, count in cells.items()])
    return f"{in_use}{ties}. The fullest cells are {top}."


def cell(returning: pd.DataFrame, often: float) -> str:
    """How differently the customers of one cell, and of its whole segment, send things back.

    Parameters
    ----------
    returning : DataFrame
        Index "cell" and "segment"; `customers`, and the shares of them who return `often` and
        `never`.
    often : float
        Share of orders returned that counts as often.
    """
    one, whole = returning.loc["cell"], returning.loc["segment"]
    if not one["customers"]:
        return "So there is no cell to look into."
    return (
        f"**Of all {whole['customers']:,.0f} customers of their segment {whole['often']:.0%} "
        f"return at least {often:.0%} of their orders and {whole['never']:.0%} return nothing.** "
        "In their "
        f"own cell, which holds {one['customers']:,.0f} customers and was chosen for this pair, "
        f"the shares are {one['often']:.0%} and {one['never']:.0%}."
    )


def pair(table: pd.DataFrame, moved: float) -> str:
    """Two customers whom RFM cannot tell apart, what it misses, and whether netting helps.

    Parameters
    ----------
    table : DataFrame
        From `rules.same_cell_other_cost`, with `segment`, `net RFM` and `net segment` added.
    moved : float
        Share of all customers who change segment if Monetary is net of returns.
    """
    if len(table) < 2:
        return (
            "In this shop no such pair exists: nobody returns 60% of the orders and calls four "
            "times while another customer of the same cell does neither."
        )
    costly, easy = table.iloc[0], table.iloc[1]
    cells = [int(one["net RFM"]) for one in (costly, easy)]
    segments = [one["net segment"] for one in (costly, easy)]
    if segments[0] != segments[1]:
        netting = (
            f"Net of returns they part: {cells[0]} ({segments[0]}) and {cells[1]} ({segments[1]})"
        )
    elif cells[0] != cells[1]:
        netting = f"Net of returns they are {cells[0]} and {cells[1]}, both still in {segments[0]}"
    else:
        netting = f"Net of returns both are {cells[0]}"
    return (
        f"Both are {int(costly['RFM'])}, a cell of the segment {costly['segment']}, and ordered "
        f"for about £{costly['Monetary']:,.0f}. One returned **{costly['Return_Rate']:.0%}** of "
        f"the orders and contacted support **{int(costly['Support_Calls'])} times**; the other "
        f"returned nothing and never contacted support.\n\n{netting}; over the whole shop netting "
        f"moves {moved:.1%} of the customers into another segment, and contacts and ratings "
        f"stay invisible either way."
    )
