"""Agreement of labels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score

from segmentation.clusters import agreement
from segmentation.clusters.agreement import (
    circular_accuracy,
    moved,
    moved_at_random,
    moved_if_alone,
    persona_by_cluster,
    recovery,
)
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.scaling import scale
from segmentation.shop.planted import PERSONAS

NAMES = [persona.name for persona in PERSONAS]
VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT = NAMES
LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


@given(LABELS)
def test_recovery_is_scikit_learns_adjusted_rand_index(rows: list[tuple[int, int]]) -> None:
    own, labels = (np.array(column) for column in zip(*rows, strict=True))
    truth = pd.Series([NAMES[i] for i in own])
    assert recovery(truth, labels) == pytest.approx(adjusted_rand_score(own, labels))


def test_recovery_is_one_under_any_numbering_and_near_zero_by_chance(truth: pd.Series) -> None:
    numbers = truth.map({name: 7 - i for i, name in enumerate(NAMES)}).to_numpy()
    assert recovery(truth, numbers) == 1
    shuffled = np.random.default_rng(0).permutation(numbers)
    assert abs(recovery(truth, shuffled)) < 0.01


def test_recovery_of_the_small_shop(matrix: pd.DataFrame, truth: pd.Series) -> None:
    assert recovery(truth, predict(matrix, fit_kmeans(matrix, 5))) > 0.9


def test_where_personas_land_by_hand() -> None:
    truth = pd.Series([NEW, VIP, VIP, VIP, VIP, NEW], index=[9, 8, 7, 6, 5, 4])
    table = persona_by_cluster(truth, pd.Series([1, 0, 0, 0, 1, 1]))
    assert table.index.tolist() == [VIP, NEW]
    assert table.columns.tolist() == [0, 1]
    np.testing.assert_array_equal(table, [[0.75, 0.25], [0, 1]])
    assert (table.index.name, table.columns.name) == ("planted persona", "cluster")


def test_rows_sum_to_one_in_the_planted_order(truth: pd.Series) -> None:
    labels = np.random.default_rng(0).integers(0, 7, len(truth))
    table = persona_by_cluster(truth, labels)
    assert table.index.tolist() == NAMES
    assert table.shape == (5, 7)
    np.testing.assert_allclose(table.sum(axis=1), 1, rtol=0, atol=1e-12)


def test_a_shop_without_personas_has_one_row() -> None:
    table = persona_by_cluster(pd.Series(["Customer"] * 4), np.array([0, 1, 1, 1]))
    assert table.to_dict("index") == {"Customer": {0: 0.25, 1: 0.75}}


# Other fits


def test_other_numbers_move_nobody() -> None:
    before = np.array([0, 0, 1, 1, 2, 2, 2])
    assert moved(before, before) == 0
    assert moved(before, np.array([2, 1, 0])[before]) == 0


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        ([0, 0, 0, 0, 1], [1, 1, 1, 0, 0], 1 / 5),
        # Each alone would match its best, but two cannot have the same: 3 + 1 of 8 stay.
        ([0] * 5 + [1] * 3, [0] * 3 + [1] * 2 + [0] * 2 + [1], 1 / 2),
        ([0, 0, 0, 1, 1], [0, 0, 1, 2, 2], 1 / 5),  # a cluster more: its customers have moved
        ([0, 1, 2, 2], [0, 0, 1, 1], 1 / 4),  # a cluster less
        ([0, 0, 0, 0], [0, 1, 2, 3], 3 / 4),
    ],
)
def test_who_moved_by_hand(before: list[int], after: list[int], share: float) -> None:
    assert moved(np.array(before), np.array(after)) == pytest.approx(share)
    assert moved(np.array(after), np.array(before)) == pytest.approx(share)


@given(LABELS)
def test_moving_is_no_more_than_without_matching(rows: list[tuple[int, int]]) -> None:
    before, after = (np.array(column) for column in zip(*rows, strict=True))
    assert -1e-12 <= moved(before, after) <= (before != after).mean() + 1e-12


@pytest.fixture(scope="module")
def towns() -> tuple[pd.DataFrame, np.ndarray]:
    """Customers in three far apart groups of 50, and their cluster."""
    rng = np.random.default_rng(0)
    middles = np.repeat([[10.0, 5, 50], [300, 5, 500], [10, 90, 9_000]], 50, axis=0)
    rows = middles * rng.uniform(0.9, 1.1, (150, 3))
    return pd.DataFrame(rows, columns=["Recency", "Frequency", "Monetary"]), np.arange(150) // 50


def test_nobody_moves_if_everybody_is_clustered_again(
    customers: pd.DataFrame, matrix: pd.DataFrame, towns: tuple
) -> None:
    frame, labels = towns
    assert moved_if_alone(frame, list(frame), labels, np.ones(150, dtype=bool)) == 0
    labels = predict(matrix, fit_kmeans(matrix, 5))
    everybody = np.ones(len(customers), dtype=bool)
    assert moved_if_alone(customers, list(matrix), labels, everybody) == 0


def test_half_of_each_town_stays_together(towns: tuple) -> None:
    frame, labels = towns
    assert moved_if_alone(frame, list(frame), labels, np.arange(150) % 2 == 0) == 0


def test_a_town_alone_falls_apart(towns: tuple) -> None:
    # All were in one cluster; alone they are cut into three, the largest of which has stayed.
    frame, labels = towns
    alone = scale(frame[:50], list(frame))
    largest = np.bincount(predict(alone, fit_kmeans(alone, 3))).max()
    found = moved_if_alone(frame, list(frame), labels, labels == 0)
    assert found == pytest.approx(1 - largest / 50)
    assert found > 0.3


def test_random_groups_by_the_number_sorted_and_the_same_each_time(towns: tuple) -> None:
    frame, labels = towns
    among = labels == 0  # a town alone falls apart, each time otherwise
    found = moved_at_random(frame, list(frame), labels, among, 20, draws=6)
    assert found.shape == (6,)
    assert (np.diff(found) >= 0).all() and found[0] < found[-1]
    assert ((found > 0) & (found < 1)).all()
    again = moved_at_random(frame, list(frame), labels, among, 20, draws=6)
    assert (again == found).all()


def test_nobody_moves_in_random_groups_of_everybody(towns: tuple) -> None:
    frame, labels = towns
    everybody = np.ones(150, dtype=bool)
    assert (moved_at_random(frame, list(frame), labels, everybody, 150, draws=3) == 0).all()


def test_random_groups_are_drawn_only_from_those_asked_for(
    towns: tuple, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame, labels = towns
    groups: list[np.ndarray] = []

    def note(customers: pd.DataFrame, features: list, numbers: np.ndarray, who: np.ndarray) -> int:
        assert customers is frame and features == list(frame) and numbers is labels
        groups.append(who)
        return -len(groups)

    monkeypatch.setattr(agreement, "moved_if_alone", note)
    among = np.arange(150) % 3 == 0
    found = moved_at_random(frame, list(frame), labels, among, 30)
    assert found.tolist() == list(range(-20, 0))
    for who in groups:
        assert who.sum() == 30  # nobody twice
        assert among[who].all()
    assert len({who.tobytes() for who in groups}) == len(groups)
    assert (np.any(groups, axis=0) == among).all()  # and each of them at some time


# The accuracy that means nothing


@pytest.mark.parametrize(
    "model", [LogisticRegression(), RandomForestClassifier(20, random_state=0)]
)
def test_circular_accuracy_is_high_on_noise(model: ClassifierMixin) -> None:
    noise = np.random.default_rng(0).standard_normal((1_500, 3))
    assert circular_accuracy(noise, 3, model) > 0.9
    # Labels that the rows do not tell are not learned: the model is not just lucky.
    useless = DummyClassifier(strategy="stratified", random_state=0)
    assert circular_accuracy(noise, 3, useless) < 0.45
