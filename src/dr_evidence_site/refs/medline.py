"""PubMed's NBIB, which is the MEDLINE display format, read as references; `pubmed_xml` brings XML to the same tags.

Tags: https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Integrity, Name, ReferenceType
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import bibtex_fields, bibtex_types
from dr_evidence_site.refs import values
from dr_evidence_site.refs.incoming import Draft, Incoming
from dr_evidence_site.refs.tagged import Tagged, records

_T = ReferenceType

# Retraction in, retracted and republished in, expression of concern in, erratum in, corrected and republished in.
_NOTICES = {
    "RIN": Integrity.RETRACTED,
    "RRI": Integrity.RETRACTED,
    "ECI": Integrity.CONCERN,
    "EIN": Integrity.CORRECTED,
    "CRI": Integrity.CORRECTED,
}
# What a notice says it is about: retraction of, expression of concern for, erratum for.
_ABOUT = {"ROF": "retraction", "ECF": "expression of concern", "EFR": "correction"}
_LEAD = re.compile(r"(?:Retraction|Expression of concern|Erratum|Corrected and republished)\s+in:\s*", re.IGNORECASE)
_PLACE = re.compile(r"\s*\([^()]*\)$")


def read(source: Source) -> tuple[list[Incoming], list[Diagnostic]]:
    """The records of an NBIB file, and what is wrong with it as a whole."""
    found: list[Incoming] = []
    faults: list[Diagnostic] = []
    for record in records(source, "PMID"):
        if len(record.values) < 2:
            faults.append(codes.BROKEN_RECORD.at(record.place, problem="it holds nothing but its number"))
            continue
        found.append(incoming(record))
    return found, faults


def incoming(record: Tagged) -> Incoming:
    """One record of PubMed."""
    first, everything = record.first, record.all
    draft = Draft(record.place)
    kinds = {kind.lower() for kind in everything("PT")}
    draft.type = _type(record, kinds)
    draft.checked("pmid", first("PMID"), bibtex_fields.pmid, "PubMed number")
    title, is_retracted = values.without_mark(values.without_period(values.plain(first("TI", "BTI", "TT"))))
    draft.put("title", title)
    draft.put("authors", _names(record, "FAU", "AU"))
    draft.put("editors", _names(record, "FED", "ED"))
    _container(draft, record)
    draft.put("issued", values.date(first("DP")) or values.date(first("DEP")))
    draft.put("volume", values.line(first("VI")))
    draft.put("issue", values.line(first("IP")))
    _locate(draft, record)
    draft.checked("pmcid", first("PMC"), bibtex_fields.pmcid, "PubMed Central number")
    if kinds & {"guideline", "practice guideline"}:
        draft.put("genre", "guideline")
    _integrity(draft, record, is_retracted or "retracted publication" in kinds)
    if numbers := [text.split(" ")[0] for text in everything("IS") if text]:
        draft.extra["issn"] = numbers[0]
    if isbn := first("ISBN"):
        draft.extra["isbn"] = isbn.split(" ")[0]
    if language := values.language(first("LA")):
        draft.extra["langid"] = language
    for tag, what in (("AB", "abstract"), ("MH", "keywords"), ("OT", "keywords")):
        if first(tag):
            draft.left_out[what] = None
    return draft.incoming()


def _type(record: Tagged, kinds: set[str]) -> ReferenceType:
    if record.first("BTI"):
        return _T.CHAPTER if record.first("TI") else _T.BOOK
    if "preprint" in kinds or bibtex_types.server_name(record.first("TA")):
        return _T.PREPRINT
    if "dataset" in kinds and not record.first("VI"):
        return _T.DATASET
    return _T.ARTICLE


def _names(record: Tagged, full: str, short: str) -> tuple[Name, ...]:
    """The people by their full names, where there are any, and the groups among them in their order."""
    has_full = bool(record.all(full))
    names = []
    for tag, value in record.values:
        if tag == full:
            names.append(values.inverted(value) if "," in value else values.initialled(value))
        elif tag == short and not has_full:
            names.append(values.initialled(value))
        elif tag == "CN" and short == "AU":
            names.append(Name(literal=values.line(value)))
    return tuple(name for name in names if name)


def _container(draft: Draft, record: Tagged) -> None:
    first = record.first
    if draft.type is _T.PREPRINT:
        server = bibtex_types.server_name(first("TA")) or bibtex_types.server_name(first("JT").split(" : ")[0])
        draft.put("archive", server or values.line(first("TA")))
        return
    if draft.type in (_T.BOOK, _T.CHAPTER):
        draft.put("container_title", values.without_period(values.plain(first("BTI"))) if first("TI") else "")
        draft.put("publisher", values.plain(first("PB")))
        draft.put("publisher_place", values.plain(first("PL")))
        draft.put("collection_title", values.without_period(values.plain(first("CTI"))))
        draft.put("edition", values.line(first("EN")))
        return
    # NLM tells journals of one name apart by their place: “Lancet (London, England)”.
    draft.put("container_title", _PLACE.sub("", values.plain(first("JT", "TA"))))
    draft.put("container_title_short", _PLACE.sub("", values.plain(first("TA"))))


def _locate(draft: Draft, record: Tagged) -> None:
    pages = values.line(record.first("PG")).split(";")[0]
    draft.put("page", bibtex_fields.pages(pages))
    for text in record.all("LID", "AID"):
        value, _, kind = text.rpartition(" ")
        if kind == "[doi]":
            draft.checked("doi", value, bibtex_fields.doi, "DOI")
        elif "[" not in text and not pages:
            draft.put("page", values.line(text))
        elif kind == "[bookaccession]" and value.startswith("NBK"):
            draft.put("url", bibtex_fields.web_address(f"https://www.ncbi.nlm.nih.gov/books/{value}/"))


def _integrity(draft: Draft, record: Tagged, is_retracted: bool) -> None:
    notices = [(_NOTICES[tag], _LEAD.sub("", values.line(text))) for tag, text in record.values if tag in _NOTICES]
    if is_retracted and not any(kind is Integrity.RETRACTED for kind, _ in notices):
        notices.append((Integrity.RETRACTED, ""))
    if found := values.verdict(notices):
        draft.fields["integrity"], draft.fields["integrity_note"] = found
    for tag, kind in _ABOUT.items():
        if about := record.first(tag):
            draft.say(codes.IS_NOTICE, kind=kind, about=clip(values.line(about).rstrip("."), 120))
            break
