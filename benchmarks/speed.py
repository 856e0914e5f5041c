"""How fast the exact silhouette, the elbow and the table of k are, against the plain recipe.

    python benchmarks/speed.py [--customers 500000]

Every ratio is measured in one run on one machine against a named baseline: scikit-learn's
KMeans with ten starts in float64 on all rows, and silhouette_score on a sample of 20,000.
"""

import argparse
import os
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples, silhouette_score

from segmentation.clusters import choose_k, criteria
from segmentation.clusters.clustering import cluster
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.shop.disk import load_shop

KS = range(3, 9)
SAMPLE = 20_000


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds a call takes, and what it returns."""
    start = perf_counter()
    result = function()
    return perf_counter() - start, result


def silhouettes(values: np.ndarray, labels: np.ndarray) -> None:
    """The exact silhouette of all rows against scikit-learn's of a sample."""
    rows = np.random.default_rng(0).choice(len(values), min(SAMPLE, len(values)), replace=False)
    exact, _ = timed(lambda: criteria.silhouette_squared(values, labels))
    pairs, by_pairs = timed(
        lambda: silhouette_samples(values[rows], labels[rows], metric="sqeuclidean")
    )
    by_sums = criteria.silhouette_squared(values[rows], labels[rows])
    print(f"exact silhouette of {len(values):,} rows      {exact:8.2f} s")
    print(f"scikit-learn, sample of {len(rows):,}         {pairs:8.2f} s   {pairs / exact:.0f}×")
    print(f"largest difference on that sample     {np.abs(by_pairs - by_sums).max():.1e}\n")


def ours(matrix: pd.DataFrame, k: int) -> tuple[float, float]:
    """Inertia and exact silhouette on all rows, the way the notebooks make them."""
    values, fitted = matrix.to_numpy(), cluster(matrix, k)
    silhouette = criteria.silhouette_squared(values, fitted.labels).mean()
    return criteria.inertia(values, fitted.centroids.to_numpy()), float(silhouette)


def plain(values: np.ndarray, k: int) -> tuple[float, float]:
    """The usual recipe: ten starts on all rows, the silhouette of a sample."""
    model = KMeans(k, n_init=10, random_state=0).fit(values)
    score = silhouette_score(values, model.labels_, sample_size=SAMPLE, random_state=0)
    return float(model.inertia_), float(score)


def elbows(matrix: pd.DataFrame) -> None:
    """Elbow and silhouette for every k, both ways."""
    values = matrix.to_numpy()
    rows = []
    for k in KS:
        fast, (inertia, _) = timed(lambda k=k: ours(matrix, k))  # type: ignore[misc]
        slow, (best, _) = timed(lambda k=k: plain(values, k))  # type: ignore[misc]
        rows.append({"k": k, "ours, s": fast, "plain, s": slow, "inertia": inertia / best})
        print(f"k = {k}: ours {fast:6.2f} s, plain {slow:6.2f} s, inertia × {inertia / best:.5f}")
    table = pd.DataFrame(rows)
    ratio = table["ours, s"].sum() / table["plain, s"].sum()
    print(f"all k: {ratio:.3f} of the plain recipe's time\n")


def main() -> None:
    """Run all three comparisons and print them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--customers", type=int, default=500_000, help="customers in the shop")
    matrix = scale(
        pd.read_parquet(load_shop(parser.parse_args().customers) / "features.parquet"),
        list(NUMERIC),
    )
    print(f"{len(matrix):,} customers × {matrix.shape[1]} features, {os.cpu_count()} cores\n")
    silhouettes(matrix.to_numpy(), cluster(matrix, 5).labels)
    elbows(matrix)
    seconds, _ = timed(lambda: choose_k.table_of_k(matrix))
    print(f"whole table of k (nulls, stability, votes)  {seconds:.0f} s")


if __name__ == "__main__":
    main()
