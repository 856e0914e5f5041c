"""Ten questions, each with a plain answer and a link."""

import re
from string import Formatter

import nbformat
import pandas as pd

from segmentation.base.paths import NOTEBOOKS
from segmentation.choices.findings.objections import OBJECTIONS, about_choices, about_features, ten

FIGURES = {
    name: "No" if name in ("own_same", "rfm_enough") else 24
    for one in OBJECTIONS
    for _, name, _, _ in Formatter().parse(one.answer)
    if name
}


def test_ten() -> None:
    items = ten(FIGURES).split("\n\n")
    assert [item.split(".")[0] for item in items] == [str(number) for number in range(1, 11)]
    for item in items:
        assert re.fullmatch(r"\d+\. \*\*[^*]+\?\*\* .+\. \(\[\d\d\]\(\S+\)\)", item), item
    assert items[2].endswith("([10](10_existence.ipynb#Would-we-get-them-again?))")
    assert items[3].endswith(
        "No. On the same features 24 of 24 other ways agree with ours. ([12](#The-multiverse))"
    )
    assert items[5].endswith("([14](14_first_days.ipynb))")


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


def test_only_ways_with_our_features_tell_of_scaler_and_algorithm() -> None:
    ways = pd.MultiIndex.from_product(
        [("RFM", "nine features"), list("ab")], names=["features", "method"]
    )
    ours = ("nine features", "log, z-scores", "K-Means", "k = 5")
    agreed = pd.Series([0.9, 0.9, 0.9, 0.1], index=ways)
    said = about_features(agreed, ours)
    assert said == {"own_same": "Not always", "own_near": 1, "own_ways": 2}
    assert about_features(agreed.clip(upper=0.5), ours)["own_same"] == "No"
    assert about_features(agreed.clip(lower=0.8), ours)["own_same"] == "Yes"


def sections(notebook: str) -> set[str]:
    """The titles of the sections of a committed notebook."""
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return {title.strip() for title in re.findall(r"^## (.+)$", text, re.MULTILINE)}


def test_objections_lead_to_sections() -> None:
    assert len(OBJECTIONS) == 10
    for one in OBJECTIONS:
        assert one.section in {"", *sections(one.notebook)}, one
    assert "Ten objections" in sections("12_choices")
