"""Fill README, marketing_strategy.md, reports/ and images/ from the notebooks, or check them.

Texts are made from the files in templates/, where every figure is an expression over the
`results` cells of the notebooks. Pictures are copied out of the cells tagged `figure:NAME`.
Figures are typed in one place only, the paragraph of a notebook that begins "In the committed
run": each must be found among the figures of the notebook's own `results` cell.
"""

import base64
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

import jinja2
import nbformat

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.base.paths import ROOT
from segmentation.workshop.execute import results
from segmentation.workshop.results import DIGITS

TEMPLATES = ROOT / "templates"
OPENING = "In the committed run"
NUMBER = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(%| million)?")
PICTURE = re.compile(r"images/(?P<notebook>\w+)-(?P<figure>\w+)\.png")


def _percent(share: float, decimals: int = 0) -> str:
    return f"{share:.{decimals}%}"


def _decimals(number: float, places: int = 2) -> str:
    return f"{number:.{places}f}"


FILTERS = {
    "percent": _percent,
    "decimals": _decimals,
    "count": "{:,.0f}".format,
    "pounds": "£{:,.0f}".format,
    "pence": "£{:,.2f}".format,
}


# Figures typed in the openings of notebooks


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
        # A long number may differ after the significant digits that results carry.
        carried = DIGITS - 1 - Decimal(digits).adjusted()
        slack = 0.5 * 10.0 ** -min(decimals, carried)
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


# Texts and pictures made from the notebooks


def render(template: Path, figures: dict[str, dict[str, Any]]) -> str:
    """Fill a template with the figures of the notebooks.

    Parameters
    ----------
    template : Path
        Markdown with Jinja expressions such as `{{ nb["08_personas"].ari.rfm | decimals }}`.
    figures : dict
        Notebook, without suffix → its results; `nb` in the template.

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
        return environment.from_string(text).render(nb=figures)
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


def made_from(notebooks: list[Path], templates: Path) -> dict[Path, bytes]:
    """Everything that is made from the notebooks: the texts, and the pictures they show.

    Parameters
    ----------
    notebooks : list of Path
        Executed.
    templates : Path
        A folder; each `NAME.md` in it or below becomes `NAME.md` of the repository, at the same
        place.

    Returns
    -------
    dict
        Path, relative to the repository → content.
    """
    by_name = {notebook.stem: notebook for notebook in notebooks}
    figures = {name: results(notebook) for name, notebook in by_name.items()}
    made = {}
    for template in sorted(templates.rglob("*.md")):
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
        with exports.part(root / path) as part:
            part.write_bytes(content)
            part.replace(root / path)
    for file in unused(made, root):
        file.unlink()
