"""Run every check in order: lint, format, types, unit tests, and nbval over the notebooks.

Stops at the first failure, with its exit code.
"""

import subprocess
import sys
import time
from importlib.util import find_spec

from segmentation.cli import parser, run_command
from segmentation.paths import NOTEBOOKS, ROOT
from segmentation.schemas import DataError

JOBS = "2"


def steps(fast: bool) -> dict[str, list[str]]:
    """The checks in their order: a title and the arguments of `python -m`.

    Parameters
    ----------
    fast : bool
        Leave out nbval, which executes every notebook.
    """
    # Tests of one group, such as those with a browser, share a worker.
    parallel = ["-n", JOBS] if find_spec("xdist") else []
    found = {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
        "pytest": ["pytest", *parallel, *(["--dist", "loadgroup"] if parallel else [])],
    }
    if not fast and any(NOTEBOOKS.rglob("*.ipynb")):
        # One worker per notebook at a time: the cells of a notebook share a kernel.
        one_notebook = [*parallel, "--dist", "loadscope"] if parallel else []
        found["nbval"] = [
            "pytest", "--nbval", "--nbval-current-env", *one_notebook, str(NOTEBOOKS)
        ]  # fmt: skip
    return found


def _require_tools(names: list[str]) -> None:
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise DataError(
            f"{', '.join(missing)} is not installed: run {sys.executable} -m pip install -e .[dev]"
        )


def check(argv: list[str] | None = None) -> int:
    """Run the checks; return the exit code of the first that fails, else 0."""
    arguments = parser(__doc__, prog="python -m segmentation.check")
    arguments.add_argument("--fast", action="store_true", help="do not execute the notebooks")
    planned = steps(arguments.parse_args(argv).fast)
    _require_tools(["ruff", "mypy", "pytest", *(["nbval"] if "nbval" in planned else [])])
    seconds: dict[str, float] = {}
    code = 0
    for title, command in planned.items():
        print(f"== {title}", flush=True)
        started = time.perf_counter()
        code = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode
        seconds[title] = time.perf_counter() - started
        if code:
            print(f"== {title} failed with exit code {code}", flush=True)
            break
    print("\n".join(f"{title:<12}{spent:7.1f} s" for title, spent in seconds.items()))
    return code


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    return run_command(check, argv)


if __name__ == "__main__":
    sys.exit(main())
