"""Executing the main line, on small notebooks written here."""

import os
import signal
from pathlib import Path

import nbformat
import pytest

from segmentation.__main__ import main
from segmentation.base.errors import DataError
from segmentation.base.tables import table
from segmentation.command import run
from segmentation.shop.disk import load_shop
from segmentation.workshop.execute import results
from segmentation.workshop.tasks import KilledError, Task, parameters_for, run_tasks

pytestmark = pytest.mark.notebook

PERSONAS = [
    {"name": "VIP", "customers": 1200, "share": 0.25, "spend": 40},
    {"name": "Dormant", "customers": 7, "spend": 31234.5, "action": "win back"},
]


def _write(path: Path, parameters: str, figures: str, before: str = "") -> Path:
    """Write a notebook that prints figures, a Python expression, as its results."""
    printed = f"{before}\nimport json\nprint(json.dumps({figures}))"
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(printed, metadata={"tags": ["results"]}),
        ],
        metadata={
            "kernelspec": {"display_name": "mine", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of notebooks in place of the committed ones: 01, 05, 08, 09 and a case."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    _write(folder / "01_a.ipynb", "n_customers: int = 9\nseed: int = 1", "{'n': n_customers}")
    _write(folder / "05_b.ipynb", "n_customers: int = 9\nk: float = 4", "{'k': k}")
    _write(folder / "08_c.ipynb", "k: int = 4", f"{{'personas': {PERSONAS!r}}}")
    _write(folder / "09_d.ipynb", "other: int = 4", "{}")
    _write(folder / "cases" / "olist.ipynb", "k: int = 4", "{}")
    monkeypatch.setattr(run, "NOTEBOOKS", folder)
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path / "raw"))
    return folder


