"""Figures and sentences of the multiverse: what is drawn, and every wording."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, texts, ticks, title

from segmentation.choices import plots
from segmentation.choices.findings import multiverse as findings
from segmentation.choices.multiverse import COSTLY, SAME_CALLED, TOP, VALUE_HELD

pytestmark = [
    pytest.mark.usefixtures("style"),
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]
OURS = ("nine", "K-Means", "log")
WAYS = pd.MultiIndex.from_tuples(
    list(product(["RFM", "nine"], ["K-Means", "Ward"], ["raw", "log"])),
    names=["features", "algorithm", "preparation"],
)


@pytest.fixture
def table() -> pd.DataFrame:
    """Agreement of eight ways: 0.9 within a feature set, 0.1 between."""
    same = np.equal.outer(WAYS.get_level_values(0), WAYS.get_level_values(0))
    values = np.where(same, 0.9, 0.1)
    np.fill_diagonal(values, 1.0)
    return pd.DataFrame(values, index=WAYS, columns=WAYS)


@pytest.fixture
def found() -> pd.DataFrame:
    """Conclusions of eight ways, the last of which is the noisiest."""
    return pd.DataFrame(
        {
            "share noise": [0.0] * 7 + [0.9],
            "share called": np.linspace(0.3, 1.0, 8),
            "share of value": np.linspace(0.2, 0.6, 8),
        },
        index=WAYS,
    )


@pytest.fixture
def held() -> pd.DataFrame:
    """One conclusion that holds with nine features only, one that always holds."""
    nine = WAYS.get_level_values("features") == "nine"
    return pd.DataFrame({"costly spenders apart": nine, "top holds its value": True}, index=WAYS)


def test_agreement_figure(table: pd.DataFrame) -> None:
    fig = plots.agreement(table, OURS, 0.8)
    ax = fig.axes[0]
    np.testing.assert_array_equal(cells(ax), table.to_numpy())
    assert ticks(ax.get_yticklabels()) == ["raw", "log"] * 4
    assert ticks(ax.get_xticklabels()) == [
        "K-Means, RFM", "Ward, RFM", "K-Means, nine", "Ward, nine",
    ]  # fmt: skip
    row, column = ax.texts
    assert (row.get_text(), column.get_text()) == ("← ours", "ours ↓")
    assert row.get_position()[1] == column.get_position()[0] == list(WAYS).index(OURS) + 0.5
    assert title(ax) == "3 of 7 other ways agree with ours at an ARI of 0.8 or more"
    check_layout(fig)


def test_specifications_figure(found: pd.DataFrame) -> None:
    fig = plots.specifications(found.iloc[::-1], 0.2, TOP, 0.85)
    ax, below = fig.axes
    called, value = (part.get_offsets()[:, 1] for part in ax.collections)
    np.testing.assert_allclose(called, found["share called"])
    np.testing.assert_allclose(value, found["share of value"])
    fill = ax.collections[0].get_facecolor()
    assert (fill[-1] == 1).all() and not (fill[:-1] == 1).all(axis=1).any()
    assert texts(ax) == ["by chance"]
    assert legend(ax) == ["of those whom ours calls first", "share of contribution they hold"]
    # One of the two ways from 0.85 up is noise.
    assert fig.get_suptitle() == "1 of 8 ways call 85% or more of our top customers first"
    names = ticks(below.get_yticklabels())
    assert names == ["nine", "RFM", "Ward", "K-Means", "log", "raw"]
    rows = dict(zip(below.get_yticks(), names, strict=True))
    drawn = [tuple(rows[y] for y in dots.get_offsets()[:, 1]) for dots in below.collections]
    assert drawn == list(WAYS)
    check_layout(fig)


def test_agreement_sentence(table: pd.DataFrame) -> None:
    noise = pd.Series(0.0, index=WAYS)
    said = findings.agreement(table, table, OURS, noise, 0.2)
    assert "Of 7 other ways, **3 agree with ours" in said
    assert "the median is 0.10" in said
    assert "Nearest: K-Means, raw, nine (0.90); farthest: K-Means, raw, RFM (0.10)." in said
    assert "noise" not in said
    noisy = ("RFM", "Ward", "log")
    without = table.copy()
    without.loc[noisy, :] = without.loc[:, noisy] = np.nan
    noise[noisy] = 0.5
    said = findings.agreement(table, without, OURS, noise, 0.2)
    assert "1 way calls more than 20% of customers noise" in said
    assert "of the other 6, on customers whom neither calls noise, the median is 0.50" in said


def test_survivors(held: pd.DataFrame) -> None:
    limits = TOP, VALUE_HELD, SAME_CALLED, COSTLY
    said = findings.survivors(held, *limits)
    assert "returns at least 2 times as often as the average: in **4 of 8** ways, never with RFM." \
        in said  # fmt: skip
    assert "hold at least 40% of contribution: in **8 of 8** ways." in said
    assert said.endswith("**1 of 2 conclusions survives every way.**")
    scattered = held.assign(**{"top holds its value": [True, False] * 2 + [False, True] * 2})
    said = findings.survivors(scattered, *limits)
    assert "in **4 of 8** ways, failing with no one choice." in said
    assert said.endswith("**No conclusion survives every way.**")


def test_sensible(held: pd.DataFrame) -> None:
    said = findings.sensible(held, ["K-Means", "Ward"], ["log"])
    assert said == (
        "Among K-Means, Ward on log data: RFM: *costly spenders apart* in 0 of 2, *top holds its "
        "value* in 2 of 2; nine: *costly spenders apart* in 2 of 2, *top holds its "
        "value* in 2 of 2."
    )


def test_on_scores() -> None:
    said = findings.on_scores(98, 10_000, 0.456)
    assert "10,000 customers stand on 98 points" in said and "an ARI of 0.46" in said


def test_circular() -> None:
    accuracy = {
        "A line": {"ours": 0.99, "the null": 0.985, "noise": 0.992},
        "A tree": {"ours": 0.98, "the null": 0.92, "noise": 0.84},
        "A guess": {"ours": 0.5, "the null": 0.4, "noise": 0.2},
    }
    said = findings.circular(accuracy)
    assert said.startswith("A line finds 99.0% of the labels of our customers again, 98.5% on the "
                           "null and 99.2% on noise: as good on nothing. A tree finds")  # fmt: skip
    assert "84.0% on noise: less on nothing, where more customers stand near a border" in said
    assert "20.0% on noise: less on nothing. Borders" in said


def test_double_dipping() -> None:
    said = findings.double_dipping({"clustered": 0.92, "held out": 0.045}, 0.05, 200)
    assert "In 200 clouds without any groups" in said
    assert "(p < 0.05) in **92%** of them on a feature that was clustered" in said
    assert "and in **4.5%** on one that was held out" in said
