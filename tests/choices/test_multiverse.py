"""The multiverse: recipes against scikit-learn, agreement and conclusions by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from segmentation.choices.multiverse import (
    PREPARATIONS,
    agreement,
    conclusions,
    costly_spenders,
    holding,
    in_the_top,
    universes,
)
from segmentation.features import scaling
from segmentation.features.names import NUMERIC, RFM
from segmentation.features.scaling import scale


@pytest.fixture(scope="module")
def some(customers: pd.DataFrame) -> pd.DataFrame:
    """A thousand customers of the small shop."""
    return customers.sample(1_000, random_state=0)


@pytest.fixture(scope="module")
def labels(some: pd.DataFrame) -> pd.DataFrame:
    """All universes of RFM and the nine features."""
    return universes(some, {"RFM": list(RFM), "nine": list(NUMERIC)}, 5)


def test_every_recipe_is_there_once(labels: pd.DataFrame, some: pd.DataFrame) -> None:
    assert labels.shape == (1_000, 2 * 5 * 4)
    assert labels.columns.is_unique
    assert labels.index.equals(some.index)
    k_means = labels.xs("K-Means", level="algorithm", axis=1)
    assert (k_means.nunique() == 5).all()


def test_universes_are_the_same_twice(some: pd.DataFrame, labels: pd.DataFrame) -> None:
    again = universes(some, {"RFM": list(RFM), "nine": list(NUMERIC)}, 5)
    pd.testing.assert_frame_equal(again, labels)


def test_the_flagship_is_one_of_them(some: pd.DataFrame) -> None:
    shrunk = scaling.ShrinkAverages().fit_transform(some[list(NUMERIC)])
    np.testing.assert_allclose(PREPARATIONS["log"](shrunk), scale(some, list(NUMERIC)), atol=1e-9)


def test_preparations_by_hand() -> None:
    values = pd.DataFrame({"Monetary": [0.0, 1.0, 2.0, 3.0, 4.0]})
    np.testing.assert_array_equal(PREPARATIONS["raw"](values)[:, 0], values["Monetary"])
    # (x − median) / interquartile range
    assert PREPARATIONS["robust"](values)[:, 0].tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0]
    assert PREPARATIONS["quantile"](values)[:, 0] == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    logged = np.log1p(values["Monetary"])
    expected = (logged - logged.mean()) / logged.std(ddof=0)
    np.testing.assert_allclose(PREPARATIONS["log"](values)[:, 0], expected)
    # The ends are cut back to the 1st and 99th percentile before anything else.
    cut = values["Monetary"].clip(0.04, 3.96)
    expected = (cut - cut.mean()) / cut.std(ddof=0)
    np.testing.assert_allclose(PREPARATIONS["winsorised"](values)[:, 0], expected)


def test_agreement_by_scikit_learn() -> None:
    table = pd.DataFrame({"a": [0, 0, 1, 1, -1], "b": [1, 1, 0, 0, 0], "c": [-1, -1, -1, 0, 1]})
    found = agreement(table)
    assert found.loc["a", "b"] == adjusted_rand_score([0, 0, 1, 1, 2], table["b"])
    assert (np.diag(found) == 1).all()
    assert found.equals(found.T)
    without = agreement(table, with_noise=False)
    assert without.loc["a", "b"] == 1.0  # a fifth of a is noise, which is just allowed
    assert without.loc[["a", "b"], "c"].isna().all()


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
    assert other["share noise"] == pytest.approx(0.2)
    assert other["share of value"] == pytest.approx(0.5)
    assert other["share called"] == pytest.approx(0.5)
    assert other["return ratio"] == pytest.approx(2.5)
    held = holding(found)
    assert held.loc[("x", "y", "ours")].all()
    assert held.loc[("x", "y", "other")].tolist() == [True, False, True]
    assert not holding(found.assign(**{"share noise": 0.21})).any(axis=None)
