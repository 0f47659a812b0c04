"""Parsed values as JSON text and back: what the memo of parsing holds. Data only, so a restored cache runs no code.

A record is read by the same version of the program that wrote it (the store sees to that), so there is no check of
its shape here; a damaged one raises `ValueError`, `TypeError`, `KeyError` or `IndexError`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from sys import intern
from typing import Any

from msgspec import Struct, field
from msgspec.structs import astuple

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.records import dump_diagnostic, load_diagnostic
from dr_evidence_site.model.article import (
    Alias,
    Article,
    ArticleLink,
    Body,
    Change,
    Citation,
    CitationItem,
    EvidenceBlock,
    Heading,
    ImageLink,
    Outline,
    Part,
    ReviewEvent,
    ReviewStatus,
    StandingPage,
    Waiver,
    Word,
)
from dr_evidence_site.model.prose import Coverage, Reading
from dr_evidence_site.model.reference import (
    Integrity,
    Name,
    PartialDate,
    Reference,
    ReferenceType,
)
from dr_evidence_site.model.site import Term
from dr_evidence_site.model.source import Span

DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What reading a damaged record raises."""

_DUMP = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Head(Struct, frozen=True):
    """What stays in memory of a parsed file: its front matter, its outline, what was wrong in it, and how many of its
    claims have a source.
    """

    front: Article | StandingPage | None
    outline: Outline
    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage = field(default_factory=Coverage)


def dump_head(head: Head) -> str:
    """A head as JSON text."""
    outline = head.outline
    return _DUMP(
        [
            _front(head.front),
            [
                outline.keys,
                outline.links,
                outline.images,
                outline.anchors,
                sorted(outline.audiences),
                outline.evidence,
                list(map(astuple, outline.reading)),
            ],
            [dump_diagnostic(diagnostic) for diagnostic in head.diagnostics],
            [head.coverage.claims, head.coverage.cited],
        ]
    )


def load_head(path: str, text: str | bytes) -> Head:
    """The head of the file at `path` from its JSON text."""
    front, (keys, links, images, anchors, audiences, evidence, reading), diagnostics, coverage = json.loads(text)
    outline = Outline(
        # Many articles cite the same sources, link the same articles and have the same headings: each is held once.
        tuple(map(intern, keys)),
        tuple([(intern(target), intern(fragment)) for target, fragment in links]),
        tuple(images),
        tuple(map(intern, anchors)),
        _set_of(*audiences),
        tuple([(name, before) for name, before in evidence]),
        tuple([Reading(intern(audience), words, grade) for audience, words, grade in reading]),
    )
    faults = tuple([load_diagnostic(value) for value in diagnostics])
    return Head(_load_front(path, front), outline, faults, Coverage(*coverage))


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


