"""Sentences of notebook 04."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.features.names import SHRINKAGE


def artefact(
    profile: pd.DataFrame, kinds: pd.Series, best: int, best_shrunk: int, planted: int
) -> str:
    """Which cluster of the best k without shrinkage is none of the planted kinds.

    Parameters
    ----------
    profile : DataFrame
        Mean `Frequency` and `Return_Rate` per cluster of the best k without shrinkage.
    kinds : Series, index (cluster, persona)
        Share of each planted persona in each of these clusters.
    best, best_shrunk, planted : int
        The best k without and with shrinkage, and the number of planted kinds.
    """
    odd = profile["Return_Rate"].idxmax()
    if not best_shrunk == planted < best or profile.loc[odd, "Frequency"] >= SHRINKAGE:
        return "Here no cluster too many comes from averages of few orders."
    inside = kinds[odd].sort_values(ascending=False).head(2)
    return (
        f"**Cluster {odd} is an artefact** of averages of few orders: its customers were planted "
        f"as {listed([f'{share:.0%} {name}' for name, share in inside.items()])}."
    )
