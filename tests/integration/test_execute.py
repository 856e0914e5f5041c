"""Executing notebooks, on small ones written here."""

import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest
from jupyter_client import AsyncKernelManager

from segmentation.base.errors import DataError
from segmentation.base.paths import ROOT
from segmentation.workshop.execute import execute, execute_in_place, results, why_not
from segmentation.workshop.parameters import check_parameters, known_parameters, parse_parameters

pytestmark = pytest.mark.notebook

PARAMETERS = """\
k: int = 4  # number of clusters
margin: float = 0.4
features: str = "nine"
net: bool = False
ks: list = [2, 3]
plain = 10
"""
PRINT = "import json; print(json.dumps({'k': k, 'margin': margin, 'net': net, 'ks': ks}))"


def _notebook(path: Path, *cells: tuple[str, str]) -> Path:
    """Write a notebook from pairs of code and tag ("" for none)."""
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "mine", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "version": "3.99"},
        }
    )
    for number, (code, tag) in enumerate(cells):
        cell = nbformat.v4.new_code_cell(code, id=f"cell-{number}")
        if tag:
            cell.metadata["tags"] = [tag]
        notebook.cells.append(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with parameters of every type; braces in its path are meant."""
    path = tmp_path_factory.mktemp("notebooks") / "01_{a} b.ipynb"
    return _notebook(path, (PARAMETERS, "parameters"), (PRINT, "results"))


def test_parameters_are_known_with_their_types(notebook: Path, tmp_path: Path) -> None:
    assert known_parameters(notebook) == {
        "k": "int",
        "margin": "float",
        "features": "str",
        "net": "bool",
        "ks": "list",
        "plain": "int",
    }
    assert known_parameters(_notebook(tmp_path / "none.ipynb", ("1", ""))) == {}


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.ipynb"
    path.write_text("no JSON", encoding="utf-8")
    with pytest.raises(DataError, match=r"text\.ipynb cannot be read as a notebook"):
        known_parameters(path)
    with pytest.raises(FileNotFoundError):
        known_parameters(tmp_path / "absent.ipynb")


@pytest.mark.parametrize(
    "parameters",
    [{}, {"k": 3}, {"margin": 1}, {"margin": 0.5, "net": True}, {"ks": []}, {"features": ""}],
)
def test_parameters_that_fit_pass(notebook: Path, parameters: dict[str, object]) -> None:
    before = dict(parameters)
    check_parameters(notebook, parameters)
    assert parameters == before


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"clusters": 3}, "has no parameter clusters; its parameters are k: int, margin: float"),
        ({"k": 3.0}, "parameter k must be a whole number, not 3.0; its parameters are k: int"),
        ({"k": True}, "parameter k must be a whole number, not True"),
        ({"k": "3"}, "parameter k must be a whole number, not '3'"),
        ({"margin": "high"}, "parameter margin must be a number, not 'high'"),
        ({"margin": False}, "parameter margin must be a number, not False"),
        ({"margin": float("nan")}, "parameter margin must be a number, not nan"),
        ({"features": 9}, "parameter features must be text, not 9"),
        ({"net": 1}, "parameter net must be true or false, not 1"),
        ({"ks": (2, 3)}, "parameter ks must be a list such as"),
        ({"plain": "x"}, "parameter plain must be a whole number, not 'x'"),
    ],
)
def test_parameters_that_do_not_fit_are_named(
    notebook: Path, parameters: dict[str, object], problem: str
) -> None:
    with pytest.raises(DataError) as refused:
        check_parameters(notebook, parameters)
    assert problem in str(refused.value)
    assert notebook.name in str(refused.value)


def test_text_is_read_in_the_types_of_the_notebook(notebook: Path) -> None:
    typed = ["k=5", "margin = 1", "features=Recency,a=b", "net=True", "ks=[2, 'x']", "k=6"]
    assert parse_parameters(notebook, typed) == {
        "k": 6,
        "margin": 1.0,
        "features": "Recency,a=b",
        "net": True,
        "ks": [2, "x"],
    }
    assert parse_parameters(notebook, ["ks=2,3"]) == {"ks": [2, 3]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("k", "must look like name=value; got 'k'"),
        ("k=4.5", "parameter k must be a whole number, not '4.5'"),
        ("k=", "parameter k must be a whole number, not ''"),
        ("net=perhaps", "parameter net must be true or false, not 'perhaps'"),
        ("ks=2", "parameter ks must be a list such as"),
        ("ks=[2", "parameter ks must be a list such as"),
        ("margin=inf", "parameter margin must be a number, not inf"),
        ("q=1", "has no parameter q"),
    ],
)
def test_text_that_cannot_be_read_is_refused(notebook: Path, text: str, problem: str) -> None:
    with pytest.raises(DataError) as refused:
        parse_parameters(notebook, [text])
    assert problem in str(refused.value)


def test_a_copy_is_executed_with_parameters(notebook: Path, tmp_path: Path) -> None:
    before = notebook.read_bytes()
    out = tmp_path / "new {folder}" / "copy.ipynb"
    parameters = {"k": 7, "margin": 1, "ks": [5]}
    assert execute(notebook, out, parameters) == out
    assert results(out) == {"k": 7, "margin": 1, "net": False, "ks": [5]}
    assert list(out.parent.iterdir()) == [out]
    assert notebook.read_bytes() == before
    stamped = nbformat.read(out, as_version=4).metadata.papermill
    assert stamped.parameters == parameters
    assert (stamped.input_path, stamped.output_path) == (notebook.name, "copy.ipynb")


def test_a_refused_parameter_executes_nothing(notebook: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no parameter q"):
        execute(notebook, tmp_path / "out" / "copy.ipynb", {"q": 1})
    assert not (tmp_path / "out").exists()


def test_notebooks_run_in_their_own_folder(tmp_path: Path) -> None:
    code = "import json, pathlib; print(json.dumps({'folder': pathlib.Path.cwd().name}))"
    notebook = _notebook(tmp_path / "its own" / "where.ipynb", (code, "results"))
    assert results(execute(notebook, tmp_path / "out.ipynb")) == {"folder": "its own"}
    assert results(execute_in_place(notebook)) == {"folder": "its own"}


@pytest.mark.parametrize("in_place", [True, False])
def test_figures_stay_in_the_notebook_whatever_the_backend_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_place: bool
) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    path = _notebook(tmp_path / "a.ipynb", ("import matplotlib.pyplot as plt; plt.plot([1])", ""))
    done = execute_in_place(path) if in_place else execute(path, tmp_path / "out.ipynb")
    outputs = nbformat.read(done, as_version=4).cells[0].outputs
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert os.environ["MPLBACKEND"] == "Agg"


def test_a_failing_notebook_keeps_what_ran(tmp_path: Path) -> None:
    notebook = _notebook(
        tmp_path / "fails.ipynb",
        ("good: int = 1", "parameters"),
        ("print('so far')\nif not good:\n    raise ValueError('too few\\nrows.')", ""),
    )
    out = tmp_path / "runs" / "fails.ipynb"
    failed = out.with_name("fails.failed.ipynb")
    execute(notebook, out)
    complete = out.read_bytes()
    with pytest.raises(DataError) as stopped:
        execute(notebook, out, {"good": 0})
    assert str(stopped.value).startswith("fails.ipynb, cell [3]: ValueError: too few; ")
    assert str(stopped.value).endswith("fails.failed.ipynb.")
    assert "so far" in failed.read_text(encoding="utf-8")
    assert out.read_bytes() == complete
    assert sorted(out.parent.iterdir()) == [failed, out]
    execute(notebook, out)
    assert list(out.parent.iterdir()) == [out]


def test_a_data_error_in_a_cell_is_told_as_it_is(tmp_path: Path) -> None:
    code = "from segmentation.base.errors import DataError\nraise DataError('amount is missing.')"
    notebook = _notebook(tmp_path / "own.ipynb", (code, ""))
    with pytest.raises(DataError, match=r"^own.ipynb, cell \[1\]: amount is missing; what ran"):
        execute(notebook, tmp_path / "out.ipynb")
    with pytest.raises(DataError, match=r"^own.ipynb, cell \[1\]: amount is missing; the note"):
        execute_in_place(notebook)


def test_a_kernel_that_dies_is_an_error_of_the_notebook(tmp_path: Path) -> None:
    notebook = _notebook(tmp_path / "dies.ipynb", ("print(1)", ""), ("import os; os._exit(1)", ""))
    before = notebook.read_bytes()
    with pytest.raises(DataError, match=r"dies.ipynb: the kernel stopped: .*dies.failed.ipynb"):
        execute(notebook, tmp_path / "out" / "dies.ipynb")
    assert [f.name for f in (tmp_path / "out").iterdir()] == ["dies.failed.ipynb"]
    with pytest.raises(DataError, match="the kernel stopped"):
        execute_in_place(notebook)
    assert notebook.read_bytes() == before


@pytest.mark.parametrize(
    "code",
    [
        "print('{\"a\": 1,'); print('\"b\": null}')",
        "import json; json.dumps({'a': 1, 'b': None})",
    ],
)
def test_results_are_read_as_printed_or_displayed(tmp_path: Path, code: str) -> None:
    notebook = execute_in_place(
        _notebook(tmp_path / "a.ipynb", ("print(3)", ""), (code, "results"))
    )
    assert results(notebook) == {"a": 1, "b": None}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ([("1", "")], "must have one cell tagged results, not 0"),
        ([("1", "results"), ("2", "results")], "must have one cell tagged results, not 2"),
        ([("print('a: 1')", "results")], "must print one JSON object"),
        ([("print([1])", "results")], "must print one JSON object"),
        ([("x = 1", "results")], "must print one JSON object"),
    ],
)
def test_results_that_are_not_there_are_missed(
    tmp_path: Path, cells: list[tuple[str, str]], problem: str
) -> None:
    notebook = execute_in_place(_notebook(tmp_path / "a.ipynb", *cells))
    with pytest.raises(DataError, match=rf"a\.ipynb.*{problem}"):
        results(notebook)


def test_in_place_twice_gives_the_same_bytes_without_machine_or_time(tmp_path: Path) -> None:
    path = _notebook(
        tmp_path / "a.ipynb",
        ("for i in range(300):\n    print(i, '£', flush=True)", ""),
        ("{'shown': 1}", "kept"),
        ("", ""),
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.update(papermill={"duration": 1.0}, widgets={"x": 1}, title="kept")
    notebook.cells[0].metadata.update(execution={"started": "now"}, papermill={"duration": 1})
    notebook.cells[2].update(execution_count=99)
    nbformat.write(notebook, path)
    first = execute_in_place(path).read_bytes()
    assert execute_in_place(path).read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]
    made = nbformat.read(path, as_version=4)
    assert made.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "name": "python",
            "pygments_lexer": "ipython3",
        },
        "title": "kept",
    }
    assert [cell.metadata for cell in made.cells] == [{}, {"tags": ["kept"]}, {}]
    assert [cell.execution_count for cell in made.cells] == [1, 2, None]
    assert len(made.cells[0].outputs) == 1
    assert made.cells[1].outputs[0]["data"]["text/plain"] == "{'shown': 1}"
    assert "£".encode() in first
    assert first.endswith(b"}\n")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import sys; print('careful.', file=sys.stderr)", "wrote to stderr: careful; "),
        ("import warnings; warnings.warn('old')", r"wrote to stderr: .*UserWarning: old; "),
        ("1 / 0", "ZeroDivisionError: division by zero; "),
    ],
)
def test_in_place_refuses_errors_and_stderr(tmp_path: Path, code: str, problem: str) -> None:
    path = _notebook(tmp_path / "a.ipynb", ("print(1)", ""), (code, ""), ("print(2)", ""))
    before = path.read_bytes()
    with pytest.raises(DataError, match=rf"^a\.ipynb, cell \[2\].*{problem}the notebook stays"):
        execute_in_place(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("deaths", "runs"), [(2, True), (3, False)])
def test_a_kernel_that_found_its_port_taken_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int, runs: bool
) -> None:
    start, failed = AsyncKernelManager.start_kernel, []

    async def taken(manager: AsyncKernelManager, **options: object) -> None:
        if len(failed) < deaths:
            failed.append(1)
            raise RuntimeError("Kernel died before replying to kernel_info")
        await start(manager, **options)

    monkeypatch.setattr(AsyncKernelManager, "start_kernel", taken)
    path = _notebook(tmp_path / "a.ipynb", ("print(1 + 1)", ""))
    with nullcontext() if runs else pytest.raises(DataError, match="the kernel stopped"):
        execute_in_place(path)
    assert bool(nbformat.read(path, as_version=4).cells[0].outputs) is runs


def test_errors_that_are_meant_are_kept(tmp_path: Path) -> None:
    path = _notebook(tmp_path / "a.ipynb", ("1 / 0", "raises-exception"), ("print(2)", ""))
    made = nbformat.read(execute_in_place(path), as_version=4)
    assert made.cells[0].outputs[0].ename == "ZeroDivisionError"
    assert made.cells[1].outputs[0].text == "2\n"


def test_cases_without_their_files_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path / "raw"))
    case = tmp_path / "notebooks" / "cases" / "olist.ipynb"
    assert (
        why_not(case)
        == f"olist needs the public files of olist: {tmp_path / 'raw' / 'olist'} holds none."
    )
    (tmp_path / "raw" / "olist").mkdir(parents=True)
    assert why_not(case) is not None
    (tmp_path / "raw" / "olist" / "orders.csv").write_text("id\n", encoding="utf-8")
    assert why_not(case) is None
    assert why_not(case.with_name("your_orders.ipynb")) is None
    several = tmp_path / "notebooks" / "10_existence.ipynb"
    assert "10_existence needs the public files of online_retail" in (why_not(several) or "")
    assert why_not(tmp_path / "notebooks" / "02_eda.ipynb") is None


def test_nbval_agrees_and_skips_cases_without_their_files(tmp_path: Path) -> None:
    shutil.copy(ROOT / "conftest.py", tmp_path)
    code = "import json, pathlib; print(json.dumps({'folder': pathlib.Path.cwd().name}))"
    cases = tmp_path / "notebooks" / "cases"
    for name in ("olist", "your_orders"):
        execute_in_place(_notebook(cases / f"{name}.ipynb", (code, "results"), ("1;", "")))

    def nbval() -> str:
        command = ["pytest", "--nbval", "-p", "no:cacheprovider", "-rs", "--rootdir", "."]
        run = subprocess.run(
            [sys.executable, "-m", *command, "notebooks"],
            cwd=tmp_path,
            env=os.environ | {"SEGMENTATION_DATA": str(tmp_path / "raw")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    printed = nbval()
    assert "2 passed, 2 skipped" in printed
    assert "olist needs the public files of olist" in printed
    (tmp_path / "raw" / "olist").mkdir(parents=True)
    (tmp_path / "raw" / "olist" / "orders.csv").write_text("id\n", encoding="utf-8")
    assert "4 passed" in nbval()  # in the folder of the notebook, as when it was executed
    assert results(cases / "olist.ipynb") == {"folder": "cases"}
