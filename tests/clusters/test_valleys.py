"""Empty space between clusters: found where it is, and not where K-Means cuts one heap."""

import numpy as np
import pandas as pd

from segmentation.clusters.valleys import spread, valleys


def test_equal_values_are_spread_between_their_neighbours() -> None:
    column = np.repeat([0.0, 1.0, 3.0, 10.0], [50, 50, 50, 1])
    found = spread(column, np.random.default_rng(0))
    for value, low, high in ((0, -0.5, 0.5), (1, 0.5, 2), (3, 2, 6.5)):
        own = found[column == value]
        assert low <= own.min() and own.max() <= high
        assert len(np.unique(own)) == 50
    assert found[-1] == 10  # occurs once
    assert (spread(np.full(5, 2.0), np.random.default_rng(0)) == 2).all()


def test_far_apart_groups_have_valleys_and_one_heap_has_none(blobs: pd.DataFrame) -> None:
    labels = np.repeat(np.arange(4), 150)
    found = valleys(blobs.to_numpy(), labels)
    assert len(found) == 6 and found["valley"].all()
    assert (found["first"] < found["second"]).all()
    heap = np.random.default_rng(0).standard_normal((2_000, 3))
    cut = valleys(heap, (heap[:, 0] > 0).astype(int))
    assert not cut["valley"].any()


def test_a_lattice_of_counts_is_no_valley() -> None:
    counts = np.random.default_rng(1).poisson(4, (3_000, 1)).astype(float)
    assert not valleys(counts, (counts[:, 0] > 4).astype(int))["valley"].any()
