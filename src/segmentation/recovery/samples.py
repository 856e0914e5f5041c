"""How many customers are enough: fits and verdicts on samples, compared with the whole shop."""

from collections.abc import Iterable
from functools import partial

import numpy as np
import pandas as pd

from segmentation.base.parallel import in_parallel
from segmentation.clusters.agreement import moved
from segmentation.clusters.choose_k import table_of_k
from segmentation.clusters.clustering import cluster
from segmentation.clusters.verdict import decide, deciding_row

DRAWS = 5
UNSETTLED = 0.05  # share of customers whose label the random starts decide


def draw_rows(n: int, size: int, draw: int) -> np.ndarray:
    """Row numbers of one random sample without replacement, sorted; shape (min(size, n),)."""
    rng = np.random.default_rng([size, draw])
    return np.sort(rng.choice(n, min(size, n), replace=False))


def _labels(matrix: pd.DataFrame, k: int, size: int, draw: int) -> np.ndarray:
    """Labels of everybody from K-Means fitted on one sample."""
    return cluster(matrix.iloc[draw_rows(len(matrix), size, draw)], k, draw).predict(matrix)


def relabelled(
    matrix: pd.DataFrame, k: int, sizes: Iterable[int], draws: int = DRAWS
) -> pd.DataFrame:
    """Share of all customers who get another label if K-Means is fitted on a sample only.

    The scale is that of everybody, so that only the centroids differ.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
    k : int
    sizes : iterable of int
        Customers in a sample; larger ones are cut to n, which leaves other random starts. A size
        that comes twice counts once.
    draws : int
        Samples of each size.

    Returns
    -------
    DataFrame
        One row per sample: `customers`, `draw` and `share`, the clusters matched for the largest
        overlap with those of the fit on everybody.
    """
    everybody = cluster(matrix, k).labels
    distinct = dict.fromkeys(min(size, len(matrix)) for size in sizes)
    cases = [(size, draw) for size in distinct for draw in range(1, draws + 1)]
    again = in_parallel([partial(_labels, matrix, k, *case) for case in cases])
    table = pd.DataFrame(cases, columns=["customers", "draw"])
    return table.assign(share=[moved(everybody, labels) for labels in again])


def still_moving(table: pd.DataFrame) -> float:
    """The largest share that a fit on the largest sample still labels otherwise.

    Above `UNSETTLED`, more customers have not settled the labels.
    """
    return float(table.loc[table["customers"] == table["customers"].max(), "share"].max())


def verdicts(matrix: pd.DataFrame, sizes: Iterable[int], draws: int) -> pd.DataFrame:
    """The verdict of the rule on `draws` random samples of each size, one row per sample.

    `customers`, `draw`, `verdict`, `k`, and `excess` and `silhouette` at this k.
    """
    rows = []
    for size in sizes:
        for draw in range(1, draws + 1):
            sample = matrix.iloc[draw_rows(len(matrix), size, draw)]
            by_k = table_of_k(sample, whole=False)
            found = decide(by_k)
            row = deciding_row(by_k, found)
            figures = {"excess": row["excess"], "silhouette": row["silhouette"]}
            place = {"customers": len(sample), "draw": draw}
            rows.append(place | {"verdict": found.kind, "k": found.k} | figures)
    return pd.DataFrame(rows)
