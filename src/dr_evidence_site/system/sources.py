"""Which source files there are, and which of them are known without being read.

A file's stamp (size, times, inode) tells whether it can have changed since its digest was taken. As in git, a file
that changed just before it was read could change once more within one tick of the file system's clock, and its stamp
would not show it ("racily clean"), so its stamp is not remembered.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.source import Source
from dr_evidence_site.system import files

if TYPE_CHECKING:
    from dr_evidence_site.model.limits import Limits

_SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times are past the grain of any file system's clock (FAT: two seconds)."""

_PATIENCE = 15
"""How often, two milliseconds apart, the clock's next tick is waited for; Linux ticks every one to ten milliseconds."""


_HELD = 8_000_000
"""Characters of text that are kept from the first reading; the rest is read once more when it is parsed (30 µs an
article). They count once for each process: workers begin with them."""


class Listed(Struct, frozen=True):
    """A source file: where it is, its digest, and the text when it was read just now and there is not too much of it.

    `stamp` is empty when the file must be read again next time, because it could change without its stamp changing.
    `is_new` says that the digest was taken now.
    """

    path: str
    stamp: str
    digest: str
    source: Source | None
    is_new: bool = False


def survey(
    root: Path,
    patterns: Sequence[str],
    known: Mapping[str, str],
    now: int | None = None,
    limits: Limits | None = None,
) -> tuple[list[Listed], list[Diagnostic]]:
    """The files that match, sorted by path. `known` are rows of `remember`; files that it knows are not read.

    `now` is a time, in nanoseconds, before which nothing here was looked at. What matters is how old a file was when
    it was read, not when all the work on it was done: it could change while that went on.
    """
    now = time.time_ns() if now is None else now
    found, diagnostics = files.find(root, patterns)
    listed = []
    held = 0
    for file in found:
        stamp = stamp_of(file.location)
        row = known.get(file.path, "")
        if stamp and row.startswith(stamp):
            fault = files.too_large(file.path, int(stamp.partition(":")[0]), limits)
            if fault:  # the limit is lower than when it was read
                diagnostics.append(fault)
                continue
            listed.append(Listed(file.path, stamp, row[len(stamp) :], None))
            continue
        source, faults = files.load(file, limits)
        diagnostics += faults
        if source:
            # What is badly encoded must be said in every run, so it is never known.
            known_from_now_on = stamp and not faults and is_settled(stamp, now)
            # A hundred thousand articles are a gigabyte of text, of which only a chunk is needed at a time.
            held += len(source.text)
            kept = source if held <= _HELD else None
            listed.append(Listed(file.path, stamp if known_from_now_on else "", source.digest, kept, is_new=True))
    return listed, diagnostics


def remember(listed: Iterable[Listed], known: Mapping[str, str]) -> dict[str, str]:
    """The rows to keep for files that were read and can be known by their stamps from now on."""
    rows = {}
    for file in listed:
        if file.is_new and file.stamp:
            row = file.stamp + file.digest
            if known.get(file.path) != row:
                rows[file.path] = row
    return rows


def clock(folder: Path) -> int:
    """The time, in nanoseconds, with which the folder's file system stamps files now.

    It is told by a touch of the folder, because another machine may keep it; this machine's time if that fails.
    """
    try:
        os.utime(folder)
        return folder.stat().st_mtime_ns
    except OSError:
        return time.time_ns()


def settled_stamps(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """The stamps of files just written, of those that can no longer change without their stamp changing.

    That is so once the clock has ticked since they were written, which is waited for, but not for long.
    """
    stamps = {path: stamp for path in paths if (stamp := stamp_of(f"{folder}/{path}"))}
    newest = max(map(_newest, stamps.values()), default=0)
    now = clock(folder)
    for _ in range(_PATIENCE):
        if newest < now:
            break
        time.sleep(0.002)
        now = clock(folder)
    return {path: stamp for path, stamp in stamps.items() if _newest(stamp) < now}


def stamp_of(place: str | Path) -> str:
    """Size, times of change of content and of status, and inode of a file, ending in a space; empty for no file."""
    try:
        status = os.stat(place)  # noqa: PTH116 - per file
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino} "


def is_settled(stamp: str, now: int) -> bool:
    """Whether a file could not change any more without its stamp changing: both its times lie back, and not ahead."""
    return now - _newest(stamp) > _SETTLED


def _newest(stamp: str) -> int:
    """The later of the two times of a stamp, in nanoseconds."""
    _, modified, changed, _ = stamp.split(":")
    return max(int(modified), int(changed))


def reread(root: Path, listed: Listed, limits: Limits | None = None) -> Source | Diagnostic:
    """The source of a file that was known, for when its text is needed after all; or why it cannot be read any more."""
    if listed.source is not None:
        return listed.source
    data = files.content(files.Found(listed.path, os.fspath(root / listed.path)), limits)
    if isinstance(data, Diagnostic):
        return data
    text, _ = files.decode(listed.path, data)
    return Source(listed.path, text, hashlib.sha256(data).hexdigest())
