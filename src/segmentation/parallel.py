"""Independent fits on all cores, with the same results as one after the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from joblib import cpu_count
from tqdm import tqdm

from segmentation.cluster import single_thread


def in_parallel(jobs: Sequence[Callable[[], Any]], *, progress: bool = False) -> list[Any]:
    """Run the jobs on all cores; scikit-learn lets go of the interpreter lock while it fits.

    Parameters
    ----------
    jobs : sequence of callables without arguments
        None may start jobs of its own in parallel, or there would be more threads than cores.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list
        What each job returned, in the order of the jobs.
    """
    # The outer limit keeps one job that ends from freeing the threads of another.
    with single_thread(), ThreadPoolExecutor(cpu_count()) as pool:
        running = [pool.submit(job) for job in jobs]
        return [f.result() for f in tqdm(running, unit=" fit", disable=not progress)]
