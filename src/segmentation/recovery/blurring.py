"""Do the clusters find the planted personas again, and which personas blur first, and why?

Shops are simulated in memory, so that many of them leave nothing on the disk.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, permutations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.stats import t as student

from segmentation.base.errors import DataError
from segmentation.base.estimates import Estimates
from segmentation.base.parallel import in_parallel
from segmentation.clusters import agreement, centroids
from segmentation.clusters.clustering import cluster
from segmentation.features.scaling import scale
from segmentation.shop import simulate
from segmentation.shop.planted import PERSONAS, Parameters

CUSTOMERS = 20_000
PLANTED = [persona.name for persona in PERSONAS]
BLURRED = 0.05  # share of two personas' customers taken for the other, from which they are blurred
LEVEL = 0.95

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Recovered:
    """What came of many shops, means over seeds.

    Attributes
    ----------
    ari : DataFrame, overlap × seed
    called : DataFrame, index (overlap, persona), columns persona of the cluster
        Shares of the row.
    pairs : DataFrame
        `overlap`, `one`, `other`, `taken` (share of both personas' customers that lie in the
        other's cluster), `back` (the part of it that goes from `other` to `one`), `distance`.
    parted : DataFrame, index (one, other), columns features
        Share of the squared distance between the means, at the first overlap.
    strayed : DataFrame, index (kind, taken for), columns features
        How far those who go lie from their own kind, in σ, at the last overlap; NaN if nobody goes.
    """

    ari: pd.DataFrame
    called: pd.DataFrame
    pairs: pd.DataFrame
    parted: pd.DataFrame
    strayed: pd.DataFrame


@dataclass(frozen=True, eq=False, kw_only=True)
class _Shop:
    """The same of one shop."""

    overlap: float
    seed: int
    ari: float
    called: pd.DataFrame
    pairs: pd.DataFrame
    parted: pd.DataFrame
    strayed: pd.DataFrame


def small_shop(parameters: Parameters) -> dict[str, pd.DataFrame]:
    """The tables of a shop that fits into memory (`orders`, `features`, `truth`, …).

    Raises DataError beyond `simulate.CHUNK` customers.
    """
    if parameters.n_customers > simulate.CHUNK:
        raise DataError(
            f"a shop in memory has at most {simulate.CHUNK:,} customers, not "
            f"{parameters.n_customers:,}; take load_shop."
        )
    tables = simulate.simulate_chunk(0, parameters)
    return {name: table.to_pandas() for name, table in tables.items()}


def stands_for(truth: Collection[str], labels: np.ndarray) -> dict[int, str]:
    """The persona for which each cluster stands, one to one; clusters left over are left out.

    Matched for the largest number of customers in common (Hungarian method; Kuhn 1955, Naval Res.
    Logist. Q. 2). The truth itself is used, so this is the most that any naming could get.
    """
    both = pd.crosstab(np.asarray(truth), labels)
    rows, columns = linear_sum_assignment(-both.to_numpy())
    return dict(zip(both.columns[columns], both.index[rows], strict=True))


def matched(truth: Collection[str], labels: np.ndarray) -> pd.DataFrame:
    """How many customers of each persona are in the cluster that stands for each persona.

    Persona × persona; a persona without a cluster has a column of zeros.
    """
    both = pd.crosstab(np.asarray(truth), labels).rename_axis(index=None, columns=None)
    standing = stands_for(truth, labels)
    named = both[list(standing)].rename(columns=standing)
    return named.reindex(columns=both.index, fill_value=0)


def taken(called: pd.DataFrame, one: str, other: str) -> float:
    """Customers of one persona in the other one's cluster, as a share of both personas' customers.

    `called` are counts, persona × persona of the cluster.
    """
    return float(called.at[one, other] / called.loc[[one, other]].to_numpy().sum())


def distance(matrix: pd.DataFrame, first: np.ndarray, second: np.ndarray) -> float:
    """Distance between the means of two groups of rows, in standard deviations along that line.

    The deviation is the root of the mean of both groups' variances along the line that joins
    their means, which is the direction in which K-Means cuts between two clusters.
    """
    values = matrix.to_numpy()
    apart = values[first].mean(axis=0) - values[second].mean(axis=0)
    length = np.linalg.norm(apart)
    variances = [float((values[rows] @ apart).var(ddof=1)) for rows in (first, second)]
    return float(length**2 / np.sqrt(np.mean(variances)))


def strays(matrix: pd.DataFrame, truth: pd.Series, called: np.ndarray, way: Pair) -> pd.Series:
    """How far those of one persona who are called another lie from the mean of their own kind.

    `called` is the persona for which each customer's cluster stands; NaN if nobody goes that way.
    """
    kind, other = way
    of_kind = (truth == kind).to_numpy()
    return matrix[of_kind & (called == other)].mean() - matrix[of_kind].mean()


def _one_shop(overlap: float, seed: int, names: list[str], k: int, n: int, snapshot: str) -> _Shop:
    shop = small_shop(Parameters(n, seed, overlap, snapshot=snapshot))
    truth = shop["truth"]["Persona"]
    matrix = scale(shop["features"], names)
    labels = cluster(matrix, k).labels
    called = pd.Series(labels).map(stands_for(truth, labels)).fillna("nobody").to_numpy()
    counts = matched(truth, labels).loc[PLANTED, PLANTED]
    means = matrix.groupby(truth.array).mean()
    pairs, parted = [], {}
    for one, other in combinations(PLANTED, 2):
        gone, back = taken(counts, one, other), taken(counts, other, one)
        apart = distance(matrix, *((truth == name).to_numpy() for name in (one, other)))
        pairs.append({"overlap": overlap, "one": one, "other": other, "taken": gone + back,
                      "back": back, "distance": apart})  # fmt: skip
        squares = (means.loc[one] - means.loc[other]) ** 2
        parted[one, other] = squares / squares.sum()
    strayed = {way: strays(matrix, truth, called, way) for way in permutations(PLANTED, 2)}
    return _Shop(
        overlap=overlap,
        seed=seed,
        ari=agreement.recovery(truth, labels),
        called=counts.div(counts.sum(axis=1), axis=0),
        pairs=pd.DataFrame(pairs),
        parted=pd.DataFrame(parted).T,
        strayed=pd.DataFrame(strayed).T,
    )


def _mean(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Mean of tables with the same index, cell by cell, over those that have a figure there."""
    return pd.concat(tables).groupby(level=[0, 1], sort=False).mean()


def over_overlaps(
    overlaps: Sequence[float],
    seeds: Sequence[int],
    names: list[str],
    k: int,
    n: int = CUSTOMERS,
    snapshot: str = Parameters.snapshot,
) -> Recovered:
    """Recover the personas of a fresh shop of n customers for every overlap and seed.

    `names` are the features to cluster on.
    """
    jobs = [partial(_one_shop, o, s, names, k, n, snapshot) for o in overlaps for s in seeds]
    shops = in_parallel(jobs)
    ari = pd.Series({(shop.overlap, shop.seed): shop.ari for shop in shops})
    by_overlap = [pd.concat({shop.overlap: shop.called}) for shop in shops]
    pairs = pd.concat([shop.pairs for shop in shops])
    return Recovered(
        ari=ari.unstack(sort=False).rename_axis(index="overlap", columns="seed"),
        called=_mean(by_overlap).rename_axis(index=["overlap", "persona"]),
        pairs=pairs.groupby(["overlap", "one", "other"], as_index=False, sort=False).mean(),
        parted=_mean([shop.parted for shop in shops if shop.overlap == overlaps[0]]),
        strayed=_mean([shop.strayed for shop in shops if shop.overlap == overlaps[-1]]),
    )


def next_shop(ari: pd.DataFrame) -> Estimates:
    """Mean over seeds, and between which figures one more shop would lie with 95%.

    `ari` has a column for each seed. The interval is one of prediction, mean ± t · s · √(1 + 1/m)
    for m seeds, cut at 1: for another shop made in the same way. It says nothing of real shops.
    """
    seeds = ari.shape[1]
    half = student.ppf((1 + LEVEL) / 2, seeds - 1) * np.sqrt(1 + 1 / seeds) * ari.std(axis=1)
    mean = ari.mean(axis=1)
    return Estimates(mean, mean - half, (mean + half).clip(upper=1))


def _crossing(shares: pd.Series) -> float:
    """The overlap at which shares, index overlap, first reach `BLURRED`; NaN if never."""
    above = np.flatnonzero(shares >= BLURRED)
    if not len(above):
        return float("nan")
    ends = slice(max(above[0] - 1, 0), above[0] + 1)
    return float(np.interp(BLURRED, shares.iloc[ends], shares.index[ends]))


def larger_ways(pairs: pd.DataFrame) -> list[Pair]:
    """For each row of `Recovered.pairs`, from whom to whom more customers go."""
    back = pairs["back"] > pairs["taken"] / 2
    both = zip(pairs["one"], pairs["other"], back, strict=True)
    return [(other, one) if turned else (one, other) for one, other, turned in both]


def pair_table(recovered: Recovered, traits: int = 2) -> pd.DataFrame:
    """One row per pair of personas, those that are confused most at the largest overlap first.

    Returns
    -------
    DataFrame, index (one, other)
        At the largest overlap: `taken` as in `Recovered.pairs`, `kind` and `taken_for` (the way
        that more of them go) and `one_way` (the share of those who go that way). `blurred_from`
        is the overlap, read off the straight line between two that were tried (NaN: at none);
        `parted_by` the features with the largest shares of the squared distance between the
        means; `who_goes` in what, and how far, those who go the larger way differ from their own
        kind ("–": nobody goes).
    """
    pairs = recovered.pairs
    over = pairs.pivot(index=["one", "other"], columns="overlap", values="taken")
    last = pairs[pairs["overlap"] == over.columns[-1]].set_index(["one", "other"], drop=False)
    last = last.loc[over.index]
    ways, back = larger_ways(last), last["back"] / last["taken"]
    parted = [recovered.parted.loc[pair].nlargest(traits).index for pair in over.index]
    strayed = [recovered.strayed.loc[way] for way in ways]
    table = pd.DataFrame(
        {
            "taken": last["taken"],
            "kind": [kind for kind, _ in ways],
            "taken_for": [other for _, other in ways],
            "one_way": np.maximum(back, 1 - back),
            "blurred_from": [_crossing(shares) for _, shares in over.iterrows()],
            "parted_by": [", ".join(features) for features in parted],
            "who_goes": [centroids.reason(z, traits) if z.notna().any() else "–" for z in strayed],
        }
    )
    return table.sort_values("taken", ascending=False, kind="stable")
