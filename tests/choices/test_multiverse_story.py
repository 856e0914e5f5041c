"""Figures and sentences of the multiverse: what is drawn, and every wording."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks
from matplotlib.patches import Rectangle

from segmentation.choices import plots
from segmentation.choices.findings import multiverse as findings
from segmentation.choices.multiverse import by_choice

pytestmark = [
    pytest.mark.usefixtures("style"),
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]
OURS = ("nine features", "log", "K-Means", "k = 5")
WAYS = pd.MultiIndex.from_tuples(
    [
        (*data, *run)
        for data in product(["RFM", "nine features"], ["raw", "log"])
        for run in [("K-Means", "k = 4"), ("K-Means", "k = 5"), ("HDBSCAN", "its own k")]
    ],
    names=["features", "preparation", "method", "k"],
)


@pytest.fixture
def agreed() -> pd.Series:
    """Agreement of twelve ways: 0.9 on nine features, 0.1 on RFM; two with too much noise."""
    values = np.where(WAYS.get_level_values(0) == "RFM", 0.1, 0.9)
    values[[2, 5]] = np.nan
    values[list(WAYS).index(OURS)] = 1.0
    return pd.Series(values, index=WAYS)


@pytest.fixture
def held() -> pd.DataFrame:
    """One conclusion that holds with nine features only, one that always holds."""
    nine = WAYS.get_level_values("features") == "nine features"
    return pd.DataFrame({"costly spenders apart": nine, "top holds its value": True}, index=WAYS)


def test_agreement_figure(agreed: pd.Series) -> None:
    fig = plots.agreement(agreed, OURS, 0.8)
    ax = fig.axes[0]
    wanted = [[0.1, 0.1, 0], [0.1, 0.1, 0], [0.9] * 3, [0.9, 1, 0.9]]
    np.testing.assert_array_equal(cells(ax), wanted)
    assert ticks(ax.get_yticklabels()) == ["raw", "log"] * 2
    assert ticks(ax.get_xticklabels()) == ["k = 4", "k = 5", "its own k"]
    assert texts(ax)[:3] == ["0.10", "0.10", "–"]
    assert set(texts(ax)) >= {"RFM", "nine\nfeatures", "K-Means", "HDBSCAN"}
    (frame,) = (patch for patch in ax.patches if isinstance(patch, Rectangle))
    assert frame.get_xy() == (1, 3)
    assert fig.get_suptitle().startswith("5 of 11 other ways agree with ours (framed)")
    check_layout(fig)


def test_survival_figure(held: pd.DataFrame) -> None:
    shares = by_choice(held)
    fig = plots.survival(shares)
    ax = fig.axes[0]
    np.testing.assert_array_equal(cells(ax), shares.to_numpy())
    assert ticks(ax.get_yticklabels())[:2] == ["RFM", "nine features"]
    assert ticks(ax.get_xticklabels()) == list(held)
    check_layout(fig)


def test_agreement_sentence(agreed: pd.Series) -> None:
    text = findings.agreement(agreed, OURS)
    assert text.startswith("0 of 6 on RFM and 5 of 5 on nine features agree at an ARI of 0.8")
    assert "the median is 0.90. Those with too much noise, 2, count" in text
    assert "noise" not in findings.agreement(agreed.fillna(0.1), OURS)


@pytest.mark.parametrize(
    ("top", "counts", "survive"),
    [
        ([True] * 12, [6, 12], "1 of 2 conclusions survives every way."),
        ([True, False] * 6, [6, 6], "No conclusion survives every way."),
    ],
)
def test_survivors(held: pd.DataFrame, top: list[bool], counts: list[int], survive: str) -> None:
    costly, value, *_, last = findings.survivors(
        held.assign(**{"top holds its value": top})
    ).splitlines()
    assert f"at least 2 times as often as the average: in **{counts[0]} of 12** ways" in costly
    assert f"hold at least 40% of contribution: in **{counts[1]} of 12** ways" in value
    assert survive in last


def test_figures_of_the_last_sentences() -> None:
    assert "an ARI of 0.46" in findings.on_scores(98, 10_000, 0.456)
    text = findings.double_dipping({"clustered": 0.92, "held out": 0.045}, 0.05, 200)
    assert "**92%**" in text and "**4.5%**" in text
