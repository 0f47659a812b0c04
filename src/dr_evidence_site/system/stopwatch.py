"""The clock of durations, read here and nowhere else, and a way to time a task where it runs.

It says how long something took, never what time it is, and nothing that is built depends on it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

Shared = TypeVar("Shared")
Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

clock: Callable[[], float] = time.perf_counter
"""Seconds since a moment that the processes of a machine share (Linux, macOS and Windows) and two machines do not."""


class Worker(Struct, frozen=True):
    """A thread of a process of a machine, by the name and the numbers that the system gives them."""

    machine: str
    process: int
    thread: int


class Timing(Struct, frozen=True):
    """When, by the worker's own clock, a piece of work began and ended, in seconds."""

    worker: Worker
    began: float
    ended: float


def this_worker() -> Worker:
    """The thread that asks."""
    import platform  # noqa: PLC0415 - a build with no work for workers never asks

    return Worker(platform.node(), os.getpid(), threading.get_native_id())


def timed(task: Callable[[Shared, Chunk], Result], shared: Shared, chunk: Chunk) -> tuple[Timing, Result]:
    """When the task was done, and what it made of the chunk; with `task` bound, this is a task for any executor.

    It takes microseconds, where a chunk takes tens of milliseconds.
    """
    began = clock()
    result = task(shared, chunk)
    return Timing(this_worker(), began, clock()), result
