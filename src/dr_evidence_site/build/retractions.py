"""Bring what a snapshot of retractions says to the sources of the library; what was found in it is remembered.

A warm build asks for the file's times and takes one small record from the memo. Only when the library changed, the
index of the snapshot is asked for; only when the snapshot changed, it is read.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import astuple

from dr_evidence_site.build.places import CACHE, RETRACTIONS
from dr_evidence_site.build.progress import Progress
from dr_evidence_site.build.report import Options
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.records import dump_diagnostic, load_diagnostic
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.parse.records import DAMAGE
from dr_evidence_site.system import files
from dr_evidence_site.system.fingerprint import fingerprint
from dr_evidence_site.system.sources import clock, is_settled, stamp_of
from dr_evidence_site.system.store import Store

if TYPE_CHECKING:
    from dr_evidence_site.model.limits import Limits
    from dr_evidence_site.model.notice import Notices
    from dr_evidence_site.parse.retractions import Index

_KIND = "retractions"


class _Known(Struct, frozen=True):
    """What was found: in the file with this stamp and digest, for the library with this digest."""

    stamp: str
    digest: str
    library: str
    faults: tuple[Diagnostic, ...]
    notices: Notices | None


def noticed(
    bibliography: Bibliography, library: str, options: Options, store: Store, progress: Progress, limits: Limits
) -> tuple[Bibliography, list[Diagnostic]]:
    """The library with what the snapshot of the site says of it, and what is wrong in the snapshot.

    `library` is a digest of the library's files.
    """
    found, faults = files.find(options.site, [RETRACTIONS])
    if not found:
        return bibliography, faults
    memo = options.site / CACHE
    if options.remember and not store.lasts and memo.is_dir():
        # A check remembers nothing; but to read the snapshot again would take it half a second.
        with Store(memo, fingerprint()) as lasting:
            known, unreadable = _known(found[0], bibliography, library, options, lasting, progress, limits)
    else:
        known, unreadable = _known(found[0], bibliography, library, options, store, progress, limits)
    if known is None:
        return bibliography, [*faults, *unreadable]
    faults += known.faults
    if known.notices is None:
        return bibliography, faults
    from dr_evidence_site.site.notices import with_notices

    return with_notices(bibliography, known.notices), faults


def _known(
    file: files.Found,
    bibliography: Bibliography,
    library: str,
    options: Options,
    store: Store,
    progress: Progress,
    limits: Limits,
) -> tuple[_Known | None, list[Diagnostic]]:
    """What the file says of the library, remembered or found now."""
    stamp, before = stamp_of(file.location), None
    text = store.get(_KIND, ["latest"]).get("latest")
    if text is not None:
        with suppress(*DAMAGE):
            before = _load(text)
    if before and stamp and (before.stamp, before.library) == (stamp, library):
        return before, []
    with progress.stage("read retractions") as stage:
        now = clock(options.site / CACHE) if store.lasts else 0
        data = files.content(file, limits)
        if isinstance(data, Diagnostic):
            return None, [data]
        # As for other sources, a file that was just written could change once more without its stamp changing.
        known = _read(file.path, data, stamp if is_settled(stamp, now) else "", library, before, bibliography, store)
        stage.advance(known.notices.snapshot.rows if known.notices else 0)
    return known, []


def _read(
    path: str, data: bytes, stamp: str, library: str, before: _Known | None, bibliography: Bibliography, store: Store
) -> _Known:
    """What the bytes of the file say of the library; without taking them apart if they are known."""
    from dr_evidence_site.parse import retractions
    from dr_evidence_site.parse.library import identifiers

    is_same = before is not None and stamp != "" and before.stamp == stamp
    digest = before.digest if before and is_same else _sha256(data)
    index = None
    faults: tuple[Diagnostic, ...] = ()
    if before and before.digest == digest:
        faults = before.faults
        index = _recall_index(store, digest, before)
        is_known = index is not None or before.notices is None
    else:
        is_known = False
    if not is_known:
        index, found = retractions.index(path, data)
        faults = tuple(found)
        if index:
            store.put(_KIND, [("index", _dump_index(digest, index))])
    notices = retractions.notices(index, data, identifiers(bibliography)) if index else None
    known = _Known(stamp, digest, library, faults, notices)
    store.put(_KIND, [("latest", _dump(known))])
    return known


def _sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


# As data


def _dump(known: _Known) -> str:
    return json.dumps(
        [
            known.stamp,
            known.digest,
            known.library,
            [dump_diagnostic(fault) for fault in known.faults],
            _dump_notices(known.notices) if known.notices else None,
        ]
    )


def _load(text: bytes) -> _Known:
    stamp, digest, library, faults, notices = json.loads(text)
    return _Known(
        stamp, digest, library, tuple([load_diagnostic(fault) for fault in faults]), notices and _load_notices(notices)
    )


def _dump_notices(notices: Notices) -> list[Any]:
    snapshot = notices.snapshot
    by_key = {
        key: [
            [notice.nature.value, notice.date and notice.date.isoformat(), notice.doi, notice.pmid, notice.line]
            for notice in its
        ]
        for key, its in notices.by_key.items()
    }
    newest = [day.isoformat() for day in snapshot.newest]
    return [[snapshot.path, snapshot.rows, newest], by_key, list(map(astuple, notices.doubts))]


def _load_notices(value: list[Any]) -> Notices:
    import datetime as dt

    from dr_evidence_site.model.notice import Doubt, Nature, Notice, Notices, Snapshot

    (path, rows, newest), by_key, doubts = value
    return Notices(
        Snapshot(path, rows, tuple(map(dt.date.fromisoformat, newest))),
        {
            key: tuple(
                Notice(Nature(nature), dt.date.fromisoformat(day) if day else None, doi, pmid, line)
                for nature, day, doi, pmid, line in its
            )
            for key, its in by_key.items()
        },
        tuple(Doubt(*doubt) for doubt in doubts),
    )


def _dump_index(digest: str, index: Index) -> bytes:
    """The index behind a line that says of which file it is."""
    # The places are in the byte order of this machine, which is part of what they are remembered by.
    head = json.dumps([digest, sys.byteorder, index.header, index.encoding])
    return head.encode() + b"\n" + index.places.tobytes()


def _recall_index(store: Store, digest: str, before: _Known) -> Index | None:
    """The index of the file with this digest, if it is remembered."""
    text = store.get(_KIND, ["index"]).get("index")
    if text is None or before.notices is None:
        return None
    from array import array

    from dr_evidence_site.parse.retractions import Index

    with suppress(*DAMAGE):
        head, _, places = text.partition(b"\n")
        of, order, header, encoding = json.loads(head)
        if (of, order) == (digest, sys.byteorder):
            return Index(before.notices.snapshot, tuple(header), encoding, array("Q", places))
    return None
