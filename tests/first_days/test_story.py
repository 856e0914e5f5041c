"""Figures and sentences on telling a segment from a customer's first days."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title

from segmentation.base.estimates import Estimates
from segmentation.first_days import findings, plots
from segmentation.first_days.costs import CHEAPEST, LIKELY, NOBODY
from segmentation.first_days.models import (
    BASELINES,
    LINEAR,
    MAJORITY,
    MODELS,
    PRESENT,
    RECENCY,
    TREES,
    Curve,
)

pytestmark = pytest.mark.usefixtures("style")

SETS = ("the simulated shop", "Online Retail")
RING = {"our customers": 0.993, "pure noise": 0.99}
EVERYBODY = "for everybody, with hindsight: VIPs"


def around(values: dict[str, float], half: float = 0.02) -> Estimates:
    """Estimates with intervals of one width; what they differ by is as uncertain."""
    value = pd.Series(values)
    steps = np.linspace(-1, 1, 41)
    draws = pd.DataFrame({name: value[name] + half * steps * i for i, name in enumerate(values)})
    return Estimates(value, value - half, value + half, draws)


def curve(
    ahead: float = 0.1, trees: float = 0.0, recency: float = 0.4, half: float = 0.005
) -> Curve:
    """Accuracies that rise by 0.1 from window to window, of the model as much ahead as said."""
    scores = {}
    for step, days in enumerate((7, 30, 90)):
        model = 0.6 + 0.1 * step
        values = {LINEAR: model, TREES: model + trees, MAJORITY: 0.3, RECENCY: recency,
                  PRESENT: model - ahead}  # fmt: skip
        scores[days] = around(values, half)
    return Curve(scores, {days: dict.fromkeys((*MODELS, *BASELINES)) for days in (7, 30, 90)})


def losses(gap: float, simple: float = 9.0, half: float = 0.5) -> Estimates:
    """£ lost by every method of choosing; by expected cost so much more than by probability."""
    return around({LIKELY: 6.0, CHEAPEST: 6 + gap, NOBODY: 12.0, EVERYBODY: simple}, half)


# Figures


def test_learning_curve() -> None:
    fig = plots.learning_curve({data: curve() for data in SETS}, dict.fromkeys(SETS, 180), 30)
    check_layout(fig)
    assert fig.get_suptitle() == (
        "After 30 days a model is right for 70% in the simulated shop, 70% in Online Retail"
    )
    drawn = [list(line.get_ydata()) for line in fig.axes[1].lines]
    for expected in ([0.6, 0.7, 0.8], [0.3] * 3):
        assert pytest.approx(expected) in drawn
    assert set(texts(fig.axes[0])) == {
        "logistic regression, 80%", "gradient boosting, 80%", "majority class, 30%",
        "recency alone, 40%", "figures so far, 70%",
    }  # fmt: skip


def test_labels_do_not_touch() -> None:
    heights = plots._apart(pd.Series({"a": 0.5, "b": 0.5, "c": 0.51, "d": 0.9}), 0.04)
    assert np.diff(heights.sort_values()).min() >= 0.04 - 1e-12
    assert heights["d"] == 0.9


def test_confusion() -> None:
    table = pd.DataFrame(
        [[0.8, 0.2], [0.4, 0.6]], index=["Dormant/Lost", "B"], columns=["Dormant/Lost", "B"]
    )
    sizes = pd.Series({"Dormant/Lost": 1_234, "B": 56})
    fig = plots.confusion(dict.fromkeys(SETS, table), dict.fromkeys(SETS, sizes))
    check_layout(fig)
    assert np.allclose(cells(fig.axes[0]), table)
    assert ticks(fig.axes[0].get_yticklabels()) == ["Dormant/Lost (n = 1,234)", "B (n = 56)"]
    assert ticks(fig.axes[0].get_xticklabels()) == ["Dormant/Lost", "B"]
    assert title(fig.axes[1]).startswith("Online Retail (rows: the segment they will be in")
    assert fig.get_suptitle() == "Recognised least: B (60%) and B (60%)"


def test_shares_of_hardly_anybody_are_not_drawn() -> None:
    table = pd.DataFrame([[1.0, 0.0], [0.4, 0.6]], index=list("AB"), columns=list("AB"))
    both = pd.Series({"A": 9, "B": 56}), pd.Series({"A": 1, "B": 9})
    fig = plots.confusion(dict.fromkeys(SETS, table), dict(zip(SETS, both, strict=True)))
    check_layout(fig)
    assert texts(fig.axes[0]) == ["40%", "60%"] and texts(fig.axes[1]) == []
    assert ticks(fig.axes[0].get_yticklabels()) == ["A (n = 9, too few)", "B (n = 56)"]


def test_calibration() -> None:
    low = pd.DataFrame(
        {"customers": [30, 10], "said": [0.4, 0.8], "value": [0.45, 0.83], "low": [0.3, 0.65],
         "high": [0.5, 0.85]}
    )  # fmt: skip
    high = low.assign(value=[0.3, 0.7])
    fig = plots.calibration(dict(zip(SETS, (high, low), strict=True)))
    check_layout(fig)
    # By hand: 0.1 throughout; (3 · −0.05 − 0.03) / 4.
    assert fig.get_suptitle().endswith(
        "promises 10 points too much in the simulated shop and −4 in Online Retail"
    )
    assert list(fig.axes[0].lines[1].get_ydata()) == [0.3, 0.7]


def test_costs() -> None:
    lost = losses(-1.0)
    other = around((lost.value + 0.1).to_dict())
    ax = plots.costs({LINEAR: lost, TREES: other}).axes[0]
    check_layout(ax.figure)
    assert texts(ax) == ["£5.00", "£6.00", "£9.00", "£12.00"]  # the least first
    drawn = {
        c.get_label(): c.get_offsets()[:, 0].compressed().tolist()
        for c in ax.collections
        if c.get_label()[0] != "_"
    }
    # What needs no model is drawn once.
    assert drawn == {LINEAR: [5, 6], TREES: [5.1, 6.1], "no model": [9, 12]}
    assert title(ax) == "Lowest expected cost loses least: £5.00 per customer"
    assert title(plots.costs({LINEAR: losses(7, 5)}).axes[0]).startswith(
        "Best single action, known"
    )


def test_circular_figure() -> None:
    ring = {"Logistic regression": RING, "trees": {"our customers": 0.9, "pure noise": 0.8}}
    fig = plots.circular(ring)
    check_layout(fig)
    assert bars(fig.axes[0]) == [0.993, 0.9, 0.99, 0.8]
    assert legend(fig.axes[0]) == ["our customers", "pure noise"]
    assert fig.get_suptitle().endswith("99.3% on our customers and 99.0% on pure noise")


# Sentences: what is given, the branch that it leads to, and the figures


@pytest.mark.parametrize(
    ("noise", "branch"),
    [(0.99, "proves nothing"), (0.8, "On noise logistic regression finds")],
)
def test_circular(noise: float, branch: str) -> None:
    assert branch in findings.circular({LINEAR: RING | {"pure noise": noise}})


def test_circular_tells_of_models_that_do_worse_on_noise() -> None:
    text = findings.circular({"Logistic regression": RING, TREES: RING | {"pure noise": 0.86}})
    assert f"and logistic regression finds its labels again as often, {TREES} less often." in text
    assert "less often" not in findings.circular(dict.fromkeys((LINEAR, TREES), RING))


@pytest.mark.parametrize(
    ("given", "branches"),
    [
        ({"ahead": 0.05}, ["a model of 30 days beats the *figures so far*"]),
        ({"ahead": 0.0}, ["does not beat the *figures so far*"]),
        ({"ahead": -0.05}, ["loses to the *figures so far*"]),
        ({"trees": 0.011}, ["trees do better than the"]),
        ({"trees": 0.0}, ["trees do about as well as the"]),
        ({"trees": -0.011}, ["trees do worse than the"]),
        ({"recency": 0.7}, ["**It does not clearly beat *recency alone* either.**"]),
    ],
)
def test_curve(given: dict[str, float], branches: list[str]) -> None:
    text = findings.curve(curve(**given), "the shop", 30)
    assert all(branch in text for branch in branches)
    assert ("clearly beat" in text) == ("recency" in given)


def test_periods() -> None:
    text = findings.periods(pd.DataFrame({LINEAR: [0.7, 0.6, 0.65]}), "the shop")
    assert "60% of the customers in its worst" in text and "70% in its best" in text


@pytest.mark.parametrize(
    ("shares", "few", "figures", "warning"),
    [
        ([[0.8, 0.2], [0.7, 0.3]], 1_500, "will be *b*, 70% are taken for *a*", ""),
        ([[0.8, 0.2], [0.95, 0.05]], 1_500, "will be *b*, 95%",
         "A plan for *b* cannot rest on this."),
        ([[1.0, 0.0], [1.0, 0.0]], 1_500, "will be *b*, 100%",
         "**Nobody at all is predicted to be *b*.** A plan for *b*"),
    ],
)  # fmt: skip
def test_mistaken(shares: list[list[float]], few: int, figures: str, warning: str) -> None:
    table = pd.DataFrame(shares, index=list("ab"), columns=list("ab"))
    text = findings.mistaken(table, pd.Series({"a": few, "b": 222}), "the shop")
    assert figures in text and warning in text
    assert bool(warning) == ("A plan" in text)


@pytest.mark.parametrize(
    ("errors", "branch"),
    [
        ((0.012, 0.01), "Yes: chance alone"),
        ((0.02, 0.01), "in a shop the gaps are larger than chance explains. In b they are not."),
        ((0.02, 0.03), "in a shop and b the gaps are larger than chance explains."),
    ],
)
def test_calibrated(errors: tuple[float, float], branch: str) -> None:
    found = zip(("a shop", "b"), errors, strict=True)
    text = findings.calibrated({data: {"error": e, "at most": 0.017} for data, e in found})
    assert text.removeprefix("Not quite: ").startswith(branch)


@pytest.mark.parametrize(
    ("gap", "simple", "branch"),
    [
        (-1.0, 9.0, "£1.00 less per customer (£0.53 to £1.47)"),
        (0.1, 9.0, "neither clearly more nor clearly less"),
        (1.0, 9.0, "**more** than acting on the most probable segment"),
        (-1.0, 4.0, "which is known only afterwards, loses no more than that"),
    ],
)
def test_paid(gap: float, simple: float, branch: str) -> None:
    text = findings.paid(losses(gap, simple))
    assert branch in text and ("no more than that" in text) == (simple == 4.0)


@pytest.mark.parametrize(
    ("gaps", "branch"),
    [
        ((-1.0, -2.0), "at each of them."),
        ((0.1, 0.2), "at none of them."),
        ((0.1, -2.0), "at 1 of 2, so the assumption decides."),
    ],
)
def test_other_prices(gaps: tuple[float, float], branch: str) -> None:
    text = findings.other_prices({2.5: losses(gaps[0]), 10.0: losses(gaps[1])})
    assert "£2.5 and £10, it would" in text and text.endswith(branch)
