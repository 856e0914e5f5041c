"""Figure and sentences of the calibration, for whatever numbers it gives."""

from typing import Any

import numpy as np
import pytest
from drawn import check_layout, texts, ticks

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
            [f"On the first {SET_ON} data sets",
             f"below {MARGIN:g}, the smallest such multiple of 0.005, and the rule takes it",
             f"Of {ALONE * (SEEDS[False] - SET_ON):,} fresh data sets without groups the rule "
             "calls 0 natural, so at most 0.4% of such a mix (one-sided 95% bound)",
             "More than 5% can be ruled out for each kind",
             "closed loop fools the rule", f"With it, {MARGIN + 0.005:g}"],
            ["Unfinished"],
        ),
        (
            {"cone": OVER},
            [f"below {MARGIN + 0.005:g}, the smallest such multiple of 0.005; "
             f"**the rule's margin is {MARGIN:g}**",
             "cannot be ruled out for cone (60 of 60)"],
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


def test_the_first_of_the_other_seeds_alone_rule_nothing_out() -> None:
    lines = [one for one in finished() if one["seed"] <= SET_ON]
    text = said([*lines, line("Gaussian", SET_ON + 1)])
    assert "Gaussian (0 of 1)" in text and "cone (0 of 0)" in text


@pytest.mark.usefixtures("style")
def test_the_picture_shows_every_data_set() -> None:
    rows = by_data_set(finished(curve=OVER, closed_loop=OVER), MARGIN)
    fig = plots.excesses(rows, MARGIN)
    check_layout(fig)
    shown = np.concatenate([ax.collections[0].get_offsets() for ax in fig.axes])
    np.testing.assert_allclose(np.sort(shown[:, 0]), np.sort(rows["excess"]))
    assert fig.get_suptitle().startswith(
        "Groups seen in 60 of 900 fresh data sets without any, and in 200 of 200 with some"
    )
    counted = dict(zip(ticks(fig.axes[0].get_yticklabels()), texts(fig.axes[0]), strict=False))
    assert (counted["curve"], counted["cone"]) == ("60 of 60", "0 of 60")
    assert counted["closed loop *"] == "80 of 80"
    for ax, side in zip(fig.axes, (rows["groups"] == 1, rows["groups"] > 1), strict=True):
        assert len(ticks(ax.get_yticklabels())) == rows.loc[side, "family"].nunique()
        assert ax.lines[0].get_xdata()[0] == MARGIN
        places = ax.collections[0].get_offsets()[:, 1]
        assert (np.abs(places - np.round(places)) < 0.4).all()
    assert ticks(fig.axes[0].get_yticklabels())[-1] == "closed loop *"
    check_layout(plots.excesses(rows.head(3), MARGIN))  # no kind with groups has been judged


@pytest.mark.usefixtures("style")
def test_an_excess_beyond_the_axis_is_written_at_its_end() -> None:
    fig = plots.excesses(by_data_set([line("cone", 1, 0.77), line("cone", 2)], MARGIN), MARGIN)
    check_layout(fig)
    ax = fig.axes[0]
    assert ax.collections[0].get_offsets()[:, 0].tolist() == [plots.END, 0]
    assert texts(ax)[:2] == ["0.77 →", "0 of 0"]  # both seeds set the margin
    assert ax.get_xlim()[1] > plots.END
