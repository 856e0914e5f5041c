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
    JOINING,
    LINEAR,
    MAJORITY,
    MEASURES,
    MODELS,
    RECENCY,
    TREES,
)
from segmentation.first_days.people import DATED, NEAREST, UNDATED

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


def later_scored(step: float = 0.05, days: tuple[int, ...] = (7, 30, 90)) -> pd.DataFrame:
    """Scores for labels of later orders only: the logistic regression, and the majority."""
    rows = [
        (way, "accuracy", base + i * step, base + i * step - 0.02, base + i * step + 0.02, day)
        for i, day in enumerate(days)
        for way, base in ((LINEAR, 0.55), (MAJORITY, 0.25))
    ]
    return pd.DataFrame(rows, columns=["way", "measure", "value", "low", "high", "days"])


def gaps(differences: dict[str, float], trees: float = 0.0, days: int = 30) -> pd.DataFrame:
    """Differences of the first model from baselines, of the second from the first."""
    rows = [(LINEAR, "accuracy", d, way, days) for way, d in differences.items()]
    rows.append((TREES, "accuracy", trees, LINEAR, days))
    table = pd.DataFrame(rows, columns=["way", "measure", "difference", "against", "days"])
    return table.assign(low=table["difference"] - 0.01, high=table["difference"] + 0.01)


# Figures


def test_learning_curve() -> None:
    fig = plots.learning_curve(
        {data: scored() for data in SETS}, {data: later_scored() for data in SETS}
    )
    check_layout(fig)
    assert fig.get_suptitle() == (
        "Accuracy on later orders only: 55% to 65% in the simulated shop, 55% to 65% in "
        "Online Retail"
    )
    first, second = fig.axes
    assert [title(ax) for ax in fig.axes] == ["The simulated shop", "Online Retail"]
    drawn = [list(line.get_ydata()) for line in second.lines]
    assert pytest.approx([0.6, 0.7, 0.8]) in drawn and pytest.approx([0.3] * 3) in drawn
    dashed = next(line for line in second.lines if list(line.get_ydata())[:1] == [0.55])
    assert list(dashed.get_ydata()) == pytest.approx([0.55, 0.6, 0.65])
    assert dashed.is_dashed() and dashed.get_color() == plots.LOOKS[LINEAR][0]
    assert set(texts(first)) == {
        "logistic regression, 80%", "gradient boosting, 78%", "majority class, 30%",
        "recency alone, 60%", "joining date alone, 45%", "later orders only, 65%",
    }  # fmt: skip
    assert ticks(first.get_xticklabels()) == ["7", "30", "90"]


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
    assert ticks(fig.axes[0].get_yticklabels()) == ["Dormant/Lost\nn = 1,234", "B\nn = 56"]
    assert fig.axes[0].get_ylabel() == "segment at the snapshot"
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
    assert legend(first) == [LINEAR, TREES, MAJORITY, RECENCY, JOINING]


def test_definitions_keep_the_place_of_a_check_of_one_data_set() -> None:
    both = definitions()
    check = both[(both["data"] == SETS[1]) & (both["definition"] == "honest")]
    last = both[both["definition"] == "honest"].assign(definition="shuffled")
    more = pd.concat([both, check.assign(definition="only here"), last])
    assert ticks(plots.definitions(more).axes[0].get_yticklabels()) == [
        "circular", "honest", "only here", "shuffled"
    ]  # fmt: skip


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
    ahead = {MAJORITY: 0.3, RECENCY: 0.2, JOINING: 0.1}
    gap = pd.concat([gaps(ahead, days=d) for d in (7, 30, 90)])
    shown = scored()
    balanced = (shown["measure"] == "balanced accuracy") & (shown["way"] == LINEAR)
    shown.loc[balanced, ["value", "low", "high"]] -= 0.1
    table = findings_tables.curve_table(shown, gap, later_scored())
    assert list(table.index) == ["7", "30", "90"] and table.columns.name == "days"
    assert {column: plain(cell) for column, cell in table.loc["30"].items()} == {
        "logistic regression": "70.0 [68.0, 72.0]",
        "gradient boosting": "68.0 [66.0, 70.0]",
        "recency alone": "50.0 [48.0, 52.0]",
        "logistic, later orders only": "60.0 [58.0, 62.0]",
        "logistic, balanced": "60.0 [58.0, 62.0]",
        "logistic over best baseline": "10.0 [9.0, 11.0]",
    }


