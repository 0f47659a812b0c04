"""A seam at the calls of the operating system: each can be watched, can fail, or can be the last of its process."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHANGING = ("open", "write", "fsync", "mkdir", "replace", "rename", "unlink", "rmdir", "utime")
"""The calls of `os` by which the program changes a disk, or opens what it will change."""
READING = ("lstat", "stat", "scandir", "listdir")

ERRORS = {
    "open": (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.EMFILE),
    "write": (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG),
    "fsync": (errno.EIO, errno.ENOSPC),
    "mkdir": (errno.ENOSPC, errno.EACCES, errno.EROFS),
    "replace": (errno.ENOSPC, errno.EACCES, errno.EIO),
    "unlink": (errno.EACCES, errno.EIO),
    "rmdir": (errno.EACCES,),
    "lstat": (errno.EIO, errno.EACCES),
    "scandir": (errno.EIO, errno.EACCES),
    "stat": (errno.EACCES, errno.EIO),
    "read": (errno.EIO, errno.EACCES),
}
"""What each call may fail with."""


@contextmanager
def watched(
    names: tuple[str, ...], deed: Callable[[str, int], None], below: tuple[str, ...] = ()
) -> Iterator[list[str]]:
    """Do something before each call of these operations ("read" is opening a file by `io.open`), told its number.

    The list holds the names of the calls so far, with `below` their paths; the first has number 1. With `below` only
    those calls count whose path is one of these or lies in one of these folders.
    """
    calls: list[str] = []

    def wrap(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if below:
                path = os.fspath(args[0]) if args and isinstance(args[0], (str, os.PathLike)) else ""
                if not any(path == folder or path.startswith(folder + os.sep) for folder in below):
                    return real(*args, **kwargs)
            calls.append(path if below else name)
            deed(name, len(calls))
            return real(*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            if name == "read":
                patch.setattr(io, "open", wrap(name, io.open))
            else:
                patch.setattr(os, name, wrap(name, getattr(os, name)))
        yield calls


def failing_at(number: int, code: int, *, for_good: bool = False) -> Callable[[str, int], None]:
    """Let the call of that number fail, or all from then on."""

    def deed(_: str, count: int) -> None:
        if count == number or (for_good and count > number):
            raise OSError(code, os.strerror(code))

    return deed


def signalled_at(number: int, which: signal.Signals) -> Callable[[str, int], None]:
    """Let a signal come before the call of that number."""

    def deed(_: str, count: int) -> None:
        if count == number:
            os.kill(os.getpid(), which)

    return deed


def forked(work: Callable[[], int | None]) -> int:
    """Do some work in a fork of this process, and give its exit code; that of a signal is negative, as in `subprocess`."""
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads; this one waits for nobody
        child = os.fork()
    if child == 0:
        code = 99
        try:
            code = work() or 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 98
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@contextmanager
def as_nobody() -> Iterator[None]:
    """As an ordinary user: rights mean nothing to the administrator."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
