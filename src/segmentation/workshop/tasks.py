"""Notebooks executed side by side in worker processes."""

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from tqdm import tqdm

from segmentation.base.errors import DataError, sentence
from segmentation.base.interrupt import leave_quietly
from segmentation.workshop.parameters import known_parameters, parse_parameters

SHOP_PARAMETERS = ("n_customers", "seed", "overlap", "structure", "snapshot")
KILLED = "a worker process was killed, probably for lack of memory; try --jobs 1."

Task = tuple[Callable[..., Path], tuple[object, ...]]


def parameters_for(
    notebooks: list[Path], given: list[tuple[str, str]]
) -> dict[Path, dict[str, Any]]:
    """Give every notebook those parameters that it knows, in its types.

    Parameters
    ----------
    notebooks : list of Path
    given : list of (name, text)

    Returns
    -------
    dict
        Notebook → its parameters.

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


def run_tasks(tasks: Mapping[str, Task], jobs: int, *, keep_going: bool = False) -> dict[str, str]:
    """Call functions in worker processes, with a progress bar; the first failure stops the rest.

    Parameters
    ----------
    tasks : dict
        Name → function and arguments, which must be importable and picklable.
    jobs : int
        How many at the same time.
    keep_going : bool
        Let no failure stop the rest.

    Returns
    -------
    dict
        Name → why it failed, in a sentence; empty unless `keep_going`.

    Raises
    ------
    DataError, OSError
        Unless `keep_going`, that of the first task to fail; those under way are finished first.
    """
    start_method = multiprocessing.get_context("spawn")  # the one that every system has
    waiting = list(tasks)
    running: dict[Future[Path], str] = {}
    failed: dict[str, str] = {}
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
                    error = DataError(KILLED)
                if keep_going and isinstance(error, DataError | OSError):
                    failed[name] = sentence(error)
                elif error:
                    raise error
                bar.set_postfix_str(name)
                bar.update()
    return failed