def test_fixed_baselines() -> None:
    assert plain(findings_tables.fixed_baselines(scored(), "the shop")) == (
        "In the shop: accuracy in % [95% interval], the last column in points. Whatever the days, "
        "*majority class* 30.0 [28.0, 32.0] and *joining date alone* 45.0 [43.0, 47.0]."
    )


def test_definition_table() -> None:
    rows = definitions()
    table = findings_tables.definition_table(rows[rows["data"] == SETS[0]])
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
    assert much.endswith(
        "In Online Retail the label holds much of what it is to be predicted from. The stricter "
        "figure is the one to quote."
    )
    little = findings.mechanical({"the shop": 0.9}, silent, 30)
    assert "So the label is hardly made of what it is predicted from. The stricter" in little


def test_borders() -> None:
    ring = {"Logistic regression": {"pure noise": 0.99}, "Gradient boosting": {"pure noise": 0.85}}
    assert findings.borders(ring).endswith("trees approach them in steps, hence their lower figure "
                                           "on noise.")  # fmt: skip
    ring["Gradient boosting"]["pure noise"] = 0.985
    assert findings.borders(ring).endswith("trees approach them in steps.")


@pytest.mark.parametrize(
    ("trees", "words"),
    [
        (0.011, "boosting does better: +1.1 points (+0.1 to +2.1)."),
        (0.0, "boosting is not clearly different: +0.0 points (−1.0 to +1.0)."),
        (-0.011, "boosting does worse: −1.1 points (−2.1 to −0.1)."),
    ],
)
def test_curve(trees: float, words: str) -> None:
    ahead = {MAJORITY: 0.4, RECENCY: 0.3, JOINING: 0.25}
    shown = scored()
    balanced = shown["measure"] == "balanced accuracy"
    shown.loc[balanced & (shown["way"] == LINEAR), "value"] = 0.5
    shown.loc[balanced & (shown["way"] == MAJORITY), "value"] = 0.2
    text = findings.curve(shown, gaps(ahead, trees), "the shop", 30)
    assert text.startswith(
        "In the shop, from 30 days the segment at the snapshot is predicted right for 70.0% "
        "(68.0% to 72.0%) (logistic regression); the best baseline is *joining date alone*, "
        "against which that is +25.0 points (+24.0 to +26.0). Over segments, each counted alike, "
        "it is 50.0% (20% by guessing). "
    )
    assert text.endswith(words) and "does not clearly beat" not in text


def test_curve_that_does_not_beat_a_baseline() -> None:
    behind = {MAJORITY: 0.4, RECENCY: 0.005, JOINING: -0.02}
    text = findings.curve(scored(), gaps(behind), "the shop", 30)
    assert "**It does not clearly beat *recency alone* and *joining date alone*.**" in text


def test_growth() -> None:
    kept = {7: 0.99, 30: 0.9, 90: 0.8}
    assert findings.growth(scored(), later_scored(), kept) == (
        "Accuracy goes from 60% with 7 days to 80% with 90. Part of the rise is "
        "mechanical: the longer the window, the more of the label is made of it (without the "
        "orders of 7 days 99.0% of those who order again keep their segment, without those of 90 "
        "days 80.0%). The dashed line takes that out: on later orders only it goes from **55% to "
        "65%**."
    )
    near = scored()
    near.loc[(near["way"] == RECENCY) & (near["days"] == 90), "value"] = 0.75
    assert (
        "80% with 90; *recency alone* comes to 75% by then, so much of what the days add lies in "
        "the day of the last order. Part of"
    ) in findings.growth(near, later_scored(), kept)
    still = findings.growth(scored(0.01), later_scored(), kept)
    assert still.endswith("more days bring nothing that is seen here.")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (0.01, ". On later orders only it goes from **55% to 57%**, within the intervals: no rise "
               "is seen."),
        (0.15, "; on later orders only it goes from **55% to 85%**, so the rise is not made by the "
              "label."),
    ],
)  # fmt: skip
def test_growth_of_the_stricter_label(step: float, words: str) -> None:
    text = findings.growth(scored(), later_scored(step), {7: 1.0, 90: 1.0})
    assert text.endswith("80% with 90" + words) and "mechanical" not in text


