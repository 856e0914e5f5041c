"""The command that calibrates the rule."""

import json
from pathlib import Path
from typing import Any

import pytest

from segmentation.__main__ import main
from segmentation.clusters.verdict import MARGIN
from segmentation.existence import calibration
from segmentation.existence.families import FAMILIES


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two families of one seed each, judged at once."""

    def judge(family: str, seed: int) -> dict[str, Any]:
        by_k = {"5": {"silhouette": 0.6, "excess": 0.2, "explained by": "x1", "jaccard": 0.99}}
        return {"family": family, "seed": seed, "plain": 0.004, "mark": calibration.mark(),
                "by_k": by_k if FAMILIES[family].groups > 1 else {}}  # fmt: skip

    chosen = {name: FAMILIES[name] for name in ("Gaussian", "5 groups")}
    monkeypatch.setattr(calibration, "FAMILIES", chosen)
    monkeypatch.setattr(calibration, "SEEDS", {True: 1, False: 1})
    monkeypatch.setattr(calibration, "judge", judge)
    monkeypatch.setattr(calibration, "as_made", lambda jobs, **_: (job() for job in jobs))


def test_prints_what_the_rule_does_and_what_the_margin_would_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["calibrate", "--table", "new/table.jsonl"]) == 0
    printed, bar = capsys.readouterr()
    assert "2/2" in bar and "data sets" in bar
    lines = printed.splitlines()
    assert lines[0].split()[:3] == ["family", "groups", "seeds"]
    assert lines[1].startswith("Gaussian") and lines[2].startswith("5 groups")
    assert "nan" not in printed
    assert lines[-2].startswith(f"margin of the rule: {MARGIN:g}; the first")
    assert lines[-2].endswith(f"ask for {calibration.STEP:g}")
    assert lines[-1] == "table: new/table.jsonl"
    table = (tmp_path / "new" / "table.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line)["family"] for line in table.splitlines()] == ["Gaussian", "5 groups"]


def test_what_is_finished_is_not_done_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "table.jsonl"
    assert main(["calibrate", "--table", str(table)]) == 0
    first = capsys.readouterr().out
    monkeypatch.setattr(calibration, "judge", None)  # not to be called
    assert main(["calibrate", "--table", str(table)]) == 0
    assert capsys.readouterr().out == first


def test_the_committed_table_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "TABLE", tmp_path / "calibration.jsonl")
    assert main(["calibrate"]) == 0
    assert (tmp_path / "calibration.jsonl").exists()


def test_another_file_is_left_alone_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "orders.csv"
    other.write_text("customer,amount\na,1\n", encoding="utf-8")
    assert main(["calibrate", "--table", str(other)]) == 2
    said = capsys.readouterr().err
    assert said == (
        "error: orders.csv holds something else than a calibration; name another file.\n"
    )
    assert other.read_text(encoding="utf-8") == "customer,amount\na,1\n"
