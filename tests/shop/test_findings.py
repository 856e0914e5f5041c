"""Sentences of notebook 01: both wordings, and the figures they quote."""

import numpy as np
import pandas as pd

from segmentation.shop import findings as shop_findings

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 01: the shop


def test_shop_size() -> None:
    when = pd.Series(pd.to_datetime(["2024-02-03", "2026-06-30", "2025-01-01"]))
    text = shop_findings.shop_size(2_000, 25_000, 1_234, when)
    assert "**2,000 customers, 25,000 orders, 1,234 support contacts**" in text
    assert "from 03 February 2024 to 30 June 2026: 12.5 orders per customer" in text


def moments_of(z: float) -> str:
    """The finding on two quantities and two personas, of which one check does not apply."""
    ratio = pd.DataFrame({VIP: [1.01, 0.96], NEW: [1.02, np.nan]}, index=["basket", "orders"])
    return shop_findings.moments(
        ratio, pd.DataFrame({VIP: [0.3, -z], NEW: [1.1, np.nan]}, ratio.index)
    )


def test_moments_within_chance() -> None:
    text = moments_of(2.0)
    assert f"The largest deviation is 4.0% (orders, {VIP}). In standard errors" in text
    # 1 − (1 − 0.0455)³ is 0.130, so one run in 8.
    assert f"the farthest is orders, {VIP}: 2.0 off; chance alone puts the farthest of 3" in text
    assert text.endswith("at least so far off in about one run in 8.")


def test_moments_beyond_chance() -> None:
    assert f"{VIP}: 7.5 off; **that is more than chance allows**." in moments_of(7.5)
    assert "more than chance allows" in moments_of(60.0)


def test_moments_allow_more_among_more_checks() -> None:
    # The limit is 3.3 standard errors for one check and 4.1 for twenty-five.
    one = pd.DataFrame({VIP: [3.6]}, index=["basket"])
    many = pd.DataFrame({VIP: [3.6] + [0.0] * 24}, index=[f"q{i}" for i in range(25)])
    assert "more than chance allows" in shop_findings.moments(one / 100 + 1, one)
    assert "about one run in 126." in shop_findings.moments(many / 100 + 1, many)
