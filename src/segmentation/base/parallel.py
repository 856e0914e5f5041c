"""Independent fits on all cores, with the same results as one after the other."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from joblib import Parallel, cpu_count, delayed
from threadpoolctl import ThreadpoolController
from tqdm import tqdm


@cache
def _threads(with_sklearn: bool) -> ThreadpoolController:
    """The numerical libraries that are loaded; to look them up costs more than a small fit."""
    return ThreadpoolController()


@contextmanager
def single_thread() -> Iterator[None]:
    """Keep BLAS and OpenMP to one thread inside the block."""
    with _threads("sklearn" in sys.modules).limit(limits=1):  # it brings an OpenMP of its own
        yield


def as_made(
    jobs: Sequence[Callable[[], Any]], *, processes: bool = False, progress: bool = False
) -> Iterator[Any]:
    """Yield what each job returned as soon as it and those before it are done."""
    run = Parallel(cpu_count(), backend="loky" if processes else "threading", return_as="generator")
    # The outer limit keeps one job that ends from freeing the threads of another.
    with single_thread():
        made = run(delayed(job)() for job in jobs)
        yield from tqdm(made, total=len(jobs), unit=" fit", disable=not progress)


def in_parallel(
    jobs: Sequence[Callable[[], Any]], *, processes: bool = False, progress: bool = False
) -> list[Any]:
    """Run jobs on all cores; returns what each returned, in their order.

    None may start jobs of its own in parallel, or there would be more threads than cores. With
    `processes` they must be picklable: for models that hold the interpreter lock while they fit,
    or change settings of the whole process.
    """
    return list(as_made(jobs, processes=processes, progress=progress))
