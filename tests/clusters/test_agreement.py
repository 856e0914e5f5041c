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

from segmentation.clusters.agreement import (
    circular_accuracy,
    moved,
    moved_at_random,
    moved_if_alone,
    persona_by_cluster,
    recovery,
)
from segmentation.clusters.clustering import cluster
from segmentation.features.scaling import scale
from segmentation.shop.planted import PERSONAS

NAMES = [persona.name for persona in PERSONAS]
VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT = NAMES
LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


def test_recovery_of_the_small_shop(matrix: pd.DataFrame, truth: pd.Series) -> None:
    labels = cluster(matrix, 5).labels
    assert recovery(truth, labels) == adjusted_rand_score(truth, labels) > 0.9


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
    labels = cluster(matrix, 5).labels
    everybody = np.ones(len(customers), dtype=bool)
    assert moved_if_alone(customers, list(matrix), labels, everybody) == 0


def test_half_of_each_town_stays_together(towns: tuple) -> None:
    frame, labels = towns
    assert moved_if_alone(frame, list(frame), labels, np.arange(150) % 2 == 0) == 0


def test_a_town_alone_falls_apart(towns: tuple) -> None:
    # All were in one cluster; alone they are cut into three, the largest of which has stayed.
    frame, labels = towns
    largest = np.bincount(cluster(scale(frame[:50], list(frame)), 3).labels).max()
    found = moved_if_alone(frame, list(frame), labels, labels == 0)
    assert found == pytest.approx(1 - largest / 50)
    assert found > 0.3


def test_random_groups_by_the_number_sorted_and_the_same_each_time(towns: tuple) -> None:
    frame, labels = towns
    among = labels == 0  # a town alone falls apart, each time otherwise
    found = moved_at_random(frame, list(frame), labels, among, 20, draws=6)
    assert found.shape == (6,)  # of that town alone: with others in a group fewer would move
    assert (np.diff(found) >= 0).all() and found[0] < found[-1]
    assert ((found > 0) & (found < 1)).all()
    again = moved_at_random(frame, list(frame), labels, among, 20, draws=6)
    assert (again == found).all()


def test_nobody_moves_in_random_groups_of_everybody(towns: tuple) -> None:
    frame, labels = towns
    everybody = np.ones(150, dtype=bool)
    assert (moved_at_random(frame, list(frame), labels, everybody, 150, draws=3) == 0).all()


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
