"""The contract of the committed notebooks, read as they lie: nothing is executed here."""

import json
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from segmentation.base.paths import NOTEBOOKS, ROOT
from segmentation.base.words import anchor
from segmentation.clusters import ballot, choose_k, kmeans, stability, verdict
from segmentation.features import explore
from segmentation.features.names import SHRINKAGE
from segmentation.personas import naming, value
from segmentation.workshop import report
from segmentation.workshop.execute import results

MAIN_LINE = (
    "01_data_generation",
    "02_eda",
    "03_rfm_engineering",
    "04_scaling",
    "05_elbow_silhouette",
    "06_kmeans",
    "07_pca",
    "08_personas",
)
EVERY = sorted(p for p in NOTEBOOKS.rglob("*.ipynb") if not p.name.startswith("."))
EVERY = [path for path in EVERY if ".ipynb_checkpoints" not in path.parts]
LONGEST_CELL, LARGEST_FILE = 40, 1_000_000
LONGEST_OUTPUT = 40  # lines of text

# Figures that may be typed, because they define something: none of them comes from the data.
DEFINED = {
    "0.1": "how exact a mean over a few null sets is",
    "0.5": "half, or an overlap",
    f"{verdict.MARGIN:g}": "how far a natural k must exceed the strictest null",
    "0.75": "the least Jaccard of a stable cluster, the least cosine of an archetype",
    "0.8": "prediction strength that counts as strong",
    "1.5": "Tukey's fences, in interquartile ranges",
    "80/20": "the proverb",
    "5%": "parts that are too small to be shown",
    "50%": "one return of two orders",
    "95%": "the level of an interval",
    "100%": "one return of one order; the whole",
    "£100": "of which so much is left",
    "£100 million": "an order that is made up",
}
FIGURE = re.compile(r"£\s?\d[\d,.]*\d(?: million)?|£\s?\d|\d[\d,.]*\s?%|\d+/\d+|\d+\.\d+")
SIZE = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
FOLDERS = r"(?:home|root|tmp|usr|var|opt|mnt|srv|Users|private|Volumes)"
ABSOLUTE = re.compile(rf"(?<![\w.:/-])/{FOLDERS}/|\b[A-Z]:\\|file://")
LINK = re.compile(r"\]\(([^)\s]+)\)")

every_notebook = pytest.mark.parametrize(
    "path", EVERY, ids=[path.relative_to(NOTEBOOKS).as_posix() for path in EVERY]
)


