"""Sentences of notebook 03."""

import pandas as pd

FEW = 0.05  # of the customers, who hardly count


def netting(moved: float, cells: pd.Series, segments: pd.Series) -> str:
    """Whether net spend tells two customers apart whom RFM puts into one cell.

    Parameters
    ----------
    moved : float
        Share of all customers who are in another segment under net spend.
    cells, segments : Series
        The cells and segments of the two under net spend; empty where there are no such two.
    """
    told = f"Hardly: **{moved:.1%}** of the customers fall into another segment."
    if moved >= FEW:
        told = f"Somewhat: **{moved:.1%}** of the customers fall into another segment."
    if len(cells) < 2:
        return told
    if segments.nunique() == 2:
        apart = "But the two of the first picture part"
    elif cells.nunique() == 2:
        apart = "The two of the first picture part, within one segment"
    else:
        apart = "The two of the first picture stay together"
    where = " and ".join(f"{cell} ({name})" for cell, name in zip(cells, segments, strict=True))
    return f"{told} {apart}: {where}. Contacts and ratings stay invisible either way."
