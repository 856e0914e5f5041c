"""Silence in a survey: who is silent, what each way of going on uses, what can be known."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from segmentation.base.palette import CHURN_RISK
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features import scaling
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.recovery import survey
from segmentation.recovery.survey import (
    AT_RANDOM,
    EVERYBODY,
    SCORE,
    SILENT,
    STEEPNESS,
    UNHAPPY_SILENT,
    WAYS,
    clustered,
    compared,
    few_ratings,
    outcome,
    silent,
    told_by_the_rest,
    unhappy_bounds,
)

NAMES = list(NUMERIC)
REST = [name for name in NAMES if name != SCORE]


@pytest.mark.parametrize("how", [AT_RANDOM, UNHAPPY_SILENT])
def test_seven_in_ten_are_silent(customers: pd.DataFrame, how: str) -> None:
    quiet = silent(customers[SCORE], how, 1)
    assert quiet.mean() == pytest.approx(SILENT, abs=0.025)
    assert (silent(customers[SCORE], how, 1) == quiet).all()
    assert (silent(customers[SCORE], how, 2) != quiet).any()
    assert silent(customers[SCORE], how, 1, share=0.2).mean() == pytest.approx(0.2, abs=0.025)


def test_who_is_silent_depends_on_satisfaction_as_it_should() -> None:
    score = pd.Series(np.repeat([1.0, 2, 3, 4, 5], 40_000))
    random = pd.Series(silent(score, AT_RANDOM, 0)).groupby(score).mean()
    np.testing.assert_allclose(random, SILENT, rtol=0, atol=0.012)
    by_score = pd.Series(silent(score, UNHAPPY_SILENT, 0)).groupby(score).mean()
    odds = np.log(by_score / (1 - by_score))
    np.testing.assert_allclose(np.diff(odds), -STEEPNESS, rtol=0, atol=0.12)
    # By the same formula with the level found by trying many.
    levels = np.linspace(-5, 10, 30_001)
    means = expit(levels[:, None] - STEEPNESS * (np.arange(1, 6) - 3)).mean(axis=1)
    level = levels[np.abs(means - SILENT).argmin()]
    np.testing.assert_allclose(
        by_score, expit(level - STEEPNESS * (np.arange(1, 6) - 3)), rtol=0, atol=0.012
    )


@pytest.mark.parametrize("way", WAYS)
def test_what_the_silent_would_have_said_is_never_looked_at(
    customers: pd.DataFrame, way: str
) -> None:
    some = customers.iloc[:1_200]
    quiet = silent(some[SCORE], UNHAPPY_SILENT, 0)
    other = some.copy()
    other.loc[quiet, SCORE] = np.nan
    labels, centres = clustered(some, quiet, NAMES, 5, way)
    unknown, same = clustered(other, quiet, NAMES, 5, way)
    np.testing.assert_array_equal(labels, unknown)
    pd.testing.assert_frame_equal(centres, same)
    assert (labels[~quiet] >= 0).all()
    assert (labels[quiet] >= 0).all() == (way != "drop who is silent")


def test_each_way_by_hand(customers: pd.DataFrame) -> None:
    some = customers.iloc[:1_500]
    quiet = silent(some[SCORE], AT_RANDOM, 0)
    dropped, _ = clustered(some, quiet, NAMES, 5, "drop who is silent")
    own = scale(some[~quiet], NAMES)
    centres = fit_kmeans(own, 5)
    np.testing.assert_array_equal(dropped[~quiet], predict(own, centres))
    assert set(dropped[quiet]) == {-1}

    mean = some.loc[~quiet, SCORE].mean()
    filled = some.assign(**{SCORE: some[SCORE].where(~quiet, mean)})
    matrix = scale(filled, NAMES)
    found, _ = clustered(some, quiet, NAMES, 5, "fill in the mean")
    np.testing.assert_array_equal(found, predict(matrix, fit_kmeans(matrix, 5)))

    _, flagged = clustered(some, quiet, NAMES, 5, "mean, and a flag for silence")
    assert list(flagged) == [*NAMES, "Silent"]
    _, without = clustered(some, quiet, NAMES, 5, "leave the feature out")
    assert list(without) == REST

    everybody, middles = clustered(some, quiet, NAMES, 5, "fit on answers, label all")
    np.testing.assert_array_equal(everybody[~quiet], dropped[~quiet])
    pd.testing.assert_frame_equal(middles, centres)
    who = np.flatnonzero(quiet)[0]
    # What is known of one silent customer, in σ of those who answered (log1p where it is logged).
    pulled = scaling.scaler(NAMES).fit(some.loc[~quiet, NAMES]).transform(filled[NAMES]).iloc[who]
    near = ((middles[REST] - pulled[REST]) ** 2).sum(axis=1).idxmin()
    assert everybody[who] == near


def test_a_prediction_from_the_rest_is_least_squares(customers: pd.DataFrame) -> None:
    some = customers.iloc[:1_500]
    quiet = silent(some[SCORE], UNHAPPY_SILENT, 3)
    others = np.column_stack([np.ones(len(some)), scale(some, REST)])
    weights = np.linalg.lstsq(others[~quiet], some.loc[~quiet, SCORE], rcond=None)[0]
    guess = (others @ weights).clip(1, 5)
    filled = some.assign(**{SCORE: some[SCORE].where(~quiet, guess)})
    matrix = scale(filled, NAMES)
    found, _ = clustered(some, quiet, NAMES, 5, "predict it from the rest")
    np.testing.assert_array_equal(found, predict(matrix, fit_kmeans(matrix, 5)))


def test_an_outcome_by_hand() -> None:
    other = "New/Occasional Buyers"
    truth = pd.Series([CHURN_RISK] * 4 + [other] * 6)
    labels = np.array([0, 0, 0, -1, 1, 1, 1, 1, 0, -1])
    centres = pd.DataFrame(
        [[1.0, 1, 1.5, -1.5, 1.5], [-1.0, -1, -0.2, 0.2, -0.2]],
        columns=["Frequency", "Monetary", "Return_Rate", SCORE, "Support_Calls"],
    )
    found = outcome(truth, labels, centres)
    assert found["found"] == 3 / 4
    assert found["right"] == 3 / 4
    assert found["size"] == 4 / 10
    assert found["named"] == 1
    contented = outcome(truth, labels, centres.assign(**{SCORE: [0.2, 0.2]}))
    assert contented["named"] == 0
    assert contented["ari"] == found["ari"] < 1


def test_every_way_in_every_shop() -> None:
    table = compared([0, 1], NAMES, 5, n=1_000)
    assert len(table) == 2 * 2 * (1 + len(WAYS))
    whole = table[table["way"] == EVERYBODY]
    assert whole.groupby("seed")["found"].nunique().tolist() == [1, 1]
    means = table.groupby(["how", "way"])["found"].mean()
    for how in (AT_RANDOM, UNHAPPY_SILENT):
        assert means[how].idxmin() == "drop who is silent"
        assert means[how, "drop who is silent"] < 0.5
    # The unhappy answer least, so among answers there are fewer of them.
    assert means[UNHAPPY_SILENT, "drop who is silent"] < means[AT_RANDOM, "drop who is silent"]
    pd.testing.assert_frame_equal(table, compared([0, 1], NAMES, 5, n=1_000))


def test_what_the_rest_tells_of_the_silent(customers: pd.DataFrame) -> None:
    quiet = {how: silent(customers[SCORE], how, 0) for how in (AT_RANDOM, UNHAPPY_SILENT)}
    told = {how: told_by_the_rest(customers, who, REST) for how, who in quiet.items()}
    error = np.sqrt(1 / quiet[AT_RANDOM].sum() + 1 / (~quiet[AT_RANDOM]).sum())
    assert told[AT_RANDOM].abs().max() < 4 * error
    assert told[UNHAPPY_SILENT]["Return_Rate"] > 8 * error
    values = scale(customers, REST)["Recency"]
    who = quiet[UNHAPPY_SILENT]
    assert told[UNHAPPY_SILENT]["Recency"] == pytest.approx(
        values[who].mean() - values[~who].mean()
    )


def test_bounds_by_hand() -> None:
    score = pd.Series([1.0, 2.9, 3.0, 5.0, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan])
    answered, low, high = unhappy_bounds(score, score.isna().to_numpy())
    assert (answered, low, high) == (0.5, 0.2, pytest.approx(0.8))


def test_bounds_hold_the_truth_whoever_is_silent(customers: pd.DataFrame) -> None:
    true = (customers[SCORE] < survey.UNHAPPY).mean()
    for how in (AT_RANDOM, UNHAPPY_SILENT):
        answered, low, high = unhappy_bounds(customers[SCORE], silent(customers[SCORE], how, 0))
        assert low <= true <= high
        assert high - low == pytest.approx(SILENT, abs=0.025)
    assert answered < true  # the unhappy are silent


def test_few_ratings() -> None:
    table = few_ratings([0], NAMES, 5, n=1_500)
    assert table["unrated"].between(0.1, 0.3).all()
    assert (table[["by orders", "by ratings"]] > 0.85).all().all()
    assert table["by orders"].iloc[0] != table["by ratings"].iloc[0]
    # If every order is rated, both counts are the same.
    all_rated = few_ratings([0], NAMES, 5, rated=1.0, n=1_500)
    assert all_rated["unrated"].iloc[0] == 0
    assert all_rated["by orders"].iloc[0] == pytest.approx(all_rated["by ratings"].iloc[0])
