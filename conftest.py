"""Settings of pytest for tests and notebooks alike."""

import os
from typing import Any

import pytest


def _execute_with_history(kernel: Any, cell_input: str, allow_stdin: bool | None = None) -> str:
    """Send a cell to a kernel; returns the id of the message."""
    return kernel.kc.execute(cell_input, allow_stdin=allow_stdin, stop_on_error=False)


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval's kernels behave as those that executed the notebooks."""
    # Else the debugger gives advice about frozen modules on stderr.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    if config.getoption("nbval", False) or config.getoption("nbval_lax", False):
        from nbval.kernel import RunningKernel

        # nbval keeps no history, and without it IPython ignores a semicolon that ends a cell: the
        # figure of `plot();` would come twice.
        RunningKernel.execute_cell_input = _execute_with_history


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the cells of case notebooks whose public files are absent, saying so."""
    notebooks = {item.path for item in items if item.path.suffix == ".ipynb"}
    if not notebooks:
        return
    from segmentation.workshop.execute import (
        why_not,
    )  # imports papermill, which unit tests can do without

    reasons = {notebook: why_not(notebook) for notebook in notebooks}
    for item in items:
        if reason := reasons.get(item.path):
            item.add_marker(pytest.mark.skip(reason=reason))
