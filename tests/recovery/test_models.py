"""Methods against the ceiling, and what is said and drawn of them."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, lines, texts, title

from segmentation.features.names import NUMERIC, RFM
from segmentation.recovery import models
from segmentation.recovery.findings import models as findings
from segmentation.recovery.plots import models as plots


def test_recovered_compares_three_methods_with_the_ceiling() -> None:
    found = models.recovered(2.0, 1, list(NUMERIC), 5, 1_500)
    assert set(found) == set(plots.STYLES)
    assert 0.6 < found["K-Means"] < found["count mixture"] < found["ceiling"] < 1


@pytest.mark.parametrize("overlap", [0.5, 1.0, 4.0])
def test_on_rfm_alone_the_count_mixture_has_no_lead(overlap: float) -> None:
    found = models.recovered(overlap, 1, list(RFM), 5, 1_500)
    assert found["count mixture"] < found["K-Means"]


def test_sure() -> None:
    assert findings.sure(np.array([[0.95, 0.05], [0.6, 0.4]])).startswith("For 50% of the")


def scores(counted: float) -> pd.Series:
    """Recovery in one shop."""
    return pd.Series(
        {"K-Means": 0.80, "Gaussian mixture": 0.5, "count mixture": counted, "ceiling": 0.96}
    )


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (0.88, "nearer to the truth than K-Means.** It covers 50% of the way"),
        (0.81, "equally well"),
        (0.70, "farther from the truth"),
    ],
)
def test_compared(counted: float, words: str) -> None:
    assert words in findings.compared(scores(counted))
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


@pytest.mark.usefixtures("style")
def test_starts_of_a_mixture() -> None:
    ends = pd.DataFrame(
        {"log-likelihood": [-5.0, -7.0, -7.0], "narrowest": [0.001, 0.2, 0.2],
         "in": "Support_Calls", "ARI": [0.5, 0.9, 0.9]}
    )  # fmt: skip
    fig = plots.starts(ends)
    check_layout(fig)
    (ax,) = fig.axes
    assert ax.collections[0].get_offsets().tolist() == [[-5, 0.5], [-7, 0.9], [-7, 0.9]]
    assert texts(ax) == [
        "the likeliest\nARI 0.50\na component without\nwidth in Support Calls",
        "2 of 3 starts\nARI 0.90",
    ]
    assert "not the nearest to the truth" in title(ax)
    near = plots.starts(ends.assign(ARI=[0.9, 0.9, 0.9])).axes[0]
    assert title(near) == "The likeliest fit has a component without width"
    sound = plots.starts(ends.assign(narrowest=0.2)).axes[0]
    assert title(sound) == "The likeliest fit is not the nearest to the truth"
    good = plots.starts(ends.assign(narrowest=0.2, ARI=0.9)).axes[0]
    assert title(good) == "No component of the likeliest fit is without width here"
    assert texts(sound)[0] == "the likeliest\nARI 0.50"
    alike = plots.starts(ends.assign(narrowest=0.2, **{"log-likelihood": -7.0})).axes[0]
    assert texts(alike) == ["the likeliest\nARI 0.50"]


@pytest.mark.usefixtures("style")
def test_figure_shows_means_and_every_shop() -> None:
    shops = pd.concat({1: table() - 0.01, 2: table() + 0.01}, names=["seed"]).swaplevel()
    fig = plots.over_overlaps(shops, 2_000)
    check_layout(fig)
    (ax,) = fig.axes
    for name in plots.STYLES:
        assert lines(ax)[name] == pytest.approx(list(table()[name]))
    marks = [line for line in ax.lines if line.get_marker() not in ("", "None", None)]
    dots = [line.get_ydata() for line in marks]
    looks = {(line.get_marker(), line.get_color(), line.get_markerfacecolor()) for line in marks}
    assert len(looks) == len(plots.STYLES)
    assert sorted(np.concatenate(dots)) == pytest.approx(sorted(shops.to_numpy().ravel()))
    ends = [f"{plots.CALLED.get(name, name)} {table()[name].iloc[-1]:.2f}" for name in plots.STYLES]
    assert texts(ax) == [*ends, "out of reach"]
    assert title(ax).startswith("At overlap 4 K-Means misses 0.27 of what is possible, the count")
    nothing = plots.over_overlaps(shops * 0, 2_000).axes[0]
    assert title(nothing) == "Nothing is planted, so nothing can be found"


def test_a_row_for_each_overlap_and_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "recovered", lambda overlap, seed, *_: {"ceiling": seed / overlap})
    found = models.over_overlaps([0.5, 4], range(1, 3), list(NUMERIC), 5, 100)
    assert found["ceiling"].to_dict() == {
        (0.5, 1): 2, (0.5, 2): 4, (4, 1): 0.25, (4, 2): 0.5
    }  # fmt: skip
