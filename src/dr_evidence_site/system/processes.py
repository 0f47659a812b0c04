"""The executor that does the work in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Generic, TypeAlias, cast

from dr_evidence_site.system.executor import Chunk, ExecutorError, Result, Shared, Task, in_order


class Processes:
    """Does the work in processes of this machine.

    Where the system can fork (Linux), a worker begins with everything that is loaded and gets `shared` for nothing;
    elsewhere `shared` is sent once to each worker. A worker that ends before its work is done (the system ends
    processes when memory is full) takes all others with it: they are replaced once, and what was lost is done again.

    Workers are gone when their work is done. Within a `with` statement they stay for the next call of `map`, which
    sends them its `shared` in a file: a process that has become large since is not forked once more, which would
    make each worker as large.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._stays = False
        self._crew: _Crew | None = None

    def __enter__(self) -> Processes:
        self._stays = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stays = False
        if self._crew:
            self._crew.dismiss()
            self._crew = None

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order."""
        made = self._made(task, shared, chunks)
        next(made)  # the workers begin
        return cast("Iterator[Result]", made)

    def _made(
        self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]
    ) -> Iterator[Result | None]:
        """Nothing when the workers have begun, so that they are dismissed in any case; then the results."""
        crew, order = self._assigned((task, shared))
        try:
            results = in_order(lambda chunk: _Assigned[Chunk, Result](crew, order, chunk), chunks, 2 * self.workers)
            yield None
            yield from results
        finally:
            crew.withdraw(order)
            if crew is not self._crew:
                crew.dismiss()

    def _assigned(self, what: _What) -> tuple[_Crew, _Order]:
        """The workers that are to do this, who know what it is."""
        if self._crew:
            with suppress(OSError):  # there is no place for a file
                return self._crew, self._crew.tell(what)
        order = _Order(next(_numbers), what)
        crew = _Crew(self.workers, order)
        if self._stays and self._crew is None:
            self._crew = crew
        return crew, order


_What: TypeAlias = tuple[Any, Any]
"""A task, and what all its chunks share."""

_numbers = count(1)


class _Order:
    """One call of `map`: its number, what is to be done, and the file that says it to workers who began before it."""

    def __init__(self, number: int, what: _What, place: str = "") -> None:
        self.number, self.what, self.place = number, what, place


class _Crew:
    """Worker processes. Those that begin know the orders of this time; later ones they read in a file."""

    def __init__(self, workers: int, order: _Order) -> None:
        self._workers = workers
        self._orders = {order.number: order}
        self._replaced = False
        self.pool = self._hire()

    def tell(self, what: _What) -> _Order:
        """One more order. Raises OSError when it cannot be put in a file."""
        number = next(_numbers)
        descriptor, place = tempfile.mkstemp(prefix="dr-evidence-site-")
        order = self._orders[number] = _Order(number, what, place)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
                pickle.dump(what, file, pickle.HIGHEST_PROTOCOL)
        except BaseException:
            self.withdraw(order)
            raise
        self._replaced = False
        return order

    def withdraw(self, order: _Order) -> None:
        """Forget an order, whose results nobody waits for any more."""
        del self._orders[order.number]
        if order.place:
            with suppress(OSError):
                Path(order.place).unlink()

    def start(self, order: _Order, chunk: Any) -> tuple[ProcessPoolExecutor, Future[Any]]:
        """Give a chunk to a worker, and say whose worker it is."""
        try:
            return self.pool, self.pool.submit(_work, order.number, order.place, chunk)
        except BrokenProcessPool:
            self.replace(self.pool)
            return self.pool, self.pool.submit(_work, order.number, order.place, chunk)

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
        known = {number: order.what for number, order in self._orders.items()}
        return ProcessPoolExecutor(self._workers, multiprocessing.get_context(method), _begin, (known,))


class _Assigned(Generic[Chunk, Result]):
    """A chunk that a worker has, and that another gets if the worker ends."""

    def __init__(self, crew: _Crew, order: _Order, chunk: Chunk) -> None:
        self._crew, self._order, self._chunk = crew, order, chunk
        self._pool, self._future = crew.start(order, chunk)

    def result(self) -> Result:
        while True:
            try:
                return cast("Result", self._future.result())
            except BrokenProcessPool:
                self._crew.replace(self._pool)
                self._pool, self._future = self._crew.start(self._order, self._chunk)


_known: dict[int, _What] = {}
"""What this worker knows of the orders, by their numbers."""


def _begin(known: dict[int, _What]) -> None:
    """What a worker process is told once, at its start.

    When it should end is its parent's affair: Ctrl-C goes to all processes of a terminal, and a handler that the parent
    has for other signals came along with the fork. A parent that was killed can say nothing any more.
    """
    _known.update(known)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(number: int, place: str, chunk: Any) -> Any:
    if number not in _known:
        with open(place, "rb") as file:  # noqa: PTH123 - once for each worker
            _known[number] = pickle.load(file)  # noqa: S301 - from the process that began this one
    task, shared = _known[number]
    return task(shared, chunk)
