"""The house: rooms that say what they are, figures and sentences that are tested, a public door."""

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

PACKAGE, TESTS = ROOT / "src" / "segmentation", ROOT / "tests"
ROOMS = sorted(p for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__")
STORIES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if {"plots", "findings"} & set(path.relative_to(PACKAGE).with_suffix("").parts)
    and path.name != "__init__.py"
)
API = ROOT / "docs" / "api.md"
# What a machine that only scores can do without.
HEAVY = ("IPython", "jupyter_client", "nbformat", "nbconvert", "papermill", "matplotlib", "seaborn",
         "streamlit", "ibis", "duckdb", "sklearn", "scipy", "sqlglot")  # fmt: skip


def fresh(code: str, cwd: Path = ROOT) -> str:
    """What a new process prints."""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    return run.stdout


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_it_is(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert said is not None and len(said.split()) > 15
    modules = {p.stem for p in room.glob("*.py")} | {p.name for p in room.iterdir() if p.is_dir()}
    assert modules & set(re.findall(r"`(\w+)", said)), "it names none of its modules"


@pytest.mark.parametrize("module", STORIES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_figure_and_every_sentence_is_tested(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    parts = module.relative_to(PACKAGE).with_suffix("").parts
    room = parts[: next(i for i, part in enumerate(parts) if part in ("plots", "findings"))]
    folder = TESTS.joinpath(*room)
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))
    public = [name for name in names if not name.startswith("_")]
    assert public
    untested = [name for name in public if not re.search(rf"\b{name}\(", text)]
    assert untested == []


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
