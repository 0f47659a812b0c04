"""One command run and measured: wall time, processor time and peak memory of it and everything it starts."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.005
"""Seconds between two samples of memory. A sample of ten processes costs about 0.2 ms, so less than 4 % of one core."""

_RESIDENT = re.compile(rb"^VmRSS:\s+(\d+) kB", re.MULTILINE)
_HIGHEST = re.compile(rb"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of user and system time, of the process and of all children that were waited for."""
    memory: int
    """Bytes: the highest sum of resident memory over the process and its descendants, sampled; at least the peak that
    the kernel noted for any one of them. Pages that processes share are counted in each: an upper bound."""


class CommandFailedError(Exception):
    """A measured command ended with an exit code that says it failed."""


def measure(
    command: Sequence[str], folder: Path, *, also: Mapping[str, str] | None = None, ok: Sequence[int] = (0,)
) -> Cost:
    """Run `command` in `folder`, its output kept aside, with the variables in `also` set, and measure it.

    Raises CommandFailedError, with the end of its output, when its exit code is not among `ok`.
    """
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**_environment(), **(also or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        sampler = _Sampler(process.pid)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        sampler.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ok:
            log.seek(0)
            text = log.read().decode(errors="replace")
            raise CommandFailedError(f"{Path(command[0]).name} ended with {process.returncode}:\n{text[-3000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, sampler.peak)


def _environment() -> dict[str, str]:
    """This process's variables, but for one: a program that is installed has its bytecode, and need not compile itself
    at each start.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class _Sampler(threading.Thread):
    """Keeps the highest sum of resident memory of a process and its descendants, read from /proc."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(INTERVAL):
            self.peak = max(self.peak, *_resident(self._pid))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _resident(pid: int) -> tuple[int, int]:
    """Bytes resident now in the process and its descendants together, and the highest that any one of them ever held.

    The second comes from VmHWM and not from wait4's ru_maxrss, which starts at the size of the process that called
    exec: this one.
    """
    total, highest, waiting = 0, 0, [pid]
    while waiting:
        process = waiting.pop()
        try:
            with open(f"/proc/{process}/status", "rb") as file:  # noqa: PTH123 - pathlib costs as much as the reading
                now, peak = _RESIDENT.search(text := file.read()), _HIGHEST.search(text)
            if now and peak:
                total += int(now[1]) * 1024
                highest = max(highest, int(peak[1]) * 1024)
            # A child is listed with the thread that started it.
            for thread in os.listdir(f"/proc/{process}/task"):  # noqa: PTH208
                with open(f"/proc/{process}/task/{thread}/children", "rb") as file:  # noqa: PTH123
                    waiting.extend(map(int, file.read().split()))
        except OSError:
            continue  # it ended meanwhile
    return total, highest
