"""What articles and files of evidence set aside: a diagnostic that a waiver meets becomes a note.

A waiver that meets none is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity
from dr_evidence_site.diagnostics.codes import external
from dr_evidence_site.diagnostics.codes import waivers as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Article, Waiver

_ON_DEMAND = frozenset(code.id for code in external.ALL)
"""Codes of what is not always looked for, and comes and goes with servers: a waiver of one is never without use."""

Waivers = Mapping[str, tuple[Waiver, ...]]
"""What is set aside, by the path of the article or file of evidence."""


def waivers_of(articles: Iterable[Article]) -> Waivers:
    """What these articles set aside."""
    return {article.path: article.waivers for article in articles if article.waivers}


def waived(diagnostics: Iterable[Diagnostic], waivers: Waivers) -> list[Diagnostic]:
    """The diagnostics, those that are set aside as notes."""
    if not waivers:
        return list(diagnostics)
    return [_waived(diagnostic, waivers) for diagnostic in diagnostics]


def unused(diagnostics: Iterable[Diagnostic], waivers: Waivers) -> list[Diagnostic]:
    """Waivers that set none of the diagnostics aside."""
    if not waivers:
        return []
    by_code: dict[tuple[str, str], list[str]] = {}
    for diagnostic in diagnostics:
        if diagnostic.span.path in waivers:
            by_code.setdefault((diagnostic.span.path, diagnostic.code), []).append(diagnostic.subject)
    return [
        _unused(waiver)
        for path, listed in waivers.items()
        for waiver in listed
        if waiver.code not in _ON_DEMAND
        and not any(_meets(waiver, subject) for subject in by_code.get((path, waiver.code), ()))
    ]


def _unused(waiver: Waiver) -> Diagnostic:
    about = clip(waiver.about) if waiver.about else "the whole of it"
    return codes.NOTHING_WAIVED.at(waiver.span, code=waiver.code, about=about)


def _waived(diagnostic: Diagnostic, waivers: Waivers) -> Diagnostic:
    for waiver in waivers.get(diagnostic.span.path, ()):
        if waiver.code == diagnostic.code and _meets(waiver, diagnostic.subject):
            related = (*diagnostic.related, Related(waiver.span, f"Set aside here: {clip(waiver.reason, 300)}"))
            return replace(diagnostic, severity=Severity.NOTE, hint="", related=related)
    return diagnostic


def _meets(waiver: Waiver, subject: str) -> bool:
    """Whether the waiver is about the subject. White space and capital letters don't matter."""
    if not waiver.about or not subject:
        return not waiver.about and not subject
    return _bare(waiver.about) in _bare(subject)


@lru_cache(maxsize=1024)  # each waiver meets each diagnostic of its code
def _bare(text: str) -> str:
    return " ".join(text.casefold().split())
