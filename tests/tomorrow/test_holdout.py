"""Windows in time, rates learned before, and how well they rank: AUC with intervals."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from segmentation.base.errors import DataError
from segmentation.tomorrow import holdout

DAYS = ["2018-01-01", "2018-01-31", "2018-02-01", "2018-03-01", "2018-03-02", "2018-03-31"]


@pytest.fixture
def orders() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["ana", "bea", "ana", "cai", "bea", "ana"],
            "order_id": list("uvwxyz"),
            "ordered_at": pd.to_datetime(DAYS) + pd.Timedelta(hours=23),
            "amount": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
        }
    )


def test_a_window_knows_nothing_of_what_comes_after(orders):
    customers, again = holdout.calibration_holdout(orders, "2018-01-31", 29)
    assert customers["Customer_ID"].tolist() == ["ana", "bea"]
    assert customers["Frequency"].tolist() == [1, 1]
    assert customers["Monetary"].tolist() == [10, 20]
    assert again.tolist() == [True, False]  # bea's next order is 30 days later


def test_the_day_itself_and_the_last_day(orders):
    _, again = holdout.calibration_holdout(orders, "2018-01-31", 30)
    assert again.tolist() == [True, True]
    customers, again = holdout.calibration_holdout(orders, "2018-02-01", 0)
    assert len(customers) == 2 and not again.any()


def test_two_windows_end_with_the_snapshot(orders):
    (then, did), (now, again) = holdout.windows(orders, "2018-03-31", 29)
    assert then["Customer_ID"].tolist() == ["ana", "bea"]  # as of 1 February
    assert did.tolist() == [False, True]  # up to 2 March, the first window's last day
    assert now["Frequency"].tolist() == [2, 2, 1]  # as of 2 March
    assert again.tolist() == [True, False, False]


def test_groupings_keep_the_clusters_of_the_earlier_date():
    rng = np.random.default_rng(0)
    before, people = (
        pd.DataFrame(
            {
                "Recency": rng.integers(0, 300, 400),
                "Frequency": rng.choice([1, 2], 400, p=[0.9, 0.1]),
                "Monetary": rng.lognormal(4, 1, 400),
            }
        )
        for _ in range(2)
    )
    found = holdout.groupings(before, people, 3)
    assert list(found)[2] == "K-Means, k = 3"
    same = holdout.groupings(before, before, 3)["K-Means, k = 3"]
    assert (same[0] == same[1]).all()
    alone = holdout.groupings(before, people.head(7), 3)["K-Means, k = 3"][1]
    assert (alone == found["K-Means, k = 3"][1].head(7)).all()  # not fitted on these
    assert (found["several orders or one"][1] == (people["Frequency"] > 1)).all()
    together, broken = found["rules, ties together"][1], found["rules, ties broken"][1]
    assert (together != broken).any()


def test_rates_are_learned_before_and_looked_up_later():
    then = pd.Series(["a", "a", "b", "b", "b"], index=[5, 6, 7, 8, 9])
    did = pd.Series([True, False, False, False, False])
    now = pd.Series(["b", "new", "a"])
    assert holdout.target_encode(then, did, now).tolist() == [0, 0.2, 0.5]


def test_all_scores_and_the_yardsticks_without_a_fit():
    people = pd.DataFrame({"Recency": [5, 400, 3, 300], "Frequency": [1, 2, 1, 3]})
    groups = {"way": (pd.Series(["a", "b"]), pd.Series(["b", "a", "b", "a"]))}
    scores = holdout.all_scores(groups, pd.Series([True, False]), people)
    assert scores["way"].tolist() == [0, 1, 0, 1]
    assert scores["recency alone"].rank().tolist() == [3, 1, 4, 2]
    assert scores["several orders, then recency"].rank().tolist() == [1, 3, 2, 4]


@pytest.mark.parametrize("levels", [2, 5, 1_000])
def test_auc_is_that_of_scikit_learn(levels):
    rng = np.random.default_rng(levels)
    outcome = pd.Series(rng.random(800) < 0.1)
    score = rng.integers(0, levels, 800) + outcome
    area = holdout.auc(pd.DataFrame({"score": score}), outcome, draws=20)["score"]
    assert area.value == pytest.approx(roc_auc_score(outcome, score))
    assert area.low < area.value < area.high


def test_intervals_cover_chance_and_have_the_known_width():
    rng = np.random.default_rng(1)
    outcome = pd.Series(np.arange(4_000) < 400)
    scores = pd.DataFrame({"noise": rng.random(4_000), "same": 1.0})
    areas = holdout.auc(scores, outcome, draws=400)
    assert areas["noise"].low < 0.5 < areas["noise"].high
    # variance of the Mann-Whitney statistic without any difference
    error = np.sqrt((4_000 + 1) / (12 * 400 * 3_600))
    assert areas.draws["noise"].std() == pytest.approx(error, rel=0.15)
    assert (areas.draws["same"] == 0.5).all()


@pytest.mark.filterwarnings("error")
def test_samples_without_any_outcome_are_left_out():
    outcome = pd.Series([True] + [False] * 9)
    areas = holdout.auc(pd.DataFrame({"score": range(10)}), outcome, draws=50)
    assert 0 < areas.draws["score"].isna().sum() < 50
    assert areas["score"].low == areas["score"].high == 0


def test_auc_depends_on_the_seed_alone():
    outcome = pd.Series([True, False] * 50)
    scores = pd.DataFrame({"a": np.arange(100.0) % 7, "b": np.arange(100.0)})
    first, second = (holdout.auc(scores, outcome, draws=10).draws for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert not first.equals(holdout.auc(scores, outcome, draws=10, seed=1).draws)
    # Each score is judged on the same samples, whatever stands beside it.
    alone = holdout.auc(scores[["b"]], outcome, draws=10).draws
    pd.testing.assert_frame_equal(alone, first[["b"]])


@pytest.mark.parametrize("everybody", [True, False])
def test_one_kind_of_outcome_is_refused(everybody):
    outcome = pd.Series([everybody] * 5)
    with pytest.raises(DataError, match="everybody or nobody bought again in a window; choose"):
        holdout.auc(pd.DataFrame({"score": range(5)}), outcome)
    frame = pd.DataFrame({"x": range(5)})
    with pytest.raises(DataError, match="everybody or nobody"):
        holdout.logistic(frame, outcome, frame, ["x"], ())


def test_logistic_learns_before_and_fills_with_the_earlier_mean():
    rng = np.random.default_rng(0)
    before = pd.DataFrame({"x": rng.normal(5, 1, 500), "noise": rng.random(500)})
    did = before["x"] + rng.normal(0, 0.5, 500) > 5
    people = pd.DataFrame({"x": [3.0, np.nan, 7.0], "noise": 0.5})
    low, unknown, high = holdout.logistic(before, did, people, ["x", "noise"], ())
    assert low < 0.1 and high > 0.9
    filled = people.fillna({"x": before["x"].mean()})
    assert unknown == pytest.approx(holdout.logistic(before, did, filled, ["x", "noise"], ())[1])
    wide = pd.DataFrame({"x": np.expm1(before["x"])})
    logged = holdout.logistic(wide, did, wide, ["x"], ["x"])
    assert logged == pytest.approx(holdout.logistic(before, did, before, ["x"], ()))
