"""Figure, tables and sentences of the calibration, for whatever numbers it gives."""

from typing import Any

import numpy as np
import pytest
from drawn import check_layout, ticks, title

from segmentation.clusters.verdict import MARGIN
from segmentation.existence import calibration
from segmentation.existence.calibration import SEEDS, SET_ON, by_data_set, missing, summary
from segmentation.existence.families import FAMILIES
from segmentation.existence.findings import calibration as findings
from segmentation.existence.plots import calibration as plots

OVER, UNDER = MARGIN + 0.004, MARGIN - 0.004
ALONE = sum(one.groups == 1 and not one.beyond for one in FAMILIES.values())


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
        usual = OVER if family.groups > 1 and not family.beyond else 0.0
        seen = excess.get(name.replace(" ", "_"), usual)
        lines.append(line(name, seed, seen, family.groups if family.groups > 1 else 3))
    return lines


def said(lines: list[dict[str, Any]]) -> str:
    """The sentences, as the notebook asks for them."""
    return findings.calibrated(
        summary(lines, MARGIN), calibration.margin(lines),
        calibration.margin(lines, beyond=True), len(missing(lines)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("excess", "there", "not_there"),
    [
        (
            {"closed_loop": OVER, "curve": UNDER},
            [f"{SET_ON} seeds of {ALONE} kinds", f"ask for {MARGIN:g}; the rule takes it",
             f"Of {ALONE * (SEEDS[False] - SET_ON):,} fresh data sets the rule calls 0 natural: "
             "0%, at most 0.3%", "more than 5% can be ruled out",
             "closed loop fools the rule", f"with it, {MARGIN + 0.005:g}"],
            ["Unfinished"],
        ),
        (
            {"cone": OVER},
            [f"ask for {MARGIN + 0.005:g}; **the rule's margin is {MARGIN:g}**",
             "cannot be ruled out: cone (60 of 60)"],
            ["closed loop"],
        ),
    ],
)  # fmt: skip
def test_a_finished_calibration(
    excess: dict[str, float], there: list[str], not_there: list[str]
) -> None:
    text = said(finished(**excess))
    assert [words for words in there if words not in text] == []
    assert [words for words in not_there if words in text] == []


@pytest.mark.parametrize("number", [1, 7, 20, 40])
def test_an_unfinished_table_is_said_to_be_one(number: int) -> None:
    lines = finished(cone=UNDER)[:number]
    text = said(lines)
    assert f"**Unfinished**: {len(calibration.planned()) - number:,} planned" in text
    assert "No fresh data sets have been judged yet." in text and "nan" not in text
    findings.false_alarms(summary(lines, MARGIN))
    findings.power(summary(lines, MARGIN))


def test_the_first_of_the_other_seeds_alone_rule_nothing_out() -> None:
    lines = [one for one in finished() if one["seed"] <= SET_ON]
    text = said([*lines, line("Gaussian", SET_ON + 1)])
    assert "Gaussian (0 of 1)" in text and "cone (0 of 0)" in text


def test_the_tables() -> None:
    families = summary(finished(curve=UNDER, closed_loop=OVER), MARGIN)
    alarms, power = findings.false_alarms(families), findings.power(families)
    assert sorted([*alarms.index, *power.index]) == sorted(FAMILIES)
    excess = f"{UNDER:.3f}"
    assert alarms.loc["curve"].tolist()[1:] == [
        "100%", excess, excess, "0 of 20", "0 of 60", "4.9%",
    ]  # fmt: skip
    assert alarms.loc["cone", "largest"] == "< 0.01"
    columns = ["groups", "natural", "usual k", "right k"]
    assert power.loc["closed loop", columns].tolist() == [1, "80 of 80", "3", "–"]
    assert power.loc["3 groups", columns].tolist() == [3, "20 of 20", "3", "100%"]
    assert power.loc["crescents", columns].tolist() == [2, "0 of 20", "–", "0%"]


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
        assert len(ticks(ax.get_yticklabels())) == rows.loc[side, "family"].nunique()
        assert ax.lines[0].get_xdata()[0] == MARGIN
        places = ax.collections[0].get_offsets()[:, 1]
        assert (np.abs(places - np.round(places)) < 0.4).all()
    assert ticks(fig.axes[0].get_yticklabels())[-1] == "closed loop *"
    check_layout(plots.excesses(rows.head(3), MARGIN))  # no kind with groups has been judged
