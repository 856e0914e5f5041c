"""The calibration: bounds, margins, a table that only grows, and the committed one."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from segmentation.base.errors import DataError
from segmentation.clusters import verdict
from segmentation.clusters.stability import STABLE
from segmentation.existence import calibration, families
from segmentation.existence.calibration import TABLE, mark, upper_bound
from segmentation.existence.families import FAMILIES


def line(family: str, seed: int, plain: float = 0.0, **by_k: tuple[float, float]) -> dict[str, Any]:
    """What `judge` returns; `by_k` is excess and Jaccard of k2, k3 and so on."""
    found = {
        k[1:]: {"silhouette": 0.5 + int(k[1:]) / 100, "excess": excess, "explained by": "x1",
                "jaccard": jaccard}
        for k, (excess, jaccard) in by_k.items()
    }  # fmt: skip
    return {"family": family, "seed": seed, "plain": plain, "by_k": found, "mark": mark()}


def one_after_the_other(jobs: Iterable[Callable[[], Any]], **_: object) -> Iterator[Any]:
    """In place of `as_made`, without processes."""
    return (job() for job in jobs)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Two families of three seeds, judged at once; collects what was judged."""
    asked: list[tuple[str, int]] = []

    def judge(family: str, seed: int) -> dict[str, Any]:
        asked.append((family, seed))
        return line(family, seed, k3=(0.02, 0.9))

    chosen = {name: FAMILIES[name] for name in ("Gaussian", "5 groups")}
    monkeypatch.setattr(calibration, "FAMILIES", chosen)
    monkeypatch.setattr(calibration, "SEEDS", {True: 1, False: 2})
    monkeypatch.setattr(calibration, "judge", judge)
    monkeypatch.setattr(calibration, "as_made", one_after_the_other)
    return asked


def test_upper_bound_by_hand() -> None:
    assert upper_bound(0, 60) == pytest.approx(1 - 0.05 ** (1 / 60))
    assert round(upper_bound(0, 60), 4) == 0.0487
    assert upper_bound(60, 60) == 1
    # Of n trials with one alarm: (1 − p)^n + n p (1 − p)^(n − 1) = 0.05.
    p = upper_bound(1, 40)
    assert (1 - p) ** 40 + 40 * p * (1 - p) ** 39 == pytest.approx(0.05)
    assert upper_bound(0, 60, confidence=0.99) > upper_bound(0, 60)


def test_margin_is_the_smallest_step_above_what_the_first_seeds_show() -> None:
    lines = [
        line("Gaussian", 1, k3=(0.0312, 0.9), k4=(0.2, STABLE - 0.01)),
        line("cone", calibration.SET_ON, k2=(0.012, STABLE)),
        line("cone", calibration.SET_ON + 1, k2=(0.3, 1.0)),  # has no say
        line("closed loop", 1, k2=(0.0551, 1.0)),  # beyond
        line("5 groups", 1, k5=(0.4, 1.0)),
    ]
    assert calibration.margin(lines) == 0.035
    assert calibration.margin(lines, beyond=True) == 0.06
    exact = [line("Gaussian", 1, k3=(0.03, 0.9))]
    assert calibration.margin(exact) == 0.035  # above it, not at it
    assert calibration.margin([line("Gaussian", 1)]) == calibration.STEP


def test_largest_and_found_k() -> None:
    assert calibration.largest(line("cone", 1)) == 0
    assert calibration.found_k(line("cone", 1), 0.01) is None
    some = line("cone", 1, k2=(0.05, 0.9), k4=(0.09, 0.9), k6=(0.2, 0.5))
    assert calibration.largest(some) == 0.09
    assert calibration.found_k(some, 0.035) == 4
    assert calibration.found_k(some, 0.1) is None


def test_summary_by_hand() -> None:
    lines = [
        line("Gaussian", 1, plain=0.1),
        line("Gaussian", 2, plain=0.0, k3=(0.04, 0.9)),
        line("Gaussian", 21, k2=(0.05, 0.9)),
        line("Gaussian", 22, k2=(0.012, 0.9)),
        line("Gaussian", 23),
        line("5 groups", 1, k5=(0.2, 0.99), k4=(0.1, 0.99)),
        line("5 groups", 2, k4=(0.2, 0.99)),
        line("closed loop", 1, k7=(0.06, 0.99)),
    ]
    found = calibration.summary(lines, 0.035)
    assert found.index.tolist() == ["Gaussian", "closed loop", "5 groups"]
    alone, loop, five = (found.loc[name] for name in found.index)
    columns = ["set_on", "seeds", "natural_on_first", "natural"]
    assert alone[columns].tolist() == [2, 3, 1, 1]
    assert alone["bound"] == upper_bound(1, 3)
    assert (alone["plain"], alone["typical"], alone["largest"]) == (0.2, 0.012, 0.05)
    assert (loop["set_on"], loop["seeds"], loop["natural"], loop["beyond"]) == (0, 1, 1, True)
    assert (five["set_on"], five["seeds"], five["natural"], five["right_k"]) == (0, 2, 2, 0.5)
    only_first = calibration.summary(lines[:1], 0.035).loc["Gaussian"]
    assert np.isnan(only_first["bound"]) and np.isnan(only_first["k"])


