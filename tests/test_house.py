"""The house: rooms that say what they are, modules of a readable length, a public door."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import segmentation
from segmentation.base.paths import ROOT

PACKAGE = ROOT / "src" / "segmentation"
ROOMS = sorted(p for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__")
LONGEST_MODULE = 400  # lines: beyond it a module has two ideas
API = ROOT / "docs" / "api.md"
# What a machine that only scores can do without.
HEAVY = (
    "IPython",
    "jupyter_client",
    "nbformat",
    "nbconvert",
    "papermill",
    "matplotlib",
    "seaborn",
    "streamlit",
    "ibis",
    "duckdb",
    "sklearn",
    "scipy",
    "sqlglot",
)


def fresh(code: str, cwd: Path = ROOT) -> str:
    """What a new process prints."""
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    return run.stdout


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_it_is(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert said is not None and len(said.split()) > 15
    modules = {p.stem for p in room.glob("*.py")} | {p.name for p in room.iterdir() if p.is_dir()}
    assert modules & set(re.findall(r"`(\w+)", said)), "it names none of its modules"


def test_modules_can_be_read_in_one_sitting() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in PACKAGE.rglob("*.py")}
    assert [str(path) for path, length in lengths.items() if length > LONGEST_MODULE] == []


def test_public_names_are_loaded_when_asked_for() -> None:
    code = (
        "import sys, json, segmentation\n"
        "before = [name for name in sys.modules if name.startswith('segmentation.')]\n"
        "found = {name: getattr(segmentation, name).__name__ for name in segmentation.__all__}\n"
        "print(json.dumps([before, found]))"
    )
    before, found = json.loads(fresh(code))
    assert before == []
    assert found == {name: name for name in segmentation.__all__}
    assert not {path.name for path in ROOMS} & set(segmentation.__all__)
    with pytest.raises(AttributeError, match="no attribute 'segment'"):
        _ = segmentation.segment


def test_loading_a_model_and_scoring_needs_numpy_and_pandas_alone() -> None:
    code = (
        "import sys, pandas as pd, segmentation\n"
        "model = segmentation.Segmenter.load('models/flagship.json')\n"
        "row = {name: [1.0] for name in model.features}\n"
        "assert model.predict(pd.DataFrame(row))['Segment'].notna().all()\n"
        f"print(*[name for name in {HEAVY} if name in sys.modules])"
    )
    assert fresh(code).split() == []


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, contextlib, io\n"
        "from segmentation.__main__ import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['mine', '--help'])\n"
        f"print(*[name for name in (*{HEAVY}, 'pandas') if name in sys.modules])"
    )
    assert fresh(code).split() == []


def test_the_app_draws_without_matplotlib() -> None:
    code = "import sys, segmentation.app.main; print('matplotlib' in sys.modules)"
    assert fresh(code).split() == ["False"]


def test_the_page_of_public_names_runs_and_names_them_all(tmp_path: Path) -> None:
    text = API.read_text(encoding="utf-8")
    table, code = text.split("```python\n")
    assert set(re.findall(r"^\| (.+?) \|", table, re.MULTILINE)[1:]) and set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)))
    ) == set(segmentation.__all__)
    code = code.split("```")[0]
    assert set(re.findall(r"\bsg\.(\w+)", code)) == set(segmentation.__all__)
    assert "cannot be read as a segmenter" in fresh(code, tmp_path)
    assert (tmp_path / "model.json").is_file()
