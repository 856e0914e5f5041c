"""Silence in a survey: who is silent, and what each way of going on uses."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from segmentation.base.palette import CHURN_RISK
from segmentation.clusters.clustering import Clustering, cluster
from segmentation.features import scaling
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.recovery.survey import (
    EVERYBODY,
    SCORE,
    SILENT,
    STEEPNESS,
    Nonresponse,
    Remedy,
    cluster_with_nonresponse,
    compared,
    nonresponse_mask,
    outcome,
)

MCAR, MNAR = Nonresponse
NAMES = list(NUMERIC)
REST = [name for name in NAMES if name != SCORE]


@pytest.mark.parametrize("how", Nonresponse)
def test_seven_in_ten_are_silent(customers: pd.DataFrame, how: Nonresponse) -> None:
    quiet = nonresponse_mask(customers[SCORE], how, 1)
    assert quiet.mean() == pytest.approx(SILENT, abs=0.025)
    assert (nonresponse_mask(customers[SCORE], how, 1) == quiet).all()
    assert (nonresponse_mask(customers[SCORE], how, 2) != quiet).any()
    assert nonresponse_mask(customers[SCORE], how, 1, share=0.2).mean() == pytest.approx(
        0.2, abs=0.025
    )


def test_who_is_silent_depends_on_satisfaction_as_it_should() -> None:
    score = pd.Series(np.repeat([1.0, 2, 3, 4, 5], 40_000))
    random = pd.Series(nonresponse_mask(score, MCAR, 0)).groupby(score).mean()
    np.testing.assert_allclose(random, SILENT, rtol=0, atol=0.012)
    by_score = pd.Series(nonresponse_mask(score, MNAR, 0)).groupby(score).mean()
    odds = np.log(by_score / (1 - by_score))
    np.testing.assert_allclose(np.diff(odds), -STEEPNESS, rtol=0, atol=0.12)
    # By the same formula with the level found by trying many.
    levels = np.linspace(-5, 10, 30_001)
    means = expit(levels[:, None] - STEEPNESS * (np.arange(1, 6) - 3)).mean(axis=1)
    level = levels[np.abs(means - SILENT).argmin()]
    np.testing.assert_allclose(
        by_score, expit(level - STEEPNESS * (np.arange(1, 6) - 3)), rtol=0, atol=0.012
    )


@pytest.mark.parametrize("remedy", Remedy)
def test_what_the_silent_would_have_said_is_never_looked_at(
    customers: pd.DataFrame, remedy: Remedy
) -> None:
    few = customers.iloc[:1_200]
    quiet = nonresponse_mask(few[SCORE], MNAR, 0)
    blank = few.copy()
    blank.loc[quiet, SCORE] = np.nan
    fitted = cluster_with_nonresponse(few, quiet, NAMES, 5, remedy)
    unknown = cluster_with_nonresponse(blank, quiet, NAMES, 5, remedy)
    np.testing.assert_array_equal(fitted.labels, unknown.labels)
    pd.testing.assert_frame_equal(fitted.centroids, unknown.centroids)
    assert (fitted.labels[~quiet] >= 0).all()
    assert (fitted.labels[quiet] >= 0).all() == (remedy != Remedy.DROP)


def test_each_remedy_by_hand(customers: pd.DataFrame) -> None:
    few = customers.iloc[:1_500]
    quiet = nonresponse_mask(few[SCORE], MCAR, 0)
    by = {remedy: cluster_with_nonresponse(few, quiet, NAMES, 5, remedy) for remedy in Remedy}
    dropped, middles = by[Remedy.DROP].labels, by[Remedy.LABEL_ALL].centroids
    answers = cluster(scale(few[~quiet], NAMES), 5)
    np.testing.assert_array_equal(dropped[~quiet], answers.labels)
    assert set(dropped[quiet]) == {-1}

    mean = few.loc[~quiet, SCORE].mean()
    filled = few.assign(**{SCORE: few[SCORE].where(~quiet, mean)})
    expected = cluster(scale(filled, NAMES), 5).labels
    np.testing.assert_array_equal(by[Remedy.FILL_IN].labels, expected)
    assert list(by[Remedy.FLAG].centroids) == [*NAMES, "Silent"]
    assert list(by[Remedy.LEAVE_OUT].centroids) == REST

    everybody = by[Remedy.LABEL_ALL].labels
    np.testing.assert_array_equal(everybody[~quiet], dropped[~quiet])
    pd.testing.assert_frame_equal(middles, answers.centroids)
    who = np.flatnonzero(quiet)[0]
    # What is known of one silent customer, in σ of those who answered (log1p where it is logged).
    pulled = scaling.scaler(NAMES).fit(few.loc[~quiet, NAMES]).transform(filled[NAMES]).iloc[who]
    assert everybody[who] == ((middles[REST] - pulled[REST]) ** 2).sum(axis=1).idxmin()


def test_a_prediction_from_the_rest_is_least_squares(customers: pd.DataFrame) -> None:
    few = customers.iloc[:1_500]
    quiet = nonresponse_mask(few[SCORE], MNAR, 3)
    others = np.column_stack([np.ones(len(few)), scale(few, REST)])
    weights = np.linalg.lstsq(others[~quiet], few.loc[~quiet, SCORE], rcond=None)[0]
    guess = (others @ weights).clip(1, 5)
    filled = few.assign(**{SCORE: few[SCORE].where(~quiet, guess)})
    fitted = cluster_with_nonresponse(few, quiet, NAMES, 5, Remedy.PREDICT)
    np.testing.assert_array_equal(fitted.labels, cluster(scale(filled, NAMES), 5).labels)


def test_an_outcome_by_hand() -> None:
    other = "New/Occasional Buyers"
    truth = pd.Series([CHURN_RISK] * 4 + [other] * 6)
    labels = np.array([0, 0, 0, -1, 1, 1, 1, 1, 0, -1])
    centroids = pd.DataFrame(
        [[1.0, 1, 1.5, -1.5, 1.5], [-1.0, -1, -0.2, 0.2, -0.2]],
        columns=["Frequency", "Monetary", "Return_Rate", SCORE, "Support_Calls"],
    )
    figures = outcome(truth, Clustering(pd.DataFrame(), centroids, labels))
    ari = figures.pop("ari")
    assert figures == {"found": 3 / 4, "right": 3 / 4, "size": 4 / 10, "named": 1}
    contented = centroids.assign(**{SCORE: [0.2, 0.2]})
    unnamed = outcome(truth, Clustering(pd.DataFrame(), contented, labels))
    assert unnamed["named"] == 0
    assert unnamed["ari"] == ari < 1


def test_every_remedy_in_every_shop() -> None:
    table = compared([0, 1], NAMES, 5, n=1_000)
    assert len(table) == 2 * 2 * (1 + len(Remedy))
    whole = table[table["remedy"] == EVERYBODY]
    assert whole.groupby("seed")["found"].nunique().tolist() == [1, 1]
    means = table.groupby(["how", "remedy"])["found"].mean()
    for how in (MCAR, MNAR):
        assert means[how].idxmin() == Remedy.DROP
        assert means[how, Remedy.DROP] < 0.5
    # The unhappy answer least, so among answers there are fewer of them.
    assert means[MNAR, Remedy.DROP] < means[MCAR, Remedy.DROP]
    pd.testing.assert_frame_equal(table, compared([0, 1], NAMES, 5, n=1_000))
