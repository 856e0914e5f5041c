"""The multiverse: recipes against scikit-learn, agreement and conclusions by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from segmentation.choices.multiverse import (
    BASKET,
    FEATURES,
    LEVELS,
    OWN_K,
    PREPARATIONS,
    agreement,
    by_choice,
    conclusions,
    costly_spenders,
    holding,
    in_the_top,
    mixture,
    universes,
)
from segmentation.features import scaling
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale


@pytest.fixture(scope="module")
def some(customers: pd.DataFrame) -> pd.DataFrame:
    """A thousand customers of the small shop."""
    return customers.sample(1_000, random_state=0)


@pytest.fixture(scope="module")
def labels(some: pd.DataFrame) -> pd.DataFrame:
    """All ways with four and five clusters."""
    return universes(some, [4, 5])


def test_every_way_is_there_once(labels: pd.DataFrame, some: pd.DataFrame) -> None:
    # three sets of features, five preparations; three methods at two k, and HDBSCAN
    assert labels.shape == (1_000, 3 * 5 * (3 * 2 + 1))
    assert labels.columns.is_unique and tuple(labels.columns.names) == LEVELS
    assert labels.index.equals(some.index)
    for method in ("K-Means", "Ward"):
        five = labels.xs((method, "k = 5"), level=("method", "k"), axis=1)
        assert (five.nunique() == 5).all()
    assert set(labels.xs("HDBSCAN", level="method", axis=1).columns.get_level_values("k")) == {
        OWN_K
    }


def test_ways_are_the_same_twice(some: pd.DataFrame) -> None:
    few = some.head(300)
    pd.testing.assert_frame_equal(universes(few, [3]), universes(few, [3]))


def test_the_basket_is_spend_per_order(some: pd.DataFrame, labels: pd.DataFrame) -> None:
    three = some[["Recency", "Frequency"]].assign(**{BASKET: some["Monetary"] / some["Frequency"]})
    assert list(three) == FEATURES["RFM with basket"]
    logged = three.assign(
        Frequency=np.log1p(three["Frequency"]), **{BASKET: np.log1p(three[BASKET])}
    )
    values = (logged - logged.mean()) / logged.std(ddof=0)
    ward = AgglomerativeClustering(4, linkage="ward").fit_predict(values)
    own = labels["RFM with basket", "log, z-scores", "Ward", "k = 4"]
    assert adjusted_rand_score(ward, own) == 1


def test_the_likeliest_of_several_mixtures(some: pd.DataFrame) -> None:
    values = scale(some, list(NUMERIC)).to_numpy()
    one, five = (mixture(values, 5, starts) for starts in (1, 5))
    assert five.converged_ and five.score(values) >= one.score(values)


def test_the_flagship_is_one_of_them(some: pd.DataFrame) -> None:
    shrunk = scaling.ShrinkAverages().fit_transform(some[list(NUMERIC)])
    np.testing.assert_allclose(
        PREPARATIONS["log, z-scores"](shrunk), scale(some, list(NUMERIC)), atol=1e-9
    )


def test_preparations_by_hand() -> None:
    values = pd.DataFrame({"Monetary": [0.0, 1.0, 2.0, 3.0, 4.0]})
    np.testing.assert_array_equal(PREPARATIONS["raw"](values)[:, 0], values["Monetary"])
    # (x − median) / interquartile range
    assert PREPARATIONS["robust"](values)[:, 0].tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0]
    assert PREPARATIONS["ranks"](values)[:, 0] == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    logged = np.log1p(values["Monetary"])
    expected = (logged - logged.mean()) / logged.std(ddof=0)
    np.testing.assert_allclose(PREPARATIONS["log, z-scores"](values)[:, 0], expected)
    # The ends are cut back to the 1st and 99th percentile before anything else.
    cut = values["Monetary"].clip(0.04, 3.96)
    expected = (cut - cut.mean()) / cut.std(ddof=0)
    np.testing.assert_allclose(PREPARATIONS["winsorised"](values)[:, 0], expected)


def test_agreement_by_scikit_learn() -> None:
    ways = pd.MultiIndex.from_tuples([("x", "y", "z", way) for way in "abc"], names=LEVELS)
    table = pd.DataFrame(
        np.array([[0, 0, 1, 1, -1], [1, 1, 0, 0, 0], [-1, -1, -1, 0, 1]]).T, columns=ways
    )
    found = agreement(table, ways[1])
    assert found.tolist()[:2] == [adjusted_rand_score([0, 0, 1, 1, 2], table[ways[1]]), 1]
    assert np.isnan(found[ways[2]])  # three in five are noise; one in five is just allowed
    assert list(found.index.names) == list(LEVELS)


def test_by_choice() -> None:
    ways = pd.MultiIndex.from_tuples(
        [("RFM", "raw", "Ward", "k = 4"), ("RFM", "robust", "Ward", "k = 5"),
         ("RFM", "raw", "HDBSCAN", OWN_K)], names=LEVELS,
    )  # fmt: skip
    table = by_choice(pd.DataFrame({"holds": [True, False, False]}, index=ways))["holds"]
    assert table["features"].to_dict() == {"RFM": 1 / 3}
    assert table["preparation"].to_dict() == {"raw": 0.5, "robust": 0}
    assert table["method"].to_dict() == {"Ward": 0.5, "HDBSCAN": 0}
    assert table["k"].to_dict() == {"k = 4": 1, "k = 5": 0}


def test_the_top_takes_whole_segments_and_part_of_the_one_at_the_border() -> None:
    values = pd.Series([9.0, 7.0, 1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    labels = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    chance = in_the_top(values, labels, 0.3)
    assert chance.tolist() == [1, 1, 0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0]
    assert in_the_top(values, np.zeros(10, dtype=int), 0.3) == pytest.approx([0.3] * 10)


def test_costly_spenders_by_hand() -> None:
    customers = pd.DataFrame(
        {"Monetary": [9.0, 7.0, 1.0, 1.0], "Return_Rate": [0.5, 0.3, 0.0, 0.0]}
    )
    # Mean spend 4.5, mean return rate 0.2: both spenders, or one of them, or with somebody else.
    assert costly_spenders(customers, np.array([0, 0, 1, 1])) == pytest.approx(0.4 / 0.2)
    assert costly_spenders(customers, np.array([0, 1, 2, 2])) == pytest.approx(0.5 / 0.2)
    assert costly_spenders(customers, np.array([-1, 1, 2, 2])) == pytest.approx(0.3 / 0.2)
    assert costly_spenders(customers, np.array([-1, -1, 2, 2])) == 0
    # One of 100 customers is too small a segment.
    many = pd.concat([customers.iloc[:1], *[customers.iloc[2:]] * 50], ignore_index=True)
    assert costly_spenders(many, np.array([0, *[1] * 100])) == 0


def test_conclusions_by_hand() -> None:
    values = pd.Series([10.0, 10.0, 5.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    customers = pd.DataFrame({"Monetary": values, "Return_Rate": [0.5, 0.5, *[0.0] * 8]})
    columns = pd.MultiIndex.from_tuples([("x", "y", "ours"), ("x", "y", "other")])
    table = pd.DataFrame(
        np.column_stack([[0, 0, 1, 1, 2, 2, 2, 2, 2, 2], [0, -1, 0, -1, 1, 1, 1, 1, 1, 1]]),
        columns=columns,
    )
    found = conclusions(customers, values, table, ("x", "y", "ours"))
    assert found.loc[("x", "y", "ours")].tolist() == [3, 0, pytest.approx(20 / 30), 1, 5]
    # Both groups of the other are worth 7.5: the first in order is taken whole, or half of each.
    other = found.loc[("x", "y", "other")]
    assert other["segments"] == 2
    assert other["noise"] == pytest.approx(0.2)
    assert other["value_held"] == pytest.approx(0.5)
    assert other["same_called"] == pytest.approx(0.5)
    assert other["return_ratio"] == pytest.approx(2.5)
    held = holding(found)
    assert held.loc[("x", "y", "ours")].all()
    assert held.loc[("x", "y", "other")].tolist() == [True, False, True]
    assert not holding(found.assign(noise=0.21)).any(axis=None)
