"""What a snapshot of retractions says of the sources, put beside what the library says itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from msgspec.structs import replace

from dr_evidence_site.model.notice import Nature, Notice, Notices
from dr_evidence_site.model.reference import Bibliography, Integrity, Reference

_WEIGHT = {Integrity.CORRECTED: 1, Integrity.CONCERN: 2, Integrity.RETRACTED: 3}

_MEANING = {
    Nature.RETRACTION: Integrity.RETRACTED,
    Nature.CONCERN: Integrity.CONCERN,
    Nature.CORRECTION: Integrity.CORRECTED,
}
_WORDS = {
    Nature.RETRACTION: "Retracted",
    Nature.CONCERN: "Expression of concern published",
    Nature.CORRECTION: "Corrected",
    Nature.REINSTATEMENT: "Reinstated",
}


def standing(notices: Iterable[Notice]) -> Integrity | None:
    """What the notices make of a publication: the gravest that holds.

    A reinstatement takes back the retractions and concerns before it, on the same day, or without a day. One without
    a day of its own takes nothing back, because nobody knows what came after it. Corrections stay.
    """
    notices = tuple(notices)
    days = [notice.date for notice in notices if notice.nature is Nature.REINSTATEMENT and notice.date]
    reinstated = max(days, default=dt.date.min)
    found = None
    for notice in notices:
        integrity = _MEANING.get(notice.nature)
        is_over = integrity is not Integrity.CORRECTED and bool(days) and (notice.date or dt.date.min) <= reinstated
        if integrity and not is_over:
            found = graver(found, integrity)
    return found


def graver(one: Integrity | None, other: Integrity | None) -> Integrity | None:
    """The graver of two, the first when they are the same."""
    return other if _weight(other) > _weight(one) else one


def decisive(integrity: Integrity | None, notices: Iterable[Notice]) -> Notice | None:
    """The latest of the notices that makes of the publication what it is; None when the snapshot has none."""
    of_its_kind = [notice for notice in notices if _MEANING.get(notice.nature) is integrity]
    return of_its_kind[-1] if integrity and of_its_kind else None


def with_notices(bibliography: Bibliography, notices: Notices) -> Bibliography:
    """The library with each source marked as the snapshot has it.

    The graver of what the library and the snapshot say counts. Where they agree, the library's sentence is kept: an
    editor wrote it.
    """
    changed: dict[str, Reference] = {}
    for key, its in notices.by_key.items():
        ours, theirs = bibliography.references[key], standing(its)
        if theirs is None or _weight(theirs) < _weight(ours.integrity):
            continue
        if theirs is ours.integrity and ours.integrity_note:
            continue
        note = " ".join(map(sentence, its))
        changed[key] = replace(ours, integrity=theirs, integrity_note=note, notices=its)
    if not changed:
        return replace(bibliography, notices=notices)
    digests = dict(bibliography.digests)
    for key in changed.keys() & digests.keys():
        shown = repr((digests[key], notices.by_key[key]))
        digests[key] = blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    references = _Marked(bibliography.references, changed)
    return replace(bibliography, references=references, digests=digests, notices=notices, written=bibliography)


def sentence(notice: Notice) -> str:
    """A notice in English, for files that other programs read: "Retracted on 2010-02-06 (doi:10.5555/x)."."""
    day = f" on {notice.date.isoformat()}" if notice.date else ""
    place = f"doi:{notice.doi}" if notice.doi else f"PMID {notice.pmid}" if notice.pmid else ""
    return f"{_WORDS[notice.nature]}{day}{f' ({place})' if place else ''}."


def _weight(integrity: Integrity | None) -> int:
    return _WEIGHT[integrity] if integrity else 0


class _Marked(Mapping[str, Reference]):
    """References of which a few differ; the others are made when they are asked for, as before."""

    def __init__(self, written: Mapping[str, Reference], changed: Mapping[str, Reference]) -> None:
        self._written = written
        self._changed = changed

    def __getitem__(self, key: str) -> Reference:
        return self._changed.get(key) or self._written[key]

    def __contains__(self, key: object) -> bool:
        return key in self._written

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)
