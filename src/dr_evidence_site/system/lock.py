"""One at a time: a lock between processes, which the system lets go of when its holder dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_held: set[int] = set()
"""The descriptors that hold locks of folders."""


class LockedError(OSError):
    """Another process holds the lock."""


@contextmanager
def locked(place: Path, patience: float = 10.0) -> Iterator[None]:
    """Hold the lock of a file, which is made if it is not there and stays; wait for it at most `patience` seconds.

    Raises LockedError, and OSError when the file cannot be made.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        until = time.monotonic() + patience
        while not _taken(descriptor):
            if time.monotonic() >= until:
                raise LockedError("another command is writing the library")
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    """Whether the lock is ours now."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return _taken_on_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken_on_windows(descriptor: int) -> bool:
    import msvcrt  # noqa: PLC0415 - only there

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


def lock_folder(folder: Path, patience: float) -> int | None:
    """Lock a folder itself, so that nothing has to lie in it; wait for that at most `patience` seconds.

    The result is for `unlock_folder`; None where folders cannot be locked (Windows, some network drives). Raises
    LockedError, and FileNotFoundError when the folder is not there any more.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    until = time.monotonic() + patience
    while True:
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except PermissionError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its last holder may have removed it, and somebody made another.
            is_ours = os.path.samestat(os.fstat(descriptor), os.stat(folder))  # noqa: PTH116 - one way for both
        except BlockingIOError:
            is_ours = False
        except FileNotFoundError:
            os.close(descriptor)
            raise
        except OSError:
            os.close(descriptor)
            return None
        if is_ours:
            _held.add(descriptor)
            return descriptor
        os.close(descriptor)
        if time.monotonic() >= until:
            raise LockedError("another process holds the folder")
        time.sleep(0.05)


def unlock_folder(descriptor: int) -> None:
    """Let go of a lock that `lock_folder` gave."""
    _held.discard(descriptor)
    with suppress(OSError):  # closed in any case
        os.close(descriptor)


def _let_go() -> None:
    """A fork would hold the lock on when its parent has died."""
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
