"""Execute one notebook over a grid of its parameters and lay the figures of all runs side by side.

Each --grid names a parameter and its values; every combination is a run, in a process of its own
with one thread. Without arguments the committed sweeps run, one after the other, and the tables
that notebook 09 reads are written afresh.

A run that is finished is not repeated, so a sweep that was stopped goes on where it was; a change
of the notebook or of the package makes its runs unfinished.
"""

import argparse
from itertools import product
from pathlib import Path

import pandas as pd

from segmentation.base import outputs
from segmentation.base.errors import DataError
from segmentation.base.exports import write_csv, write_parquet
from segmentation.base.paths import RUNS, shown
from segmentation.base.tables import table
from segmentation.command.cli import parser
from segmentation.workshop.committed_sweeps import COMMITTED, write_table
from segmentation.workshop.grids import Row, file_names, find_notebook, read_grid
from segmentation.workshop.sweep import (
    SCREEN,
    code_mark,
    execute_all,
    files_of,
    frame_of,
    is_finished,
    lay_out,
    row_of,
)

BY = "segmentation sweep"
TABLES = ("results.csv", "results.parquet")


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments = parser(
        __doc__, "segmentation sweep", "segmentation sweep 08 --grid k=4,5,6 --grid seed=0:3"
    )
    arguments.argument_default = argparse.SUPPRESS  # else the help says (default: None)
    add = arguments.add_argument
    add("notebook", metavar="NOTEBOOK", nargs="?",
        help="a path, or how the name of a notebook starts, as in 08; without a --grid one of the "
        f"committed sweeps: {', '.join(COMMITTED)} (default: each of them)")  # fmt: skip
    add("--grid", metavar="NAME=VALUES", action="append",
        help="a parameter and its values: k=4,5,6, or seed=0:5 for 0 to 4, or a list such as "
        "'features=[\"rfm\", \"nine\"]'; may be repeated")  # fmt: skip
    add("--out", metavar="FOLDER", type=Path,
        help="where the files go: new, empty, or of an earlier sweep (default: in "
        "runs/sweeps)")  # fmt: skip
    add("--jobs", metavar="N", type=int, default=2, help="runs at the same time")
    add("--dry-run", action="store_true", default=False,
        help="list the runs, and which of them are finished; execute nothing")  # fmt: skip
    add("--columns", nargs="+", metavar="FIGURE",
        help="figures to print, as in --columns ari.rfm (default: those that differ)")  # fmt: skip
    given = argparse.Namespace(notebook=None, grid=[], out=None, columns=[])
    arguments.parse_args(argv, given)
    if given.notebook is None and given.grid:
        raise DataError("name the notebook to sweep, as in 08 --grid k=4,5.")
    if given.jobs < 1:
        raise DataError(f"--jobs must be 1 or more, not {given.jobs}.")
    return given


def _list_runs(runs: list[Row], finished: list[bool]) -> None:
    print(table([{**run, "finished": "yes" if done else "no"}
                 for run, done in zip(runs, finished, strict=True)], SCREEN))  # fmt: skip
    print(f"\n{len(runs)} runs, {sum(finished)} of them finished; nothing was executed")


def _check_place(out: Path, names: list[str]) -> None:
    """Look whether the runs may go into a folder; a default one is set aside if they may not."""
    if (RUNS / "sweeps").resolve() in out.resolve().parents:
        outputs.make_room(out, BY, names)
    else:
        outputs.check(out, BY, names)


def _sweep(
    given: argparse.Namespace, notebook: Path, grid: list[str], out: Path, committed: str = ""
) -> int:
    """Execute one grid, or list its runs; the table of a committed sweep is written at the end."""
    values = read_grid(notebook, grid)
    runs = [dict(zip(values, run, strict=True)) for run in product(*values.values())]
    varied = [{name: run[name] for name in values if len(values[name]) > 1} for run in runs]
    files = [out / name for name in file_names(varied)]
    if notebook.resolve() in [file.resolve() for file in files]:
        raise DataError(f"a run would overwrite {notebook.name}; choose another --out.")
    if given.dry_run:
        mark = code_mark(notebook)
        _list_runs(runs, [is_finished(f, mark, r) for f, r in zip(files, runs, strict=True)])
        return 0
    names = [*TABLES, *(name for file in files for name in files_of(file))]
    _check_place(out, names)
    outputs.reserve(out, BY, names)
    failed = execute_all(notebook, runs, files, given.jobs)
    rows = [row_of(run, f, failed.get(f.name)) for run, f in zip(varied, files, strict=True)]
    for write, name in zip((write_csv, write_parquet), TABLES, strict=True):
        write(frame_of(rows), out / name)
    outputs.seal(out, BY, names)
    print(f"\n{lay_out(rows, list(varied[0]), given.columns)}\n")
    print(
        f"{len(rows) - len(failed)} of {len(rows)} runs succeeded; notebooks and results.csv: "
        f"{shown(out)}"
    )
    if committed and not failed:
        both = pd.DataFrame([run | row for run, row in zip(runs, rows, strict=True)])
        print(f"table: {shown(write_table(committed, both, list(values)))}")
    return int(bool(failed))


def run(argv: list[str]) -> int:
    """Execute the grid that the arguments ask for, or the committed ones; 1 if a run failed."""
    given = _arguments(argv)
    folder = RUNS / "sweeps"
    if given.notebook and (given.grid or given.notebook not in COMMITTED):
        notebook = find_notebook(given.notebook)
        return _sweep(given, notebook, given.grid, given.out or folder / notebook.stem)
    failed = []
    for name in [given.notebook] if given.notebook else COMMITTED:
        swept, grid, _ = COMMITTED[name]
        print(f"{name}: {swept} over {' '.join(grid)}", flush=True)
        out = (given.out or folder) / name
        failed.append(_sweep(given, find_notebook(swept), list(grid), out, name))
    return max(failed)
