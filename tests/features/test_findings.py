"""Sentences of notebooks 02 to 04: both wordings, and the figures they quote."""

import numpy as np
import pandas as pd
import pytest

from segmentation.features.findings import explore as findings_explore
from segmentation.features.findings import rfm as findings_rfm
from segmentation.features.findings import scaling as findings_scaling

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 02: exploring


def test_a_second_hump_is_told_with_its_place() -> None:
    assert "about 190 days than for about 465." in findings_explore.recency_hump((190.2, 464.8))
    assert "one hump" in findings_explore.recency_hump(None)


def test_retention() -> None:
    table = pd.DataFrame(
        {0: [1.0] * 4, 1: [0.5, 0.44, 0.6, np.nan], 2: [0.4, 0.42, np.nan, np.nan]},
        index=["Sep", "Dec", "Mar", "Jun"],
    )
    text = findings_explore.retention(table)
    assert "in the oldest cohort **50%** order in their second quarter and **40%** in" in text
    assert "between **44%** (joined up to Dec) and **60%** (up to Mar)" in text
    alike = findings_explore.retention(table.replace({0.44: 0.58, 0.5: 0.59}))
    assert alike.endswith("Down a column: in their second quarter all are alike (59%).")


def test_retention_of_a_young_shop() -> None:
    for table in ({0: [1.0]}, {0: [1.0, 1.0], 1: [0.5, np.nan]}):
        assert "too young" in findings_explore.retention(pd.DataFrame(table))


# 03: RFM


def test_scores() -> None:
    cells = pd.Series({111: 30, 545: 20})
    partial = findings_rfm.scores(pd.Series({"R": 5, "F": 3, "M": 5}), cells, 200)
    assert "All five scores are in use for R and M; F uses only 3 of 5, because ties" in partial
    assert "fullest cells are 111 (15.0%) and 545 (10.0%)." in partial
    full = findings_rfm.scores(pd.Series({"R": 5, "F": 5, "M": 5}), cells, 200)
    assert "for R, F and M. The fullest" in full
    none = findings_rfm.scores(pd.Series({"R": 4, "F": 4, "M": 2}), cells, 200)
    assert none.startswith("No score uses all five; R uses only 4, F uses only 4 and M uses only 2")


@pytest.mark.parametrize(
    ("cells", "segments", "told"),
    [
        ([542, 545], ["Loyal", "Champions"], "they part: 542 (Loyal) and 545 (Champions);"),
        ([542, 545], ["Champions", "Champions"], "they are 542 and 545, both still in Champions;"),
        ([545, 545], ["Champions", "Champions"], "both are 545;"),
        ([], [], "no such pair exists"),
    ],
)
def test_netting(cells: list[int], segments: list[str], told: str) -> None:
    pair = pd.DataFrame({"net RFM": cells, "net segment": segments})
    assert told in findings_rfm.netting(pair)


def test_cell() -> None:
    index = ["cell", "segment"]
    table = pd.DataFrame({"customers": [1_250, 9_000], "often": [0.2, 0.1], "never": [0.6, 0.4]})
    text = findings_rfm.cell(table.set_axis(index), 0.3)
    assert text.startswith("**Of all 9,000 customers of their segment 10% return at least 30% of")
    assert "orders and 40% return nothing.** In their own cell, which holds 1,250" in text
    assert text.endswith("chosen for this pair, the shares are 20% and 60%.")
    none = pd.DataFrame({"customers": [0, 0], "often": [np.nan] * 2, "never": [np.nan] * 2}, index)
    assert findings_rfm.cell(none, 0.3) == "So there is no cell to look into."


# 04: scaling


@pytest.mark.parametrize(
    ("best", "shrunk", "planted", "columns", "is_one"),
    [
        (6, 5, 5, ["customers", "Return_Rate"], True),
        (5, 5, 5, ["customers", "Return_Rate"], False),
        (6, 5, 4, ["customers", "Return_Rate"], False),
        (6, 5, 5, ["customers"], False),
    ],
)
def test_an_artefact(
    best: int, shrunk: int, planted: int, columns: list[str], is_one: bool
) -> None:
    profile = pd.DataFrame({"customers": [900, 1_100], "Return_Rate": [0.1, 0.55]})[columns]
    index = pd.MultiIndex.from_tuples([(0, VIP), (0, NEW), (1, VIP), (1, NEW), (1, LOST)])
    kinds = pd.Series([0.9, 0.1, 0.02, 0.68, 0.30], index)
    text = findings_scaling.artefact(profile, kinds, best, shrunk, planted)
    assert ("Cluster 1" in text and f"as 68% {NEW} and 30% {LOST}." in text) is is_one
