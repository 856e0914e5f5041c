"""Ten questions, each with its figures; claims and the thresholds at which they fall."""

import re
from string import Formatter

import nbformat
import pytest

from segmentation.base.paths import NOTEBOOKS
from segmentation.choices.findings.objections import CLAIMS, OBJECTIONS, minds, objections, origin

WORDS = ("excesses", "knowing", "explained", "easiest", "hardest")
FIGURES = {
    name: "said so" if name in WORDS else 0.5
    for _, answer, _ in OBJECTIONS
    for _, name, _, _ in Formatter().parse(answer)
    if name
}


def test_origin() -> None:
    assert origin(["Olist"]).startswith("**Olist: a synthetic twin**, so what is said")
    assert "are the published files" in origin([])


def test_objections() -> None:
    text = objections(FIGURES)
    assert re.findall(
        r"^(\d+)\. \*\*.+\?\*\* .+ \(\*\[[^]]+\]\(#\S+\)\*\)$", text, re.MULTILINE
    ) == [str(number) for number in range(1, 11)]
    assert "where 0.5 is asked for: said so; Engagement said so against a null" in text
    assert "50.00% of the simulated shop's customers change segment" in text


@pytest.mark.parametrize("name", FIGURES)
def test_objections_need_every_figure(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        objections({n: value for n, value in FIGURES.items() if n != name})


def test_objections_lead_to_sections() -> None:
    cells = nbformat.read(NOTEBOOKS / "10_validation.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    sections = {"#" + t.strip().replace(" ", "-") for t in re.findall(r"^## (.+)$", text, re.M)}
    assert {link for _, _, link in OBJECTIONS} <= sections


def test_minds() -> None:
    excess, churn, won, moved, action = (list(CLAIMS)[i] for i in (0, 4, 6, 3, 11))
    table = minds({excess: 0.2588, churn: 0.51, won: 1.0, moved: -0.034})
    assert table.loc[excess].tolist() == ["at least 0.050", "+0.259", "yes"]
    assert table.loc[churn].tolist() == ["at most 50%", "51%", "no"]
    assert table.loc[won].tolist() == ["at least 100%", "100%", "yes"]  # on the line is enough
    assert table.loc[moved].tolist() == ["at least 0.000", "−0.034", "no"]
    assert table.loc[action].tolist() == ["at least 0.000", "–", "not measured"]
    assert len(table) == len(CLAIMS)
    with pytest.raises(KeyError, match="no claim"):
        minds({"no claim": 1.0})
