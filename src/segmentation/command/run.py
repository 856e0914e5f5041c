"""Execute the main line of notebooks with parameters, or the committed notebooks in place.

Without --in-place, notebooks 01 to 08 are executed into a folder and the personas are printed;
parameters go to every notebook that knows them. With --in-place, committed notebooks, the cases
included, are executed where they lie.
"""

import argparse
from pathlib import Path

from segmentation.base.errors import DataError
from segmentation.base.paths import NOTEBOOKS, RUNS, notebooks_in, shown
from segmentation.base.tables import table
from segmentation.command.cli import parser
from segmentation.shop.disk import load_shop
from segmentation.workshop.execute import execute, execute_in_place, results, why_not
from segmentation.workshop.tasks import SHOP_PARAMETERS, Task, parameters_for, run_tasks

MAIN_LINE = "0[1-8]_*.ipynb"
LONGEST = "05_"  # started first, so that nothing waits for it at the end
PERSONAS = "08_"
SHOWN = ("name", "share", "spend", "contribution", "share of contribution", "action", "owner")


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments = parser(
        __doc__, "segmentation run", "segmentation run -p overlap 2 -p n_customers 20000"
    )
    add = arguments.add_argument
    add(
        "-p",
        "--parameter",
        dest="parameters",
        nargs=2,
        metavar=("NAME", "VALUE"),
        action="append",
        default=argparse.SUPPRESS,
        help="a parameter of notebooks; may be repeated",
    )
    add(
        "--out",
        metavar="FOLDER",
        type=Path,
        default=RUNS / "default",
        help="where the executed notebooks go",
    )
    add("--jobs", metavar="N", type=int, default=2, help="notebooks executed at the same time")
    add(
        "--only",
        nargs="+",
        metavar="START",
        default=argparse.SUPPRESS,
        help="only notebooks whose names start so, as in --only 03 05",
    )
    add(
        "--in-place",
        nargs="*",
        metavar="NOTEBOOK",
        type=Path,
        default=argparse.SUPPRESS,
        help="execute these notebooks (all, if none is named) where they lie",
    )
    return arguments.parse_args(argv, argparse.Namespace(parameters=[], only=[]))


def _select(notebooks: list[Path], only: list[str]) -> list[Path]:
    """The notebooks whose names start with one of `only`, the longest first."""
    chosen = [n for n in notebooks if not only or n.name.startswith(tuple(only))]
    if not chosen:
        raise DataError(f"no notebook to execute: none starts with {' or '.join(only) or '01–08'}.")
    return sorted(chosen, key=lambda n: (not n.name.startswith(LONGEST), n.name))


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


def run(argv: list[str]) -> int:
    """Execute what the arguments ask for."""
    given = _arguments(argv)
    if given.jobs < 1:
        raise DataError(f"--jobs must be 1 or more, not {given.jobs}.")
    if hasattr(given, "in_place"):
        _run_in_place(given)
    else:
        _run(given)
    return 0
