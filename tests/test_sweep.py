"""Sweeping one notebook over a grid, on small notebooks written here."""

import csv
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from segmentation import sweep
from segmentation.execute import results
from segmentation.paths import NOTEBOOKS
from segmentation.schemas import DataError

PARAMETERS = 'k: int = 4\nmargin: float = 0.4\nfeatures: str = "nine"\nks: list = [2, 3]'
FIGURES = "{'k': k, 'ari': {'rfm': k / 10, 'all features': margin}, 'same': 7, 'ks': ks}"


def _write(path: Path, parameters: str = PARAMETERS, figures: str = FIGURES) -> Path:
    """Write a notebook that prints figures, a Python expression, as its results."""
    code = f"import json\nprint(json.dumps({figures}))"
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(code, metadata={"tags": ["results"]}),
        ],
        metadata={"kernelspec": {"display_name": "mine", "language": "python", "name": "python3"}},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Notebook 01_a in a folder that stands in for the committed one; runs go beside it."""
    monkeypatch.setattr(sweep, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(sweep, "RUNS", tmp_path / "runs")
    return _write(tmp_path / "notebooks" / "01_a.ipynb")


@pytest.fixture
def shops(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """The arguments with which shops were asked for; none is made."""
    asked: list[dict[str, object]] = []

    def load_shop(*, progress: bool, **given: object) -> None:
        asked.append(given)
        if given.get("seed") == -1:
            raise DataError("seed must be 0 or more.")

    monkeypatch.setattr(sweep, "load_shop", load_shop)
    return asked


def _read(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.pop("seconds")
    return rows


def test_every_combination_is_a_run_and_a_row(
    notebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = notebook.read_bytes()
    grid = ["--grid", "k=3,5", "--grid", "margin=0.5,1", "--grid", "features=rfm"]
    assert sweep.main(["01", *grid]) == 0
    out = tmp_path / "runs" / "sweeps" / "01_a"
    assert sorted(file.name for file in out.iterdir()) == [
        "k-3_margin-0.5.ipynb",
        "k-3_margin-0.5.json",
        "k-3_margin-1.0.ipynb",
        "k-3_margin-1.0.json",
        "k-5_margin-0.5.ipynb",
        "k-5_margin-0.5.json",
        "k-5_margin-1.0.ipynb",
        "k-5_margin-1.0.json",
        "results.csv",
        "results.parquet",
    ]
    made = nbformat.read(out / "k-3_margin-1.0.ipynb", as_version=4)
    assert made.metadata.papermill.parameters == {"k": 3, "margin": 1.0, "features": "rfm"}
    found = pd.read_parquet(out / "results.parquet")
    assert (found.pop("seconds") > 0).all()
    assert found.pop("error").isna().all()
    expected = {
        "k": [3, 3, 5, 5],
        "margin": [0.5, 1.0, 0.5, 1.0],
        "ari.rfm": [0.3, 0.3, 0.5, 0.5],
        "ari.all features": [0.5, 1.0, 0.5, 1.0],
        "same": 7,
        "status": "done",
    }
    pd.testing.assert_frame_equal(found, pd.DataFrame(expected), check_dtype=False)
    assert [row["ari.rfm"] for row in _read(out)] == ["0.3", "0.3", "0.5", "0.5"]
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split("  ") == ["k", "margin", "ari.rfm", "ari.all features"]
    assert [line.split() for line in printed[2:4]] == [
        ["3", "0.5", "0.3", "0.5"],
        ["3", "1", "0.3", "1"],
    ]
    assert printed[-1] == f"4 of 4 runs succeeded; notebooks and results.csv: {out.as_posix()}"
    assert notebook.read_bytes() == before


def test_a_run_that_fails_does_not_stop_the_others(
    notebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(notebook, figures="{'inverse': 1 / (k - 4)}")
    out = tmp_path / "out"
    assert sweep.main([str(notebook), "--grid", "k=3,4,6", "--out", str(out)]) == 1
    cause = "cell [3]: ZeroDivisionError: division by zero"
    assert _read(out) == [
        {"k": "3", "inverse": "-1.0", "status": "done", "error": ""},
        {"k": "4", "inverse": "", "status": "failed", "error": cause},
        {"k": "6", "inverse": "0.5", "status": "done", "error": ""},
    ]
    assert sorted(file.name for file in out.iterdir()) == [
        "k-3.ipynb",
        "k-3.json",
        "k-4.failed.ipynb",
        "k-4.json",
        "k-6.ipynb",
        "k-6.json",
        "results.csv",
        "results.parquet",
    ]
    printed = capsys.readouterr().out
    assert [line.split("  ", 1)[0] for line in printed.splitlines()[1:5]] == ["k", "3", "4", "6"]
    assert printed.splitlines()[3].endswith(cause)
    assert "\n2 of 3 runs succeeded; " in printed


def test_results_that_cannot_be_read_are_a_failure(notebook: Path, tmp_path: Path) -> None:
    _write(notebook, figures="{'k': k} if k == 3 else []")
    assert sweep.main(["01", "--grid", "k=3,4", "--jobs", "1", "--out", str(tmp_path)]) == 1
    assert [row["error"][:50] for row in _read(tmp_path)] == [
        "",
        "the cell tagged results must print one JSON object",
    ]


def test_an_earlier_sweep_does_not_mix_in(
    notebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "runs" / "sweeps" / "01_a"
    _write(notebook, figures="{'old': k}")
    assert sweep.main(["01", "--grid", "k=3,4,5"]) == 0
    _write(notebook, figures="{'new': 10 * k / (k - 4)}")
    assert sweep.main(["01", "--grid", "k=4,5"]) == 1
    assert [(row["k"], row["new"]) for row in _read(out)] == [("4", ""), ("5", "50.0")]
    assert "old" not in (out / "results.csv").read_text(encoding="utf-8")
    assert not (out / "k-4.ipynb").exists()  # it would pass for the run that failed
    assert results(out / "k-3.ipynb") == {"old": 3}  # is of no concern to this sweep


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["01"], "a sweep takes --grid k=4,5 or the like, at most 1,000 runs"),
        (["01", "--grid", "k=0:1001"], "at most 1,000 runs"),
        (["01", "--grid", "k=0:501", "--grid", "margin=1,2"], "at most 1,000 runs"),
        (["01", "--grid", "k="], "--grid takes a name and its values, as in k=4,5; got 'k='"),
        (["01", "--grid", "k=5:5"], "--grid takes a name and its values"),
        (["01", "--grid", "k=[4"], "--grid cannot read the list [4"),
        (
            ["01", "--grid", "clusters=4"],
            "01_a.ipynb has no parameter clusters; its parameters are",
        ),
        (["01", "--grid", "k=4,many"], "parameter k must be a whole number, not 'many'"),
        (["01", "--grid", "margin=inf"], "parameter margin must be a number, not inf"),
        (["01", "--grid", "margin=1,2,1.0"], "parameter margin has the value 1.0 twice"),
        (["01", "--grid", "k=4", "--grid", "k=5"], "parameter k comes twice"),
        (["01", "--grid", "k=4", "--jobs", "0"], "--jobs must be 1 or more, not 0"),
        (["--grid", "k=4,5"], "name the notebook to sweep"),
        (["77", "--grid", "k=4"], "77 fits 0."),
        (["0", "--grid", "k=4"], "0 fits 2."),
        (["01", "--grid", "k=4", "--out", "{here}"], "a run would overwrite run.ipynb"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_runs(
    notebook: Path,
    shops: list[dict[str, object]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    problem: str,
) -> None:
    _write(notebook.with_name("02_b.ipynb"), "n_customers: int = 9")
    if "{here}" in arguments:
        own = _write(tmp_path / "mine" / "run.ipynb")
        arguments = [str(own), "--grid", "k=4", "--out", str(own.parent)]
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.ipynb")}
    assert sweep.main(arguments) == 2
    printed = capsys.readouterr()
    assert problem in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == before
    assert shops == []


def test_values_have_the_types_of_the_notebook(notebook: Path) -> None:
    grid = ["k=-4:-2", "margin=1", "features=['a,b=c', 'd']", "ks=[[2], [3, 4]]"]
    values = sweep.read_grid(notebook, grid)
    assert values == {
        "k": [-4, -3],
        "margin": [1.0],
        "features": ["a,b=c", "d"],
        "ks": [[2], [3, 4]],
    }
    assert isinstance(values["margin"][0], float)


def test_a_notebook_is_found_by_its_path_or_its_start(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _write(notebook.parent / "cases" / "olist.ipynb")
    _write(notebook.parent / ".ipynb_checkpoints" / "01_a.ipynb")
    other = _write(tmp_path / "01")
    assert sweep.find_notebook("01_") == notebook
    assert sweep.find_notebook("olist") == case
    assert sweep.find_notebook(str(other)) == other
    monkeypatch.chdir(tmp_path)
    assert sweep.find_notebook("01") == Path("01")


def test_file_names_are_safe_and_differ() -> None:
    names = sweep.file_names([{"k": 4, "overlap": 0.5}, {"k": -4, "overlap": 1.0}])
    assert names == ["k-4_overlap-0.5.ipynb", "k--4_overlap-1.0.ipynb"]
    odd = ["a/b", "a\\b", 'con<>:"|?*', "é{0}", "x" * 300]
    names = sweep.file_names([{"features": text} for text in odd])
    assert names[:4] == [
        "1_features-a-b.ipynb",
        "2_features-a-b.ipynb",
        "3_features-con-.ipynb",
        "4_features--0-.ipynb",
    ]
    assert len(names[4]) < 100
    assert sweep.file_names([{"f": "a"}, {"f": "A"}]) == ["1_f-a.ipynb", "2_f-A.ipynb"]
    assert sweep.file_names([{}]) == ["run.ipynb"]


def test_results_are_flattened() -> None:
    figures = {"a": {"b": {"c d": 1}, "e": [1]}, "f": [{"g": 1}], "h": None, "i": "x", "j": True}
    assert sweep.flatten(figures) == {"a.b.c d": 1, "h": None, "i": "x", "j": True}
    assert sweep.flatten({}) == {}


def test_a_figure_never_hides_a_parameter_or_an_error(notebook: Path, tmp_path: Path) -> None:
    _write(notebook, figures="{'k': k + 1, 'margin': margin, 'error': 0.25}")
    grid = ["--grid", "k=3,4", "--grid", "margin=1,2"]
    assert sweep.main(["01", *grid, "--out", str(tmp_path / "out")]) == 0
    assert _read(tmp_path / "out")[0] == {
        "k": "3",
        "margin": "1.0",
        "results.k": "4",
        "results.error": "0.25",
        "status": "done",
        "error": "",
    }


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that were started, in this process instead of workers."""
    names: list[str] = []

    def run_tasks(tasks: dict, jobs: int, *, keep_going: bool) -> dict[str, str]:
        failed = {}
        for name, (function, inputs) in tasks.items():
            names.append(name)
            try:
                function(*inputs)
            except DataError as error:
                failed[name] = str(error)
        return failed

    monkeypatch.setattr(sweep, "run_tasks", run_tasks)
    for name in sweep.ONE_THREAD:  # one_run sets them in what is here the tests' own process
        monkeypatch.setenv(name, "1")
    return names


