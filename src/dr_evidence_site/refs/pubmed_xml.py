"""PubMed's XML brought to the tags of its NBIB: the text form drops accents, the XML has them.

Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.refs import medline
from dr_evidence_site.refs.incoming import Incoming
from dr_evidence_site.refs.tagged import Tagged

_ENTITY = "<!ENTITY"
"""Begins what lets a kilobyte unfold into gigabytes (“billion laughs”) or takes in a file; it has no other spelling."""

_NOTICES = {
    "RetractionIn": "RIN", "RetractedandRepublishedIn": "RRI", "ExpressionOfConcernIn": "ECI", "ErratumIn": "EIN",
    "CorrectedandRepublishedIn": "CRI", "RetractionOf": "ROF", "ExpressionOfConcernFor": "ECF", "ErratumFor": "EFR",
}  # fmt: skip


def read(source: Source) -> tuple[list[Incoming], list[Diagnostic]]:
    """The records of a file of PubMed's XML, and what is wrong with it as a whole."""
    at = source.text.find(_ENTITY)
    if at >= 0:
        span = Span(source.path, source.text.count("\n", 0, at) + 1, at - source.text.rfind("\n", 0, at))
        return [], [codes.BROKEN_RECORD.at(span, problem="it declares entities, which PubMed's never does")]
    try:
        # Without entities of its own, a text of XML can neither grow nor name a file; the reader opens no DTD.
        root = ET.fromstring(source.text.encode())  # noqa: S314
    except ET.ParseError as error:
        line, column = error.position
        problem = "its XML is not complete or not well formed"
        return [], [codes.BROKEN_RECORD.at(Span(source.path, line, column + 1), problem=problem)]
    except (ValueError, LookupError):
        problem = "its first line names an encoding that is not read; PubMed's is UTF-8"
        return [], [codes.BROKEN_RECORD.at(Span(source.path), problem=problem)]
    found = []
    faults: list[Diagnostic] = []
    for element in root.iter():
        if element.tag in ("PubmedArticle", "PubmedBookArticle"):
            try:
                record = Tagged(Span(source.path), tuple(_tags(element)), ended=True)
            except RecursionError:
                faults.append(codes.BROKEN_RECORD.at(Span(source.path), problem="its XML is nested too deeply"))
                continue
            found.append(medline.incoming(record))
    return found, faults


def _tags(element: ET.Element) -> Iterator[tuple[str, str]]:
    def text(path: str) -> str:
        found = element.find(path)
        return _text(found)

    is_book = element.tag == "PubmedBookArticle"
    base = "BookDocument" if is_book else "MedlineCitation"
    yield "PMID", text(f"{base}/PMID")
    article = element.find("BookDocument" if is_book else "MedlineCitation/Article")
    if article is None:
        return
    yield "TI", _text(article.find("ArticleTitle"))
    yield "TT", _text(article.find("VernacularTitle"))
    for people in article.iter("AuthorList"):
        role = "FED" if people.get("Type") == "editors" else "FAU"
        yield from _people(people, role)
    yield from (("PT", _text(each)) for each in article.iter("PublicationType"))
    yield from _book(article) if is_book else _journal(article)
    yield "PG", text("MedlineCitation/Article/Pagination/MedlinePgn")
    for location in article.iter("ELocationID"):
        if location.get("ValidYN", "Y") == "Y":
            kind = "doi" if location.get("EIdType") == "doi" else "pii"
            yield "LID", f"{_text(location)} [{kind}]"
    data = "PubmedBookData" if is_book else "PubmedData"
    for number in element.findall(f"{data}/ArticleIdList/ArticleId"):
        kind = number.get("IdType", "")
        if kind == "pmc":
            yield "PMC", _text(number)
        else:
            yield "AID", f"{_text(number)} [{kind}]"
    for note in element.iter("CommentsCorrections"):
        if tag := _NOTICES.get(note.get("RefType", "")):
            pmid = _text(note.find("PMID"))
            place = _text(note.find("RefSource"))
            yield tag, f"{place} PMID: {pmid}" if pmid else place
    yield "LA", _text(article.find("Language"))


def _journal(article: ET.Element) -> Iterator[tuple[str, str]]:
    journal = article.find("Journal")
    if journal is None:
        return
    yield "IS", _text(journal.find("ISSN"))
    yield "VI", _text(journal.find("JournalIssue/Volume"))
    yield "IP", _text(journal.find("JournalIssue/Issue"))
    yield "DP", _date(journal.find("JournalIssue/PubDate"))
    yield "DEP", _date(article.find("ArticleDate"))
    yield "JT", _text(journal.find("Title"))
    # The periods of the abbreviation are the ISO's; NLM prints it without.
    yield "TA", _text(journal.find("ISOAbbreviation")).replace(".", "")


def _book(document: ET.Element) -> Iterator[tuple[str, str]]:
    book = document.find("Book")
    if book is None:
        return
    yield "BTI", _text(book.find("BookTitle"))
    yield "CTI", _text(book.find("CollectionTitle"))
    yield "PB", _text(book.find("Publisher/PublisherName"))
    yield "PL", _text(book.find("Publisher/PublisherLocation"))
    yield "EN", _text(book.find("Edition"))
    yield "ISBN", _text(book.find("Isbn"))
    yield "DP", _date(book.find("PubDate"))
    for number in document.findall("ArticleIdList/ArticleId"):
        yield "AID", f"{_text(number)} [{number.get('IdType', '')}]"


def _people(people: ET.Element, tag: str) -> Iterator[tuple[str, str]]:
    for person in people.findall("Author"):
        group = _text(person.find("CollectiveName"))
        if group:
            yield "CN", group
            continue
        family = _text(person.find("LastName"))
        given = _text(person.find("ForeName")) or _text(person.find("Initials"))
        suffix = _text(person.find("Suffix"))
        yield tag, ", ".join(part for part in (family, given, suffix) if part)


def _date(element: ET.Element | None) -> str:
    if element is None:
        return ""
    parts = [_text(element.find(name)) for name in ("Year", "Month", "Day")]
    if not parts[0]:
        return _text(element.find("MedlineDate"))
    if parts[1].isdigit():
        return "-".join(part.zfill(2) for part in parts if part)
    return " ".join(part for part in parts if part)


def _text(element: ET.Element | None) -> str:
    """All text of an element; raised and lowered digits keep their tags, which the reader of titles knows."""
    if element is None:
        return ""
    out = [element.text or ""]
    for child in element:
        inner = _text(child)
        out.append(f"<{child.tag}>{inner}</{child.tag}>" if child.tag in ("sup", "sub") else inner)
        out.append(child.tail or "")
    return " ".join("".join(out).split())
