"""RIS as Zotero, EndNote, Mendeley and publishers write it, read as references.

The tags of the specification are filled differently by each program; the comments say whose habit is followed.
"""

from __future__ import annotations

import re

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.model.reference import Name, PartialDate, ReferenceType
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import bibtex_fields, bibtex_types
from dr_evidence_site.refs import values
from dr_evidence_site.refs.incoming import Draft, Incoming
from dr_evidence_site.refs.tagged import Tagged, records

_T = ReferenceType

_TYPES = {
    **dict.fromkeys(("JOUR", "JFULL", "EJOUR", "INPR", "ABST", "MGZN", "NEWS", "SER"), _T.ARTICLE),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK"), _T.BOOK),
    **dict.fromkeys(("CHAP", "ECHAP", "ENCYC", "DICT"), _T.CHAPTER),
    **dict.fromkeys(("CONF", "CPAPER"), _T.CONFERENCE_PAPER),
    **dict.fromkeys(("RPRT", "GOVDOC", "STAND"), _T.REPORT),
    **dict.fromkeys(("ELEC", "BLOG", "WEB", "POST"), _T.WEBPAGE),
    **dict.fromkeys(("MANSCPT", "UNPB", "UNPD"), _T.PREPRINT),
    "THES": _T.THESIS,
    **dict.fromkeys(("DATA", "DBASE", "AGGR"), _T.DATASET),
}
_IN_SOMETHING = frozenset({_T.ARTICLE, _T.CHAPTER, _T.CONFERENCE_PAPER, _T.WEBPAGE})
_WHOLE = frozenset({_T.BOOK, _T.THESIS, _T.PREPRINT})
# What M3 says of every work of its type, and so nothing (EndNote).
_SAYS_NOTHING = frozenset({
    "journal article", "article", "book", "book section", "report", "web page", "webpage", "thesis", "dataset",
    "conference paper", "conference proceedings", "preprint", "trial registration", "electronic article", "generic",
})  # fmt: skip
_LEFT_OUT = {
    "AB": "abstract", "N2": "abstract", "KW": "keywords", "L1": "files", "L2": "files", "L4": "files",
    "RN": "research notes", "AD": "addresses",
}  # fmt: skip
_FORTHCOMING = frozenset({"in press", "forthcoming", "ahead of print", "epub ahead of print", "in preparation"})


def read(source: Source) -> tuple[list[Incoming], list[Diagnostic]]:
    """The records of a RIS file, and what is wrong with it as a whole."""
    found: list[Incoming] = []
    faults: list[Diagnostic] = []
    for record in records(source, "TY", "ER"):
        if not record.ended and record is not None and len(record.values) < 2:
            faults.append(codes.BROKEN_RECORD.at(record.place, problem="it holds nothing but its type"))
            continue
        found.append(_incoming(record))
    return found, faults


def _incoming(record: Tagged) -> Incoming:
    first = record.first
    draft = Draft(record.place, key=values.line(first("ID")))
    kind = first("TY").upper()
    draft.type = _type(record, kind)
    _names(draft, record)
    title, was_marked = values.without_mark(values.plain(first("TI", "T1", "BT" if draft.type is _T.BOOK else "TI")))
    draft.put("title", title)
    if was_marked:
        draft.put("integrity", values.marked("RETRACTED.")[0])  # type: ignore[index]
    _container(draft, record)
    _dates(draft, record)
    draft.put("volume", values.line(first("VL")))
    issue = first("IS", "CP") or (first("M1") if draft.type is _T.ARTICLE else "")  # EndNote has issues in M1
    draft.put("issue", values.line(issue))
    _pages(draft, record)
    if draft.type is not _T.ARTICLE:  # there EndNote has the day on which it came online
        draft.put("edition" if draft.type is not _T.DATASET else "number", values.line(first("ET")))
    if draft.type is not _T.ARTICLE:
        draft.put("publisher", values.plain(first("PB")))
        draft.put("publisher_place", values.plain(first("CY", "PP")))
    _identifiers(draft, record)
    _kind(draft, record)
    _remarks(draft, record)
    if language := values.language(first("LA")):
        draft.extra["langid"] = language
    for tag, what in _LEFT_OUT.items():
        if first(tag) and not (tag == "KW" and {word.lower() for word in record.all("KW")} <= {draft.get("genre")}):
            draft.left_out[what] = None
    return draft.incoming()


