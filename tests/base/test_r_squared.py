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
        table, _ = intervals.explained(predicted, actual, rescaled, draws=2)
        assert table.loc["way", "value"] == pytest.approx(1 - 6 / 26)


def test_one_factor_takes_a_season_out_and_nothing_else():
    actual = pd.Series([1.0, 3.0, 8.0])
    ways = pd.DataFrame({"half": actual / 2, "mean": 7.0, "shifted": actual + 4})
    table, _ = intervals.explained(ways, actual, True, draws=2)
    assert table.loc["half", "value"] == pytest.approx(1)
    assert table.loc["mean", "value"] == pytest.approx(0)
    # (5, 7, 12) · 12 / 24 = (2.5, 3.5, 6): squared errors 2.25 + 0.25 + 4
    assert table.loc["shifted", "value"] == pytest.approx(1 - 6.5 / 26)
    plain, _ = intervals.explained(ways, actual, draws=2)
    assert plain["value"].tolist() == pytest.approx([r2_score(actual, ways[way]) for way in ways])


@pytest.mark.parametrize("rescaled", [True, False])
def test_r_squared_and_its_samples_are_those_of_scikit_learn(rescaled):
    rng = np.random.default_rng(0)
    actual = pd.Series(rng.lognormal(3, 1, 300) * (rng.random(300) < 0.6))
    ways = pd.DataFrame({"good": actual + rng.normal(0, 9, 300), "bad": rng.random(300)})
    table, samples = intervals.explained(ways, actual, rescaled, draws=5, seed=3)
    for way in ways:
        scaled = ways[way] * (actual.sum() / ways[way].sum() if rescaled else 1)
        assert table.loc[way, "value"] == pytest.approx(r2_score(actual, scaled))
        for draw, weight in enumerate(intervals.resamples(300, 5, 3)):
            times = ways[way] * ((weight @ actual) / (weight @ ways[way]) if rescaled else 1)
            expected = r2_score(actual, times, sample_weight=weight)
            assert samples.loc[draw, way] == pytest.approx(expected)


def test_resamples_are_bootstrap_samples():
    weights = np.array(list(intervals.resamples(50, 400, 1)))
    assert (weights.sum(axis=1) == 50).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(50), abs=0.2)
    assert weights.var() == pytest.approx(1 - 1 / 50, rel=0.03)  # multinomial
    np.testing.assert_array_equal(weights, list(intervals.resamples(50, 400, 1)))


def test_sums_over_samples_do_not_depend_on_the_batches(monkeypatch):
    each = np.random.default_rng(2).normal(0, 1, (40, 3))
    expected = [weight @ each for weight in intervals.resamples(40, 7, 5)]
    for batch in (1, 3, 50):
        monkeypatch.setattr(intervals, "BATCH", batch)
        np.testing.assert_allclose(intervals.resampled_sums(each, 7, 5), expected)


def test_intervals_cover_the_known_value():
    # y = p + noise of the same variance: R² is 1/2 in the population.
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        p = rng.normal(10, 1, 400)
        y = pd.Series(p + rng.normal(0, 1, 400))
        table, _ = intervals.explained(pd.DataFrame({"p": p}), y, True, draws=200, seed=seed)
        hits += table.loc["p", "low"] <= 0.5 <= table.loc["p", "high"]
    assert 52 <= hits <= 60  # 57 expected


def test_gaps_are_taken_sample_by_sample():
    rng = np.random.default_rng(0)
    actual = pd.Series(rng.normal(5, 1, 500))
    good = actual + rng.normal(0, 0.5, 500)
    ways = pd.DataFrame({"good": good, "copy": 3 * good, "bad": rng.normal(5, 1, 500)})
    table, samples = intervals.explained(ways, actual, True, draws=100)
    gaps = intervals.less(samples, table, "good")
    assert list(gaps.index) == ["copy", "bad"]
    assert gaps.loc["copy"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-9)
    low, value, high = gaps.loc["bad", ["low", "difference", "high"]]
    assert low < value < high < 0
    assert value == table.loc["bad", "value"] - table.loc["good", "value"]
    assert high == pytest.approx((samples["bad"] - samples["good"]).quantile(0.975))


@pytest.mark.parametrize("spend", [[], [3.0], [2.0, 2.0, 2.0], [0.0, 0.0]])
def test_nothing_to_explain_is_refused(spend):
    actual = pd.Series(spend, dtype="float64")
    with pytest.raises(DataError, match="there is nothing to explain"):
        intervals.explained(pd.DataFrame({"way": actual}), actual)


@pytest.mark.filterwarnings("error")
def test_a_sample_in_which_all_did_the_same_counts_for_nothing():
    actual = pd.Series([0.0] * 9 + [5.0])
    ways = pd.DataFrame({"way": np.arange(10.0), "nothing": 0.0})
    table, samples = intervals.explained(ways, actual, True, draws=50)
    assert 0 < samples["way"].isna().sum() < 50
    assert table.loc["way", ["low", "high"]].notna().all()
    assert table.loc["nothing", "value"] == pytest.approx(r2_score(actual, ways["nothing"]))
