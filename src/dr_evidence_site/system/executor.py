"""Where work is done: here, in processes of this machine, or on a cluster. It knows no article, only functions.

A task is a function of what all tasks share and of its own chunk. Results come back in the order of the chunks, so
the outcome does not depend on who was faster.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Protocol, TypeVar

Shared = TypeVar("Shared")
Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

Task = Callable[[Shared, Chunk], Result]


class Executor(Protocol):
    """Applies a task to chunks. `workers` says into how many hands the work should be parted."""

    workers: int

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order; chunks are taken no faster than results are."""


class Serial:
    """Does everything in this process."""

    workers = 1

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order."""
        for chunk in chunks:
            yield task(shared, chunk)


class Processes:
    """Does the work in processes of this machine.

    Where the system can fork (Linux), a worker begins with everything that is loaded and gets `shared` for nothing;
    elsewhere `shared` is sent once to each worker.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order."""
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"
        context = multiprocessing.get_context(method)
        with ProcessPoolExecutor(self.workers, context, _begin, (task, shared)) as pool:
            yield from in_order(lambda chunk: pool.submit(_work, chunk), chunks, 2 * self.workers)


def processes(jobs: int, tasks: int, least: int) -> Executor:
    """The executor for `tasks` pieces of work: processes when there is enough of it to pay for their start."""
    return Processes(jobs) if jobs > 1 and tasks >= least else Serial()


def available_jobs() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunked(items: list[Chunk], workers: int, largest: int = 64) -> Iterator[list[Chunk]]:
    """The items in chunks small enough that all workers stay busy to the end."""
    size = max(1, min(largest, len(items) // (4 * workers) + 1))
    for start in range(0, len(items), size):
        yield items[start : start + size]


def in_order(submit: Callable[[Chunk], Future[Result]], chunks: Iterable[Chunk], ahead: int) -> Iterator[Result]:
    """Submit chunks, at most `ahead` more than were taken, and give the results in the order of the chunks."""
    waiting: deque[Future[Result]] = deque()
    for chunk in chunks:
        waiting.append(submit(chunk))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_task: Any = None
_shared: Any = None


def _begin(task: Any, shared: Any) -> None:
    """What a worker process is told once, at its start."""
    global _task, _shared
    _task, _shared = task, shared


def _work(chunk: Any) -> Any:
    return _task(_shared, chunk)
