"""Make the report of an orders file: the notebook executed on it, its tables, and its model."""

import re
from pathlib import Path

import nbformat

from segmentation.base import exports, outputs
from segmentation.base.errors import DataError, QuestionError
from segmentation.base.paths import RUNS, shown
from segmentation.base.tables import table
from segmentation.command.look import asked, reads
from segmentation.command.mine_arguments import NOTEBOOK, arguments
from segmentation.orders_file import look
from segmentation.orders_file.findings import segments
from segmentation.reading import opening
from segmentation.workshop import page
from segmentation.workshop.execute import execute, results
from segmentation.workshop.parameters import parse_parameters
from segmentation.workshop.report import OPENING

BY = "segmentation mine"
REPORT, FAILED = "report.html", "your_orders.failed.ipynb"
READ = ("orders.parquet", "set_aside.csv")  # what reading the orders leaves
ALWAYS = (REPORT, NOTEBOOK.name, "segments.csv", "segments.parquet", "data_dictionary.csv",
          *READ)  # fmt: skip
SHOWN = ("name", "customers", "share", "share of spend", "action")


def _answer_first(notebook: Path) -> None:
    """Open a copy that ran on another file with its own answer, not that of the committed run."""
    content = nbformat.read(notebook, as_version=4)
    paragraphs = content.cells[0].source.split("\n\n")
    answer = segments.answer(results(notebook))
    own = [answer if text.startswith(OPENING) else text for text in paragraphs]
    content.cells[0].source = "\n\n".join(own)
    with exports.part(notebook) as part:
        nbformat.write(content, part)
        part.replace(notebook)


def _plainly(error: DataError) -> DataError:
    """What a cell of the notebook complained of, without which cell it was.

    Anything but a `DataError` is a mistake in the code and keeps the place where it happened.
    """
    said = re.fullmatch(r".*, cell \[\d+\]: (.*); what ran so far is in .*", str(error))
    if said is None or re.match(r"\w+(?:Error|Exception|Interrupt): ", said[1]):
        return error
    return DataError(f"{said[1]}.")


def _is_default(out: Path) -> bool:
    """Whether a folder is the one that is used where none was given, which can be set aside."""
    return out.resolve().parent == (RUNS / "mine").resolve()


def _check_place(out: Path, path: Path) -> None:
    """Look whether a result may go into a folder.

    Raises
    ------
    DataError
        If the orders lie in it, or, unless it can be set aside, as `outputs.check` says.
    """
    if out.resolve() in (path.resolve(), path.resolve().parent) and out.exists():
        raise DataError(f"{shown(out)} is where the orders are; give another --out.")
    if not _is_default(out):
        outputs.check(out, BY, ALWAYS)


def _kept(error: DataError, made: Path, out: Path) -> DataError:
    """What stopped the notebook; where that is a mistake in the code, what ran so far is kept."""
    plain = _plainly(error)
    if plain is not error:  # a notebook that stopped at its first cell explains nothing more
        return plain
    for file in made.iterdir():
        if file.is_file() and file.name != FAILED:
            file.unlink()
    outputs.publish(made, out, BY, keep=True)
    return DataError(str(error).replace(shown(made), shown(out)))


def _name_place(file: Path, made: Path, out: Path) -> None:
    """Let a text name the folder that it lies in at the end."""
    text = file.read_text(encoding="utf-8")
    exports.write_text(text.replace(made.as_posix(), out.as_posix()), file)


def mine(path: Path, out: Path, parameters: list[str]) -> list[Path]:
    """Execute the notebook of your own orders on a file, and make its report.

    Parameters
    ----------
    path : Path
        A file or a folder.
    out : Path
        Folder for all that is written: new, empty, or that of an earlier run, whose result
        stays until the new one is whole.
    parameters : list of str
        "name=value" for the notebook.

    Returns
    -------
    list of Path
        What was written, the report first.

    Raises
    ------
    DataError
        If a parameter is refused, the file cannot be understood (the sentence says what to set),
        or the folder holds what this command did not write.
    """
    values = parse_parameters(NOTEBOOK, parameters)
    _check_place(out, path)
    look.look(path, *reads(values))  # all questions, before a notebook is started for nothing
    if _is_default(out):
        outputs.make_room(out, BY, ALWAYS)
    out = out.resolve()  # the kernel works in another folder
    with outputs.stage(out, BY) as made:
        values |= {"path": str(path), "out": made.as_posix()}
        try:
            notebook = execute(NOTEBOOK, made / NOTEBOOK.name, values, progress=True)
        except DataError as error:
            raise _kept(error, made, out) from None
        _answer_first(notebook)
        page.write_report(notebook, made / REPORT)
        names = [REPORT, notebook.name, *results(notebook)["written"], *READ]
        for name in names[:2]:
            _name_place(made / name, made, out)
        placed = outputs.publish(made, out, BY)
    return [out / placed[name] for name in names if name in placed]


def _row(segment: dict[str, object]) -> dict[str, object]:
    """A segment as it is printed: shares in per cent."""
    return {
        name: f"{segment[name]:.0%}" if name.startswith("share") else segment[name]
        for name in SHOWN
    }


def run(argv: list[str]) -> int:
    """Segment a file of orders, print the segments, and where everything is."""
    given = vars(arguments(argv))
    typed = given.pop("path")
    path = opening.locate(typed)
    out = given.pop("out", RUNS / "mine" / opening.stem(path))
    try:
        files = mine(path, out, [f"{name}={value}" for name, value in given.items()])
    except QuestionError as error:
        return asked(typed, given, error)
    found = results(files[1])
    rows = found["segments"]
    if not isinstance(rows, list):
        raise DataError(f"{NOTEBOOK.name}: the results hold no list of segments.")
    print(f"\n{table([_row(row) for row in rows])}\n")
    counts = found["rows"]
    print(f"Rows used: {counts['used']:,} of {counts['in']:,}; snapshot {found['snapshot']}")
    spend = f"{found['currency']} {float(found['spend']):,.2f}".strip()
    print(f"Spend counted: {spend} of {found['customers']:,} customers")
    if not found["k"]:
        print(f"No model is written: clusters need {look.FEWEST} customers who differ")
    for file in files:
        print(shown(file))
    return 0
