"""Which source files there are, and which of them are known without being read.

A file's stamp (size, times, inode) tells whether it can have changed since its digest was taken. As in git, a file
that changed at the very time its stamp was taken could change again without the stamp showing it ("racily clean"),
so its stamp is not remembered.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.source import Source
from dr_evidence_site.system import files

_SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times are past the grain of any file system's clock (FAT: two seconds)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A source file: where it is, its stamp, and its digest when the stamp is remembered, else the text just read."""

    path: str
    stamp: str
    digest: str
    source: Source | None


def survey(root: Path, patterns: Sequence[str], known: Mapping[str, str]) -> tuple[list[Listed], list[Diagnostic]]:
    """The files that match, sorted by path. `known` are rows of `remember`; files that it knows are not read."""
    found, diagnostics = files.find(root, patterns)
    listed = []
    for file in found:
        stamp = stamp_of(file.location)
        row = known.get(file.path, "")
        if stamp and row.startswith(stamp):
            listed.append(Listed(file.path, stamp, row[len(stamp) :], None))
            continue
        source, faults = files.load(file)
        diagnostics += faults
        if source:
            # What is badly encoded must be said in every run, so it is never known.
            listed.append(Listed(file.path, "" if faults else stamp, source.digest, source))
    return listed, diagnostics


def remember(listed: Iterable[Listed], known: Mapping[str, str], now: int | None = None) -> dict[str, str]:
    """The rows to keep for files that were read and whose times lie far enough back. `now` is in nanoseconds."""
    now = time.time_ns() if now is None else now
    rows = {}
    for file in listed:
        if file.source is not None and file.stamp and is_settled(file.stamp, now):
            row = file.stamp + file.digest
            if known.get(file.path) != row:
                rows[file.path] = row
    return rows


def stamp_of(place: str | Path) -> str:
    """Size, time of change of content and of status, and inode of a file, ending in a space; empty if it is not there."""
    try:
        status = os.stat(place)  # noqa: PTH116 - per file
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino} "


def is_settled(stamp: str, now: int) -> bool:
    """Whether a file could not change any more without its stamp changing: both its times lie back, and not ahead."""
    _, modified, changed, _ = stamp.split(":")
    return now - max(int(modified), int(changed)) > _SETTLED


def reread(root: Path, listed: Listed) -> Source | None:
    """The source of a file that was known, for when its text is needed after all; None when it has vanished."""
    if listed.source is not None:
        return listed.source
    try:
        data = (root / listed.path).read_bytes()
    except OSError:
        return None
    text, _ = files.decode(listed.path, data)
    return Source(listed.path, text, hashlib.sha256(data).hexdigest())
