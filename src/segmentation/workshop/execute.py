"""Executing notebooks: parameters checked first, files written whole, figures read back.

Two ways: `execute` makes a parametrised copy with papermill; `execute_in_place` refreshes a
committed notebook so that the same code gives the same bytes on any machine.
"""

import ast
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from papermill.exceptions import PapermillExecutionError

from segmentation.base import exports
from segmentation.base.errors import DataError, NotebookError
from segmentation.base.paths import is_twin, raw_folder, shown
from segmentation.workshop.parameters import check_parameters, papermill_path

KERNEL_OPTIONS = {
    "startup_timeout": 300,  # seconds; a busy machine is slow to start one
    "coalesce_streams": True,  # else the pieces of a long print depend on timing
    # A kernel is interrupted before it is shut down, and logs that as an error on the terminal.
    # What goes wrong in a cell comes as a message, not through the log.
    "extra_arguments": ["--log-level=CRITICAL"],
}
# Public data sets that committed notebooks were executed on.
RAW_FILES = {
    "10_existence": ("online_retail", "olist", "engagement"),
    "11_tomorrow": ("online_retail",),
    "13_new_customers": ("online_retail", "olist"),
    "14_first_days": ("online_retail",),
    **{name: (name,) for name in ("online_retail", "olist", "clickstream", "engagement")},
}
STARTS = 3  # of a kernel that dies before the first cell
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}


