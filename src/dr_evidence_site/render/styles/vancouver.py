"""Vancouver style: NLM's "Citing Medicine" as in ICMJE's sample references."""

from __future__ import annotations

from collections.abc import Sequence

from dr_evidence_site.model.reference import Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.render.styles import parts
from dr_evidence_site.render.styles.runs import Line, Run, doi_link, pmc_link, pubmed_link

# Kinds of article that NLM names after the title; "guideline" and the like are not among them.
_NAMED_GENRES = frozenset({"letter", "abstract", "editorial", "comment", "news", "interview", "case reports"})


def format_reference(reference: Reference) -> tuple[Run, ...]:
    """The reference in Vancouver style."""
    line = Line()
    write = {
        ReferenceType.ARTICLE: _article,
        ReferenceType.CHAPTER: _chapter,
        ReferenceType.CONFERENCE_PAPER: _chapter,
        ReferenceType.PREPRINT: _preprint,
        ReferenceType.TRIAL_REGISTRATION: _registration,
    }.get(reference.type, _monograph)
    write(line, reference)
    return line.runs()


def _article(line: Line, ref: Reference) -> None:
    online = _shows_address(ref)
    line.sentence(_authors(ref.authors, ref))
    line.sentence(_with_genre(ref.title, ref.genre if ref.genre.lower() in _NAMED_GENRES else ""))
    journal = parts.journal(ref)
    line.sentence(f"{journal} [Internet]" if journal and online else journal)
    date = _date(ref.issued, words_first=True) + _cited(ref, shown=online)
    line.sentence(date + _volume(ref, after_date=bool(date)))
    _identifiers(line, ref, online=online)


def _volume(ref: Reference, *, after_date: bool) -> str:
    """Volume, issue and pages as in ";347(4):284-7"."""
    if ref.volume and parts.is_supplement(ref.issue):
        number = f"{ref.volume} {ref.issue}"
    else:
        number = ref.volume + (f"({ref.issue})" if ref.issue else "")
    text = f";{number}" if number and after_date else number
    pages = parts.pages_short(ref.page)
    return f"{text}:{pages}" if pages and (text or after_date) else text + pages


def _monograph(line: Line, ref: Reference) -> None:
    """Books, reports, theses, web pages, data sets and whatever else has a title and a publisher."""
    online = _shows_address(ref)
    by_editors = not ref.authors and bool(ref.editors)
    line.sentence(_editors(ref) if by_editors else _authors(ref.authors, ref))
    kind = ref.genre if ref.type in (ReferenceType.THESIS, ReferenceType.OTHER) else ""
    if ref.type is ReferenceType.DATASET:
        kind = "dataset"
    elif online:
        kind = f"{kind} on the Internet" if kind else "Internet"
    line.sentence(_with_genre(ref.title, kind))
    line.sentence(ref.container_title if ref.container_title != ref.publisher else "")
    line.sentence(parts.edition(ref.edition))
    if not by_editors:
        line.sentence(_editors(ref))
    if ref.volume:
        line.sentence(f"Vol. {ref.volume}")
    if ref.type is ReferenceType.DATASET and ref.number:
        line.sentence(f"Version {ref.number}" if ref.number[0].isdigit() else ref.number)
    line.sentence(_imprint(ref, online=online))
    if ref.page:
        line.sentence(f"p. {parts.pages_short(ref.page)}")
    _series(line, ref)
    if ref.number and ref.type is not ReferenceType.DATASET:
        line.sentence(f"Report No.: {ref.number}" if ref.type is ReferenceType.REPORT else ref.number)
    _identifiers(line, ref, online=online)


def _chapter(line: Line, ref: Reference) -> None:
    online = _shows_address(ref)
    line.sentence(_authors(ref.authors, ref))
    line.sentence(ref.title)
    line.begin()
    line.add("In:")
    line.sentence(_editors(ref))
    line.sentence(_with_genre(ref.container_title, "Internet" if online else ""))
    line.sentence(parts.edition(ref.edition))
    if ref.volume:
        line.sentence(f"Vol. {ref.volume}")
    line.sentence(_imprint(ref, online=online))
    if ref.page:
        line.sentence(f"p. {parts.pages_short(ref.page)}")
    _series(line, ref)
    _identifiers(line, ref, online=online)


