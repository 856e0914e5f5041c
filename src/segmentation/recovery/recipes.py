"""Sweeps compared: which recipe leads, and where shops with and without personas meet."""

import pandas as pd

CLOSE = 0.02  # a difference of the ARI that no reader would act on


def leads(means: pd.DataFrame, usual: str) -> pd.DataFrame:
    """How far the best recipe is ahead of the usual one; overlap × feature set, in ARI.

    `means` has the index (overlap, recipe) and a column for each feature set: mean ARI over seeds.
    """
    return means.groupby(level="overlap").max() - means.xs(usual, level="recipe")


def overlaps_met(runs: pd.DataFrame) -> list[float]:
    """Overlaps where a shop with personas exceeds the strictest null by no more than one without.

    `runs` is the table `choice_of_k` with a column `excess`: that at the chosen k.
    """
    least = runs.groupby("overlap")["excess"].min()
    return [*least.index[least <= runs["without_personas.largest excess"].max()]]
