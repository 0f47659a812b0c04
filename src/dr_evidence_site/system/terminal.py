"""Draws progress on a stream: a live bar on a terminal, plain lines anywhere else. It knows no stage, only names.

click has a bar too. It is drawn at once however short the work, shows no rate, and reads a clock of its own.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Protocol, TextIO

PATIENCE = 1.0
"""Seconds that pass before anything is said: shorter work is over before it could be read."""

_REDRAWN_AFTER = 0.1
_BAR_WIDTH = 30


class Display(Protocol):
    """Shows how far the work is. Times are seconds of one clock."""

    def show(self, name: str, count: int, total: int | None, began: float, now: float) -> None:
        """The stage that is under way has done `count` of `total` items (None: nobody knows)."""

    def finished(self, name: str, count: int, seconds: float) -> None:
        """A stage is over."""

    def clear(self) -> None:
        """Nothing is under way, and other text may follow."""


class Bar:
    """One line at the bottom of a terminal, drawn again in place, and gone at the end.

    Nothing is drawn before `PATIENCE` is over, counted from `began`.
    """

    def __init__(self, stream: TextIO, began: float) -> None:
        self._stream = stream
        self._next = began + PATIENCE
        self._patient_until = self._next
        self._name = ""
        self._drawn = ""

    def show(self, name: str, count: int, total: int | None, began: float, now: float) -> None:
        """Draw it, unless that was done just now."""
        if now < self._patient_until or (now < self._next and name == self._name):
            return
        line = _line(name, count, total, now - began)[: _columns(self._stream) - 1]
        if line != self._drawn:
            _write(self._stream, "\r" + line.ljust(len(self._drawn)))
            self._drawn, self._name = line, name
            self._next = now + _REDRAWN_AFTER

    def finished(self, name: str, count: int, seconds: float) -> None:
        """Say nothing: the next stage takes its place."""

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            _write(self._stream, "\r" + " " * len(self._drawn) + "\r")
            self._drawn = self._name = ""


class Lines:
    """A line for each stage that took longer than `PATIENCE`, for logs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, name: str, count: int, total: int | None, began: float, now: float) -> None:
        """Say nothing: a log cannot take back a line."""

    def finished(self, name: str, count: int, seconds: float) -> None:
        """Say it if it took long."""
        if seconds > PATIENCE:
            items = f"{count:,} in " if count else ""
            _write(self._stream, f"{name}: {items}{seconds:.1f} s{_rate(count, seconds)}\n")

    def clear(self) -> None:
        """Do nothing: lines stay."""


def display(stream: TextIO, began: float) -> Display:
    """The display that suits a stream. `began` is when the program's work began."""
    return Bar(stream, began) if stream.isatty() and os.environ.get("TERM") != "dumb" else Lines(stream)


def _write(stream: TextIO, text: str) -> None:
    """Write at once. Nobody may be listening any more; that is no reason for the work to end."""
    with suppress(OSError, ValueError):
        stream.write(text)
        stream.flush()


def _line(name: str, count: int, total: int | None, seconds: float) -> str:
    if total:
        filled = min(_BAR_WIDTH, _BAR_WIDTH * count // total)
        return f"{name} [{'#' * filled:-<{_BAR_WIDTH}}] {count:,}/{total:,}{_rate(count, seconds)}"
    return f"{name} {count:,}{_rate(count, seconds)}" if count else name


def _rate(count: int, seconds: float) -> str:
    """Items in a second since the stage began, once there are enough of them to mean anything."""
    return f" ({count / seconds:,.0f}/s)" if count and seconds > _REDRAWN_AFTER else ""


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