def load_body(path: str, text: str | bytes, *, has_places: bool = True) -> Body:
    """The body of the file at `path` from its JSON text.

    Without `has_places` its citations do not say where in the file they stand. A page does not show it, and its body
    is loaded in half the time.
    """
    parts, headings, anchors, audiences = json.loads(text)
    return Body(
        _load_parts(path, parts) if has_places else tuple([_without_place(path, part) for part in parts]),
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


def dump_glossaries(glossaries: Mapping[str, Iterable[Term]], diagnostics: Iterable[Diagnostic]) -> str:
    """The glossaries by language, and what was wrong in them, as JSON text."""
    terms = {
        language: [
            [term.id, term.name, term.aliases, _dump_parts(term.meaning), _full_span(term.span)] for term in glossary
        ]
        for language, glossary in glossaries.items()
    }
    return _DUMP([terms, [dump_diagnostic(diagnostic) for diagnostic in diagnostics]])


def load_glossaries(text: str | bytes) -> tuple[dict[str, tuple[Term, ...]], list[Diagnostic]]:
    """The glossaries by language from their JSON text."""
    terms, diagnostics = json.loads(text)
    glossaries = {
        language: tuple(
            Term(id_, name, tuple(aliases), _load_parts(span[0], meaning), Span(*span))
            for id_, name, aliases, meaning, span in glossary
        )
        for language, glossary in terms.items()
    }
    return glossaries, [load_diagnostic(value) for value in diagnostics]


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


def is_marked(value: list[Any]) -> bool:
    """Whether the JSON data of a reference say that it was retracted, questioned or corrected."""
    return value[_INTEGRITY] is not None


def identifiers_of(value: list[Any]) -> tuple[str, str]:
    """DOI and PubMed number from the JSON data of a reference, which is made ten times as fast as the reference."""
    texts = value[_TEXTS]
    return texts[_DOI], texts[_PMID]


def superseded_by(value: list[Any]) -> str:
    """The key of the newer edition from the JSON data of a reference; empty for none."""
    text: str = value[_TEXTS][_SUPERSEDED_BY]
    return text


def with_successor(value: list[Any], newer: list[Any] | None) -> list[Any]:
    """The JSON data of a reference with its newer edition, given likewise, in words; None when it is not there."""
    texts = list(value[_TEXTS])
    texts[_SUCCESSOR] = ""
    if newer is not None:
        title, issued = newer[_TITLE], newer[_ISSUED]
        texts[_SUCCESSOR] = f"{title} ({issued[0]})" if issued and issued[0] else title
    return [*value[:_TEXTS], texts, *value[_TEXTS + 1 :]]


_TEXT_FIELDS = (
    "container_title", "container_title_short", "collection_title", "volume", "issue", "page", "number", "edition",
    "publisher", "publisher_place", "genre", "archive", "doi", "pmid", "pmcid", "url", "note", "integrity_note",
    "superseded_by", "successor",
)  # fmt: skip
_DOI, _PMID = _TEXT_FIELDS.index("doi"), _TEXT_FIELDS.index("pmid")
_SUPERSEDED_BY, _SUCCESSOR = _TEXT_FIELDS.index("superseded_by"), _TEXT_FIELDS.index("successor")
_TITLE, _ISSUED, _INTEGRITY, _TEXTS = 2, 6, 8, 9


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


def _hole(part: Citation | ArticleLink | ImageLink | Word | EvidenceBlock) -> list[Any]:
    if isinstance(part, Citation):
        items = [
            [item.key, _span(item.span), item.prefix, item.label, item.locator, item.suffix, item.suppress_author]
            for item in part.items
        ]
        return [0, items, part.in_text, part.audiences]
    if isinstance(part, ArticleLink):
        return [1, part.target, part.fragment, _span(part.span)]
    if isinstance(part, ImageLink):
        return [2, part.target, _span(part.span)]
    if isinstance(part, EvidenceBlock):
        from dr_evidence_site.parse.evidence_records import dump_citations, dump_evidence

        data = dump_evidence(part.evidence) if part.evidence else None
        return [4, part.id, _span(part.span), part.name, data, dump_citations(part.citations), part.audiences]
    return [3, part.text, part.number]


def _without_place(path: str, part: str | list[Any]) -> Part:
    if isinstance(part, str):
        return part
    if part[0] != 0:
        return _load_hole(path, part)
    _, items, in_text, audiences = part
    return Citation(tuple([_item_without_place(key, *rest) for key, _, *rest in items]), in_text, tuple(audiences))


@lru_cache(maxsize=4096)  # most have nothing but a key, and many articles cite the same sources
def _item_without_place(key: str, prefix: str, label: str, locator: str, suffix: str, suppress: bool) -> CitationItem:
    return CitationItem(key, _NOWHERE, prefix, label, locator, suffix, suppress)


_NOWHERE = Span("")


def _load_hole(path: str, value: list[Any]) -> Part:
    if value[0] == 0:
        _, items, in_text, audiences = value
        return Citation(
            tuple(CitationItem(key, Span(path, *span), *rest) for key, span, *rest in items), in_text, tuple(audiences)
        )
    if value[0] == 1:
        return ArticleLink(value[1], value[2], Span(path, *value[3]))
    if value[0] == 2:
        return ImageLink(value[1], Span(path, *value[2]))
    if value[0] == 4:
        from dr_evidence_site.parse.evidence_records import load_citations, load_evidence

        _, id_, span, name, data, citations, audiences = value
        evidence = load_evidence(path, data) if data else None
        return EvidenceBlock(id_, Span(path, *span), name, evidence, load_citations(path, citations), tuple(audiences))
    return Word(value[1], value[2])


def _front(front: Article | StandingPage | None) -> list[Any] | None:
    if front is None:
        return None
    if isinstance(front, StandingPage):
        return ["page", front.slug, front.title, _day(front.updated), _aliases(front.aliases)]
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
        [
            [event.status.value, _span(event.span), _day(event.date), event.by, event.note, event.seal]
            for event in front.review
        ],
        _day(front.review_due),
        _day(front.search_date),
        front.lang,
        front.translates,
        _day(front.original_updated),
        [[_day(change.date), change.text, _span(change.span)] for change in front.changes],
        front.text_digest,
        [[waiver.code, waiver.about, waiver.reason, _span(waiver.span)] for waiver in front.waivers],
        _aliases(front.aliases),
        _DUMP({key: _span(span) for key, span in front.spans.items()}),
    ]


