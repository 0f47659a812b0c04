"""No claim rests on a source that was retracted; what was questioned or corrected is not overlooked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from dr_evidence_site.checks.cited import cited_in
from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import retractions as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import CitationItem
from dr_evidence_site.model.reference import Integrity, Reference
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.review import months_later

if TYPE_CHECKING:
    from dr_evidence_site.model.notice import Snapshot

_RETRACTED = (
    "retract", "rétract", "zurückgezogen", "zurückziehung", "retrakt", "ritratt", "retratad", "retrataç",
    "teruggetrokken", "ingetrokken", "مسحوب", "سحب", "التراجع عن",
)  # fmt: skip
_CONCERN = (
    "expression of concern", "préoccupation", "d’inquiétude", "preocupac", "bedenken", "besorgnis", "قلق", "مخاوف",
)  # fmt: skip
"""Parts of words, in the languages of the interface and some more, with which a citation tells what became of a
source. In any language, because an English word may stand in a text of another."""


def check(site: Site) -> Iterator[Diagnostic]:
    """Citations of retracted and questioned sources that do not say so, and what the library does not know yet."""
    yield from _citations(site)
    yield from _library(site)


def marked(site: Site) -> dict[str, Reference]:
    """The sources that were retracted, questioned or corrected, as far as the library or the snapshot knows."""
    bibliography = site.bibliography
    keys = {*bibliography.marked, *(bibliography.notices.by_key if bibliography.notices else ())}
    references = {key: bibliography.references[key] for key in sorted(keys)}
    return {key: reference for key, reference in references.items() if reference.integrity}


def citations_of(keys: Mapping[str, object], site: Site) -> Iterator[tuple[str, CitationItem]]:
    """The citations of these sources, with the path of the file that each stands in."""
    for path, outline in site.outlines().items():
        if keys.keys().isdisjoint(outline.keys):
            continue  # the outline tells whether there are any; only then the body is asked where
        for part in site.bodies[path].parts:
            for item in cited_in(part, site):
                if item.key in keys:
                    yield path, item


def says_so(item: CitationItem, integrity: Integrity) -> bool:
    """Whether a citation tells its readers what became of the source."""
    if not (item.prefix or item.suffix):
        return False
    import unicodedata  # noqa: PLC0415 - few sites cite what was retracted

    words = unicodedata.normalize("NFC", re.sub("<[^>]*>", "", f"{item.prefix} {item.suffix}")).lower()
    return _begins(integrity).search(words) is not None


def fault(item: CitationItem, reference: Reference, site: Site) -> Diagnostic | None:
    """What is wrong with a citation of a source with a notice."""
    integrity = reference.integrity
    if integrity not in (Integrity.RETRACTED, Integrity.CONCERN) or says_so(item, integrity):
        return None
    code = codes.RETRACTED if integrity is Integrity.RETRACTED else codes.CONCERN
    return code.at(item.span, subject=item.key, key=clip(item.key), when=when(reference, site))


def when(reference: Reference, site: Site) -> str:
    """The day of the notice that counts, as words to put behind "was retracted"; empty when it is not known."""
    notices = site.bibliography.notices
    if notices is None or reference.key not in notices.by_key:
        return ""
    from dr_evidence_site.site.notices import decisive  # noqa: PLC0415 - few sites have notices

    notice = decisive(reference.integrity, notices.by_key[reference.key])
    return f" on {notice.date.isoformat()}" if notice and notice.date else ""


def _citations(site: Site) -> Iterator[Diagnostic]:
    grave = {
        key: reference
        for key, reference in marked(site).items()
        if reference.integrity in (Integrity.RETRACTED, Integrity.CONCERN)
    }
    if not grave:
        return
    for _, item in citations_of(grave, site):
        found = fault(item, grave[item.key], site)
        if found:
            yield found


def _library(site: Site) -> Iterator[Diagnostic]:
    """What concerns the entries of the library and the snapshot as a whole."""
    bibliography = site.bibliography
    notices = bibliography.notices
    if notices is None:
        return
    from dr_evidence_site.site.notices import standing  # noqa: PLC0415 - few sites have notices

    written = (bibliography.written or bibliography).references
    for key, its in notices.by_key.items():
        entry, theirs = written[key], standing(its)
        ours = entry.integrity
        if ours is None and theirs is Integrity.CORRECTED:
            day = when(bibliography.references[key], site)
            yield codes.CORRECTED.at(entry.span, subject=key, key=clip(key), when=day)
        elif ours and ours is not theirs and (theirs or ours is not Integrity.CORRECTED):
            words = theirs.value if theirs else "reinstated"
            yield codes.DISAGREEMENT.at(entry.span, subject=key, key=clip(key), ours=ours.value, theirs=words)
    for doubt in notices.doubts:
        span = written[doubt.key].span
        there = [Related(Span(notices.snapshot.path, doubt.line), "The notice is here.")]
        yield codes.DOUBTFUL.at(span, subject=doubt.key, related=there, key=clip(doubt.key), doi=clip(doubt.doi))
    yield from _age(notices.snapshot, site)


def _age(snapshot: Snapshot, site: Site) -> Iterator[Diagnostic]:
    day = snapshot.day(site.today)
    if day is None or months_later(day, site.config.retractions_every) >= site.today:
        return
    age = f"{(site.today - day).days} days"
    yield codes.OLD_SNAPSHOT.at(Span(snapshot.path), day=day.isoformat(), age=age)


@cache
def _begins(integrity: Integrity) -> re.Pattern[str]:
    words = _RETRACTED if integrity is Integrity.RETRACTED else (*_RETRACTED, *_CONCERN)
    return re.compile("|".join(map(re.escape, words)))