def _type(record: Tagged, kind: str) -> ReferenceType:
    found = _TYPES.get(kind, _T.OTHER)
    words = record.first("M3").lower()
    if "trial regist" in words:
        return _T.TRIAL_REGISTRATION
    servers = (record.first("DB"), record.first("PB"), record.first("T2", "JO", "JF"))
    if words == "preprint" or any(map(bibtex_types.server_name, servers)):
        return _T.PREPRINT
    if found is _T.PREPRINT and not words:  # any manuscript
        return _T.OTHER
    if found is _T.OTHER and record.first("VL") and record.first("T2", "JO", "JF"):
        return _T.ARTICLE  # GEN, by programs that know no better
    return found


def _names(draft: Draft, record: Tagged) -> None:
    authors: list[Name] = []
    for text in record.all("AU", "A1"):
        if text.strip().lower().rstrip(".") in ("others", "et al", "et al,"):
            draft.put("authors_incomplete", True)
        elif name := values.inverted(text):
            authors.append(name)
    draft.put("authors", tuple(authors))
    tags = {
        _T.BOOK: ("ED", "A3"),
        _T.CHAPTER: ("ED", "A2"),
        _T.CONFERENCE_PAPER: ("ED", "A2"),
        _T.ARTICLE: ("ED", "A2"),
    }
    editors = [name for text in record.all(*tags.get(draft.type, ("ED",))) if (name := values.inverted(text))]
    draft.put("editors", tuple(editors))


def _container(draft: Draft, record: Tagged) -> None:
    first, type_ = record.first, draft.type
    within = values.plain(first("T2", "JF", "BT") if type_ is not _T.CONFERENCE_PAPER else first("C3", "T2", "BT"))
    short = values.plain(first("J2", "JA"))
    other = values.plain(first("JO"))  # in full or short, as each publisher likes it
    if type_ in _IN_SOMETHING or type_ is _T.OTHER:
        draft.put("container_title", within or other or short)
        if type_ is _T.ARTICLE:
            draft.put("container_title_short", short or (other if other != draft.get("container_title") else ""))
    elif type_ is _T.BOOK:
        draft.put("collection_title", within)
    elif type_ is _T.PREPRINT:
        draft.put("archive", bibtex_types.server_name(within) or bibtex_types.server_name(first("PB")))
    draft.put("collection_title", values.plain(first("T3")))


def _dates(draft: Draft, record: Tagged) -> None:
    given = [text for text in (record.first("DA"), record.first("PY"), record.first("Y1")) if text]
    dates = [found for text in given if (found := values.date(text)) and found.year]
    year = next((found.year for text in (record.first("PY", "Y1"),) if (found := values.date(text))), None)
    dates.sort(key=lambda date: (date.year == year, date.month is not None, date.day is not None, date.literal))
    best = dates[-1] if dates else None
    if best and best.month is None and (day := record.first("DA"))[:1].isalpha():  # EndNote: “Nov 7”
        best = values.date(f"{best.year} {day}") or best
    if best:
        draft.put("issued", best)
    elif given and values.line(given[0]).strip("/"):
        words = values.line(given[0]).strip("/ ")
        if re.search(r"\d", words):
            draft.unusable(words, "date")
        else:
            draft.put("issued", PartialDate(literal=words))
    if text := record.first("Y2", "AN" if draft.type is _T.WEBPAGE and not record.first("DB") else "Y2"):
        accessed = values.date(text)
        if accessed and accessed.year:
            draft.put("accessed", PartialDate(accessed.year, accessed.month, accessed.day))


