"""Empty space between clusters: found where it is, and not where K-Means cuts one heap."""

import numpy as np
import pandas as pd

from segmentation.clusters.valleys import spread, to_the_nearest, valleys


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


def test_the_way_to_the_nearest_by_hand() -> None:
    rows = np.array([[0.0], [1.0], [10.0], [11.0], [100.0], [101.0]])
    found = to_the_nearest(rows, np.repeat([0, 1, 2], 2))
    near, far = found[:4], found[4:]  # 0 and 1 are each other's nearest, 1 is the nearest of 2
    np.testing.assert_allclose(near, [-0.05, 0.05, 0.95, 1.05])
    np.testing.assert_allclose(far, np.array([-0.5, 0.5, 89.5, 90.5]) / 90)
