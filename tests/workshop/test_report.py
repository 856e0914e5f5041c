"""What is made from notebooks, on small ones written here; then what is committed."""

import base64
import json
import re
from pathlib import Path

import nbformat
import pytest

from segmentation.base.errors import DataError
from segmentation.base.paths import NOTEBOOKS, ROOT, notebooks_in
from segmentation.command import report as command_report
from segmentation.command.cli import run_command
from segmentation.workshop import report
from segmentation.workshop.report import (
    OPENING,
    check,
    made_from,
    numbers_in,
    opening,
    picture,
    render,
    stale_figures,
    stale_files,
    unused,
)

LONGEST_README = 900  # words
RED, BLUE = b"\x89PNG red", b"\x89PNG blue"


def figure_cell(name: str, content: bytes) -> nbformat.NotebookNode:
    """An executed cell that printed something and showed a picture."""
    cell = nbformat.v4.new_code_cell("plots.draw()", metadata={"tags": [f"figure:{name}"]})
    shown = {"text/plain": "<Figure>", "image/png": base64.b64encode(content).decode() + "\n"}
    cell.outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="drawn"),
        nbformat.v4.new_output("display_data", data=shown),
    ]
    return cell


def write(folder: Path, name: str, text: str, figures: dict, **pictures: bytes) -> Path:
    """An executed notebook with an opening paragraph, pictures and results."""
    cell = nbformat.v4.new_code_cell("print_results()", metadata={"tags": ["results"]})
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=json.dumps(figures))]
    first = nbformat.v4.new_markdown_cell(
        f"# 00 · Title\n\nA question of 99%?\n\n{text}\n\nNext: 2"
    )
    shown = [figure_cell(figure, content) for figure, content in pictures.items()]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[first, *shown, cell]), path)
    return path


# Figures in text


@pytest.mark.parametrize(
    ("text", "known", "stale"),
    [
        ("an ARI of 0.95", 0.9471, []),
        ("an ARI of 0.94", 0.9471, ["0.94"]),
        ("an ARI of 0.947.", 0.9471, []),
        ("97.8% of them", 0.9783, []),
        ("97.9% of them", 0.9783, ["97.9%"]),
        ("98% of them", 0.9783, []),
        ("97% of them", 0.9783, ["97%"]),
        ("98 of them", 0.9783, ["98"]),  # a share is not its percentage
        ("k = 5", 5, []),
        ("k = 6", 5, ["6"]),
        ("500,000 customers", 500_000, []),
        ("500,005 customers", 500_000, ["500,005"]),
        ("12,345,678 lines", 12_345_700.0, []),  # results carry six digits, so the rest may differ
        ("12,345,778 lines", 12_345_700.0, ["12,345,778"]),
        ("999,998 lines", 999_999, ["999,998"]),  # six digits are exact
        ("9,999,996 lines", 1e7, []),
        ("0.9471", 0.947149, []),
        ("0.9472", 0.947149, ["0.9472"]),
        ("1,234 customers", 1_234, []),
        ("1,235 customers", 1_234, ["1,235"]),
        ("£12.7 million a year", 12_710_000.0, []),
        ("£12.8 million a year", 12_710_000.0, ["12.8 million"]),
        ("13 million orders", 12_710_000.0, []),
        ("£37 of £100", 37.31, ["100"]),
        ("**0.95**, (0.95) and £0.95", 0.95, []),
        ("Okabe2 has no figure, k5 neither", 0.0, []),
        ("no figure at all", 1.0, []),
    ],
)
def test_typed_figures(text: str, known: float, stale: list[str]) -> None:
    assert stale_figures(text, [known, -3.3]) == stale


def test_every_stale_figure_is_listed_as_typed() -> None:
    text = "ARI 0.54 against 0.95: 12% of 500,000 customers, £3.4 million."
    assert stale_figures(text, []) == ["0.54", "0.95", "12%", "500,000", "3.4 million"]
    assert stale_figures(text, [0.54, 0.951, 0.12, 500_000]) == ["3.4 million"]


def test_numbers_are_found_at_any_depth_and_as_keys() -> None:
    nested = {
        "k": 5,
        "natural": True,  # not a figure
        "by_k": {"3": 0.25, "name": None},
        "rows": [{"share": 0.1, "name": "7 lucky"}, [2.5]],
    }
    assert sorted(numbers_in(nested)) == [0.1, 0.25, 2.5, 3.0, 5.0]


# Notebooks


