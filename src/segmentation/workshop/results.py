"""How a notebook ends: its figures as one JSON object, and the versions it ran with."""

import json
import platform
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

DIGITS = 6
PACKAGES = ("numpy", "pandas", "scikit-learn", "ibis-framework", "duckdb", "matplotlib")


def _plain(value: Any) -> Any:
    """Numpy and pandas values as Python ones, floats to `DIGITS` significant digits."""
    if isinstance(value, pd.DataFrame):
        return [_plain(row) for row in value.to_dict("records")]
    if isinstance(value, pd.Series):
        return _plain(value.to_dict())
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
    return value


def _one_line(value: Any) -> str:
    """JSON on one line; of a list of records, a line for each."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n  " + ",\n  ".join(json.dumps(v, ensure_ascii=False) for v in value) + "\n ]"
    return json.dumps(value, ensure_ascii=False)


def print_results(**figures: Any) -> None:
    """Print the figures of a notebook as one JSON object."""
    entries = [f' "{name}": {_one_line(value)}' for name, value in _plain(figures).items()]
    print("{\n" + ",\n".join(entries) + "\n}")


def print_versions() -> None:
    """Print the versions of Python and of the packages that decide the figures."""
    found = [f"{name} {version(name)}" for name in PACKAGES]
    print(", ".join([f"Python {platform.python_version()}", *found]))
