"""The kinds of data on which the rule is calibrated."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import skew

from segmentation.existence import families
from segmentation.existence.families import FAMILIES

ROWS = 400


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small data sets."""
    monkeypatch.setattr(families, "ROWS", ROWS)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_every_family_is_a_standardised_matrix_that_its_seed_decides(name: str) -> None:
    draw = FAMILIES[name].draw
    made = draw(3)
    assert len(made) == ROWS and made.shape[1] >= 2
    assert made.columns.is_unique
    assert np.isfinite(made.to_numpy()).all()
    np.testing.assert_allclose(made.mean(), 0, atol=1e-9)
    np.testing.assert_allclose(made.std(ddof=0), 1, atol=1e-9)
    pd.testing.assert_frame_equal(made, draw(3))
    assert made.shape != draw(4).shape or not np.allclose(made, draw(4))


def test_kinds_with_and_without_groups_are_there_and_few_lie_beyond() -> None:
    groups = [family.groups for family in FAMILIES.values()]
    assert min(groups) == 1 and max(groups) == 7
    beyond = {name for name, family in FAMILIES.items() if family.beyond}
    assert beyond == {"closed loop", "a 2% group", "crescents", "along one column"}


def test_families_are_what_they_are_called() -> None:
    made = {name: FAMILIES[name].draw(1) for name in FAMILIES if "overlap" not in name}
    assert skew(made["log-normal"]).min() > 1
    assert (made["ordinal scores"].nunique() == 5).all()
    assert made["zero-inflated counts"].apply(lambda x: (x == x.min()).mean()).min() > 0.2
    recency, orders, _, tenure = made["ties by definition"].to_numpy().T
    once = orders == orders.min()
    assert (
        np.ptp(np.polyval(np.polyfit(tenure[once], recency[once], 1), tenure[once]) - recency[once])
        < 1e-9
    )
    first = np.sort(made["along one column"]["x1"])
    assert (
        np.diff(first[20:-20]).max()
        > 3 * np.diff(np.sort(made["along one column"]["x2"])[20:-20]).max()
    )