def test_the_opening_is_the_paragraph_that_says_so(tmp_path: Path) -> None:
    text = f"{OPENING}, an ARI of\n0.95."
    assert opening(write(tmp_path, "a.ipynb", text, {})) == text


def test_a_missing_opening_names_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", f"So, {OPENING.lower()}: 5.", {})
    with pytest.raises(DataError, match=rf'a\.ipynb: no paragraph .* begins "{OPENING}"'):
        opening(path)


def test_a_changed_figure_is_found(tmp_path: Path) -> None:
    text = f"{OPENING}, 97.8% of 500,000 customers are named right (ARI 0.95)."
    figures = {"customers": 500_000, "ari": {"nine": 0.9471}, "right": 0.9783}
    assert check([write(tmp_path, "right.ipynb", text, figures)]) == []
    changed = write(tmp_path, "changed.ipynb", text, figures | {"right": 0.9612})
    assert check([changed]) == ["changed.ipynb: 97.8% is not among its results."]
    two = write(tmp_path, "two.ipynb", text.replace("0.95", "0.99"), figures | {"right": 0.9612})
    assert check([changed, two])[1] == "two.ipynb: 97.8%, 0.99 is not among its results."


def test_figures_outside_the_opening_are_not_compared(tmp_path: Path) -> None:
    assert check([write(tmp_path, "a.ipynb", f"{OPENING}, k = 5.", {"k": 5})]) == []


# Filling a template


def filled(tmp_path: Path, template: str, figures: dict | None = None) -> str:
    """A template of the notebook `08_personas` filled."""
    file = tmp_path / "README.md"
    file.write_text(template, encoding="utf-8")
    return render(file, {"08_personas": figures or {}})


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('nb["08_personas"].ari.rfm | decimals', "0.54"),
        ('nb["08_personas"].ari["all features"] | decimals(3)', "0.947"),
        ('nb["08_personas"].share | percent', "98%"),
        ('nb["08_personas"].share | percent(1)', "97.8%"),
        ('nb["08_personas"].customers | count', "500,000"),
        ('nb["08_personas"].cost | pounds', "£12,707,823"),
        ('(nb["08_personas"].cost / 1e6) | pence', "£12.71"),
        ('nb["08_personas"].rows[1].name', "Größe & <b>"),
    ],
)
def test_figures_as_a_text_shows_them(expression: str, text: str, tmp_path: Path) -> None:
    figures = {
        "ari": {"rfm": 0.5427, "all features": 0.9471},
        "share": 0.9784,
        "customers": 500_000,
        "cost": 12_707_822.6,
        "rows": [{"name": "a"}, {"name": "Größe & <b>"}],
    }
    assert filled(tmp_path, f"So: {{{{ {expression} }}}}.\n", figures) == f"So: {text}.\n"


