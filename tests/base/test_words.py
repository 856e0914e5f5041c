"""Words that sentences share."""

import doctest

import pytest

from segmentation.base import words
from segmentation.base.estimates import Estimate
from segmentation.base.words import capital, clearly, listed, points


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_names_are_listed(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_the_examples_hold() -> None:
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.1, 0.3, "more"), (-0.3, -0.1, "less"), (-0.1, 0.3, "alike"), (0.0, 0.3, "alike")],
)
def test_more_less_or_neither(low: float, high: float, word: str) -> None:
    assert clearly(Estimate(0.0, low, high), neither="alike") == word


def test_a_difference_of_shares_is_in_points() -> None:
    assert (points(-0.0123), points(0.02)) == ("−1.2", "+2.0")


def test_a_sentence_begins_with_a_capital() -> None:
    assert capital("iPhone, eBay") == "IPhone, eBay"
    assert capital("") == ""
