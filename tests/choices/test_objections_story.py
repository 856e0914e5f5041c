"""Ten questions, each with its figures."""

import re
from string import Formatter

import nbformat
import pandas as pd
import pytest

from segmentation.base.paths import NOTEBOOKS
from segmentation.choices.findings.objections import (
    CHOICES,
    EXISTENCE,
    FIRST_DAYS,
    OBJECTIONS,
    TOMORROW,
    about_choices,
    objections,
    origin,
    ten,
)

HOMES = (EXISTENCE, TOMORROW, CHOICES)
WORDS = ("excesses", "knowing", "explained", "easiest", "hardest", "same", "rfm_enough")
FIGURES = {
    name: (one.notebook, "said so" if name in WORDS else 0.5)
    for one in OBJECTIONS
    for _, name, _, _ in Formatter().parse(one.plain + one.measured)
    if name
}
ANSWERED = r"\*\*[^*]+\?\*\* .+ \(\*\[[^]]+\]\(#\S+\)\*\)"


def figures(notebook: str) -> dict[str, object]:
    """Every figure that the answers of one notebook hold."""
    return {name: value for name, (home, value) in FIGURES.items() if home == notebook}


def test_origin() -> None:
    assert origin(["Olist"]).startswith("**Olist: a synthetic twin**, so what is said")
    assert "are the published files" in origin([])


def test_objections() -> None:
    answers = {home: objections(figures(home), home).split("\n\n") for home in HOMES}
    assert [len(said) for said in answers.values()] == [4, 3, 2]
    for said in answers.values():
        assert all(re.fullmatch(rf"- {ANSWERED}", one) for one in said)
    text = "\n".join(answers[EXISTENCE])
    assert "where 0.5 is asked for: said so; Engagement said so beyond its tiers." in text
    assert "50.00% of the simulated shop's customers change segment" in text
    assert "(*[Who changes segment?](#Who-changes-segment?)*)" in text


def test_ten() -> None:
    items = ten(figures(CHOICES)).split("\n\n")
    assert [item.split(".")[0] for item in items] == [str(number) for number in range(1, 11)]
    own = [item for item in items if re.fullmatch(rf"\d+\. {ANSWERED}", item)]
    assert len(own) == len(objections(figures(CHOICES), CHOICES).split("\n\n"))
    assert items[2].endswith(" Figures: [10](10_existence.ipynb#Objections).")
    assert items[5].endswith(" Figures: [14](14_first_days.ipynb).")
    assert all(one.notebook in (*HOMES, FIRST_DAYS) for one in OBJECTIONS)


def test_about_choices() -> None:
    ways = pd.MultiIndex.from_tuples(
        [(name, way) for name in ("RFM", "RFM with basket", "nine features") for way in "ab"],
        names=["features", "method"],
    )
    held = pd.DataFrame(
        {"costly spenders apart": [False, False, True, False, True, True], "other": True},
        index=ways,
    )
    agreed = pd.Series([0.1, 0.2, float("nan"), 0.8, 0.9], index=ways[:5])
    said = about_choices(agreed, held)
    assert (said["near"], said["ways"], said["same"]) == (2, 5, "No")
    assert (said["surviving"], said["conclusions"]) == (1, 2)
    assert [said[f"{name}_ways"] for name in ("rfm", "basket", "nine", "of")] == [0, 1, 2, 2]
    assert said["rfm_enough"] == "No"
    all_alike = about_choices(agreed + 1, held.assign(**{"costly spenders apart": True}))
    assert (all_alike["same"], all_alike["rfm_enough"]) == ("In most ways", "Yes")
    assert about_choices(agreed.fillna(1) + 1, held)["same"] == "Yes"


def sections(notebook: str) -> set[str]:
    """The titles of the sections of a committed notebook."""
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return {title.strip() for title in re.findall(r"^## (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("notebook", HOMES)
def test_objections_lead_to_sections(notebook: str) -> None:
    there = sections(notebook)
    assert {one.section for one in OBJECTIONS if one.notebook == notebook} <= there
    assert ("Ten objections" if notebook == CHOICES else "Objections") in there
