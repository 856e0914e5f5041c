"""The table of k that the rule in `verdict` decides by.

Every k is judged against the strictest of several nulls, and by whether its clusters come back.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from segmentation.base.parallel import in_parallel
from segmentation.clusters import criteria, nulls, strictest
from segmentation.clusters.ballot import classical
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.clusters.stability import least_jaccard
from segmentation.clusters.strictest import PLAIN
from segmentation.clusters.verdict import (
    MARGIN,
    NULL_JACCARDS,
    SLICES,
    is_natural,
)

KS = tuple(range(2, 11))
WORKING_SAMPLE = 5_000


def working_sample(matrix: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """The fixed sample of at most `WORKING_SAMPLE` rows on which nulls and refits run."""
    matrix = matrix.astype("float64").reset_index(drop=True)
    if len(matrix) <= WORKING_SAMPLE:
        return matrix
    rows = np.random.default_rng(seed).choice(len(matrix), WORKING_SAMPLE, replace=False)
    return matrix.iloc[np.sort(rows)].reset_index(drop=True)


def _largest(sample: pd.DataFrame, ks: Sequence[int], family: str) -> pd.Series:
    """The largest silhouette of a family's draws, by k."""
    return strictest.silhouettes(strictest.draws(sample, family), ks).max()


def _beside_nulls(sample: pd.DataFrame, ks: Sequence[int]) -> pd.DataFrame:
    """Silhouette and excess of every k over the largest draw of every family."""
    names = strictest.families(sample)
    largest = in_parallel([partial(_largest, sample, ks, name) for name in names])
    null = pd.DataFrame(dict(zip(names, largest, strict=True)))
    own = strictest.silhouettes([sample.to_numpy()], ks).loc[0]
    return pd.DataFrame(
        {
            "silhouette": own,
            "excess": own - null.max(axis=1),
            "explained by": null.idxmax(axis=1),
            "plain null": null[PLAIN],
            "strictest null": null.max(axis=1),
        }
    )


def _candidates(sample: pd.DataFrame, ks: Sequence[int], slices: int) -> pd.DataFrame:
    """The same of each k that no family explains, and of the number of slices, at less cost."""
    left, _ = strictest.sieve(sample, ks, MARGIN)
    left["plain null"] = _largest(sample, left.index, PLAIN)
    left["strictest null"] = left["silhouette"] - left["excess"]
    return left if slices in left.index else pd.concat([_beside_nulls(sample, [slices]), left])


def _of_one(matrix: pd.DataFrame, sample: np.ndarray, votes: bool, k: int) -> dict[str, float]:
    """What the table says of one k beside the nulls."""
    values = np.ascontiguousarray(matrix, dtype="float64")
    centres = fit_kmeans(matrix, k).to_numpy()
    criterion = classical(values, centres, sample) if votes else {}
    if k == 1:
        return {"inertia": criteria.inertia(values, centres), **criterion}
    labels = predict(values, centres)
    return {
        "jaccard": least_jaccard(sample, k),
        "inertia": criteria.inertia(values, centres),
        "silhouette of all": float(criteria.silhouette_squared(values, labels).mean()),
        **criterion,
    }


def _stability(sample: np.ndarray, k: int) -> dict[str, float]:
    return {"jaccard": least_jaccard(sample, k)}


def rank_beside_null(sample: pd.DataFrame, k: int, jaccard: float) -> int:
    """Rank of a Jaccard similarity among that and those of `NULL_JACCARDS` plain null data sets."""
    draws = strictest.draws(sample, PLAIN, NULL_JACCARDS)
    null = in_parallel([partial(least_jaccard, draw, k) for draw in draws])
    return 1 + int(np.sum(np.array(null) >= jaccard))


def excess_over(sample: pd.DataFrame, draws: Sequence[np.ndarray], k: int) -> float:
    """Silhouette at one k above the largest of draws from any null."""
    own = strictest.silhouette(sample.to_numpy(), k)
    return own - float(strictest.silhouettes(draws, [k]).to_numpy().max())


def excess_knowing(matrix: pd.DataFrame, groups: np.ndarray, k: int) -> float:
    """Excess of the silhouette at one k over a null that knows the group of each row.

    Within each group columns keep their margins and rank correlations (`nulls.copula_within`).
    Such a null can show that there is nothing beyond the groups, never that these are not real.
    """
    sample = working_sample(matrix)
    own = working_sample(pd.DataFrame({"group": groups}))["group"].to_numpy()
    draws = nulls.copula_within(sample.to_numpy(), own, np.random.default_rng(0), strictest.DRAWS)
    return excess_over(sample, draws, k)


def table_of_k(
    matrix: pd.DataFrame,
    ks: Iterable[int] = KS,
    *,
    votes: bool = True,
    whole: bool = True,
    slices: int | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Every figure the choice of k rests on.

    Silhouette, nulls, stability, gap, prediction strength and BIC use one fixed working sample,
    so that the thresholds mean the same on every data set; inertia, the silhouette of all,
    Calinski–Harabasz and Davies–Bouldin use all rows.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        Scaled features.
    ks : iterable of int
        From 2 up.
    votes : bool
        Also compute the classical criteria, which the rule does not need, and a row for k = 1,
        which some of them can choose.
    whole : bool
        False leaves out what the verdict does not turn on, which is much where there is little to
        find: the votes, what uses all rows, and every k that a null explains but `slices`.
    slices : int, optional
        The k at which stability is ranked beside the null's if no k is natural: `SLICES`, or the
        only k, by default.
    progress : bool
        Show a progress bar.

    Returns
    -------
    DataFrame, one row per k
        `silhouette` (of a fresh fit on the working sample), `excess` over the largest draw of all
        families of nulls, `explained by` (the family of that draw), `natural`, `jaccard` (of the
        least stable cluster), `jaccard rank`, `plain null` and `strictest null` (the largest
        draw of the plain family, and of all), then what uses all rows, then the votes.
    """
    ks, sample = list(ks), working_sample(matrix)
    if slices is None:
        slices = ks[0] if len(ks) == 1 else SLICES
    judged = _beside_nulls(sample, ks) if whole else _candidates(sample, ks, slices)
    values = sample.to_numpy()
    of_one = partial(_of_one, matrix, values, votes) if whole else partial(_stability, values)
    slowest_first = sorted([*judged.index, *([1] if votes and whole else [])], reverse=True)
    jobs = [partial(of_one, k) for k in slowest_first]
    rest = dict(zip(slowest_first, in_parallel(jobs, progress=progress), strict=True))
    table = judged.join(pd.DataFrame.from_dict(rest, orient="index"), how="outer")
    table.insert(3, "natural", is_natural(table))
    table.insert(4, "jaccard rank", np.nan)
    if slices in table.index and not table["natural"].any():
        rank = rank_beside_null(sample, slices, float(table.loc[slices, "jaccard"]))
        table.loc[slices, "jaccard rank"] = rank
    return table.rename_axis("k")
