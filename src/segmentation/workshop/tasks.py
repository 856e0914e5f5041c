"""Notebooks executed side by side in worker processes."""

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from tqdm import tqdm

from segmentation.base.errors import DataError
from segmentation.base.interrupt import leave_quietly
from segmentation.workshop.parameters import known_parameters, parse_parameters

SHOP_PARAMETERS = ("n_customers", "seed", "overlap", "structure", "snapshot")


class KilledError(DataError):
    """A worker process that the system ended."""

    def __init__(self) -> None:
        super().__init__("a worker process was killed, probably for lack of memory; try --jobs 1.")


Task = tuple[Callable[..., Path], tuple[object, ...]]


def parameters_for(
    notebooks: list[Path], given: list[tuple[str, str]]
) -> dict[Path, dict[str, Any]]:
    """Give every notebook those parameters that it knows, in its types.

    Raises
    ------
    DataError
        If no notebook knows a parameter, or a value does not fit.
    """
    known = {notebook: known_parameters(notebook) for notebook in notebooks}
    every = dict.fromkeys(name for names in known.values() for name in names)
    for name, _ in given:
        if name not in every:
            raise DataError(
                f"no notebook has a parameter {name}; there are {', '.join(every) or 'none'}."
            )
    return {
        notebook: parse_parameters(notebook, [f"{n}={text}" for n, text in given if n in names])
        for notebook, names in known.items()
    }


def _submit(pool: ProcessPoolExecutor, task: Task) -> Future[Path]:
    """Hand a task to a pool; one that is broken fails the task instead of refusing it."""
    function, inputs = task
    try:
        return pool.submit(function, *inputs)
    except BrokenProcessPool as error:
        failed: Future[Path] = Future()
        failed.set_exception(error)
        return failed


def run_tasks(
    tasks: Mapping[str, Task], jobs: int, *, keep_going: bool = False
) -> dict[str, DataError | OSError]:
    """Call functions in worker processes, with a progress bar; the first failure stops the rest.

    Functions and arguments must be importable and picklable. With `keep_going` no failure stops
    the rest, and what failed is returned, with why.

    Raises
    ------
    DataError, OSError
        Unless `keep_going`, that of the first task to fail; those under way are finished first.
    """
    start_method = multiprocessing.get_context("spawn")  # the one that every system has
    waiting = list(tasks)
    running: dict[Future[Path], str] = {}
    failed: dict[str, DataError | OSError] = {}
    with (
        ProcessPoolExecutor(jobs, mp_context=start_method, initializer=leave_quietly) as pool,
        tqdm(total=len(tasks), unit=" notebooks") as bar,
    ):
        while waiting or running:
            while waiting and len(running) < jobs:  # more would be worked off even after Ctrl-C
                name = waiting.pop(0)
                running[_submit(pool, tasks[name])] = name
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                name, error = running.pop(done), done.exception()
                if isinstance(error, SystemExit):  # how a worker leaves on Ctrl-C
                    raise KeyboardInterrupt from None
                if isinstance(error, BrokenProcessPool):
                    error = KilledError()
                if keep_going and isinstance(error, DataError | OSError):
                    failed[name] = error
                elif error:
                    raise error
                bar.set_postfix_str(name)
                bar.update()
    return failed
