"""Ten questions, each with its figures; claims and the thresholds at which they fall."""

import re
from string import Formatter

import nbformat
import pytest

from segmentation.findings.objections import OBJECTIONS, minds, objections, origin
from segmentation.paths import NOTEBOOKS

WORDS = ("others", "model", "explained", "easiest", "hardest")
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
    assert re.findall(r"^(\d+)\. \*\*.+\?\*\* .+ \[Where\]\(#\S+\)$", text, re.MULTILINE) == [
        str(number) for number in range(1, 11)
    ]
    assert "+0.50 in the simulated shop; said so." in text
    assert "50.00% of customers change segment" in text


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
    table = minds(
        [
            ("it is there", 0.26, "at least", 0.05),
            ("it is small", 0.26, "at most", 0.05),
            ("it is on the line", 0.05, "at most", 0.05),
            ("it works", float("nan"), "at least", 0.0),
        ]
    )
    assert table["stands"].tolist() == ["yes", "no", "yes", "not measured"]
    assert table["stands while"].tolist()[:2] == ["at least 0.05", "at most 0.05"]
    assert table["now"].tolist() == ["0.26", "0.26", "0.05", "–"]
