"""Criteria for k: against scikit-learn, against R, and by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples, silhouette_score

from segmentation.clusters import criteria
from segmentation.clusters.centroids import predict
from segmentation.clusters.criteria import (
    bic,
    gap,
    gap_choice,
    inertia,
    knee,
    log_within,
    prediction_strength,
    silhouette_euclidean,
    silhouette_squared,
    stratified_rows,
    uniform_reference,
)
from segmentation.clusters.kmeans import lloyd

DATA = ("separated", "overlapping", "noise")
REFERENCES = 40
SPLITS = 60

References = dict[str, pd.DataFrame]


def cloud(n: int = 300, d: int = 4, seed: int = 0) -> np.ndarray:
    """Rows without any structure."""
    return np.random.default_rng(seed).standard_normal((n, d))


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(8, 60), st.integers(1, 5))
def test_silhouette_is_scikit_learns(seed: int, k: int, n: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    values, labels = rng.standard_normal((n, d)), rng.integers(0, k, n)
    labels[:2] = 0, 1  # at least two clusters, often some with a single row
    expected = silhouette_samples(values, labels, metric="sqeuclidean")
    np.testing.assert_allclose(silhouette_squared(values, labels), expected, rtol=0, atol=1e-6)


def test_silhouette_of_clusters_that_were_found(matrix: pd.DataFrame) -> None:
    values = matrix.to_numpy()[:2_000]
    labels = predict(values, lloyd(values, 5, 0))
    expected = silhouette_samples(values, labels, metric="sqeuclidean")
    assert expected.mean() > 0.4
    np.testing.assert_allclose(silhouette_squared(values, labels), expected, rtol=0, atol=1e-6)


def test_silhouette_of_single_rows_is_zero() -> None:
    values, labels = cloud(), np.arange(300) % 3
    labels[17], labels[200] = 3, 4
    found = silhouette_squared(values, labels)
    assert found[17] == found[200] == 0
    expected = silhouette_samples(values, labels, metric="sqeuclidean")
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


def test_silhouette_takes_any_labels() -> None:
    values, labels = cloud(), np.arange(300) % 3
    named = np.array([70, -5, 1_000_000])[labels]
    np.testing.assert_array_equal(
        np.sort(silhouette_squared(values, named)), np.sort(silhouette_squared(values, labels))
    )
    np.testing.assert_allclose(
        silhouette_squared(values, named),
        silhouette_samples(values, labels, metric="sqeuclidean"), rtol=0, atol=1e-6,
    )  # fmt: skip


def test_silhouette_of_data_far_from_zero() -> None:
    values, labels = cloud(), np.arange(300) % 3
    expected = silhouette_samples(values, labels, metric="sqeuclidean")
    found = silhouette_squared(values + np.array([1e6, -1e5, 0, 1e4]), labels)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


def test_silhouette_by_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    values, labels = cloud(), np.arange(300) % 3
    whole = silhouette_squared(values, labels)
    monkeypatch.setattr(criteria, "BLOCK", 77)
    np.testing.assert_allclose(silhouette_squared(values, labels), whole, rtol=0, atol=1e-12)


def test_one_cluster_has_no_silhouette() -> None:
    with pytest.raises(ValueError, match="at least two clusters"):
        silhouette_squared(cloud(), np.zeros(300, dtype=int))


def test_inertia_is_scikit_learns(matrix: pd.DataFrame) -> None:
    fitted = KMeans(6, n_init=2, random_state=0).fit(matrix.to_numpy())
    found = inertia(matrix.to_numpy(), fitted.cluster_centers_)
    assert found == pytest.approx(fitted.inertia_, rel=1e-6)
    assert inertia(np.array([[0.0], [3.0], [10.0]]), np.array([[1.0], [8.0]])) == 1 + 4 + 4


def test_a_stratified_sample_is_proportional_with_a_minimum() -> None:
    labels = np.random.default_rng(0).permutation(np.repeat([4, 7, 9, 2], [7_000, 2_950, 45, 5]))
    rows = stratified_rows(labels, 1_000, 30, seed=1)
    assert pd.Series(labels[rows]).value_counts().to_dict() == {4: 700, 7: 295, 9: 30, 2: 5}
    assert len(np.unique(rows)) == len(rows)
    assert (np.diff(rows) > 0).all()
    assert (stratified_rows(labels, 1_000, 30, seed=1) == rows).all()
    assert (stratified_rows(labels, 1_000, 30, seed=2) != rows).any()


def test_the_usual_silhouette(matrix: pd.DataFrame) -> None:
    values = matrix.to_numpy()
    labels = predict(values, lloyd(values, 5, 0))
    exact = silhouette_score(values, labels)
    assert silhouette_euclidean(values, labels, size=10_000) == pytest.approx(exact, abs=1e-12)
    sampled = silhouette_euclidean(values, labels, size=1_500)
    assert sampled != exact
    assert sampled == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize("data", DATA)
def test_within_sums_of_squares_are_rs(
    r_data: dict[str, np.ndarray], r_reference: References, data: str
) -> None:
    for k in range(1, 7):
        theirs = r_reference["gap"].loc[(data, k), "log_w"] + np.log(2)  # R's W is half the sum
        ours = log_within(r_data[data], k, 0)
        # Up to three clusters both find the best partition; beyond, each may miss it by a hair.
        assert ours == pytest.approx(theirs, abs=1e-8 if k < 4 or data == "separated" else 0.005)


@pytest.mark.parametrize("data", DATA)
def test_gap_is_rs(
    r_data: dict[str, np.ndarray],
    r_reference: References,
    r_settings: dict[str, dict[str, int]],
    data: str,
) -> None:
    theirs = r_reference["gap"].loc[data]
    ks = theirs.index.tolist()
    ours = pd.DataFrame([gap(r_data[data], k, REFERENCES) for k in ks], ks, ["gap", "error"])
    apart = (ours["gap"] - theirs["gap"]).abs() / theirs["standard_error"]
    assert apart.max() < 4 * np.sqrt(1 / REFERENCES + 1 / r_settings["settings"]["references"])
    assert (ours["error"] / theirs["standard_error"]).between(0.6, 1.5).all()
    choice = gap_choice(ks, ours["gap"].tolist(), ours["error"].tolist())
    assert choice == r_settings["gap_choice"][data]


@pytest.mark.parametrize("data", DATA)
def test_the_one_standard_error_rule_is_rs(
    r_reference: References, r_settings: dict[str, dict[str, int]], data: str
) -> None:
    table = r_reference["gap"].loc[data]
    gaps, errors = table["gap"].tolist(), table["standard_error"].tolist()
    assert gap_choice(table.index.tolist(), gaps, errors) == r_settings["gap_choice"][data]


@pytest.mark.parametrize(
    ("gaps", "errors", "choice"),
    [
        ([0.1, 0.5, 0.9, 0.8], [0.1] * 4, 4),
        ([0.1, 0.5, 0.55, 0.8], [0.1] * 4, 3),
        ([0.1, 0.5, 0.55, 0.8], [0.01] * 4, 5),  # still rising at the end
        ([0.5, 0.75, 0.25, 0.2], [0.25, 0.25, 0.1, 0.1], 2),  # exactly one error away
        ([0.5, 0.75, 0.25, 0.2], [0.5, 0.24, 0.1, 0.1], 3),  # the error of the next k counts
    ],
)
def test_the_one_standard_error_rule_by_hand(
    gaps: list[float], errors: list[float], choice: int
) -> None:
    assert gap_choice([2, 3, 4, 5], gaps, errors) == choice


def test_the_reference_fills_the_box_along_the_principal_axes() -> None:
    rng = np.random.default_rng(0)
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    values = (rng.uniform(-1, 1, (4_000, 2)) * [10, 1]) @ turn.T + [100, -50]
    reference = uniform_reference(values, np.random.default_rng(1))
    assert reference.shape == values.shape
    turned, own = (reference - [100, -50]) @ turn, (values - [100, -50]) @ turn
    assert (np.abs(turned) <= np.abs(own).max(axis=0) + 0.1).all()
    np.testing.assert_allclose(turned.std(axis=0), [10 / 3**0.5, 1 / 3**0.5], rtol=0.05)
    assert np.corrcoef(reference.T)[0, 1] == pytest.approx(np.corrcoef(values.T)[0, 1], abs=0.03)


@pytest.mark.parametrize("data", DATA)
def test_prediction_strength_is_fpcs(
    r_data: dict[str, np.ndarray], r_reference: References, data: str
) -> None:
    for k in (2, 3, 4, 5):
        theirs = r_reference["strength"].loc[(data, k), "strength"]
        ours = prediction_strength(r_data[data], k, SPLITS)
        # Means of 60 and of 100 splits whose deviation is up to 0.2: standard error 0.033.
        assert ours == pytest.approx(theirs, abs=0.08), (data, k)
        assert (ours >= 0.8) == (theirs >= 0.8), (data, k)


def test_prediction_strength_of_one_cluster_and_of_too_many(blobs: pd.DataFrame) -> None:
    values = blobs.to_numpy()
    assert prediction_strength(values, 1) == 1
    assert prediction_strength(values, 4) == 1
    assert prediction_strength(values, 5) < 0.8
    assert prediction_strength(values, 5) == prediction_strength(values, 5)


def test_the_elbow() -> None:
    assert knee([2, 3, 4, 5, 6, 7, 8], [1_000, 600, 200, 180, 165, 155, 150]) == 4
    assert knee([2, 3, 4, 5, 6, 7, 8], [1_000, 400, 300, 240, 190, 150, 120]) == 3


def test_a_straight_line_has_no_elbow() -> None:
    assert knee([2, 3, 4, 5, 6], [500, 400, 300, 200, 100]) is None


def test_bic_is_lowest_for_the_blobs_there_are(r_data: dict[str, np.ndarray]) -> None:
    found = {k: bic(r_data["separated"], k) for k in range(1, 8)}
    assert min(found, key=found.__getitem__) == 4
    assert min(range(1, 5), key=lambda k: bic(cloud(), k)) == 1


def test_bic_by_hand() -> None:
    values = cloud(200, 3, seed=5)
    covariance = np.cov(values.T, bias=True) + 1e-3 * np.eye(3)
    fit = multivariate_normal(values.mean(axis=0), covariance).logpdf(values).sum()
    parameters = 3 + 6  # means and covariances
    assert bic(values, 1) == pytest.approx(parameters * np.log(200) - 2 * fit, rel=1e-9)