def test_statements_leave_no_lines_and_the_end_stays(tmp_path: Path) -> None:
    template = '{% set shop = nb["08_personas"] %}\r\n| a |\r\n  {% for k in shop.ks %}\r\n'
    template += "| {{ k }} |\r\n  {% endfor %}\r\nend\n\n"
    (tmp_path / "README.md").write_bytes(template.encode())
    text = render(tmp_path / "README.md", {"08_personas": {"ks": [4, 5]}})
    assert text == "| a |\n| 4 |\n| 5 |\nend\n\n"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ('{{ nb["08_personas"].arl }}', "has no attribute 'arl'"),
        ('{{ nb["08_personas"].arl.rfm | decimals }}', "has no attribute 'arl'"),
        ('{{ nb["09_none"].ari }}', "has no attribute '09_none'"),
        ("{{ shop.ari }}", "'shop' is undefined"),
        ('{{ nb["08_personas"].none | decimals }}', "NoneType"),
        ('{{ nb["08_personas"].text | percent }}', "'str'"),
        ('{{ nb["08_personas"].zero / nb["08_personas"].zero }}', "division by zero"),
        ("{{ nb | rounded }}", "No filter named 'rounded'"),
        ("a\n{% for x in nb %}", "block that needs to be closed is 'for'."),
        ("a\n{{ nb[ }}", "unexpected '}'"),
    ],
)
def test_what_cannot_be_filled_is_told_in_one_line(template: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        filled(tmp_path, template, {"none": None, "text": "5", "zero": 0})
    text = str(error.value)
    assert text.startswith("README.md cannot be filled: ")
    assert why in text
    assert "\n" not in text
    assert re.search(r"[^.]\.$", text)


# Pictures


def test_a_picture_is_that_of_the_cell_tagged_so(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", "", {}, first=RED, second=BLUE)
    assert picture(path, "first") == RED
    assert picture(path, "second") == BLUE


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", "", {}, first=RED)
    with pytest.raises(DataError, match=r"^a\.ipynb has no executed cell tagged figure:fir with"):
        picture(path, "fir")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].outputs = []
    nbformat.write(notebook, path)
    with pytest.raises(DataError, match="tagged figure:first with a picture"):
        picture(path, "first")


def template(folder: Path, name: str, text: str) -> Path:
    """A template; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def test_everything_that_is_made(tmp_path: Path) -> None:
    notebooks = [
        write(tmp_path, "01_a.ipynb", "", {"k": 5}, one=RED, two=BLUE),
        write(tmp_path, "cases/b.ipynb", "", {"k": 6}, one=BLUE, unseen=RED),
    ]
    folder = template(tmp_path / "t", "README.md", "{{ nb.b.k }} ![A](images/01_a-one.png)\n")
    text = "£{{ nb['01_a'].k }} [![B](images/b-one.png)](x) ![A](images/01_a-one.png)\n"
    template(folder, "plan.md", text)
    template(folder, "notes.txt", "{{ nothing }}")
    template(folder / "reports", "deep.md", "![A](../images/b-one.png)\n")
    assert made_from(notebooks, folder) == {
        Path("README.md"): b"6 ![A](images/01_a-one.png)\n",
        Path("images/01_a-one.png"): RED,
        Path("plan.md"): "£5 [![B](images/b-one.png)](x) ![A](images/01_a-one.png)\n".encode(),
        Path("images/b-one.png"): BLUE,
        Path("reports/deep.md"): b"![A](../images/b-one.png)\n",
    }


def test_a_picture_of_no_notebook(tmp_path: Path) -> None:
    notebooks = [write(tmp_path, "01_a.ipynb", "", {}, one=RED)]
    folder = template(tmp_path / "t", "plan.md", "![A](images/02_a-one.png)")
    with pytest.raises(DataError) as error:
        made_from(notebooks, folder)
    assert str(error.value) == "plan.md shows images/02_a-one.png, but there is no such notebook."
    template(folder, "plan.md", "![A](images/01_a-two.png)")
    with pytest.raises(DataError, match=r"01_a\.ipynb has no executed cell tagged figure:two"):
        made_from(notebooks, folder)


# Stale files


MADE = {Path("plan.md"): "a\nb £5\nc\n".encode(), Path("images/a-one.png"): b"1\r\n2"}


def laid_out(root: Path, **changed: bytes) -> Path:
    """A folder with what `MADE` names, some of it changed."""
    (root / "images").mkdir(parents=True, exist_ok=True)
    for path, content in MADE.items():
        (root / path).write_bytes(changed.get(path.stem.replace("-", "_"), content))
    return root


def test_what_is_as_made_is_not_stale(tmp_path: Path) -> None:
    assert stale_files(MADE, laid_out(tmp_path)) == []


def test_a_text_checked_out_on_windows_is_not_stale_but_a_picture_is(tmp_path: Path) -> None:
    crlf = "a\r\nb £5\r\nc\r\n".encode()
    assert stale_files(MADE, laid_out(tmp_path, plan=crlf)) == []
    assert stale_files(MADE, laid_out(tmp_path, a_one=b"1\n2")) == [
        "images/a-one.png is not the picture in the notebook."
    ]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ("a\nb £6\nc\n".encode(), 2),
        ("a\nb £5\n".encode(), 3),
        ("a\nb £5\nc\nd\n".encode(), 4),
        ("a\nb £5\nc".encode(), 4),  # only the last line break is missing
        ("a\nb £5\nc\n\n".encode(), 5),
        ("a\rb £5\nc\n".encode(), 1),  # the line breaks of no git
        ("a\nb £5\nc\n".encode("latin-1"), 2),
        (b"", 1),
    ],
)
def test_a_changed_text_is_told_with_its_line(found: bytes, line: int, tmp_path: Path) -> None:
    assert stale_files(MADE, laid_out(tmp_path, plan=found)) == [
        f"plan.md, line {line}: differs from what templates/plan.md and the notebooks give."
    ]


def test_missing_and_unused_files_are_told(tmp_path: Path) -> None:
    assert stale_files(MADE, tmp_path) == ["plan.md is missing.", "images/a-one.png is missing."]
    laid_out(tmp_path)
    for name in ("b-two.png", "a-old.png"):
        (tmp_path / "images" / name).write_bytes(RED)
    assert stale_files(MADE, tmp_path) == [
        "images/a-old.png is shown nowhere.",
        "images/b-two.png is shown nowhere.",
    ]
    assert unused(MADE, tmp_path) == [tmp_path / "images" / n for n in ("a-old.png", "b-two.png")]


def test_files_are_written_and_unused_pictures_removed(tmp_path: Path) -> None:
    laid_out(tmp_path, plan=b"old")
    (tmp_path / "images" / "a-old.png").write_bytes(RED)
    (tmp_path / "NOTES.md").write_bytes(b"by hand")
    report.write(MADE, tmp_path)
    assert {f.relative_to(tmp_path): f.read_bytes() for f in tmp_path.rglob("*.*")} == {
        **MADE,
        Path("NOTES.md"): b"by hand",
    }
    report.write(MADE, tmp_path / "new")  # folders are made
    assert stale_files(MADE, tmp_path / "new") == []


def test_a_file_that_cannot_be_replaced_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out(tmp_path, plan=b"old")
    before = {f: f.read_bytes() for f in tmp_path.rglob("*.*")}

    def full(part: Path, target: Path) -> None:
        raise OSError(f"no room for {target.name}")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match=r"no room for plan\.md"):
        report.write(MADE, tmp_path)
    assert {f: f.read_bytes() for f in tmp_path.rglob("*.*")} == before


# The command


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository in which everything is as made."""
    write(tmp_path / "notebooks", "01_a.ipynb", f"{OPENING}, k = 5.", {"k": 5}, one=RED)
    write(tmp_path / "notebooks", "cases/b.ipynb", f"{OPENING}, 50%.", {"share": 0.5}, two=BLUE)
    text = '# Title\n\nk is {{ nb["01_a"].k }}.\n\n![A](images/01_a-one.png)\n'
    template(tmp_path / "templates", "README.md", text)
    text = "# Plan\n\n{{ nb.b.share | percent }}\n\n![B](images/b-two.png)\n"
    template(tmp_path / "templates", "marketing_strategy.md", text)
    template(tmp_path / "templates" / "reports", "insights.md", "k is {{ nb['01_a'].k }}\n")
    monkeypatch.setattr(command_report, "ROOT", tmp_path)
    monkeypatch.setattr(command_report, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(command_report, "TEMPLATES", tmp_path / "templates")
    assert command_report.run([]) == 0
    return tmp_path


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file of a folder."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_texts_and_pictures_are_written(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert command_report.run([]) == 0
    readme = (repository / "README.md").read_text(encoding="utf-8")
    assert readme == "# Title\n\nk is 5.\n\n![A](images/01_a-one.png)\n"
    assert (repository / "marketing_strategy.md").read_text(encoding="utf-8").split()[2] == "50%"
    assert (repository / "images" / "01_a-one.png").read_bytes() == RED
    assert (repository / "images" / "b-two.png").read_bytes() == BLUE
    out = capsys.readouterr().out
    assert out.startswith("2 notebooks, README.md, images/01_a-one.png, marketing_strategy.md")
    assert out.endswith(": every figure is the computed one\n")


def test_check_of_what_is_as_made(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(repository)
    capsys.readouterr()
    assert command_report.run(["--check"]) == 0
    assert contents(repository) == before
    out = capsys.readouterr().out
    assert out.splitlines()[1:] == []
    assert out.endswith(": every figure is the computed one\n")


def retyped(repository: Path, name: str, old: str, new: str) -> None:
    """Change something in a file by hand."""
    file = repository / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


STALE_README = "README.md, line 3: differs from what templates/README.md and the notebooks give."


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("README.md", "k is 5", "k is 6", STALE_README),
        ("templates/README.md", "k is ", "k was ", STALE_README),
        (
            "reports/insights.md",
            "k is 5",
            "k is 6",
            "reports/insights.md, line 1: differs from what templates/reports/insights.md and the "
            "notebooks give.",
        ),
        (
            "marketing_strategy.md",
            "50%",
            "51%",
            "marketing_strategy.md, line 3: differs from what templates/marketing_strategy.md and "
            "the notebooks give.",
        ),
        ("notebooks/01_a.ipynb", "k = 5", "k = 6", "01_a.ipynb: 6 is not among its results."),
        ("notebooks/cases/b.ipynb", "50%.", "51%.", "b.ipynb: 51% is not among its results."),
        (
            "notebooks/cases/b.ipynb",
            base64.b64encode(BLUE).decode(),
            base64.b64encode(RED).decode(),
            "images/b-two.png is not the picture in the notebook.",
        ),
    ],
)
def test_check_tells_what_is_stale_and_writes_nothing(
    name: str,
    old: str,
    new: str,
    problem: str,
    repository: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    retyped(repository, name, old, new)
    before = contents(repository)
    capsys.readouterr()
    assert command_report.run(["--check"]) == 1
    assert contents(repository) == before
    first, how, last = capsys.readouterr().out.splitlines()
    assert first == problem
    assert "segmentation report" in how
    assert last.endswith(": stale")


def test_a_figure_that_changed_in_a_notebook_is_stale_wherever_it_stands(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{OPENING}, k = 5."
    write(repository / "notebooks", "01_a.ipynb", text, {"k": 7}, one=RED)
    capsys.readouterr()
    assert command_report.run(["--check"]) == 1
    found = capsys.readouterr().out.splitlines()[:2]
    assert found == ["01_a.ipynb: 5 is not among its results.", STALE_README]
    # Writing mends the text; what is typed in the notebook is for its author to mend.
    assert command_report.run([]) == 1
    out = capsys.readouterr().out
    assert "k is 7" in (repository / "README.md").read_text(encoding="utf-8")
    assert out.splitlines()[0] == "01_a.ipynb: 5 is not among its results."
    assert "README.md, line" not in out


def test_check_tells_missing_and_unused_pictures(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = repository / "images"
    (images / "b-two.png").rename(images / "b-old.png")
    capsys.readouterr()
    assert command_report.run(["--check"]) == 1
    found = capsys.readouterr().out.splitlines()[:2]
    assert found == ["images/b-two.png is missing.", "images/b-old.png is shown nowhere."]
    assert command_report.run([]) == 0
    assert sorted(file.name for file in images.iterdir()) == ["01_a-one.png", "b-two.png"]


def test_what_jupyter_keeps_beside_notebooks_is_no_notebook(repository: Path) -> None:
    folder = repository / "notebooks" / ".ipynb_checkpoints"
    write(folder, "01_a-checkpoint.ipynb", f"{OPENING}, k = 4.", {"k": 5})
    write(folder.parent, ".02_b.part.ipynb", "half of it", {})
    assert command_report.run(["--check"]) == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ nb.b.none }}", "README.md cannot be filled: 'dict object' has no attribute 'none'."),
        ("{{", "README.md cannot be filled: unexpected 'end of template'."),
        ("![A](images/c-one.png)", "README.md shows images/c-one.png, but there is no such"),
        ("![A](images/b-one.png)", "b.ipynb has no executed cell tagged figure:one"),
    ],
)
def test_a_template_that_cannot_be_filled_leaves_everything_as_it_was(
    text: str, why: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template(repository / "templates", "README.md", text)
    before = contents(repository)
    capsys.readouterr()
    for arguments in ([], ["--check"]):
        assert run_command(command_report.run, arguments) == 2
        error = capsys.readouterr().err
        assert error.startswith(f"error: {why}")
        assert error.count("\n") == 1
    assert contents(repository) == before


# What is committed


def words(markdown: str) -> list[str]:
    """The words that a reader reads: no comments, link targets, table bars and code fences."""
    for pattern in (r"(?s)<!--.*?-->", r"(?<=\])\([^)]*\)", r"\|", r"(?m)^\s*```.*$"):
        markdown = re.sub(pattern, " ", markdown)
    return [word for word in markdown.split() if re.search(r"[^\W_]", word)]


def test_words_are_counted_as_read() -> None:
    text = "<!-- made\nby -->\n# A [big shop](a/b c.md), 5%:\n\n| --- | x |\n"
    text += "```bash\nmake run\n```\n"
    assert words(text) == ["A", "[big", "shop]", "5%:", "x", "make", "run"]


def test_the_readme_is_short() -> None:
    assert len(words((ROOT / "README.md").read_text(encoding="utf-8"))) <= LONGEST_README


def test_committed_pictures_are_those_of_the_notebooks() -> None:
    notebooks = {path.stem: path for path in notebooks_in(NOTEBOOKS)}
    files = sorted((ROOT / "images").iterdir())
    assert files
    for file in files:
        name, _, figure = file.stem.rpartition("-")
        assert file.read_bytes() == picture(notebooks[name], figure), file.name


@pytest.mark.parametrize("name", ["README.md", "marketing_strategy.md"])
def test_links_of_committed_texts_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert any(target.startswith("images/") for target in targets)
    for target in targets:
        if not target.startswith(("http://", "https://", "#")):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_nothing_committed_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_report.run(["--check"]) == 0, capsys.readouterr().out
