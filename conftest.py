"""Settings of pytest for tests and notebooks alike."""

import os

import pytest


def pytest_configure() -> None:
    """Keep the debugger's advice about frozen modules out of the kernels' stderr."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the cells of case notebooks whose public files are absent, saying so."""
    notebooks = {item.path for item in items if item.path.suffix == ".ipynb"}
    if not notebooks:
        return
    from segmentation.execute import why_not  # imports papermill, which unit tests can do without

    reasons = {notebook: why_not(notebook) for notebook in notebooks}
    for item in items:
        if reason := reasons.get(item.path):
            item.add_marker(pytest.mark.skip(reason=reason))
