"""Sentences on which personas are found again, and which blur first."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed
from segmentation.recovery.blurring import BLURRED

ONE_WAY = 0.8  # share of those confused who go the same way, from which the traffic is one-way


def recovered(band: pd.DataFrame, seeds: int, customers: int, default: float) -> str:
    """How recovery falls with overlap.

    Parameters
    ----------
    band : DataFrame, index overlap
        From `blurring.next_shop`.
    seeds, customers : int
        Shops for each overlap, customers of each.
    default : float
        The overlap of the committed shop.
    """
    last = band.index[-1]
    start = band.index[(band.index.to_series() - default).abs().argmin()]
    said = [
        f"{band.loc[o, 'mean']:.2f} at overlap {o:g} ({band.loc[o, 'low']:.2f} to "
        f"{band.loc[o, 'high']:.2f})"
        for o in dict.fromkeys([start, last])
    ]
    return (
        f"The adjusted Rand index is {listed(said)}, mean over {seeds} fresh shops of "
        f"{customers:,} customers each. The band is a 95% prediction interval: where one more "
        "shop simulated in the same way would lie. It holds the chance of the simulation, and "
        "nothing of whether real shops are like it."
    )


def blurring(table: pd.DataFrame, called: pd.DataFrame, rank: float, overlap: float) -> str:
    """Which pairs blur first, and which way their customers go.

    Parameters
    ----------
    table : DataFrame, index (one, other)
        From `blurring.pair_table`.
    called : DataFrame, persona × persona of the cluster
        Shares of each persona, at the last overlap.
    rank : float
        Spearman correlation over pairs of the distance and the share taken for the other, at
        the last overlap.
    overlap : float
        The last one.
    """
    first = table.dropna(subset="blurred from").sort_values("blurred from", kind="stable")
    if first.empty:
        return f"At no overlap tried are {BLURRED:.0%} of any two personas taken for each other."
    row = first.iloc[0]
    later = [
        f"{one['from']} for {one['to']} ({one['blurred from']:.1f})"
        for _, one in first.iloc[1:].iterrows()
    ]
    text = (
        f"**{row['from']} are taken for {row['to']} first**: from overlap "
        f"{row['blurred from']:.1f} at least {BLURRED:.0%} of the two lie in the other's cluster. "
        + (f"Then {listed(later)}. " if later else "")
        + f"The other {len(table) - len(first)} of {len(table)} pairs stay below. "
    )
    least = first["share that way"].min()
    text += (
        f"The traffic is one-way: in every one of these pairs at least {int(100 * least)}% go that "
        "way. "
        if least >= ONE_WAY
        else f"The traffic is not always one-way: only {least:.0%} go that way between "
        f"{listed(list(first['share that way'].idxmin()))}. "
    )
    others = called.where(~np.eye(len(called), dtype=bool))
    receiver = str(others.sum().idxmax())
    share = others[receiver].dropna()
    text += (
        f"At overlap {overlap:g} the cluster of {receiver} receives most: {share.min():.0%} "
        f"({share.idxmin()}) to {share.max():.0%} ({share.idxmax()}) of every other persona. "
    )
    why = (
        "The nearer two personas, the more of them are confused"
        if rank <= -0.5
        else "The distance of the means does not rank the pairs"
    )
    signed = f"{rank:+.2f}".replace("-", "−")
    return text + f"{why} (rank correlation {signed} over the pairs, at that overlap)."
