"""AMA style: the American Medical Association's Manual of Style, 11th edition, chapter 3."""

from __future__ import annotations

from dr_evidence_site.model.reference import PartialDate, Reference, ReferenceType
from dr_evidence_site.render.styles import parts
from dr_evidence_site.render.styles.runs import Line, Run, doi_link, pubmed_link


def format_reference(reference: Reference) -> tuple[Run, ...]:
    """The reference in AMA style."""
    line = Line()
    write = {
        ReferenceType.ARTICLE: _article,
        ReferenceType.CHAPTER: _chapter,
        ReferenceType.CONFERENCE_PAPER: _chapter,
        ReferenceType.WEBPAGE: _webpage,
        ReferenceType.DATASET: _webpage,
        ReferenceType.PREPRINT: _preprint,
        ReferenceType.TRIAL_REGISTRATION: _registration,
    }.get(reference.type, _monograph)
    write(line, reference)
    return line.runs()


def _article(line: Line, ref: Reference) -> None:
    line.sentence(_authors(ref))
    line.sentence(ref.title)
    line.sentence(parts.journal(ref), italic=True)
    date, volume = ref.issued, _volume(ref)
    if date and date.literal and not volume:
        line.sentence(date.literal[0].upper() + date.literal[1:])
    elif volume:
        year = str(date.year) if date and date.year is not None else ""
        # Without a volume or issue only the date tells which number of the journal it was.
        whole = year if ref.volume or ref.issue else _date(date)
        line.sentence(f"{whole}{volume}" if whole else volume.lstrip(";:"))
    elif date and date.month is not None:
        line.sentence(f"Published online {_date(date)}")
    else:
        line.sentence(_date(date))
    _end(line, ref)


def _volume(ref: Reference) -> str:
    """Volume, issue and pages as in ";347(4):284-287", a supplement as in ";42(suppl 2):S93-S99"."""
    issue = ref.issue
    place = issue.lower().find("suppl")
    if place >= 0:
        number, supplement = issue[:place].strip(), "s" + issue[place + 1 :]
        issue = f"({number})({supplement})" if number else f"({supplement})"
    elif issue:
        issue = f"({issue})"
    text = f";{ref.volume}{issue}" if ref.volume or issue else ""
    return f"{text}:{parts.pages_full(ref.page)}" if ref.page else text


def _monograph(line: Line, ref: Reference) -> None:
    """Books, reports, guidelines, theses and other works with a publisher."""
    line.sentence(_authors(ref) or _editors(ref))
    line.sentence(ref.title, italic=True)
    line.sentence(parts.edition(ref.edition))
    if ref.volume:
        line.sentence(f"Vol {ref.volume}")
    if ref.authors:
        line.sentence(_editors(ref))
    if ref.type is ReferenceType.THESIS and ref.genre:
        line.sentence(ref.genre[0].upper() + ref.genre[1:])
    line.sentence(_other(ref.container_title, ref.publisher))
    line.sentence(_imprint(ref))
    line.sentence(ref.collection_title)
    if ref.type is ReferenceType.REPORT and ref.number and " " not in ref.number:
        line.sentence(f"Report {ref.number}")
    else:
        line.sentence(ref.number)
    _end(line, ref)


def _chapter(line: Line, ref: Reference) -> None:
    line.sentence(_authors(ref))
    line.sentence(ref.title)
    line.begin()
    line.add("In:")
    line.sentence(_editors(ref))
    line.sentence(ref.container_title, italic=True)
    line.sentence(parts.edition(ref.edition))
    if ref.volume:
        line.sentence(f"Vol {ref.volume}")
    line.sentence(ref.collection_title)
    line.sentence(_imprint(ref))
    _end(line, ref)


def _webpage(line: Line, ref: Reference) -> None:
    """A page of a website or a data set: title, website or publisher, date."""
    line.sentence(_authors(ref))
    line.sentence(ref.title)
    if ref.type is ReferenceType.DATASET:
        line.sentence("Dataset")
        line.sentence(f"Version {ref.number}" if ref.number[:1].isdigit() else ref.number)
    line.sentence(ref.container_title)
    author = ref.authors[0].literal if ref.authors else ""
    line.sentence(_other(_other(ref.publisher, ref.container_title), author))
    line.sentence(_date(ref.issued))
    _end(line, ref)


def _preprint(line: Line, ref: Reference) -> None:
    line.sentence(_authors(ref))
    line.sentence(ref.title)
    line.sentence(ref.archive, italic=True)
    date = _date(ref.issued)
    line.sentence(f"Preprint posted online {date}" if date else "Preprint")
    _end(line, ref)


def _registration(line: Line, ref: Reference) -> None:
    line.sentence(_authors(ref))
    line.sentence(ref.title)
    if ref.number:
        line.sentence(f"{ref.archive} identifier: {ref.number}" if ref.archive else f"Identifier: {ref.number}")
    else:
        line.sentence(ref.archive)
    date = _date(ref.issued)
    line.sentence(f"Updated {date}" if date else "")
    _end(line, ref)


def _other(text: str, than: str) -> str:
    return "" if text == than else text


def _authors(ref: Reference) -> str:
    return parts.names(ref.authors, incomplete=ref.authors_incomplete, shown=3, roman=True)


def _editors(ref: Reference) -> str:
    if not ref.editors:
        return ""
    text = parts.names(ref.editors, incomplete=False, shown=3, roman=True)
    return f"{text}, ed{'s' if len(ref.editors) > 1 else ''}"


def _imprint(ref: Reference) -> str:
    """Publisher, year and pages as in "Academic Press; 2011:189-227"; AMA 11 gives no place."""
    date = ref.issued
    year = (str(date.year) if date.year is not None else date.literal) if date else ""
    text = "; ".join(part for part in (ref.publisher, year) if part)
    return f"{text}:{parts.pages_full(ref.page)}" if ref.page and text else text + parts.pages_full(ref.page)


def _date(date: PartialDate | None) -> str:
    """A date as in "August 12, 2002"."""
    if date is None:
        return ""
    if date.year is None:
        return date.literal
    if date.month is None:
        return str(date.year)
    day = f" {date.day}," if date.day is not None else ""
    return f"{parts.MONTHS[date.month - 1]}{day} {date.year}"


def _end(line: Line, ref: Reference) -> None:
    """The note, then the DOI, or the access date and address, last and without a period.

    AMA has no place for a PMID, so it stands only where nothing else leads to the source.
    """
    line.sentence(ref.note)
    if ref.doi:
        line.begin()
        line.add("doi:")
        line.add(ref.doi, href=doi_link(ref.doi))
    elif ref.url:
        if ref.accessed:
            line.sentence(f"Accessed {_date(ref.accessed)}")
        line.begin()
        line.add(ref.url, href=ref.url)
    elif ref.pmid:
        line.begin()
        line.add("PMID:")
        line.add(ref.pmid, href=pubmed_link(ref.pmid))