@contextmanager
def _environment_of_kernels() -> Iterator[None]:
    """What kernels inherit: no advice of the debugger on stderr, figures into the notebook."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    elsewhere = os.environ.pop("MPLBACKEND", None)  # such as the one that Streamlit sets
    try:
        yield
    finally:
        if elsewhere is not None:
            os.environ["MPLBACKEND"] = elsewhere


def _with_kernel(run: Callable[[], Any]) -> Any:
    """What `run` gives; it is called again where its kernel died before the first cell.

    Jupyter picks ports before the kernel binds them: another process may take one in between.
    """
    with _environment_of_kernels():
        for _ in range(STARTS - 1):
            try:
                return run()
            except RuntimeError as error:
                if "kernel_info" not in str(error):
                    raise
        return run()


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook as Jupyter does; it appears whole or not at all."""
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    with exports.written(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def _stopped(notebook: Path, error: Exception, cell: int | None, left: str) -> NotebookError:
    """The error of a notebook that stopped; what is left of it ends the sentence."""
    name = getattr(error, "ename", "the kernel stopped")  # nbclient's RuntimeError has no name
    message = getattr(error, "evalue", str(error)).strip().split("\n")[0].rstrip(".")
    where = f"{notebook.name}, cell [{cell}]" if cell else notebook.name
    cause = message if name == "DataError" else f"{name}: {message}"
    return NotebookError(
        f"{where}: {cause}; {left}.", cell=cell, cause=cause, is_data_error=name == "DataError"
    )


def execute(
    notebook: Path,
    out: Path,
    parameters: dict[str, Any] | None = None,
    *,
    progress: bool = False,
) -> Path:
    """Execute a copy of a notebook, in the notebook's folder; it appears when all cells have run.

    Raises
    ------
    DataError
        If a parameter is refused.
    NotebookError
        If a cell fails: what ran so far is kept beside `out` as `<name>.failed.ipynb`.
    """
    check_parameters(notebook, parameters or {})
    out = out.absolute()
    part = exports.part_of(out)
    part = part.with_name(f"{part.name}.ipynb")
    failed = out.with_name(f"{out.stem}.failed.ipynb")
    try:
        executed = _with_kernel(
            partial(
                papermill.execute_notebook,
                papermill_path(notebook),
                papermill_path(part),
                parameters=parameters,
                cwd=str(notebook.resolve().parent),
                progress_bar=progress,
                start_timeout=KERNEL_OPTIONS["startup_timeout"],
                **KERNEL_OPTIONS,
            )
        )
    except (PapermillExecutionError, RuntimeError) as error:
        part.replace(failed)
        cell = getattr(error, "exec_count", None)
        left = f"what ran so far is in {shown(failed)}"
        raise _stopped(notebook, error, cell, left) from None
    finally:
        part.unlink(missing_ok=True)
    executed.metadata.papermill.update(input_path=notebook.name, output_path=out.name)
    write_notebook(executed, out)
    failed.unlink(missing_ok=True)
    return out


def _printed(cell: nbformat.NotebookNode) -> str:
    """What a cell printed; failing that, the text it displayed, without quotes."""
    outputs = cell.get("outputs", [])
    streams = [o["text"] for o in outputs if o.output_type == "stream" and o.name == "stdout"]
    if streams:
        return "".join(streams)
    text = "".join(o["data"].get("text/plain", "") for o in outputs if "data" in o)
    return ast.literal_eval(text) if text[:1] in ("'", '"') else text


def results(path: Path) -> dict[str, Any]:
    """Read the figures of an executed notebook: the JSON object its cell `results` printed.

    Raises
    ------
    DataError
        If not exactly one cell is tagged `results`, or it did not print one JSON object.
    """
    cells = nbformat.read(path, as_version=4).cells
    tagged = [cell for cell in cells if "results" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise DataError(f"{path.name} must have one cell tagged results, not {len(tagged)}.")
    try:
        found = json.loads(_printed(tagged[0]))
    except (ValueError, SyntaxError):
        found = None
    if not isinstance(found, dict):
        raise DataError(f"{path.name}: the cell tagged results must print one JSON object.")
    return found


def _clear(notebook: nbformat.NotebookNode) -> None:
    """Forget the last run, also of cells that this run will not reach."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(execution_count=None, outputs=[])


def _refuse_stderr(notebook: nbformat.NotebookNode, path: Path) -> None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                line = output.text.strip().split("\n")[0].rstrip(".")
                raise DataError(
                    f"{path.name}, cell [{cell.execution_count}] wrote to stderr: {line}; the "
                    "notebook stays as it was."
                )


def _normalise(notebook: nbformat.NotebookNode) -> None:
    """Drop what differs between machines and runs; outputs stay."""
    for key in ("papermill", "widgets"):
        notebook.metadata.pop(key, None)
    notebook.metadata["kernelspec"] = dict(KERNEL)
    notebook.metadata["language_info"] = dict(LANGUAGE)
    for cell in notebook.cells:
        for key in ("execution", "papermill"):
            cell.metadata.pop(key, None)


def execute_in_place(path: Path) -> Path:
    """Execute a committed notebook and write it back, without timings or machine's versions.

    Raises
    ------
    DataError
        If a cell fails or writes to stderr; the notebook stays as it was.
    """
    notebook = nbformat.read(path, as_version=4)
    _clear(notebook)
    client = NotebookClient(
        notebook,
        kernel_name=KERNEL["name"],
        timeout=None,
        record_timing=False,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        **KERNEL_OPTIONS,
    )
    try:
        _with_kernel(client.execute)
    except (CellExecutionError, RuntimeError) as error:
        cell = max((c.get("execution_count") or 0 for c in notebook.cells), default=0)
        raise _stopped(path, error, cell, "the notebook stays as it was") from None
    _refuse_stderr(notebook, path)
    _normalise(notebook)
    write_notebook(notebook, path)
    return path


def why_not(notebook: Path) -> str | None:
    """Why a notebook cannot be executed here: a sentence, or None if it can."""
    for name in RAW_FILES.get(notebook.stem, ()):
        folder = raw_folder(name)
        if not folder.is_dir() or not any(folder.iterdir()):
            return f"{notebook.stem} needs the public files of {name}: {folder} holds none."
        if is_twin(folder):
            return f"{notebook.stem} needs the public files of {name}: {folder} holds a twin."
    return None
