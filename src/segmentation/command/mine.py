"""Segment the customers of your own orders file: a report, a table of customers, a model.

The file may be CSV (packed with gzip or not), Parquet or Excel, or a folder of such files. Columns
with usual names are found by themselves; what is not found, or could be meant in two ways, is
asked for, and one of the arguments below answers.
"""

import argparse
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import nbformat
import papermill

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.base.paths import NOTEBOOKS, RUNS, shown
from segmentation.base.tables import table
from segmentation.command.cli import parser
from segmentation.orders_file import source as orders_file
from segmentation.orders_file.column_roles import NAMES, OpenColumnsError
from segmentation.orders_file.findings import segments
from segmentation.reading import opening
from segmentation.workshop import page
from segmentation.workshop.execute import execute, results
from segmentation.workshop.parameters import known_parameters, papermill_path, parse_parameters
from segmentation.workshop.report import OPENING

NOTEBOOK = NOTEBOOKS / "cases" / "your_orders.ipynb"
OURS = ("path", "out")  # parameters that this command sets
OUTPUTS = ("report.html", "your_orders.ipynb", "your_orders.failed.ipynb", "orders.parquet",
           "segments.csv", "segments.parquet", "data_dictionary.csv", "segmenter.json",
           "set_aside.csv")  # fmt: skip
SHOWN = ("name", "customers", "share", "share of spend", "action")


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments = parser(__doc__, "segmentation mine", "segmentation mine orders.xlsx --country none")
    add = arguments.add_argument
    add("path", metavar="PATH", help="your orders: a file, or a folder of files")
    add("--out", metavar="FOLDER", type=Path, default=argparse.SUPPRESS,
        help="where everything goes; runs/mine/ and the file's name by default")  # fmt: skip
    found = papermill.inspect_notebook(papermill_path(NOTEBOOK))
    for name in known_parameters(NOTEBOOK):
        if name not in OURS:
            flags = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
            add(*flags, dest=name, metavar="VALUE", default=argparse.SUPPRESS,
                help=found[name]["help"].replace("%", "%%"))  # fmt: skip
    return arguments.parse_args(argv)


def _answer_first(notebook: Path) -> None:
    """Open a copy that ran on another file with its own answer, not that of the committed run."""
    content = nbformat.read(notebook, as_version=4)
    paragraphs = content.cells[0].source.split("\n\n")
    answer = segments.answer(results(notebook))
    own = [answer if text.startswith(OPENING) else text for text in paragraphs]
    content.cells[0].source = "\n\n".join(own)
    part = exports.part_of(notebook)
    try:
        nbformat.write(content, part)
        part.replace(notebook)
    finally:
        part.unlink(missing_ok=True)


def _plainly(error: DataError) -> DataError:
    """What a cell of the notebook complained of, without which cell it was.

    Anything but a `DataError` is a mistake in the code and keeps the place where it happened.
    """
    said = re.fullmatch(r".*, cell \[\d+\]: (.*); what ran so far is in .*", str(error))
    if said is None or re.match(r"\w+(?:Error|Exception|Interrupt): ", said[1]):
        return error
    return DataError(f"{said[1]}.")


def _clear(out: Path, path: Path) -> int:
    """Remove what an earlier run left in a folder, so that nothing old stands beside a new error.

    Returns
    -------
    int
        Files removed. One that another program holds open stays.

    Raises
    ------
    DataError
        If the orders themselves are among these files.
    """
    names = [re.escape(Path(n).stem) + r"(-\d+)?" + re.escape(Path(n).suffix) for n in OUTPUTS]
    here = out.iterdir() if out.is_dir() else ()
    old = [file for file in here if re.fullmatch("|".join(names), file.name) and file.is_file()]
    kept = {path.resolve(), *(path.resolve().iterdir() if path.is_dir() else ())}
    if kept & {file.resolve() for file in old}:
        raise DataError(
            f"{shown(out)} holds the orders under a name that is written there; give another --out."
        )
    removed = 0
    for file in old:
        try:
            file.unlink()
            removed += 1
        except PermissionError:
            continue
    return removed


def _flag(role: str) -> str:
    return "--currency-column" if role == "currency" else f"--{role.replace('_', '-')}"


def _look(path: Path, values: Mapping[str, object]) -> None:
    """Look whether the columns are found before a notebook is started for nothing.

    Raises
    ------
    DataError
        If not: the sentence ends in the arguments to add.
    """
    parameters = {role: "currency_column" if role == "currency" else role for role in NAMES}
    given = {role: str(values.get(name, "")) for role, name in parameters.items()}
    try:
        orders_file.look(path, given, str(values.get("delimiter", "")))
    except OpenColumnsError as error:
        pieces = [
            f"{_flag(role)} " + (shlex.quote(name).replace("'", '"') if name else "NAME")
            for role, name in error.suggested.items()
        ]
        said = str(error).rstrip(".")
        raise DataError(f"{said}; add {' '.join(pieces)} to the command.") from None


def mine(path: Path, out: Path, parameters: list[str]) -> list[Path]:
    """Execute the notebook of your own orders on a file, and make its report.

    Parameters
    ----------
    path : Path
        A file or a folder.
    out : Path
        Folder for all that is written.
    parameters : list of str
        "name=value" for the notebook.

    Returns
    -------
    list of Path
        What was written, the report first.

    Raises
    ------
    DataError
        If a parameter is refused, or the file cannot be understood: the sentence says what to set.
    """
    values = parse_parameters(NOTEBOOK, parameters)
    _look(path, values)
    removed = _clear(out, path)  # a run that fails later must not leave an old report behind
    if removed:
        print(f"Removed {removed} files of an earlier run from {shown(out)}")
    # The kernel works in another folder, so both are given from the root.
    values |= {"path": str(path), "out": str(out.resolve())}
    try:
        notebook = execute(NOTEBOOK, out / NOTEBOOK.name, values, progress=True)
    except DataError as error:
        plain = _plainly(error)
        if plain is not error:  # a notebook that stopped at its first cell explains nothing more
            (out / "your_orders.failed.ipynb").unlink(missing_ok=True)
            if not any(out.iterdir()):
                out.rmdir()
        raise plain from None
    _answer_first(notebook)
    report = page.write_report(notebook, out / "report.html")
    names = [*results(notebook)["written"], "orders.parquet", "set_aside.csv"]
    tables = [out / name for name in names if (out / name).exists()]
    return [report, notebook, *tables]


def _row(segment: dict[str, object]) -> dict[str, object]:
    """A segment as it is printed: shares in per cent."""
    return {
        name: f"{segment[name]:.0%}" if name.startswith("share") else segment[name]
        for name in SHOWN
    }


def run(argv: list[str]) -> int:
    """Segment a file of orders, print the segments, and where everything is."""
    given = vars(_arguments(argv))
    path = opening.locate(given.pop("path"))
    out = given.pop("out", RUNS / "mine" / opening.stem(path))
    files = mine(path, out, [f"{name}={value}" for name, value in given.items()])
    found = results(out / NOTEBOOK.name)
    rows = found["segments"]
    if not isinstance(rows, list):
        raise DataError(f"{NOTEBOOK.name}: the results hold no list of segments.")
    print(f"\n{table([_row(row) for row in rows])}\n")
    counts = found["rows"]
    print(f"Rows used: {counts['used']:,} of {counts['in']:,}; snapshot {found['snapshot']}")
    spend = f"{found['currency']} {float(found['spend']):,.2f}".strip()
    print(f"Spend counted: {spend} of {found['customers']:,} customers")
    for file in files:
        print(shown(file))
    return 0
