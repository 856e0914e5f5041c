"""Sweeps compared: which recipe leads, and where shops with and without personas meet."""

import pandas as pd

CLOSE = 0.02  # a difference of the ARI that no reader would act on


def leads(means: pd.DataFrame, usual: str) -> pd.DataFrame:
    """How far the best recipe is ahead of the usual one; overlap × feature set, in ARI.

    Parameters
    ----------
    means : DataFrame
        As in `prepared`.
    usual : str
        A recipe.
    """
    return means.groupby(level="overlap").max() - means.xs(usual, level="recipe")


def overlaps_met(runs: pd.DataFrame) -> tuple[list[float], bool]:
    """Where a shop with personas exceeds the strictest null by no more than one without any can.

    Parameters
    ----------
    runs : DataFrame
        The table `choice_of_k` with a column `excess`: that at the chosen k.

    Returns
    -------
    overlaps : list of float
        Rising; empty if there is no such overlap.
    is_widest : bool
        Whether it is the widest overlap that was tried, and no other.
    """
    least = runs.groupby("overlap")["excess"].min()
    beaten = [*least.index[least <= runs["without_personas.largest excess"].max()]]
    return beaten, beaten == [least.index.max()]
