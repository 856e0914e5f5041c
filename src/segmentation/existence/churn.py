"""Who changes segment if the model is fitted on other customers?"""

from functools import partial

import numpy as np
import pandas as pd

from segmentation.base.parallel import in_parallel
from segmentation.clusters.agreement import moved
from segmentation.clusters.clustering import cluster


def label_churn(matrix: pd.DataFrame, k: int, draws: int = 10, seed: int = 0) -> np.ndarray:
    """Share of customers who change segment if the model is fitted on another half of them, sorted.

    Each draw splits the customers at random, fits K-Means afresh on either half, and lets both
    models label everybody.
    """
    return np.sort(in_parallel([partial(_one_split, matrix, k, seed, i) for i in range(draws)]))


def _one_split(matrix: pd.DataFrame, k: int, seed: int, draw: int) -> float:
    order = np.random.default_rng([seed, draw]).permutation(len(matrix))
    first, second = np.array_split(order, 2)
    return moved(*(cluster(matrix.iloc[half], k, draw).predict(matrix) for half in (first, second)))


def churn_table(matrices: dict[str, pd.DataFrame], k: int, draws: int = 10) -> pd.DataFrame:
    """Label churn of several data sets, each at the size of every data set that is no larger.

    Returns
    -------
    DataFrame, index (data set, customers), the largest size first
        `mean` share of customers who change segment, `low` and `high` (the least and the most
        over draws; the halves of different draws share customers, so this is the spread of the
        split, no interval), and `who`: the mean in customers.
    """
    sizes = sorted({len(matrix) for matrix in matrices.values()}, reverse=True)
    rows = {}
    for name, matrix in matrices.items():
        for size in (size for size in sizes if size <= len(matrix)):
            sample = matrix if size == len(matrix) else matrix.sample(size, random_state=0)
            shares = label_churn(sample, k, draws)
            rows[name, size] = {"mean": shares.mean(), "low": shares[0], "high": shares[-1],
                                "who": shares.mean() * size}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["data", "customers"])
