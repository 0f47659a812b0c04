"""How a run says how far it is: the protocol, one that says nothing, and one that shows and records it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self, TextIO

from msgspec import Struct

from dr_evidence_site.system.stopwatch import Timing, Worker, clock, this_worker
from dr_evidence_site.system.terminal import Display, display


class Stage(Protocol):
    """Something a run is doing; it begins and ends as a context."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """End, with whatever was begun inside."""

    def advance(self, items: int = 1) -> None:
        """So many more items are done."""

    def worked(self, timing: Timing, items: int) -> None:
        """A worker did a chunk of so many items: they are done, too."""


class Progress(Protocol):
    """Is told what a run does. A stage that begins inside another is a part of it."""

    def stage(self, name: str, total: int | None = None, *, shown: bool = True) -> Stage:
        """A stage of `total` items (None: nobody knows). One that is not `shown` is recorded only."""


class _Nothing:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def advance(self, items: int = 1) -> None:
        pass

    def worked(self, timing: Timing, items: int) -> None:
        pass


class _Silent:
    def stage(self, name: str, total: int | None = None, *, shown: bool = True) -> Stage:
        return _NOTHING


_NOTHING = _Nothing()
SILENT: Progress = _Silent()
"""Shows nothing and records nothing."""


class Lap(Struct, frozen=True):
    """A stage that is over: the names of those it was part of and its own, when it began and ended, items done."""

    path: tuple[str, ...]
    began: float
    ended: float
    items: int


class Chunk(Struct, frozen=True):
    """A chunk of a stage's work, done by a worker; `received` is when the result was taken, by this machine's clock."""

    stage: str
    timing: Timing
    items: int
    received: float


class Record(Struct, frozen=True):
    """What was recorded of a run, in seconds of one clock; laps in the order in which they ended."""

    here: Worker
    began: float
    ended: float
    laps: tuple[Lap, ...]
    chunks: tuple[Chunk, ...]


class Recorder:
    """Shows the stages of a run while they last, and records when each began and ended."""

    def __init__(self, now: Callable[[], float], shows: Callable[[float], Display]) -> None:
        """`now` is the clock, in seconds; `shows` makes the display, given the time at which the run begins."""
        self._now = now
        self._began = now()
        self._display = shows(self._began)
        self._open: list[_Recorded] = []
        self._laps: list[Lap] = []
        self._chunks: list[Chunk] = []

    def stage(self, name: str, total: int | None = None, *, shown: bool = True) -> Stage:
        """A stage of the run."""
        return _Recorded(self, name, total, shown)

    def record(self) -> Record:
        """What was recorded up to now, stages under way not among it."""
        return Record(this_worker(), self._began, self._now(), tuple(self._laps), tuple(self._chunks))

    def _begin(self, stage: _Recorded) -> None:
        self._open.append(stage)
        stage.began = self._now()
        self._show(stage.began)

    def _advance(self, stage: _Recorded, items: int, timing: Timing | None = None) -> None:
        now = self._now()
        stage.count += items
        if timing:
            self._chunks.append(Chunk(stage.name, timing, items, now))
        self._show(now)

    def _end(self, stage: _Recorded) -> None:
        """End a stage. One whose generator was left early may still be open inside it, and ends with it."""
        if stage not in self._open:
            return
        now = self._now()
        ended = None
        while ended is not stage:
            path = tuple(each.name for each in self._open)
            ended = self._open.pop()
            self._laps.append(Lap(path, ended.began, now, ended.count))
            if ended.shown:
                self._display.finished(ended.name, ended.count, now - ended.began)
        if self._open:
            self._show(now)
        else:
            self._display.clear()

    def _show(self, now: float) -> None:
        """The innermost stage is the one that says most."""
        for stage in reversed(self._open):
            if stage.shown:
                self._display.show(stage.name, stage.count, stage.total, stage.began, now)
                return


class _Recorded:
    """A stage of a recorder."""

    def __init__(self, recorder: Recorder, name: str, total: int | None, shown: bool) -> None:
        self.name, self.total, self.shown = name, total, shown
        self.began, self.count = 0.0, 0
        self._recorder = recorder

    def __enter__(self) -> Self:
        self._recorder._begin(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._recorder._end(self)

    def advance(self, items: int = 1) -> None:
        self._recorder._advance(self, items)

    def worked(self, timing: Timing, items: int) -> None:
        self._recorder._advance(self, items, timing)


def watcher(stream: TextIO) -> Recorder:
    """A recorder that shows progress on `stream`, which may be a terminal or not."""
    return Recorder(clock, lambda began: display(stream, began))
