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
        (-2.0, 2, "2.0 off; chance alone puts the farthest of 3 independent checks at least so far "
         "off in about one run in 8."),
        # The limit is 3.3 standard errors for one check and 4.1 for twenty-five.
        (3.6, 0, "3.6 off; **that is more than chance allows**."),
        (3.6, 24, "about one run in 126."),
        (7.5, 2, "more than chance allows"),
        (60.0, 2, "more than chance allows"),
    ],
)  # fmt: skip
def test_moments(z: float, others: int, told: str) -> None:
    assert f"the farthest is q0, {VIP}: " in of(z, others)
    assert told in of(z, others)
