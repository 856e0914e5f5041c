"""Are the figures that are typed in prose still the computed ones?

    python -m segmentation.report --check

Every notebook opens with a paragraph that begins "In the committed run": the only place where
figures are typed. Each of them must be found among the figures of the notebook's own `results`
cell, rounded as it is typed.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from segmentation.cli import parser, run_command
from segmentation.execute import results
from segmentation.paths import NOTEBOOKS, ROOT
from segmentation.schemas import DataError

OPENING = "In the committed run"
NUMBER = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(%| million)?")


def opening(notebook: Path) -> str:
    """The paragraph of a notebook's first cell in which figures may be typed.

    Raises
    ------
    DataError
        If there is none.
    """
    first = nbformat.read(notebook, as_version=4).cells[0].source
    for paragraph in first.split("\n\n"):
        if paragraph.startswith(OPENING):
            return paragraph
    raise DataError(f'{notebook.name}: no paragraph of its first cell begins "{OPENING}".')


def numbers_in(value: Any) -> Iterator[float]:
    """Every number in nested results, those that are keys included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers_in(item)
            if str(key).isdigit():
                yield float(key)
    elif isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def stale_figures(text: str, known: list[float]) -> list[str]:
    """Typed figures of a text that no known number rounds to.

    Parameters
    ----------
    text : str
        "12,345", "0.95", "12%" and "3.4 million" are understood.
    known : list of float

    Returns
    -------
    list of str
        The figures as typed.
    """
    stale = []
    for typed, unit in NUMBER.findall(text):
        digits = typed.replace(",", "")
        decimals = len(digits.partition(".")[2])
        factor = {"%": 100.0, " million": 1e-6, "": 1.0}[unit]
        # Results carry four significant digits, so a long number may differ after them.
        slack = max(0.5 * 10.0**-decimals, 0.0005 * float(digits) if float(digits) > 9999 else 0)
        if not any(abs(value * factor - float(digits)) <= slack + 1e-9 for value in known):
            stale.append(typed + unit)
    return stale


def check(notebooks: list[Path]) -> list[str]:
    """One sentence for each notebook whose opening holds a figure that was not computed."""
    problems = []
    for notebook in notebooks:
        stale = stale_figures(opening(notebook), list(numbers_in(results(notebook))))
        if stale:
            problems.append(f"{notebook.name}: {', '.join(stale)} is not among its results.")
    return problems


def report(argv: list[str] | None = None) -> int:
    """Check the openings of all committed notebooks."""
    arguments = parser(__doc__, prog="python -m segmentation.report")
    arguments.add_argument("--check", action="store_true", help="compare typed figures, exit 1")
    if not arguments.parse_args(argv).check:
        arguments.print_help()
        return 0
    notebooks = sorted(NOTEBOOKS.rglob("*.ipynb"))
    problems = check(notebooks)
    for problem in problems:
        print(problem)
    checked = f"{len(notebooks)} notebooks under {NOTEBOOKS.relative_to(ROOT)}"
    print(f"{checked}: {'stale figures' if problems else 'every typed figure is computed'}")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(run_command(report))
