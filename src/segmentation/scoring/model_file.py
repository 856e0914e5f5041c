"""A model as one small JSON file: written whole, and read only if its parts fit together.

The file holds numbers and names. Nothing in it is run, so a model from a stranger can do no more
than be wrong.
"""

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from segmentation.base import exports
from segmentation.base.errors import DataError

SCHEMA = 3
HALVES = re.compile("[\ud800-\udfff]")
LARGEST_FILE = 5_000_000  # bytes; a model has thousands
LARGEST = 1e60  # of a figure; the squares of larger ones overflow
LONGEST = 10_000  # characters of a text that is not one of many
MOST_READ_WITH = 100  # parameters; `segmentation mine` has about thirty
VERDICTS = ("natural", "slices", "constructive")
WORDS = ("verdict", "snapshot", "currency", "time_zone")
TEXTS = ("features", "log", "names", "why", "actions")
FIGURES = ("means", "scales", "furthest")
LIMITS = ("shrinkage", "undecided_below", "too_new_below")


def write(content: Mapping[str, Any], path: Path) -> Path:
    """Write a model with the number of its schema and the version of the package.

    Returns
    -------
    Path
        `path`, or another name beside it if that file is held open.
    """
    content = {"schema": SCHEMA, "package": version("segmentation")} | dict(content)
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    return exports.write_text(text + "\n", path)


def read(path: Path, wanted: list[str]) -> dict[str, Any]:
    """Read the `wanted` parts of a model that `write` wrote.

    Raises
    ------
    DataError
        If the file is no such model, is of another schema, lacks something, holds a number that
        is not finite, or its parts do not fit together.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError(f"it is larger than {LARGEST_FILE / 1e6:.0f} MB")
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise DataError(f"{path.name} cannot be read as a segmenter ({error}).") from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        found = content.get("schema") if isinstance(content, dict) else None
        raise DataError(
            f"{path.name}: schema {SCHEMA} is needed, and this is {found!r}; train the model again "
            "(segmentation train, or segmentation mine for an orders file)."
        )
    missing = [name for name in wanted if name not in content]
    if missing:
        raise DataError(f"{path.name}: {', '.join(missing)} is missing.")
    _check_kinds(content, path.name)
    _check_words(content, path.name)
    _check_sizes(content, path.name)
    _check_figures(content, path.name)
    return {name: content[name] for name in wanted}


def _check_kinds(content: dict[str, Any], file: str) -> None:
    """Raise `DataError` unless lists are lists, texts are texts and mappings fit the features."""
    for name in (*TEXTS, *FIGURES, "centroids"):
        if not isinstance(content[name], list):
            raise DataError(f"{file}: {name} must be a list.")
    for name in TEXTS:
        if not all(isinstance(text, str) for text in content[name]):
            raise DataError(f"{file}: {name} must be texts.")
        if any(HALVES.search(text) for text in content[name]):
            raise DataError(f"{file}: {name} holds half a character, which is no text.")
    for name in ("features", "names"):
        if "" in content[name]:
            raise DataError(f"{file}: {name} must not be empty.")
        if len(set(content[name])) < len(content[name]):
            raise DataError(f"{file}: {name} must differ from each other.")
    for name in ("averages", "shrink_to"):
        if not isinstance(content[name], dict):
            raise DataError(f"{file}: {name} must be a mapping.")
    used = [*content["log"], *content["averages"], *content["averages"].values()]
    unknown = [str(name) for name in used if name not in content["features"]]
    if unknown or set(content["averages"]) != set(content["shrink_to"]):
        raise DataError(f"{file}: {', '.join(unknown) or 'an average'} is not among the features.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and not HALVES.search(value)


def _is_plain(value: object) -> bool:
    """Whether a value is a text, a finite number or a bool."""
    return _is_text(value) or (isinstance(value, int | float) and abs(value) < LARGEST)


def _check_words(content: dict[str, Any], file: str) -> None:
    """Raise `DataError` unless what says where a model comes from is plain and short."""
    for name in WORDS:
        if not _is_text(content[name]):
            raise DataError(f"{file}: {name} must be a text of at most {LONGEST:,} characters.")
    if content["verdict"] not in VERDICTS:
        raise DataError(f"{file}: verdict must be one of {', '.join(VERDICTS)}.")
    given = content["read_with"]
    if not isinstance(given, dict) or len(given) > MOST_READ_WITH:
        raise DataError(f"{file}: read_with must be a mapping of at most {MOST_READ_WITH} values.")
    if not all(_is_text(name) and _is_plain(value) for name, value in given.items()):
        raise DataError(f"{file}: read_with must map texts to texts, finite numbers or bools.")


def _check_sizes(content: dict[str, Any], file: str) -> None:
    """Raise `DataError` unless everything has one value per feature or per segment."""
    d, k = len(content["features"]), len(content["centroids"])
    if d < 1 or k < 2:
        raise DataError(f"{file}: at least one feature and two segments are needed.")
    lengths = {"means": d, "scales": d, "furthest": k, "names": k, "why": k, "actions": k}
    parts = {name: (content[name], length) for name, length in lengths.items()}
    parts |= {f"centroid {i}": (centre, d) for i, centre in enumerate(content["centroids"])}
    for name, (values, length) in parts.items():
        if not isinstance(values, list) or len(values) != length:
            raise DataError(f"{file}: {name} must be a list of {length} values.")


def _check_figures(content: dict[str, Any], file: str) -> None:
    """Raise `DataError` unless every figure is finite and those that must be are above 0."""
    lists = [content[name] for name in FIGURES]
    figures = [content[name] for name in LIMITS]
    figures += [*content["shrink_to"].values(), *chain(*lists, *content["centroids"])]
    # JSON has whole numbers of any length, and a bool is an int to Python.
    numbers = [x for x in figures if isinstance(x, int | float) and not isinstance(x, bool)]
    if len(numbers) < len(figures) or not all(abs(x) < LARGEST for x in numbers):
        raise DataError(f"{file}: every figure must be a finite number.")
    if min(content["scales"]) < 1 / LARGEST or min(content["furthest"]) < 0:
        raise DataError(f"{file}: scales must be above 0, and distances not below.")
    if any(mean <= -1 for name, mean in content["shrink_to"].items() if name in content["log"]):
        raise DataError(f"{file}: an average of which the logarithm is taken must be above −1.")
    if min(content[name] for name in LIMITS) < 0:
        raise DataError(f"{file}: {', '.join(LIMITS)} must be 0 or more.")
