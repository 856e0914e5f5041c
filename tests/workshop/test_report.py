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
from segmentation.workshop.execute import write_notebook
from segmentation.workshop.report import (
    OPENING,
    figures_of,
    made_from,
    opening,
    openings_from,
    picture,
    render,
    stale_files,
    stale_openings,
    unused,
    write_openings,
)

LONGEST_README = 1_200  # words, those of the gallery and the segments too
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
    write_notebook(nbformat.v4.new_notebook(cells=[first, *shown, cell]), path)
    return path


# The openings of notebooks


def test_the_opening_is_the_paragraph_that_says_so(tmp_path: Path) -> None:
    text = f"{OPENING}, an ARI of\n0.95."
    assert opening(write(tmp_path, "a.ipynb", text, {})) == text


def test_a_missing_opening_names_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", f"So, {OPENING.lower()}: 5.", {})
    with pytest.raises(DataError, match=rf'a\.ipynb: no paragraph .* begins "{OPENING}"'):
        opening(path)


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", OPENING, {})
    with pytest.raises(DataError, match=r"^a\.ipynb needs templates/openings/a\.md\.$"):
        openings_from([path], {"a": {}}, tmp_path)


def test_only_an_opening_that_differs_is_written_and_nothing_else_of_it(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", f"{OPENING}, k = 5:\n- and ü.", {"k": 5}, one=RED)
    before = path.read_bytes()
    write_openings({path: f"{OPENING}, k = 5:\n- and ü."})
    assert path.read_bytes() == before
    write_openings({path: f"{OPENING}, k = 6:\n- and ü."})
    assert path.read_bytes() == before.replace(b"k = 5:", b"k = 6:")


COMMITTED = notebooks_in(NOTEBOOKS)
TYPED = {  # what is no figure of the results: how an index is read, days that a notebook is about
    *("04_scaling 0", "04_scaling 1", "06_kmeans 1", "08_personas 1", "02_eda 10%", "olist 0.5"),
    *("14_first_days 180", "14_first_days 90", "10_existence 2"),
}


@pytest.fixture(scope="module")
def committed() -> report.Figures:
    """The results of all committed notebooks."""
    return report.figures_of(COMMITTED)


def wrong(text: object) -> str:
    """A figure whose last digit is another; other words for words."""
    *before, after = re.split(r"(\d)(?!.*\d)", str(text))
    return f"{before[0]}{(int(before[1]) + 1) % 10}{after}" if before else "otherwise"


@pytest.mark.parametrize("notebook", COMMITTED, ids=lambda notebook: notebook.stem)
def test_every_wrong_figure_of_an_opening_is_caught(
    notebook: Path,
    committed: report.Figures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(report.FILTERS, "wrong", wrong)
    right = openings_from([notebook], committed, report.TEMPLATES)[notebook]
    source = (report.TEMPLATES / "openings" / f"{notebook.stem}.md").read_text(encoding="utf-8")
    expressions = list(re.finditer(r"\{\{ (.*?) \}\}", source))
    assert expressions
    for found in expressions:
        changed = f"{source[: found.start(1)]}({found[1]}) | wrong{source[found.end(1) :]}"
        template(tmp_path / "openings", f"{notebook.stem}.md", changed)
        mistaken = openings_from([notebook], committed, tmp_path)[notebook]
        (problem,) = stale_openings({write(tmp_path, notebook.name, mistaken, {}): right})
        assert problem.startswith(f"{notebook.name}: its opening has "), found[1]
    assert stale_openings({write(tmp_path, notebook.name, right, {}): right}) == []


def test_what_an_opening_says_instead_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ipynb", f"{OPENING} 48% of 5 customers, alas.", {})
    assert stale_openings({path: f"{OPENING} 49% of 6 million customers, alas."}) == [
        'a.ipynb: its opening has "48%" where its results give "49%", "5" where its results give '
        '"6 million".'
    ]


@pytest.mark.parametrize("notebook", COMMITTED, ids=lambda notebook: notebook.stem)
def test_no_figure_is_typed_in_the_template_of_an_opening(notebook: Path) -> None:
    source = (report.TEMPLATES / "openings" / f"{notebook.stem}.md").read_text(encoding="utf-8")
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", source)
    assert {f"{notebook.stem} {n}" for n in re.findall(r"\d[\d.,]*\d%?|\d%?", text)} <= TYPED


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
        ('nb["08_personas"].rows | length | word', "two"),
        ('nb["08_personas"].customers | word', "500,000"),
        ('"2.0" | number', "2"),
        ('"most" | when(nb["08_personas"].share > 0.5)', "most"),
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
        ('{{ "some" | when(nb["08_personas"].zero > 0) }}', '"some" no longer holds; say it'),
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
    template(folder / "openings", "01_a.md", "{{ nothing }}")
    template(folder / "reports", "deep.md", "![A](../images/b-one.png)\n")
    assert made_from(notebooks, figures_of(notebooks), folder) == {
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
        made_from(notebooks, figures_of(notebooks), folder)
    assert str(error.value) == "plan.md shows images/02_a-one.png, but there is no such notebook."
    template(folder, "plan.md", "![A](images/01_a-two.png)")
    with pytest.raises(DataError, match=r"01_a\.ipynb has no executed cell tagged figure:two"):
        made_from(notebooks, figures_of(notebooks), folder)


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
    openings = tmp_path / "templates" / "openings"
    template(openings, "01_a.md", f"{OPENING}, k = {{{{ r.k }}}}.\n")
    template(openings, "b.md", f"{OPENING}, {{{{ r.share | percent }}}}.\n")
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


STALE_OPENING = '01_a.ipynb: its opening has "{}" where its results give "{}".'
STALE_README = "README.md, line 3: differs from what templates/README.md and the notebooks give."


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("README.md", "k is 5", "k is 6", STALE_README),
        ("templates/README.md", "k is ", "k was ", STALE_README),
        ("notebooks/01_a.ipynb", "k = 5", "k = 6", STALE_OPENING.format("6.", "5.")),
        ("templates/openings/01_a.md", "k = ", "k: ", STALE_OPENING.format("k =", "k:")),
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
    path = repository / "notebooks" / "01_a.ipynb"
    write(path.parent, path.name, f"{OPENING}, k = 5.", {"k": 7}, one=RED)
    before = path.read_bytes()
    capsys.readouterr()
    assert command_report.run(["--check"]) == 1
    found = capsys.readouterr().out.splitlines()[:2]
    assert found == [STALE_OPENING.format("5.", "7."), STALE_README]
    assert path.read_bytes() == before
    assert command_report.run([]) == 0
    assert path.read_bytes() == before.replace(b"k = 5.", b"k = 7.")
    assert "k is 7" in (repository / "README.md").read_text(encoding="utf-8")


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
    """The words that a reader reads: no comments, link targets, tags, bars and code fences."""
    for pattern in (r"(?s)<!--.*?-->", r"<[^>]+>", r"(?<=\])\([^)]*\)", r"\|", r"(?m)^\s*```.*$"):
        markdown = re.sub(pattern, " ", markdown)
    return [word for word in markdown.split() if re.search(r"[^\W_]", word)]


def test_the_readme_is_short() -> None:
    assert len(words((ROOT / "README.md").read_text(encoding="utf-8"))) <= LONGEST_README


@pytest.mark.parametrize("name", ["README.md", "marketing_strategy.md"])
def test_links_of_committed_texts_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert any(target.startswith("images/") for target in targets)
    for target in targets:
        if not target.startswith(("http://", "https://", "#", "../../actions/")):  # GitHub's own
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_nothing_committed_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_report.run(["--check"]) == 0, capsys.readouterr().out
