"""The five data sets of this project, each as its own notebook clusters it, judged by one rule."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.clusters import choose_k, nulls, stability

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
        `data`, `customers`, `features` (their number), `verdict`, `k`; at that k `silhouette`,
        `permuted p95`, `copula p95` (95th percentiles of the nulls), `excess` (over the
        copula null), `excess on like rows` (with the silhouette of the working sample, on which
        the null rests), `jaccard` and `null jaccard` of the least stable cluster, `knowing`
        (excess over a null that knows the groups which the file names; NaN where it names none);
        and `verdict on like rows` and `k on like rows`.
    """
    rows = {}
    for one in sets:
        found, like, row = choose_k.short_verdict(one.matrix)
        known = (
            None if one.tiers is None else choose_k.excess_knowing(one.matrix, one.tiers, found.k)
        )
        figures = ["silhouette", "permuted p95", "copula p95", "excess", "jaccard", "null jaccard"]
        rows[one.name] = {
            "data": one.data,
            "customers": len(one.matrix),
            "features": one.matrix.shape[1],
            "verdict": found.kind,
            "k": found.k,
            **row[figures].to_dict(),
            "excess on like rows": row["silhouette of sample"] - row["copula p95"],
            "knowing": float("nan") if known is None else known,
            "verdict on like rows": like.kind,
            "k on like rows": like.k,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def come_back(
    matrix: pd.DataFrame, centres: pd.DataFrame, names: list[str], *, everybody: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How stable segments are, and how stable the clusters of copula nulls at the same k.

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
        the working sample beside as many nulls as the rule takes.

    Returns
    -------
    segments : DataFrame
        From `stability.per_segment`.
    null : DataFrame
        From `stability.null_range`.
    """
    sample, k = choose_k.working_sample(matrix), len(centres)
    if not everybody:
        copies = choose_k.null_draws(sample)[0]["copula"][: choose_k.NULL_STABILITY_DRAWS]
        return stability.per_segment(sample, centres, names), stability.null_range(copies, k)
    values, rng = np.ascontiguousarray(matrix), np.random.default_rng(0)
    correlation = nulls.copula_correlation(sample, rng)[0]
    copies = [nulls.copula(values, correlation, rng) for _ in range(NULLS_OF_ALL)]
    refit = stability.refit_all
    segments = stability.per_segment(values, centres, names, refit=refit)
    return segments, stability.null_range(copies, k, refit=refit)
