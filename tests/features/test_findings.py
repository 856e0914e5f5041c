"""Sentences of notebooks 03 and 04: both wordings, and the figures they quote."""

import pandas as pd
import pytest

from segmentation.features.findings import rfm as findings_rfm
from segmentation.features.findings import scaling as findings_scaling

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 03: RFM


@pytest.mark.parametrize(
    ("cells", "segments", "told"),
    [
        ([542, 545], ["Loyal", "Champions"], "But the two of the first picture part: 542 (Loyal)"),
        ([542, 545], ["Champions"] * 2, "part, within one segment: 542 (Champions) and 545 (Champ"),
        ([545, 545], ["Champions"] * 2, "stay together: 545 (Champions) and 545 (Champions). Con"),
    ],
)
def test_netting(cells: list[int], segments: list[str], told: str) -> None:
    text = findings_rfm.netting(0.02, pd.Series(cells), pd.Series(segments))
    assert text.startswith("Hardly: **2.0%** of the customers fall into another segment.")
    assert told in text


def test_netting_without_a_pair() -> None:
    text = findings_rfm.netting(0.08, pd.Series(dtype=int), pd.Series(dtype=str))
    assert text == "Somewhat: **8.0%** of the customers fall into another segment."


# 04: scaling


@pytest.mark.parametrize(
    ("best", "shrunk", "planted", "orders", "is_one"),
    [
        (6, 5, 5, 2.2, True),
        (5, 5, 5, 2.2, False),
        (6, 5, 4, 2.2, False),
        (6, 5, 5, 30.0, False),  # many orders, so the average is none of few
    ],
)
def test_an_artefact(best: int, shrunk: int, planted: int, orders: float, is_one: bool) -> None:
    profile = pd.DataFrame({"Frequency": [20.0, orders], "Return_Rate": [0.1, 0.55]})
    index = pd.MultiIndex.from_tuples([(0, VIP), (0, NEW), (1, VIP), (1, NEW), (1, LOST)])
    kinds = pd.Series([0.9, 0.1, 0.02, 0.68, 0.30], index)
    text = findings_scaling.artefact(profile, kinds, best, shrunk, planted)
    assert ("Cluster 1" in text and f"as 68% {NEW} and 30% {LOST}." in text) is is_one
