"""Figure, tables and sentences of the calibration, for whatever numbers it gives."""

from typing import Any

import numpy as np
import pytest
from drawn import check_layout, texts, ticks, title

from segmentation.clusters.verdict import MARGIN
from segmentation.existence import calibration
from segmentation.existence.calibration import SEEDS, SET_ON, by_data_set, missing, summary
from segmentation.existence.families import FAMILIES
from segmentation.existence.findings import calibration as findings
from segmentation.existence.plots import calibration as plots

OVER, UNDER = MARGIN + 0.004, MARGIN - 0.004


def line(family: str, seed: int, excess: float = 0.0, k: int = 5) -> dict[str, Any]:
    """A judged data set; without an excess no k is left."""
    row = {"silhouette": 0.5, "excess": excess, "explained by": "x1", "jaccard": 0.9}
    return {"family": family, "seed": seed, "plain": 2 * excess, "mark": "m",
            "by_k": {str(k): row} if excess else {}}  # fmt: skip


def finished(**excess: float) -> list[dict[str, Any]]:
    """Every planned data set; groups are found, and an excess is one of all seeds of a family."""
    lines = []
    for name, seed in calibration.planned():
        family = FAMILIES[name]
        found = OVER if family.groups > 1 and not family.beyond else 0.0
        found = excess.get(name.replace(" ", "_"), found)
        lines.append(line(name, seed, found, family.groups if family.groups > 1 else 3))
    return lines


def said(lines: list[dict[str, Any]]) -> str:
    """The sentences, as the notebook asks for them."""
    return findings.calibrated(
        summary(lines, MARGIN), calibration.margin(lines),
        calibration.margin(lines, beyond=True), len(missing(lines)),
    )  # fmt: skip


def test_a_finished_calibration_without_alarms() -> None:
    lines = finished(closed_loop=OVER, curve=UNDER)
    text = said(lines)
    alone = sum(one.groups == 1 and not one.beyond for one in FAMILIES.values())
    assert "Unfinished" not in text
    assert (
        f"first {SET_ON} seeds of {alone} kinds of data without groups ask for {MARGIN:g}" in text
    )
    assert "; that is the margin of the rule." in text
    assert f"0 of the {alone * SET_ON:,} data sets that set the margin are called natural" in text
    rest = alone * (SEEDS[False] - SET_ON)
    assert f"Of {rest:,} fresh ones it is 0: 0%, at most 0.3% (95% confidence)" in text
    assert "For each kind alone, more than 5% can be ruled out." in text
    assert "overlap): 100% (0.5), 100% (1), 100% (2), 100% (3) and 100% (4)." in text
    assert "a 2% group (0% natural), crescents (0% natural) and along one column (0%" in text
    assert "The closed loop has no groups either, and the rule calls it natural in 100%" in text
    assert "It fools the rule: no single" in text
    assert f"with it, {MARGIN + 0.005:g} would be needed." in text


def test_alarms_and_misses_are_named() -> None:
    lines = finished(cone=OVER, **{"3_groups": UNDER})
    text = said(lines)
    assert f"ask for {MARGIN + 0.005:g}, the smallest" in text
    assert f"**the rule's margin is {MARGIN:g}**." in text
    assert "cannot be ruled out: cone (60 of 60)." in text
    assert "*3 groups* is called natural least often: 0%." in text
    assert "and the rule calls it natural in 0% of the data sets.** No single column" in text


@pytest.mark.parametrize("number", [1, 7, 20, 40])
def test_an_unfinished_table_is_said_to_be_one(number: int) -> None:
    lines = finished(cone=UNDER)[:number]
    text = said(lines)
    assert text.startswith(f"- **Unfinished**: {len(calibration.planned()) - number:,} planned")
    assert "No others have been judged yet." in text
    assert "nan" not in text
    findings.false_alarms(summary(lines, MARGIN))
    findings.power(summary(lines, MARGIN))


def test_the_first_of_the_other_seeds_alone_rule_nothing_out() -> None:
    lines = [one for one in finished() if one["seed"] <= SET_ON]
    one_more = [*lines, line("Gaussian", SET_ON + 1)]
    assert "Gaussian (0 of 1)" in said(one_more) and "cone (0 of 0)" in said(one_more)


def test_the_tables() -> None:
    found = summary(finished(curve=UNDER, closed_loop=OVER), MARGIN)
    alarms, power = findings.false_alarms(found), findings.power(found)
    assert sorted([*alarms.index, *power.index]) == sorted(FAMILIES)
    for table in (alarms, power):
        assert len(table) <= 15 and len(table.columns) <= 12
        assert (table["largest"] != "nan").all()
    curve, loop, few = alarms.loc["curve"], power.loc["closed loop"], power.loc["3 groups"]
    assert (curve["typical"], curve["largest"]) == (f"{UNDER:.3f}",) * 2
    assert alarms.loc["cone", "largest"] == "< 0.01"
    assert curve["beats plain null"] == "100%"
    assert curve[f"natural, first {SET_ON} seeds"] == "0 of 20"
    assert (curve["natural, other seeds"], curve["at most (95%)"]) == ("0 of 60", "4.9%")
    assert (loop["natural"], loop["usual k"], loop["right k"]) == ("80 of 80", "3", "–")
    assert (few["groups"], few["natural"], few["usual k"], few["right k"]) == (
        3, "20 of 20", "3", "100%",
    )  # fmt: skip
    assert power.loc["crescents", ["natural", "usual k", "right k"]].tolist() == [
        "0 of 20", "–", "0%",
    ]  # fmt: skip


@pytest.mark.usefixtures("style")
def test_the_picture_shows_every_data_set() -> None:
    rows = by_data_set(finished(curve=OVER, closed_loop=OVER), MARGIN)
    fig = plots.excesses(rows, MARGIN)
    check_layout(fig)
    shown = np.concatenate([ax.collections[0].get_offsets() for ax in fig.axes])
    np.testing.assert_allclose(np.sort(shown[:, 0]), np.sort(rows["excess"]))
    assert title(fig.axes[0]) == "Without groups: 80 of 1,200"
    assert title(fig.axes[1]) == "With groups: 200 of 200"
    for ax, side in zip(fig.axes, (rows["groups"] == 1, rows["groups"] > 1), strict=True):
        names = ticks(ax.get_yticklabels())
        assert len(names) == rows.loc[side, "family"].nunique()
        assert ax.lines[0].get_xdata()[0] == MARGIN
        assert texts(ax) == [f"margin {MARGIN:g}"]
        last = ax.collections[0].get_offsets()
        assert (np.abs(last[:, 1] - np.round(last[:, 1])) < 0.4).all()
    assert ticks(fig.axes[0].get_yticklabels())[-1] == "closed loop *"
    check_layout(plots.excesses(rows.head(3), MARGIN))  # no kind with groups has been judged