def _load_front(path: str, value: list[Any] | None) -> Article | StandingPage | None:
    if value is None:
        return None
    if value[0] == "page":
        return StandingPage(path, value[1], value[2], _load_day(value[3]), _load_aliases(path, value[4]))
    _, slug, title, status, updated, audience, question, topics, authors, review, due, searched, *rest, spans = value
    lang, translates, original_updated, changes, text_digest, waivers, aliases = rest
    return Article(
        path,
        slug,
        title,
        ReviewStatus(status),
        _date_of(updated),
        intern(audience),
        question,
        tuple(map(intern, topics)),
        tuple(map(intern, authors)),
        tuple(
            ReviewEvent(ReviewStatus(of), Span(path, *span), _load_day(day), by, note, seal)
            for of, span, day, by, note, seal in review
        ),
        _load_day(due),
        _load_day(searched),
        lang,
        translates,
        _load_day(original_updated),
        tuple(Change(dt.date.fromisoformat(day), words, Span(path, *span)) for day, words, span in changes),
        text_digest,
        tuple(Waiver(code, about, reason, Span(path, *span)) for code, about, reason, span in waivers),
        _load_aliases(path, aliases),
        _Spans(path, spans),
    )


def _aliases(aliases: Iterable[Alias]) -> list[list[Any]]:
    return [[alias.name, _span(alias.span)] for alias in aliases]


def _load_aliases(path: str, value: list[Any]) -> tuple[Alias, ...]:
    return tuple([Alias(name, Span(path, *span)) for name, span in value]) if value else ()


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _load_day(text: str | None) -> dt.date | None:
    return _date_of(text) if text else None


# Articles share what is the same in all of them: a hundred thousand times 32 and 216 bytes.
_date_of = lru_cache(maxsize=4096)(dt.date.fromisoformat)


@lru_cache(maxsize=256)
def _set_of(*names: str) -> frozenset[str]:
    return frozenset(names)


class _Spans(Mapping[str, Span]):
    """The places of front matter keys, read when they are asked for: few ever are, and there are ten an article.

    As JSON text they take 250 bytes an article, as lists of numbers 2,000.
    """

    __slots__ = ("_path", "_text")

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text

    def __getitem__(self, key: str) -> Span:
        return Span(self._path, *self._spans()[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans())

    def __len__(self) -> int:
        return len(self._spans())

    def _spans(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = json.loads(self._text)
        return found
