"""The parameters of a notebook: which there are, and whether values fit them.

Plain papermill only warns of an unknown name and takes any type; our commands refuse both.
"""

import ast
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segmentation.base.errors import DataError


def _read_bool(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _read_list(text: str) -> list:
    value = ast.literal_eval(text)
    if not isinstance(value, list | tuple):
        raise ValueError(text)
    return list(value)


READERS: dict[str, Callable[[str], object]] = {
    "int": int,
    "float": float,
    "bool": _read_bool,
    "str": str,
    "list": _read_list,
}
PHRASES = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "text",
    "list": "a list such as [2, 3]",
}


def _fits(value: object, kind: str) -> bool:
    if kind in ("int", "float") and isinstance(value, bool):
        return False
    if kind == "float" and isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, {"int": int, "float": int, "bool": bool, "str": str}.get(kind, list))


def papermill_path(path: Path) -> str:
    """A path as papermill takes it: braces doubled, since it formats its paths."""
    return str(path.resolve()).replace("{", "{{").replace("}", "}}")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a notebook: its kind, one of `READERS`, and the comment behind it."""

    kind: str
    help: str


def declared(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook, in the order of its cell tagged `parameters`.

    Read without papermill, which takes a second to load. A parameter without an annotation has the
    kind of its default.

    Raises
    ------
    DataError
        If the file is not a notebook.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        code = "".join(tagged[0]["source"]) if tagged else ""
        statements = ast.parse(code).body
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        raise DataError(f"{notebook.name} cannot be read as a notebook.") from error
    lines, found = code.splitlines(), {}
    for one in statements:
        if isinstance(one, ast.AnnAssign | ast.Assign) and one.value is not None:
            target = one.target if isinstance(one, ast.AnnAssign) else one.targets[0]
            behind = lines[(one.end_lineno or 1) - 1].encode()[one.end_col_offset :].decode()
            found[ast.unparse(target)] = Parameter(_kind(one), behind.strip().lstrip("# "))
    return found


def _kind(one: ast.AnnAssign | ast.Assign) -> str:
    """One of `READERS` for a parameter: as annotated, else as its default is."""
    kind = ""
    if isinstance(one, ast.AnnAssign):
        kind = ast.unparse(one.annotation).strip("'\"").split("[")[0].lower()
    if kind not in READERS and isinstance(one.value, ast.expr):
        try:
            kind = type(ast.literal_eval(one.value)).__name__
        except (ValueError, SyntaxError):
            kind = "str"
    return kind if kind in READERS else "str"


def known_parameters(notebook: Path) -> dict[str, str]:
    """Name → kind of the parameters of a notebook: one of `READERS`."""
    return {name: one.kind for name, one in declared(notebook).items()}


def _known(known: dict[str, str]) -> str:
    return ", ".join(f"{name}: {kind}" for name, kind in known.items()) or "none"


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Raise `DataError` unless a notebook knows every parameter and its type fits."""
    known = known_parameters(notebook)
    for name, value in parameters.items():
        if name not in known:
            raise DataError(
                f"{notebook.name} has no parameter {name}; its parameters are {_known(known)}."
            )
        if not _fits(value, known[name]):
            raise DataError(
                f"{notebook.name}: parameter {name} must be {PHRASES[known[name]]}, not "
                f"{value!r}; its parameters are {_known(known)}."
            )


def parse_parameters(notebook: Path, texts: list[str]) -> dict[str, Any]:
    """Turn "name=value" as typed on a command line into values of the notebook's types.

    Of a name given twice the last value counts.

    Raises
    ------
    DataError
        For text without "=", an unknown name, or a value that cannot be read as its type.
    """
    known = known_parameters(notebook)
    values: dict[str, Any] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals:
            raise DataError(f"a parameter must look like name=value; got {text!r}.")
        try:
            values[name] = READERS[known.get(name, "str")](value)
        except (ValueError, TypeError, SyntaxError, KeyError):
            values[name] = value  # refused below, with the reason
    check_parameters(notebook, values)
    return values
