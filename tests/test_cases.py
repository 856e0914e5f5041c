"""The case notebooks run end to end on their synthetic twins, and say that they did."""

from pathlib import Path

import pytest

import generate_data
from segmentation.execute import execute, results, why_not
from segmentation.paths import NOTEBOOKS
from segmentation.sources import online_retail_twin

CASE = NOTEBOOKS / "cases" / "online_retail.ipynb"


def test_online_retail_on_its_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    online_retail_twin.twin(tmp_path / "online_retail", customers=500)
    out = execute(CASE, tmp_path / "out.ipynb", {"snapshot": "2011-12-09"})
    found = results(out)
    assert found["twin"] is True
    assert found["customers"] <= 500
    assert found["lines"]["kept"] < found["lines"]["in"]
    assert sum(segment["customers"] for segment in found["segments"]) == found["customers"]
    assert found["countries"]["two"] > 0
    assert found["judged"][0]["customers"] == found["customers"]
    assert 0 < found["came_back"]["all"] < 1
    assert "Run on a synthetic twin" in out.read_text(encoding="utf-8")


def test_a_twin_is_not_compared_with_the_committed_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    assert "needs its public files" in (why_not(CASE) or "")
    assert generate_data.main(["--twin", "online_retail"]) == 0
    assert "online_retail/Online Retail.csv" in capsys.readouterr().out
    assert "synthetic twin" in (why_not(CASE) or "")


def test_an_unknown_twin_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate_data.main(["--twin", "amazon"]) == 2
    assert "amazon" in capsys.readouterr().err