@pytest.fixture
def shops(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """The arguments with which shops were asked for; none is made."""
    asked: list[dict[str, object]] = []
    monkeypatch.setattr(run, "load_shop", lambda **given: asked.append(given))
    return asked


def test_the_main_line_is_executed_and_the_personas_printed(
    notebooks: Path,
    shops: list[dict[str, object]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "runs" / "mine"
    command = ["-p", "n_customers", "50", "-p", "k", "3", "--out", str(out), "--jobs", "2"]
    assert main(["run", *command]) == 0
    assert shops == [{"n_customers": 50, "progress": True}]
    assert sorted(f.name for f in out.iterdir()) == ["01_a.ipynb", "05_b.ipynb", "08_c.ipynb"]
    assert results(out / "01_a.ipynb") == {"n": 50}
    assert results(out / "05_b.ipynb") == {"k": 3.0}
    printed = capsys.readouterr().out
    lines = [line.split() for line in printed.splitlines()]
    assert ["name", "share", "spend", "action"] in lines  # what is shown of what there is
    assert ["VIP", "0.25", "40"] in lines
    assert ["Dormant", "31,234", "win", "back"] in lines
    assert printed.endswith(f"Executed notebooks (3): {out.as_posix()}\n")


def test_without_parameters_the_default_shop_is_made(
    notebooks: Path, shops: list[dict[str, object]], tmp_path: Path
) -> None:
    assert main(["run", "--only", "01", "--out", str(tmp_path / "out")]) == 0
    assert shops == [{"progress": True}]
    assert [f.name for f in (tmp_path / "out").iterdir()] == ["01_a.ipynb"]


def test_each_notebook_gets_what_it_knows_in_its_types(notebooks: Path) -> None:
    paths = sorted(notebooks.glob("0[158]_*.ipynb"))
    given = parameters_for(paths, [("k", "3"), ("n_customers", "50"), ("seed", "7")])
    assert list(given.values()) == [
        {"n_customers": 50, "seed": 7},
        {"k": 3.0, "n_customers": 50},
        {"k": 3},
    ]
    assert isinstance(given[paths[1]]["k"], float)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["-p", "clusters", "3"], "no notebook has a parameter clusters; there are n_customers"),
        (["-p", "other", "3"], "no notebook has a parameter other"),
        (["-p", "k", "many"], "parameter k must be"),
        (["-p", "seed", "1", "--only", "08"], "no notebook has a parameter seed; there are k."),
        (["--only", "77"], "none starts with 77"),
        (["--jobs", "0"], "--jobs must be 1 or more, not 0"),
        (["--in-place", "-p", "k", "3"], "leave out -p or --in-place"),
        (["--in-place", "--only", "77"], "none starts with 77"),
        (["-p", "k"], "expected 2 arguments"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_runs(
    notebooks: Path,
    shops: list[dict[str, object]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    problem: str,
) -> None:
    out = tmp_path / "out"
    before = {path: path.read_bytes() for path in notebooks.rglob("*.ipynb")}
    assert main(["run", *arguments, "--out", str(out)]) == 2
    printed = capsys.readouterr()
    assert problem in printed.err
    assert printed.err.count("\n") == 1
    assert not out.exists()
    assert shops == []
    assert {path: path.read_bytes() for path in notebooks.rglob("*.ipynb")} == before


def test_a_failing_notebook_is_named_and_kept(
    notebooks: Path,
    shops: list[dict[str, object]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _write(notebooks / "05_b.ipynb", "k: int = 4", "{}", before="1 / 0")
    out = tmp_path / "out"
    assert main(["run", "--out", str(out), "--jobs", "1"]) == 2
    assert (
        "error: 05_b.ipynb, cell [2]: ZeroDivisionError: division by zero; what ran so far is in "
        in capsys.readouterr().err
    )
    assert (out / "05_b.failed.ipynb").exists()
    assert not (out / "05_b.ipynb").exists()


def test_results_without_personas_are_missed(
    notebooks: Path,
    shops: list[dict[str, object]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _write(notebooks / "08_c.ipynb", "k: int = 4", "{'personas': 5}")
    assert main(["run", "--only", "08", "--out", str(tmp_path / "out")]) == 2
    assert "08_c.ipynb: the results hold no list of personas" in capsys.readouterr().err


def test_in_place_refreshes_all_but_cases_without_files(
    notebooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = _write(notebooks / ".ipynb_checkpoints" / "01_a.ipynb", "n: int = 1", "{}")
    case, untouched = notebooks / "cases" / "olist.ipynb", checkpoint.read_bytes()
    before = case.read_bytes()
    assert main(["run", "--in-place"]) == 0
    printed = capsys.readouterr().out
    assert "Left as it is: olist needs the public files of olist" in printed
    assert printed.endswith("Notebooks executed in place: 4\n")
    assert [results(p) for p in sorted(notebooks.glob("*.ipynb"))] == [
        {"n": 9},
        {"k": 4},
        {"personas": PERSONAS},
        {},
    ]
    assert (case.read_bytes(), checkpoint.read_bytes()) == (before, untouched)


def test_in_place_takes_the_notebooks_that_are_named(notebooks: Path) -> None:
    first, other = notebooks / "01_a.ipynb", notebooks / "09_d.ipynb"
    before = other.read_bytes()
    assert main(["run", "--in-place", str(first), "--jobs", "1"]) == 0
    assert results(first) == {"n": 9}
    assert other.read_bytes() == before


def test_in_place_misses_a_notebook_that_is_not_there(
    notebooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--in-place", str(notebooks / "12_x.ipynb")]) == 2
    assert "12_x.ipynb" in capsys.readouterr().err


def test_the_longest_comes_first(notebooks: Path) -> None:
    chosen = run._select(sorted(notebooks.glob("*.ipynb")), [])
    assert [n.name[:2] for n in chosen] == ["05", "01", "08", "09"]


def test_a_killed_worker_is_told() -> None:
    dies: Task = (os._exit, (1,))  # type: ignore[assignment]
    with pytest.raises(DataError, match="a worker process was killed"):
        run_tasks({"dies": dies}, jobs=1)
    failed = run_tasks({"dies": dies, "later": dies}, jobs=1, keep_going=True)
    assert [type(error) for error in failed.values()] == [KilledError, KilledError]


def test_after_ctrl_c_no_other_task_is_taken_up(tmp_path: Path) -> None:
    later = tmp_path / "later"
    tasks: dict[str, Task] = {
        "interrupted": (signal.raise_signal, (signal.SIGINT,)),  # type: ignore[dict-item]
        "later": (Path.mkdir, (later,)),  # type: ignore[dict-item]
    }
    with pytest.raises(KeyboardInterrupt):
        run_tasks(tasks, jobs=1, keep_going=True)
    assert not later.exists()


def test_failures_can_be_collected_while_the_rest_goes_on(tmp_path: Path) -> None:
    good, absent = tmp_path / "good", tmp_path / "absent"
    tasks: dict[str, Task] = {
        "refused": (load_shop, (0,)),
        "absent": (Path.read_text, (absent,)),  # type: ignore[dict-item]
        "good": (Path.mkdir, (good,)),  # type: ignore[dict-item]
    }
    failed = run_tasks(tasks, jobs=1, keep_going=True)
    assert {name: type(error) for name, error in failed.items()} == {
        "refused": DataError,
        "absent": FileNotFoundError,
    }
    assert good.is_dir()
    with pytest.raises(DataError, match="n_customers must be 1 or more"):
        run_tasks(tasks, jobs=1)
    mistake: dict[str, Task] = {"mistake": (divmod, (1, 0))}  # type: ignore[dict-item]
    with pytest.raises(ZeroDivisionError):
        run_tasks(mistake, jobs=1, keep_going=True)


def test_tables_show_whatever_keys_there_are() -> None:
    rows = [
        {"name": "a", "share": 0.123456, "n": 1_234_567, "sure": True},
        {"name": "b " * 50, "n": None, "money": -1234.56},
    ]
    header, first, second = table(rows).splitlines()
    assert header.split() == ["name", "share", "n", "sure", "money"]
    assert first.split() == ["a", "0.1235", "1,234,567", "True"]
    assert second.endswith("-1,235") and " …" in second
    assert table([]) == ""
