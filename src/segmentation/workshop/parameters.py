"""The parameters of a notebook: which there are, and whether values fit them.

Plain papermill only warns of an unknown name and takes any type; our commands refuse both.
"""

import ast
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill

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


def _kind(declared: str, default: str) -> str:
    """One of `READERS` for a parameter: as declared, else as its default is."""
    kind = declared.split("[")[0].strip().lower()
    if kind not in READERS:
        try:
            kind = type(ast.literal_eval(default)).__name__
        except (ValueError, SyntaxError):
            kind = "str"
    return kind if kind in READERS else "str"


def known_parameters(notebook: Path) -> dict[str, str]:
    """The parameters of a notebook, with the kind of each.

    Parameters
    ----------
    notebook : Path

    Returns
    -------
    dict
        Name → "int", "float", "bool", "str" or "list", in the order of the cell tagged
        `parameters`; empty without such a cell.

    Raises
    ------
    DataError
        If the file is not a notebook.
    """
    try:
        found = papermill.inspect_notebook(papermill_path(notebook))
    except (ValueError, nbformat.ValidationError) as error:
        raise DataError(f"{notebook.name} cannot be read as a notebook.") from error
    return {
        name: _kind(parameter["inferred_type_name"], parameter["default"])
        for name, parameter in found.items()
    }


def _known(known: dict[str, str]) -> str:
    return ", ".join(f"{name}: {kind}" for name, kind in known.items()) or "none"


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Raise `DataError` unless a notebook knows every parameter and its type fits.

    An int will do for a float.
    """
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

    Parameters
    ----------
    notebook : Path
    texts : list of str
        Each is split at its first "="; of a name given twice the last value counts.

    Returns
    -------
    dict
        Name → int, float, bool, str or list.

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
