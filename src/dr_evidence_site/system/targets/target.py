"""What a publication asks of the place that it publishes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field


class TargetError(Exception):
    """The target cannot be read or written; the message is a sentence without its full stop."""


class SupersededError(TargetError):
    """Somebody else has written the record since it was read."""


class Found(Struct, frozen=True):
    """A file that is there: its size in bytes, what the target calls its content, and why it is no plain file."""

    size: int
    tag: str
    problem: str = ""


class Upload(Struct, frozen=True):
    """A file to be put there: its path, where its bytes lie, their MD5 in hex, and the headers to serve it with."""

    path: str
    source: Path
    md5: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Target(Protocol):
    """A place that files are published to. All methods raise TargetError. Paths have forward slashes."""

    name: str
    """What the target is called in messages."""
    sends_headers: bool
    """Whether each file is put there together with the headers it is served with."""

    def read_record(self) -> tuple[bytes, str] | None:
        """The record of what was put there, and what the target calls its content; None when there is none."""

    def write_record(self, data: bytes, before: str | None) -> str:
        """Replace the record that is called `before` (None: there is none), and say what the new one is called.

        Raises SupersededError when another one is there. Where a target cannot compare and replace in one step,
        two that begin in the same moment both succeed, and one of them finds out when it reads the record again.
        """

    def found(self, paths: Iterable[str]) -> dict[str, Found]:
        """Those of the paths at which something is."""

    def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
        """Put files there, each in one step, and name each when it is there."""

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Remove files, and name each that is gone. Folders that became empty may go, too."""

    def close(self) -> None:
        """Leave nothing behind that a publication does not need."""
