"""A cited work, in the fields and type names of CSL (Citation Style Language 1.0.2), and the library of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field

from dr_evidence_site.model.notice import Notice, Notices
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


class Name(Struct, frozen=True):
    """A contributor: a person by parts, or a corporate author by `literal` alone.

    `particle` is "van", "de la" …, printed before the family name; `suffix` is "Jr", "3rd" ….
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


class PartialDate(Struct, frozen=True):
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


class Reference(Struct, frozen=True):
    """One entry of the library: plain Unicode text in every field, LaTeX and braces already decoded.

    `container_title` is the journal, book or site; `container_title_short` its NLM abbreviation.
    `page` is a range with a plain hyphen ("284-287"), or an article number. `number` is that of a report,
    registration or version.
    `authors_incomplete` says that the library ended the list with "and others".
    `integrity_note` is a sentence on a retraction, concern or correction: the library's, or, when there are `notices`
    to be shown in its place, theirs in English.
    `superseded_by` is the key of a newer edition, and `successor` that edition in words (its title and year), empty
    when the library does not have it.
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
    superseded_by: str = ""
    successor: str = ""
    notices: tuple[Notice, ...] = ()


class SourceYears(Struct, frozen=True):
    """The years of some sources: how many have one, the newest, and the median (of two in the middle the newer).

    Without any the years are None.
    """

    dated: int = 0
    newest: int | None = None
    median: int | None = None


NO_YEARS = SourceYears()
"""Those of no sources."""


def source_years(references: Iterable[Reference]) -> SourceYears:
    """The years of some sources."""
    years = sorted([one.issued.year for one in references if one.issued and one.issued.year])
    return SourceYears(len(years), years[-1], years[len(years) // 2]) if years else NO_YEARS


class Bibliography(Struct, frozen=True):
    """All references that are loaded, by key, and a digest of the content of each (empty: not computed).

    `marked` are the keys of those whose entry says what became of the publication, and `superseded` gives the key of
    the newer edition by that of the older. `notices` is what a snapshot of
    retractions says of them; those that it is about are then shown with it, and `written` is the library as its
    files have it.
    """

    references: Mapping[str, Reference] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()
    superseded: Mapping[str, str] = field(default_factory=dict)
    notices: Notices | None = None
    written: Bibliography | None = None
