"""What becomes of the signals that ask a program to end: held back for a while, or let through for a while."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def held_back() -> Iterator[None]:
    """Let Ctrl-C and the like count when the block has ended. SIGKILL cannot be held back.

    Python hears of signals in its main thread alone; in another one there is nothing to do.
    """
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    before = {}
    with suppress(ValueError):  # not the main thread
        for number in _SIGNALS:
            if signal.getsignal(number) not in (None, signal.SIG_IGN):
                before[number] = signal.signal(number, note)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


class Interruption:
    """Notes Ctrl-C and the like for a program that goes on until it is told to end; to be used in the main thread.

    An exception that a signal raises may come at any step. It is lost in a callback of the garbage collector, and it
    leaves a thread half started or a lock taken for ever. So a signal only sets `came`, and calls `woken`, which must
    bear being called at any step; an exception comes where that was said to do no harm.

    After a signal came, all further ones are ignored for good: the program is about to end.
    """

    def __init__(self, woken: Callable[[], None]) -> None:
        self.came = False
        self._woken = woken
        self._is_let_through = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interruption:
        for number in _SIGNALS:
            if signal.getsignal(number) not in (None, signal.SIG_IGN):  # nohup(1) ignores SIGHUP, and means it
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if self.came else handler)

    @contextmanager
    def let_through(self) -> Iterator[None]:
        """Raise KeyboardInterrupt in this block, or at its end if it was lost there, or now if a signal came before."""
        self._is_let_through = True
        try:
            if not self.came:
                yield
        finally:
            self._is_let_through = False
        if self.came:
            raise KeyboardInterrupt

    def _note(self, number: int, _: FrameType | None) -> None:
        was_noted, self.came = self.came, True
        self._woken()
        if self._is_let_through and not was_noted:
            raise KeyboardInterrupt
