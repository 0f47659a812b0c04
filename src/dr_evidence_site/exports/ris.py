"""References as RIS, the tagged format that every reference manager imports.

Tags are those of the RIS specification as EndNote and Zotero read them; where the two differ by type of work, the
mapping says so. The format has no way to escape anything: a value is what stands on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dr_evidence_site.exports.bibtex import mark
from dr_evidence_site.model.reference import Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.render.remembered import remembering
from dr_evidence_site.render.styles.parts import pages_full

_T = ReferenceType

_TYPES = {
    _T.ARTICLE: "JOUR",
    _T.BOOK: "BOOK",
    _T.CHAPTER: "CHAP",
    _T.CONFERENCE_PAPER: "CONF",
    _T.REPORT: "RPRT",
    _T.WEBPAGE: "ELEC",
    # No type is a preprint; as a journal article it would look reviewed.
    _T.PREPRINT: "MANSCPT",
    _T.THESIS: "THES",
    _T.DATASET: "DATA",
    # An entry of a registry on the web.
    _T.TRIAL_REGISTRATION: "ELEC",
    _T.OTHER: "GEN",
}
_EDITORS = {
    _T.ARTICLE: "A2",
    _T.CHAPTER: "A2",
    _T.CONFERENCE_PAPER: "A2",
    _T.BOOK: "A3",  # A2 is the editor of the series
}
_NUMBERS = {
    _T.REPORT: "SN",
    _T.DATASET: "ET",  # its version
    _T.PREPRINT: "AN",
    _T.TRIAL_REGISTRATION: "AN",
}
_KIND_OF_WORK = frozenset({_T.REPORT, _T.THESIS, _T.WEBPAGE, _T.PREPRINT, _T.TRIAL_REGISTRATION})
"""Where M3 is the kind of work; elsewhere Zotero takes it for a DOI."""
_WHOLE = frozenset({_T.BOOK, _T.THESIS, _T.PREPRINT})
"""Where SP is how many pages the work has, not which are meant."""
_RANGE = re.compile(r"([^-\s,]+)-([^-\s,]+)")


def ris(references: Iterable[Reference]) -> str:
    """The references as a `.ris` file; lines end as the specification says."""
    return "\r\n".join(map(_record, references))


def record(reference: Reference) -> str:
    r"""One record, with `\r\n` after each line."""
    return "".join(f"{tag}  - {line}\r\n" for tag, value in _tags(reference) if (line := " ".join(value.split()))) + (
        "ER  - \r\n"
    )


_record = remembering(record)


def _tags(ref: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[ref.type]
    yield "ID", ref.key
    for name in ref.authors:
        yield "AU", _name(name)
    if ref.authors_incomplete:
        yield "AU", "others"
    for name in ref.editors:
        yield _EDITORS.get(ref.type, "ED"), _name(name)
    yield "TI", ref.title
    container = ref.archive if ref.type is _T.TRIAL_REGISTRATION else ref.container_title
    yield "T2", container or (ref.container_title_short if ref.type is _T.ARTICLE else "")
    if ref.type is _T.CONFERENCE_PAPER:
        yield "C3", ref.container_title  # where Zotero looks for the title of proceedings
    yield "J2", ref.container_title_short
    yield "T3", ref.collection_title
    yield from _date(ref.issued)
    yield "VL", ref.volume
    yield "IS", ref.issue
    yield from _pages(ref)
    yield "ET", ref.edition
    yield "PB", ref.publisher
    yield "CY", ref.publisher_place
    yield from _number(ref)
    yield "M3" if ref.type in _KIND_OF_WORK else "KW", _kind(ref)
    yield "DO", ref.doi
    yield "UR", ref.url
    if ref.accessed:
        yield "Y2", _slashed(ref.accessed)
    if ref.pmid and not (ref.type in _NUMBERS and ref.number):
        # As PubMed's own files say it.
        yield "DB", "PubMed"
        yield "AN", ref.pmid
    if ref.type is _T.ARTICLE:
        yield "C2", ref.pmcid
    yield "N1", mark(ref)
    yield "N1", ref.note


def _name(name: Name) -> str:
    """A name as “Family, Given, Suffix”; a group as it is, which no comma may take apart."""
    if name.literal:
        return name.literal
    family = f"{name.particle} {name.family}" if name.particle else name.family
    return ", ".join(part for part in (family, name.given, name.suffix) if part)


def _date(date: PartialDate | None) -> Iterator[tuple[str, str]]:
    """Year and day; importers make nonsense of words such as “in press”, so without a year they are a note."""
    if date is None:
        return
    if date.year is None:
        yield "N1", date.literal
        return
    yield "PY", f"{date.year:04}"
    yield "DA", _slashed(date)


def _slashed(date: PartialDate) -> str:
    """A date as the specification has it: YYYY/MM/DD/other, with slashes for what is not known."""
    year = "" if date.year is None else f"{date.year:04}"
    month = "" if date.month is None else f"{date.month:02}"
    day = "" if date.day is None else f"{date.day:02}"
    return f"{year}/{month}/{day}/{date.literal}"


def _pages(ref: Reference) -> Iterator[tuple[str, str]]:
    if not ref.page:
        return
    if ref.type in _WHOLE:
        yield "N1", f"Pages {pages_full(ref.page)}"
        return
    found = _RANGE.fullmatch(pages_full(ref.page))
    if found is None:
        yield "SP", ref.page
        return
    yield "SP", found[1]
    yield "EP", found[2]


def _number(ref: Reference) -> Iterator[tuple[str, str]]:
    if not ref.number:
        return
    tag = _NUMBERS.get(ref.type, "N1")
    yield tag, ref.number if tag != "N1" else f"No. {ref.number}"
    if tag == "AN":
        yield "DB", ref.archive


def _kind(ref: Reference) -> str:
    word = {_T.PREPRINT: "Preprint", _T.TRIAL_REGISTRATION: "Trial registration"}.get(ref.type, "")
    return ref.genre or word
