"""The Gaussian mixture from many starts."""

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from segmentation.clusters.gaussian import gaussian_starts


def test_blobs_end_alike(blobs: pd.DataFrame) -> None:
    found = gaussian_starts(blobs, 4, starts=3)
    assert found.table["log-likelihood"].round(2).nunique() == 1
    assert adjusted_rand_score(np.repeat(range(4), 150), found.labels[0]) == 1
    assert 0.5 < found.table["narrowest"].min() < 1.1


def test_a_heap_of_equal_figures_wins_by_likelihood() -> None:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(rng.standard_normal((600, 2)), columns=["spend", "calls"])
    rows.loc[:199, "calls"] = 0.0
    found = gaussian_starts(rows, 2, starts=10)
    best = found.table.iloc[0]
    assert found.table["log-likelihood"].is_monotonic_decreasing
    assert best["in"] == "calls" and best["narrowest"] < 0.01
    assert len(found.labels) == 10 and found.labels[0].shape == (600,)
