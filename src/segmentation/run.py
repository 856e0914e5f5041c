"""Execute the main line of notebooks with parameters, or the committed notebooks in place.

Without --in-place, notebooks 01 to 08 are executed into a folder and the personas are printed;
parameters go to every notebook that knows them. With --in-place, committed notebooks, the cases
included, are executed where they lie.
"""

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from textwrap import shorten
from typing import Any

from tqdm import tqdm

from segmentation.cli import parser, run_command, sentence, shown
from segmentation.execute import execute, execute_in_place, results, why_not
from segmentation.parameters import known_parameters, parse_parameters
from segmentation.paths import NOTEBOOKS, RUNS, notebooks_in
from segmentation.schemas import DataError
from segmentation.shop import load_shop

MAIN_LINE = "0[1-8]_*.ipynb"
LONGEST = "05_"  # started first, so that nothing waits for it at the end
PERSONAS = "08_"
SHOWN = ("name", "share", "spend", "contribution", "share of contribution", "action", "owner")
SHOP_PARAMETERS = ("n_customers", "seed", "overlap", "structure", "snapshot")
CELL_WIDTH = 60
KILLED = "a worker process was killed, probably for lack of memory; try --jobs 1."

Task = tuple[Callable[..., Path], tuple[object, ...]]


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    arguments = parser(__doc__, prog="python -m segmentation.run")
    add = arguments.add_argument
    add("-p", "--parameter", dest="parameters", nargs=2, metavar=("NAME", "VALUE"),
        action="append", default=argparse.SUPPRESS,
        help="a parameter of notebooks; may be repeated")  # fmt: skip
    add("--out", metavar="FOLDER", type=Path, default=RUNS / "default",
        help="where the executed notebooks go")  # fmt: skip
    add("--jobs", metavar="N", type=int, default=2, help="notebooks executed at the same time")
    add("--only", nargs="+", metavar="START", default=argparse.SUPPRESS,
        help="only notebooks whose names start so, as in --only 03 05")  # fmt: skip
    add("--in-place", nargs="*", metavar="NOTEBOOK", type=Path, default=argparse.SUPPRESS,
        help="execute these notebooks (all, if none is named) where they lie")  # fmt: skip
    return arguments.parse_args(argv, argparse.Namespace(parameters=[], only=[]))


def _select(notebooks: list[Path], only: list[str]) -> list[Path]:
    """The notebooks whose names start with one of `only`, the longest first."""
    chosen = [n for n in notebooks if not only or n.name.startswith(tuple(only))]
    if not chosen:
        raise DataError(f"no notebook to execute: none starts with {' or '.join(only) or '01–08'}.")
    return sorted(chosen, key=lambda n: (not n.name.startswith(LONGEST), n.name))


def parameters_for(
    notebooks: list[Path], given: list[tuple[str, str]]
) -> dict[Path, dict[str, Any]]:
    """Give every notebook those parameters that it knows, in its types.

    Parameters
    ----------
    notebooks : list of Path
    given : list of (name, text)

    Returns
    -------
    dict
        Notebook → its parameters.

    Raises
    ------
    DataError
        If no notebook knows a parameter, or a value does not fit.
    """
    known = {notebook: known_parameters(notebook) for notebook in notebooks}
    every = dict.fromkeys(name for names in known.values() for name in names)
    for name, _ in given:
        if name not in every:
            raise DataError(
                f"no notebook has a parameter {name}; there are {', '.join(every) or 'none'}."
            )
    return {
        notebook: parse_parameters(notebook, [f"{n}={text}" for n, text in given if n in names])
        for notebook, names in known.items()
    }


def _submit(pool: ProcessPoolExecutor, task: Task) -> Future[Path]:
    """Hand a task to a pool; one that is broken fails the task instead of refusing it."""
    function, inputs = task
    try:
        return pool.submit(function, *inputs)
    except BrokenProcessPool as error:
        failed: Future[Path] = Future()
        failed.set_exception(error)
        return failed


