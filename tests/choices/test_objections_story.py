"""Ten questions, each with its figures; claims and the thresholds at which they fall."""

import re
from string import Formatter

import nbformat
import pytest

from segmentation.base.paths import NOTEBOOKS
from segmentation.choices.findings.objections import (
    CHOICES,
    CLAIMS,
    EXISTENCE,
    OBJECTIONS,
    TOMORROW,
    minds,
    objections,
    origin,
    ten,
)
from segmentation.clusters.verdict import MARGIN

HOMES = (EXISTENCE, TOMORROW, CHOICES)
WORDS = ("excesses", "knowing", "explained", "easiest", "hardest")
FIGURES = {
    name: (home, "said so" if name in WORDS else 0.5)
    for _, answer, home, _ in OBJECTIONS
    for _, name, _, _ in Formatter().parse(answer)
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
    assert [len(said) for said in answers.values()] == [4, 3, 3]
    for said in answers.values():
        assert all(re.fullmatch(rf"- {ANSWERED}", one) for one in said)
    text = "\n".join(answers[EXISTENCE])
    assert "where 0.5 is asked for: said so; Engagement said so beyond its tiers." in text
    assert "50.00% of the simulated shop's customers change segment" in text
    assert "(*[Who changes segment?](#Who-changes-segment?)*)" in text


@pytest.mark.parametrize("name", FIGURES)
def test_objections_need_every_figure(name: str) -> None:
    home, _ = FIGURES[name]
    known = figures(home)
    del known[name]
    with pytest.raises(KeyError, match=name):
        objections(known, home)


def test_ten() -> None:
    items = ten(figures(CHOICES), CHOICES).split("\n\n")
    assert [item.split(".")[0] for item in items] == [str(number) for number in range(1, 11)]
    own = [item for item in items if re.fullmatch(rf"\d+\. {ANSWERED}", item)]
    assert len(own) == len(objections(figures(CHOICES), CHOICES).split("\n\n"))
    assert items[0] == (
        "1. **K-Means finds clusters in anything. Are yours there?** Answered in "
        "[10](10_existence.ipynb#Objections)."
    )


def sections(notebook: str) -> set[str]:
    """The titles of the sections of a committed notebook."""
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return {title.strip() for title in re.findall(r"^## (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("notebook", HOMES)
def test_objections_lead_to_sections(notebook: str) -> None:
    there = sections(notebook)
    assert {section for *_, home, section in OBJECTIONS if home == notebook} <= there
    assert ("Ten objections" if notebook == CHOICES else "Objections") in there


def test_minds() -> None:
    excess, _, _, moved, churn = CLAIMS[EXISTENCE]
    table = minds({excess: 0.2588, churn: 0.51, moved: -0.034}, EXISTENCE)
    assert table.loc[excess].tolist() == [f"at least {MARGIN:.3f}", "+0.259", "yes"]
    assert table.loc[churn].tolist() == ["at most 50%", "51%", "no"]
    assert table.loc[moved].tolist() == ["at least 0.000", "−0.034", "no"]
    assert len(table) == len(CLAIMS[EXISTENCE])
    won, *_, action = CLAIMS[TOMORROW]
    table = minds({won: 1.0}, TOMORROW)
    assert table.loc[won].tolist() == ["at least 100%", "100%", "yes"]  # on the line is enough
    assert table.loc[action].tolist() == ["at least 0.000", "–", "not measured"]
    with pytest.raises(KeyError, match="natural against the strictest null"):
        minds({excess: 1.0}, TOMORROW)
