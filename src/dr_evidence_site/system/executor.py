"""Where work is done: here, in processes of this machine, or on a cluster. It knows no article, only functions.

A task is a function of what all tasks share and of its own chunk. Results come back in the order of the chunks, so
the outcome does not depend on who was faster.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from types import TracebackType
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
Given_co = TypeVar("Given_co", covariant=True)

Task = Callable[[Shared, Chunk], Result]


class ExecutorError(Exception):
    """The place where work was to be done cannot do it; the message is for the user."""


class Executor(Protocol):
    """Applies a task to chunks. `workers` says into how many hands the work should be parted."""

    workers: int

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order; chunks are taken no faster than results are.

        What a task raises is raised here. Raises ExecutorError when the workers themselves are lost.
        """


class Pending(Protocol[Given_co]):
    """A result that is being made."""

    def result(self) -> Given_co:
        """The result, waited for."""


class Serial:
    """Does everything in this process."""

    workers = 1

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order."""
        for chunk in chunks:
            yield task(shared, chunk)


class ThisMachine:
    """Who does work on this machine, within a `with` statement: this process what is little, else up to `jobs` others.

    They are begun when there are at least `least` pieces of work, which pay for their start, and stay until the end.
    """

    def __init__(self, jobs: int, least: int) -> None:
        self._jobs, self._least = jobs, least
        self._begun = ExitStack()
        self._processes: Executor | None = None

    def __enter__(self) -> ThisMachine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._begun.close()

    def executor_for(self, tasks: int) -> Executor:
        """The executor for `tasks` pieces of work."""
        if self._jobs < 2 or tasks < self._least:
            return Serial()
        if self._processes is None:
            # A run with little to do, as most are, does not load what makes processes (20 ms).
            from dr_evidence_site.system.processes import Processes  # noqa: PLC0415

            self._processes = self._begun.enter_context(Processes(self._jobs))
        return self._processes


def available_jobs() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunked(items: list[Chunk], workers: int, largest: int = 64) -> Iterator[list[Chunk]]:
    """The items in chunks that grow smaller towards the end, so that all workers end at about the same time.

    A chunk is half of a worker's share of the rest: "guided self-scheduling" (Polychronopoulos and Kuck, 1987), which
    takes the whole share, but where pieces differ the whole is too much at the start.
    """
    start = 0
    while start < len(items):
        size = min(largest, (len(items) - start) // (2 * workers) + 1)
        yield items[start : start + size]
        start += size


def in_order(submit: Callable[[Chunk], Pending[Result]], chunks: Iterable[Chunk], ahead: int) -> Iterator[Result]:
    """Submit chunks, at most `ahead` more than were taken, and give the results in the order of the chunks.

    The first chunks are submitted at once: who calls can do something else before asking for results.
    """
    rest = iter(chunks)
    waiting = deque([submit(chunk) for chunk in islice(rest, ahead)])
    return _in_order(submit, rest, waiting)


def _in_order(
    submit: Callable[[Chunk], Pending[Result]], chunks: Iterator[Chunk], waiting: deque[Pending[Result]]
) -> Iterator[Result]:
    for chunk in chunks:
        waiting.append(submit(chunk))
        yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
