"""Parsed values as JSON text and back: what the memo of parsing holds. Data only, so a restored cache runs no code.

A record is read by the same version of the program that wrote it (the store sees to that), so there is no check of
its shape here; a damaged one raises `ValueError`, `TypeError`, `KeyError` or `IndexError`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity
from dr_evidence_site.model.article import (
    Article,
    ArticleLink,
    Body,
    Citation,
    CitationItem,
    Heading,
    ImageLink,
    Outline,
    Part,
    ReviewEvent,
    ReviewStatus,
    StandingPage,
)
from dr_evidence_site.model.reference import (
    Integrity,
    Name,
    PartialDate,
    Reference,
    ReferenceType,
)
from dr_evidence_site.model.source import Span

DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What reading a damaged record raises."""

_DUMP = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Head:
    """What stays in memory of a parsed file: its front matter, its outline, and what was wrong in it."""

    front: Article | StandingPage | None
    outline: Outline
    diagnostics: tuple[Diagnostic, ...]


def dump_head(head: Head) -> str:
    """A head as JSON text."""
    outline = head.outline
    return _DUMP(
        [
            _front(head.front),
            [outline.keys, outline.links, outline.images, sorted(outline.anchors), sorted(outline.audiences)],
            [dump_diagnostic(diagnostic) for diagnostic in head.diagnostics],
        ]
    )


def load_head(path: str, text: str | bytes) -> Head:
    """The head of the file at `path` from its JSON text."""
    front, (keys, links, images, anchors, audiences), diagnostics = json.loads(text)
    outline = Outline(
        tuple(map(intern, keys)),  # many articles cite the same sources: each key is held once
        tuple((target, fragment) for target, fragment in links),
        tuple(images),
        frozenset(anchors),
        frozenset(audiences),
    )
    return Head(_load_front(path, front), outline, tuple(load_diagnostic(value) for value in diagnostics))


def dump_body(body: Body) -> str:
    """A body as JSON text."""
    return _DUMP(
        [
            _dump_parts(body.parts),
            [[heading.level, heading.id, heading.label, heading.audiences] for heading in body.headings],
            sorted(body.anchors),
            sorted(body.audiences),
        ]
    )


def load_body(path: str, text: str | bytes) -> Body:
    """The body of the file at `path` from its JSON text."""
    parts, headings, anchors, audiences = json.loads(text)
    return Body(
        _load_parts(path, parts),
        tuple(Heading(level, id_, label, tuple(names)) for level, id_, label, names in headings),
        frozenset(anchors),
        frozenset(audiences),
    )


def dump_fragment(parts: tuple[Part, ...], diagnostics: Iterable[Diagnostic]) -> str:
    """A short text of the settings, and what was wrong in it, as JSON text."""
    return _DUMP([_dump_parts(parts), [dump_diagnostic(diagnostic) for diagnostic in diagnostics]])


def load_fragment(path: str, text: str | bytes) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """A short text of the settings at `path` from its JSON text."""
    parts, diagnostics = json.loads(text)
    return _load_parts(path, parts), [load_diagnostic(value) for value in diagnostics]


def dump_diagnostic(diagnostic: Diagnostic) -> list[Any]:
    """A diagnostic as JSON data."""
    return [
        diagnostic.code,
        int(diagnostic.severity),
        diagnostic.message,
        _full_span(diagnostic.span),
        diagnostic.hint,
        [[_full_span(related.span), related.message] for related in diagnostic.related],
    ]


def load_diagnostic(value: list[Any]) -> Diagnostic:
    """A diagnostic from JSON data."""
    code, severity, message, span, hint, related = value
    others = tuple(Related(Span(*place), words) for place, words in related)
    return Diagnostic(code, Severity(severity), message, Span(*span), hint, others)


def dump_reference(reference: Reference) -> list[Any]:
    """A reference as JSON data, without its place (which changes when entries move)."""
    return [
        reference.key,
        reference.type.value,
        reference.title,
        [_name(name) for name in reference.authors],
        reference.authors_incomplete,
        [_name(name) for name in reference.editors],
        _date(reference.issued),
        _date(reference.accessed),
        reference.integrity.value if reference.integrity else None,
        [getattr(reference, field) for field in _TEXT_FIELDS],
    ]


