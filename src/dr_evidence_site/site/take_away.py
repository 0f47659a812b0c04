"""What a reader can take away from an article's page: files for other programs, and how to cite the page itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from dr_evidence_site.exports import bibtex, ris
from dr_evidence_site.model.article import Article
from dr_evidence_site.model.config import Export
from dr_evidence_site.model.reference import Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import CitePage, Download, PersonView
from dr_evidence_site.site.addresses import Place

_NOWHERE = Span("")
_KEY = re.compile(r"[^A-Za-z0-9_.-]+")


def downloads(slug: str, exports: Iterable[Export], where: Place) -> tuple[Download, ...]:
    """The files beside the page of an article, as links."""
    return tuple(Download(export, where.href(f"articles/{slug}.{export.value}")) for export in exports)


def cite_page(article: Article, authors: Iterable[PersonView], canonical: str, site_title: str) -> CitePage:
    """How to cite the page: its authors, else the site as its author; the day of reading is left to the reader."""
    people = tuple(person_name(author.name) for author in authors)
    reference = Reference(
        key=_KEY.sub("-", article.slug),
        type=ReferenceType.WEBPAGE,
        span=_NOWHERE,
        title=article.title,
        authors=people or (Name(literal=site_title),),
        container_title=site_title if people else "",
        issued=_date(article.updated),
        url=canonical,
    )
    return CitePage(reference, bibtex.entry(reference), ris.record(reference).replace("\r\n", "\n"))


def person_name(name: str) -> Name:
    """A person's name taken apart as BibTeX does it: the last word is the family name, small words before it its
    particle. “Family, Given” says it outright; one word, or a name in another script, is kept whole.
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family and given:
        return Name(family=family, given=given)
    words = name.split()
    if len(words) < 2 or not name.replace(" ", "")[:1].isalpha() or not _is_latin(name):
        return Name(literal=name.strip())
    start = len(words) - 1
    while start > 1 and words[start - 1][:1].islower():
        start -= 1
    return Name(family=words[-1], given=" ".join(words[:start]), particle=" ".join(words[start:-1]))


def _is_latin(name: str) -> bool:
    return all(ord(character) < 0x370 or 0x1E00 <= ord(character) < 0x1F00 or character in "’‐‑" for character in name)


def _date(day: dt.date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)
