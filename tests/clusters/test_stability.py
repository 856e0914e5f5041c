"""Bootstrap stability: Jaccard by hand, clusterboot in R, Hennig's readings."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from segmentation.clusters import kmeans, stability
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import lloyd
from segmentation.clusters.stability import (
    STABLE,
    beside_null,
    bootstrap_jaccard,
    jaccard,
    jaccard_draws,
    null_range,
    per_segment,
    reading,
    refit_all,
)

DRAWS = 120


def test_jaccard_by_hand() -> None:
    first = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
    second = np.array([1, 1, 1, 0, 0, 0, 0, 2, 2, 1])
    # {0,1,2,3} with {0,1,2,9}: 3 of 5; {4,5,6} with {3,4,5,6}: 3 of 4; {7,8,9} with {7,8}: 2 of 3
    assert jaccard(first, second).tolist() == [3 / 5, 3 / 4, 2 / 3]
    assert jaccard(first, first).tolist() == [1, 1, 1]


def test_a_label_that_does_not_occur_has_no_similarity() -> None:
    found = jaccard(np.array([0, 0, 2]), np.array([0, 1, 1]))
    assert found[0] == 0.5
    assert np.isnan(found[1])
    assert found[2] == 0.5


labellings = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(labellings, st.permutations(range(4)))
def test_jaccard_is_the_best_over_sets_whatever_their_numbers(
    pairs: list[tuple[int, int]], names: list[int]
) -> None:
    first, second = np.array(pairs).T
    found = jaccard(first, second)
    for label in np.unique(first):
        own = set(np.flatnonzero(first == label))
        others = [set(np.flatnonzero(second == other)) for other in np.unique(second)]
        best = max(len(own & other) / len(own | other) for other in others)
        assert found[label] == pytest.approx(best)
    np.testing.assert_array_equal(jaccard(first, np.array(names)[second]), found)


@pytest.mark.parametrize("data", ["separated", "overlapping", "noise"])
def test_stability_is_what_clusterboot_finds(
    r_data: dict[str, np.ndarray], r_reference: dict[str, pd.DataFrame], data: str
) -> None:
    values, reference = r_data[data], r_reference["jaccard"]
    for k in (2, 3, 4, 5):
        theirs = reference[(reference["data"] == data) & (reference["k"] == k)]
        centres = lloyd(values, k, 0)
        apart = cdist(centres, theirs[["x", "y"]])
        assert sorted(apart.argmin(axis=1)) == list(range(k))
        expected = theirs["jaccard"].to_numpy()[apart.argmin(axis=1)]
        found = bootstrap_jaccard(values, centres, DRAWS)
        # Means of 120 and of 200 draws whose deviation is up to 0.2: standard error 0.023.
        np.testing.assert_allclose(found, expected, rtol=0, atol=0.06, err_msg=f"{data} {k}")


def test_separated_clusters_come_back_and_a_wrong_k_does_not(
    r_data: dict[str, np.ndarray],
) -> None:
    values = r_data["separated"]
    assert bootstrap_jaccard(values, lloyd(values, 4, 0)).min() == 1
    assert bootstrap_jaccard(values, lloyd(values, 6, 0)).min() < STABLE


def test_the_figures_belong_to_the_centroids_asked_about(r_data: dict[str, np.ndarray]) -> None:
    values = r_data["overlapping"]
    centres = lloyd(values, 5, 0)
    first = bootstrap_jaccard(values, centres)
    assert np.ptp(first) > 0.1
    turned = bootstrap_jaccard(values, centres[::-1])
    np.testing.assert_array_equal(turned, first[::-1])
    np.testing.assert_array_equal(bootstrap_jaccard(values, centres), first)
    assert not np.array_equal(bootstrap_jaccard(values, centres, seed=1), first)


def test_every_refit_starts_afresh_on_distinct_rows(
    blobs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def spied(rows: np.ndarray, k: int, seed: int) -> np.ndarray:
        seen.append((len(rows), len(np.unique(rows, axis=0)), k, seed))
        return lloyd(rows, k, seed)

    monkeypatch.setattr(stability, "lloyd", spied)
    bootstrap_jaccard(blobs.to_numpy(), lloyd(blobs.to_numpy(), 4, 0), 10)
    sizes = [rows for rows, _, _, _ in seen]
    assert all(rows == distinct for rows, distinct, _, _ in seen)
    assert [(k, seed) for _, _, k, seed in seen] == [(4, draw) for draw in range(10)]
    assert np.mean(sizes) == pytest.approx(len(blobs) * (1 - np.exp(-1)), rel=0.03)


def test_a_cluster_that_a_draw_misses_is_left_out_of_its_mean() -> None:
    values = np.array([[0.0], [0.1], [0.2], [0.3], [9.0], [9.1], [9.2], [50.0]])
    centres = np.array([[0.15], [9.1], [50.0]])
    assert predict(values, centres).tolist() == [0, 0, 0, 0, 1, 1, 1, 2]
    found = bootstrap_jaccard(values, centres, 20)
    assert np.isfinite(found).all()
    assert found[2] == 1  # the lone row is its own cluster whenever it is drawn
    assert found[:2].min() < 1


@pytest.mark.parametrize(
    ("similarity", "words"),
    [
        (1.0, "highly stable"),
        (0.85, "highly stable"),
        (0.849, "stable"),
        (0.75, "stable"),
        (0.749, "a pattern"),
        (0.60, "a pattern"),
        (0.599, "not to be trusted"),
        (0.501, "not to be trusted"),
        (0.499, "dissolved"),
        (0.0, "dissolved"),
    ],
)
def test_hennigs_readings(similarity: float, words: str) -> None:
    assert reading(similarity) == words


# Segment by segment, and with many rows


def test_draws_are_the_same_on_one_core_and_on_all(r_data: dict[str, np.ndarray]) -> None:
    values = r_data["overlapping"]
    centres = lloyd(values, 4, 0)
    one_by_one = jaccard_draws(values, centres, 6)
    assert one_by_one.shape == (6, 4)
    np.testing.assert_array_equal(jaccard_draws(values, centres, 6, parallel=True), one_by_one)
    np.testing.assert_array_equal(
        bootstrap_jaccard(values, centres, 6), np.nanmean(one_by_one, axis=0)
    )


def test_refits_as_for_many_rows_find_the_same_stability(
    r_data: dict[str, np.ndarray], r_reference: dict[str, pd.DataFrame]
) -> None:
    # Fifty starts instead of ten find the same best cut of so few rows.
    values, reference = r_data["separated"], r_reference["jaccard"]
    centres = lloyd(values, 4, 0)
    own = jaccard_draws(values, centres, 10)
    np.testing.assert_array_equal(jaccard_draws(values, centres, 10, refit=refit_all), own)
    theirs = reference[(reference["data"] == "separated") & (reference["k"] == 4)]["jaccard"]
    np.testing.assert_allclose(own.mean(axis=0), theirs, rtol=0, atol=0.02)


def test_refits_of_many_rows_start_afresh_in_a_sample(
    blobs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kmeans, "SAMPLE", 100)
    started = []

    def spied(rows: np.ndarray, k: int, seed: int, n_init: int) -> np.ndarray:
        started.append((len(rows), seed, n_init))
        return lloyd(rows, k, seed, n_init)

    monkeypatch.setattr(kmeans, "lloyd", spied)
    values = blobs.to_numpy()
    found = jaccard_draws(values, lloyd(values, 4, 0), 3, refit=refit_all)
    assert started == [(100, draw, kmeans.STARTS) for draw in range(3)]
    assert (found == 1).all()


def test_per_segment_by_hand(r_data: dict[str, np.ndarray]) -> None:
    values = r_data["overlapping"]
    centres = pd.DataFrame(lloyd(values, 3, 0), columns=["x", "y"])
    draws = jaccard_draws(values, centres.to_numpy(), 5)
    table = per_segment(values, centres, ["a", "b", "c"], 5)
    assert table.index.tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(table["jaccard"], draws.mean(axis=0))
    deviation = np.sqrt(((draws - draws.mean(axis=0)) ** 2).sum(axis=0) / 4)
    np.testing.assert_allclose(table["error"], deviation / np.sqrt(5))
    labels = predict(values, centres)
    assert table["share"].tolist() == [(labels == i).mean() for i in range(3)]
    assert table["reading"].tolist() == [reading(value) for value in table["jaccard"]]


def test_the_range_of_a_null(r_data: dict[str, np.ndarray]) -> None:
    nulls = [r_data["noise"], r_data["separated"]]
    table = null_range(nulls, 4, 5)
    for row, null in enumerate(nulls):
        own = bootstrap_jaccard(null, lloyd(null, 4, 0), 5)
        assert table.loc[row].tolist() == [own.min(), own.max()]
    assert table.loc[1].tolist() == [1, 1]
    assert table.loc[0, "least"] < table.loc[0, "most"] < 1


def test_segments_beside_their_null() -> None:
    segments = pd.DataFrame(
        {"share": [1.0], "jaccard": [0.9], "error": [0.01], "reading": ["highly stable"]},
        index=["a"],
    )
    table = beside_null(segments, pd.DataFrame({"least": [0.4, 0.7], "most": [0.8, 0.9]}))
    assert table.index.tolist() == ["a", "null data: least stable", "null data: most stable"]
    np.testing.assert_allclose(table["jaccard"], [0.9, 0.55, 0.85])
    assert list(table) == ["share", "jaccard"]
    assert table["share"].isna().tolist() == [False, True, True]
