"""The five data sets of this project, each as its own notebook clusters it, judged by one rule."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.clusters import choose_k, nulls, stability, strictest, verdict

FLAGSHIP = "Flagship"
SHOWN = {FLAGSHIP: "Simulated shop"}  # what its readers call it
NULLS_OF_ALL = 2  # null data sets as large as the data
FIGURES = ["silhouette", "plain null", "strictest null", "excess", "explained by", "jaccard",
           "jaccard rank"]  # fmt: skip


@dataclass(frozen=True)
class DataSet:
    """A scaled matrix, where it comes from, and the groups that the file itself names, as codes."""

    name: str
    data: str
    matrix: pd.DataFrame
    tiers: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class ComeBack:
    """How stable segments are, and how stable the clusters of plain nulls at the same k.

    Attributes
    ----------
    segments : DataFrame
        From `stability.per_segment`.
    null : DataFrame
        From `stability.null_range`.
    """

    segments: pd.DataFrame
    null: pd.DataFrame


def judged(sets: list[DataSet]) -> pd.DataFrame:
    """What the rule says of each data set, and the figures it rests on.

    Returns
    -------
    DataFrame, index name
        `data`, `customers`, `features` (their number), `verdict`, `k`; `at` (the k that the
        figures are of: that of the verdict, or of the slices that did not come back), there
        `FIGURES` of `choose_k.table_of_k`, and `knowing` (excess over a null that was told the
        groups which the file names; NaN where it names none).
    """
    rows = {}
    for one in sets:
        by_k = choose_k.table_of_k(one.matrix, whole=False)
        found = verdict.decide(by_k)
        row = verdict.deciding_row(by_k, found)
        at = int(row.name)
        rows[one.name] = {
            "data": one.data,
            "customers": len(one.matrix),
            "features": one.matrix.shape[1],
            "verdict": found.kind,
            "k": found.k,
            "at": at,
            **row[FIGURES].to_dict(),
            "knowing": np.nan
            if one.tiers is None
            else choose_k.excess_knowing(one.matrix, one.tiers, at),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def kind_at(matrix: pd.DataFrame, k: int, row: pd.Series) -> str:
    """The verdict on k clusters: that of a row of `judged`, or at another k one of its own."""
    if k == row["k"]:
        return str(row["verdict"])
    return verdict.decide(choose_k.table_of_k(matrix, [k], votes=False), asked=k).kind


def come_back(
    matrix: pd.DataFrame,
    centroids: pd.DataFrame,
    names: Sequence[str],
    *,
    everybody: bool = False,
) -> ComeBack:
    """Bootstrap the segments of a model, a name for each centroid, and null data beside them.

    On the working sample, beside as many plain nulls as the rule takes of a family; with
    `everybody` on all rows, refitted as `kmeans.fit_kmeans` does, beside `NULLS_OF_ALL` nulls.
    """
    sample, k = choose_k.working_sample(matrix), len(centroids)
    if not everybody:
        copies = strictest.draws(sample, strictest.PLAIN)
        segments = stability.per_segment(sample.to_numpy(), centroids, names)
        return ComeBack(segments, stability.null_range(copies, k))
    values, rng = np.ascontiguousarray(matrix), np.random.default_rng(0)
    correlation, _ = nulls.copula_correlation(sample.to_numpy(), rng)
    copies = [nulls.copula(values, correlation, rng) for _ in range(NULLS_OF_ALL)]
    refit = stability.refit_all
    segments = stability.per_segment(values, centroids, names, refit=refit)
    return ComeBack(segments, stability.null_range(copies, k, refit=refit))