def run_tasks(tasks: Mapping[str, Task], jobs: int, *, keep_going: bool = False) -> dict[str, str]:
    """Call functions in worker processes, with a progress bar; the first failure stops the rest.

    Parameters
    ----------
    tasks : dict
        Name → function and arguments, which must be importable and picklable.
    jobs : int
        How many at the same time.
    keep_going : bool
        Let no failure stop the rest.

    Returns
    -------
    dict
        Name → why it failed, in a sentence; empty unless `keep_going`.

    Raises
    ------
    DataError, OSError
        Unless `keep_going`, that of the first task to fail; those under way are finished first.
    """
    start_method = multiprocessing.get_context("spawn")  # the one that every system has
    waiting = list(tasks)
    running: dict[Future[Path], str] = {}
    failed: dict[str, str] = {}
    with (
        ProcessPoolExecutor(jobs, mp_context=start_method) as pool,
        tqdm(total=len(tasks), unit=" notebooks") as bar,
    ):
        while waiting or running:
            while waiting and len(running) < jobs:  # more would be worked off even after Ctrl-C
                name = waiting.pop(0)
                running[_submit(pool, tasks[name])] = name
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                name, error = running.pop(done), done.exception()
                if isinstance(error, BrokenProcessPool):
                    error = DataError(KILLED)
                if keep_going and isinstance(error, DataError | OSError):
                    failed[name] = sentence(error)
                elif error:
                    raise error
                bar.set_postfix_str(name)
                bar.update()
    return failed


def _text(value: object, longest: int) -> str:
    if isinstance(value, float) and abs(value) < 1000:
        return f"{value:.4g}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.0f}"
    return "" if value is None else shorten(str(value), longest, placeholder=" …")


def table(rows: list[dict[str, object]], longest: int = CELL_WIDTH) -> str:
    """Lay out rows as text: numbers to the right, the rest to the left.

    Parameters
    ----------
    rows : list of dict
        Keys may differ; what a row lacks stays blank.
    longest : int
        Longer text is shortened to so many characters.

    Returns
    -------
    str

    Examples
    --------
    >>> print(table([{"name": "VIP", "customers": 1200}, {"name": "Dormant", "customers": 7}]))
    name     customers
    VIP          1,200
    Dormant          7
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [columns, *([_text(row.get(column), longest) for column in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    right = [all(isinstance(row.get(c), int | float | None) for row in rows) for c in columns]
    lines = (
        "  ".join(
            cell.rjust(width) if numeric else cell.ljust(width)
            for cell, width, numeric in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in cells
    )
    return "\n".join(lines)


def _personas(notebook: Path) -> str:
    """The table of personas of an executed notebook 08."""
    personas = results(notebook).get("personas")
    if not isinstance(personas, list) or not all(isinstance(row, dict) for row in personas):
        raise DataError(f"{notebook.name}: the results hold no list of personas.")
    return table([{name: row[name] for name in SHOWN if name in row} for row in personas])


def _run(given: argparse.Namespace) -> None:
    """Execute the main line into a folder and print what came out."""
    notebooks = _select(sorted(NOTEBOOKS.glob(MAIN_LINE)), given.only)
    parameters = parameters_for(notebooks, [(name, text) for name, text in given.parameters])
    every = {name: value for known in parameters.values() for name, value in known.items()}
    load_shop(**{n: every[n] for n in SHOP_PARAMETERS if n in every}, progress=True)
    tasks: dict[str, Task] = {
        n.name: (execute, (n, given.out / n.name, parameters[n])) for n in notebooks
    }
    run_tasks(tasks, given.jobs)
    for notebook in notebooks:
        if notebook.name.startswith(PERSONAS):
            print(f"\n{_personas(given.out / notebook.name)}\n")
    print(f"Executed notebooks ({len(notebooks)}): {shown(given.out)}")


def _run_in_place(given: argparse.Namespace) -> None:
    """Execute committed notebooks where they lie."""
    if given.parameters:
        raise DataError(
            "committed notebooks keep their own parameters: leave out -p or --in-place."
        )
    notebooks = _select(given.in_place or notebooks_in(NOTEBOOKS), given.only)
    for notebook in notebooks:
        if reason := why_not(notebook):
            print(f"Left as it is: {reason}")
    able = [n for n in notebooks if not why_not(n)]
    run_tasks({str(n): (execute_in_place, (n,)) for n in able}, given.jobs)
    print(f"Notebooks executed in place: {len(able)}")


def run(argv: list[str] | None = None) -> int:
    """Execute what the arguments ask for."""
    given = _arguments(argv)
    if given.jobs < 1:
        raise DataError(f"--jobs must be 1 or more, not {given.jobs}.")
    if hasattr(given, "in_place"):
        _run_in_place(given)
    else:
        _run(given)
    return 0


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    return run_command(run, argv)


if __name__ == "__main__":
    sys.exit(main())
