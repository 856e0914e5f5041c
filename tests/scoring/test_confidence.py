"""Errors by margin: the classes, the limit and the table against counting by hand."""

import numpy as np
import pandas as pd
import pytest

from segmentation.features.names import NUMERIC
from segmentation.scoring import confidence
from segmentation.scoring.segmenter import UNDECIDED


@pytest.fixture(scope="module")
def shop() -> pd.DataFrame:
    return confidence.scored(5_000, 42, 1.0, "2026-06-30", 5, list(NUMERIC))


def test_wrong_is_another_name_than_the_planted_one(shop: pd.DataFrame, truth: pd.Series) -> None:
    wanted = shop["Segment"].astype(str).to_numpy() != truth.to_numpy()
    np.testing.assert_array_equal(shop["wrong"], wanted)
    assert 0 < shop["wrong"].mean() < 0.06


def test_classes_include_their_lower_end() -> None:
    margin = pd.Series([0.0, 0.049, 0.05, 0.15, 0.30, 0.3499, 1.0], index=range(7, 14))
    wrong = pd.Series([True, False, True, False, True, True, False], index=margin.index)
    found = confidence.errors_by_margin(margin, wrong)
    assert found.index.tolist() == [0, 0.05, 0.15, 0.3, 0.95]
    assert found["customers"].tolist() == [2, 1, 1, 2, 1]
    assert found["share"].tolist() == [0.5, 1, 0, 1, 0]


@pytest.mark.parametrize(
    ("shares", "limit"),
    [([0.5, 0.3, 0.25, 0.1], 0.1), ([0.2, 0.1], 0.0), ([0.5, 0.1, 0.26, 0.1], 0.15), ([0.5], 1.0)],
)
def test_from_the_limit_on_no_class_is_wrong_too_often(shares: list[float], limit: float) -> None:
    errors = pd.DataFrame({"share": shares}, index=np.arange(len(shares)) * 0.05)
    assert confidence.limit_for(errors) == pytest.approx(limit)


def test_the_limit_of_all_models_is_the_one_found(shop: pd.DataFrame) -> None:
    errors = confidence.errors_by_margin(shop["Margin"], shop["wrong"])
    assert confidence.limit_for(errors) == pytest.approx(UNDECIDED)


def test_undecided_against_the_rest_by_hand() -> None:
    one = pd.DataFrame(
        {"Undecided": [True] * 4 + [False] * 6, "wrong": [True] * 3 + [False] * 5 + [True] * 2}
    )
    found = confidence.undecided_against_rest({2.0: one}).loc[2.0]
    assert found[["customers", "share undecided", "share wrong"]].tolist() == [10, 0.4, 0.5]
    assert found["undecided share"] == 0.75 and found["rest share"] == pytest.approx(2 / 6)
    assert found["share of errors"] == pytest.approx(3 / 5)
    # Wilson's interval for 3 of 4 (Newcombe 1998): 30.1% to 95.4%.
    assert found[["undecided low", "undecided high"]].tolist() == pytest.approx(
        [0.3006, 0.9544], abs=1e-4
    )


def test_nobody_undecided_leaves_a_gap() -> None:
    one = pd.DataFrame({"Undecided": [False] * 3, "wrong": [False] * 3})
    found = confidence.undecided_against_rest({1.0: one}).loc[1.0]
    assert np.isnan(found["undecided share"]) and found["rest share"] == 0
    assert found["share of errors"] == 0
