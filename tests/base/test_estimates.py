"""Values with their intervals."""

import numpy as np
import pandas as pd
import pytest

from segmentation.base.estimates import Estimate, Estimates


@pytest.fixture
def two() -> Estimates:
    draws = pd.DataFrame({"b": np.linspace(0, 100, 101), "a": np.linspace(1, 101, 101)})
    return Estimates.from_draws(pd.Series({"a": 51.5, "b": 50.0}), draws)


def test_the_ends_are_those_of_the_middle_95_per_cent(two: Estimates) -> None:
    assert two["b"] == Estimate(50.0, 2.5, 97.5)
    assert dict(two.items())["a"] == Estimate(51.5, 3.5, 98.5)
    assert two.table.loc["b"].tolist() == [50.0, 2.5, 97.5]


def test_a_difference_is_paired(two: Estimates) -> None:
    gap = two.minus("b")
    assert list(gap.value.index) == ["a"]
    assert gap["a"] == Estimate(1.5, 1.0, 1.0)
    assert gap["a"].is_above() and not gap["a"].is_below()
    assert gap["a"].is_below(1.1)


def test_without_draws_there_is_no_difference(two: Estimates) -> None:
    with pytest.raises(ValueError, match="draws"):
        Estimates(two.value, two.low, two.high).minus("a")
