"""Runs of one notebook over a grid: each in a process of its own, and not repeated if finished."""

import hashlib
import json
import multiprocessing
import os
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread

import nbformat
import pandas as pd

from segmentation.base import exports
from segmentation.base.errors import DataError, NotebookError, sentence
from segmentation.base.paths import ROOT
from segmentation.base.tables import table
from segmentation.shop.disk import load_shop
from segmentation.workshop.execute import execute, results
from segmentation.workshop.grids import Row
from segmentation.workshop.parameters import known_parameters
from segmentation.workshop.tasks import SHOP_PARAMETERS, KilledError, run_tasks

SCREEN = 120  # characters
# Numerical libraries read these when they are loaded; joblib's counts cores for our own threads.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1"
)


def flatten(figures: Row, prefix: str = "") -> Row:
    """The single figures of results, those of a dict as `ari.rfm`; lists are left out."""
    flat: Row = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{name}.")
        elif not isinstance(value, list):
            flat[f"{prefix}{name}"] = value
    return flat


def _telling(rows: list[Row]) -> list[str]:
    """The columns that all rows have and that differ between them."""
    common = [name for name in rows[0] if all(name in row for row in rows)] if rows else []
    return [n for n in common if len(rows) == 1 or any(row[n] != rows[0][n] for row in rows)]


def lay_out(rows: list[Row], varied: list[str], chosen: list[str]) -> str:
    """The table for the screen: chosen figures, else as many as fit of those that differ."""

    def text(columns: list[str]) -> str:
        return table([{name: row.get(name) for name in columns} for row in rows], SCREEN)

    done = [row for row in rows if "error" not in row]
    columns = [*varied, *chosen]
    for name in [] if chosen else _telling(done):
        if (
            name not in (*varied, "seconds", "status")
            and max(map(len, text([*columns, name]).splitlines())) <= SCREEN
        ):
            columns.append(name)
    return text(columns if len(done) == len(rows) else [*columns, "error"])


def code_mark(notebook: Path) -> str:
    """A hash of everything that decides a run but its parameters: notebook, package, pins."""
    cells = nbformat.read(notebook, as_version=4).cells
    parts = [cell.source for cell in cells if cell.cell_type == "code"]
    modules = sorted((ROOT / "src" / "segmentation").rglob("*.py"))
    for file in (*modules, ROOT / "requirements.txt", ROOT / "constraints.txt"):
        parts += [file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _record_of(file: Path) -> Path:
    """Where a run leaves its parameters, seconds and error, beside its notebook."""
    return file.with_suffix(".json")


def files_of(file: Path) -> list[str]:
    """What a run may write: its notebook, its record, and what ran so far if it failed."""
    return [file.name, _record_of(file).name, f"{file.stem}.failed.ipynb"]


def _read_record(file: Path) -> Row:
    try:
        found = json.loads(_record_of(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_finished(file: Path, mark: str, parameters: Row) -> bool:
    """Whether a run was executed without error, with this code and these parameters."""
    record = _read_record(file)
    same = record.get("code") == mark and record.get("parameters") == parameters
    return same and not record.get("error") and file.exists()


@cache
def _end_with_parent() -> None:
    """End this worker as soon as the sweep that started it is gone, killed for instance.

    Otherwise it would wait for more runs for ever, and write into the folder of the next sweep.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def one_run(notebook: Path, file: Path, parameters: Row, mark: str) -> Path:
    """Execute a run in one thread; its record is written last, so that half a run is none."""
    os.environ.update(ONE_THREAD)  # in this process, which executes runs and nothing else
    _end_with_parent()
    record: Row = {"code": mark, "parameters": parameters, "error": None}
    started = time.perf_counter()
    try:
        execute(notebook, file, parameters)
        results(file)
    except (DataError, OSError) as error:
        record["error"] = sentence(error)
        file.unlink(missing_ok=True)  # an earlier sweep's, lest it pass for a result of this one
        raise
    finally:
        record["seconds"] = round(time.perf_counter() - started, 1)
        exports.write_text(json.dumps(record, indent=1), _record_of(file))
    return file


def row_of(varied: Row, file: Path, error: Exception | None) -> Row:
    """The varied parameters of a run with its figures, or with why it failed."""
    seconds = _read_record(file).get("seconds")
    if error:
        told = sentence(error)
        if isinstance(error, NotebookError):  # which notebook, is plain from the row
            told = f"cell [{error.cell}]: {error.cause}" if error.cell else error.cause
        return varied | {"seconds": seconds, "status": "failed", "error": told}
    figures = flatten(results(file))
    new = {name: value for name, value in figures.items() if (name, value) not in varied.items()}
    taken = (*varied, "seconds", "status", "error")
    named = {f"results.{n}" if n in taken else n: value for n, value in new.items()}
    return varied | named | {"seconds": seconds, "status": "done"}


def frame_of(rows: list[Row]) -> pd.DataFrame:
    """One row per run: parameters and figures first, then seconds, status and error."""
    last = ["seconds", "status", "error"]
    names = dict.fromkeys(name for row in rows for name in row if name not in last)
    frame = pd.DataFrame(rows, columns=[*names, *last])
    return frame.astype({"status": "string", "error": "string"})


def _make_shops(runs: list[Row]) -> None:
    """Simulate the shops first, lest runs wait for one that another is simulating."""
    shops = dict.fromkeys(tuple((n, run[n]) for n in SHOP_PARAMETERS if n in run) for run in runs)
    for shop in shops:
        with suppress(DataError):  # the run itself will say why
            load_shop(**dict(shop), progress=True)


def execute_all(
    notebook: Path, runs: list[Row], files: list[Path], jobs: int
) -> dict[str, DataError | OSError]:
    """Execute the unfinished runs; file name → why it failed."""
    mark = code_mark(notebook)
    todo = {f: r for f, r in zip(files, runs, strict=True) if not is_finished(f, mark, r)}
    if len(todo) < len(runs):
        print(f"{len(runs) - len(todo)} of {len(runs)} runs are finished and not repeated")
    if "n_customers" in known_parameters(notebook):
        _make_shops(list(todo.values()))
    tasks = {f.name: (one_run, (notebook, f, run, mark)) for f, run in todo.items()}
    failed = run_tasks(tasks, jobs, keep_going=True)
    for name in [name for name, error in failed.items() if isinstance(error, KilledError)]:
        # One worker that is killed takes all runs after it along; each gets a worker of its own.
        del failed[name]
        failed |= run_tasks({name: tasks[name]}, 1, keep_going=True)
    return failed
