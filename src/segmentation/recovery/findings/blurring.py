"""What is shown and said of which planted personas blur first."""

import numpy as np
import pandas as pd

from segmentation.base.palette import short
from segmentation.base.tables import readable
from segmentation.base.words import signed


def pairs_shown(table: pd.DataFrame, overlap: float) -> pd.DataFrame:
    """The pairs that blur, from `blurring.pair_table`, as the notebook shows them."""
    shown = table.dropna(subset="blurred_from")
    over = zip(shown["kind"], shown["taken_for"], strict=True)
    heads = {
        "taken": f"taken for the other at {overlap:g}", "one_way": "share that way",
        "blurred_from": "blurred from", "parted_by": "parted by", "who_goes": "who goes over",
    }  # fmt: skip
    shown = shown[list(heads)].set_axis([f"{short(a)} → {short(b)}" for a, b in over])
    formats = {"one_way": "{:.1%}", "blurred_from": "{:.1f}"}
    return readable(shown, shares=["taken"], formats=formats).rename(columns=heads)


def blurring(called: pd.DataFrame, rank: float, overlap: float) -> str:
    """Who receives most at the last overlap, and whether the distance of the means tells so.

    `called` is persona × persona of the cluster, shares of each persona; `rank` the Spearman
    correlation over pairs of the distance and the share taken for the other.
    """
    others = called.where(~np.eye(len(called), dtype=bool))
    why = (
        "The nearer two personas, the more of them are confused"
        if rank <= -0.5
        else "The distance of the means does not rank the pairs"
    )
    return (
        f"At overlap {overlap:g} the cluster of {others.sum().idxmax()} receives most. {why} (rank "
        f"correlation {signed(rank, '.2f')} over the pairs)."
    )
