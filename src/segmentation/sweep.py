"""Execute one notebook over a grid of its parameters and lay the figures of all runs side by side.

Each --grid names a parameter and its values; every combination is a run, in a process of its own
with one thread. Without arguments, notebook 08 shows how well planted personas are recovered as
k, their overlap and the seed change.

A run that is finished is not repeated, so a sweep that was stopped goes on where it was; a change
of the notebook or of the package makes its runs unfinished.
"""

import argparse
import ast
import hashlib
import json
import os
import re
import shlex
import sys
import time
from contextlib import suppress
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from segmentation.cli import parser, run_command, sentence, shown
from segmentation.execute import execute, results
from segmentation.exports import write_csv, write_parquet
from segmentation.parameters import known_parameters, parse_parameters
from segmentation.paths import NOTEBOOKS, ROOT, RUNS, notebooks_in
from segmentation.run import SHOP_PARAMETERS, run_tasks, table
from segmentation.schemas import DataError
from segmentation.shop import load_shop

DEFAULT = """08 --grid n_customers=20000 --grid k=4,5,6 --grid overlap=0.5,1,2,4 --grid seed=1:4
--columns ari.rfm 'ari.all features' named_right archetypes_named"""
MOST_RUNS = 1_000
SCREEN = 120  # characters
# Numerical libraries read these when they are loaded; joblib's counts cores for our own threads.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1"
)
Row = dict[str, Any]


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    arguments = parser(__doc__, prog="python -m segmentation.sweep")
    arguments.argument_default = argparse.SUPPRESS  # else the help says (default: None)
    add = arguments.add_argument
    add("notebook", metavar="NOTEBOOK", nargs="?",
        help="a path, or how the name of a notebook starts, as in 08")  # fmt: skip
    add("--grid", metavar="NAME=VALUES", action="append",
        help="a parameter and its values: k=4,5,6, or seed=0:5 for 0 to 4, or a list such as "
        f"'features=[\"rfm\", \"nine\"]'; may be repeated (default: {DEFAULT})")  # fmt: skip
    add("--out", metavar="FOLDER", type=Path,
        help="where the files go (default: runs/sweeps and the notebook's name)")  # fmt: skip
    add("--jobs", metavar="N", type=int, default=2, help="runs at the same time")
    add("--dry-run", action="store_true", default=False,
        help="list the runs, and which of them are finished; execute nothing")  # fmt: skip
    add("--columns", nargs="+", metavar="FIGURE",
        help="figures to print, as in --columns ari.rfm (default: those that differ)")  # fmt: skip
    given = argparse.Namespace(notebook=None, grid=[], out=None, columns=[])
    arguments.parse_args(argv, given)
    if given.notebook is None and not given.grid:
        arguments.parse_args(argv, arguments.parse_args(shlex.split(DEFAULT), given))
    if given.notebook is None:
        raise DataError("name the notebook to sweep, as in 08 --grid k=4,5.")
    if given.jobs < 1:
        raise DataError(f"--jobs must be 1 or more, not {given.jobs}.")
    return given


def find_notebook(name: str) -> Path:
    """The notebook at a path, else the only one whose name starts so."""
    every = notebooks_in(NOTEBOOKS)
    found = [Path(name)] if Path(name).is_file() else [n for n in every if n.name.startswith(name)]
    if len(found) != 1:
        raise DataError(f"NOTEBOOK must be a path or fit one name; {name} fits {len(found)}.")
    return found[0]


def _values(text: str) -> list[str]:
    """The values of one --grid, each as text: "4,5", "0:3" or "['a', 'b']"."""
    if found := re.fullmatch(r"(-?\d+):(-?\d+)", text):
        return [str(number) for number in range(int(found[1]), int(found[2]))]
    if text.startswith("["):
        try:
            values = list(ast.literal_eval(text))
        except (ValueError, SyntaxError, TypeError):
            raise DataError(f"--grid cannot read the list {text}; it takes [1, 2].") from None
        return [value if isinstance(value, str) else repr(value) for value in values]
    return [value.strip() for value in text.split(",")] if text else []


def read_grid(notebook: Path, grid: list[str]) -> dict[str, list[Any]]:
    """Turn a grid as typed, "name=values" each, into values of the notebook's types.

    Raises
    ------
    DataError
        If the grid is empty or too large, or a name or value is unknown, unfit or repeated.
    """
    texts: dict[str, list[str]] = {}
    for given in grid:
        name, equals, text = given.partition("=")
        if not equals or not name.isidentifier() or not _values(text):
            raise DataError(f"--grid takes a name and its values, as in k=4,5; got {given!r}.")
        if name in texts:
            raise DataError(f"parameter {name} comes twice; give all its values in one --grid.")
        texts[name] = _values(text)
    if not texts or prod(map(len, texts.values())) > MOST_RUNS:
        raise DataError(f"a sweep takes --grid k=4,5 or the like, at most {MOST_RUNS:,} runs.")
    values: dict[str, list[Any]] = {}
    for name, some in texts.items():
        found = [parse_parameters(notebook, [f"{name}={text}"])[name] for text in some]
        if twice := [value for i, value in enumerate(found) if value in found[:i]]:
            raise DataError(f"parameter {name} has the value {twice[0]!r} twice; leave one out.")
        values[name] = found
    return values


