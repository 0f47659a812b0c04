"""CSL-JSON as Zotero, Mendeley, DOI registries and our own exports write it, and Crossref's works, as references.

Schema: CSL 1.0.2, input/csl-data.json; Crossref: https://api.crossref.org/swagger-ui/. Both have nearly the same names,
but Crossref writes lists where CSL has one text, has its own words for types, and says what became of a work.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Integrity, Name, PartialDate, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import bibtex_fields, bibtex_types
from dr_evidence_site.refs import values
from dr_evidence_site.refs.incoming import Draft, Incoming

_T = ReferenceType

_TYPES = {
    **dict.fromkeys(
        ("article-journal", "article-magazine", "article-newspaper", "review", "journal-article"), _T.ARTICLE
    ),
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book", "collection", "book-set"), _T.BOOK),
    **dict.fromkeys(
        ("chapter", "entry", "entry-dictionary", "entry-encyclopedia", "book-chapter", "book-section", "book-part",
         "reference-entry"), _T.CHAPTER,
    ),
    **dict.fromkeys(("paper-conference", "proceedings-article"), _T.CONFERENCE_PAPER),
    **dict.fromkeys(("report", "report-component"), _T.REPORT),
    **dict.fromkeys(("webpage", "post", "post-weblog"), _T.WEBPAGE),
    **dict.fromkeys(("article", "posted-content"), _T.PREPRINT),
    **dict.fromkeys(("thesis", "dissertation"), _T.THESIS),
    **dict.fromkeys(("dataset", "database"), _T.DATASET),
    "standard": _T.REPORT,
}  # fmt: skip
_STATUS = {
    "retracted": Integrity.RETRACTED,
    "expression of concern": Integrity.CONCERN,
    "corrected": Integrity.CORRECTED,
}
_UPDATES = {
    **dict.fromkeys(("retraction", "withdrawal", "removal"), Integrity.RETRACTED),
    **dict.fromkeys(("expression_of_concern", "partial_retraction"), Integrity.CONCERN),
    **dict.fromkeys(("correction", "corrigendum", "erratum", "clarification"), Integrity.CORRECTED),
}
_SAYS_NOTHING = frozenset({"preprint", "journal article", "trial registration", "dataset", "article"})
_TEXTS = {
    "volume": "volume", "issue": "issue", "edition": "edition", "number": "number",
    "publisher-place": "publisher_place", "publisher-location": "publisher_place",
    "collection-title": "collection_title",
}  # fmt: skip
_LEFT_OUT = {"abstract": "abstract", "keyword": "keywords", "annote": "notes"}


def read(source: Source) -> tuple[list[Incoming], list[Diagnostic]]:
    """The records of a CSL-JSON file (an array, an object with `items`, one record, or an answer of Crossref)."""
    try:
        data = json.loads(source.text)
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        problem = "its JSON is not complete or not well formed"
        return [], [codes.BROKEN_RECORD.at(Span(source.path, line, column), problem=problem)]
    except RecursionError:
        return [], [codes.BROKEN_RECORD.at(Span(source.path), problem="its JSON is nested too deeply")]
    found: list[Incoming] = []
    faults: list[Diagnostic] = []
    places = _Places(source)
    for item in _items(data):
        place = places.of(item)
        if not isinstance(item, dict):
            faults.append(codes.BROKEN_RECORD.at(place, problem="it is no object with fields"))
            continue
        found.append(incoming(item, place))
    return found, faults


def _items(data: Any) -> list[Any]:
    if isinstance(data, dict):
        message = data.get("message")
        if isinstance(message, dict):  # Crossref
            data = message
        inner = data.get("items")
        return inner if isinstance(inner, list) else [data]
    return data if isinstance(data, list) else [data]


class _Places:
    """The lines on which records begin, found by their identifiers in order."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._at = 0
        self._line = 1

    def of(self, item: Any) -> Span:
        mark = json.dumps(item.get("id"), ensure_ascii=False) if isinstance(item, dict) and "id" in item else ""
        at = self._source.text.find(mark, self._at) if mark else -1
        if at >= 0:
            self._line += self._source.text.count("\n", self._at, at)
            self._at = at
        return Span(self._source.path, self._line)


