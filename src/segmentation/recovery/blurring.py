"""Do the clusters find the planted personas again, and which personas blur first, and why?

Shops are simulated in memory, so that many of them leave nothing on the disk.
"""

from collections.abc import Collection, Sequence
from functools import partial
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.stats import t as student

from segmentation.base.errors import DataError
from segmentation.base.parallel import in_parallel
from segmentation.clusters import agreement, centroids
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.scaling import scale
from segmentation.shop import simulate
from segmentation.shop.planted import PERSONAS, Parameters

CUSTOMERS = 20_000
PLANTED = [persona.name for persona in PERSONAS]
BLURRED = 0.05  # share of two personas' customers taken for the other, from which they are blurred
LEVEL = 0.95

Pair = tuple[str, str]


class Recovered(NamedTuple):
    """What came of many shops."""

    ari: pd.DataFrame  # overlap × seed
    called: pd.DataFrame  # (overlap, persona) × persona of the cluster: shares of the row
    pairs: pd.DataFrame  # overlap, one, other, taken, back, distance
    parted: pd.DataFrame  # (one, other) × feature: share of the squared distance
    strayed: pd.DataFrame  # (kind, taken for) × feature: how far they lie from their own kind, σ


def small_shop(parameters: Parameters) -> dict[str, pd.DataFrame]:
    """The tables of a shop that fits into memory, nothing written.

    Parameters
    ----------
    parameters : Parameters
        At most `simulate.CHUNK` customers.

    Returns
    -------
    dict
        As `disk.load_shop` would write them: `orders`, `features`, `truth`, ….

    Raises
    ------
    DataError
        If there are more customers.
    """
    if parameters.n_customers > simulate.CHUNK:
        raise DataError(
            f"a shop in memory has at most {simulate.CHUNK:,} customers, not "
            f"{parameters.n_customers:,}; take load_shop."
        )
    tables = simulate.simulate_chunk(0, parameters)
    return {name: table.to_pandas() for name, table in tables.items()}


def stands_for(truth: Collection[str], labels: np.ndarray) -> dict[int, str]:
    """The persona for which each cluster stands, one to one.

    Clusters are matched for the largest number of customers in common (Hungarian method; Kuhn
    1955, Naval Res. Logist. Q. 2). The truth itself is used, so this is the most that any naming
    could get.

    Parameters
    ----------
    truth : collection of str, shape (n,)
    labels : int array, shape (n,)

    Returns
    -------
    dict
        Label → persona; clusters that are left over stand for nobody and are left out.
    """
    both = pd.crosstab(np.asarray(truth), labels)
    rows, columns = linear_sum_assignment(-both.to_numpy())
    return dict(zip(both.columns[columns], both.index[rows], strict=True))


def matched(truth: Collection[str], labels: np.ndarray) -> pd.DataFrame:
    """How many customers of each persona are in the cluster that stands for each persona.

    Parameters
    ----------
    truth, labels
        As in `stands_for`.

    Returns
    -------
    DataFrame of int, persona × persona
        A persona without a cluster has a column of zeros.
    """
    both = pd.crosstab(np.asarray(truth), labels).rename_axis(index=None, columns=None)
    standing = stands_for(truth, labels)
    found = both[list(standing)].rename(columns=standing)
    return found.reindex(columns=both.index, fill_value=0)


def taken(called: pd.DataFrame, one: str, other: str) -> float:
    """Customers of one persona in the other one's cluster, as a share of both personas' customers.

    Parameters
    ----------
    called : DataFrame
        Counts of all customers, persona × persona of the cluster.
    one, other : str
    """
    return float(called.at[one, other] / called.loc[[one, other]].to_numpy().sum())


def distance(matrix: pd.DataFrame, first: np.ndarray, second: np.ndarray) -> float:
    """Distance between the means of two groups, in standard deviations along that line.

    The deviation is the root of the mean of both groups' variances along the line that joins
    their means, which is the direction in which K-Means cuts between two clusters.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
    first, second : bool array, shape (n,)
    """
    values = matrix.to_numpy()
    apart = values[first].mean(axis=0) - values[second].mean(axis=0)
    length = np.linalg.norm(apart)
    variances = [float((values[rows] @ apart).var(ddof=1)) for rows in (first, second)]
    return float(length**2 / np.sqrt(np.mean(variances)))


def strays(matrix: pd.DataFrame, truth: pd.Series, own: np.ndarray, way: Pair) -> pd.Series:
    """How far those of one persona who are taken for another lie from the mean of their own.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
    truth : Series, shape (n,)
    own : array of str, shape (n,)
        Persona for which each customer's cluster stands.
    way : tuple of str
        The persona they are of, and the one they are taken for.

    Returns
    -------
    Series, index feature
        NaN if there are none.
    """
    mine = (truth == way[0]).to_numpy()
    return matrix[mine & (own == way[1])].mean() - matrix[mine].mean()