def load_reference(value: list[Any], span: Span) -> Reference:
    """A reference from JSON data, at its place."""
    key, type_, title, authors, incomplete, editors, issued, accessed, integrity, texts = value
    return Reference(
        key,
        ReferenceType(type_),
        span,
        title=title,
        authors=tuple(Name(*name) for name in authors),
        authors_incomplete=incomplete,
        editors=tuple(Name(*name) for name in editors),
        issued=PartialDate(*issued) if issued else None,
        accessed=PartialDate(*accessed) if accessed else None,
        integrity=Integrity(integrity) if integrity else None,
        **dict(zip(_TEXT_FIELDS, texts, strict=True)),
    )


_TEXT_FIELDS = (
    "container_title", "container_title_short", "collection_title", "volume", "issue", "page", "number", "edition",
    "publisher", "publisher_place", "genre", "archive", "doi", "pmid", "pmcid", "url", "note", "integrity_note",
)  # fmt: skip


def _name(name: Name) -> list[str]:
    return [name.family, name.given, name.particle, name.suffix, name.literal]


def _date(date: PartialDate | None) -> list[Any] | None:
    return [date.year, date.month, date.day, date.literal] if date else None


def _span(span: Span) -> list[int]:
    return [span.line, span.column, span.end_line, span.end_column]


def _full_span(span: Span) -> list[Any]:
    return [span.path, *_span(span)]


def _dump_parts(parts: Iterable[Part]) -> list[Any]:
    return [part if isinstance(part, str) else _hole(part) for part in parts]


def _load_parts(path: str, values: Iterable[Any]) -> tuple[Part, ...]:
    return tuple([part if isinstance(part, str) else _load_hole(path, part) for part in values])


def _hole(part: Citation | ArticleLink | ImageLink) -> list[Any]:
    if isinstance(part, Citation):
        items = [
            [item.key, _span(item.span), item.prefix, item.label, item.locator, item.suffix, item.suppress_author]
            for item in part.items
        ]
        return [0, items, part.in_text, part.audiences]
    if isinstance(part, ArticleLink):
        return [1, part.target, part.fragment, _span(part.span)]
    return [2, part.target, _span(part.span)]


def _load_hole(path: str, value: list[Any]) -> Part:
    if value[0] == 0:
        _, items, in_text, audiences = value
        return Citation(
            tuple(CitationItem(key, Span(path, *span), *rest) for key, span, *rest in items), in_text, tuple(audiences)
        )
    if value[0] == 1:
        return ArticleLink(value[1], value[2], Span(path, *value[3]))
    return ImageLink(value[1], Span(path, *value[2]))


def _front(front: Article | StandingPage | None) -> list[Any] | None:
    if front is None:
        return None
    if isinstance(front, StandingPage):
        return ["page", front.slug, front.title, _day(front.updated)]
    return [
        "article",
        front.slug,
        front.title,
        front.status.value,
        _day(front.updated),
        front.audience,
        front.question,
        front.topics,
        front.authors,
        [[event.status.value, _span(event.span), _day(event.date), event.by, event.note] for event in front.review],
        _day(front.review_due),
        _day(front.search_date),
        {key: _span(span) for key, span in front.spans.items()},
    ]


def _load_front(path: str, value: list[Any] | None) -> Article | StandingPage | None:
    if value is None:
        return None
    if value[0] == "page":
        return StandingPage(path, value[1], value[2], _load_day(value[3]))
    _, slug, title, status, updated, audience, question, topics, authors, review, due, searched, spans = value
    return Article(
        path,
        slug,
        title,
        ReviewStatus(status),
        dt.date.fromisoformat(updated),
        audience,
        question,
        tuple(topics),
        tuple(authors),
        tuple(
            ReviewEvent(ReviewStatus(of), Span(path, *span), _load_day(day), by, note)
            for of, span, day, by, note in review
        ),
        _load_day(due),
        _load_day(searched),
        _Spans(path, spans),
    )


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _load_day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class _Spans(Mapping[str, Span]):
    """The places of front matter keys, made when they are asked for: few ever are, and there are ten an article."""

    __slots__ = ("_path", "_spans")

    def __init__(self, path: str, spans: dict[str, list[int]]) -> None:
        self._path = path
        self._spans = spans

    def __getitem__(self, key: str) -> Span:
        return Span(self._path, *self._spans[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)
