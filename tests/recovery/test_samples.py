"""Fits and verdicts on samples, against the same by hand."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans

from segmentation.clusters.choose_k import table_of_k
from segmentation.clusters.verdict import decide
from segmentation.recovery import samples


def test_rows_are_a_sample_without_replacement() -> None:
    rows = samples.draw_rows(100, 30, 1)
    assert len(set(rows)) == 30 and (np.diff(rows) > 0).all() and rows.max() < 100
    np.testing.assert_array_equal(rows, samples.draw_rows(100, 30, 1))
    assert (rows != samples.draw_rows(100, 30, 2)).any()
    np.testing.assert_array_equal(samples.draw_rows(20, 30, 1), np.arange(20))


def test_every_row_is_drawn_equally_often() -> None:
    drawn = np.bincount(np.concatenate([samples.draw_rows(50, 10, i) for i in range(2_000)]))
    assert abs(drawn - 400).max() < 5 * (2_000 * 0.2 * 0.8) ** 0.5  # five standard deviations


def test_relabelled_by_hand(matrix: pd.DataFrame) -> None:
    found = samples.relabelled(matrix, 4, [60, 10_000], draws=2)
    assert found["customers"].tolist() == [60, 60, 5_000, 5_000]
    assert found["draw"].tolist() == [1, 2, 1, 2]
    values = matrix.to_numpy()
    whole = KMeans(4, n_init=50, random_state=0).fit(values)
    some = KMeans(4, n_init=50, random_state=1).fit(values[samples.draw_rows(5_000, 60, 1)])
    labels, again = whole.labels_, some.predict(values)
    least = min(np.mean(np.take(order, labels) != again) for order in permutations(range(4)))
    assert found["share"][0] == pytest.approx(least, abs=1e-3)
    assert found["share"][0] > 0.005
    assert found["share"][2] < 0.005  # everybody again, from other starts


def test_a_size_cut_to_everybody_counts_once(blobs: pd.DataFrame) -> None:
    found = samples.relabelled(blobs, 4, [100, 5_000, 10_000], draws=2)
    assert found["customers"].tolist() == [100, 100, 600, 600]


def test_still_moving() -> None:
    table = pd.DataFrame({"customers": [9, 9, 4, 4], "share": [0.01, 0.02, 0.3, 0.4]})
    assert samples.still_moving(table) == 0.02


def test_a_sample_of_clear_groups_labels_everybody_alike(blobs: pd.DataFrame) -> None:
    assert samples.relabelled(blobs, 4, [100], draws=3)["share"].max() == 0


def test_verdicts_are_those_of_the_rule(matrix: pd.DataFrame) -> None:
    found = samples.verdicts(matrix, [400], draws=1).iloc[0]
    table = table_of_k(matrix.iloc[samples.draw_rows(len(matrix), 400, 1)], votes=False)
    verdict = decide(table)
    assert (found["customers"], found["draw"]) == (400, 1)
    assert (found["verdict"], found["k"]) == (verdict.kind, verdict.k) == ("natural", 5)
    assert found["excess"] == pytest.approx(table.loc[5, "excess"])
    assert found["silhouette"] == pytest.approx(table.loc[5, "silhouette"])