def incoming(item: Mapping[str, Any], place: Span) -> Incoming:
    """One record of CSL-JSON, or one work of Crossref."""
    draft = Draft(place, key=_text(item, "citation-key") or _text(item, "id"))
    draft.type = _type(item)
    title, was_marked = values.without_mark(values.plain(_text(item, "title")))
    subtitle = values.plain(_text(item, "subtitle"))
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    draft.put("title", title)
    _people(draft, item)
    _container(draft, item)
    draft.put("issued", _issued(item, draft))
    accessed = _date(item.get("accessed"))
    if accessed and accessed.year and "type" in item:
        draft.put("accessed", accessed)
    for source, name in _TEXTS.items():
        if name != "publisher_place" or draft.type is not _T.ARTICLE:
            draft.put(name, values.plain(_text(item, source)))
    if draft.type is _T.DATASET:
        draft.put("number", values.line(_text(item, "version")))
    draft.put("page", bibtex_fields.pages(values.line(_text(item, "page") or _text(item, "article-number"))))
    if draft.type is not _T.ARTICLE:
        draft.put("publisher", values.plain(_text(item, "publisher")))
    genre = values.plain(_text(item, "genre"))
    draft.put("genre", "" if genre.lower() in _SAYS_NOTHING else genre)
    _remarks(draft, item)
    _identifiers(draft, item)
    _standing(draft, item, was_marked)
    for name in ("ISBN", "ISSN"):
        draft.extra[name.lower()] = values.line(_text(item, name))
    draft.extra["langid"] = values.language(_text(item, "language"))
    draft.extra = {name: value for name, value in draft.extra.items() if value}
    draft.left_out |= {what: None for name, what in _LEFT_OUT.items() if item.get(name)}
    return draft.incoming()


def _type(item: Mapping[str, Any]) -> ReferenceType:
    kind = _text(item, "type").lower()
    words = f"{_text(item, 'genre')} {_text(item, 'subtype')}".lower()
    number = {name: _text(item, source) for name, source in (("number", "number"), ("url", "URL"))}
    if "trial regist" in words or (kind in ("standard", "document") and bibtex_types.registration(number)[0]):
        return _T.TRIAL_REGISTRATION
    if kind == "document" and "preprint" in words:
        return _T.PREPRINT
    return _TYPES.get(kind, _T.OTHER)


def _people(draft: Draft, item: Mapping[str, Any]) -> None:
    authors = _names(item.get("author"))
    others = [name for name in authors if name.literal.lower() in ("others", "et al", "et al.")]
    draft.put("authors", tuple(name for name in authors if name not in others))
    draft.put("authors_incomplete", bool(others))
    draft.put("editors", tuple(_names(item.get("editor"))))


def _names(people: Any) -> list[Name]:
    found = []
    for person in people if isinstance(people, list) else []:
        if not isinstance(person, dict):
            continue
        group = values.plain(_text(person, "literal") or _text(person, "name"))
        family = values.plain(_text(person, "family"))
        if family:
            particle = " ".join(
                part for part in (_text(person, "dropping-particle"), _text(person, "non-dropping-particle")) if part
            )
            given = values.plain(_text(person, "given"))
            found.append(values.person(family, given, _text(person, "suffix"), particle))
        elif group:
            found.append(Name(literal=group))
    return found


def _container(draft: Draft, item: Mapping[str, Any]) -> None:
    within = values.plain(_text(item, "container-title"))
    short = values.plain(_text(item, "container-title-short") or _text(item, "short-container-title"))
    short = short or values.plain(_text(item, "journalAbbreviation"))
    if draft.type is _T.PREPRINT:
        institution = item.get("institution")
        house = _text(institution[0], "name") if isinstance(institution, list) and institution else ""
        names = (_text(item, "archive"), within, house, _text(item, "publisher"), _text(item, "group-title"))
        draft.put("archive", next(filter(None, map(bibtex_types.server_name, names)), "") or _text(item, "archive"))
        if draft.get("archive") and "publisher" in item:
            draft.fields["publisher"] = ""
        draft.put("container_title", "" if bibtex_types.server_name(within) else within)
        return
    if draft.type is _T.TRIAL_REGISTRATION:
        draft.put("archive", values.line(_text(item, "archive")))
    draft.put("container_title", within)
    draft.put("container_title_short", short)
    if not within:
        draft.put("container_title", values.plain(_text(item, "event-title") or _text(item, "event")))


