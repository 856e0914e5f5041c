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
    return pd.DataFrame(
        {
            "starts": [1, 19],
            "log-likelihood": [-5.75, -7.07],
            "narrowest": [0.001, 0.2],
            "in": ["Support_Calls", "Tenure"],
            "ARI with K-Means": [0.56, 0.91],
        }
    )


def test_starts_with_a_degenerate_winner() -> None:
    text = findings.starts(ends())
    assert text.startswith("The highest log-likelihood is −5.75 per customer, at one start of 20;")
    assert (
        "agrees with K-Means at an ARI of 0.56. The most frequent end (19 of 20) has −7.07" in text
    )
    assert "and agrees at 0.91. **The likelihood prefers a degenerate solution**" in text
    assert "no width in Support_Calls (0.001 standard deviations)" in text


def test_starts_that_end_alike_and_sound() -> None:
    text = findings.starts(ends().iloc[1:])
    assert "at 19 starts of 19" in text and "most frequent" not in text
    assert text.endswith("No component of it is degenerate.")


def test_dispersion() -> None:
    rates = {
        "Frequency": np.array([[2.0, 2.0], [73.0, 365.0]]),
        "Support_Calls": np.array([[1.0, 1.0], [1.0, 4.0]]),
    }
    text = findings.dispersion(rates)
    assert "is 2.0 to 6.0 times its mean for orders of a year and 1.2 to 2.0 times" in text
    assert findings.dispersion({}) == "None of these features is a count."


def test_sure() -> None:
    posterior = np.array([[0.95, 0.05], [0.6, 0.4], [0.1, 0.9], [0.5, 0.5]])
    assert findings.sure(posterior).startswith("For 50% of the customers one kind has")


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


def test_compared() -> None:
    text = findings.compared(scores(0.90))
    assert text.startswith("The ceiling is an ARI of 0.960. Reached, and as a share of it: K-Means")
    assert "K-Means 0.800 (83%), Gaussian mixture 0.500 (52%) and count mixture 0.900 (94%)" in text
    assert text.endswith("**The count mixture is clearly nearer to the truth than K-Means.**")
    assert findings.compared(scores(0.81)).endswith("do equally well.")
    assert findings.compared(scores(0.70)).endswith("is farther from the truth than K-Means.**")
    none = findings.compared(scores(0.9) * [0, 1, 1, 1])
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


def test_widening() -> None:
    text = findings.widening(table())
    assert "its ARI falls from 0.99 at overlap 1 to 0.75 at 4" in text
    assert "K-Means reaches 95% of it at overlap 1 and 64% at 4" in text
    assert "mostly the method's, not the shop's**: at overlap 4 the count mixture is 0.20" in text
    assert text.endswith("with the best likelihood falls as low as 0.20.")
    far = table().assign(ceiling=[0.99, 0.95])
    assert "At overlap 4 the count mixture is 0.20 ahead of K-Means." in findings.widening(far)
    level = table().assign(**{"count mixture": [0.94, 0.48]})
    assert "nowhere clearly ahead" in findings.widening(level)


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
    found = models.over_overlaps(range(1, 3), list(NUMERIC), 5, 100)
    assert found["ceiling"].to_dict() == {
        (overlap, seed): seed / overlap for overlap in models.OVERLAPS for seed in (1, 2)
    }