@cache
def read(path: Path) -> nbformat.NotebookNode:
    """A notebook; each is read once."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code(path: Path) -> list[nbformat.NotebookNode]:
    """Its code cells."""
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path: Path) -> list[str]:
    """Its Markdown cells."""
    return [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]


def tags(cell: nbformat.NotebookNode) -> list[str]:
    """Tags of a cell."""
    return cell.metadata.get("tags", [])


def shown(path: Path) -> str:
    """Everything its outputs show as text."""
    pieces = []
    for cell in code(path):
        for output in cell.outputs:
            pieces.append(output.get("text", ""))
            pieces += [v for kind, v in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join(pieces)


def typed(markdown: str) -> str:
    """Prose without what is no statement: code and the targets of links."""
    for pattern in (r"`[^`]*`", r"\]\([^)]*\)", r"https?://\S+"):
        markdown = re.sub(pattern, " ", markdown)
    return markdown


def below_the_opening(path: Path) -> str:
    """All prose but the one paragraph in which figures may be typed."""
    first, *rest = prose(path)
    paragraphs = [p for p in first.split("\n\n") if not p.startswith(report.OPENING)]
    return typed("\n\n".join([*paragraphs, *rest]))


def anchors(path: Path) -> set[str]:
    """The targets that its headings make."""
    headings = re.findall(r"^#+ (.+)$", "\n\n".join(prose(path)), re.MULTILINE)
    return {anchor(heading) for heading in headings}


def test_the_main_line_is_complete() -> None:
    assert [path.stem for path in EVERY if path.parent == NOTEBOOKS][:8] == list(MAIN_LINE)
    assert NOTEBOOKS / "cases" / "online_retail.ipynb" in EVERY


# Format


@every_notebook
def test_format_4_5_with_distinct_ids(path: Path) -> None:
    notebook = read(path)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    nbformat.validate(notebook)
    ids = [cell.get("id") for cell in notebook.cells]
    assert all(ids) and len(set(ids)) == len(ids)


@every_notebook
def test_no_traces_of_tools(path: Path) -> None:
    notebook = read(path)
    assert not {"papermill", "widgets"} & set(notebook.metadata)
    for cell in notebook.cells:
        assert not {"papermill", "execution"} & set(cell.metadata)
    kinds = {k for cell in code(path) for o in cell.outputs for k in o.get("data", {})}
    assert kinds <= {"text/plain", "text/html", "text/markdown", "image/png"}


@every_notebook
def test_small_enough_to_be_rendered(path: Path) -> None:
    assert path.stat().st_size < LARGEST_FILE


# Execution


@every_notebook
def test_executed_from_top_to_bottom(path: Path) -> None:
    counts = [cell.execution_count for cell in code(path)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code(path):
        for output in cell.outputs:
            if output.output_type == "execute_result":
                assert output.execution_count == cell.execution_count


@every_notebook
def test_no_errors_and_nothing_on_stderr(path: Path) -> None:
    for cell in code(path):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.text


@every_notebook
def test_outputs_say_nothing_of_the_machine(path: Path) -> None:
    text = shown(path)
    assert ABSOLUTE.search(text) is None
    for folder in (ROOT, Path.home(), Path(sys.prefix)):
        assert len(folder.parts) < 2 or f"{folder}/" not in text
    assert "object at 0x" not in text
    assert not re.search(r"\w+Warning:|Traceback", text)


# Cells


@every_notebook
def test_tagged_cells(path: Path) -> None:
    count = Counter(tag for cell in read(path).cells for tag in tags(cell))
    assert count["parameters"] == 1
    assert count["results"] == 1
    assert tags(read(path).cells[-1]) == ["nbval-ignore-output"]
    known = {"parameters", "results", "nbval-ignore-output", "nbval-skip", "raises-exception"}
    assert {tag for tag in count if not tag.startswith("figure:")} <= known


@every_notebook
def test_results_are_one_json_object(path: Path) -> None:
    found = results(path)
    assert found
    (cell,) = (cell for cell in code(path) if "results" in tags(cell))
    assert len(cell.outputs) == 1
    assert json.loads(cell.outputs[0].text) == found


@every_notebook
def test_tagged_figures_are_distinct_and_there(path: Path) -> None:
    names = [tag for cell in code(path) for tag in tags(cell) if tag.startswith("figure:")]
    assert names and len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch(r"figure:[a-z0-9_]+", name)
    for cell in code(path):
        images = [o for o in cell.outputs if "image/png" in o.get("data", {})]
        if any(tag.startswith("figure:") for tag in tags(cell)):
            assert len(images) == 1, cell.source


@every_notebook
def test_code_cells_are_short_and_define_nothing(path: Path) -> None:
    for cell in code(path):
        assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.source
        assert not re.search(r"^\s*(?:async )?def |^\s*class ", cell.source, re.MULTILINE)
        assert "sys.path" not in cell.source
        assert cell.source.strip()


@every_notebook
def test_printed_text_is_short(path: Path) -> None:
    for cell in code(path):
        printed = [out.text for out in cell.outputs if out.output_type == "stream"]
        assert all(len(text.splitlines()) <= LONGEST_OUTPUT for text in printed), cell.source


@every_notebook
def test_parameters_can_be_read_by_papermill(path: Path) -> None:
    (cell,) = (cell for cell in code(path) if "parameters" in tags(cell))
    for line in cell.source.splitlines():
        assert re.fullmatch(r"\w+: (?:int|float|str|bool|list) = [^=]+  # [^=]+", line), line


# Prose


@every_notebook
def test_opens_with_a_title_and_an_answer(path: Path) -> None:
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \S", first.source)
    assert report.opening(path)
    titles = re.findall(r"^# .+$", "\n\n".join(prose(path)), re.MULTILINE)
    assert len(titles) == 1


@every_notebook
def test_links_lead_somewhere(path: Path) -> None:
    targets = [link for text in prose(path) for link in LINK.findall(text)]
    assert any(not target.startswith(("http", "#")) for target in targets)
    for target in targets:
        if target.startswith(("http://", "https://")):
            continue
        file, _, anchor = unquote(target).partition("#")
        linked = (path.parent / file).resolve() if file else path
        assert linked.is_file(), target
        assert linked.is_relative_to(ROOT), target
        if anchor and linked.suffix == ".ipynb":
            assert anchor in anchors(linked), target


@every_notebook
def test_no_figure_is_typed_below_the_opening(path: Path) -> None:
    found = {match.rstrip(".,") for match in FIGURE.findall(below_the_opening(path))}
    assert {figure.replace("\N{NO-BREAK SPACE}", " ") for figure in found} <= set(DEFINED)


@every_notebook
def test_typed_sizes_are_those_of_the_code(path: Path) -> None:
    known = {kmeans.SAMPLE, choose_k.WORKING_SAMPLE, value.PER_CUSTOMERS}
    known |= {int(n) for n in re.findall(r"\b\d[\d_]*\b", "\n".join(c.source for c in code(path)))}
    sizes = {int(size.replace(",", "")) for size in SIZE.findall(below_the_opening(path))}
    assert sizes <= known


# The tests of the prose, tested


def test_defined_figures_are_still_so_defined() -> None:
    assert float("0.75") == stability.STABLE == naming.MIN_COSINE
    assert float("0.8") == ballot.STRONG_PREDICTION
    assert float("1.5") == explore.FENCE
    assert SHRINKAGE == 5


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("about 2% of them, £3.40 or £12,000", ["2%", "£3.40", "£12,000"]),
        ("ARI 0.95, £100 million, 80/20", ["0.95", "£100 million", "80/20"]),
        ("k = 5, 20,000 rows, in 2018, `0.95`, [0.95](a_0.95.ipynb) £5.", ["0.95", "£5"]),
        ("[07](07_pca.ipynb) · the 95th percentile", []),
    ],
)
def test_figures_are_seen_in_prose(text: str, figures: list[str]) -> None:
    assert [match.rstrip(".,") for match in FIGURE.findall(typed(text))] == figures


def test_sizes_and_paths_are_seen() -> None:
    assert SIZE.findall("on 50,000 rows, 1,234,567 too, 5000 and 12,34 not") == [
        "50,000",
        "1,234,567",
    ]
    assert ABSOLUTE.search("read /home/someone/data.csv")
    assert ABSOLUTE.search(r"read C:\data")
    assert not ABSOLUTE.search("https://archive.org/home/x, and/or, data/tmp/x, 80/20")
