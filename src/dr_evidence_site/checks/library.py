"""The library as a whole: works that stand in it twice, and entries with less than their type needs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from dr_evidence_site.diagnostics import Code, Diagnostic, Related
from dr_evidence_site.diagnostics.codes import entries as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Reference, ReferenceType
from dr_evidence_site.model.source import Span

_SHOWN = 5
"""Keys that a message names."""
_NOT_WORD = re.compile(r"[\W_]+")
_TITLE_WORDS = 4
"""Words from which on a title tells a work; shorter ones ("Walking for pain", "In reply") have many."""
_T = ReferenceType


def check(references: Iterable[Reference], year: int) -> list[Diagnostic]:
    """What is wrong in the library whatever cites it; `year` is this year."""
    references = sorted(references, key=lambda reference: reference.span)
    found = [*_same_works(references), *_without_abbreviation(references)]
    for reference in references:
        issued = reference.issued
        if issued and issued.year and issued.year > year + 1:
            found.append(_about(codes.FUTURE_YEAR, reference, year=str(issued.year)))
        lacking = _lacking(reference)
        if lacking:
            found.append(_about(codes.INCOMPLETE, reference, fields=" and no ".join(lacking)))
    return found


def unused(references: Iterable[Reference], cited: Collection[str]) -> Iterator[Diagnostic]:
    """A note for each entry that nothing cites."""
    for reference in references:
        if reference.key not in cited:
            yield _about(codes.UNUSED, reference)


def unused_by_file(uncited: Iterable[tuple[Span, str]]) -> Iterator[Diagnostic]:
    """A note for each file, at the first of its entries that nothing cites; these are given by place and key."""
    files: dict[str, list[tuple[Span, str]]] = {}
    for place, key in sorted(uncited, key=lambda one: (one[0], one[1])):
        files.setdefault(place.path, []).append((place, key))
    for entries in files.values():
        yield codes.UNUSED_IN_FILE.at(entries[0][0], keys=_some([key for _, key in entries]))


def _same_works(references: Iterable[Reference]) -> Iterator[Diagnostic]:
    """Each entry beside the first that is the same work, by number or else by title."""
    numbers: dict[tuple[str, str], Reference] = {}
    titles: dict[tuple[object, ...], list[Reference]] = {}
    for reference in references:
        same = None
        for name, value in (("DOI", reference.doi.lower()), ("PMID", reference.pmid), ("PMCID", reference.pmcid)):
            if value:
                other = numbers.setdefault((name, value), reference)
                if other is not reference and same is None:
                    same = other
                    yield _twice(codes.SAME_WORK, reference, other, name=name)
        title = _bare(reference.title)
        if title.count(" ") + 1 < _TITLE_WORDS:
            continue
        author = reference.authors[0] if reference.authors else None
        name = _bare(author.family or author.literal) if author else ""
        alike = titles.setdefault((title, name, reference.issued.year if reference.issued else None), [])
        looks_same = next((other for other in alike if not _differ(reference, other)), None)
        if looks_same and same is None:
            yield _twice(codes.SAME_TITLE, reference, looks_same)
        alike.append(reference)


def _differ(one: Reference, other: Reference) -> bool:
    """Whether numbers, or the kind of the work, say that two entries with one title are two works."""
    return (
        bool(one.doi and other.doi and one.doi.lower() != other.doi.lower())
        or bool(one.pmid and other.pmid and one.pmid != other.pmid)
        or one.type is not other.type
        or (one.volume, one.number, one.edition) != (other.volume, other.number, other.edition)
    )


def _twice(code: Code, reference: Reference, other: Reference, **words: str) -> Diagnostic:
    return _about(code, reference, Related(other.span, "The other entry is here."), other=clip(other.key), **words)


def _without_abbreviation(references: Iterable[Reference]) -> Iterator[Diagnostic]:
    """Each journal once, at the first entry that lacks the abbreviation; with the abbreviation if another has it."""
    short: dict[str, str] = {}
    lacking: dict[str, list[Reference]] = {}
    for reference in references:
        if reference.type is not _T.ARTICLE:
            continue
        journal = _bare(reference.container_title)
        if reference.container_title_short:
            short.setdefault(journal, reference.container_title_short)
        elif " " in journal.removeprefix("the "):
            lacking.setdefault(journal, []).append(reference)
    abbreviations = {_bare(text) for text in short.values()}
    for journal, entries in lacking.items():
        if journal in abbreviations:
            continue  # the entry gives the abbreviation alone, which both styles print as well
        hint = f"Add “shortjournal = {{{short[journal]}}}”, as another entry has it." if journal in short else None
        first = entries[0]
        yield codes.NO_ABBREVIATION.at(
            first.span,
            hint=hint,
            subject=first.key,
            journal=clip(first.container_title),
            keys=_some([entry.key for entry in entries]),
        )


def _lacking(reference: Reference) -> list[str]:
    """What the type of a reference needs and this one does not have, in words."""
    type_ = reference.type
    has_number = reference.doi or reference.pmid or reference.pmcid
    has_address = has_number or reference.url
    needed: dict[str, object] = {}
    if type_ is _T.ARTICLE:
        in_press = bool(reference.issued and reference.issued.literal)
        needed = {"volume": has_address or in_press or reference.volume or reference.issue}
        needed["pages"] = has_address or in_press or reference.page
    elif type_ in (_T.BOOK, _T.CHAPTER):
        needed = {"publisher": reference.publisher}
    elif type_ is _T.CONFERENCE_PAPER:
        needed = {"title of the proceedings": reference.container_title}
    elif type_ is _T.REPORT:
        needed = {"institution": reference.publisher or any(name.literal for name in reference.authors)}
    elif type_ is _T.THESIS:
        needed = {"institution": reference.publisher}
    elif type_ is _T.WEBPAGE:
        needed = {"address": has_address, "day of reading": has_number or reference.accessed}
    elif type_ is _T.PREPRINT:
        needed = {"server": reference.archive}
    elif type_ is _T.DATASET:
        needed = {"address": has_address}
    elif type_ is _T.TRIAL_REGISTRATION:
        needed = {"registration number": reference.number}
    return [name for name, there in needed.items() if not there]


def _bare(text: str) -> str:
    """Words in small letters, without accents and punctuation."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def _about(code: Code, reference: Reference, *related: Related, **words: str) -> Diagnostic:
    return code.at(reference.span, subject=reference.key, related=related, key=clip(reference.key), **words)


def _some(keys: list[str]) -> str:
    more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
    return ", ".join(f"“{clip(key)}”" for key in keys[:_SHOWN]) + more