def _preprint(line: Line, ref: Reference) -> None:
    online = _shows_address(ref)
    line.sentence(_authors(ref.authors, ref))
    line.sentence(ref.title)
    between = ":" if ref.archive == "arXiv" else " "
    server = between.join(part for part in (ref.archive, ref.number) if part)
    line.sentence(_with_genre(server, "Preprint"))
    date = _date(ref.issued) + _cited(ref, shown=online)
    line.sentence(date + (f":{parts.pages_short(ref.page)}" if ref.page and date else ref.page))
    _identifiers(line, ref, online=online)


def _registration(line: Line, ref: Reference) -> None:
    """A trial registration, in NLM's form: the registry first, then the trial as a part of it."""
    online = _shows_address(ref)
    line.sentence(_authors(ref.authors, ref))
    line.sentence(_with_genre(ref.archive, "Internet" if online and ref.archive else ""))
    line.sentence(": ".join(part for part in (ref.publisher_place, _other(ref.publisher, ref.archive)) if part))
    trial = f"Identifier {ref.number}" if ref.number else ""
    trial = ", ".join(part for part in (trial, ref.title) if part)
    date = _date(ref.issued) + _cited(ref, shown=online)
    line.sentence("; ".join(part for part in (trial, date.strip()) if part))
    _identifiers(line, ref, online=online)


def _other(text: str, than: str) -> str:
    return "" if text == than else text


def _authors(people: Sequence[Name], ref: Reference) -> str:
    return parts.names(people, incomplete=ref.authors_incomplete, shown=6, roman=False)


def _editors(ref: Reference) -> str:
    if not ref.editors:
        return ""
    text = parts.names(ref.editors, incomplete=False, shown=6, roman=False)
    return f"{text}, editor{'s' if len(ref.editors) > 1 else ''}"


def _with_genre(title: str, genre: str) -> str:
    return " ".join(part for part in (title, f"[{genre}]" if genre else "") if part)


def _imprint(ref: Reference, *, online: bool) -> str:
    """Place, publisher and date as in "St. Louis: Mosby; 2002"."""
    publisher = ": ".join(part for part in (ref.publisher_place, ref.publisher) if part)
    date = (_date(ref.issued) + _cited(ref, shown=online)).strip()
    return "; ".join(part for part in (publisher, date) if part)


def _date(date: PartialDate | None, *, words_first: bool = False) -> str:
    """A date as in "2002 Jul 25"; words such as "in press" stand before the year."""
    if date is None:
        return ""
    text = ""
    if date.year is not None:
        text = str(date.year)
        if date.month is not None:
            text += f" {parts.MONTHS[date.month - 1][:3]}"
            if date.day is not None:
                text += f" {date.day}"
    if not date.literal:
        return text
    literal = date.literal[0].upper() + date.literal[1:] if words_first else date.literal
    return f"{literal} {text}".strip()


def _cited(ref: Reference, *, shown: bool) -> str:
    return f" [cited {_date(ref.accessed)}]" if shown and ref.accessed else ""


def _shows_address(ref: Reference) -> bool:
    """Whether the address is printed: where there is no DOI, and on works that were read online."""
    return bool(ref.url) and (not ref.doi or (ref.accessed is not None and ref.type is not ReferenceType.ARTICLE))


def _series(line: Line, ref: Reference) -> None:
    if ref.collection_title:
        line.begin()
        line.add(f"({ref.collection_title}).")


def _identifiers(line: Line, ref: Reference, *, online: bool) -> None:
    """Address, DOI, PubMed numbers and the note. An address has a period after it only when it ends with "/"."""
    if online:
        line.sentence(ref.note)
        line.begin()
        line.add("Available from: ")
        line.add(ref.url, href=ref.url)
        if ref.url.endswith("/"):
            line.add(".")
    if ref.doi:
        line.begin()
        line.add("doi: ")
        line.add(ref.doi, href=doi_link(ref.doi))
        line.add(".")
    if ref.pmid:
        line.begin()
        line.add("PubMed PMID: ")
        line.add(ref.pmid, href=pubmed_link(ref.pmid))
    if ref.pmcid:
        if ref.pmid:
            line.add("; ")
        else:
            line.begin()
        line.add("PubMed Central PMCID: ")
        line.add(ref.pmcid, href=pmc_link(ref.pmcid))
    if ref.pmid or ref.pmcid:
        line.add(".")
    if not online:
        line.sentence(ref.note)
