"""Labels against what they never saw: recovery, names, moments, a hold-out, other fits."""

from pathlib import Path

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

from segmentation import validate
from segmentation.cluster import fit_kmeans, predict
from segmentation.planted import PERSONAS, Parameters
from segmentation.scaling import scale
from segmentation.validate import (
    circular_accuracy,
    moments,
    moved,
    moved_at_random,
    moved_if_alone,
    named_right,
    ordered_again,
    persona_by_cluster,
    planted,
    recovery,
    share_by,
    typical_customers,
)

NAMES = [persona.name for persona in PERSONAS]
VIP, CHURN_RISK, DISCOUNT, NEW, DORMANT = NAMES
LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


@pytest.fixture(scope="module")
def by_id(shop_folder: Path) -> pd.Series:
    """The planted persona of each customer, as `planted` reads it."""
    return planted(shop_folder)


def test_planted_is_indexed_by_customer(by_id: pd.Series, tables: dict) -> None:
    assert by_id.index.name == "Customer_ID"
    assert by_id.index.tolist() == tables["truth"]["Customer_ID"].tolist()
    assert by_id.tolist() == tables["truth"]["Persona"].tolist()


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


def test_named_right_counts_customers_row_by_row() -> None:
    truth = pd.Series([VIP, VIP, NEW, NEW], index=[1, 2, 3, 4])
    names = pd.Series(pd.Categorical([VIP, NEW, NEW, "Few orders"]), index=[4, 3, 2, 1])
    assert named_right(truth, names) == 0.5
    assert named_right(truth, truth) == 1


# Moments


