"""A cited work, in the fields and type names of CSL (Citation Style Language 1.0.2), and the library of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dr_evidence_site.model.source import Span


class ReferenceType(StrEnum):
    """The CSL types that evidence summaries cite. A guideline is a report or article whose genre says so."""

    ARTICLE = "article-journal"
    BOOK = "book"
    CHAPTER = "chapter"
    CONFERENCE_PAPER = "paper-conference"
    REPORT = "report"
    WEBPAGE = "webpage"
    PREPRINT = "article"
    THESIS = "thesis"
    DATASET = "dataset"
    TRIAL_REGISTRATION = "standard"
    OTHER = "document"


@dataclass(frozen=True, slots=True)
class Name:
    """A contributor: a person by parts, or a corporate author by `literal` alone.

    `particle` is "van", "de la" …, printed before the family name; `suffix` is "Jr", "3rd" ….
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as exact as the library gives it. `literal` holds text that is no date ("in press")."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    literal: str = ""


class Integrity(StrEnum):
    """What became of a publication after it appeared, as far as the library records it."""

    RETRACTED = "retracted"
    CONCERN = "concern"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the library: plain Unicode text in every field, LaTeX and braces already decoded.

    `container_title` is the journal, book or site; `container_title_short` its NLM abbreviation.
    `page` is a range with a plain hyphen ("284-287"), or an article number. `number` is that of a report,
    registration or version.
    `authors_incomplete` says that the library ended the list with "and others".
    `integrity_note` is the library's sentence on a retraction, concern or correction.
    """

    key: str
    type: ReferenceType
    span: Span
    title: str = ""
    authors: tuple[Name, ...] = ()
    authors_incomplete: bool = False
    editors: tuple[Name, ...] = ()
    container_title: str = ""
    container_title_short: str = ""
    collection_title: str = ""
    issued: PartialDate | None = None
    accessed: PartialDate | None = None
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    edition: str = ""
    publisher: str = ""
    publisher_place: str = ""
    genre: str = ""
    archive: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    note: str = ""
    integrity: Integrity | None = None
    integrity_note: str = ""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """All references that are loaded, by key, and a digest of the content of each (empty: not computed)."""

    references: Mapping[str, Reference] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
