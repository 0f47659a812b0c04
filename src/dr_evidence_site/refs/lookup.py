"""What an identifier stands for: questions to Crossref and NCBI, and their answers as records.

Crossref's REST API (https://www.crossref.org/documentation/retrieve-metadata/rest-api/), DOI content negotiation for
what Crossref does not have (https://citation.crosscite.org/docs.html), and NCBI's E-utilities and ID converter
(https://www.ncbi.nlm.nih.gov/books/NBK25499/, https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from msgspec import Struct, field
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Reference, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import bibtex_fields
from dr_evidence_site.refs import csl, pubmed_xml
from dr_evidence_site.refs.incoming import Incoming
from dr_evidence_site.refs.matching import additions

_PUBMED_PAGE = re.compile(
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?(?:[?#].*)?"
)
_PMC_PAGE = re.compile(r"https?://(?:www\.|pmc\.)?ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/(PMC\d+)/?.*", re.IGNORECASE)
_AT_ONCE = 100
"""Records asked for in one question; NCBI wants more than 200 sent otherwise."""
_CSL = "application/vnd.citationstyles.csl+json"


class Kind(Enum):
    """The kinds of identifier, as they are written in front of one."""

    DOI = "DOI"
    PMID = "PMID"
    PMCID = "PMCID"


class Identifier(NamedTuple):
    """One identifier in its plain form."""

    kind: Kind
    value: str

    def __str__(self) -> str:
        return self.value if self.kind is Kind.PMCID else f"{self.kind.value} {self.value}"


def identifier(text: str) -> Identifier | None:
    """The identifier that somebody wrote: bare, with its name in front, or as a web address. None when it is none."""
    text = text.strip()
    if page := _PUBMED_PAGE.fullmatch(text):
        return Identifier(Kind.PMID, page[1])
    if page := _PMC_PAGE.fullmatch(text):
        return Identifier(Kind.PMCID, page[1].upper())
    if found := bibtex_fields.doi(text):
        return Identifier(Kind.DOI, found)
    if re.match(r"(?:PMCID:?\s*)?PMC\d", text, re.IGNORECASE) and (found := bibtex_fields.pmcid(text)):
        return Identifier(Kind.PMCID, found)
    if found := bibtex_fields.pmid(text):
        return Identifier(Kind.PMID, found)
    return None


class Services(Struct, frozen=True):
    """Where the services are, and the mail address that they may write to about what we do there (empty: none)."""

    crossref: str = "https://api.crossref.org"
    doi: str = "https://doi.org"
    eutils: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    idconv: str = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles"
    mail: str = ""


class Answer(Struct, frozen=True):
    """What came back: the status of HTTP and the body. Status 0 is no answer, with the reason in `trouble`."""

    status: int
    body: bytes = b""
    trouble: str = ""


Ask = Callable[[str, str], Answer]
"""Asks for an address, with the media type that is wanted."""


class Found(Struct):
    """The records that were found, and what is to be said of the rest."""

    records: list[Incoming] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)


def look_up(wanted: Sequence[Identifier], services: Services, ask: Ask) -> Found:
    """The records of the identifiers, in their order. What one service does not answer does not stop the others."""
    return _Looking(services, ask).find(list(dict.fromkeys(wanted)))


class _TroubleError(Exception):
    """A question without a usable answer."""

    def __init__(self, fault: Callable[[Identifier], Diagnostic], reason: str) -> None:
        super().__init__(reason)
        self.fault = fault
        self.reason = reason


class _Looking:
    def __init__(self, services: Services, ask: Ask) -> None:
        self._at = services
        self._ask = ask
        self._found: dict[Identifier, Incoming] = {}
        self._faults: list[Diagnostic] = []

    def find(self, wanted: list[Identifier]) -> Found:
        numbers: dict[str, list[Identifier]] = {}
        for each in wanted:
            if each.kind is Kind.PMID:
                numbers.setdefault(each.value, []).append(each)
        for each in wanted:
            if each.kind is Kind.PMCID:
                try:
                    pmid, doi = self._converted(each)
                except _TroubleError as trouble:
                    self._faults.append(trouble.fault(each))
                    continue
                if pmid:
                    numbers.setdefault(pmid, []).append(each)
                elif doi:
                    self._work(each, doi)
        self._pubmed(numbers)
        for each in wanted:
            if each.kind is Kind.DOI:
                self._work(each, each.value)
        return Found([self._found[each] for each in wanted if each in self._found], self._faults)

    # PubMed

    def _pubmed(self, numbers: dict[str, list[Identifier]]) -> None:
        everything = list(numbers)
        for start in range(0, len(everything), _AT_ONCE):
            batch = everything[start : start + _AT_ONCE]
            try:
                records = self._fetched(batch)
            except _TroubleError as trouble:
                self._faults += [trouble.fault(each) for pmid in batch for each in numbers[pmid]]
                continue
            for pmid in batch:
                for each in numbers[pmid]:
                    if pmid in records:
                        self._found[each] = records[pmid]
                    else:
                        self._faults.append(_not_found("PubMed", each))

    def _fetched(self, pmids: Sequence[str]) -> dict[str, Incoming]:
        body = self._get(
            "PubMed", self._ncbi("efetch.fcgi", db="pubmed", id=",".join(pmids), retmode="xml"), "text/xml"
        )
        if body is None:
            return {}
        text = body.decode("utf-8", errors="replace")
        if "<Pubmed" not in text:
            if "<eFetchResult" in text or not text.strip():  # its way to say that there is none
                return {}
            raise _TroubleError(_strange("PubMed", "it holds no record"), "its answer cannot be understood")
        records, faults = pubmed_xml.read(Source("PubMed", text))
        if faults:
            raise _TroubleError(_strange("PubMed", "it is not complete"), "its answer cannot be understood")
        return {record.reference.pmid: _at(record, f"PMID {record.reference.pmid}") for record in records}

    def _number_of(self, doi: str) -> str:
        """The PubMed number of a DOI; empty when PubMed has no one record of it."""
        term = f'"{doi}"[doi]'
        data = self._json("PubMed", self._ncbi("esearch.fcgi", db="pubmed", term=term, retmode="json"))
        found = data.get("esearchresult") if isinstance(data, dict) else None
        numbers = found.get("idlist") if isinstance(found, dict) else None
        return str(numbers[0]) if isinstance(numbers, list) and len(numbers) == 1 else ""

    def _converted(self, each: Identifier) -> tuple[str, str]:
        """The PubMed number and the DOI of an article in PubMed Central."""
        question = {"ids": each.value, "format": "json", "tool": "dr-evidence-site"}
        if self._at.mail:
            question["email"] = self._at.mail
        data = self._json("PubMed Central", f"{self._at.idconv.rstrip('/')}/?{urlencode(question)}")
        records = data.get("records") if isinstance(data, dict) else None
        record = records[0] if isinstance(records, list) and records and isinstance(records[0], dict) else {}
        pmid = bibtex_fields.pmid(str(record.get("pmid", ""))) or ""
        doi = bibtex_fields.doi(str(record.get("doi", ""))) or ""
        if not pmid and not doi:
            raise _TroubleError(lambda wanted: _not_found("PubMed Central", wanted), "it is not known")
        return pmid, doi

    def _ncbi(self, program: str, **question: str) -> str:
        question["tool"] = "dr-evidence-site"
        if self._at.mail:
            question["email"] = self._at.mail
        return f"{self._at.eutils.rstrip('/')}/{program}?{urlencode(question)}"

    # DOIs

    def _work(self, each: Identifier, doi: str) -> None:
        try:
            item = self._crossref(doi) or self._negotiated(doi)
        except _TroubleError as trouble:
            self._faults.append(trouble.fault(each))
            return
        if item is None:
            self._faults.append(_not_found("Crossref", each))
            return
        record = csl.incoming({**item, "id": "", "citation-key": "", "language": ""}, Span(f"DOI {doi}"))
        if not record.reference.title:
            self._faults.append(_strange("Crossref", "the record has no title")(each))
            return
        if not record.reference.doi:
            record = replace(record, reference=replace(record.reference, doi=doi))
        self._found[each] = self._completed(each, doi, record)

    def _crossref(self, doi: str) -> dict[str, Any] | None:
        address = f"{self._at.crossref.rstrip('/')}/works/{quote(doi, safe='')}"
        if self._at.mail:
            address += "?" + urlencode({"mailto": self._at.mail})
        data = self._json("Crossref", address)
        message = data.get("message") if isinstance(data, dict) else None
        if data is not None and not isinstance(message, dict):
            raise _TroubleError(_strange("Crossref", "it holds no record"), "its answer cannot be understood")
        return message

    def _negotiated(self, doi: str) -> dict[str, Any] | None:
        """The record of another agency, such as DataCite."""
        data = self._json("doi.org", f"{self._at.doi.rstrip('/')}/{quote(doi, safe='/')}", _CSL)
        return data if isinstance(data, dict) else None

    def _completed(self, each: Identifier, doi: str, record: Incoming) -> Incoming:
        """The record with what PubMed knows: it is the better source for journal articles, but for full titles."""
        if record.reference.type is not ReferenceType.ARTICLE:
            return record
        try:
            pmid = self._number_of(doi)
            better = self._fetched([pmid]).get(pmid) if pmid else None
        except _TroubleError as trouble:
            fault = codes.NOT_COMPLETED.at(record.reference.span, identifier=str(each), reason=trouble.reason)
            self._faults.append(fault)
            return record
        # A search that finds nothing may look for parts of the words instead.
        if better is None or better.reference.doi.casefold() != doi.casefold():
            return record
        return replace(
            better, reference=_joined(better.reference, record.reference), notes=(*better.notes, *record.notes)
        )

    # Asking

    def _json(self, service: str, address: str, media: str = "application/json") -> Any:
        body = self._get(service, address, media)
        if body is None:
            return None
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            reason = "its answer cannot be understood"
            raise _TroubleError(_strange(service, "it is no JSON"), reason) from error

    def _get(self, service: str, address: str, media: str) -> bytes | None:
        """The body of an answer; None when there is no such thing."""
        answer = self._ask(address, media)
        if answer.status == 200:
            return answer.body
        if answer.status in (404, 410):
            return None
        if answer.status == 400 and service != "Crossref":  # NCBI's answer to a number that is none
            return None
        reason = answer.trouble or f"it answered with status {answer.status}"

        def fault(each: Identifier) -> Diagnostic:
            return codes.UNREACHABLE.at(_span(each), service=service, identifier=str(each), reason=clip(reason, 120))

        raise _TroubleError(fault, reason)


def _joined(pubmed: Reference, crossref: Reference) -> Reference:
    """PubMed's record with what only Crossref has; the journal's title with Crossref's capitals, and its mark."""
    more: dict[str, Any] = additions(pubmed, crossref)
    if crossref.container_title:
        more["container_title"] = crossref.container_title
    return replace(pubmed, **more)


def _at(record: Incoming, place: str) -> Incoming:
    """The record with a place that names what was asked for."""
    return replace(record, reference=replace(record.reference, span=Span(place)))


def _span(each: Identifier) -> Span:
    return Span(str(each))


def _not_found(service: str, each: Identifier) -> Diagnostic:
    return codes.NOT_FOUND.at(_span(each), service=service, identifier=str(each))


def _strange(service: str, problem: str) -> Callable[[Identifier], Diagnostic]:
    return lambda each: codes.STRANGE_ANSWER.at(_span(each), service=service, identifier=str(each), problem=problem)
