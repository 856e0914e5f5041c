"""The case notebooks run end to end on their synthetic twins, and say that they did.

`your_orders` brings its own data; nbval executes it everywhere.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from segmentation.__main__ import main
from segmentation.base.paths import NOTEBOOKS
from segmentation.cases.clickstream import twin as clickstream_twin
from segmentation.cases.engagement import twin as engagement_twin
from segmentation.cases.olist import twin as olist_twin
from segmentation.cases.online_retail import twin
from segmentation.workshop.execute import execute, results, why_not

pytestmark = pytest.mark.notebook

CASES = NOTEBOOKS / "cases"


def online_retail(found: dict[str, Any]) -> None:
    """What must hold of Online Retail's twin."""
    assert found["customers"] <= 500
    assert found["lines"]["kept"] < found["lines"]["in"]
    assert sum(segment["customers"] for segment in found["segments"]) == found["customers"]
    assert found["judged"][0]["customers"] == found["customers"]
    assert 0 < found["came_back"]["all"] < 1


def olist(found: dict[str, Any]) -> None:
    """What must hold of Olist's twin."""
    assert found["once"]["customers"] + found["once"]["several"] == found["customers"]
    assert found["once"]["customers"] > 0.9 * found["customers"]
    assert sum(found["by_rule"].values()) == found["customers"]
    assert sum(found["clusters"].values()) == found["customers"]
    assert sum(found["segments"].values()) == found["customers"]
    assert all(0 <= area <= 1 for areas in found["auc"].values() for area in areas.values())


def clickstream(found: dict[str, Any]) -> None:
    """What must hold of the clickstream's twin."""
    assert found["events"]["used"] + sum(found["set_aside"].values()) == found["events"]["in"]
    assert sum(segment["customers"] for segment in found["segments"]) == found["users"]
    assert 0 < found["buyers"]["users"] < found["users"]


def engagement(found: dict[str, Any]) -> None:
    """What must hold of the engagement table's twin."""
    aside = sum(found["set_aside"].values())
    assert found["customers"]["used"] + aside == found["customers"]["in"] == 600
    assert sum(s["customers"] for s in found["segments"]) == found["customers"]["used"]
    assert found["contradictions"]


TWINS: dict[str, tuple[Callable[[Path], object], Callable[[dict], None], dict[str, Any]]] = {
    "online_retail": (
        lambda folder: twin.twin(folder, customers=500),
        online_retail,
        {"snapshot": "2011-12-09"},
    ),
    "olist": (lambda folder: olist_twin.twin(folder, customers=1_500), olist, {}),
    "clickstream": (
        lambda folder: clickstream_twin.twin(folder, users=1_500),
        clickstream,
        {"events": "real"},
    ),
    "engagement": (
        lambda folder: engagement_twin.twin(folder, customers=600),
        engagement,
        {},
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_case_on_its_twin(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, holds, parameters = TWINS[name]
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    make(tmp_path / name)
    out = execute(CASES / f"{name}.ipynb", tmp_path / "out.ipynb", parameters)
    found = results(out)
    assert found["twin"] is True
    holds(found)
    assert "synthetic twin" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["online_retail", "olist", "engagement"])
def test_a_twin_is_not_compared_with_the_committed_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    case = CASES / f"{name}.ipynb"
    assert f"needs the public files of {name}" in (why_not(case) or "")
    assert main(["data", "twin", name]) == 0
    assert f"{name}/" in capsys.readouterr().out
    assert "holds a twin" in (why_not(case) or "")


def test_an_unknown_twin_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "twin", "amazon"]) == 2
    assert "amazon" in capsys.readouterr().err
