"""Sentences of notebook 01: both wordings, and the figures they quote."""

import numpy as np
import pandas as pd
import pytest

from segmentation.shop import findings as shop_findings

VIP, NEW = "Zero-Friction VIPs", "New/Occasional Buyers"


def of(z: float, others: int) -> str:
    """The finding where one check is so far off, others are not, and one does not apply."""
    index = [f"q{i}" for i in range(others + 1)]
    table = pd.DataFrame({VIP: [z] + [0.1] * others, NEW: [np.nan] * (others + 1)}, index)
    return shop_findings.moments(table)


@pytest.mark.parametrize(
    ("z", "others", "told"),
    [
        # 1 − (1 − 0.0455)³ is 0.130, so one run in 8.
        (-2.0, 2, "2.0 standard errors off: chance alone goes as far in about one run in 8."),
        (1.5, 20, "1.5 standard errors off: chance alone goes as far in most runs."),
        # The limit is 3.3 standard errors for one check and 4.1 for twenty-five.
        (3.6, 0, "3.6 standard errors off: **more than chance allows.**"),
        (3.6, 24, "about one run in 126."),
        (7.5, 2, ": **more than chance allows"),
        (60.0, 2, ": **more than chance allows"),
    ],
)  # fmt: skip
def test_moments(z: float, others: int, told: str) -> None:
    assert f"Of {others + 1} whiskers {int(abs(z) > 2)} miss the line" in of(z, others)
    assert f"The farthest is q0, {VIP}, " in of(z, others)
    assert told in of(z, others)


@pytest.mark.parametrize(
    ("missed", "told"),
    [
        (1, "1 miss the line, by chance 1.5 on average. The farthest"),
        (4, "4 miss the line, by chance 1.5 on average. The farthest"),
        (5, "**That is rare**: if checks are independent, one run in 55 has so many."),
        (9, "on average. **That is more than chance allows.** The farthest"),
    ],
)
def test_many_that_just_miss_are_counted(missed: int, told: str) -> None:
    z = pd.DataFrame({VIP: [-2.1] * missed + [1.0] * (34 - missed)})
    assert told in shop_findings.moments(z)
