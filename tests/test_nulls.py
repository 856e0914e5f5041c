"""Null data: exact margins, the right dependence, and no more than that."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import norm, spearmanr

from segmentation.nulls import (
    copula,
    copula_correlation,
    nearest_correlation,
    permuted,
    spearman,
)


@pytest.fixture(scope="module")
def mostly_once() -> np.ndarray:
    """Orders and spend where 97% bought once, as in marketplaces."""
    rng = np.random.default_rng(11)
    first, second = rng.multivariate_normal([0, 0], [[1, 0.75], [0.75, 1]], 5_000).T
    orders = 1 + (first > norm.ppf(0.97)) + (first > norm.ppf(0.995)) * rng.integers(1, 5, 5_000)
    return np.column_stack([orders, np.exp(second).round(2), rng.gamma(2, 100, 5_000).round()])


def draws(values: np.ndarray, number: int = 20, seed: int = 0) -> list[np.ndarray]:
    """Draws of the copula null."""
    correlation, _ = copula_correlation(values, np.random.default_rng(seed))
    return [copula(values, correlation, np.random.default_rng([seed, i])) for i in range(number)]


def upper(matrix: np.ndarray) -> np.ndarray:
    """The correlations above the diagonal."""
    return matrix[np.triu_indices(len(matrix), 1)]


@given(
    hnp.arrays(float, st.tuples(st.integers(5, 40), st.integers(2, 4)),
               elements=st.floats(-1e6, 1e6)),
    st.integers(0, 1_000),
)  # fmt: skip
def test_margins_are_exact(values: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    before = values.copy()
    for draw in (permuted(values, rng), copula(values, np.eye(values.shape[1]), rng)):
        assert (np.sort(draw, axis=0) == np.sort(values, axis=0)).all()
    assert (values == before).all()


def test_margins_of_the_shop_are_exact(matrix: pd.DataFrame) -> None:
    values = matrix.to_numpy()
    for draw in draws(values, 2):
        assert (np.sort(draw, axis=0) == np.sort(values, axis=0)).all()
        assert not (draw == values).all(axis=1).any()


def test_spearman_is_scipys(mostly_once: np.ndarray) -> None:
    np.testing.assert_allclose(
        spearman(mostly_once), spearmanr(mostly_once).statistic, rtol=0, atol=1e-12
    )


def test_permuting_ends_all_dependence(matrix: pd.DataFrame) -> None:
    values = matrix.to_numpy()
    assert np.abs(upper(spearman(values))).max() > 0.5
    for seed in range(3):
        left = upper(spearman(permuted(values, np.random.default_rng(seed))))
        assert np.abs(left).max() < 4.5 / np.sqrt(len(values))


def test_the_copula_keeps_the_rank_correlations_of_the_shop(matrix: pd.DataFrame) -> None:
    values = matrix.to_numpy()
    target = upper(spearman(values))
    each = np.array([upper(spearman(draw)) for draw in draws(values)])
    assert np.abs(each - target).max() < 4.5 / np.sqrt(len(values))
    assert np.abs(each.mean(axis=0) - target).max() < 0.03


def test_the_copula_keeps_them_where_97_percent_are_tied(mostly_once: np.ndarray) -> None:
    assert 0.96 < (mostly_once[:, 0] == 1).mean() < 0.98
    target = spearman(mostly_once)[0, 1]
    assert target > 0.1
    found = np.mean([spearman(draw)[0, 1] for draw in draws(mostly_once)])
    assert found == pytest.approx(target, abs=0.03)
    # One pass, the textbook formula, gets lost in the ties.
    once, miss = copula_correlation(mostly_once, np.random.default_rng(0), passes=1)
    naive = [copula(mostly_once, once, np.random.default_rng([0, i])) for i in range(20)]
    assert np.mean([spearman(draw)[0, 1] for draw in naive]) < target - 0.06
    assert miss > 0.06


def test_what_the_copula_misses_is_small_and_reported(
    matrix: pd.DataFrame, mostly_once: np.ndarray, no_structure: pd.DataFrame
) -> None:
    for values in (matrix.to_numpy(), mostly_once, no_structure.to_numpy()):
        correlation, miss = copula_correlation(values, np.random.default_rng(3))
        assert miss <= 0.03
        rng = np.random.default_rng(4)
        mean = np.mean([spearman(copula(values, correlation, rng)) for _ in range(20)], axis=0)
        assert np.abs(mean - spearman(values)).max() <= 0.03


def test_the_copula_has_the_dependence_and_not_the_clusters(blobs: pd.DataFrame) -> None:
    values = blobs.to_numpy()
    corners = 0
    for draw in draws(values, 5):
        far = (draw > 4.5).sum(axis=1)  # no row of the blobs is far out on two sides
        corners += (far >= 2).sum()
    assert ((values > 4.5).sum(axis=1) >= 2).sum() == 0
    assert corners > 0


@given(
    hnp.arrays(float, st.integers(2, 7).map(lambda d: (d, d)), elements=st.floats(-1.5, 1.5)),
)
def test_the_nearest_correlation_is_one(raw: np.ndarray) -> None:
    matrix = (raw + raw.T) / 2
    np.fill_diagonal(matrix, 1)
    found = nearest_correlation(matrix)
    np.testing.assert_allclose(np.diag(found), 1, atol=1e-12)
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    assert np.linalg.eigvalsh(found).min() > -1e-10
    assert np.abs(found).max() <= 1 + 1e-12
    assert np.isfinite(np.linalg.cholesky(found)).all()


def test_a_correlation_matrix_is_its_own_nearest(mostly_once: np.ndarray) -> None:
    matrix = spearman(mostly_once)
    np.testing.assert_allclose(nearest_correlation(matrix), matrix, atol=1e-12)
    impossible = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    assert np.abs(nearest_correlation(impossible) - impossible).max() > 0.1