def test_a_finished_run_is_not_repeated(
    notebook: Path, started: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert sweep.main(["01", "--grid", "k=3,4"]) == 0
    first = capsys.readouterr().out
    assert sweep.main(["01", "--grid", "k=3,4,5"]) == 0
    again = capsys.readouterr().out
    assert started == ["k-3.ipynb", "k-4.ipynb", "k-5.ipynb"]
    assert again.startswith("2 of 3 runs are finished and not repeated\n")
    assert first.splitlines()[1:4] == again.splitlines()[2:5]


def test_what_changes_a_result_makes_a_run_unfinished(
    notebook: Path, started: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "runs" / "sweeps" / "01_a"
    grid = ["01", "--grid", "k=3"]
    for change in (
        lambda: None,
        lambda: _write(notebook, figures="{'k': k, 'new': 1}"),  # the notebook
        lambda: (out / "run.ipynb").unlink(),  # the result itself
        lambda: (out / "run.json").write_text("{", encoding="utf-8"),  # a torn record
        lambda: grid.append("--grid=margin=0.9"),  # another parameter
        lambda: monkeypatch.setattr(sweep, "ROOT", _package(tmp_path)),  # the code
    ):
        change()
        assert sweep.main(grid) == 0
    assert started == ["run.ipynb"] * 6
    assert sweep.main(grid) == 0
    assert len(started) == 6


def _package(folder: Path) -> Path:
    """A folder with other code and other pins."""
    (folder / "src" / "segmentation").mkdir(parents=True)
    (folder / "src" / "segmentation" / "cluster.py").write_text("N_INIT = 1\n", encoding="utf-8")
    for name in ("requirements.txt", "constraints.txt"):
        (folder / name).write_text("numpy==1\n", encoding="utf-8")
    return folder


def test_a_failed_run_is_tried_again(notebook: Path, started: list[str], tmp_path: Path) -> None:
    _write(notebook, figures="{'inverse': 1 / (k - 4)}")
    grid = ["01", "--grid", "k=3,4", "--out", str(tmp_path / "out")]
    assert sweep.main(grid) == 1
    assert sweep.main(grid) == 1
    assert started == ["k-3.ipynb", "k-4.ipynb", "k-4.ipynb"]


def test_runs_have_one_thread(notebook: Path, tmp_path: Path) -> None:
    figures = "{'k': k, 'threads': __import__('joblib').cpu_count()}"
    _write(notebook, figures=figures)
    assert sweep.main(["01", "--grid", "k=3", "--out", str(tmp_path / "out")]) == 0
    assert _read(tmp_path / "out")[0]["threads"] == "1"


def test_a_dry_run_lists_and_executes_nothing(
    notebook: Path, started: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sweep.main(["01", "--grid", "k=3", "--grid", "margin=1", "--dry-run"]) == 0
    assert not (tmp_path / "runs").exists()
    assert sweep.main(["01", "--grid", "k=3,4"]) == 0
    capsys.readouterr()
    before = sorted((tmp_path / "runs").rglob("*"))
    assert sweep.main(["01", "--grid", "k=3,4,5", "--dry-run"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[:4] == [["k", "finished"], ["3", "yes"], ["4", "yes"], ["5", "no"]]
    assert " ".join(lines[-1]) == "3 runs, 2 of them finished; nothing was executed"
    assert sorted((tmp_path / "runs").rglob("*")) == before
    assert started == ["k-3.ipynb", "k-4.ipynb"]


def test_the_screen_shows_what_differs_as_far_as_it_fits() -> None:
    def header(text: str) -> list[str]:
        return text.splitlines()[0].split()

    rows = [
        {"k": k, "same": 1, "often": 2} | {f"figure{i}": k * i for i in range(20)} for k in (3, 4)
    ]
    text = sweep.lay_out([*rows, {"k": 5, "error": "why " * 20}], ["k"], [])
    assert header(text)[:3] == ["k", "figure1", "figure2"]
    assert header(text)[-1] == "error"
    assert text.splitlines()[3].endswith(("why " * 20).strip())
    assert 100 < len(text.splitlines()[1]) <= 120
    partly = sweep.lay_out([{"k": 3, "a": 1, "b": 1}, {"k": 4, "b": 2, "c": 5}], ["k"], [])
    assert header(partly) == ["k", "b"]
    assert header(sweep.lay_out(rows, ["k"], ["same", "none"])) == ["k", "same", "none"]
    assert header(sweep.lay_out([{"same": 1, "text": "x"}], [], [])) == ["same", "text"]
    assert header(sweep.lay_out([{"k": 5, "error": "why"}], ["k"], [])) == ["k", "error"]


def test_shops_are_made_once_and_before_the_runs(
    notebook: Path, shops: list[dict[str, object]], tmp_path: Path
) -> None:
    _write(notebook, "n_customers: int = 9\nseed: int = 1\nk: int = 4", "{'seed': seed}")
    grid = ["--grid", "n_customers=50", "--grid", "seed=-1,2", "--grid", "k=3,4"]
    assert sweep.main(["01", *grid]) == 0
    assert shops == [{"n_customers": 50, "seed": -1}, {"n_customers": 50, "seed": 2}]


def test_notebooks_without_a_shop_get_none(notebook: Path, shops: list[dict[str, object]]) -> None:
    assert sweep.main(["01", "--grid", "k=3"]) == 0
    assert shops == []


def test_the_default_sweep_fits_its_notebook() -> None:
    given = sweep._arguments(["--jobs", "1"])
    found = sweep.find_notebook(given.notebook)
    assert found.parent == NOTEBOOKS
    assert sweep.read_grid(found, given.grid) == {
        "n_customers": [20_000],
        "k": [4, 5, 6],
        "overlap": [0.5, 1.0, 2.0, 4.0],
        "seed": [1, 2, 3],
    }
    assert given.jobs == 1
    assert set(given.columns) <= set(sweep.flatten(results(found)))
    assert sweep._arguments(["--columns", "k"]).columns == ["k"]


def test_help_names_every_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        sweep.main(["--help"])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    assert all(
        name in printed for name in ("NOTEBOOK", "--grid NAME", "--out", "--jobs", "--dry-run")
    )
    assert "runs/sweeps" in printed
