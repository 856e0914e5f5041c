"""The ceiling: right probabilities, and more right than any method."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.recovery import ceiling
from segmentation.recovery.blurring import small_shop, stands_for
from segmentation.shop.planted import NO_PERSONAS, PERSONAS, Parameters

OVERLAPS = (0.5, 2.0, 4.0)


@pytest.fixture(scope="module", params=OVERLAPS)
def placed(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Features, truth and posterior of 6,000 customers."""
    shop = small_shop(Parameters(6_000, 3, request.param))
    found = ceiling.posterior(shop["features"], PERSONAS, request.param)
    return shop["features"], shop["truth"]["Persona"], found


def test_it_is_right_as_often_as_it_says(
    placed: tuple[pd.DataFrame, pd.Series, pd.DataFrame],
) -> None:
    _, truth, found = placed
    claimed, right = found.max(axis=1), found.idxmax(axis=1) == truth
    error = np.sqrt((claimed * (1 - claimed)).sum()) / len(found)
    assert abs(claimed.mean() - right.mean()) < 3 * error + 0.001
    assert found.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(found)))
    for persona in PERSONAS:  # and so for each persona by itself
        p = found[persona.name]
        error = np.sqrt((p * (1 - p)).sum())
        assert abs(p.sum() - (truth == persona.name).sum()) < 4 * error + 2


def test_no_clustering_is_right_more_often(
    placed: tuple[pd.DataFrame, pd.Series, pd.DataFrame],
) -> None:
    customers, truth, found = placed
    matrix = scale(customers, list(NUMERIC))
    labels = predict(matrix, fit_kmeans(matrix, 5))
    named = pd.Series(labels).map(stands_for(truth, labels))
    assert (found.idxmax(axis=1) == truth).mean() > (named == truth).mean()


def test_one_kind_is_certain() -> None:
    shop = small_shop(Parameters(200, structure="none"))
    found = ceiling.posterior(shop["features"], NO_PERSONAS, 1.0)
    assert (found.to_numpy() == 1).all()


def test_tenure_is_the_folded_distribution() -> None:
    persona = PERSONAS[4]
    days = np.arange(1, ceiling.HISTORY_DAYS)
    density = np.exp(ceiling._tenure(days.astype(float), persona, 4.0))
    assert density.sum() == pytest.approx(1, abs=1e-3)
    shape = persona.tenure_days[1] / 4
    tenure = stats.gamma(shape, scale=persona.tenure_days[0] / shape)
    both = tenure.pdf(1_000.5) + tenure.pdf(2 * ceiling.HISTORY_DAYS - 1_000.5)
    assert density[999] == pytest.approx(both, rel=1e-3)


def test_orders_and_last_day_add_up_to_one() -> None:
    tenure = 40
    for persona in (PERSONAS[1], PERSONAS[4]):
        grid = pd.DataFrame(
            [(n + 1, tenure - day) for n in range(1, 60) for day in range(tenure + 1)]
            + [(1, tenure)],
            columns=["Frequency", "Recency"],
        ).assign(Tenure=tenure)
        assert np.exp(ceiling._orders(grid, persona, 2.0)).sum() == pytest.approx(1, abs=0.01)


def test_minutes_are_a_gamma_of_gammas() -> None:
    customers = pd.DataFrame({"Frequency": [3, 3], "Avg_Time_Site_Min": [8.0, 14.0]})
    found = ceiling._minutes(customers, PERSONAS[:2], 1.0)
    rng = np.random.default_rng(0)
    for column, persona in enumerate(PERSONAS[:2]):
        mean, shape = persona.minutes
        own = rng.gamma(shape, mean / shape, 400_000)
        visits = rng.gamma(4 * 3, own / (4 * 3))
        near = [np.mean(np.abs(visits / at - 1) < 0.03) for at in (8.0, 14.0)]
        assert found[0, column] - found[1, column] == pytest.approx(
            np.log(near[0] / near[1]), abs=0.06
        )
