"""K-Means: canonical labels, one predict, the same result whatever the threads."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_info, threadpool_limits

from segmentation.base.errors import DataError
from segmentation.clusters import kmeans
from segmentation.clusters.centroids import canonical, predict, squared_distances
from segmentation.clusters.criteria import inertia
from segmentation.clusters.kmeans import compare_algorithms, fit_kmeans, lloyd

few_values = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0])  # many ties


@given(
    hnp.arrays(float, st.tuples(st.integers(1, 8), st.just(4)), elements=few_values),
    st.permutations(["Monetary", "Frequency", "Recency", "Tenure"]),
    st.randoms(use_true_random=False),
)
def test_canonical_order_forgets_the_order_of_the_fit(
    centres: np.ndarray, columns: list[str], random: object
) -> None:
    first = pd.DataFrame(centres, columns=columns)
    rows = list(range(len(first)))
    random.shuffle(rows)  # type: ignore[attr-defined]
    found = canonical(first)
    pd.testing.assert_frame_equal(found, canonical(first.iloc[rows]))
    assert found.columns.tolist() == columns
    assert sorted(map(tuple, found.to_numpy())) == sorted(map(tuple, centres))
    keys = list(zip(-found["Monetary"], -found["Frequency"], found["Recency"], strict=True))
    assert keys == sorted(keys)


def test_canonical_order_by_hand() -> None:
    centres = pd.DataFrame(
        {"Recency": [5, 4, 1, 2, 2], "Frequency": [1, 1, 3, 1, 1], "Monetary": [2, 2, 2, 9, 9],
         "Tenure": [0, 0, 0, 8, 7]}
    )  # fmt: skip
    expected = centres.iloc[[4, 3, 2, 1, 0]].reset_index(drop=True)
    pd.testing.assert_frame_equal(canonical(centres), expected)


def test_canonical_order_without_money_goes_by_the_columns() -> None:
    centres = pd.DataFrame({"views": [3, 1, 1], "carts": [0, 5, 4]})
    assert canonical(centres).to_numpy().tolist() == [[1, 4], [1, 5], [3, 0]]


def test_labels_do_not_depend_on_the_order_of_the_customers(
    blobs: pd.DataFrame, matrix: pd.DataFrame
) -> None:
    rows = np.random.default_rng(1).permutation(len(blobs))
    labels = predict(blobs, fit_kmeans(blobs, 4))
    assert (predict(blobs.iloc[rows], fit_kmeans(blobs.iloc[rows], 4)) == labels[rows]).all()
    assert np.bincount(labels).tolist() == [150] * 4
    assert blobs.groupby(labels)["Monetary"].mean().idxmax() == 0
    # Real shops have borders, where the stopping tolerance may move a row or two.
    rows = np.random.default_rng(2).permutation(len(matrix))
    labels = predict(matrix, fit_kmeans(matrix, 5))
    again = predict(matrix.iloc[rows], fit_kmeans(matrix.iloc[rows], 5))
    assert (again == labels[rows]).mean() > 0.998


def test_labels_do_not_depend_on_the_seed(matrix: pd.DataFrame) -> None:
    first = predict(matrix, fit_kmeans(matrix, 5, seed=0))
    for seed in (1, 2):
        assert (predict(matrix, fit_kmeans(matrix, 5, seed=seed)) == first).mean() > 0.998


def test_repeated_fits_are_identical(matrix: pd.DataFrame, no_structure: pd.DataFrame) -> None:
    for values in (matrix, no_structure):
        first = fit_kmeans(values, 5)
        for _ in range(2):
            pd.testing.assert_frame_equal(fit_kmeans(values, 5), first, rtol=0, atol=0)


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 7), st.integers(1, 9))
def test_predict_is_the_nearest_centroid(seed: int, n: int, k: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    values, centres = rng.standard_normal((n, d)), rng.standard_normal((k, d))
    expected = cdist(values, centres, "sqeuclidean")
    np.testing.assert_allclose(squared_distances(values, centres), expected, atol=1e-9)
    assert (predict(values, centres) == expected.argmin(axis=1)).all()
    frames = pd.DataFrame(values), pd.DataFrame(centres)
    assert (predict(*frames) == predict(values, centres)).all()


def test_ties_go_to_the_lowest_label() -> None:
    centres = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [1.0, 0.0]])
    values = np.array([[0.0, 0.0], [0.0, 0.5], [-1.0, 1.0], [-1.0, -1.0], [2.0, 0.0]])
    assert predict(values, centres).tolist() == [0, 2, 1, 1, 0]
    assert predict(values, centres[::-1]).tolist() == [0, 2, 2, 1, 0]


def test_distances_that_differ_in_the_tenth_decimal_are_ties() -> None:
    centres = np.array([[1.0 + 1e-11], [-1.0]])
    assert cdist([[0.0]], centres, "sqeuclidean").argmin() == 1
    assert predict(np.array([[0.0]]), centres).tolist() == [0]


def test_too_few_customers_are_refused(blobs: pd.DataFrame) -> None:
    with pytest.raises(DataError, match=r"k = 5 clusters need at least 5 different .* there are 3"):
        fit_kmeans(blobs.head(3), 5)
    twins = pd.concat([blobs.head(3)] * 10)
    with pytest.raises(DataError, match="there are 3; choose a smaller k"):
        fit_kmeans(twins, 4)
    assert len(fit_kmeans(twins, 3)) == 3
    with pytest.raises(DataError, match="k must be 1 or more; got 0"):
        fit_kmeans(blobs, 0)


def test_one_cluster_is_the_mean(blobs: pd.DataFrame) -> None:
    np.testing.assert_allclose(fit_kmeans(blobs, 1).iloc[0], blobs.mean(), atol=1e-12)


@pytest.mark.parametrize("k", [3, 5, 8])
def test_starting_on_a_sample_costs_no_inertia(
    matrix: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    values = matrix.to_numpy()
    seen = []

    def spied(rows: np.ndarray, *args: int) -> np.ndarray:
        seen.append(len(rows))
        return lloyd(rows, *args)

    monkeypatch.setattr(kmeans, "lloyd", spied)
    monkeypatch.setattr(kmeans, "SAMPLE", 1_500)
    centres = fit_kmeans(matrix, k)
    best = KMeans(k, n_init=10, random_state=0).fit(values).inertia_
    assert seen == [1_500]
    assert inertia(values, centres.to_numpy()) <= 1.001 * best
    pd.testing.assert_frame_equal(fit_kmeans(matrix, k), centres, rtol=0, atol=0)


def test_after_the_sample_the_fit_converges_on_all_rows(
    matrix: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kmeans, "SAMPLE", 200)
    centres = fit_kmeans(matrix, 8)
    means = matrix.groupby(predict(matrix, centres)).mean()
    assert ((centres - means) ** 2).to_numpy().sum() <= 1e-4  # scikit-learn's tolerance


def test_the_fit_is_as_good_as_scikit_learns(matrix: pd.DataFrame) -> None:
    best = KMeans(5, n_init=10, random_state=3).fit(matrix.to_numpy()).inertia_
    assert inertia(matrix.to_numpy(), fit_kmeans(matrix, 5).to_numpy()) <= 1.001 * best


def test_threads_do_not_matter(no_structure: pd.DataFrame) -> None:
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(fit_kmeans(no_structure, 6))
    pd.testing.assert_frame_equal(*found, rtol=0, atol=0)


@pytest.mark.parametrize("sample", [50_000, 300], ids=["all rows", "sample first"])
def test_fits_run_on_one_thread(
    blobs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, sample: int
) -> None:
    class Watched(KMeans):
        def fit(self, *args: object, **kwargs: object) -> KMeans:
            seen.append({pool["num_threads"] for pool in threadpool_info()})
            return super().fit(*args, **kwargs)

    seen: list[set[int]] = []
    monkeypatch.setattr(kmeans, "KMeans", Watched)
    monkeypatch.setattr(kmeans, "SAMPLE", sample)
    with threadpool_limits(2):
        fit_kmeans(blobs, 4)
        after = {pool["num_threads"] for pool in threadpool_info()}
    assert seen == [{1}] * (1 if sample > len(blobs) else 2)
    assert after == {2}


def test_five_algorithms_find_the_same_blobs(blobs: pd.DataFrame) -> None:
    table = compare_algorithms(blobs, 4, min_cluster=20)
    assert table.index.tolist() == ["K-Means", "Gaussian mixture", "Ward", "DBSCAN", "HDBSCAN"]
    assert table["groups"].tolist() == [4] * 5
    against = table[["ARI with K-Means", "ARI without noise"]]
    assert against.loc["K-Means"].isna().all()  # it agrees with itself, which says nothing
    assert (against["ARI without noise"].iloc[1:] == 1).all()
    assert (table["share noise"].head(3) == 0).all()
    assert table.loc["DBSCAN", "share noise"] > 0
    assert against.loc["DBSCAN", "ARI with K-Means"] < 1
    assert table["ARI with planted personas"].isna().all()


def test_many_equal_rows_leave_dbscan_a_radius() -> None:
    rng = np.random.default_rng(0)
    rows = np.vstack([np.zeros((400, 2)), 5 + 0.1 * rng.standard_normal((300, 2))])
    table = compare_algorithms(pd.DataFrame(rows, columns=["Recency", "Monetary"]), 2)
    assert table.loc["DBSCAN", "groups"] == 2
    assert table.loc["DBSCAN", "share noise"] < 0.5


def test_algorithms_are_compared_with_what_was_planted(blobs: pd.DataFrame) -> None:
    two_kinds = pd.Series(np.repeat(["a", "a", "b", "b"], 150))
    table = compare_algorithms(blobs, 4, min_cluster=20, truth=two_kinds)
    expected = adjusted_rand_score(two_kinds, np.repeat(range(4), 150))
    found = table["ARI with planted personas"].head(3)
    np.testing.assert_allclose(found, expected, atol=1e-12)
