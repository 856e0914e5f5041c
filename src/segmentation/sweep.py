"""Execute one notebook over a grid of its parameters and lay the figures of all runs side by side.

Each -p names a parameter and its values; every combination is a run. Without arguments, notebook
08 shows how well planted personas are recovered as k, their overlap and the seed change.
"""

import argparse
import csv
import re
import shlex
import sys
from contextlib import suppress
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from segmentation.cli import parser, run_command, shown
from segmentation.execute import execute, results
from segmentation.parameters import known_parameters, parse_parameters
from segmentation.paths import NOTEBOOKS, RUNS, notebooks_in
from segmentation.run import SHOP_PARAMETERS, run_tasks, table
from segmentation.schemas import DataError
from segmentation.shop import load_shop

DEFAULT = """08 -p n_customers 20000 -p k 4 5 6 -p overlap 0.5 1 2 4 -p seed 1 2 3
--columns ari.rfm 'ari.all features' named_right archetypes_named"""
MOST_RUNS = 1_000
SCREEN = 120  # characters
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would run text that begins so
Row = dict[str, Any]


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    arguments = parser(__doc__, prog="python -m segmentation.sweep")
    arguments.argument_default = argparse.SUPPRESS  # else the help says (default: None)
    add = arguments.add_argument
    add("notebook", metavar="NOTEBOOK", nargs="?",
        help="a path, or how the name of a notebook starts, as in 08")  # fmt: skip
    add("-p", "--parameter", dest="grid", nargs="+", metavar=("NAME", "VALUE"), action="append",
        help=f"a parameter and its values; may be repeated (default: {DEFAULT})")  # fmt: skip
    add("--out", metavar="FOLDER", type=Path,
        help="where the files go (default: runs/sweep and the notebook's name)")  # fmt: skip
    add("--jobs", metavar="N", type=int, default=2, help="runs at the same time")
    add("--columns", nargs="+", metavar="FIGURE",
        help="figures to print, as in --columns ari.rfm (default: those that differ)")  # fmt: skip
    given = argparse.Namespace(notebook=None, grid=[], out=None, columns=[])
    arguments.parse_args(argv, given)
    if given.notebook is None and not given.grid:
        arguments.parse_args(argv, arguments.parse_args(shlex.split(DEFAULT), given))
    if given.notebook is None:  # a name after -p counts as one more value
        raise DataError("name the notebook before the first -p, as in 08 -p k 4 5.")
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


def read_grid(notebook: Path, grid: list[list[str]]) -> dict[str, list[Any]]:
    """Turn a grid as typed, names each with its values, into values of the notebook's types.

    Raises
    ------
    DataError
        If the grid is empty or too large, or a name or value is unknown, unfit or repeated.
    """
    if not grid or prod(len(texts) for _, *texts in grid) > MOST_RUNS:
        raise DataError(f"a sweep takes a grid, as in -p k 4 5, of at most {MOST_RUNS:,} runs.")
    values: dict[str, list[Any]] = {}
    for name, *texts in grid:
        if not name.isidentifier() or not texts:
            raise DataError(f"-p takes a name and its values, as in -p k 4 5; got {name!r}.")
        if name in values:
            raise DataError(f"parameter {name} comes twice; give all its values after one -p.")
        found = [parse_parameters(notebook, [f"{name}={text}"])[name] for text in texts]
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


def _safe(line: list[Any]) -> list[Any]:
    return [f"'{v}" if isinstance(v, str) and v.startswith(FORMULA) else v for v in line]


def write_csv(rows: list[Row], path: Path) -> None:
    """Write rows whole or not at all; an apostrophe disarms text that looks like a formula."""
    columns = [*dict.fromkeys(name for row in rows for name in row if name != "error"), "error"]
    lines: list[list[Any]] = [columns, *([row.get(name) for name in columns] for row in rows)]
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(map(_safe, lines))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


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
        if name not in varied and max(map(len, text([*columns, name]).splitlines())) <= SCREEN:
            columns.append(name)
    return text(columns if len(done) == len(rows) else [*columns, "error"])


def _row(varied: Row, file: Path, error: str | None) -> Row:
    """The varied parameters of a run with its figures, or with why it failed."""
    try:
        figures = {} if error else flatten(results(file))
    except DataError as missing:
        error = str(missing)
    if error:  # which notebook failed, and where the rest of it lies, is plain from the row
        return varied | {"error": re.sub(r"^.*?\.ipynb[,:] |; what ran so far .*", "", error)}
    new = {name: value for name, value in figures.items() if (name, value) not in varied.items()}
    return varied | {f"results.{n}" if n in (*varied, "error") else n: v for n, v in new.items()}


def _make_shops(runs: list[Row]) -> None:
    """Simulate the shops first, lest runs wait for one that another is simulating."""
    shops = dict.fromkeys(tuple((n, run[n]) for n in SHOP_PARAMETERS if n in run) for run in runs)
    for shop in shops:
        with suppress(DataError):  # the run itself will say why
            load_shop(**dict(shop), progress=True)


def sweep(argv: list[str] | None = None) -> int:
    """Execute the grid that the arguments ask for; 1 if a run failed, else 0."""
    given = _arguments(argv)
    notebook = find_notebook(given.notebook)
    values = read_grid(notebook, given.grid)
    runs = [dict(zip(values, run, strict=True)) for run in product(*values.values())]
    varied = [{name: run[name] for name in values if len(values[name]) > 1} for run in runs]
    out = given.out or RUNS / "sweep" / notebook.stem
    files = [out / name for name in file_names(varied)]
    if notebook.resolve() in [file.resolve() for file in files]:
        raise DataError(f"a run would overwrite {notebook.name}; choose another --out.")
    out.mkdir(parents=True, exist_ok=True)
    for file in (out / "results.csv", *files):
        file.unlink(missing_ok=True)  # an earlier sweep's, lest it pass for a result of this one
    if "n_customers" in known_parameters(notebook):
        _make_shops(runs)
    tasks = {f.name: (execute, (notebook, f, run)) for f, run in zip(files, runs, strict=True)}
    failed = run_tasks(tasks, given.jobs, keep_going=True)
    rows = [_row(run, f, failed.get(f.name)) for run, f in zip(varied, files, strict=True)]
    write_csv(rows, out / "results.csv")
    print(f"\n{lay_out(rows, list(varied[0]), given.columns)}\n")
    done = sum("error" not in row for row in rows)
    print(f"{done} of {len(rows)} runs succeeded; notebooks and results.csv: {shown(out)}")
    return int(done < len(rows))


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    return run_command(sweep, argv)


if __name__ == "__main__":
    sys.exit(main())
