"""Make the report of an orders file: the notebook executed on it, its tables, and its model."""

from pathlib import Path

import nbformat

from segmentation.base import exports, outputs
from segmentation.base.errors import DataError, NotebookError, QuestionError
from segmentation.base.paths import RUNS, shown
from segmentation.base.tables import table
from segmentation.base.words import plural
from segmentation.command.look import asked, reads
from segmentation.command.mine_arguments import NOTEBOOK, arguments
from segmentation.orders_file import look
from segmentation.orders_file.findings import segments
from segmentation.orders_file.findings.file import written
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
SHOWN = {"name": "", "customers": "", "share": ".0%", "share of spend": ".0%", "action": ""}


def _answer_first(notebook: Path) -> None:
    """Open a copy that ran on another file with its own answer, not that of the committed run."""
    content = nbformat.read(notebook, as_version=4)
    paragraphs = content.cells[0].source.split("\n\n")
    answer = segments.answer(results(notebook))
    own = [answer if text.startswith(OPENING) else text for text in paragraphs]
    content.cells[0].source = "\n\n".join(own)
    exports.write_text(nbformat.writes(content) + "\n", notebook)


def _is_default(out: Path) -> bool:
    """Whether a folder is the one that is used where none was given, which can be set aside."""
    return out.resolve().parent == (RUNS / "mine").resolve()


def _check_place(out: Path, path: Path) -> None:
    """Raise `DataError` if a result may not go into a folder, such as that of the orders."""
    if out.resolve() in (path.resolve(), path.resolve().parent) and out.exists():
        raise DataError(f"{shown(out)} is where the orders are; give another --out.")
    if not _is_default(out):
        outputs.check(out, BY, ALWAYS)


def _stopped(error: NotebookError, made: Path, out: Path) -> DataError:
    """What a cell complained of; a mistake in the code keeps its place, and what ran so far."""
    if error.is_data_error:  # a notebook that stopped at its first cell explains nothing more
        return DataError(f"{error.cause.rstrip('.')}.")
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
    """Execute the notebook of your own orders on a file or folder, and make its report.

    `out` is new, empty, or that of an earlier run, whose result stays until the new one is whole;
    `parameters` are "name=value". Comes back what was written, the report first.

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
        except NotebookError as error:
            raise _stopped(error, made, out) from None
        _answer_first(notebook)
        page.write_report(notebook, made / REPORT)
        names = [REPORT, notebook.name, *results(notebook)["written"], *READ]
        for name in names[:2]:
            _name_place(made / name, made, out)
        placed = outputs.publish(made, out, BY)
    return [out / placed[name] for name in names if name in placed]


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
    rows = [
        {
            name: format(segment[name], form) if form else segment[name]
            for name, form in SHOWN.items()
        }
        for segment in found["segments"]
    ]
    print(f"\n{table(rows)}\n")
    counts = found["rows"]
    print(f"Rows used: {counts['used']:,} of {counts['in']:,}; snapshot {found['snapshot']}")
    spend = written(float(found["spend"]), found["currency"])
    print(f"Spend counted: {spend} of {plural(found['customers'], 'customer')}")
    if not found["k"]:
        print(f"No model is written: clusters need {look.FEWEST} customers who differ")
    for file in files:
        print(shown(file))
    return 0
