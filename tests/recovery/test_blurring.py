"""Recovery of planted personas: every figure by hand, then small shops."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from segmentation.base.errors import DataError
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.recovery.blurring import (
    Recovered,
    matched,
    next_shop,
    over_overlaps,
    small_shop,
    stands_for,
)
from segmentation.shop import simulate
from segmentation.shop.planted import PERSONAS, Parameters

TRUTH = ["a"] * 5 + ["b"] * 4 + ["c"] * 3
LABELS = np.array([2, 2, 2, 2, 0, 0, 0, 0, 2, 1, 1, 0])


def test_a_shop_in_memory_is_the_one_on_disk(tables: dict[str, pd.DataFrame]) -> None:
    shop = small_shop(Parameters(n_customers=5_000))
    pd.testing.assert_frame_equal(shop["features"], tables["features"])
    pd.testing.assert_frame_equal(shop["truth"], tables["truth"])


def test_a_shop_too_large_for_memory_is_refused() -> None:
    with pytest.raises(DataError, match="at most 50,000 customers, not 50,001; take load_shop"):
        small_shop(Parameters(n_customers=simulate.CHUNK + 1))


def test_clusters_stand_for_personas_one_to_one() -> None:
    assert stands_for(TRUTH, LABELS) == {2: "a", 0: "b", 1: "c"}
    counts = matched(TRUTH, LABELS)
    assert counts.index.tolist() == counts.columns.tolist() == ["a", "b", "c"]
    assert counts.to_numpy().tolist() == [[4, 1, 0], [1, 3, 0], [0, 1, 2]]


def test_a_persona_without_a_cluster_and_a_cluster_without_a_persona() -> None:
    fewer = matched(TRUTH, np.where(LABELS == 1, 0, LABELS))
    assert fewer["c"].tolist() == [0, 0, 0]
    more = matched(["a", "a", "a", "b"], np.array([0, 0, 1, 2]))
    assert more.to_numpy().tolist() == [[2, 0], [0, 1]]  # the third cluster stands for nobody


def test_where_one_more_shop_would_lie() -> None:
    ari = pd.DataFrame([[0.5, 0.6, 0.7], [0.9, 0.9, 0.9]], index=[1.0, 0.5])
    band = next_shop(ari)
    # t of 2 degrees of freedom at 97.5%: 4.3027.
    half = 4.30265273 * 0.1 * np.sqrt(1 + 1 / 3)
    expected = [[0.6, 0.6 - half, 1.0], [0.9, 0.9, 0.9]]
    np.testing.assert_allclose(band.table, expected, rtol=0, atol=1e-6)


def test_the_interval_holds_one_more_draw_in_19_of_20_cases() -> None:
    draws = np.random.default_rng(0).normal(0.5, 0.01, (4_000, 11))
    band = next_shop(pd.DataFrame(draws[:, :10]))
    inside = (draws[:, 10] >= band.low) & (draws[:, 10] <= band.high)
    assert inside.mean() == pytest.approx(0.95, abs=0.015)


@pytest.fixture(scope="module")
def shops() -> Recovered:
    """Two overlaps, two seeds, small shops."""
    return over_overlaps([0.5, 4], [3, 8], list(NUMERIC), 5, n=1_200)


def test_many_shops(shops: Recovered) -> None:
    assert shops.ari.shape == (2, 2)
    assert (shops.ari.loc[0.5] > 0.9).all() and (shops.ari.loc[4] < 0.75).all()
    shop = small_shop(Parameters(1_200, 8, 4))
    matrix = scale(shop["features"], list(NUMERIC))
    labels = predict(matrix, fit_kmeans(matrix, 5))
    assert shops.ari.loc[4, 8] == pytest.approx(
        adjusted_rand_score(shop["truth"]["Persona"], labels)
    )
    np.testing.assert_allclose(shops.called.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert sorted(shops.called.loc[4].index) == sorted(p.name for p in PERSONAS)


def test_shops_are_the_same_in_every_run(shops: Recovered) -> None:
    again = over_overlaps([0.5, 4], [3, 8], list(NUMERIC), 5, n=1_200)
    for field in fields(Recovered):
        one, other = (getattr(made, field.name) for made in (shops, again))
        pd.testing.assert_frame_equal(one, other, rtol=0, atol=0)
