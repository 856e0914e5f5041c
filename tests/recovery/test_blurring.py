"""Recovery of planted personas: every figure by hand, then small shops."""

from dataclasses import fields, replace

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
    BLURRED,
    Recovered,
    distance,
    matched,
    next_shop,
    over_overlaps,
    pair_table,
    small_shop,
    stands_for,
    strays,
    taken,
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


def test_who_is_taken_for_whom_by_hand() -> None:
    counts = matched(TRUTH, LABELS)
    assert taken(counts, "a", "b") == pytest.approx(1 / 9)
    assert taken(counts, "b", "a") == pytest.approx(1 / 9)
    assert taken(counts, "c", "b") == pytest.approx(1 / 7)
    assert taken(counts, "b", "c") == 0


def test_distance_by_hand() -> None:
    matrix = pd.DataFrame({"x": [0.0, 2, 10, 14], "y": [5.0, 5, 5, 5]})
    first = np.array([True, True, False, False])
    # Means 1 and 12; variances 2 and 8, so a deviation of √5.
    assert distance(matrix, first, ~first) == pytest.approx(11 / np.sqrt(5))
    assert distance(matrix, ~first, first) == pytest.approx(11 / np.sqrt(5))
    turned = matrix @ np.array([[0.6, 0.8], [-0.8, 0.6]])
    assert distance(turned, first, ~first) == pytest.approx(11 / np.sqrt(5))


def test_distance_looks_along_the_line_between_the_means_only() -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((40_000, 2)) * [1, 30]
    first = np.arange(40_000) < 20_000
    rows[first, 0] += 4
    rows[first, 1] += rows[~first, 1].mean() - rows[first, 1].mean()
    assert distance(pd.DataFrame(rows), first, ~first) == pytest.approx(4, abs=0.05)


def test_where_those_who_go_over_lie_by_hand() -> None:
    truth = pd.Series(["a", "a", "a", "b", "b"])
    own = np.array(["a", "a", "b", "a", "b"])
    matrix = pd.DataFrame({"x": [0.0, 0, 6, 7, 9], "y": [1.0, 1, 1, 2, 2]})
    # The a that goes lies 4 above its kind, the b that goes 1 below its own: two ways, two answers.
    assert strays(matrix, truth, own, ("a", "b")).tolist() == [4, 0]
    assert strays(matrix, truth, own, ("b", "a")).tolist() == [-1, 0]
    assert strays(matrix, truth, truth.to_numpy(), ("a", "b")).isna().all()


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
    assert len(shops.pairs) == 2 * 10
    wide = shops.pairs.pivot(index=["one", "other"], columns="overlap", values="distance")
    assert (wide[0.5] > wide[4]).all()
    np.testing.assert_allclose(shops.parted.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert sorted(shops.called.loc[4].index) == sorted(p.name for p in PERSONAS)


def test_the_table_of_pairs(shops: Recovered) -> None:
    table = pair_table(shops)
    over = shops.pairs.pivot(index=["one", "other"], columns="overlap", values="taken")
    first, last = over[0.5][table.index], over[4][table.index]
    assert table["taken"].equals(last) and last.is_monotonic_decreasing
    late = (last >= BLURRED) & (first < BLURRED)
    assert late.any()
    assert table.loc[late, "blurred_from"].between(0.5, 4).all()
    assert table.loc[last < BLURRED, "blurred_from"].isna().all()
    assert (table["one_way"] >= 0.5).all()
    # The larger way is the one of which the confusion shows more, weighed by how many there are.
    counts = shops.called.loc[4].mul([persona.share for persona in PERSONAS], axis=0)
    for row in table.iloc[:3].itertuples():
        there, back = counts.at[row.kind, row.taken_for], counts.at[row.taken_for, row.kind]
        assert there > back
        assert row.one_way == pytest.approx(there / (there + back), abs=0.05)
    vip, unhappy = PERSONAS[0].name, PERSONAS[1].name
    assert set(table.loc[(vip, unhappy), "parted_by"].split(", ")) <= {
        "Satisfaction_Score", "Return_Rate", "Support_Calls"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shares", "overlap"),
    [
        ([0.01, 0.03, 0.07], 3.0),  # half-way from 2 to 4
        ([0.06, 0.03, 0.07], 1.0),
        ([0.01, 0.05, 0.04], 2.0),
        ([0.01, 0.02, 0.049], np.nan),
    ],
)
def test_from_which_overlap_a_pair_is_blurred(shares: list[float], overlap: float) -> None:
    pairs = pd.DataFrame({"overlap": [1.0, 2.0, 4.0], "one": "a", "other": "b",
                          "taken": shares, "back": np.multiply(0.8, shares),
                          "distance": 1.0})  # fmt: skip
    ways = pd.MultiIndex.from_tuples([("a", "b"), ("b", "a")])
    parted = pd.DataFrame([[0.8, -0.2, 0.0]], columns=["x", "y", "z"], index=ways[:1])
    strayed = pd.DataFrame([[3.0, 0, 0], [0.1, 0.8, -0.2]], columns=["x", "y", "z"], index=ways)
    made = Recovered(ari=pd.DataFrame(), called=pd.DataFrame(), pairs=pairs, parted=parted,
                     strayed=strayed)  # fmt: skip
    row = pair_table(made).loc[("a", "b")]
    assert row["blurred_from"] == pytest.approx(overlap, nan_ok=True)
    assert row["parted_by"] == "x, z"
    # Four in five go from b to a, so it is they who are described.
    assert row[["kind", "taken_for"]].tolist() == ["b", "a"]
    assert row["one_way"] == pytest.approx(0.8)
    assert row["who_goes"] == "y +0.8 σ, z −0.2 σ"
    nobody = replace(made, strayed=strayed * np.nan)
    assert pair_table(nobody).loc[("a", "b"), "who_goes"] == "–"


def test_shops_are_the_same_in_every_run(shops: Recovered) -> None:
    again = over_overlaps([0.5, 4], [3, 8], list(NUMERIC), 5, n=1_200)
    for field in fields(Recovered):
        one, other = (getattr(made, field.name) for made in (shops, again))
        pd.testing.assert_frame_equal(one, other, rtol=0, atol=0)
