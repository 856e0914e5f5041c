"""Who a model learns from and whom it is asked about, by joining date."""

from itertools import pairwise

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError

PERIODS = 4


def forward(
    joined: pd.Series, begins: int, last: int, wait: int, periods: int = PERIODS
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Learn from who joined earlier, predict who joins later, from several cut dates.

    Parameters
    ----------
    joined : Series, shape (n,)
        Day of joining, in days since 1970-01-01.
    begins, last : int
        First and last day of joining that count.
    wait : int
        Days after joining at which a label is known. At a cut only those can be learned from whose
        label is: who joined more than `wait` days before its morning.
    periods : int
        Cuts. Between one and the next, and at the start of the training, lie as many days.

    Returns
    -------
    list of (train, test)
        Row numbers of each cut. Test customers join on its day or later, before the next cut.

    Raises
    ------
    DataError
        If the days of joining are too few, or a cut has nobody before or behind it.
    """
    length = (last + 1 - begins - wait) / (periods + 1)
    if length < 1:
        raise DataError(
            f"{last + 1 - begins:,} days of joining are too few for a forward test: it takes "
            f"{wait:,} days until a label is known, and {periods + 1} more."
        )
    edges = np.floor(begins + wait + length * np.arange(1, periods + 2)).astype(int)
    day = joined.to_numpy()
    cuts = [
        (np.flatnonzero(day + wait < cut), np.flatnonzero((day >= cut) & (day < following)))
        for cut, following in pairwise(edges)
    ]
    if not all(len(train) and len(test) for train, test in cuts):
        raise DataError("a cut date has nobody who joined before or after it; take more customers.")
    return cuts
