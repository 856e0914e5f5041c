"""A model as one small JSON file: written whole, and read only if its parts fit together.

The file holds numbers and names. Nothing in it is run, so a model from a stranger can do no more
than be wrong.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.base.words import listed
from segmentation.scoring.model import Model, Scaling, Segment

SCHEMA = 4
HALVES = re.compile("[\ud800-\udfff]")
LARGEST_FILE = 5_000_000  # bytes; a model has thousands
LARGEST = 1e60  # of a figure; the squares of larger ones overflow
LONGEST = 10_000  # characters of a text
MOST_READ_WITH = 100  # parameters; `segmentation mine` has about thirty
VERDICTS = ("natural", "slices", "constructive")
LIMITS = ("shrinkage", "undecided_below", "too_new_below")

Record = TypeVar("Record")


def write(model: Model, path: Path) -> Path:
    """Write a model with its schema and the version of the package; where it went."""
    content = {"schema": SCHEMA, "package": version("segmentation")} | asdict(model)
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    return exports.write_text(text + "\n", path)


def read(kind: type[Record], path: Path) -> Record:
    """Read a model that `write` wrote, as a class of models.

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
    found = content.get("schema") if isinstance(content, dict) else None
    if found != SCHEMA:
        raise DataError(
            f"{path.name}: schema {SCHEMA} is needed, and this is {found!r}; train the model again "
            "(segmentation train, or segmentation mine for an orders file)."
        )
    model = _record(kind, content, f"{path.name}:")
    assert isinstance(model, Model)
    if wrong := _wrong(model):
        raise DataError(f"{path.name}: {wrong}.")
    return model


def _record(kind: type[Record], content: object, where: str) -> Record:
    """A dataclass from a mapping with all its fields, each of its own type."""
    if not isinstance(content, dict):
        raise DataError(f"{where} must be a mapping.")
    missing = [one.name for one in fields(kind) if one.name not in content]  # type: ignore[arg-type]
    if missing:
        raise DataError(f"{where} {', '.join(missing)} is missing.")
    found: dict[str, Any] = {}
    for one in fields(kind):  # type: ignore[arg-type]
        value, name = content[one.name], f"{where} {one.name}"
        if one.type in RECORDS:
            if not isinstance(value, list):
                raise DataError(f"{name} must be a list.")
            found[one.name] = [
                _record(RECORDS[one.type], item, f"{name} {number},")
                for number, item in enumerate(value, 1)
            ]
            continue
        is_such, such = TYPES[one.type]
        if not is_such(value):
            raise DataError(f"{name} must be {such}.")
        found[one.name] = value
    return kind(**found)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and not HALVES.search(value)


def _is_figure(value: object) -> bool:
    """Whether a value is a number; JSON has some of any length, and a bool is an int to Python."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def _is_read_with(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= MOST_READ_WITH and all(
        _is_text(name) and (_is_text(x) or isinstance(x, bool) or _is_figure(x))
        for name, x in value.items()
    )  # fmt: skip


RECORDS: dict[object, type] = {list[Scaling]: Scaling, list[Segment]: Segment}
TYPES: dict[object, tuple[Callable[[Any], bool], str]] = {
    str: (_is_text, f"a text of at most {LONGEST:,} characters, none of them half"),
    bool: (lambda value: isinstance(value, bool), "true or false"),
    int: (lambda value: _is_figure(value) and isinstance(value, int), "a whole number"),
    float: (_is_figure, "a finite number"),
    float | None: (lambda value: value is None or _is_figure(value), "a finite number, or null"),
    list[float]: (
        lambda value: isinstance(value, list) and all(map(_is_figure, value)),
        "a list of finite numbers",
    ),
    dict[str, str | float | bool]: (
        _is_read_with,
        f"a mapping of at most {MOST_READ_WITH} texts to texts, finite numbers or bools",
    ),
}


def _wrong(model: Model) -> str:
    """Why the parts of a model do not fit together; "" if they do."""
    d, averages = len(model.features), [one for one in model.scaling if one.averaged_over]
    if d < 1 or len(model.segments) < 2:
        return "at least one feature and two segments are needed"
    for what, names in {"features": model.features, "segments": model.names}.items():
        if "" in names or len(set(names)) < len(names):
            return f"the names of {what} must differ from each other, and none may be empty"
    for segment in model.segments:
        if len(segment.centroid) != d:
            return f"the centroid of {segment.name} must be a list of {d} numbers"
    unknown = [one.averaged_over for one in averages if one.averaged_over not in model.features]
    if unknown:
        return f"{', '.join(unknown)} is not among the features"
    if any((one.shrink_to is not None) != bool(one.averaged_over) for one in model.scaling):
        return "averaged_over and shrink_to belong together"
    if averages and not model.shrinkage:
        return "shrinkage must be above 0 where a feature is averaged over another"
    if any(one.log and one.shrink_to <= -1 for one in averages if one.shrink_to is not None):
        return "an average of which the logarithm is taken must be above −1"
    if min(one.scale for one in model.scaling) < 1 / LARGEST:
        return "every scale must be above 0"
    if min(one.radius for one in model.segments) < 0:
        return "no radius may be below 0"
    if min(getattr(model, name) for name in LIMITS) < 0:
        return f"{listed(LIMITS)} must be 0 or more"
    if model.verdict not in VERDICTS:
        return f"verdict must be one of {', '.join(VERDICTS)}"
    return ""