def _pages(draft: Draft, record: Tagged) -> None:
    start, end = values.line(record.first("SP")), values.line(record.first("EP"))
    if draft.type in _WHOLE:  # here SP says how many there are
        return
    joined = f"{start}-{end}" if start and end and start != end and "-" not in start else start or end
    draft.put("page", bibtex_fields.pages(joined))
    if draft.type is _T.ARTICLE:
        draft.put("page", values.line(record.first("C7")))  # EndNote's article number


def _identifiers(draft: Draft, record: Tagged) -> None:
    first = record.first
    for text in record.all("DO"):
        draft.checked("doi", text, bibtex_fields.doi, "DOI")
    for text in record.all("M3", "UR", "L3"):
        found = bibtex_fields.doi(text) if "10." in text else None
        draft.put("doi", found if found and (text.startswith("10.") or "doi.org/" in text) else "")
    database = first("DB", "DP").lower()
    number = first("AN")
    if "pubmed" in database or "medline" in database or database in ("nlm", ""):
        draft.put("pmid", bibtex_fields.pmid(number) or "")
    if not draft.get("pmid") and number and draft.type in (_T.PREPRINT, _T.TRIAL_REGISTRATION):
        draft.put("number", values.line(number))
        draft.put("archive", values.line(first("DB")))
    for tag in ("C2", "U2"):
        found = bibtex_fields.pmcid(first(tag)) if first(tag).upper().startswith("PMC") else None
        draft.put("pmcid", found)
    serial = values.line(first("SN"))
    if draft.type is _T.REPORT and serial and not re.fullmatch(r"[\dX]{4}-?[\dX]{4}|[\dX -]{10,17}", serial):
        draft.put("number", serial)
    elif serial:
        name = "isbn" if len(re.sub(r"\D", "", serial.split(" ")[0])) >= 9 else "issn"
        draft.extra[name] = serial
    if draft.type is _T.TRIAL_REGISTRATION and not draft.get("archive"):
        draft.put("archive", values.line(first("T2")))
    for text in record.all("UR", "LK"):
        address = bibtex_fields.web_address(values.line(text.split("\n")[0]))
        if address and "doi.org/10." not in address and "ncbi.nlm.nih.gov/pubmed" not in address:
            draft.put("url", address)
        elif not address:
            draft.unusable(text, "web address")


def _kind(draft: Draft, record: Tagged) -> None:
    words = values.line(record.first("M3"))
    if draft.type is _T.THESIS and not words:
        words = values.line(record.first("U1"))
    if words and words.lower() not in _SAYS_NOTHING and not bibtex_fields.doi(words):
        draft.put("genre", words)
    if any(word.lower() in ("guideline", "practice guideline") for word in record.all("KW")):
        draft.put("genre", "guideline")


def _remarks(draft: Draft, record: Tagged) -> None:
    """Notes: our own exports put marks, pages and numbers there; other programs their user's remarks."""
    kept: list[str] = []
    for text in record.all("N1"):
        mark = values.marked(text)
        found, rest = values.identifiers_of(text)
        if mark:
            draft.fields["integrity"], draft.fields["integrity_note"] = mark
        elif draft.type in _WHOLE and (pages := re.fullmatch(r"Pages (\S.*)", text)):
            draft.put("page", bibtex_fields.pages(pages[1]))
        elif number := re.fullmatch(r"No\. (\S.*)", text):
            draft.put("number", number[1])
        elif text.lower() in _FORTHCOMING and not draft.get("issued"):
            draft.put("issued", PartialDate(literal=text))
        else:
            draft.checked("pmid", found.get("pmid", ""), bibtex_fields.pmid, "PubMed number")
            draft.checked("pmcid", found.get("pmcid", ""), bibtex_fields.pmcid, "PubMed Central number")
            if note := values.printable_note(rest):
                kept.append(note)
            elif rest.strip():
                draft.left_out["notes"] = None
    draft.put("note", ". ".join(kept))
