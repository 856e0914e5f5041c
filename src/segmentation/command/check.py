"""Run every check in order: lint, format, types, layers, tests, and nbval over the notebooks.

Stops at the first failure, with its exit code.
"""

import subprocess
import sys
import time
from importlib.util import find_spec

from segmentation.base.paths import NOTEBOOKS, ROOT
from segmentation.command.cli import parser, require_tools

JOBS = "2"
# The command lint-imports, of this environment; importlinter cannot be run with -m.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def steps(fast: bool) -> dict[str, list[str]]:
    """The checks in their order: a title and the arguments of `python`; `fast` leaves out nbval."""
    # Tests of one group, such as those with a browser, share a worker.
    parallel = ["-n", JOBS] if find_spec("xdist") else []
    found = {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy"],
        "layers": ["-c", LINT_IMPORTS, "--no-cache"],
        "pytest": ["-m", "pytest", *parallel, *(["--dist", "loadgroup"] if parallel else [])],
    }
    if not fast and any(NOTEBOOKS.rglob("*.ipynb")):
        # One worker per notebook at a time: the cells of a notebook share a kernel.
        one_notebook = [*parallel, "--dist", "loadscope"] if parallel else []
        nbval = ["-m", "pytest", "--nbval", "--nbval-current-env"]
        found["nbval"] = [*nbval, *one_notebook, str(NOTEBOOKS)]
    return found


def run(argv: list[str]) -> int:
    """Run the checks; return the exit code of the first that fails, else 0."""
    arguments = parser(__doc__, "segmentation check", "segmentation check --fast")
    arguments.add_argument("--fast", action="store_true", help="do not execute the notebooks")
    planned = steps(arguments.parse_args(argv).fast)
    require_tools(
        ["ruff", "mypy", "importlinter", "pytest", *(["nbval"] if "nbval" in planned else [])]
    )
    seconds: dict[str, float] = {}
    code = 0
    for title, command in planned.items():
        print(f"== {title}", flush=True)
        started = time.perf_counter()
        code = subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode
        seconds[title] = time.perf_counter() - started
        if code:
            print(f"== {title} failed with exit code {code}", flush=True)
            break
    print("\n".join(f"{title:<12}{spent:7.1f} s" for title, spent in seconds.items()))
    return code
