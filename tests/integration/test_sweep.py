"""Sweeping one notebook over a grid, on small notebooks written here."""

import csv
import json
import os
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import nbformat
import pandas as pd
import psutil
import pytest

from segmentation.__main__ import main
from segmentation.base.errors import DataError
from segmentation.base.outputs import LIST
from segmentation.clusters.choose_k import table_of_k
from segmentation.clusters.verdict import decide
from segmentation.command import sweep as command
from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.shop.disk import load_shop
from segmentation.workshop import committed_sweeps, grids, sweep
from segmentation.workshop.committed_sweeps import COMMITTED, Sweep
from segmentation.workshop.execute import results
from segmentation.workshop.tasks import KilledError

pytestmark = pytest.mark.notebook

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
    monkeypatch.setattr(grids, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(committed_sweeps, "REPORTS", tmp_path / "reports")
    monkeypatch.setattr(command, "RUNS", tmp_path / "runs")
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
    threads = "__import__('joblib').cpu_count()"
    _write(notebook, figures=f"{{'ari': {{'rfm': k / 10}}, 'threads': {threads}, 'ks': ks}}")
    before = notebook.read_bytes()
    grid = ["--grid", "k=3,5", "--grid", "margin=0.5,1", "--grid", "features=rfm"]
    assert main(["sweep", "01", *grid]) == 0
    out = tmp_path / "runs" / "sweeps" / "01_a"
    made = nbformat.read(out / "k-3_margin-1.0.ipynb", as_version=4)
    assert made.metadata.papermill.parameters == {"k": 3, "margin": 1.0, "features": "rfm"}
    found = pd.read_parquet(out / "results.parquet")
    assert (found.pop("seconds") > 0).all()
    assert found.pop("error").isna().all()
    expected = {
        "k": [3, 3, 5, 5],
        "margin": [0.5, 1.0, 0.5, 1.0],
        "ari.rfm": [0.3, 0.3, 0.5, 0.5],
        "threads": 1,
        "status": "done",
    }
    pd.testing.assert_frame_equal(found, pd.DataFrame(expected), check_dtype=False)
    assert [row["ari.rfm"] for row in _read(out)] == ["0.3", "0.3", "0.5", "0.5"]
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split() == ["k", "margin", "ari.rfm"]
    assert printed[-1] == f"4 of 4 runs succeeded; notebooks and results.csv: {out.as_posix()}"
    assert notebook.read_bytes() == before


def test_a_run_that_fails_does_not_stop_the_others(
    notebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(notebook, figures="{'inverse': 1 / (k - 4)} if k < 6 else [k]")
    out = tmp_path / "out"
    assert main(["sweep", str(notebook), "--grid", "k=3,4,6", "--out", str(out)]) == 1
    cause = "cell [3]: ZeroDivisionError: division by zero"
    unread = "k-6.ipynb: the cell tagged results must print one JSON object."
    assert _read(out) == [
        {"k": "3", "inverse": "-1.0", "status": "done", "error": ""},
        {"k": "4", "inverse": "", "status": "failed", "error": cause},
        {"k": "6", "inverse": "", "status": "failed", "error": unread},
    ]
    assert (out / "k-4.failed.ipynb").exists() and not (out / "k-4.ipynb").exists()
    printed = capsys.readouterr().out
    assert printed.splitlines()[3].endswith(cause)
    assert "\n1 of 3 runs succeeded; " in printed


def test_an_earlier_sweep_does_not_mix_in(
    notebook: Path, started: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "runs" / "sweeps" / "01_a"
    _write(notebook, figures="{'old': k}")
    assert main(["sweep", "01", "--grid", "k=3,4,5"]) == 0
    _write(notebook, figures="{'new': 10 * k / (k - 4)}")
    assert main(["sweep", "01", "--grid", "k=4,5"]) == 1
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
    assert main(["sweep", *arguments]) == 2
    printed = capsys.readouterr()
    assert problem in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == before
    assert shops == []


def test_values_have_the_types_of_the_notebook(notebook: Path) -> None:
    grid = ["k=-4:-2", "margin=1", "features=['a,b=c', 'd']", "ks=[[2], [3, 4]]"]
    values = grids.read_grid(notebook, grid)
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
    assert grids.find_notebook("01_") == notebook
    assert grids.find_notebook("olist") == case
    assert grids.find_notebook(str(other)) == other
    monkeypatch.chdir(tmp_path)
    assert grids.find_notebook("01") == Path("01")


def test_file_names_are_safe_and_differ() -> None:
    names = grids.file_names([{"k": 4, "overlap": 0.5}, {"k": -4, "overlap": 1.0}])
    assert names == ["k-4_overlap-0.5.ipynb", "k--4_overlap-1.0.ipynb"]
    odd = ["a/b", "a\\b", 'con<>:"|?*', "é{0}", "x" * 300]
    names = grids.file_names([{"features": text} for text in odd])
    assert names[:4] == [
        "1_features-a-b.ipynb",
        "2_features-a-b.ipynb",
        "3_features-con-.ipynb",
        "4_features--0-.ipynb",
    ]
    assert len(names[4]) < 100
    assert grids.file_names([{"f": "a"}, {"f": "A"}]) == ["1_f-a.ipynb", "2_f-A.ipynb"]
    assert grids.file_names([{}]) == ["run.ipynb"]


def test_results_are_flattened() -> None:
    figures = {"a": {"b": {"c d": 1}, "e": [1]}, "f": [{"g": 1}], "h": None, "i": "x", "j": True}
    assert sweep.flatten(figures) == {"a.b.c d": 1, "h": None, "i": "x", "j": True}
    assert sweep.flatten({}) == {}


def test_a_figure_never_hides_a_parameter_or_an_error(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("", metadata={"tags": ["results"]})
    figures = '{"k": 4, "margin": 1.0, "error": 0.25}'
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=figures)]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "run.ipynb")
    assert sweep.row_of({"k": 3, "margin": 1.0}, tmp_path / "run.ipynb", None) == {
        "k": 3,
        "margin": 1.0,
        "results.k": 4,
        "results.error": 0.25,
        "seconds": None,
        "status": "done",
    }


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that were started, in this process instead of workers."""
    names: list[str] = []

    def run_tasks(tasks: dict, jobs: int, *, keep_going: bool) -> dict[str, DataError]:
        failed = {}
        for name, (function, inputs) in tasks.items():
            names.append(name)
            try:
                function(*inputs)
            except DataError as error:
                failed[name] = error
        return failed

    monkeypatch.setattr(sweep, "run_tasks", run_tasks)
    for name in sweep.ONE_THREAD:  # one_run sets them in what is here the tests' own process
        monkeypatch.setenv(name, "1")
    return names


def test_a_finished_run_is_not_repeated(
    notebook: Path, started: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "01", "--grid", "k=3,4"]) == 0
    first = capsys.readouterr().out
    assert main(["sweep", "01", "--grid", "k=3,4,5"]) == 0
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
        assert main(["sweep", *grid]) == 0
    assert started == ["run.ipynb"] * 6
    assert main(["sweep", *grid]) == 0
    assert len(started) == 6


def _package(folder: Path) -> Path:
    """A folder with other code and other pins."""
    (folder / "src" / "segmentation").mkdir(parents=True)
    (folder / "src" / "segmentation" / "cluster.py").write_text("N_INIT = 1\n", encoding="utf-8")
    for name in ("requirements.txt", "constraints.txt"):
        (folder / name).write_text("numpy==1\n", encoding="utf-8")
    return folder


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("name", ["results.csv", "k-3.json", "thesis.docx"])
def test_a_folder_with_files_of_others_stays_as_it_is(
    notebook: Path,
    started: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("mine", encoding="utf-8")
    assert main(["sweep", "01", "--grid", "k=3,4", "--out", str(out)]) == 2
    assert "stays as it is" in capsys.readouterr().err
    assert _contents(out) == {name: b"mine"} and started == []


def test_a_default_folder_of_an_earlier_version_is_kept_under_another_name(
    notebook: Path, started: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "runs" / "sweeps" / "01_a"
    assert main(["sweep", "01", "--grid", "k=3"]) == 0
    (out / LIST).unlink()
    before = _contents(out)
    assert main(["sweep", "01", "--grid", "k=3"]) == 0
    assert _contents(out.with_name("01_a-earlier-1")) == before
    assert "kept: " in capsys.readouterr().out and len(started) == 2


def test_a_failed_run_is_tried_again(notebook: Path, started: list[str], tmp_path: Path) -> None:
    _write(notebook, figures="{'inverse': 1 / (k - 4)}")
    grid = ["01", "--grid", "k=3,4", "--out", str(tmp_path / "out")]
    assert [main(["sweep", *grid]), main(["sweep", *grid])] == [1, 1]
    assert started == ["k-3.ipynb", "k-4.ipynb", "k-4.ipynb"]


def test_a_dry_run_lists_and_executes_nothing(
    notebook: Path, started: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "01", "--grid", "k=3,4"]) == 0
    capsys.readouterr()
    before = sorted((tmp_path / "runs").rglob("*"))
    assert main(["sweep", "01", "--grid", "k=3,4,5", "--dry-run"]) == 0
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
    notebook: Path, shops: list[dict[str, object]], started: list[str]
) -> None:
    _write(notebook, "n_customers: int = 9\nseed: int = 1\nk: int = 4", "{'seed': seed}")
    grid = ["--grid", "n_customers=50", "--grid", "seed=-1,2", "--grid", "k=3,4"]
    assert main(["sweep", "01", *grid]) == 0
    assert shops == [{"n_customers": 50, "seed": -1}, {"n_customers": 50, "seed": 2}]
    _write(notebook)
    assert main(["sweep", "01", "--grid", "k=3"]) == 0
    assert len(shops) == 2  # a notebook without a shop gets none


# The committed sweeps


@pytest.fixture
def committed(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Sweep]:
    """Two small committed sweeps in place of the real ones."""
    small = {
        "by_k": Sweep("01_a", ("k=3,4", "margin=1"), ("ari.rfm",)),
        "by_margin": Sweep("01_a", ("margin=0.5",), ("same",)),
    }
    monkeypatch.setattr(command, "COMMITTED", small)
    monkeypatch.setattr(committed_sweeps, "COMMITTED", small)
    return small


def test_without_arguments_the_committed_sweeps_run(
    committed: dict[str, Sweep],
    notebook: Path,
    started: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["sweep", "--dry-run"]) == 0
    assert capsys.readouterr().out.count("0 of them finished") == 2
    assert started == [] and not (tmp_path / "runs").exists()
    assert main(["sweep"]) == 0
    assert started == ["k-3.ipynb", "k-4.ipynb", "run.ipynb"]
    written = committed_sweeps.table_of("by_k").read_bytes()
    assert written == b"\xef\xbb\xbfk,margin,ari.rfm\n3,1.0,0.3\n4,1.0,0.4\n"
    found = committed_sweeps.read_table("by_margin")
    assert found.to_dict("records") == [{"margin": 0.5, "same": 7}]
    assert capsys.readouterr().out.count("\ntable: ") == 2
    assert main(["sweep", "by_k"]) == 0
    assert len(started) == 3  # nothing is repeated, and the same table is written
    assert committed_sweeps.table_of("by_k").read_bytes() == written
    _write(notebook, figures="{'ari': {'rfm': 1 / (k - 4)}, 'same': 8}")
    assert main(["sweep"]) == 1
    assert committed_sweeps.table_of("by_k").read_bytes() == written  # since a run failed
    assert len(started) == 6


def test_a_figure_that_is_no_longer_there_is_named(
    notebook: Path,
    committed: dict[str, Sweep],
    started: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    _write(notebook, figures="{'k': k}")
    assert main(["sweep", "by_k"]) == 2
    assert "01_a has no result ari.rfm" in capsys.readouterr().err
    with pytest.raises(DataError, match="make sweep writes it"):
        committed_sweeps.read_table("by_k")


def _runs(name: str) -> list[dict[str, object]]:
    """The runs of a committed sweep, in order."""
    swept = COMMITTED[name]
    values = grids.read_grid(grids.find_notebook(swept.notebook), list(swept.grid))
    return [dict(zip(values, run, strict=True)) for run in product(*values.values())]


@pytest.mark.parametrize("name", COMMITTED)
def test_a_committed_table_has_the_runs_of_its_grid(name: str) -> None:
    table, runs = committed_sweeps.read_table(name), _runs(name)
    assert list(table.columns) == [*runs[0], *COMMITTED[name].figures]
    assert table[list(runs[0])].to_dict("records") == runs
    assert table.notna().any().all()


@pytest.mark.parametrize("name", ["recovery", "preparation"])
def test_a_committed_row_is_what_the_notebook_gives(name: str, tmp_path: Path) -> None:
    table, runs = committed_sweeps.read_table(name), _runs(name)
    cheapest = int(table["n_customers"].argmin())
    executed = tmp_path / "run.ipynb"
    environment = os.environ | sweep.ONE_THREAD
    code = (
        "import sys; from pathlib import Path; from segmentation.workshop.execute import execute;"
        "execute(Path(sys.argv[1]), Path(sys.argv[2]), eval(sys.argv[3], {}))"
    )
    notebook = grids.find_notebook(COMMITTED[name].notebook)
    command = [sys.executable, "-c", code, str(notebook), str(executed), repr(runs[cheapest])]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    found = sweep.flatten(results(executed))
    for figure in COMMITTED[name].figures:
        assert found[figure] == table[figure].iloc[cheapest], figure


def test_a_committed_verdict_is_what_the_rule_gives() -> None:
    # Notebook 05 would take minutes; the same figures of its k come from the rule alone.
    row = committed_sweeps.read_table("choice_of_k").iloc[0]
    shop = load_shop(int(row["n_customers"]), int(row["seed"]), float(row["overlap"]))
    frame = scale(pd.read_parquet(shop / "features.parquet"), list(NUMERIC))
    by_k = table_of_k(frame, [row["k"]], votes=False)
    found = by_k.loc[row["k"]]
    assert found["excess"] == pytest.approx(row[f"excess.{row['k']}"], rel=1e-5)
    assert found["jaccard"] == pytest.approx(row[f"jaccard.{row['k']}"], rel=1e-5)
    assert decide(by_k, asked=row["k"]).kind == row["verdict"]


# Kills


def test_a_sweep_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    log, out = tmp_path / "log.txt", tmp_path / "out"
    write = f"open({str(log)!r}, 'a').write(str(k))"
    slow = _write(
        tmp_path / "slow.ipynb",
        figures=f"({write}, __import__('time').sleep(60 * (k > 2)), {{'k': k}})[2]",
    )
    command = [sys.executable, "-m", "segmentation", "sweep", str(slow), "--grid", "k=2,3,4"]
    killed = subprocess.Popen([*command, "--out", str(out)], stderr=subprocess.DEVNULL)
    while not (out / "k-2.json").exists() or not log.exists() or "3" not in log.read_text():
        assert killed.poll() is None
        time.sleep(0.2)
    workers = psutil.Process(killed.pid).children(recursive=True)
    assert len(workers) >= 2
    killed.kill()
    killed.wait()
    assert psutil.wait_procs(workers, timeout=60)[1] == []  # nobody goes on writing
    assert not (out / "results.csv").exists()
    _write(slow, figures=f"({write}, 0, {{'k': k}})[2]")
    before = log.read_text()
    record = json.loads((out / "k-2.json").read_text())
    mark = sweep.code_mark(slow)  # as if the notebook were the same
    (out / "k-2.json").write_text(json.dumps(record | {"code": mark}))
    subprocess.run([*command, "--out", str(out)], check=True, capture_output=True)
    assert before.count("2") == 1 and log.read_text()[len(before) :] in ("34", "43")
    assert [row["k"] for row in _read(out)] == ["2", "3", "4"]


def test_a_worker_that_is_killed_takes_no_other_run_along(tmp_path: Path) -> None:
    deadly = "(__import__('os').kill(__import__('os').getppid(), 9) if k == 3 else 0, {'k': k})[1]"
    notebook = _write(tmp_path / "deadly.ipynb", figures=deadly)
    assert main(["sweep", str(notebook), "--grid", "k=3,4,5", "--out", str(tmp_path / "out")]) == 1
    first, *others = _read(tmp_path / "out")
    assert (first["status"], first["error"]) == ("failed", str(KilledError()))
    assert [row["status"] for row in others] == ["done", "done"]
