"""Methods against the ceiling, and what is said and drawn of them."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, lines, texts, title

from segmentation.features.names import NUMERIC
from segmentation.recovery import models
from segmentation.recovery.findings import models as findings
from segmentation.recovery.plots import models as plots


def test_recovered_compares_three_methods_with_the_ceiling() -> None:
    found = models.recovered(2.0, 1, list(NUMERIC), 5, 1_500)
    assert list(found) == [*findings.METHODS, "ceiling"]
    assert 0.6 < found["K-Means"] < found["count mixture"] < found["ceiling"] < 1


def ends() -> pd.DataFrame:
    """Two ends of twenty starts; the better one is degenerate."""
    return pd.DataFrame({"narrowest": [0.001, 0.2], "in": ["Support_Calls", "Tenure"]})


def test_starts() -> None:
    assert "prefers a degenerate solution" in findings.starts(ends())
    assert "no width in Support_Calls (0.001 standard deviations)" in findings.starts(ends())
    assert "No component" in findings.starts(ends().iloc[1:])


def test_dispersion_and_certainty() -> None:
    rates = {
        "Frequency": np.array([[2.0, 2.0], [73.0, 365.0]]),
        "Support_Calls": np.array([[1.0, 1.0], [1.0, 4.0]]),
    }
    text = findings.dispersion(rates)
    assert "is 2.0 to 6.0 times its mean for orders of a year and 1.2 to 2.0 times" in text
    assert findings.dispersion({}) == "None of these features is a count."
    assert findings.sure(np.array([[0.95, 0.05], [0.6, 0.4]])).startswith("For 50% of the")


@pytest.mark.parametrize(
    ("bic", "words"),
    [
        ([90.0, 50, 40, 55], "**Its BIC names k = 3**, the k used here, 3; the next best k has 10"),
        ([90.0, 40, 50, 55], "**Its BIC names k = 2**, not the k used here, 3"),
        ([90.0, 50, 40, 35], "**Its BIC names no k**: it still falls at k = 4"),
    ],
)
def test_chosen(bic: list[float], words: str) -> None:
    assert findings.chosen(pd.Series(bic, index=range(1, 5)), 3).startswith(words)


def scores(counted: float) -> pd.Series:
    """Recovery in one shop."""
    return pd.Series(
        {"K-Means": 0.80, "Gaussian mixture": 0.5, "count mixture": counted, "ceiling": 0.96}
    )


@pytest.mark.parametrize(
    ("counted", "words"),
    [(0.90, "clearly nearer"), (0.81, "equally well"), (0.70, "farther from the truth")],
)
def test_compared(counted: float, words: str) -> None:
    text = findings.compared(scores(counted))
    assert words in text and "The ceiling is an ARI of 0.960" in text
    assert "K-Means 0.800 (83%), Gaussian mixture 0.500 (52%) and count mixture" in text
    none = findings.compared(scores(counted) * [0, 1, 1, 1])
    assert none == "No personas are planted here that any method could recover."


def table() -> pd.DataFrame:
    """Two overlaps."""
    return pd.DataFrame(
        {
            "K-Means": [0.94, 0.48],
            "Gaussian mixture": [0.7, 0.2],
            "count mixture": [0.98, 0.68],
            "ceiling": [0.99, 0.75],
        },
        index=pd.Index([1.0, 4.0], name="overlap"),
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "mostly the method's, not the shop's**: at overlap 4 the count mixture is 0.20"),
        ({"ceiling": [0.99, 0.95]}, "At overlap 4 the count mixture is 0.20 ahead."),
        ({"count mixture": [0.94, 0.48]}, "nowhere clearly ahead"),
    ],
)
def test_widening(changed: dict[str, list[float]], words: str) -> None:
    text = findings.widening(table().assign(**changed))
    assert words in text and "K-Means reaches 95% of the ceiling at overlap 1 and" in text


@pytest.mark.usefixtures("style")
def test_figure_shows_means_and_every_shop() -> None:
    shops = pd.concat({1: table() - 0.01, 2: table() + 0.01}, names=["seed"]).swaplevel()
    fig = plots.over_overlaps(shops, 2_000)
    check_layout(fig)
    (ax,) = fig.axes
    for name in plots.STYLES:
        assert lines(ax)[name] == pytest.approx(list(table()[name]))
    dots = [line.get_ydata() for line in ax.lines if line.get_marker() == "o"]
    assert sorted(np.concatenate(dots)) == pytest.approx(sorted(shops.to_numpy().ravel()))
    assert set(texts(ax)) == set(plots.STYLES)
    assert "0.75 is possible; K-Means reaches 0.48, the count mixture 0.68" in title(ax)


def test_a_row_for_each_overlap_and_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "recovered", lambda overlap, seed, *_: {"ceiling": seed / overlap})
    found = models.over_overlaps([0.5, 4], range(1, 3), list(NUMERIC), 5, 100)
    assert found["ceiling"].to_dict() == {
        (0.5, 1): 2, (0.5, 2): 4, (4, 1): 0.25, (4, 2): 0.5
    }  # fmt: skip
