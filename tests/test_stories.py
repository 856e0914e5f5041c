"""Every figure and every sentence of a case or of the evidence has a test in its own file."""

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

from segmentation import findings, plots

STORIES = (
    "clickstream",
    "early",
    "engagement",
    "existence",
    "future",
    "multiverse",
    "olist",
    "online_retail",
    "own",
    "scoring",
    "sweeps",
)


def own_functions(module: ModuleType) -> list[str]:
    """Public functions that a module itself defines."""
    found = inspect.getmembers(module, inspect.isfunction)
    return [n for n, f in found if f.__module__ == module.__name__ and not n.startswith("_")]


@pytest.mark.parametrize("package", [findings, plots], ids=["findings", "plots"])
@pytest.mark.parametrize("case", STORIES)
def test_every_function_is_tested(case: str, package: ModuleType) -> None:
    text = (Path(__file__).parent / f"test_{case}_story.py").read_text(encoding="utf-8")
    tests = re.findall(r"^def test_(\w+)", text, re.MULTILINE)
    names = own_functions(getattr(package, case))
    assert names
    untested = [n for n in names if not any(t == n or t.startswith(f"{n}_") for t in tests)]
    assert untested == []