def file_names(varied: list[Row]) -> list[str]:
    """A name for the file of each run, such as `k-4_overlap-0.5.ipynb`, that any system takes."""
    texts = ["_".join(f"{name}-{value}" for name, value in run.items()) for run in varied]
    stems = [re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:80] or "run" for text in texts]
    if len({stem.lower() for stem in stems}) < len(stems):  # Windows does not tell a from A
        stems = [f"{number}_{stem}" for number, stem in enumerate(stems, 1)]
    return [f"{stem}.ipynb" for stem in stems]


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


def one_run(notebook: Path, file: Path, parameters: Row, mark: str) -> Path:
    """Execute a run in one thread; its record is written last, so that half a run is none."""
    os.environ.update(ONE_THREAD)  # in this process, which executes runs and nothing else
    record: Row = {"code": mark, "parameters": parameters, "error": None}
    started = time.perf_counter()
    try:
        execute(notebook, file, parameters)
        results(file)
    except (DataError, OSError) as error:
        record["error"] = sentence(error)
        raise
    finally:
        record["seconds"] = round(time.perf_counter() - started, 1)
        part = file.with_name(f".{file.stem}.json.part")
        part.write_text(json.dumps(record, indent=1), encoding="utf-8")
        part.replace(_record_of(file))
    return file


def _row(varied: Row, file: Path, error: str | None) -> Row:
    """The varied parameters of a run with its figures, or with why it failed."""
    seconds = _read_record(file).get("seconds")
    if error:  # which notebook failed, and where the rest of it lies, is plain from the row
        error = re.sub(r"^.*?\.ipynb[,:] |; what ran so far .*", "", error)
        return varied | {"seconds": seconds, "status": "failed", "error": error}
    figures = flatten(results(file))
    new = {name: value for name, value in figures.items() if (name, value) not in varied.items()}
    taken = (*varied, "seconds", "status", "error")
    named = {f"results.{n}" if n in taken else n: value for n, value in new.items()}
    return varied | named | {"seconds": seconds, "status": "done"}


def _frame(rows: list[Row]) -> pd.DataFrame:
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


def _list_runs(runs: list[Row], finished: list[bool]) -> None:
    print(table([{**run, "finished": "yes" if done else "no"}
                 for run, done in zip(runs, finished, strict=True)], SCREEN))  # fmt: skip
    print(f"\n{len(runs)} runs, {sum(finished)} of them finished; nothing was executed")


def _execute(notebook: Path, runs: list[Row], files: list[Path], jobs: int) -> dict[str, str]:
    """Execute the unfinished runs; file name → why it failed."""
    mark = code_mark(notebook)
    todo = {f: r for f, r in zip(files, runs, strict=True) if not is_finished(f, mark, r)}
    for file in todo:  # an earlier sweep's, lest it pass for a result of this one
        file.unlink(missing_ok=True)
        _record_of(file).unlink(missing_ok=True)
    if len(todo) < len(runs):
        print(f"{len(runs) - len(todo)} of {len(runs)} runs are finished and not repeated")
    if "n_customers" in known_parameters(notebook):
        _make_shops(list(todo.values()))
    tasks = {f.name: (one_run, (notebook, f, run, mark)) for f, run in todo.items()}
    return run_tasks(tasks, jobs, keep_going=True)


def sweep(argv: list[str] | None = None) -> int:
    """Execute the grid that the arguments ask for; 1 if a run failed, else 0."""
    given = _arguments(argv)
    notebook = find_notebook(given.notebook)
    values = read_grid(notebook, given.grid)
    runs = [dict(zip(values, run, strict=True)) for run in product(*values.values())]
    varied = [{name: run[name] for name in values if len(values[name]) > 1} for run in runs]
    out = given.out or RUNS / "sweeps" / notebook.stem
    files = [out / name for name in file_names(varied)]
    if notebook.resolve() in [file.resolve() for file in files]:
        raise DataError(f"a run would overwrite {notebook.name}; choose another --out.")
    if given.dry_run:
        mark = code_mark(notebook)
        _list_runs(runs, [is_finished(f, mark, r) for f, r in zip(files, runs, strict=True)])
        return 0
    out.mkdir(parents=True, exist_ok=True)
    for name in ("results.csv", "results.parquet"):
        (out / name).unlink(missing_ok=True)
    failed = _execute(notebook, runs, files, given.jobs)
    rows = [_row(run, f, failed.get(f.name)) for run, f in zip(varied, files, strict=True)]
    for write, name in ((write_csv, "results.csv"), (write_parquet, "results.parquet")):
        write(_frame(rows), out / name)
    print(f"\n{lay_out(rows, list(varied[0]), given.columns)}\n")
    done = sum(row["status"] == "done" for row in rows)
    print(f"{done} of {len(rows)} runs succeeded; notebooks and results.csv: {shown(out)}")
    return int(done < len(rows))


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    return run_command(sweep, argv)


if __name__ == "__main__":
    sys.exit(main())
