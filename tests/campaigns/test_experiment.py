"""Whom a campaign reaches, and how large a rise a test of it can show."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from segmentation.campaigns import experiment


def test_needed_gives_the_power_it_promises():
    n = experiment.needed(0.01, 0.5)
    p, q = 0.01, 0.015
    error = np.sqrt((p * (1 - p) + q * (1 - q)) / n)
    assert norm.sf(norm.ppf(0.975) - (q - p) / error) == pytest.approx(0.8, abs=0.001)
    assert experiment.needed(0.01, 1.0) < n < experiment.needed(0.005, 0.5)


@pytest.mark.parametrize(("rate", "each"), [(0.009, 7_021), (0.2, 300), (0.01, 90_000)])
def test_smallest_rise_is_the_inverse_of_needed(rate, each):
    rise = experiment.smallest_rise(rate, each)
    assert experiment.needed(rate, rise) == pytest.approx(each, abs=1)
    assert experiment.smallest_rise(rate, 2 * each) < rise


def test_too_few_customers_show_no_rise_at_all():
    assert experiment.smallest_rise(0.5, 1) == float("inf")


def test_a_design_shares_the_level_out():
    sizes = pd.Series({"large": 20_001, "small": 400, "sure": 400})
    rates = pd.Series({"small": 0.2, "large": 0.2, "sure": 0.95})
    table = experiment.design(sizes, rates, lift=0.2)
    assert table["each half"].tolist() == [10_000, 200, 200]
    assert table["order anyway"].to_dict() == rates.to_dict()
    for name, row in table.iterrows():
        if np.isfinite(row["smallest rise"]):
            p, q = rates[name], rates[name] * (1 + row["smallest rise"])
            error = np.sqrt((p * (1 - p) + q * (1 - q)) / row["each half"])
            power = norm.sf(norm.ppf(1 - 0.05 / 3 / 2) - (q - p) / error)
            assert power == pytest.approx(0.8, abs=0.001)
    assert table["smallest rise"]["large"] < table["smallest rise"]["small"]
    assert table["needed each half"]["large"] == experiment.needed(0.2, 0.2, 0.05 / 3)
    assert np.isnan(table["needed each half"]["sure"])  # 95% cannot rise by a fifth
