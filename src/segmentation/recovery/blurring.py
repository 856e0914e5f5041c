"""Do the clusters find the planted personas again, and for whom are those taken that they miss?

Shops are simulated in memory, so that many of them leave nothing on the disk.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.stats import t as student

from segmentation.base.errors import DataError
from segmentation.base.estimates import Estimates
from segmentation.base.parallel import in_parallel
from segmentation.clusters import agreement
from segmentation.clusters.clustering import cluster
from segmentation.features.scaling import scale
from segmentation.shop import simulate
from segmentation.shop.planted import PERSONAS, Parameters

CUSTOMERS = 20_000
PLANTED = [persona.name for persona in PERSONAS]
LEVEL = 0.95


@dataclass(frozen=True, eq=False, kw_only=True)
class Recovered:
    """What came of many shops.

    Attributes
    ----------
    ari : DataFrame, overlap × seed
    called : DataFrame, index (overlap, persona), columns persona of the cluster
        Shares of the row, means over seeds.
    """

    ari: pd.DataFrame
    called: pd.DataFrame


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


def _one_shop(
    overlap: float, seed: int, names: list[str], k: int, n: int, snapshot: str
) -> tuple[float, pd.DataFrame]:
    """ARI, and the share of each persona in the cluster that stands for each persona."""
    shop = small_shop(Parameters(n, seed, overlap, snapshot=snapshot))
    truth = shop["truth"]["Persona"]
    labels = cluster(scale(shop["features"], names), k).labels
    counts = matched(truth, labels).loc[PLANTED, PLANTED]
    return agreement.recovery(truth, labels), counts.div(counts.sum(axis=1), axis=0)


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
    which = list(product(overlaps, seeds))
    shops = in_parallel([partial(_one_shop, *one, names, k, n, snapshot) for one in which])
    ari = pd.Series({one: shop[0] for one, shop in zip(which, shops, strict=True)})
    called = pd.concat(
        [pd.concat({overlap: shop[1]}) for (overlap, _), shop in zip(which, shops, strict=True)]
    )
    return Recovered(
        ari=ari.unstack(sort=False).rename_axis(index="overlap", columns="seed"),
        called=called.groupby(level=[0, 1], sort=False)
        .mean()
        .rename_axis(index=["overlap", "persona"]),
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