@pytest.fixture(scope="module")
def measured(
    customers: pd.DataFrame, by_id: pd.Series, parameters: Parameters
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ratio and z of the small shop."""
    return moments(customers, by_id, PERSONAS, parameters.overlap)


def test_measured_means_are_the_planted_ones(
    measured: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    ratio, z = measured
    assert ratio.columns.tolist() == z.columns.tolist() == NAMES
    assert len(ratio) == 7
    # Only those who stopped have no order rate to compare with.
    assert ratio.isna().sum().sum() == z.isna().sum().sum() == 1
    assert np.isnan(ratio.loc["orders a year", DORMANT])
    assert ((ratio - 1).abs().stack().dropna() < 0.15).all()
    assert (z.abs().stack().dropna() < 4.5).all()


def test_ratios_are_means_over_planted_means(
    customers: pd.DataFrame, truth: pd.Series, measured: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    ratio, z = measured
    churn = customers[truth == CHURN_RISK]
    # Beta(6, 11) for returns, Gamma with mean 3.6 for calls, 1 + 4 · Beta(4, 6) for satisfaction.
    for name, mean in (
        ("Return_Rate", 6 / 17),
        ("Support_Calls", 3.6),
        ("Satisfaction_Score", 2.6),
    ):
        values = churn[name]
        assert ratio.loc[name, CHURN_RISK] == pytest.approx(values.mean() / mean)
        error = values.std() / np.sqrt(len(values))
        assert z.loc[name, CHURN_RISK] == pytest.approx((values.mean() - mean) / error)


@pytest.mark.parametrize(
    ("feature", "quantity", "wrong"),
    [
        ("Return_Rate", "Return_Rate", 1.3),
        ("Monetary", "basket", 1.1),
        ("Support_Calls", "Support_Calls", 1.3),
        ("Satisfaction_Score", "Satisfaction_Score", 0.95),
        ("Tenure", "orders a year", 0.8),
    ],
)
def test_a_wrong_feature_is_caught(
    customers: pd.DataFrame, by_id: pd.Series, feature: str, quantity: str, wrong: float
) -> None:
    off = customers.assign(**{feature: customers[feature] * wrong})
    _, z = moments(off, by_id, PERSONAS, 1.0)
    assert z.loc[quantity].abs().max() > 6
    others = z.drop(quantity).abs().stack().dropna()
    assert (others < 4.5).all()


def test_the_expected_basket_knows_the_overlap(customers: pd.DataFrame, by_id: pd.Series) -> None:
    _, z = moments(customers, by_id, PERSONAS, overlap=4.0)
    assert z.loc["basket"].max() < -6


# The future


def test_who_orders_in_the_hold_out(tmp_path: Path) -> None:
    pd.DataFrame({"customer_id": [4, 2, 7]}).to_parquet(tmp_path / "customers.parquet")
    pd.DataFrame({"customer_id": [7, 7, 4]}).to_parquet(tmp_path / "future.parquet")
    again = ordered_again(tmp_path)
    assert again.to_dict() == {4: True, 2: False, 7: True}
    assert again.index.name == "Customer_ID"


def test_the_dormant_do_not_come_back(shop_folder: Path, by_id: pd.Series) -> None:
    share = ordered_again(shop_folder).groupby(by_id).mean()
    assert share[DORMANT] == 0
    assert share[VIP] > 0.9


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_printed_by_newcombe(yes: int, n: int, low: float, high: float) -> None:
    # Newcombe 1998, Stat. Med. 17, table I, method 3.
    outcome = pd.Series([True] * yes + [False] * (n - yes) + [True])
    table = share_by(outcome, pd.Series(["group"] * n + ["another"]))
    assert table.columns.tolist() == ["customers", "share", "low", "high"]
    assert table.loc["group"].tolist() == pytest.approx([n, yes / n, low, high], abs=5e-5)


def test_an_interval_of_one_customer_stays_within_0_and_1() -> None:
    table = share_by(pd.Series([False, True]), pd.Series(["no", "yes"]))
    limit = 1.959964**2  # the interval of 0 of n ends at z² / (n + z²)
    assert table.loc["no"].tolist() == pytest.approx([1, 0, 0, limit / (1 + limit)], abs=1e-6)
    assert table.loc["yes"].tolist() == pytest.approx([1, 1, 1 / (1 + limit), 1], abs=1e-6)


def test_shares_go_by_row_and_keep_the_order_of_categories() -> None:
    by = pd.Series(pd.Categorical(["b", "a", "b"], ["b", "nobody", "a"]), index=[9, 8, 7])
    table = share_by(pd.Series([True, True, False], index=[1, 2, 3]), by)
    assert table.index.tolist() == ["b", "a"]
    assert table["share"].tolist() == [0.5, 1]
    assert table["customers"].tolist() == [2, 1]


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

    monkeypatch.setattr(validate, "moved_if_alone", note)
    among = np.arange(150) % 3 == 0
    found = moved_at_random(frame, list(frame), labels, among, 30)
    assert found.tolist() == list(range(-20, 0))
    for who in groups:
        assert who.sum() == 30  # nobody twice
        assert among[who].all()
    assert len({who.tobytes() for who in groups}) == len(groups)
    assert (np.any(groups, axis=0) == among).all()  # and each of them at some time


# Typical customers


def test_typical_customers_by_hand() -> None:
    customers = pd.DataFrame(
        {"Customer_ID": [10, 11, 12, 13, 14, 15], "Frequency": [1, 5, 9, 5, 2, 4]}
    )
    truth = pd.Series([VIP, VIP, NEW, VIP, NEW, NEW], index=[10, 11, 12, 13, 14, 15])
    # Medians: 5 of 1, 5, 5 (the first of two), and 4 of 2, 4, 9.
    assert typical_customers(customers, truth).to_dict() == {11: VIP, 15: NEW}


def test_between_two_middle_customers_the_nearest_counts() -> None:
    customers = pd.DataFrame({"Customer_ID": [1, 2], "Frequency": [8, 3]})
    assert typical_customers(customers, pd.Series([VIP, VIP], [1, 2])).to_dict() == {1: VIP}


def test_one_typical_customer_per_persona(customers: pd.DataFrame, by_id: pd.Series) -> None:
    chosen = typical_customers(customers, by_id)
    assert sorted(chosen) == sorted(NAMES)
    frequency = customers.set_index("Customer_ID")["Frequency"]
    for customer, persona in chosen.items():
        assert by_id[customer] == persona
        own = frequency[by_id[frequency.index] == persona]
        assert abs(frequency[customer] - own.median()) <= 0.5


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
