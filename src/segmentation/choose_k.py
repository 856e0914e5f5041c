"""The table of k and the rule that decides, stated before the table is looked at.

A k is *natural* if its silhouette exceeds the 95th percentile of the copula null by `EXCESS`
and its least stable cluster reaches a bootstrap Jaccard of `stability.STABLE`. The verdict
follows Dolnicar, Grün & Leisch (2018, Market Segmentation Analysis, ch. 2): natural clusters,
else reproducible slices of a continuum, else a construction.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from joblib import cpu_count
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score
from tqdm import tqdm

from segmentation import criteria, nulls
from segmentation.cluster import fit_kmeans, lloyd, predict, single_thread
from segmentation.stability import STABLE, bootstrap_jaccard

KS = tuple(range(2, 11))
EXCESS = 0.05
PERCENTILE = 95
NULL_DRAWS = 20
NULL_STABILITY_DRAWS = 4
BOOTSTRAPS = 20
WORKING_SAMPLE = 5_000
REPRODUCIBLE = range(3, 8)
STRONG_PREDICTION = 0.8


@dataclass(frozen=True)
class Verdict:
    """The rule's decision: `kind` is natural, reproducible or constructive."""

    kind: str
    k: int
    reason: str


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


def _null_stability(draws: list[np.ndarray], k: int) -> float:
    """Mean over a few null draws of their least stable cluster's Jaccard."""
    return float(
        np.mean([bootstrap_jaccard(draw, lloyd(draw, k, 0), BOOTSTRAPS).min() for draw in draws])
    )


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
    band = [_fresh_silhouette(draw, k, 0) for draw in draws]
    return _fresh_silhouette(sample, k, 0) - float(np.percentile(band, PERCENTILE))


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
        of the least stable cluster on the data and on the copula null.
    """
    k, labels = len(centres), predict(values, centres)
    bands = {
        name: np.array([_fresh_silhouette(draw, k, 0) for draw in some])
        for name, some in draws.items()
    }
    return {
        "inertia": criteria.inertia(values, centres),
        "silhouette": float(criteria.silhouette_squared(values, labels).mean()),
        "silhouette of sample": _fresh_silhouette(sample, k, 0),
        **{f"{name} p05": float(np.percentile(band, 5)) for name, band in bands.items()},
        **{f"{name} p95": float(np.percentile(band, PERCENTILE)) for name, band in bands.items()},
        "jaccard": float(bootstrap_jaccard(sample, lloyd(sample, k, 0), BOOTSTRAPS).min()),
        "null jaccard": _null_stability(draws["copula"][:NULL_STABILITY_DRAWS], k),
    }


def _votes_of(values: np.ndarray, centres: np.ndarray, sample: np.ndarray) -> dict[str, float]:
    """The classical criteria at one k, beside the rule."""
    k, labels = len(centres), predict(values, centres)
    gap, error = criteria.gap(sample, k)
    return {
        "euclidean silhouette": criteria.silhouette_euclidean(values, labels),
        "calinski-harabasz": float(calinski_harabasz_score(values, labels)),
        "davies-bouldin": float(davies_bouldin_score(values, labels)),
        "gap": gap,
        "gap error": error,
        "prediction strength": criteria.prediction_strength(sample, k),
        "bic": criteria.bic(sample, k),
    }


def _in_parallel(jobs: Sequence[Callable[[], Any]], progress: bool) -> list[Any]:
    """Run the jobs on all cores; scikit-learn lets go of the interpreter lock while it fits."""
    # The outer limit keeps one job that ends from freeing the threads of another.
    with single_thread(), ThreadPoolExecutor(cpu_count()) as pool:
        running = [pool.submit(job) for job in jobs]
        return [f.result() for f in tqdm(running, unit=" fit", disable=not progress)]


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
    fits = _in_parallel([partial(fit_kmeans, matrix, k) for k in ks], progress)
    centres = dict(zip(ks, [fit.to_numpy() for fit in fits], strict=True))
    slowest_first = sorted(ks, reverse=True)
    jobs = [partial(judge, values, centres[k], sample, draws) for k in slowest_first]
    if votes:
        jobs += [partial(_votes_of, values, centres[k], sample) for k in slowest_first]
    rows: dict[int, dict[str, Any]] = {k: {} for k in ks}
    for k, found in zip(slowest_first * (1 + votes), _in_parallel(jobs, progress), strict=True):
        rows[k] |= found
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("k")
    table.insert(2, "excess", table["silhouette"] - table["copula p95"])
    table.insert(3, "natural", (table["excess"] >= EXCESS) & (table["jaccard"] >= STABLE))
    table.attrs["copula miss"] = difference
    return table


def _at_least(value: float) -> str:
    """Two decimals, rounded down, so that "at least" is true of what is written."""
    return f"{math.floor(100 * value + 1e-9) / 100:.2f}"


def decide(table: pd.DataFrame) -> Verdict:
    """Apply the rule to a table of k; k = 2 is shown but cannot win.

    Parameters
    ----------
    table : DataFrame
        From `table_of_k`: `silhouette`, `excess`, `natural`, `jaccard`, `null jaccard` by k.

    Returns
    -------
    Verdict
    """
    allowed = table[table.index > 2]
    natural = allowed[allowed["natural"]]
    if len(natural):
        k = int(natural["silhouette"].idxmax())
        row = natural.loc[k]
        return Verdict(
            "natural",
            k,
            f"the highest silhouette among the natural k ({row['silhouette']:.2f}, "
            f"{row['excess']:.2f} above the null's 95th percentile; every cluster comes back, "
            f"Jaccard at least {_at_least(row['jaccard'])})",
        )
    repeatable = allowed[
        allowed.index.isin(REPRODUCIBLE)
        & (allowed["jaccard"] >= STABLE)
        & (allowed["jaccard"] > allowed["null jaccard"])
    ]
    if len(repeatable):
        k = int(repeatable.index.max())
        jaccard, null = repeatable.loc[k, ["jaccard", "null jaccard"]]
        return Verdict(
            "reproducible",
            k,
            f"no k is natural; {k} is the largest up to {max(REPRODUCIBLE)} whose least stable "
            f"cluster comes back (Jaccard {jaccard:.3f}), more so than on the null ({null:.3f}). "
            f"It is taken for detail, not because it separates: its silhouette differs from the "
            f"null's 95th percentile by {repeatable.loc[k, 'excess']:+.3f}",
        )
    return Verdict(
        "constructive", 4, "no k is natural and none comes back; the rules segment, k = 4 stands by"
    )


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
            f"back (Jaccard {_at_least(jaccard)})"
        )
    else:
        reason = (
            f"separated better than the null (by {excess:+.2f}), and every cluster comes back "
            f"(Jaccard at least {_at_least(jaccard)})"
        )
    found = decide(table)
    return Verdict(found.kind if found.k == k else "constructive", k, reason)


def votes(table: pd.DataFrame) -> pd.Series:
    """The k each criterion would choose; None where a criterion has no answer.

    Parameters
    ----------
    table : DataFrame
        From `table_of_k` with `votes=True`.

    Returns
    -------
    Series
        Criterion → k.
    """
    ks = [int(k) for k in table.index]
    strong = [k for k in ks if table.loc[k, "prediction strength"] >= STRONG_PREDICTION]
    return pd.Series(
        {
            "our rule": decide(table).k,
            "elbow (kneedle)": criteria.knee(ks, table["inertia"].tolist()),
            "silhouette (squared)": int(table["silhouette"].idxmax()),
            "silhouette (Euclidean)": int(table["euclidean silhouette"].idxmax()),
            "gap (1-SE)": criteria.gap_choice(
                ks, table["gap"].tolist(), table["gap error"].tolist()
            ),
            "prediction strength": max(strong, default=None),
            "Calinski–Harabasz": int(table["calinski-harabasz"].idxmax()),
            "Davies–Bouldin": int(table["davies-bouldin"].idxmin()),
            "BIC (Gaussian mixture)": int(table["bic"].idxmin()),
        },
        name="k",
        dtype=object,
    )
