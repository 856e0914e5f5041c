"""Principal components against scikit-learn, the sign rule, and what a map hides, by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_samples

from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.clusters.projection import (
    closest_on_map,
    distance_by_component,
    explained,
    fit_pca,
    hidden_by_map,
    loadings,
    on_map,
)


def box(a: float, b: float, c: float) -> pd.DataFrame:
    """The corners of a box: its components are its edges, the longest first."""
    signs = np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T
    return pd.DataFrame(signs * [a, b, c], columns=["x", "y", "z"], dtype="float64")


def test_components_are_scikit_learns_up_to_sign(matrix: pd.DataFrame) -> None:
    ours, plain = fit_pca(matrix), PCA(svd_solver="full").fit(matrix.to_numpy())
    np.testing.assert_allclose(np.abs(ours.components_), np.abs(plain.components_), atol=1e-8)
    same = (ours.components_ * plain.components_).sum(axis=1)
    np.testing.assert_allclose(np.abs(same), 1, atol=1e-10)
    np.testing.assert_allclose(ours.explained_variance_, plain.explained_variance_, rtol=1e-9)


@given(st.integers(0, 10_000), st.integers(2, 6))
def test_the_largest_loading_of_each_component_is_positive(seed: int, features: int) -> None:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.standard_normal((30, features)) @ rng.random((features, features)))
    weights = fit_pca(frame).components_
    biggest = np.abs(weights).argmax(axis=1)
    assert (weights[np.arange(features), biggest] > 0).all()
    np.testing.assert_allclose(weights @ weights.T, np.eye(features), atol=1e-9)
    np.testing.assert_allclose(fit_pca(-frame).components_, weights, atol=1e-7)


def test_loadings_name_features_and_components(matrix: pd.DataFrame) -> None:
    model, features = fit_pca(matrix), list(matrix.columns)
    table = loadings(model, features)
    assert table.index.tolist() == features
    assert table.columns.tolist() == ["PC1", "PC2", "PC3"]
    assert table.loc["Monetary", "PC2"] == model.components_[1, features.index("Monetary")]
    assert loadings(fit_pca(box(3, 2, 1), 2), ["x", "y", "z"]).shape == (3, 2)


def test_explained_variance_by_hand() -> None:
    # Variances 4 : 2 : 1 along the edges, whatever the number of corners.
    table = explained(fit_pca(box(2, 2**0.5, 1)))
    np.testing.assert_allclose(table["share"], [4 / 7, 2 / 7, 1 / 7], rtol=1e-12)
    np.testing.assert_allclose(table["total"], [4 / 7, 6 / 7, 1], rtol=1e-12)
    assert table.index.tolist() == ["PC1", "PC2", "PC3"]


def test_coordinates_are_scikit_learns_up_to_sign(matrix: pd.DataFrame) -> None:
    points = on_map(fit_pca(matrix), matrix)
    assert points.shape == (len(matrix), 2)
    np.testing.assert_allclose(np.abs(points), np.abs(PCA(2).fit_transform(matrix)), atol=1e-8)
    np.testing.assert_array_equal(on_map(fit_pca(matrix), matrix.to_numpy(), 3)[:, :2], points)


def test_coordinates_count_from_the_mean() -> None:
    shifted = box(3, 2, 1).add([10, 20, 30])
    points = on_map(fit_pca(shifted), pd.DataFrame([[13, 22, 31], [10, 20, 30]]))
    np.testing.assert_allclose(points, [[3, 2], [0, 0]], atol=1e-12)


def test_a_map_of_all_features_hides_nothing(matrix: pd.DataFrame) -> None:
    two = matrix[["Recency", "Monetary"]]
    lost = hidden_by_map(two, fit_kmeans(two, 4), fit_pca(two))
    assert lost["share misplaced on the map"] == 0
    assert lost["silhouette on the map"] == pytest.approx(lost["silhouette in all features"])


def test_clusters_behind_each_other_are_hidden() -> None:
    # Two flat clouds, one above the other in z, which the map of x and y does not see.
    rng = np.random.default_rng(0)
    plane = rng.uniform(-30, 30, (200, 2))
    frame = pd.DataFrame(plane, columns=["x", "y"]).assign(z=np.tile([-5.0, 5.0], 100))
    centres = pd.DataFrame({"x": [0.0, 0.5], "y": [0.0, 0.0], "z": [-5.0, 5.0]})
    model, labels = fit_pca(frame), predict(frame, centres)
    lost = hidden_by_map(frame, centres, model)
    for name, points in (("in all features", frame), ("on the map", on_map(model, frame))):
        expected = silhouette_samples(points, labels, metric="sqeuclidean").mean()
        assert lost[f"silhouette {name}"] == pytest.approx(expected)
    # On the map only x ≷ 0.25 decides, which half of the customers get wrong.
    wrong = np.mean((frame["x"] > 0.25).to_numpy() != (labels == 1))
    assert lost["share misplaced on the map"] == pytest.approx(wrong, abs=0.02)
    assert lost["share misplaced on the map"] > 0.4


def test_the_pair_whose_distance_shrinks_most() -> None:
    # Map = x and y. The distances on it and in full: 6.71 and 7.81; 6 and 6; 3 and 5.
    centres = pd.DataFrame({"x": [6.0, 0, 0], "y": [0.0, 3, 0], "z": [0.0, 4, 0]})
    found = closest_on_map(centres, fit_pca(box(9, 8, 1)))
    assert (found["first"], found["second"]) == (1, 2)
    assert found["on the map"] == pytest.approx(3)
    assert found["in all features"] == pytest.approx(5)


def test_the_closest_pair_need_not_be_the_nearest() -> None:
    near_but_true = {"x": [0.0, 1, 20, 20], "y": [0.0, 0, 0, 5], "z": [0.0, 0, -4, 8]}
    found = closest_on_map(pd.DataFrame(near_but_true), fit_pca(box(9, 8, 1)))
    assert (found["first"], found["second"]) == (2, 3)


def test_the_pair_on_another_map() -> None:
    # Map = x and z. The distances on it and in full: 7.21 and 7.81; 6 and 6; 4 and 5.
    centres = pd.DataFrame({"x": [6.0, 0, 0], "y": [0.0, 3, 0], "z": [0.0, 4, 0]})
    model = fit_pca(box(9, 8, 1))
    found = closest_on_map(centres, model, (0, 2))
    assert (found["first"], found["second"]) == (1, 2)
    assert found["on the map"] == pytest.approx(4)
    np.testing.assert_allclose(
        on_map(model, centres, (2, 0)), on_map(model, centres, 3)[:, [2, 0]], atol=1e-12
    )


def test_distance_by_component_by_hand() -> None:
    centres = pd.DataFrame({"x": [6.0, 0, 0], "y": [0.0, 3, 0], "z": [0.0, 4, 0]})
    parts = distance_by_component(centres, fit_pca(box(9, 8, 1)), 1, 2)
    assert parts.index.tolist() == ["PC1", "PC2", "PC3"]
    np.testing.assert_allclose(parts, [0, 9 / 25, 16 / 25], atol=1e-12)
