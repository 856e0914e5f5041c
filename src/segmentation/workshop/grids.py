"""Reading a sweep as typed: which notebook, which values of which parameters, which files."""

import ast
import re
from math import prod
from pathlib import Path
from typing import Any

from segmentation.base.errors import DataError
from segmentation.base.paths import NOTEBOOKS, notebooks_in
from segmentation.workshop.parameters import parse_parameters

MOST_RUNS = 1_000
Row = dict[str, Any]


def find_notebook(name: str) -> Path:
    """The notebook at a path, else the only one whose name starts so."""
    every = notebooks_in(NOTEBOOKS)
    found = [Path(name)] if Path(name).is_file() else [n for n in every if n.name.startswith(name)]
    if len(found) != 1:
        raise DataError(f"NOTEBOOK must be a path or fit one name; {name} fits {len(found)}.")
    return found[0]


def _values(text: str) -> list[str]:
    """The values of one --grid, each as text: "4,5", "0:3" or "['a', 'b']"."""
    if found := re.fullmatch(r"(-?\d+):(-?\d+)", text):
        return [str(number) for number in range(int(found[1]), int(found[2]))]
    if text.startswith("["):
        try:
            values = list(ast.literal_eval(text))
        except (ValueError, SyntaxError, TypeError):
            raise DataError(f"--grid cannot read the list {text}; it takes [1, 2].") from None
        return [value if isinstance(value, str) else repr(value) for value in values]
    return [value.strip() for value in text.split(",")] if text else []


def read_grid(notebook: Path, grid: list[str]) -> dict[str, list[Any]]:
    """Turn a grid as typed, "name=values" each, into values of the notebook's types.

    Raises
    ------
    DataError
        If the grid is empty or too large, or a name or value is unknown, unfit or repeated.
    """
    texts: dict[str, list[str]] = {}
    for given in grid:
        name, equals, text = given.partition("=")
        if not equals or not name.isidentifier() or not _values(text):
            raise DataError(f"--grid takes a name and its values, as in k=4,5; got {given!r}.")
        if name in texts:
            raise DataError(f"parameter {name} comes twice; give all its values in one --grid.")
        texts[name] = _values(text)
    if not texts or prod(map(len, texts.values())) > MOST_RUNS:
        raise DataError(f"a sweep takes --grid k=4,5 or the like, at most {MOST_RUNS:,} runs.")
    values: dict[str, list[Any]] = {}
    for name, some in texts.items():
        found = [parse_parameters(notebook, [f"{name}={text}"])[name] for text in some]
        if twice := [value for i, value in enumerate(found) if value in found[:i]]:
            raise DataError(f"parameter {name} has the value {twice[0]!r} twice; leave one out.")
        values[name] = found
    return values


def file_names(varied: list[Row]) -> list[str]:
    """A name for the file of each run, such as `k-4_overlap-0.5.ipynb`, that any system takes."""
    texts = ["_".join(f"{name}-{value}" for name, value in run.items()) for run in varied]
    stems = [re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:80] or "run" for text in texts]
    if len({stem.lower() for stem in stems}) < len(stems):  # Windows does not tell a from A
        stems = [f"{number}_{stem}" for number, stem in enumerate(stems, 1)]
    return [f"{stem}.ipynb" for stem in stems]
