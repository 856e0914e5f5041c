"""Fill README, marketing_strategy.md, reports/, images/ and the openings of the notebooks.

Texts are made from the files in templates/, where every figure is an expression over the
`results` cells of the notebooks. Pictures are copied out of the cells tagged `figure:NAME`.
The paragraph of a notebook that begins "In the committed run", its opening, is made from
templates/openings/ in the same way.
"""

import base64
import re
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

import jinja2
import nbformat

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.base.paths import ROOT
from segmentation.workshop.execute import results, write_notebook

TEMPLATES = ROOT / "templates"
OPENINGS = "openings"  # the folder of their templates
OPENING = "In the committed run"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PICTURE = re.compile(r"images/(?P<notebook>\w+)-(?P<figure>\w+)\.png")

Figures = dict[str, dict[str, Any]]


def _percent(share: float, decimals: int = 0) -> str:
    return f"{share:.{decimals}%}"


def _decimals(number: float, places: int = 2) -> str:
    return f"{number:.{places}f}"


def _word(number: int) -> str:
    """A small number as a word."""
    return NUMBERS[number] if number in range(len(NUMBERS)) else f"{number:,}"


def _when(words: str, holds: bool) -> str:
    """Words that only hold under a condition; that the text has to be rewritten where it fails."""
    if not holds:
        raise ValueError(f'"{words}" no longer holds; say it otherwise')
    return words


FILTERS = {
    "percent": _percent,
    "decimals": _decimals,
    "count": "{:,.0f}".format,
    "pounds": "£{:,.0f}".format,
    "pence": "£{:,.2f}".format,
    "number": lambda number: f"{float(number):g}",
    "word": _word,
    "when": _when,
}


# The openings of notebooks


def opening(notebook: Path) -> str:
    """The paragraph of a notebook's first cell that is made from its results.

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


def openings_from(notebooks: list[Path], figures: Figures, templates: Path) -> dict[Path, str]:
    """The opening that each notebook should have."""
    made = {}
    for notebook in notebooks:
        template = templates / OPENINGS / f"{notebook.stem}.md"
        if not template.exists():
            raise DataError(f"{notebook.name} needs templates/{OPENINGS}/{template.name}.")
        made[notebook] = render(template, figures, r=figures[notebook.stem]).strip()
    return made


def stale_openings(made: dict[Path, str]) -> list[str]:
    """One sentence for each notebook whose opening is not as made: what it says instead."""
    problems = []
    for notebook, wanted in made.items():
        old, new = opening(notebook).split(" "), wanted.split(" ")
        changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        told = [
            f'"{" ".join(old[a:b])}" where its results give "{" ".join(new[c:d])}"'
            for kind, a, b, c, d in changes
            if kind != "equal"
        ]
        if told:
            problems.append(f"{notebook.name}: its opening has {', '.join(told)}.")
    return problems


def write_openings(made: dict[Path, str]) -> None:
    """Write the openings that are not as made; the rest of a notebook stays byte for byte."""
    for notebook, wanted in made.items():
        found = opening(notebook)
        if found != wanted:
            content = nbformat.read(notebook, as_version=4)
            content.cells[0].source = content.cells[0].source.replace(found, wanted)
            write_notebook(content, notebook)


# Texts and pictures made from the notebooks


def figures_of(notebooks: list[Path]) -> Figures:
    """The results of executed notebooks, by name without suffix."""
    return {notebook.stem: results(notebook) for notebook in notebooks}


def render(template: Path, figures: Figures, **also: object) -> str:
    """Fill Markdown with figures: `{{ nb["08_personas"].ari.rfm | decimals }}`.

    Raises
    ------
    DataError
        If the template names a figure that no notebook has, or is not well formed.
    """
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown from our own figures, not a web page
    )
    environment.filters |= FILTERS
    try:
        text = template.read_text(encoding="utf-8")
        return environment.from_string(text).render(nb=figures, **also)
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
        cause = " ".join(str(error).split()).rstrip(".")
        raise DataError(f"{template.name} cannot be filled: {cause}.") from error


def picture(notebook: Path, figure: str) -> bytes:
    """The PNG that the cell tagged `figure:NAME` of an executed notebook shows.

    Raises
    ------
    DataError
        If there is no such cell, or it shows no picture.
    """
    for cell in nbformat.read(notebook, as_version=4).cells:
        if f"figure:{figure}" in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    return base64.b64decode(output.data["image/png"])
    raise DataError(f"{notebook.name} has no executed cell tagged figure:{figure} with a picture.")


def made_from(notebooks: list[Path], figures: Figures, templates: Path) -> dict[Path, bytes]:
    """The texts and the pictures they show: path, relative to the repository → content.

    Each `NAME.md` among the templates becomes `NAME.md` of the repository, at the same place.
    """
    by_name = {notebook.stem: notebook for notebook in notebooks}
    made = {}
    for template in sorted(set(templates.rglob("*.md")) - set(templates.glob(f"{OPENINGS}/*"))):
        text = render(template, figures)
        made[template.relative_to(templates)] = text.encode()
        for shown in PICTURE.finditer(text):
            if shown["notebook"] not in by_name:
                raise DataError(f"{template.name} shows {shown[0]}, but there is no such notebook.")
            made[Path(shown[0])] = picture(by_name[shown["notebook"]], shown["figure"])
    return made


def _difference(path: Path, wanted: bytes, found: bytes) -> str:
    """Where a file differs from what it should be, in a sentence."""
    if path.suffix != ".md":
        return f"{path.as_posix()} is not the picture in the notebook."
    lines = zip_longest(wanted.decode().split("\n"), found.decode(errors="replace").split("\n"))
    number = next(i for i, (a, b) in enumerate(lines, 1) if a != b)
    return (
        f"{path.as_posix()}, line {number}: differs from what templates/{path.as_posix()} and the "
        f"notebooks give."
    )


def stale_files(made: dict[Path, bytes], root: Path) -> list[str]:
    """One sentence for each file that is missing, differs, or is a picture nobody shows."""
    problems = []
    for path, wanted in made.items():
        file = root / path
        if not file.exists():
            problems.append(f"{path.as_posix()} is missing.")
            continue
        found = file.read_bytes()
        if path.suffix == ".md":
            found = found.replace(b"\r\n", b"\n")  # as git checks texts out on Windows
        if found != wanted:
            problems.append(_difference(path, wanted, found))
    return problems + [f"images/{file.name} is shown nowhere." for file in unused(made, root)]


def unused(made: dict[Path, bytes], root: Path) -> list[Path]:
    """Files in `images/` that no text shows."""
    return sorted(f for f in (root / "images").glob("*") if Path("images") / f.name not in made)


def write(made: dict[Path, bytes], root: Path) -> None:
    """Write the files, each whole or not at all, and remove pictures nobody shows."""
    for path, content in made.items():
        with exports.written(root / path) as part:
            part.write_bytes(content)
    for file in unused(made, root):
        file.unlink()
