"""Null data: exact margins, the right dependence, and no more than that."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import norm, spearmanr

from segmentation.clusters.nulls import (
    copula,
    copula_correlation,
    copula_within,
    nearest_correlation,
    spearman,
    strata,
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
    draw = copula(values, np.eye(values.shape[1]), rng)
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


# Within groups


@pytest.fixture(scope="module")
def buyers() -> tuple[np.ndarray, np.ndarray]:
    """Silence, orders, spend, tenure and returns; who ordered once has tenure = 9 − 2 · silence."""
    rng = np.random.default_rng(5)
    once = np.arange(1_000) % 5 < 2
    first, second, third = rng.multivariate_normal(
        [0, 0, 0], [[1, -0.6, 0.3], [-0.6, 1, 0.2], [0.3, 0.2, 1]], 1_000
    ).T
    spend = np.where(once, np.exp(-second), 10 * np.exp(second))  # the other way round within once
    orders = np.where(once, 1, 2 + rng.poisson(3, 1_000))
    tenure = np.where(once, 9 - 2 * first, third)
    returns = np.where(once, 0.5, rng.integers(0, 4, 1_000) / 4)
    return np.column_stack([first, orders, spend, tenure, returns]), once


def test_within_groups_margins_are_exact(buyers: tuple[np.ndarray, np.ndarray]) -> None:
    values, once = buyers
    for draw in copula_within(values, once, np.random.default_rng(0), 3):
        for group in (once, ~once):
            own, data = np.sort(draw[group], axis=0), np.sort(values[group], axis=0)
            np.testing.assert_allclose(own[:, 3], data[:, 3], rtol=0, atol=1e-9)  # on the line
            assert (np.delete(own, 3, axis=1) == np.delete(data, 3, axis=1)).all()
        assert not (draw == values).all(axis=1).any()


def test_within_groups_rank_correlations_are_near_the_datas(
    buyers: tuple[np.ndarray, np.ndarray],
) -> None:
    values, once = buyers
    drawn = copula_within(values, once, np.random.default_rng(0), 20)
    for group, columns in ((once, [0, 2, 3]), (~once, [0, 1, 2, 3, 4])):
        target = upper(spearman(values[group][:, columns]))
        each = np.array([upper(spearman(draw[group][:, columns])) for draw in drawn])
        assert np.abs(each - target).max() < 4.5 / np.sqrt(group.sum())
        assert np.abs(each.mean(axis=0) - target).max() < 0.05
    # Silence and spend go together in one group and not in the other.
    one, two = (spearman(values[group][:, [0, 2]])[0, 1] for group in (once, ~once))
    assert one > 0.5 and two < -0.5


def test_a_constant_stays_and_so_does_a_straight_line(
    buyers: tuple[np.ndarray, np.ndarray],
) -> None:
    values, once = buyers
    for draw in copula_within(values, once, np.random.default_rng(0), 3):
        assert (draw[once, 1] == 1).all() and (draw[once, 4] == 0.5).all()
        np.testing.assert_allclose(draw[once, 3], 9 - 2 * draw[once, 0], rtol=0, atol=1e-9)
        # In the other group tenure is on no line, and is drawn.
        assert np.abs(np.corrcoef(draw[~once, 0], draw[~once, 3])[0, 1]) < 0.5
        assert (draw[~once, 3] != values[~once, 3]).any()


def test_several_columns_on_the_same_line_all_stay_on_it() -> None:
    rng = np.random.default_rng(1)
    first, other = rng.exponential(size=(2, 200))
    values = np.column_stack([first, 3 - first, other, 5 * first + 1, -other])
    draw = copula_within(values, np.zeros(200), rng, 1)[0]
    np.testing.assert_allclose(draw[:, 1], 3 - draw[:, 0], rtol=0, atol=1e-9)
    np.testing.assert_allclose(draw[:, 3], 5 * draw[:, 0] + 1, rtol=0, atol=1e-9)
    np.testing.assert_allclose(draw[:, 4], -draw[:, 2], rtol=0, atol=1e-9)
    assert (np.sort(draw[:, [0, 2]], axis=0) == np.sort(values[:, [0, 2]], axis=0)).all()


def test_a_curve_is_no_straight_line() -> None:
    rng = np.random.default_rng(2)
    first = rng.exponential(size=300)
    values = np.column_stack([first, first**3])
    draw = copula_within(values, np.zeros(300), rng, 1)[0]
    assert (np.sort(draw, axis=0) == np.sort(values, axis=0)).all()  # cubed is drawn by itself
    assert not (draw == values).all()
    assert spearman(draw)[0, 1] > 0.99


def test_where_nothing_can_be_joined_rows_stay_as_they_are() -> None:
    rng = np.random.default_rng(3)
    values = rng.standard_normal((53, 3))
    groups = np.repeat([0, 1, 2, 3], [1, 2, 20, 30])
    values[groups == 2, 1:] = 7.0, -1.0  # a single free column
    left = np.isin(groups, [0, 1, 2])  # two rows are on a straight line whatever they hold
    for draw in copula_within(values, groups, rng, 2):
        assert (draw[left] == values[left]).all()
        assert not (draw[~left] == values[~left]).all(axis=1).any()


def test_draws_within_groups_differ_repeat_and_leave_the_data_alone(
    buyers: tuple[np.ndarray, np.ndarray],
) -> None:
    values, once = buyers[0][:200, :3], buyers[1][:200]
    before = values.copy()
    drawn = copula_within(values, once, np.random.default_rng(8), 3)
    assert (values == before).all()
    assert len({draw.tobytes() for draw in drawn}) == len(drawn) == 3
    again = copula_within(values, once, np.random.default_rng(8), 3)
    assert all((one == two).all() for one, two in zip(drawn, again, strict=True))
    other = copula_within(values, once, np.random.default_rng(9), 1)
    assert (other[0] != drawn[0]).any()


# Tenths of a feature


def test_strata_are_tenths_and_ties_lie_in_one() -> None:
    assert np.bincount(strata(np.arange(1_000.0))).tolist() == [100] * 10
    tied = np.repeat([1.0, 2.0, 3.0], [850, 100, 50])
    found = strata(tied)
    assert [len(np.unique(found[tied == value])) for value in (1, 2, 3)] == [1, 1, 1]
    assert found.tolist() == [0] * 850 + [8] * 100 + [9] * 50
    assert strata(np.ones(1_000)).tolist() == [0] * 1_000


@pytest.mark.parametrize(("rows", "number"), [(30, 1), (99, 1), (100, 2), (260, 5), (10_000, 10)])
def test_few_rows_make_fewer_strata(rows: int, number: int) -> None:
    shuffled = np.random.default_rng(0).permutation(rows).astype(float)
    assert len(np.unique(strata(shuffled))) == number