def _issued(item: Mapping[str, Any], draft: Draft) -> PartialDate | None:
    # A journal is cited by the date of its issue, which Crossref has apart from the day the article came online.
    names: tuple[str, ...] = ("published-print", "issued", "published", "published-online", "posted")
    if draft.type is _T.PREPRINT:
        names = ("posted", *names[1:3])
    date = next(filter(None, (_date(item.get(name)) for name in names)), None)
    status = _text(item, "status")
    if status and status.lower() not in _STATUS and date and date.year and not date.literal:
        return PartialDate(date.year, date.month, date.day, status)
    return date


def _date(value: Any) -> PartialDate | None:
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0] and parts[0][0]:
        text = "-".join(str(part).zfill(2) for part in parts[0][:3] if part)
        return bibtex_fields.iso_date(text) or bibtex_fields.iso_date(str(parts[0][0]))
    for name in ("raw", "literal"):
        if text := values.line(value.get(name) or ""):
            found = values.date(text)
            return found or (None if re.search(r"\d", text) else PartialDate(literal=text))
    return None


def _identifiers(draft: Draft, item: Mapping[str, Any]) -> None:
    read: tuple[tuple[str, str, Callable[[str], str | None], str], ...] = (
        ("DOI", "doi", bibtex_fields.doi, "DOI"),
        ("PMID", "pmid", bibtex_fields.pmid, "PubMed number"),
        ("PMCID", "pmcid", bibtex_fields.pmcid, "PubMed Central number"),
    )
    for name, field, check, what in read:
        draft.checked(field, _text(item, name), check, what)
    address = _text(item, "URL")
    if not re.match(r"https?://(?:dx\.)?doi\.org/10\.", address):
        draft.checked("url", address, bibtex_fields.web_address, "web address")


def _remarks(draft: Draft, item: Mapping[str, Any]) -> None:
    status = _STATUS.get(_text(item, "status").lower())
    kept = []
    lines = _text(item, "note").split("\n")
    for number, text in enumerate(lines):
        mark = values.marked(text.strip()) if status and number == 0 else None
        if mark:
            draft.fields["integrity"], draft.fields["integrity_note"] = mark
            continue
        kept.append(text)
    if status:
        draft.put("integrity", status)
    found, rest = values.identifiers_of("\n".join(kept))
    draft.checked("pmid", found.get("pmid", ""), bibtex_fields.pmid, "PubMed number")
    draft.checked("pmcid", found.get("pmcid", ""), bibtex_fields.pmcid, "PubMed Central number")
    draft.checked("doi", found.get("doi", ""), bibtex_fields.doi, "DOI")
    if key := found.get("citation key"):
        draft.key = key
    note = values.printable_note(rest)
    draft.put("note", note)
    if rest.strip() and not note:
        draft.left_out["notes"] = None


def _standing(draft: Draft, item: Mapping[str, Any], was_marked: bool) -> None:
    """What Crossref says became of the work, of which it is itself a notice, and what a preprint became."""
    notices = []
    for update in _objects(item.get("updated-by")):
        integrity = _UPDATES.get(_text(update, "type").lower().replace("-", "_").replace(" ", "_"))
        if integrity:
            day = _date(update.get("updated"))
            when = "-".join(f"{part:02}" for part in (day.year, day.month, day.day) if part) if day else ""
            doi = bibtex_fields.doi(_text(update, "DOI")) or ""
            place = ", ".join(part for part in (when, f"doi:{doi}" if doi else "") if part)
            notices.append((integrity, place))
    if was_marked and not any(kind is Integrity.RETRACTED for kind, _ in notices):
        notices.append((Integrity.RETRACTED, ""))
    found = values.verdict(notices)
    if found and not draft.get("integrity"):
        draft.fields["integrity"], draft.fields["integrity_note"] = found
    for update in _objects(item.get("update-to"))[:1]:
        about = _text(update, "DOI")
        draft.say(codes.IS_NOTICE, kind=clip(_text(update, "type").replace("_", " ")), about=clip(about, 120))
    relation = item.get("relation")
    for other in _objects(relation.get("is-preprint-of"))[:1] if isinstance(relation, dict) else []:
        became = bibtex_fields.doi(_text(other, "id"))
        if became and draft.type is _T.PREPRINT:
            draft.say(codes.PUBLISHED_SINCE, doi=became)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(item: Any, name: str) -> str:
    """A value as text; of a list the first. What is neither text nor number is none."""
    value = item.get(name) if isinstance(item, dict) else None
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
