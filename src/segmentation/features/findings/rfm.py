"""Sentences of notebook 03."""

import pandas as pd

from segmentation.base.words import listed


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
        Index "cell" and "segment"; `customers`, and the shares of them who return `often` (that
        share of their orders or more) and `never`.
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


def netting(pair: pd.DataFrame) -> str:
    """Whether net spend tells two customers apart whom RFM puts into one cell.

    Parameters
    ----------
    pair : DataFrame
        From `rules.same_cell_other_cost`, with `net RFM` and `net segment` added.
    """
    if len(pair) < 2:
        return (
            "In this shop no such pair exists: nobody returns 60% of the orders and calls four "
            "times while another customer of the same cell does neither."
        )
    (one, other), (segment, other_segment) = pair["net RFM"].astype(int), pair["net segment"]
    if segment != other_segment:
        apart = f"Net of returns they part: {one} ({segment}) and {other} ({other_segment})"
    elif one != other:
        apart = f"Net of returns they are {one} and {other}, both still in {segment}"
    else:
        apart = f"Net of returns both are {one}"
    return f"{apart}; contacts and ratings stay invisible either way."