def _one_shop(
    overlap: float, seed: int, names: list[str], k: int, n: int, snapshot: str
) -> tuple[float, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    shop = small_shop(Parameters(n, seed, overlap, snapshot=snapshot))
    truth = shop["truth"]["Persona"]
    matrix = scale(shop["features"], names)
    labels = predict(matrix, fit_kmeans(matrix, k))
    standing = stands_for(truth, labels)
    own = pd.Series(labels).map(standing).fillna("nobody").to_numpy()
    called = matched(truth, labels).loc[PLANTED, PLANTED]
    means = matrix.groupby(truth.array).mean()
    rows, parted = [], {}
    for pair in combinations(called.index, 2):
        who = [(truth == name).to_numpy() for name in pair]
        gone, back = taken(called, *pair), taken(called, *pair[::-1])
        rows.append((overlap, *pair, gone + back, back, distance(matrix, *who)))
        squares = (means.loc[pair[0]] - means.loc[pair[1]]) ** 2
        parted[pair] = squares / squares.sum()
    strayed = {way: strays(matrix, truth, own, way) for way in permutations(called.index, 2)}
    pairs = pd.DataFrame(rows, columns=["overlap", "one", "other", "taken", "back", "distance"])
    by_pair = pd.DataFrame(parted).T, pd.DataFrame(strayed).T
    return agreement.recovery(truth, labels), called, pairs, *by_pair


def over_overlaps(
    overlaps: Sequence[float],
    seeds: Sequence[int],
    names: list[str],
    k: int,
    n: int = CUSTOMERS,
    snapshot: str = Parameters.snapshot,
) -> Recovered:
    """Recover the personas of a fresh shop for every overlap and seed.

    Parameters
    ----------
    overlaps : sequence of float
    seeds : sequence of int
    names : list of str
        Features to cluster on.
    k : int
    n : int
        Customers of each shop.
    snapshot : str

    Returns
    -------
    Recovered
        All but `ari` are means over seeds; `parted` is that of the first overlap, `strayed`
        that of the last, over the shops in which somebody goes that way. Of `pairs`, `taken` is
        the share of the two personas' customers that lie in the other's cluster, `back` the
        part of it that goes from `other` to `one`.
    """
    jobs = [partial(_one_shop, o, s, names, k, n, snapshot) for o in overlaps for s in seeds]
    found = in_parallel(jobs)
    by_overlap = {o: found[i * len(seeds) : (i + 1) * len(seeds)] for i, o in enumerate(overlaps)}
    ari = pd.DataFrame({o: [shop[0] for shop in some] for o, some in by_overlap.items()}).T
    shares = {
        o: sum(shop[1].div(shop[1].sum(axis=1), axis=0) for shop in some) / len(some)
        for o, some in by_overlap.items()
    }
    pairs = pd.concat([shop[2] for shop in found])
    pairs = pairs.groupby(["overlap", "one", "other"], as_index=False, sort=False).mean()
    first, last = by_overlap[overlaps[0]], by_overlap[overlaps[-1]]
    return Recovered(
        ari.set_axis(list(seeds), axis=1).rename_axis(index="overlap", columns="seed"),
        pd.concat(shares, names=["overlap", "persona"]),
        pairs,
        sum(shop[3] for shop in first) / len(first),
        pd.concat([shop[4] for shop in last]).groupby(level=[0, 1], sort=False).mean(),
    )


def next_shop(ari: pd.DataFrame) -> pd.DataFrame:
    """Mean over seeds, and between which figures one more shop would lie with 95%.

    Parameters
    ----------
    ari : DataFrame, overlap × seed

    Returns
    -------
    DataFrame, index overlap
        `mean`, `low`, `high`: a prediction interval, mean ± t · s · √(1 + 1/m) for m seeds, cut
        at 1. It is for another shop made in the same way, and says nothing of real shops.
    """
    seeds = ari.shape[1]
    half = student.ppf((1 + LEVEL) / 2, seeds - 1) * np.sqrt(1 + 1 / seeds) * ari.std(axis=1)
    mean = ari.mean(axis=1)
    return pd.DataFrame({"mean": mean, "low": mean - half, "high": (mean + half).clip(upper=1)})


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


def pair_table(found: Recovered, traits: int = 2) -> pd.DataFrame:
    """One row per pair of personas, those that are confused most at the largest overlap first.

    Parameters
    ----------
    found : Recovered
    traits : int
        How many of the features that part a pair are named.

    Returns
    -------
    DataFrame, index (one, other)
        `share taken for the other at {overlap}`, one column for each; `from` and `to`: the way
        that more of them go at the largest overlap, and `share that way`, of those who go;
        the overlap from which a pair is blurred (`blurred from`, read off the straight line
        between two overlaps; NaN: at none); `parted by`: the features with the largest shares of
        the squared distance between the means; and `who goes over`: in what, and how far, those
        who go the larger way differ from their own kind ("–": nobody goes).
    """
    wide = found.pairs.pivot(index=["one", "other"], columns="overlap", values="taken")
    last = found.pairs[found.pairs["overlap"] == wide.columns[-1]]
    last = last.set_index(["one", "other"], drop=False).loc[wide.index]
    ways, back = larger_ways(last), last["back"] / last["taken"]
    table = wide.rename(columns=lambda overlap: f"share taken for the other at {overlap:g}")
    table.columns.name = None
    table["from"], table["to"] = [way[0] for way in ways], [way[1] for way in ways]
    table["share that way"] = np.maximum(back, 1 - back)
    table["blurred from"] = [_crossing(shares) for _, shares in wide.iterrows()]
    parted = [found.parted.loc[pair].nlargest(traits).index for pair in table.index]
    table["parted by"] = [", ".join(features) for features in parted]
    far = [found.strayed.loc[way] for way in ways]
    table["who goes over"] = [centroids.reason(z, traits) if z.notna().any() else "–" for z in far]
    return table.loc[last["taken"].sort_values(ascending=False, kind="stable").index]
