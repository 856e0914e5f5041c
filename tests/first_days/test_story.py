"""Figures and sentences on telling a segment from a customer's first days."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, lines, texts, ticks, title
from matplotlib.colors import to_rgba

from segmentation.base.palette import MUTED
from segmentation.first_days import plots
from segmentation.first_days.costs import CHEAPEST, LIKELY
from segmentation.first_days.findings import segment as findings
from segmentation.first_days.findings import tables as findings_tables
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
)

pytestmark = pytest.mark.usefixtures("style")

SETS = ("the simulated shop", "Online Retail")
BASE = {LINEAR: 0.6, TREES: 0.58, MAJORITY: 0.3, RECENCY: 0.4, PRESENT: 0.5}


def scored(step: float = 0.1, days: tuple[int, ...] = (7, 30, 90)) -> pd.DataFrame:
    """Scores that rise by a step from window to window; the majority stays."""
    rows = []
    for i, day in enumerate(days):
        for way, base in BASE.items():
            value = base + (i * step if way != MAJORITY else 0)
            rows.append((way, value, value - 0.02, value + 0.02, day, FORWARD))
            if way in MODELS:
                rows.append((way, value + 0.05, value + 0.03, value + 0.07, day, RANDOM))
    return pd.DataFrame(rows, columns=["way", "value", "low", "high", "days", "split"])


def gaps(differences: dict[str, float], trees: float = 0.0, days: int = 30) -> pd.DataFrame:
    """Differences of the first model from baselines, of the second from the first."""
    rows = [(LINEAR, d, way, days) for way, d in differences.items()]
    rows.append((TREES, trees, LINEAR, days))
    table = pd.DataFrame(rows, columns=["way", "difference", "against", "days"])
    ends = {"low": table["difference"] - 0.01, "high": table["difference"] + 0.01}
    return table.assign(**ends, split=FORWARD)


def designs(forward: float = 0.5) -> pd.DataFrame:
    """Accuracy at the snapshot and at a fixed age, in random folds and forward."""
    rows = []
    names = ("at the snapshot, random folds", "at 90 days, random folds", "at 90 days, forward")
    for design, own, date in zip(names, (0.7, 0.6, forward), (0.66, 0.3, 0.3), strict=True):
        for way, value in {LINEAR: own, MAJORITY: 0.3, JOINING: date}.items():
            rows.append((way, value, value - 0.02, value + 0.02, design))
    return pd.DataFrame(rows, columns=["way", "value", "low", "high", "design"])


# Figures


def test_learning_curve() -> None:
    fig = plots.learning_curve({data: scored() for data in SETS}, dict.fromkeys(SETS, 180))
    check_layout(fig)
    assert fig.get_suptitle() == (
        "Predicted right, forward in time: 60% to 80% in the simulated shop, 60% to 80% in "
        "Online Retail"
    )
    first, second = fig.axes
    assert [title(ax) for ax in fig.axes] == [
        "The simulated shop, segment at 180 days", "Online Retail, segment at 180 days"
    ]  # fmt: skip
    drawn = [list(line.get_ydata()) for line in second.lines]
    assert pytest.approx([0.6, 0.7, 0.8]) in drawn and pytest.approx([0.3] * 3) in drawn
    assert pytest.approx([0.65, 0.75, 0.85]) in drawn  # random folds
    assert legend(first) == [f"{LINEAR}, {RANDOM}"]
    assert set(texts(first)) == {
        "logistic regression, 80%", "gradient boosting, 78%", "majority class, 30%",
        "recency alone, 60%", "figures so far, 70%",
    }  # fmt: skip
    assert ticks(first.get_xticklabels()) == ["7", "30", "90"]


def test_by_design() -> None:
    fig = plots.by_design({data: designs() for data in SETS}, 30)
    check_layout(fig)
    first = fig.axes[0]
    assert texts(first) == ["70%", "60%", "50%"]
    names = [name.replace("\n", " ") for name in ticks(first.get_yticklabels())]
    assert names == list(dict.fromkeys(designs()["design"]))
    assert [t.get_text() for t in fig.legends[0].get_texts()] == [LINEAR, JOINING, MAJORITY]
    assert fig.get_suptitle() == "Accuracy with 30 days, by what is asked and how it is tested"


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
    assert fig.axes[0].get_ylabel() == "segment that they are in"
    assert fig.axes[0].get_xlabel() == "predicted from the first days"
    assert "predicted to be, from 30 days" in fig.get_suptitle()


def test_calibration() -> None:
    table = pd.DataFrame(
        {"said": [0.4, 0.8], "right": [0.43, 0.7], "low": [0.3, 0.65], "high": [0.5, 0.75]}
    )
    fig = plots.calibration({data: {LINEAR: table, TREES: table} for data in SETS})
    check_layout(fig)
    assert fig.get_suptitle() == "Said and true shares differ by at most 10 points in any tenth"
    assert legend(fig.axes[0]) == list(MODELS)
    assert fig.axes[0].get_xlabel() == "probability of the predicted segment"


def test_costs() -> None:
    table = pd.DataFrame(
        {"value": [6.0, 5.0, 9.0], "low": [5.5, 4.5, 8.5], "high": [6.5, 5.5, 9.5]},
        index=[LIKELY, CHEAPEST, "for everybody, with hindsight: VIPs"],
    )
    other = table.copy()
    other.loc[[LIKELY, CHEAPEST]] += 0.1
    fig = plots.costs({LINEAR: table, TREES: other})
    check_layout(fig)
    assert texts(fig.axes[0]) == ["£6.00", "£5.00", "£9.00"]
    assert legend(fig.axes[0]) == [*MODELS, "no model"]
    points = [
        c for c in fig.axes[0].collections if len(c.get_offsets()) and c.get_label()[0] != "_"
    ]
    drawn = {c.get_label(): c.get_offsets()[:, 0].tolist() for c in points}
    assert drawn == {LINEAR: [6, 5], TREES: [6.1, 5.1], "no model": [9]}  # once, in grey
    assert tuple(points[-1].get_facecolor()[0]) == to_rgba(MUTED)
    assert title(fig.axes[0]).endswith("least with lowest expected cost")
    assert "assumed money" in fig.axes[0].get_xlabel()
    assert not lines(fig.axes[0])
    nothing = table[:2].set_axis([LIKELY, "no action for anybody"])
    assert title(plots.costs({LINEAR: nothing}).axes[0]).endswith("“no action for anybody”")


# Tables


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_curve_table() -> None:
    table = findings_tables.curve_table(scored())
    assert list(table.index) == ["7", "30", "90"] and table.columns.name == "days"
    assert {column: plain(cell) for column, cell in table.loc["30"].items()} == {
        "logistic": "70.0 [68.0, 72.0]",
        "boosting": "68.0 [66.0, 70.0]",
        "majority": "30.0 [28.0, 32.0]",
        "recency": "50.0 [48.0, 52.0]",
        "figures so far": "60.0 [58.0, 62.0]",
        "logistic, random folds": "75.0 [73.0, 77.0]",
    }


def periods() -> pd.DataFrame:
    return pd.DataFrame(
        {"learned from": [1_000, 2_000], "asked about": [300, 200], LINEAR: [0.6, 0.7],
         PRESENT: [0.5, 0.72]},
        index=["2020-01-01", "2020-03-01"],
    )  # fmt: skip


def test_period_table() -> None:
    table = findings_tables.period_table(periods())
    assert table.loc["2020-01-01"].tolist() == ["1,000", "300", "60.0%", "50.0%"]


def test_one_is_the_row_of_a_long_table_that_is_asked_for() -> None:
    table = pd.DataFrame({"way": ["a", "a", "b"], "days": [7, 30, 30], "value": [1, 2, 3]})
    assert findings_tables.one(table, way="a", days=30)["value"] == 2


# Sentences


def test_circular() -> None:
    ring = {"Logistic regression": {"our customers": 0.993, "pure noise": 0.99},
            "boosted trees": {"our customers": 0.98, "pure noise": 0.85}}  # fmt: skip
    assert findings.circular(ring) == (
        "Logistic regression finds 99.3% of the labels again, and 99.0% of labels made in the same "
        "way on pure noise; boosted trees finds 98.0% of the labels again, and 85.0% of labels "
        "made in the same way on pure noise."
    )


def test_taken_for_new() -> None:
    text = findings.taken_for_new({90: 0.2, 180: 0.36}, 60)
    assert text.startswith("Of those first seen 60 days or more after the start of Online Retail's")
    assert "20% if it had begun 90 days later and 36% if it had begun 180 days later" in text


def test_asked() -> None:
    count = pd.Series({"in the file": 1_000, "never ordered": 0, "joined late": 300,
                       "asked about": 700})  # fmt: skip
    assert findings.asked(count, "Online Retail") == (
        "In Online Retail **700 of 1,000 customers** are asked about. Left out: 300 joined late."
    )
    count["joined late"] = 0
    assert findings.asked(count, "the shop").endswith("are asked about. Nobody is left out.")


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0.05, "That is more than the *figures so far* tell, by +5.0 points (+4.0 to +6.0)."),
        (0.0, "**The *figures so far* tell as much**: +0.0 points (−1.0 to +1.0), no clear"),
        (-0.05, "**The *figures so far* tell more**: the model is −5.0 points (−6.0 to"),
    ],
)
def test_curve(ahead: float, words: str) -> None:
    made = gaps({MAJORITY: 0.4, RECENCY: 0.3, PRESENT: ahead})
    text = findings.curve(scored(), made, "the shop", 180, 30)
    assert text.startswith(
        "In the shop, 30 days tell the segment at 180 days for 70.0% (68.0% to 72.0%); the largest "
        "class alone is right for 30.0%. "
    )
    assert words in text and "does not clearly beat" not in text


@pytest.mark.parametrize(
    ("trees", "words"),
    [
        (0.011, "boosting does better: +1.1 points (+0.1 to +2.1)."),
        (0.0, "boosting does about as well: +0.0 points (−1.0 to +1.0)."),
        (-0.011, "boosting does worse: −1.1 points (−2.1 to −0.1)."),
    ],
)
def test_curve_that_does_not_beat_a_baseline(trees: float, words: str) -> None:
    made = gaps({MAJORITY: 0.005, RECENCY: -0.1, PRESENT: 0.2}, trees)
    text = findings.curve(scored(), made, "the shop", 180, 30)
    assert "**It does not clearly beat *majority class* and *recency alone*.**" in text
    assert text.endswith(words)


def test_comparisons() -> None:
    one = gaps(dict.fromkeys(BASELINES, 0.1))
    text = findings.comparisons({data: pd.concat([one] * 10) for data in SETS})
    assert "hold 60 comparisons of a model" in text and "about 3 of them would still look" in text


def test_by_period() -> None:
    assert findings.by_period({"the shop": periods()}) == (
        "Accuracy of the logistic regression by period: in the shop from 60% to 70%, above the "
        "*figures so far* in 1 of 2 periods."
    )


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (0.5, "random folds still flatter: 60.0% against **50.0%** forward in time."),
        (0.59, "random folds and the forward test give about the same: 60.0% and 59.0%."),
        (0.7, "random folds still are too strict: 60.0% against **70.0%** forward in time."),
    ],
)
def test_flattery(forward: float, words: str) -> None:
    text = findings.flattery(designs(forward), "the shop")
    assert text.startswith(
        "In the shop the segment *at the snapshot* is found for 70% in random folds, and the "
        "joining date alone finds 66% (largest class: 30%). With the age fixed, "
    )
    assert text.endswith(words)


def test_in_hindsight() -> None:
    table = scored()[lambda t: (t["days"] == 30) & (t["split"] == FORWARD)]
    text = findings.in_hindsight(table, "too few days.", 180)
    assert text.startswith(
        "At 180 days the test stops: “too few days.” With labels that were *not*"
    )
    assert "right for 70.0% (68.0% to 72.0%), the figures so far for 60.0% (58.0%" in text
    assert text.endswith("the largest class for 30.0%. It may not be quoted as a forecast.")


def test_mistaken() -> None:
    table = pd.DataFrame([[0.8, 0.2], [0.7, 0.3]], index=list("ab"), columns=list("ab"))
    sizes = pd.Series({"a": 1_500, "b": 222})
    assert findings.mistaken(table, sizes, "the shop") == (
        "In the shop *a* is predicted best (80% of 1,500 customers are right) and *b* worst (30% "
        "of 222; 70% are taken for *a*)."
    )
    few = findings.mistaken(table, pd.Series({"a": 9, "b": 222}), "the shop")
    assert "*b* is predicted best" in few  # nine customers are too few to be called best
    table.loc["b"] = [0.95, 0.05]
    seldom = findings.mistaken(table, sizes, "the shop")
    assert seldom.endswith("A plan for *b* (11 of 222 recognised) cannot rest on this.")
    assert "Nobody" not in seldom
    table["a"], table["b"] = 1.0, 0.0
    never = findings.mistaken(table, sizes, "the shop")
    assert "*b* worst (0% of 222; 100% are taken for *a*)" in never
    assert "**Nobody at all is predicted to be *b*.**" in never


def test_calibrated() -> None:
    fine = {"error": 0.012, "at most": 0.017}
    text = findings.calibrated({"the shop": {LINEAR: fine}})
    assert text.startswith(
        "Mean gap between said and true, in points, and in brackets the gap that a perfectly "
        "calibrated model would exceed one time in twenty: in the shop logistic regression 1.2 "
        "(1.7). "
    )
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
    ways = [LIKELY, CHEAPEST, "no action for anybody", "for everybody, with hindsight: VIPs"]
    table = pd.DataFrame({"value": [6.0, 5.0, 12.0, 9.0]}, index=ways)
    difference = pd.Series(gap, ["difference", "low", "high"])
    text = findings.paid(table, difference, "the shop")
    assert "**under the assumed money**" in text and words in text
    assert text.endswith(
        "Without any model, the best single action for everybody, which can only be chosen with "
        "hindsight, loses £9.00."
    )
    table.loc["no action for anybody"] = 4.0
    assert findings.paid(table, difference, "the shop").endswith(
        "Without any model, no action for anybody loses £4.00: no more than that."
    )


@pytest.mark.parametrize(
    ("highs", "words"),
    [
        ((-0.1, -0.2), "at every price."),
        ((0.1, 0.2), "at no price."),
        ((0.1, -0.2), "at 1 of 2 prices, so the assumption decides."),
    ],
)
def test_other_prices(highs: tuple[float, float], words: str) -> None:
    table = pd.DataFrame({LIKELY: [4.0, 8.0], CHEAPEST: [3.5, 6.0], "high": highs}, [2.5, 10.0])
    assert findings.other_prices(table) == (
        "By price: £3.50 instead of £4.00 at £2.50 per action, £6.00 instead of £8.00 at "
        f"£10.00 per action: the expected cost loses clearly less {words} "
        "Only the ratio of price to lift decides which action is chosen, so half the price stands "
        "for twice the lift."
    )
