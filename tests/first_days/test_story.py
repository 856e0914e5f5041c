"""Figures and sentences on telling a segment from a customer's first days."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, texts, ticks

from segmentation.base.estimates import Estimates
from segmentation.first_days import findings, plots
from segmentation.first_days.costs import CHEAPEST, LIKELY, NOBODY
from segmentation.first_days.models import (
    BASELINES,
    FORWARD,
    JOINING,
    LINEAR,
    MAJORITY,
    MODELS,
    PRESENT,
    RANDOM,
    RECENCY,
    TREES,
    Curve,
)

pytestmark = pytest.mark.usefixtures("style")

SETS = ("the simulated shop", "Online Retail")
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
        scores[FORWARD, days] = around(values, half)
        scores[RANDOM, days] = around({m: values[m] + 0.05 for m in MODELS}, half)
    return Curve(scores, {days: dict.fromkeys((*MODELS, *BASELINES)) for days in (7, 30, 90)})


def designs(forward: float = 0.5) -> dict[str, Estimates]:
    """Accuracy at the snapshot and at a fixed age, in random folds and forward."""
    names = ("at the snapshot, random folds", "at 90 days, random folds", "at 90 days, forward")
    return {
        design: around({LINEAR: model, JOINING: date, MAJORITY: 0.3})
        for design, model, date in zip(names, (0.7, 0.6, forward), (0.66, 0.3, 0.3), strict=True)
    }


def losses(gap: float, simple: float = 9.0, half: float = 0.5) -> Estimates:
    """£ lost by every method of choosing; by expected cost so much more than by probability."""
    return around({LIKELY: 6.0, CHEAPEST: 6 + gap, NOBODY: 12.0, EVERYBODY: simple}, half)


# Figures


def test_learning_curve() -> None:
    fig = plots.learning_curve({data: curve() for data in SETS}, dict.fromkeys(SETS, 180))
    check_layout(fig)
    assert fig.get_suptitle().endswith(
        "60% to 80% in the simulated shop, 60% to 80% in Online Retail"
    )
    drawn = [list(line.get_ydata()) for line in fig.axes[1].lines]
    for expected in ([0.6, 0.7, 0.8], [0.3] * 3, [0.65, 0.75, 0.85]):  # the last in random folds
        assert pytest.approx(expected) in drawn
    assert set(texts(fig.axes[0])) == {
        "logistic regression, 80%", "gradient boosting, 80%", "majority class, 30%",
        "recency alone, 40%", "figures so far, 70%",
    }  # fmt: skip


def test_by_design() -> None:
    fig = plots.by_design({data: designs() for data in SETS}, 30)
    check_layout(fig)
    drawn = {
        c.get_label(): c.get_offsets()[:, 0].tolist()
        for c in fig.axes[0].collections
        if c.get_label()[0] != "_"
    }
    assert drawn == {LINEAR: [0.7, 0.6, 0.5], JOINING: [0.66, 0.3, 0.3], MAJORITY: [0.3] * 3}
    names = [name.replace("\n", " ") for name in ticks(fig.axes[0].get_yticklabels())]
    assert names == list(designs())


def test_labels_do_not_touch() -> None:
    heights = plots._apart(pd.Series({"a": 0.5, "b": 0.5, "c": 0.51, "d": 0.9}), 0.04)
    assert np.diff(heights.sort_values()).min() >= 0.04 - 1e-12
    assert heights["d"] == 0.9


def test_confusion() -> None:
    table = pd.DataFrame([[0.8, 0.2], [0.4, 0.6]], index=["Dormant/Lost", "B"], columns=["A", "B"])
    sizes = pd.Series({"Dormant/Lost": 1_234, "B": 56})
    fig = plots.confusion(dict.fromkeys(SETS, table), dict.fromkeys(SETS, sizes), 30)
    check_layout(fig)
    assert np.allclose(cells(fig.axes[0]), table)
    assert ticks(fig.axes[0].get_yticklabels()) == ["1 Dormant/Lost\nn = 1,234", "2 B\nn = 56"]
    assert ticks(fig.axes[0].get_xticklabels()) == ["1", "2"]


def test_calibration() -> None:
    table = pd.DataFrame(
        {"said": [0.4, 0.8], "value": [0.43, 0.7], "low": [0.3, 0.65], "high": [0.5, 0.75]}
    )
    fig = plots.calibration({data: {LINEAR: table, TREES: table} for data in SETS})
    check_layout(fig)
    assert fig.get_suptitle() == "Said and true shares differ by at most 10 points in any tenth"
    assert legend(fig.axes[0]) == list(MODELS)


def test_costs() -> None:
    lost = losses(-1.0)
    other = around((lost.value + 0.1).to_dict())
    ax = plots.costs({LINEAR: lost, TREES: other}).axes[0]
    check_layout(ax.figure)
    assert texts(ax) == ["£6.00", "£5.00", "£12.00", "£9.00"]
    drawn = {
        c.get_label(): c.get_offsets()[:, 0].compressed().tolist()
        for c in ax.collections
        if c.get_label()[0] != "_"
    }
    # What needs no model is drawn once.
    assert drawn == {LINEAR: [6, 5], TREES: [6.1, 5.1], "no model": [12, 9]}
    assert ax.get_title(loc="left").endswith("least with lowest expected cost")
    assert (
        plots.costs({LINEAR: losses(7, 5)}).axes[0].get_title(loc="left").endswith(f"“{EVERYBODY}”")
    )


# Tables


def test_curve_table() -> None:
    table = findings.curve_table(curve(half=0.02))
    assert list(table.index) == ["7", "30", "90"]
    row = table.loc["30"].str.replace("\N{NO-BREAK SPACE}", " ")
    assert row["logistic"] == "70.0 [68.0, 72.0]" and row["figures so far"] == "60.0 [58.0, 62.0]"
    assert row["logistic, random folds"] == "75.0 [73.0, 77.0]"


def test_period_table() -> None:
    periods = pd.DataFrame({"learned from": [1_000], "asked about": [300], LINEAR: [0.6]})
    assert findings.period_table(periods).iloc[0].tolist() == ["1,000", "300", "60.0%"]


# Sentences: what is given, the branch that it leads to, and the figures


def test_circular() -> None:
    text = findings.circular({LINEAR: {"our customers": 0.993, "pure noise": 0.99}})
    assert "99.3%" in text and "99.0% of labels made in the same way on pure noise" in text


def test_taken_for_new() -> None:
    text = findings.taken_for_new({90: 0.2, 180: 0.36}, 60)
    assert "20% if it had begun 90 days later and 36% if it had begun 180 days later" in text


@pytest.mark.parametrize(
    ("late", "branch"), [(300, "Left out: 300 joined late."), (0, "Nobody is left out.")]
)
def test_asked(late: int, branch: str) -> None:
    count = pd.Series({"in the file": 1_000, "never ordered": 0, "joined late": late, "asked": 700})
    text = findings.asked(count, "a shop")
    assert "**700 of 1,000 customers**" in text and text.endswith(branch)


@pytest.mark.parametrize(
    ("given", "branches"),
    [
        ({"ahead": 0.05}, ["right more often than", "+5.0 points"]),
        ({"ahead": 0.0}, ["right no more often than", "+0.0 points (−1.9 to +1.9)"]),
        ({"ahead": -0.05}, ["right less often than", "−5.0 points"]),
        ({"trees": 0.011}, ["boosting does better: +1.1 points (+0.6 to +1.6)"]),
        ({"trees": 0.0}, ["boosting does about as well"]),
        ({"trees": -0.011}, ["boosting does worse: −1.1 points"]),
        ({"recency": 0.7}, ["**It does not clearly beat *recency alone*.**"]),
    ],
)
def test_curve(given: dict[str, float], branches: list[str]) -> None:
    text = findings.curve(curve(**given), "the shop", 30)
    assert all(branch in text for branch in branches)
    assert ("clearly beat" in text) == ("recency" in given)


def test_comparisons() -> None:
    text = findings.comparisons({data: curve() for data in SETS})
    assert "36 comparisons" in text and "about 2 of them" in text  # 2 data sets · 3 · 2 · 3


@pytest.mark.parametrize(
    ("forward", "branch"),
    [(0.5, "still flatter."), (0.59, "give about the same."), (0.7, "are too strict.")],
)
def test_flattery(forward: float, branch: str) -> None:
    text = findings.flattery(designs(forward), "the shop")
    assert "66% of the segments *at the snapshot* (largest class: 30%)" in text
    assert text.endswith(branch)


def test_in_hindsight() -> None:
    text = findings.in_hindsight(curve(half=0.02).scores[FORWARD, 30], "too few days.", 180)
    assert "“too few days.”" in text and "largest class for 30.0%." in text
    assert "70.0% (68.0% to 72.0%)" in text and "60.0% (58.0% to 62.0%)" in text


@pytest.mark.parametrize(
    ("shares", "few", "figures", "warning"),
    [
        ([[0.8, 0.2], [0.7, 0.3]], 1_500, "*b* is told worst: 30% of 222 customers, and 70%", ""),
        ([[0.1, 0.9], [0.7, 0.3]], 9, "*b* is told worst", ""),  # nine are too few to be worst
        ([[0.8, 0.2], [0.95, 0.05]], 1_500, "5% of 222 customers",
         "A plan for *b* (11 of 222 recognised) cannot rest on this."),
        ([[1.0, 0.0], [1.0, 0.0]], 1_500, "*b* is told worst: 0% of 222 customers, and 100%",
         "**Nobody at all is predicted to be *b*.** A plan for *b* (0 of 222 recognised)"),
    ],
)  # fmt: skip
def test_mistaken(shares: list[list[float]], few: int, figures: str, warning: str) -> None:
    table = pd.DataFrame(shares, index=list("ab"), columns=list("ab"))
    text = findings.mistaken(table, pd.Series({"a": few, "b": 222}), "the shop")
    assert figures in text and warning in text
    assert bool(warning) == ("A plan" in text)


@pytest.mark.parametrize(
    ("error", "branch"),
    [(0.012, "None is clearly off"), (0.02, "logistic regression in a shop, by no more than 2.0")],
)
def test_calibrated(error: float, branch: str) -> None:
    text = findings.calibrated({"a shop": {LINEAR: {"error": error, "at most": 0.017}}})
    assert f"logistic regression {100 * error:.1f} (1.7)" in text and branch in text


@pytest.mark.parametrize(
    ("gap", "simple", "branch"),
    [
        (-1.0, 9.0, "£1.00 less per customer (£0.53 to £1.47)"),
        (0.1, 9.0, "neither clearly more nor clearly less"),
        (1.0, 9.0, "**more** than acting on the most probable segment"),
        (-1.0, 4.0, "which can only be chosen with hindsight, loses no more than that"),
    ],
)
def test_paid(gap: float, simple: float, branch: str) -> None:
    text = findings.paid(losses(gap, simple), "the shop")
    assert branch in text and ("no more than that" in text) == (simple == 4.0)


@pytest.mark.parametrize(
    ("gaps", "branch"),
    [
        ((-1.0, -2.0), "at every price"),
        ((0.1, 0.2), "at no price"),
        ((0.1, -2.0), "at 1 of 2 prices, so the assumption decides"),
    ],
)
def test_other_prices(gaps: tuple[float, float], branch: str) -> None:
    text = findings.other_prices({2.5: losses(gaps[0]), 10.0: losses(gaps[1])})
    assert f"£{6 + gaps[0]:.2f} instead of £6.00 at £2.50 per action" in text and branch in text
