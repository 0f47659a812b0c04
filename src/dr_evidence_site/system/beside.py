"""The executor that does a little work in one child process, while this process goes on with something else."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NoReturn, cast

from dr_evidence_site.system.executor import Chunk, Result, Shared, Task


class Beside:
    """Does the work in a child process that begins at once, with everything that is loaded (`fork` of POSIX).

    It begins in two milliseconds, where worker processes take 50. What the child does not do, because it ended or its
    task raised something, is done here when its result is asked for, so that the outcome is that of `Serial`.
    """

    workers = 1

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order. All chunks are taken at once: they are few."""
        made = _made(task, shared, list(chunks))
        next(made)  # the child begins
        return cast("Iterator[Result]", made)


def can_fork() -> bool:
    """Whether this process may go on as two: a fork of one with several threads can hang."""
    return hasattr(os, "fork") and threading.active_count() == 1


def _made(task: Task[Any, Any, Any], shared: Any, chunks: list[Any]) -> Iterator[Any]:
    """Nothing when the child has begun, so that it is dismissed in any case; then the results."""
    read, write = os.pipe()
    try:
        child = os.fork()
    except OSError:  # there are too many processes
        child = -1
    if child == 0:
        os.close(read)  # so that writing fails once the parent is gone
        _work(task, shared, chunks, write)
    os.close(write)
    done = 0
    try:
        with open(read, "rb") as results:  # noqa: PTH123 - a pipe
            yield None
            for result in _received(results):
                done += 1
                yield result
    finally:
        if child > 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    for chunk in chunks[done:]:
        yield task(shared, chunk)


def _received(results: BinaryIO) -> Iterator[Any]:
    """What the child has made, until it has ended."""
    while True:
        try:
            yield pickle.load(results)  # noqa: S301 - from a process of our own
        except (EOFError, pickle.UnpicklingError):
            return


def _work(task: Task[Any, Any, Any], shared: Any, chunks: list[Any], write: int) -> NoReturn:
    """The child's whole life. Nothing of what it shares with its parent, such as open files, is closed or flushed.

    When it should end is its parent's affair: Ctrl-C goes to all processes of a terminal. A parent that was killed
    reads nothing any more, and the child ends when it writes.
    """
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with open(write, "wb") as results:
            for chunk in chunks:
                pickle.dump(task(shared, chunk), results, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)
