"""Who does the work: this process, some of this machine, or the workers of a Dask cluster, on one machine or many."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import closing
from itertools import islice
from typing import Any, TypeVar

from duizhao.errors import InputError

Batch = TypeVar("Batch", bound=Sized)
Result = TypeVar("Result")
Done = Iterator[tuple[Batch, Result | None]]
AHEAD = 2
"""Batches a worker has before it, counting the one at work: so many are in memory at once, whatever there is to do."""
PATIENCE = 20
"""Seconds for which a scheduler is waited for."""
_ENDED = ("BrokenProcessPool", "KilledWorker")
"""What is raised where a process ended before its work."""


def results(
    work: Callable[[Batch], Result], batches: Iterable[Batch], *, jobs: int = 1, scheduler: str | None = None
) -> Done[Batch, Result]:
    """Each batch with what `work` makes of it, as they are done, in any order; None where it ends its process.

    Parameters
    ----------
    work : a function that can be sent to a process
    batches : anything that can be cut in two: a batch that ends its process is halved until what does it is alone
    jobs : processes of this machine; with 1 all is done in this one
    scheduler : the address of a Dask scheduler, in place of `jobs`; each worker needs this program, same version. A
        worker that is lost costs time alone: others do its batches
    """
    if scheduler:
        with closing(_dask(scheduler)) as client:
            workers = max(sum(client.nthreads().values()), 4)  # there may be more of them later
            yield from _windowed(work, iter(batches), lambda: client.get_executor(pure=False), AHEAD * workers)
    elif jobs > 1:
        yield from _windowed(work, iter(batches), lambda: _processes(jobs), AHEAD * jobs)
    else:
        yield from ((batch, work(batch)) for batch in batches)


def _dask(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--scheduler needs Dask: pip install 'duizhao[dask]'") from None
    try:
        return Client(scheduler, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"{scheduler}: no Dask scheduler answers there ({error})") from None


def _processes(jobs: int) -> Executor:
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""

    def watch() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _windowed(
    work: Callable[[Batch], Result], batches: Iterator[Batch], make: Callable[[], Executor], most: int
) -> Done[Batch, Result]:
    executor, pending = make(), dict[Future[Result], Batch]()
    alone: list[Any] = []  # batches whose process ended are done one at a time
    try:
        while True:
            suspect = bool(alone) and not pending
            more = iter([alone.pop()]) if suspect else iter(()) if alone else batches
            pending |= {executor.submit(work, batch): batch for batch in islice(more, most - len(pending))}
            if not pending:
                return
            done = wait(pending, return_when=FIRST_COMPLETED).done
            ended = {one for one in done if type(one.exception()).__name__ in _ENDED}
            for one in done - ended:
                yield pending.pop(one), one.result()
            if ended:
                lost: list[Any] = list(pending.values())
                _stop(executor, pending)
                executor = make()
                if not suspect:
                    alone += lost
                elif (half := len(lost[0]) // 2) > 0:
                    alone += [lost[0][:half], lost[0][half:]]
                else:
                    yield lost[0], None
    finally:
        _stop(executor, pending)


def _stop(executor: Executor, pending: dict[Future[Any], Any]) -> None:
    for one in pending:
        one.cancel()
    pending.clear()
    executor.shutdown()