def compared(ahead: float, lift: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = definitions()
    table[["value", "low", "high"]] += lift
    both = [gaps(dict.fromkeys(BASELINES, 0.3) | {JOINING: ahead}).assign(data=d) for d in SETS]
    return table, pd.concat(both).assign(definition="honest")


@pytest.mark.parametrize(
    ("ahead", "words"), [(0.02, "more than"), (0.0, "not clearly more than"), (-0.02, "less than")]
)
def test_definition(ahead: float, words: str) -> None:
    text = findings_tables.definition(*compared(ahead, -0.06), "honest", 30)
    assert "reports 75% cross-validated accuracy" in text and "first 30 days" in text
    assert "Here no order counts on both sides" in text
    assert f"**54.0% (52.0% to 56.0%)** in Online Retail, {words} *joining date alone*" in text
    points = f"{100 * ahead:+.1f} points in".replace("-", "−")
    assert "These cannot be ranked beside the published figure" in text
    assert text.endswith(
        f"above its own best baseline: here {points} the simulated shop and {points} Online Retail."
    )


def checks(added: float) -> pd.DataFrame:
    """The honest rows under the three definitions of which sentences speak."""
    honest = definitions().query("definition == 'honest'")
    more = honest.copy()
    more.loc[more["data"] == SETS[0], ["value", "low", "high"]] += added
    return pd.concat([honest.assign(definition=DATED), more.assign(definition=UNDATED),
                      honest.assign(definition=NEAREST)])  # fmt: skip


def test_undated() -> None:
    text = findings_tables.undated(checks(0.08))
    assert text.startswith(
        "*Undated returns and ratings* would raise accuracy clearly in the simulated shop (from "
        "80.0% to 88.0% in the simulated shop, from 60.0% to 60.0% in Online Retail)."
    )
    assert text.endswith("so these figures are not quoted.")
    assert "raise accuracy nowhere clearly" in findings_tables.undated(checks(0.03))


def test_nearest() -> None:
    against = [
        gaps(dict.fromkeys(BASELINES, 0.3) | {JOINING: d}).assign(data=data, definition=NEAREST)
        for data, d in zip(SETS, (0.15, -0.1), strict=True)
    ]
    table = checks(0.0)
    table.loc[(table["data"] == SETS[1]) & (table["way"] == JOINING), "value"] = 0.7
    assert findings_tables.nearest(table, pd.concat(against)) == (
        "With *the silent in the nearest segment*, in the simulated shop the model does better "
        "than the joining date alone (80.0% against 65.0%); in Online Retail **the joining date "
        "alone does better than the model** (70.0% against 60.0%)."
    )
    level = pd.concat(against).assign(difference=0.0, low=-0.01, high=0.01)
    assert findings_tables.nearest(table, level).endswith(
        "in Online Retail the model is not clearly better than the joining date alone (+0.0 points "
        "(−1.0 to +1.0))."
    )


def test_mistaken() -> None:
    table = pd.DataFrame([[0.8, 0.2], [0.7, 0.3]], index=list("ab"), columns=list("ab"))
    sizes = pd.Series({"a": 1_500, "b": 222})
    assert findings.mistaken(table, sizes, "the shop") == (
        "In the shop *a* is predicted best (80% of 1,500 customers are right) and *b* worst (30% "
        "of 222; 70% are taken for *a*)."
    )
    table.loc["b"] = [0.95, 0.05]
    seldom = findings.mistaken(table, sizes, "the shop")
    assert "A plan for *b* cannot rest on this" in seldom and "Nobody" not in seldom
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


def test_one_is_the_row_of_a_long_table_that_is_asked_for() -> None:
    table = pd.DataFrame(
        {"measure": ["accuracy", "log loss", "accuracy"], "days": [7, 7, 30], "value": [1, 2, 3]}
    )
    assert findings_tables.one(table, days=30)["value"] == 3
    assert findings_tables.one(table, "log loss")["value"] == 2
