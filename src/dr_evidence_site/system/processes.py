"""The executor that does the work in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import Any, Generic, cast

from dr_evidence_site.system.executor import Chunk, ExecutorError, Result, Shared, Task, in_order


class Processes:
    """Does the work in processes of this machine.

    Where the system can fork (Linux), a worker begins with everything that is loaded and gets `shared` for nothing;
    elsewhere `shared` is sent once to each worker. A worker that ends before its work is done (the system ends
    processes when memory is full) takes all others with it: they are replaced once, and what was lost is done again.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order."""
        made = self._made(task, shared, chunks)
        next(made)  # the workers begin
        return cast("Iterator[Result]", made)

    def _made(
        self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]
    ) -> Iterator[Result | None]:
        """Nothing when the workers have begun, so that they are dismissed in any case; then the results."""
        crew = _Crew(self.workers, task, shared)
        try:
            results = in_order(crew.submit, chunks, 2 * self.workers)
            yield None
            yield from results
        finally:
            crew.dismiss()


class _Crew(Generic[Shared, Chunk, Result]):
    """The worker processes of one call of `map`."""

    def __init__(self, workers: int, task: Task[Shared, Chunk, Result], shared: Shared) -> None:
        self._workers = workers
        self._told = (task, shared)
        self._replaced = False
        self.pool = self._hire()

    def submit(self, chunk: Chunk) -> _Assigned[Chunk, Result]:
        return _Assigned(self, chunk)

    def start(self, chunk: Chunk) -> tuple[ProcessPoolExecutor, Future[Result]]:
        """Give a chunk to a worker, and say whose worker it is."""
        try:
            return self.pool, self.pool.submit(_work, chunk)
        except BrokenProcessPool:
            self.replace(self.pool)
            return self.pool, self.pool.submit(_work, chunk)

    def replace(self, broken: ProcessPoolExecutor) -> None:
        """Take new workers in place of those that broke down, if that was not done already."""
        if broken is not self.pool:
            return
        if self._replaced:
            raise ExecutorError(
                "Worker processes ended twice before their work was done; perhaps the memory was full. "
                "Fewer processes need less of it: try “--jobs 1”."
            )
        self._replaced = True
        self.dismiss()
        self.pool = self._hire()

    def dismiss(self) -> None:
        self.pool.shutdown(cancel_futures=True)

    def _hire(self) -> ProcessPoolExecutor:
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"
        return ProcessPoolExecutor(self._workers, multiprocessing.get_context(method), _begin, self._told)


class _Assigned(Generic[Chunk, Result]):
    """A chunk that a worker has, and that another gets if the worker ends."""

    def __init__(self, crew: _Crew[Any, Chunk, Result], chunk: Chunk) -> None:
        self._crew = crew
        self._chunk = chunk
        self._pool, self._future = crew.start(chunk)

    def result(self) -> Result:
        while True:
            try:
                return self._future.result()
            except BrokenProcessPool:
                self._crew.replace(self._pool)
                self._pool, self._future = self._crew.start(self._chunk)


_task: Any = None
_shared: Any = None


def _begin(task: Any, shared: Any) -> None:
    """What a worker process is told once, at its start.

    When it should end is its parent's affair: Ctrl-C goes to all processes of a terminal, and a handler that the parent
    has for other signals came along with the fork. A parent that was killed can say nothing any more.
    """
    global _task, _shared
    _task, _shared = task, shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: Any) -> Any:
    return _task(_shared, chunk)
