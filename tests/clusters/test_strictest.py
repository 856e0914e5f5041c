"""The families of nulls: what each keeps, and what a sieve of them leaves."""

import numpy as np
import pandas as pd
import pytest

from segmentation.clusters import strictest
from segmentation.clusters.nulls import spearman, strata
from segmentation.clusters.strictest import PLAIN, draws, families, sieve, silhouettes


@pytest.fixture(scope="module")
def widening() -> pd.DataFrame:
    """A count, and an average that spreads more where the count is low; no groups."""
    rng = np.random.default_rng(3)
    count = rng.geometric(0.3, 1_500)
    average = rng.standard_normal((1_500, 2)) / np.sqrt(count)[:, None]
    table = pd.DataFrame(np.c_[np.log(count), average], columns=["Frequency", "Rate", "Rating"])
    return (table - table.mean()) / table.std()


def test_a_family_for_every_feature_with_strata(widening: pd.DataFrame) -> None:
    assert families(widening) == [PLAIN, "Frequency", "Rate", "Rating"]
    assert families(widening.assign(Rate=0.0)) == [PLAIN, "Frequency", "Rating"]
    assert families(widening.iloc[:99]) == [PLAIN]  # too few rows for two strata


def test_draws_keep_every_column_and_do_not_hang_on_other_families(
    widening: pd.DataFrame,
) -> None:
    for family in families(widening):
        some = draws(widening, family)
        assert len({one.tobytes() for one in some}) == strictest.DRAWS
        for one in some:
            np.testing.assert_allclose(
                np.sort(one, axis=0), np.sort(widening, axis=0), rtol=0, atol=1e-9
            )
        again = draws(widening, family)
        assert all((first == second).all() for first, second in zip(some, again, strict=True))


def test_within_tenths_the_spread_is_kept_and_plain_loses_it(widening: pd.DataFrame) -> None:
    low = strata(widening["Frequency"].to_numpy()) == 0

    def spread(values: np.ndarray) -> float:
        once = values[:, 0] == values[:, 0].min()
        return float(values[once, 1].std() / values[~once, 1].std())

    data = spread(widening.to_numpy())
    assert data > 1.5 and low.mean() > 0.2
    assert spread(draws(widening, "Frequency", 1)[0]) == pytest.approx(data, rel=0.02)
    assert spread(draws(widening, PLAIN, 1)[0]) < 1.15


def test_within_tenths_correlations_are_near_the_datas(matrix: pd.DataFrame) -> None:
    sample = matrix.iloc[:2_000]
    target = spearman(sample.to_numpy())
    for family in ("Frequency", "Return_Rate"):
        mean = np.mean([spearman(one) for one in draws(sample, family)], axis=0)
        assert np.abs(mean - target).max() < 0.06


def test_a_silhouette_does_not_hang_on_the_order_of_the_ks(widening: pd.DataFrame) -> None:
    some = draws(widening, PLAIN, 2)
    pd.testing.assert_frame_equal(silhouettes(some, [4, 2])[[2, 4]], silhouettes(some, [2, 4]))
    assert silhouettes(some, [2, 3]).shape == (2, 2)


def test_a_sieve_leaves_groups_and_explains_the_rest(
    matrix: pd.DataFrame, widening: pd.DataFrame
) -> None:
    left, plain = sieve(matrix.iloc[:1_500], (3, 5), 0.01)
    assert 5 in left.index and left.loc[5, "excess"] > 0.08
    assert plain > left["excess"].max()
    assert set(left["explained by"]) <= {PLAIN, *matrix.columns}
    nothing, _ = sieve(widening, (2, 3, 5, 8), 0.02)
    assert nothing.empty


def test_a_sieve_has_the_excess_over_the_largest_draw(matrix: pd.DataFrame) -> None:
    sample = matrix.iloc[:400, :4]
    left, plain = sieve(sample, (3, 4), -1.0)
    for k in (3, 4):
        largest = {f: silhouettes(draws(sample, f), [k])[k].max() for f in families(sample)}
        own = strictest.silhouette(sample.to_numpy(), k)
        assert left.loc[k, "excess"] == pytest.approx(own - max(largest.values()), abs=1e-12)
        assert left.loc[k, "explained by"] == max(largest, key=lambda f: largest[f])
    assert plain >= left["excess"].max()