def test_judge_finds_groups_and_none_where_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "ROWS", 600)
    monkeypatch.setattr(calibration, "KS", (5,))
    found = calibration.judge("5 groups", 1)
    assert json.loads(json.dumps(found)) == found  # as the table keeps it
    assert set(found) == {"family", "seed", "plain", "by_k", "mark"}
    assert (found["family"], found["seed"], found["mark"]) == ("5 groups", 1, mark())
    at_five = found["by_k"]["5"]
    assert set(at_five) == {"silhouette", "excess", "explained by", "jaccard"}
    assert at_five["excess"] >= calibration.FLOOR and at_five["jaccard"] > STABLE
    assert found["plain"] >= at_five["excess"]
    assert calibration.judge("along one column", 1)["by_k"] == {}


def test_a_calibration_that_was_stopped_goes_on_where_it_was(
    quick: list[tuple[str, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, stopped = tmp_path / "whole.jsonl", tmp_path / "new" / "stopped.jsonl"
    every = calibration.calibrate(whole)
    planned = [("Gaussian", 1), ("5 groups", 1), ("Gaussian", 2)]
    assert quick == planned == calibration.planned()
    assert calibration.read(whole) == every
    assert calibration.missing(every) == []

    def two_then_stop(jobs: Iterable[Callable[[], Any]], **_: object) -> Iterator[Any]:
        jobs = iter(jobs)
        yield next(jobs)()
        yield next(jobs)()
        raise KeyboardInterrupt

    monkeypatch.setattr(calibration, "as_made", two_then_stop)
    with pytest.raises(KeyboardInterrupt):
        calibration.calibrate(stopped)
    assert calibration.missing(calibration.read(stopped)) == planned[2:]
    text = stopped.read_bytes()
    stopped.write_bytes(text[:-7])  # the last line was cut off
    assert calibration.missing(calibration.read(stopped)) == planned[1:]
    quick.clear()
    monkeypatch.setattr(calibration, "as_made", one_after_the_other)
    assert calibration.calibrate(stopped) == every
    assert quick == planned[1:]
    assert stopped.read_bytes() == whole.read_bytes()
    assert calibration.calibrate(stopped) == every and quick == planned[1:]


def test_lines_of_other_code_are_made_again(quick: list[tuple[str, int]], tmp_path: Path) -> None:
    table = tmp_path / "table.jsonl"
    old = line("Gaussian", 1) | {"mark": "of old code"}
    table.write_text(json.dumps(old) + "\n", encoding="utf-8")
    assert calibration.read(table) == []
    assert calibration.committed(table) == [old]  # read as it is, whatever is installed
    calibration.calibrate(table)
    assert ("Gaussian", 1) in quick and old not in calibration.committed(table)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", '{"a": 1}\n', "[1]\n"])
def test_a_file_that_is_no_table_stays_as_it_is(
    quick: list[tuple[str, int]], tmp_path: Path, text: str
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"other\.csv holds something else than a calibration"):
        calibration.calibrate(other)
    assert other.read_text(encoding="utf-8") == text and not quick


def test_the_committed_table_is_of_one_calibration(tmp_path: Path) -> None:
    table = tmp_path / "table.jsonl"
    with pytest.raises(DataError, match="run segmentation calibrate"):
        calibration.committed(table)
    two = [line("Gaussian", 1), line("Gaussian", 2) | {"mark": "other"}]
    table.write_text("".join(json.dumps(one) + "\n" for one in two), encoding="utf-8")
    with pytest.raises(DataError, match="not of one calibration"):
        calibration.committed(table)


def _module(path: Path, text: str) -> ModuleType:
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_mark_is_of_what_the_code_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "plain": "def f(x):\n    return x + 1\n",
        "told": '"""A module."""\n\n\ndef f(x):\n    """Add one."""\n    return x + 1  # one\n',
        "other": "def f(x):\n    return x + 2\n",
    }
    marks = {}
    for name, text in texts.items():
        monkeypatch.setattr(calibration, "CODE", (_module(tmp_path / f"{name}.py", text),))
        marks[name] = mark.__wrapped__()
    assert marks["plain"] == marks["told"] != marks["other"]
    assert len(marks["plain"]) == calibration.MARK
    monkeypatch.setattr(calibration, "version", lambda name: "0")
    assert mark.__wrapped__() != marks["other"]


def test_the_margin_of_the_rule_is_that_of_the_committed_calibration() -> None:
    if not TABLE.exists():
        pytest.skip("the calibration is not committed yet")
    lines = calibration.committed()
    if left := len(calibration.missing(lines)):
        pytest.skip(f"the committed calibration is unfinished: {left} data sets are left")
    if sys.version_info[:2] == (3, 11):  # the mark of the same code differs between versions
        assert {one["mark"] for one in lines} == {mark()}
    assert calibration.margin(lines) == verdict.MARGIN
    found = calibration.summary(lines, verdict.MARGIN)
    alone = found[(found["groups"] == 1) & ~found["beyond"]]
    assert (alone["set_on"] == calibration.SET_ON).all()
    assert (alone["set_on"] + alone["seeds"] == calibration.SEEDS[False]).all()
    assert (alone["natural_on_first"] == 0).all()
