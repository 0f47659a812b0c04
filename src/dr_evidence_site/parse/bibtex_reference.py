"""One entry's fields, all collected and inherited, as a `Reference`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Code, Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import library
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse import bibtex_fields, bibtex_types
from dr_evidence_site.parse.bibtex_scan import RawEntry
from dr_evidence_site.parse.latex import plain_text
from dr_evidence_site.parse.pybtex_reader import RawField, read_names

ALIASES: Mapping[str, str] = {
    "journal": "journaltitle",
    "journalabbr": "shortjournal",
    "journal-iso": "shortjournal",
    "address": "location",
    "school": "institution",
    "archiveprefix": "eprinttype",
    "articleno": "eid",
    "article-number": "eid",
    "pmc": "pmcid",
    "accessed": "urldate",
    "superseded_by": "supersededby",
}
"""Other names of fields, with the name used here. When an entry has both, the one used here counts."""

_VERBATIM = frozenset({"doi", "url", "pmid", "pmcid", "eprint", "supersededby"})
_NAMES = frozenset({"author", "editor"})
_TEXT = frozenset({
    "title", "subtitle", "titleaddon", "journaltitle", "shortjournal", "booktitle", "booksubtitle",
    "eventtitle", "date", "year", "month", "day", "urldate", "volume", "number", "issue", "pages", "eid",
    "version", "edition", "series", "chapter", "publisher", "institution", "organization", "location", "type",
    "eprinttype", "note", "addendum", "howpublished", "pubstate", "keywords", "integrity", "integritynote",
    "crossref",
})  # fmt: skip
_KNOWN = _VERBATIM | _NAMES | _TEXT
READ_FIELDS = _KNOWN | ALIASES.keys()
"""Every field that has a part in a `Reference`, by all of its names."""

# Standard fields that no reference style here prints; they are no mistakes.
_UNUSED = frozenset({
    "abstract", "annotation", "annote", "annotator", "authortype", "bookauthor", "bookpagination", "bookvolume",
    "copyright", "date-added", "eventdate", "date-modified", "editora", "editortype", "entryset", "eprintclass",
    "file", "gender", "groups", "hyphenation", "ids", "isbn", "isrn", "issn", "issuetitle", "keyword", "label",
    "langid", "language", "library", "maintitle", "mendeley-tags", "nameaddon", "options", "origdate", "owner",
    "pagetotal", "part", "primaryclass", "related", "relatedtype", "review", "shortauthor", "shorttitle",
    "sortkey", "sortname", "timestamp", "translator", "venue", "volumes", "xdata", "xref",
})  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\ufffe\uffff]")
_ESCAPED = re.compile(r"\\([_%&#~$^])(?:\{\})?")
_URL_COMMAND = re.compile(r"\\url\s*\{([^{}]*)\}")
_PUBSTATES = {"inpress": "in press", "inpreparation": "in preparation"}
_ORGANISATION_FIRST = frozenset({ReferenceType.REPORT, ReferenceType.THESIS})
_DATED = frozenset(
    {
        ReferenceType.ARTICLE,
        ReferenceType.BOOK,
        ReferenceType.CHAPTER,
        ReferenceType.CONFERENCE_PAPER,
        ReferenceType.REPORT,
        ReferenceType.PREPRINT,
        ReferenceType.THESIS,
        ReferenceType.DATASET,
    }
)
_BY_SOMEONE = _DATED - {ReferenceType.DATASET}
_IN_SERIES = frozenset({ReferenceType.BOOK, ReferenceType.CHAPTER, ReferenceType.CONFERENCE_PAPER})


class Record(Struct, frozen=True):
    """An entry with its fields under the names used here. `sound` is false when a fault may have cost fields."""

    entry: RawEntry
    fields: Mapping[str, RawField]
    sound: bool = True


def record(entry: RawEntry, fields: Mapping[str, RawField], *, sound: bool) -> Record:
    """The record of an entry as read, its fields under the names used here."""
    if not ALIASES.keys().isdisjoint(fields):
        renamed = {ALIASES.get(name, name): field for name, field in fields.items()}
        fields = renamed | {name: field for name, field in fields.items() if name not in ALIASES}
    return Record(entry, fields, sound)


def reference(source: Record) -> tuple[Reference, list[Diagnostic]]:
    """The reference that an entry describes, and what is wrong with its fields."""
    reading = _Reading(source)
    return reading.reference(), reading.faults


class _Reading:
    """Reads the fields of one record and gathers what is wrong with them."""

    def __init__(self, source: Record) -> None:
        self.source = source
        self.key = clip(source.entry.key)
        self.faults: list[Diagnostic] = []
        self.words = {
            name: self._verbatim(field.value) if name in _VERBATIM else self._text(field)
            for name, field in source.fields.items()
            if name in _KNOWN and name not in _NAMES
        }
        self._unknown_fields()
        self._book_numbers()

    def reference(self) -> Reference:
        get = self.words.get
        kind = self.source.entry.kind
        type_ = bibtex_types.reference_type(kind, self.words)
        if kind not in bibtex_types.KNOWN_TYPES:
            hint = did_you_mean(kind[:60], bibtex_types.KNOWN_TYPES, otherwise=library.UNKNOWN_TYPE.hint)
            span = self.source.entry.span
            self.faults.append(library.UNKNOWN_TYPE.at(span, hint=hint, kind=clip(kind), key=self.key))
        container = _joined(": ", get("booktitle"), get("booksubtitle")) or get("eventtitle", "")
        page, note = get("pages") or get("eid", ""), _joined(". ", get("note"), get("addendum"))
        if type_ is ReferenceType.CHAPTER and not container:
            # In BibTeX's own @inbook the title is the book's, and a chapter number or pages say which part.
            type_ = ReferenceType.BOOK
            note = _joined(". ", f"Chapter {get('chapter')}" if get("chapter") else "", note)
        url, note = self._url(note)
        number, archive = self._number(type_)
        authors, incomplete = self._names("author")
        result = Reference(
            key=self.source.entry.key,
            type=type_,
            span=self.source.entry.span,
            title=_joined(" ", _joined(": ", get("title"), get("subtitle")), get("titleaddon")),
            authors=authors,
            authors_incomplete=incomplete,
            editors=self._names("editor")[0],
            container_title=get("journaltitle", "") or container,
            container_title_short=get("shortjournal", ""),
            collection_title=_joined("; ", get("series"), get("number") if type_ in _IN_SERIES else ""),
            issued=self._issued(),
            accessed=self._date("urldate"),
            volume=get("volume", ""),
            issue=_joined(" ", get("number"), get("issue")) if type_ is ReferenceType.ARTICLE else get("issue", ""),
            page=bibtex_fields.pages(page),
            number=number,
            edition=get("edition", ""),
            publisher=self._publisher(type_),
            publisher_place=get("location", ""),
            genre=bibtex_types.genre(kind, self.words),
            archive=archive,
            doi=self._identifier("doi", bibtex_fields.doi),
            pmid=self._identifier("pmid", bibtex_fields.pmid),
            pmcid=self._identifier("pmcid", bibtex_fields.pmcid),
            url=url,
            note=note,
            integrity=self._integrity(),
            integrity_note=get("integritynote", ""),
            superseded_by=get("supersededby", "") or self._related("supersededby"),
        )
        result = self._with_eprint(result)
        if self.source.sound:
            self._missing(result)
        return result

    # Reading text

    def _text(self, field: RawField) -> str:
        value = field.value
        if _CONTROL.search(value):
            self._fault(library.CONTROL_CHARACTER, field)
            value = _CONTROL.sub("", value)
        text, unknown = plain_text(value)
        for command in unknown:
            self._fault(library.UNKNOWN_LATEX, field, command=clip(command))
        return text

    def _verbatim(self, value: str) -> str:
        value = _ESCAPED.sub(r"\1", _URL_COMMAND.sub(r"\1", value))
        value = value.replace("\\textless", "<").replace("\\textgreater", ">")
        return value.replace("{", "").replace("}", "").strip()

    def _names(self, name: str) -> tuple[tuple[Name, ...], bool]:
        field = self.source.fields.get(name)
        if field is None:
            return (), False
        if _CONTROL.search(field.value):
            self._fault(library.CONTROL_CHARACTER, name)
            field = replace(field, value=_CONTROL.sub("", field.value))
        _, unknown = plain_text(field.value) if "\\" in field.value else ("", ())
        for command in unknown:
            self._fault(library.UNKNOWN_LATEX, name, command=clip(command))
        names, incomplete, faults = read_names(field)
        self.faults += faults
        return names, incomplete

    # Reading dates

    def _issued(self) -> PartialDate | None:
        state = self.words.get("pubstate", "")
        state = _PUBSTATES.get(state.lower(), state)
        date = self._date("date") if self.words.get("date") else self._year()
        if not state:
            return date
        return replace(date, literal=state) if date else PartialDate(literal=state)

    def _date(self, name: str) -> PartialDate | None:
        text = self.words.get(name, "")
        if not text:
            return None
        date = bibtex_fields.iso_date(text)
        if date is None and not re.search(r"\d", text) and name == "date":
            return PartialDate(literal=text)
        if date is None:
            self._impossible(name, text)
        return date

    def _year(self) -> PartialDate | None:
        text = self.words.get("year", "")
        if not text:
            return None
        date = bibtex_fields.year_field(text)
        if date is None:
            self._impossible("year", text)
            return None
        month = self.words.get("month", "")
        if not month or date.year is None or date.month is not None:
            return date
        found = bibtex_fields.month_field(month, self.words.get("day", ""))
        whole = bibtex_fields.complete(date, *found) if found else None
        if whole is None:
            name = "month" if not found or "day" not in self.words else "day"
            self._impossible(name, self.words[name])
            return date
        return whole

    def _impossible(self, name: str, text: str) -> None:
        self._fault(library.IMPOSSIBLE_DATE, name, value=clip(text))

    def _related(self, type_: str) -> str:
        """The key of the first related entry, if it is related in this way (biblatex: `related`, `relatedtype`)."""
        fields = self.source.fields
        if "related" not in fields or "relatedtype" not in fields:
            return ""
        found = re.sub(r"[\W_]", "", self._verbatim(fields["relatedtype"].value)).lower()
        return self._verbatim(fields["related"].value).partition(",")[0].strip() if found == type_ else ""

    # Reading identifiers and addresses

    def _identifier(self, name: str, read: Callable[[str], str | None]) -> str:
        value = self.words.get(name, "")
        if not value:
            return ""
        found = read(value)
        if found is None:
            code = library.BAD_DOI if name == "doi" else library.BAD_PUBMED_ID
            self._fault(code, name, value=clip(value), name=name.upper())
            return ""
        return found

    def _url(self, note: str) -> tuple[str, str]:
        """The address, and the note with `howpublished` added when that is no address."""
        value = self.words.get("url", "")
        published = self.words.get("howpublished", "")
        raw = self.source.fields.get("howpublished")
        address = bibtex_fields.web_address(self._verbatim(raw.value)) if raw else None
        if address is None and not bibtex_types.server_name(published):
            note = _joined(". ", published, note)
        if not value:
            return address or "", note
        found = bibtex_fields.web_address(value)
        if found is None:
            self._fault(library.BAD_URL, "url", value=clip(value))
        return found or address or "", note

    def _number(self, type_: ReferenceType) -> tuple[str, str]:
        """The number that the work has of its own, and the registry or preprint server that gave it."""
        get = self.words.get
        if type_ is ReferenceType.TRIAL_REGISTRATION:
            number, registry = bibtex_types.registration(self.words)
            return number or get("number", ""), registry or get("organization") or get("publisher", "")
        if type_ is ReferenceType.PREPRINT:
            names = (get("eprinttype", ""), get("journaltitle", ""), get("publisher", ""), get("howpublished", ""))
            server = next(filter(None, map(bibtex_types.server_name, names)), "")
            return get("eprint") or get("number", ""), server or get("journaltitle") or get("publisher", "")
        if type_ is ReferenceType.ARTICLE or type_ in _IN_SERIES:
            return "", ""
        return get("number") or get("version", ""), ""

    def _with_eprint(self, result: Reference) -> Reference:
        """An `eprint` that is a PubMed number, or an address at arXiv when there is no other."""
        eprint, server = self.words.get("eprint", ""), self.words.get("eprinttype", "").lower()
        if not eprint:
            return result
        if server in ("pmid", "pubmed", "pmc", "pmcid"):
            read = bibtex_fields.pmid if server in ("pmid", "pubmed") else bibtex_fields.pmcid
            found = read(eprint)
            if found is None:
                name = "PMID" if read is bibtex_fields.pmid else "PMCID"
                self._fault(library.BAD_PUBMED_ID, "eprint", value=clip(eprint), name=name)
                return result
            if read is bibtex_fields.pmid:
                return replace(result, pmid=result.pmid or found)
            return replace(result, pmcid=result.pmcid or found)
        if server == "arxiv" and not (result.doi or result.url) and re.fullmatch(r"[\w./-]+", eprint, re.ASCII):
            return replace(result, url=f"https://arxiv.org/abs/{eprint}")
        return result

    def _publisher(self, type_: ReferenceType) -> str:
        order = ["publisher", "institution", "organization"]
        if type_ in _ORGANISATION_FIRST:
            order = ["institution", "organization", "publisher"]
        return next((self.words[name] for name in order if self.words.get(name)), "")

    def _integrity(self) -> Integrity | None:
        text = self.words.get("integrity", "")
        if not text:
            return None
        try:
            return Integrity(text.lower())
        except ValueError:
            hint = did_you_mean(text[:60], list(Integrity), otherwise=library.UNKNOWN_INTEGRITY.hint)
            self._fault(library.UNKNOWN_INTEGRITY, "integrity", hint=hint, value=clip(text))
            return None

    # What is missing or unknown

    def _missing(self, result: Reference) -> None:
        fields, type_ = self.source.fields, result.type
        if not result.title:
            self._lacks("title", "“title = {…}”")
        someone = result.authors or result.editors or "author" in fields
        if type_ in _BY_SOMEONE and not someone and not (type_ is ReferenceType.REPORT and result.publisher):
            self._lacks("author", "“author = {Family, Given and …}”, or “author = {}” when no author is named")
        if type_ in _DATED and not (fields.get("date") or fields.get("year") or result.issued):
            self._lacks("year", "“date = {YYYY-MM-DD}” or “year = {YYYY}”")
        if type_ is ReferenceType.ARTICLE and not (result.container_title or result.container_title_short):
            self._lacks("journal title", "“journaltitle = {…}”")

    def _lacks(self, field: str, example: str) -> None:
        span = self.source.entry.span
        self.faults.append(library.MISSING_FIELD.at(span, key=self.key, field=field, example=example))

    def _unknown_fields(self) -> None:
        for name in self.source.fields:
            nearest = None if name in _KNOWN or name in _UNUSED else _nearly(name)
            if nearest:
                self._fault(library.MISTYPED_FIELD, name, nearest=nearest)

    def _book_numbers(self) -> None:
        """Numbers that nothing prints, but that tell a copied entry from a mistyped one."""
        for name, wrong in (("issn", bibtex_fields.wrong_issn), ("isbn", bibtex_fields.wrong_isbn)):
            field = self.source.fields.get(name)
            value = field.value.replace("{", "").replace("}", "").strip() if field else ""
            found = wrong(value) if value else None
            if found is not None:
                self._fault(library.BAD_CHECK_DIGIT, name, value=clip(found), name=name.upper())

    def _fault(self, code: Code, field: str | RawField, *, hint: str | None = None, **words: str) -> None:
        """Report at a field, which is given by its name here, or as it is written: that name may be another."""
        raw = self.source.fields[field] if isinstance(field, str) else field
        name = field if isinstance(field, str) else field.name
        everything: dict[str, Any] = {"field": clip(name), "key": self.key, **words}
        self.faults.append(code.at(_place(raw), hint=hint, **everything))


def _place(field: RawField) -> Span:
    return field.entry.positions.span(field.start, field.end)


def _joined(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)


@lru_cache(maxsize=1024)
def _nearly(name: str) -> str | None:
    """The field name that differs from `name` by a slip of the keyboard, if any."""
    if len(name) > 30:
        return None
    names = (_KNOWN | ALIASES.keys()) - {"date", "day", "year", "note", "type", "eid"}
    found = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.88)
    return found[0] if found else None
