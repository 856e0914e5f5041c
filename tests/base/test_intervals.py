"""Intervals of shares."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from segmentation.base.intervals import rates_with_ci, wilson


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
    table = rates_with_ci(outcome, pd.Series(["group"] * n + ["another"]))
    assert table.columns.tolist() == ["customers", "value", "low", "high"]
    assert table.loc["group"].tolist() == pytest.approx([n, yes / n, low, high], abs=5e-5)


def test_an_interval_of_one_customer_stays_within_0_and_1() -> None:
    table = rates_with_ci(pd.Series([False, True]), pd.Series(["no", "yes"]))
    limit = 1.959964**2  # the interval of 0 of n ends at z² / (n + z²)
    assert table.loc["no"].tolist() == pytest.approx([1, 0, 0, limit / (1 + limit)], abs=1e-6)
    assert table.loc["yes"].tolist() == pytest.approx([1, 1, 1 / (1 + limit), 1], abs=1e-6)


def test_shares_go_by_row_and_keep_the_order_of_categories() -> None:
    by = pd.Series(pd.Categorical(["b", "a", "b"], ["b", "nobody", "a"]), index=[9, 8, 7])
    table = rates_with_ci(pd.Series([True, True, False], index=[1, 2, 3]), by)
    assert table.index.tolist() == ["b", "a"]
    assert table["value"].tolist() == [0.5, 1]
    assert table["customers"].tolist() == [2, 1]


def test_wilson_is_scipys_and_nobody_has_no_interval() -> None:
    yes, of = np.array([[0, 3, 7], [10, 1, 0]]), np.array([[5, 9, 7], [11, 400, 0]])
    low, high = wilson(yes, of)
    for place in np.ndindex(1, 3):
        expected = binomtest(int(yes[place]), int(of[place])).proportion_ci(method="wilson")
        assert (low[place], high[place]) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert np.isnan([low[1, 2], high[1, 2]]).all()
