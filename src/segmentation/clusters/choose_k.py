"""The table of k that the rule in `verdict` decides by.

Every k is judged against null data without clusters, and by whether its clusters come back.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from segmentation.base.parallel import in_parallel
from segmentation.clusters import criteria, nulls
from segmentation.clusters.ballot import classical
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans, lloyd
from segmentation.clusters.stability import STABLE, bootstrap_jaccard
from segmentation.clusters.verdict import EXCESS, Verdict, at_least, decide, is_natural

KS = tuple(range(2, 11))
PERCENTILE = 95
NULL_DRAWS = 20
NULL_STABILITY_DRAWS = 4
BOOTSTRAPS = 20
WORKING_SAMPLE = 5_000


def working_sample(matrix: pd.DataFrame, seed: int = 0) -> np.ndarray:
    """The fixed sample of at most `WORKING_SAMPLE` rows on which nulls and refits run."""
    values = np.ascontiguousarray(matrix, dtype="float64")
    if len(values) <= WORKING_SAMPLE:
        return values
    rows = np.random.default_rng(seed).choice(len(values), WORKING_SAMPLE, replace=False)
    return values[np.sort(rows)]


def _fresh_silhouette(values: np.ndarray, k: int, seed: int) -> float:
    labels = predict(values, lloyd(values, k, seed))
    return float(criteria.silhouette_squared(values, labels).mean())


def _least_jaccard(sample: np.ndarray, k: int) -> float:
    """Jaccard of the least stable cluster, on data or on a null draw."""
    return float(bootstrap_jaccard(sample, lloyd(sample, k, 0), BOOTSTRAPS).min())


def _band(draws: Sequence[np.ndarray], k: int) -> np.ndarray:
    return np.array([_fresh_silhouette(draw, k, 0) for draw in draws])


def null_draws(sample: np.ndarray, seed: int = 0) -> tuple[dict[str, list[np.ndarray]], float]:
    """Draw `NULL_DRAWS` data sets from each null.

    Returns
    -------
    draws : dict
        "permuted" and "copula" → list of arrays of the sample's shape.
    difference : float
        Largest difference between a rank correlation of the data and its mean over the copula
        draws; single draws scatter around that mean by sampling error.
    """
    correlation, _ = nulls.copula_correlation(sample, np.random.default_rng([seed, 0]))
    streams = [np.random.default_rng([seed, 1 + i]) for i in range(NULL_DRAWS)]
    draws = {
        "permuted": [nulls.permuted(sample, rng) for rng in streams],
        "copula": [nulls.copula(sample, correlation, rng) for rng in streams],
    }
    mean = np.mean([nulls.spearman(draw) for draw in draws["copula"]], axis=0)
    return draws, float(np.abs(mean - nulls.spearman(sample)).max())


def excess_over(sample: np.ndarray, draws: Sequence[np.ndarray], k: int) -> float:
    """Silhouette at one k above the 95th percentile of draws from any null.

    Parameters
    ----------
    sample : array, shape (n, d)
        From `working_sample`.
    draws : sequence of array, shape (n, d)
    k : int
    """
    return _fresh_silhouette(sample, k, 0) - float(np.percentile(_band(draws, k), PERCENTILE))


def excess_knowing(matrix: pd.DataFrame, groups: np.ndarray, k: int) -> float:
    """Excess of the silhouette at one k over a null that knows the group of each row.

    Within each group columns keep their margins and rank correlations (`nulls.copula_within`).

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        In σ.
    groups : int array, shape (n,)
        In the same order of rows.
    k : int
    """
    sample = working_sample(matrix)
    own = working_sample(pd.DataFrame({"group": groups})).ravel()
    draws = nulls.copula_within(sample, own, np.random.default_rng(0), NULL_DRAWS)
    return excess_over(sample, draws, k)


def _separation(
    values: np.ndarray,
    centres: np.ndarray,
    sample: np.ndarray,
    draws: dict[str, list[np.ndarray]],
) -> dict[str, float]:
    """How well one partition separates, and what each null reaches at its k."""
    k, labels = len(centres), predict(values, centres)
    bands = {name: _band(some, k) for name, some in draws.items()}
    return {
        "inertia": criteria.inertia(values, centres),
        "silhouette": float(criteria.silhouette_squared(values, labels).mean()),
        "silhouette of sample": _fresh_silhouette(sample, k, 0),
        **{f"{name} p05": float(np.percentile(band, 5)) for name, band in bands.items()},
        **{f"{name} p95": float(np.percentile(band, PERCENTILE)) for name, band in bands.items()},
    }


def judge(
    values: np.ndarray,
    centres: np.ndarray,
    sample: np.ndarray,
    draws: dict[str, list[np.ndarray]],
) -> dict[str, float]:
    """What the rule needs to know about one partition.

    Parameters
    ----------
    values : array, shape (n, d)
        All customers, scaled.
    centres : array, shape (k, d)
        From `fit_kmeans` on all customers.
    sample : array, shape (≤ WORKING_SAMPLE, d)
        From `working_sample`.
    draws : dict
        From `null_draws`.

    Returns
    -------
    dict
        Inertia and exact squared-Euclidean silhouette on all rows, the null bands, the Jaccard
        of the least stable cluster on the data and its mean over a few draws of the copula null.
    """
    k, some = len(centres), draws["copula"][:NULL_STABILITY_DRAWS]
    return {
        **_separation(values, centres, sample, draws),
        "jaccard": _least_jaccard(sample, k),
        "null jaccard": float(np.mean([_least_jaccard(draw, k) for draw in some])),
    }


def table_of_k(
    matrix: pd.DataFrame, ks: Iterable[int] = KS, *, votes: bool = True, progress: bool = False
) -> pd.DataFrame:
    """Every figure the choice of k rests on.

    Inertia, silhouette, Calinski–Harabasz and Davies–Bouldin use all rows; null bands,
    stability, gap, prediction strength and BIC use one fixed working sample, so that the
    thresholds mean the same on every data set.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        Scaled features.
    ks : iterable of int
        From 2 up.
    votes : bool
        Also compute the classical criteria, which the rule does not need.
    progress : bool
        Show a progress bar.

    Returns
    -------
    DataFrame, one row per k
        `attrs["copula miss"]` holds the largest rank correlation the null misses.
    """
    ks = list(ks)
    values = np.ascontiguousarray(matrix, dtype="float64")
    sample = working_sample(matrix)
    draws, difference = null_draws(sample)
    fits = in_parallel([partial(fit_kmeans, matrix, k) for k in ks], progress=progress)
    centres = dict(zip(ks, [fit.to_numpy() for fit in fits], strict=True))
    slowest_first = sorted(ks, reverse=True)
    jobs = [partial(judge, values, centres[k], sample, draws) for k in slowest_first]
    if votes:
        jobs += [partial(classical, values, centres[k], sample) for k in slowest_first]
    rows: dict[int, dict[str, Any]] = {k: {} for k in ks}
    judged = in_parallel(jobs, progress=progress)
    for k, found in zip(slowest_first * (1 + votes), judged, strict=True):
        rows[k] |= found
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("k")
    table.insert(2, "excess", table["silhouette"] - table["copula p95"])
    table.insert(3, "natural", is_natural(table))
    table.attrs["copula miss"] = difference
    return table


def _settled(
    table: pd.DataFrame, sample: np.ndarray, null: Sequence[np.ndarray]
) -> tuple[Verdict, pd.DataFrame]:
    """Compute stability only for as many k as the verdict turns on.

    A k of unknown stability is taken to be stable, and to be more so than the null. The k that
    the rule would then choose is computed, until the rule chooses one that is known: all that
    the rule prefers to it are then known as well, and have failed.
    """
    table = table.copy()
    while True:
        hopeful = table.fillna({"jaccard": 1.0, "null jaccard": 0.0})
        found = decide(hopeful.assign(natural=is_natural(hopeful)))
        if table.loc[found.k, ["jaccard", "null jaccard"]].notna().all():
            return found, table
        jobs = [partial(_least_jaccard, some, found.k) for some in (sample, *null)]
        own, *nothing = in_parallel(jobs)
        table.loc[found.k, ["jaccard", "null jaccard"]] = own, float(np.mean(nothing))


def short_verdict(matrix: pd.DataFrame) -> tuple[Verdict, Verdict, pd.Series]:
    """The verdict on k = 2…10 and the row of `table_of_k` that it rests on, without the rest.

    The figures are those of the whole table, with as many draws. What the verdict does not turn
    on is left out: k = 2, which cannot win, and elsewhere the permuted null, the criteria that
    only vote, and the stability of every k that the rule does not come to.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        Scaled features.

    Returns
    -------
    verdict : Verdict
    on_like_rows : Verdict
        The same rule where the silhouette is that of a fresh fit on the working sample, on which
        the nulls rest too, instead of that of all rows.
    row : Series
        The verdict's row of the table.
    """
    ks = [k for k in KS if k > 2]
    values = np.ascontiguousarray(matrix, dtype="float64")
    sample = working_sample(matrix)
    draws, _ = null_draws(sample)
    copula = {"copula": draws["copula"]}
    fits = in_parallel([partial(fit_kmeans, matrix, k) for k in ks])
    jobs = [partial(_separation, values, fit.to_numpy(), sample, copula) for fit in fits[::-1]]
    table = pd.DataFrame(in_parallel(jobs)[::-1], index=ks)
    table["excess"] = table["silhouette"] - table["copula p95"]
    table["jaccard"] = table["null jaccard"] = np.nan
    null = draws["copula"][:NULL_STABILITY_DRAWS]
    found, table = _settled(table, sample, null)
    like = table.assign(silhouette=table["silhouette of sample"])
    like["excess"] = like["silhouette"] - like["copula p95"]
    row = table.loc[found.k].copy()
    row["permuted p95"] = float(np.percentile(_band(draws["permuted"], found.k), PERCENTILE))
    return found, _settled(like, sample, null)[0], row


def verdict_at(matrix: pd.DataFrame, k: int) -> Verdict:
    """What the rule says of one given k, and why.

    The other k are not looked at, so this says whether there is structure at this k, not whether
    k is the best choice.
    """
    table = table_of_k(matrix, [k], votes=False)
    excess, jaccard = table.loc[k, "excess"], table.loc[k, "jaccard"]
    if excess < EXCESS:
        reason = f"not separated clearly better than the null (by {excess:+.2f})"
    elif jaccard < STABLE:
        reason = (
            f"separated better than the null (by {excess:+.2f}), but one cluster does not come "
            f"back (Jaccard {at_least(jaccard)})"
        )
    else:
        reason = (
            f"separated better than the null (by {excess:+.2f}), and every cluster comes back "
            f"(Jaccard at least {at_least(jaccard)})"
        )
    found = decide(table)
    return Verdict(found.kind if found.k == k else "constructive", k, reason)
