"""Segment the customers of your own orders file: a report, a table of customers, a model.

The file may be CSV, Parquet, Excel or JSON lines, packed or not, or a folder of such files. Columns
with usual names are found by themselves; what is not found, or could be meant in two ways, is
asked for, and one of the arguments below answers.

Clusters, and a model of them, need 100 customers who differ; their verdict means something from 90
days and 30 customers who ordered more than once. With less, rules segment, and --look says what is
missing.
"""

import argparse
from pathlib import Path
from typing import Any

from segmentation.base.paths import NOTEBOOKS
from segmentation.command.cli import parser
from segmentation.workshop.parameters import declared

NOTEBOOK = NOTEBOOKS / "cases" / "your_orders.ipynb"
OURS = ("path", "out")  # parameters that this command sets


def arguments(argv: list[str]) -> argparse.Namespace:
    """What was typed: `path`, and of all others those that were given."""
    known = parser(__doc__, "segmentation mine", "segmentation mine orders.xlsx --country none")
    add = known.add_argument
    add("path", metavar="PATH", help="your orders: a file, or a folder of files")
    add("--out", metavar="FOLDER", type=Path, default=argparse.SUPPRESS,
        help="where everything goes, a folder that is new, empty or of an earlier run; runs/mine/ "
        "and the file's name by default")  # fmt: skip
    add("--look", action="store_true", default=argparse.SUPPRESS,
        help="say what is understood of the file, and do nothing else")  # fmt: skip
    add("--json", action="store_true", default=argparse.SUPPRESS,
        help="the same for programs, as one JSON object")  # fmt: skip
    for name, parameter in declared(NOTEBOOK).items():
        if name not in OURS:
            flags = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
            says = parameter.help.replace("%", "%%")
            value: dict[str, Any] = (
                {"action": "store_true"} if parameter.kind == "bool" else {"metavar": "VALUE"}
            )
            add(*flags, dest=name, default=argparse.SUPPRESS, help=says, **value)
    return known.parse_args(argv)


def run(argv: list[str]) -> int:
    """Print the help, which needs nothing of what the command does."""
    arguments(argv)
    return 0
