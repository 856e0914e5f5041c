"""Do the clusters find the planted personas again, and which personas blur first, and why?

Shops are simulated in memory, so that many of them leave nothing on the disk.
"""

from collections.abc import Collection, Sequence
from functools import partial
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.stats import t as student

from segmentation import personas, simulate, validate
from segmentation.cluster import fit_kmeans, predict
from segmentation.parallel import in_parallel
from segmentation.planted import PERSONAS, Parameters
from segmentation.scaling import scale
from segmentation.schemas import DataError

CUSTOMERS = 20_000
PLANTED = [persona.name for persona in PERSONAS]
BLURRED = 0.05  # share of two personas' customers that swap, from which they count as blurred
LEVEL = 0.95

Pair = tuple[str, str]


class Recovered(NamedTuple):
    """What came of many shops."""

    ari: pd.DataFrame  # overlap × seed
    called: pd.DataFrame  # (overlap, persona) × persona of the cluster: shares of the row
    pairs: pd.DataFrame  # overlap, one, other, swapped, distance
    parted: pd.DataFrame  # (one, other) × feature: share of the squared distance
    strayed: pd.DataFrame  # (one, other) × feature: how far the swapped lie from their own kind, σ


def small_shop(parameters: Parameters) -> dict[str, pd.DataFrame]:
    """The tables of a shop that fits into memory, nothing written.

    Parameters
    ----------
    parameters : Parameters
        At most `simulate.CHUNK` customers.

    Returns
    -------
    dict
        As `shop.load_shop` would write them: `orders`, `features`, `truth`, ….

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


def swapped(called: pd.DataFrame, one: str, other: str) -> float:
    """Share of two personas' customers that lie in the other one's cluster.

    Parameters
    ----------
    called : DataFrame
        Counts of all customers, persona × persona of the cluster.
    one, other : str
    """
    both = called.loc[[one, other]]
    across = both.at[one, other] + both.at[other, one]
    return float(across / both.to_numpy().sum())


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


def strays(matrix: pd.DataFrame, truth: pd.Series, own: np.ndarray, pair: Pair) -> pd.Series:
    """How far the customers that swap between two personas lie from the mean of their own.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
    truth : Series, shape (n,)
    own : array of str, shape (n,)
        Persona for which each customer's cluster stands.
    pair : tuple of str

    Returns
    -------
    Series, index feature
        Mean over all that swap, in the direction from the first persona to the second (the
        other way round for those who go from the second to the first); zeros if nobody swaps.
    """
    total, count = pd.Series(0.0, matrix.columns), 0
    for sign, (kind, taken_for) in zip((1, -1), (pair, pair[::-1]), strict=True):
        mine = (truth == kind).to_numpy()
        gone = mine & (own == taken_for)
        if gone.any():
            total += sign * (matrix[gone].sum() - gone.sum() * matrix[mine].mean())
            count += gone.sum()
    return total / max(count, 1)


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
    rows, parted, strayed = [], {}, {}
    for pair in combinations(called.index, 2):
        who = [(truth == name).to_numpy() for name in pair]
        rows.append((overlap, *pair, swapped(called, *pair), distance(matrix, *who)))
        squares = (means.loc[pair[0]] - means.loc[pair[1]]) ** 2
        parted[pair] = squares / squares.sum()
        strayed[pair] = strays(matrix, truth, own, pair)
    pairs = pd.DataFrame(rows, columns=["overlap", "one", "other", "swapped", "distance"])
    by_pair = pd.DataFrame(parted).T, pd.DataFrame(strayed).T
    return validate.recovery(truth, labels), called, pairs, *by_pair


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
        that of the last.
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
        sum(shop[4] for shop in last) / len(last),
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


def pair_table(found: Recovered, traits: int = 2) -> pd.DataFrame:
    """One row per pair of personas, those that swap most at the largest overlap first.

    Parameters
    ----------
    found : Recovered
    traits : int
        How many of the features that part a pair are named.

    Returns
    -------
    DataFrame, index (one, other)
        `distance at {overlap}` for the first and the last, one column `share swapped at
        {overlap}` for each, the overlap from which a pair is blurred (`blurred from`, read off
        the straight line between two overlaps; NaN: at none), `parted by`: the features with
        the largest shares of the squared distance between the means, and `who goes over`: in
        what, and how far, those of the first persona who are taken for the second differ from
        their own kind (and the other way round for those who go the other way).
    """
    wide = found.pairs.pivot(index=["one", "other"], columns="overlap", values="swapped")
    far = found.pairs.pivot(index=["one", "other"], columns="overlap", values="distance")
    overlaps = list(wide.columns)
    table = wide.rename(columns=lambda overlap: f"share swapped at {overlap:g}")
    table.columns.name = None
    for place, overlap in enumerate((overlaps[0], overlaps[-1])):
        table.insert(place, f"distance at {overlap:g}", far[overlap])
    table["blurred from"] = [_crossing(shares) for _, shares in wide.iterrows()]
    table["parted by"] = [
        ", ".join(found.parted.loc[pair].nlargest(traits).index) for pair in table.index
    ]
    table["who goes over"] = [
        personas.reason(found.strayed.loc[pair], traits) for pair in table.index
    ]
    last = wide[overlaps[-1]].sort_values(ascending=False, kind="stable")
    return table.loc[last.index]
