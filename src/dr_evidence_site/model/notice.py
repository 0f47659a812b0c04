"""Notices about publications after they appeared, and a file of them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from msgspec import Struct


class Nature(StrEnum):
    """What a notice announces."""

    RETRACTION = "retraction"
    CONCERN = "concern"
    CORRECTION = "correction"
    REINSTATEMENT = "reinstatement"


class Notice(Struct, frozen=True):
    """One notice about a publication. `doi` and `pmid` are those of the notice; `line` is its place in the snapshot."""

    nature: Nature
    date: dt.date | None = None
    doi: str = ""
    pmid: str = ""
    line: int = 1


class Snapshot(Struct, frozen=True):
    """A file of notices: its path, how many it has, and the newest of their different days, the newest first.

    There are several days because one of them may be a slip that lies in the future.
    """

    path: str
    rows: int
    newest: tuple[dt.date, ...] = ()

    def day(self, today: dt.date) -> dt.date | None:
        """The day of the newest notice that is not in the future, which is about that of the snapshot."""
        return next((day for day in self.newest if day <= today), None)


class Doubt(Struct, frozen=True):
    """A source whose PubMed number stands in the snapshot with another DOI; `line` is where."""

    key: str
    doi: str
    line: int


class Notices(Struct, frozen=True):
    """What a snapshot says of the sources of a library: notices by key, in the order of their days, and doubts."""

    snapshot: Snapshot
    by_key: dict[str, tuple[Notice, ...]]
    doubts: tuple[Doubt, ...] = ()
