"""R² out of sample: by hand, against scikit-learn, and its bootstrap intervals."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score

from segmentation.base import intervals
from segmentation.base.errors import DataError


def test_r_squared_by_hand():
    # Mean 4, squares about it 9 + 1 + 16 = 26; errors 1, 1 and 2 make 6.
    actual, predicted = pd.Series([1.0, 3.0, 8.0]), pd.DataFrame({"way": [2.0, 4.0, 6.0]})
    for rescaled in (False, True):  # both add up to 12, so the factor is 1
        r2 = intervals.r2_with_ci(predicted, actual, rescaled, draws=2)
        assert r2.value["way"] == pytest.approx(1 - 6 / 26)


def test_one_factor_takes_a_season_out_and_nothing_else():
    actual = pd.Series([1.0, 3.0, 8.0])
    ways = pd.DataFrame({"half": actual / 2, "mean": 7.0, "shifted": actual + 4})
    # (5, 7, 12) · 12 / 24 = (2.5, 3.5, 6): squared errors 2.25 + 0.25 + 4
    expected = {"half": 1, "mean": 0, "shifted": 1 - 6.5 / 26}
    rescaled = intervals.r2_with_ci(ways, actual, True, draws=2).value
    assert rescaled.to_dict() == pytest.approx(expected)


@pytest.mark.parametrize("rescaled", [True, False])
def test_r_squared_and_its_samples_are_those_of_scikit_learn(rescaled):
    rng = np.random.default_rng(0)
    actual = pd.Series(rng.lognormal(3, 1, 300) * (rng.random(300) < 0.6))
    ways = pd.DataFrame({"good": actual + rng.normal(0, 9, 300), "bad": rng.random(300)})
    r2 = intervals.r2_with_ci(ways, actual, rescaled, draws=5, seed=3)
    for way in ways:
        scaled = ways[way] * (actual.sum() / ways[way].sum() if rescaled else 1)
        assert r2.value[way] == pytest.approx(r2_score(actual, scaled))
        for draw, weight in enumerate(intervals.bootstrap_weights(300, 5, 3)):
            times = ways[way] * ((weight @ actual) / (weight @ ways[way]) if rescaled else 1)
            expected = r2_score(actual, times, sample_weight=weight)
            assert r2.draws.loc[draw, way] == pytest.approx(expected)


def test_weights_are_bootstrap_samples():
    weights = np.array(list(intervals.bootstrap_weights(50, 400, 1)))
    assert (weights.sum(axis=1) == 50).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(50), abs=0.2)
    assert weights.var() == pytest.approx(1 - 1 / 50, rel=0.03)  # multinomial
    np.testing.assert_array_equal(weights, list(intervals.bootstrap_weights(50, 400, 1)))


@pytest.mark.parametrize("batch", [1, 3, 50])
def test_sums_and_means_over_samples_do_not_depend_on_the_batches(batch):
    each = np.random.default_rng(2).normal(0, 1, (40, 3))
    expected = [weight @ each for weight in intervals.bootstrap_weights(40, 7, 5)]
    np.testing.assert_allclose(intervals.resampled_sums(each, 7, 5, batch), expected)
    means = intervals.means_with_ci(pd.DataFrame(each), 7, 5)
    np.testing.assert_allclose(means.value, each.mean(axis=0))
    np.testing.assert_allclose(means.draws, np.array(expected) / 40)


def test_intervals_cover_the_known_value():
    # y = p + noise of the same variance: R² is 1/2 in the population.
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        p = rng.normal(10, 1, 400)
        y = pd.Series(p + rng.normal(0, 1, 400))
        r2 = intervals.r2_with_ci(pd.DataFrame({"p": p}), y, True, draws=200, seed=seed)["p"]
        hits += r2.low <= 0.5 <= r2.high
    assert 52 <= hits <= 60  # 57 expected


@pytest.mark.parametrize("spend", [[], [3.0], [2.0, 2.0, 2.0], [0.0, 0.0]])
def test_nothing_to_explain_is_refused(spend):
    actual = pd.Series(spend, dtype="float64")
    with pytest.raises(DataError, match="there is nothing to explain"):
        intervals.r2_with_ci(pd.DataFrame({"way": actual}), actual)


@pytest.mark.filterwarnings("error")
def test_a_sample_in_which_all_did_the_same_counts_for_nothing():
    actual = pd.Series([0.0] * 9 + [5.0])
    ways = pd.DataFrame({"way": np.arange(10.0), "nothing": 0.0})
    r2 = intervals.r2_with_ci(ways, actual, True, draws=50)
    assert 0 < r2.draws["way"].isna().sum() < 50
    assert np.isfinite([r2["way"].low, r2["way"].high]).all()
    assert r2.value["nothing"] == pytest.approx(r2_score(actual, ways["nothing"]))
