"""The five data sets of this project, each as its own notebook clusters it, judged by one rule."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.clusters import choose_k, nulls, stability, strictest

FLAGSHIP = "Flagship"
SHOWN = {FLAGSHIP: "Simulated shop"}  # what its readers call it
NULLS_OF_ALL = 2  # null data sets as large as the data


@dataclass(frozen=True)
class DataSet:
    """A scaled matrix, where it comes from, and the groups that the file itself names, as codes."""

    name: str
    data: str
    matrix: pd.DataFrame
    tiers: np.ndarray | None = None


def judged(sets: list[DataSet]) -> pd.DataFrame:
    """What the rule says of each data set, and the figures it rests on.

    Parameters
    ----------
    sets : list of DataSet

    Returns
    -------
    DataFrame, index name
        `data`, `customers`, `features` (their number), `verdict`, `k`; `at` (the k that the
        figures are of: that of the verdict, or of the slices that did not come back), there
        `silhouette`, `plain null` and `strictest null` (largest draws), `excess` (over the
        strictest), `explained by` (its family), `jaccard` of the least stable cluster and
        `jaccard rank` (beside plain null data, NaN where natural), and `knowing` (excess over a
        null that was told the groups which the file names; NaN where it names none).
    """
    rows = {}
    figures = ["silhouette", "plain null", "strictest null", "excess", "explained by", "jaccard",
               "jaccard rank"]  # fmt: skip
    for one in sets:
        found, row = choose_k.short_verdict(one.matrix)
        at = int(row.name)
        rows[one.name] = {
            "data": one.data,
            "customers": len(one.matrix),
            "features": one.matrix.shape[1],
            "verdict": found.kind,
            "k": found.k,
            "at": at,
            **row[figures].to_dict(),
            "knowing": np.nan
            if one.tiers is None
            else choose_k.excess_knowing(one.matrix, one.tiers, at),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def come_back(
    matrix: pd.DataFrame, centres: pd.DataFrame, names: list[str], *, everybody: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How stable segments are, and how stable the clusters of plain nulls at the same k.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        Scaled features.
    centres : DataFrame, shape (k, d)
        Of the model that names the segments.
    names : list of str
        One for each centroid.
    everybody : bool
        All rows, refitted as `kmeans.fit_kmeans` does, beside `NULLS_OF_ALL` nulls; otherwise
        the working sample beside as many plain nulls as the rule takes of a family.

    Returns
    -------
    segments : DataFrame
        From `stability.per_segment`.
    null : DataFrame
        From `stability.null_range`.
    """
    sample, k = choose_k.working_sample(matrix), len(centres)
    if not everybody:
        copies = strictest.draws(sample, strictest.PLAIN)
        segments = stability.per_segment(sample.to_numpy(), centres, names)
        return segments, stability.null_range(copies, k)
    values, rng = np.ascontiguousarray(matrix), np.random.default_rng(0)
    correlation, _ = nulls.copula_correlation(sample.to_numpy(), rng)
    copies = [nulls.copula(values, correlation, rng) for _ in range(NULLS_OF_ALL)]
    refit = stability.refit_all
    segments = stability.per_segment(values, centres, names, refit=refit)
    return segments, stability.null_range(copies, k, refit=refit)
