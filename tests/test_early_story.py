"""Figures and sentences on telling a segment from a customer's first days."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, lines, texts, ticks, title

from segmentation import early_costs
from segmentation.early_models import (
    BASELINES,
    JOINING,
    LINEAR,
    MAJORITY,
    MEASURES,
    MODELS,
    RECENCY,
    TREES,
)
from segmentation.findings import early as findings
from segmentation.findings.early_tables import curve_table, definition_table
from segmentation.plots import early as plots

pytestmark = pytest.mark.usefixtures("style")

SETS = ("the simulated shop", "Online Retail")
BASE = {LINEAR: 0.6, TREES: 0.58, MAJORITY: 0.3, RECENCY: 0.4, JOINING: 0.45}


def scored(step: float = 0.1, days: tuple[int, ...] = (7, 30, 90)) -> pd.DataFrame:
    """Scores that rise by a step from window to window; baselines stay, but for recency."""
    rows = []
    for i, day in enumerate(days):
        for way, base in BASE.items():
            value = base + (i * step if way in (*MODELS, RECENCY) else 0)
            for measure in MEASURES:
                rows.append((way, measure, value, value - 0.02, value + 0.02, day))
    return pd.DataFrame(rows, columns=["way", "measure", "value", "low", "high", "days"])


def gaps(differences: dict[str, float], trees: float = 0.0, days: int = 30) -> pd.DataFrame:
    """Differences of the first model from baselines, of the second from the first."""
    rows = [(LINEAR, "accuracy", d, way, days) for way, d in differences.items()]
    rows.append((TREES, "accuracy", trees, LINEAR, days))
    table = pd.DataFrame(rows, columns=["way", "measure", "difference", "against", "days"])
    return table.assign(low=table["difference"] - 0.01, high=table["difference"] + 0.01)


# Figures


def test_learning_curve() -> None:
    fig = plots.learning_curve({data: scored() for data in SETS})
    check_layout(fig)
    assert fig.get_suptitle() == (
        "Accuracy from 7 to 90 days of history: 60% to 80% in the simulated shop, 60% to 80% in "
        "Online Retail"
    )
    first, second = fig.axes
    assert [title(ax) for ax in fig.axes] == ["The simulated shop", "Online Retail"]
    drawn = [list(line.get_ydata()) for line in second.lines]
    assert pytest.approx([0.6, 0.7, 0.8]) in drawn and pytest.approx([0.3] * 3) in drawn
    assert set(texts(first)) == {
        "logistic regression, 80%", "gradient boosting, 78%", "majority class, 30%",
        "recency alone, 60%", "joining date alone, 45%",
    }  # fmt: skip
    assert ticks(first.get_xticklabels()) == ["7", "30", "90"]


def test_labels_do_not_touch() -> None:
    heights = plots._apart(pd.Series({"a": 0.5, "b": 0.5, "c": 0.51, "d": 0.9}), 0.04)
    assert np.diff(heights.sort_values()).min() >= 0.04 - 1e-12
    assert heights["d"] == 0.9


def test_confusion() -> None:
    table = pd.DataFrame([[0.8, 0.2], [0.4, 0.6]], index=["Dormant/Lost", "B"], columns=["A", "B"])
    fig = plots.confusion(dict.fromkeys(SETS, table), 30)
    check_layout(fig)
    assert np.allclose(cells(fig.axes[0]), table)
    assert fig.axes[0].get_ylabel() == "segment at the snapshot"
    assert "from 30 days" in fig.get_suptitle()


def test_calibration() -> None:
    table = pd.DataFrame(
        {"said": [0.4, 0.8], "right": [0.43, 0.7], "low": [0.3, 0.65], "high": [0.5, 0.75]}
    )
    fig = plots.calibration({data: {LINEAR: table, TREES: table} for data in SETS})
    check_layout(fig)
    assert fig.get_suptitle() == "Said and true shares differ by at most 10 points in any tenth"
    assert legend(fig.axes[0]) == list(MODELS)


def definitions() -> pd.DataFrame:
    """Two data sets, a circular and an honest definition."""
    rows = []
    for data, lift in zip(SETS, (0.2, 0.0), strict=True):
        rows += [(data, "circular", way, 0.99, np.nan, np.nan) for way in MODELS]
        for way, base in BASE.items():
            value = base + lift
            rows.append((data, "honest", way, value, value - 0.02, value + 0.02))
    columns = ["data", "definition", "way", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(measure="accuracy")


def test_definitions() -> None:
    fig = plots.definitions(definitions())
    check_layout(fig)
    first, second = fig.axes
    assert texts(first) == ["99%", "80%"] and texts(second) == ["99%", "60%"]
    assert ticks(first.get_yticklabels()) == ["circular", "honest"]
    assert legend(first) == [LINEAR, TREES, MAJORITY, JOINING]


def test_costs() -> None:
    table = pd.DataFrame(
        {"value": [6.0, 5.0], "low": [5.5, 4.5], "high": [6.5, 5.5]},
        index=["highest probability", "lowest expected cost"],
    )
    fig = plots.costs({LINEAR: table, TREES: table + 0.1})
    check_layout(fig)
    assert texts(fig.axes[0]) == ["£6.00", "£5.00"]
    assert title(fig.axes[0]).endswith("least with lowest expected cost")
    assert "assumed money" in fig.axes[0].get_xlabel()
    assert not lines(fig.axes[0])
    nothing = table.set_axis(["highest probability", "no action for anybody"])
    assert title(plots.costs({LINEAR: nothing}).axes[0]).endswith("“no action for anybody”")


# Tables


def test_curve_table() -> None:
    gap = pd.concat([gaps(dict.fromkeys(BASELINES, 0.1), days=d) for d in (7, 30, 90)])
    two = pd.concat([gap, gap[gap["way"] == LINEAR].assign(way=TREES)])
    table = curve_table(scored(), two)
    assert list(table.index) == [
        *[f"{d} days, {way}" for d in (7, 30, 90) for way in MODELS], MAJORITY, JOINING
    ]  # fmt: skip
    row = table.loc["30 days, logistic regression"].str.replace("\N{NO-BREAK SPACE}", " ")
    assert row["accuracy, %"] == "70.0 [68.0, 72.0]" and row["log loss"] == "0.70 [0.68, 0.72]"
    assert row["over recency alone, points"] == "10.0 [9.0, 11.0]"
    assert table.loc[MAJORITY, "over recency alone, points"] == "–"


def test_definition_table() -> None:
    rows = definitions()
    table = definition_table(rows[rows["data"] == SETS[0]])
    assert list(table.index) == ["circular", "honest"]
    assert list(table) == [*MODELS, *BASELINES]
    assert table.loc["circular", [LINEAR, JOINING]].tolist() == ["99.0", "–"]
    honest = table.loc["honest", LINEAR].replace("\N{NO-BREAK SPACE}", " ")
    assert honest == "80.0 [78.0, 82.0]"
    assert table.loc["honest", JOINING] == "65.0 [63.0, 67.0]".replace(" ", "\N{NO-BREAK SPACE}")


# Sentences


def test_asked() -> None:
    count = pd.Series({"in the file": 1_000, "never ordered": 0, "joined late": 300,
                       "asked about": 700})  # fmt: skip
    assert findings.asked(count, "Online Retail") == (
        "In Online Retail **700 of 1,000 customers** can be asked about. Left out: 300 joined late."
    )
    count["drawn from them at random"], count["joined late"] = 500, 0
    assert findings.asked(count, "the shop") == (
        "In the shop **700 of 1,000 customers** can be asked about, of whom 500 are drawn at "
        "random. Nobody is left out."
    )


def test_mechanical() -> None:
    silent = {"the shop": 0.06, "Online Retail": 0.24}
    much = findings.mechanical({"the shop": 0.96, "Online Retail": 0.7}, silent, 30)
    assert much.startswith("In the shop 6% never order again, and of the others **96%** keep their")
    assert "In Online Retail the label holds much of what it is to be told from" in much
    little = findings.mechanical({"the shop": 0.9}, silent, 30)
    assert little.endswith("So the label is hardly made of what it is told from.")


@pytest.mark.parametrize(
    ("trees", "words"),
    [
        (0.011, "boosting does better: +1.1 points (+0.1 to +2.1)."),
        (0.0, "boosting does neither better nor worse: +0.0 points (−1.0 to +1.0)."),
        (-0.011, "boosting does worse: −1.1 points (−2.1 to −0.1)."),
    ],
)
def test_curve(trees: float, words: str) -> None:
    ahead = {MAJORITY: 0.4, RECENCY: 0.3, JOINING: 0.25}
    text = findings.curve(scored(), gaps(ahead, trees), "the shop", 30)
    assert text.startswith(
        "In the shop, 30 days tell the segment of **70.0% (68.0% to 72.0%)** (logistic "
        "regression); the best baseline is *joining date alone*, against which that is +25.0 "
        "points (+24.0 to +26.0). "
    )
    assert text.endswith(words) and "not clearly" not in text


def test_curve_that_does_not_beat_a_baseline() -> None:
    behind = {MAJORITY: 0.4, RECENCY: 0.005, JOINING: -0.02}
    text = findings.curve(scored(), gaps(behind), "the shop", 30)
    assert "**It does not clearly beat *recency alone* and *joining date alone*.**" in text


def test_growth() -> None:
    assert findings.growth(scored(), "the shop") == (
        "In the shop accuracy goes from 60% with 7 days to 80% with 90."
    )
    near = scored()
    near.loc[(near["way"] == RECENCY) & (near["days"] == 90), "value"] = 0.75
    assert findings.growth(near, "the shop").endswith(
        "80% with 90; *recency alone* comes to 75% by then, so much of what the days add lies in "
        "the day of the last order."
    )
    assert "more days bring nothing" in findings.growth(scored(0.01), "the shop")


def compared(ahead: float, lift: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = definitions()
    table[["value", "low", "high"]] += lift
    both = [gaps(dict.fromkeys(BASELINES, 0.3) | {JOINING: ahead}).assign(data=d) for d in SETS]
    return table, pd.concat(both).assign(definition="honest")


@pytest.mark.parametrize(
    ("ahead", "words"), [(0.02, "more than"), (0.0, "not clearly more than"), (-0.02, "less than")]
)
def test_definition(ahead: float, words: str) -> None:
    text = findings.definition(*compared(ahead, -0.06), "honest", 30)
    assert "reports 75% cross-validated accuracy" in text and "first 30 days" in text
    assert f"**54.0% (52.0% to 56.0%)** in Online Retail, {words} *joining date alone*" in text
    assert text.endswith("**Neither is above the published figure.**")


def test_definition_above_the_published_figure() -> None:
    text = findings.definition(*compared(0.02), "honest", 30)
    assert text.endswith("In the simulated shop that is more than the published figure.")


def test_told() -> None:
    table = pd.DataFrame([[0.8, 0.2], [0.7, 0.3]], index=list("ab"), columns=list("ab"))
    text = findings.told(table, "the shop")
    assert text == (
        "In the shop *a* is told best (80% of its customers) and *b* worst (30%; 70% are told to "
        "be *a*)."
    )
    table.loc["b"] = [0.95, 0.05]
    assert "A plan for *b* cannot rest on this" in findings.told(table, "the shop")


def test_calibrated() -> None:
    fine = {"error": 0.012, "at most": 0.017}
    text = findings.calibrated({"the shop": {LINEAR: fine}})
    assert "in the shop logistic regression 1.2 (1.7)." in text
    assert text.endswith("**None is clearly off: chance alone explains gaps of this size.**")
    off = {"error": 0.02, "at most": 0.017}
    far = {"error": 0.03, "at most": 0.031}
    text = findings.calibrated({"the shop": {LINEAR: off}, "Online Retail": {TREES: far}})
    assert text.endswith(
        "More than chance explains: logistic regression in the shop, by no more than 2.0 points on "
        "average."
    )


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        ((-1.0, -1.5, -0.5), ": £1.00 less (£0.50 to £1.50), with the same probabilities."),
        ((0.1, -0.2, 0.4), ": no clear difference."),
        ((1.0, 0.5, 1.5), ": **more, so the probabilities mislead**."),
    ],
)
def test_paid(gap: tuple[float, float, float], words: str) -> None:
    ways = ["highest probability", "lowest expected cost", "no action for anybody",
            "for everybody: VIPs"]  # fmt: skip
    table = pd.DataFrame({"value": [6.0, 5.0, 12.0, 9.0]}, index=ways)
    difference = pd.Series(gap, ["difference", "low", "high"])
    text = findings.paid(table, difference, "the shop")
    assert "**under the assumed money**" in text and words in text
    assert text.endswith("Without any model, one action for everybody loses £9.00.")
    table.loc["no action for anybody"] = 4.0
    assert findings.paid(table, difference, "the shop").endswith(
        f"Without any model, {early_costs.NOTHING} loses £4.00: no more than that."
    )
