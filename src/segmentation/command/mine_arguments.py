"""Segment the customers of your own orders file: a report, a table of customers, a model.

The file may be CSV, Parquet, Excel or JSON lines, packed or not, or a folder of such files. Columns
with usual names are found by themselves; what is not found, or could be meant in two ways, is
asked for, and one of the arguments below answers.

Clusters, and a model of them, need 100 customers who differ; their verdict means something from 90
days and 30 customers who ordered more than once. With less, rules segment, and --look says what is
missing.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any

from segmentation.base.paths import NOTEBOOKS
from segmentation.command.cli import parser

NOTEBOOK = NOTEBOOKS / "cases" / "your_orders.ipynb"
OURS = ("path", "out")  # parameters that this command sets
PARAMETER = re.compile(r"^(\w+): (\w+) = .*?  # (.*)$", re.MULTILINE)


def declared(notebook: Path) -> dict[str, tuple[str, str]]:
    """The parameters of a notebook: name → kind and help.

    Read without papermill, which takes a second to load, as the lines that CONTRIBUTING asks for.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    own = next(cell for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return {name: (kind, says) for name, kind, says in PARAMETER.findall("".join(own["source"]))}


def _add_look(arguments: argparse.ArgumentParser) -> None:
    """Add the two arguments of a look."""
    helps = {
        "--look": "say what is understood of the file, and do nothing else",
        "--json": "the same for programs, as one JSON object",
    }
    for flag, text in helps.items():
        arguments.add_argument(flag, action="store_true", default=argparse.SUPPRESS, help=text)


def arguments(argv: list[str]) -> argparse.Namespace:
    """What was typed: `path`, and of all others those that were given."""
    known = parser(__doc__, "segmentation mine", "segmentation mine orders.xlsx --country none")
    add = known.add_argument
    add("path", metavar="PATH", help="your orders: a file, or a folder of files")
    add("--out", metavar="FOLDER", type=Path, default=argparse.SUPPRESS,
        help="where everything goes, a folder that is new, empty or of an earlier run; runs/mine/ "
        "and the file's name by default")  # fmt: skip
    _add_look(known)
    for name, (kind, says) in declared(NOTEBOOK).items():
        if name not in OURS:
            flags = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
            value: dict[str, Any] = (
                {"action": "store_true"} if kind == "bool" else {"metavar": "VALUE"}
            )
            add(*flags, dest=name, default=argparse.SUPPRESS, help=says.replace("%", "%%"), **value)
    return known.parse_args(argv)


def run(argv: list[str]) -> int:
    """Print the help, which needs nothing of what the command does."""
    arguments(argv)
    return 0
