r"""References as BibTeX, for BibTeX, biblatex, pybtex and reference managers alike.

Entry types and fields are those that classic BibTeX styles, biblatex (which knows the classic names) and Zotero's
importer all read: Zotero drops an `@dataset` or `@guideline`, so these are `@misc` and `@techreport` with a `type`.
Text is UTF-8; what LaTeX would take for markup is written as a command. The library pybtex could write entries too:
it takes a millisecond for each and 0.1 s to load, keeps braces of LaTeX that are none, and leaves out what a name is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.render.remembered import remembering

_T = ReferenceType

_KINDS = {
    _T.ARTICLE: "article",
    _T.BOOK: "book",
    _T.CHAPTER: "incollection",
    _T.CONFERENCE_PAPER: "inproceedings",
    _T.REPORT: "techreport",
    _T.WEBPAGE: "online",
    _T.PREPRINT: "misc",
    _T.THESIS: "phdthesis",
    _T.DATASET: "misc",
    _T.TRIAL_REGISTRATION: "techreport",
    _T.OTHER: "misc",
}
_TYPE_WORDS = {
    _T.PREPRINT: "preprint",
    _T.DATASET: "dataset",
    _T.TRIAL_REGISTRATION: "trial registration",
}
"""What tells these from everything else that is an `@misc`, unless the genre says it already."""

_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
}
# BibTeX counts every brace, so these may stand in pairs alone; but more programs read them.
_PAIRED = _SPECIAL | {"{": r"\{", "}": r"\}"}
_MARKUP = re.compile(r"[\\{}~^&%$#_]|-(?=-)|`(?=`)|'(?=')")
_WORD = re.compile(r"\S+")
_CAPITAL = re.compile(r"[^\W\d_a-z]")
"""A letter that a style which writes titles in lower case could take down."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(references: Iterable[Reference]) -> str:
    """The references as a `.bib` file."""
    return "\n".join(map(_entry, references))


def entry(reference: Reference) -> str:
    """One entry, with a line end after its closing brace."""
    kind = _kind(reference)
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(reference, kind))
    return f"@{kind}{{{reference.key},\n{fields}}}\n"


_entry = remembering(entry)


def parts(reference: Reference) -> tuple[str, list[tuple[str, str]]]:
    """The type of an entry, and its fields in order with their braces, for who writes it in another layout."""
    kind = _kind(reference)
    return kind, list(_fields(reference, kind))


def latex(text: str) -> str:
    """The text on one line, with what LaTeX would take for markup written as commands."""
    return _text(text)


def _kind(reference: Reference) -> str:
    if reference.type is _T.THESIS and reference.genre == "master's thesis":
        return "mastersthesis"
    return _KINDS[reference.type]


def _fields(ref: Reference, kind: str) -> Iterator[tuple[str, str]]:
    """The fields that have a value, names in the order of habit; values with their braces."""
    for name, value in (
        ("author", _names(ref.authors, incomplete=ref.authors_incomplete)),
        ("editor", _names(ref.editors)),
        ("title", _protected(ref.title)),
        (_container(ref), _text(ref.container_title)),
        ("shortjournal", _text(ref.container_title_short)),
        ("series", _text(ref.collection_title)),
    ):
        if value:
            yield name, f"{{{value}}}"
    yield from _date(ref.issued)
    for name, value in (
        ("volume", _text(ref.volume)),
        ("number" if ref.type is _T.ARTICLE else "issue", _text(ref.issue)),
        *_number(ref),
        ("pages", _text(ref.page).replace("-", "--")),
        ("edition", _text(ref.edition)),
        (_publisher(ref), _text(ref.publisher)),
        ("address", _text(ref.publisher_place)),
        ("type", _text(_type(ref, kind))),
        # These three are verbatim in biblatex, and read so by Zotero.
        ("doi", ref.doi),
        ("url", ref.url),
        ("urldate", _iso(ref.accessed) if ref.accessed else ""),
        ("pmid", ref.pmid),
        ("pmcid", ref.pmcid),
        ("note", _text(ref.note)),
        ("integrity", ref.integrity.value if ref.integrity else ""),
        ("integritynote", _text(ref.integrity_note)),
        ("supersededby", ref.superseded_by),
        # What a reference manager shows to its user; BibTeX styles print no annotation.
        ("annote", _text(mark(ref))),
    ):
        if value:
            yield name, f"{{{value}}}"


def mark(ref: Reference) -> str:
    """What became of the publication, as a sentence that cannot be overlooked; empty when nothing did."""
    if ref.integrity is None:
        return ""
    word = {
        Integrity.RETRACTED: "RETRACTED",
        Integrity.CONCERN: "EXPRESSION OF CONCERN",
        Integrity.CORRECTED: "Corrected",
    }[ref.integrity]
    return f"{word}: {ref.integrity_note}" if ref.integrity_note else f"{word}."


def _container(ref: Reference) -> str:
    return "journal" if ref.type in (_T.ARTICLE, _T.PREPRINT) else "booktitle"


def _publisher(ref: Reference) -> str:
    return {_T.REPORT: "institution", _T.THESIS: "school"}.get(ref.type, "publisher")


def _type(ref: Reference, kind: str) -> str:
    word = _TYPE_WORDS.get(ref.type, "")
    if ref.type is _T.THESIS and ref.genre == ("master's thesis" if kind == "mastersthesis" else "dissertation"):
        return ""
    return ref.genre or word


def _number(ref: Reference) -> Iterator[tuple[str, str]]:
    """The work's own number, and who gave it."""
    archive = "" if ref.archive in (ref.container_title, ref.publisher) else _text(ref.archive)
    if ref.type is _T.PREPRINT and archive:
        yield from (("eprint", ref.number), ("eprinttype", archive)) if ref.number else (("howpublished", archive),)
        return
    yield "number", _text(ref.number)
    yield "eprinttype", archive


# Names


def _names(people: tuple[Name, ...], *, incomplete: bool = False) -> str:
    return " and ".join([*map(_name, people), *(["others"] if incomplete else [])])


def _name(name: Name) -> str:
    """A name as “von Family, Jr, Given”; a group in braces, so that nothing takes it apart."""
    if name.literal:
        return f"{{{_text(name.literal)}}}"
    family = _kept_whole(name.family, lower_is_particle=True)
    last = f"{_text(name.particle)} {family}" if name.particle else family
    if name.suffix:
        return f"{last}, {_kept_whole(name.suffix)}, {_kept_whole(name.given)}"
    if name.given:
        return f"{last}, {_kept_whole(name.given)}"
    return f"{last}," if " " in last else last


def _kept_whole(part: str, *, lower_is_particle: bool = False) -> str:
    """Part of a name, in braces when its words could be taken for something else."""
    words = part.split()
    is_unsafe = "," in part or "and" in map(str.lower, words)
    if lower_is_particle and len(words) > 1:
        is_unsafe = is_unsafe or any(word[:1].islower() for word in words)
    return f"{{{_text(part)}}}" if is_unsafe else _text(part)


# Text


def _text(text: str) -> str:
    """The text on one line, with what LaTeX would take for markup written as commands."""
    line = " ".join(text.split())
    special = _PAIRED if "{" in line and _is_balanced(line) else _SPECIAL
    return _MARKUP.sub(lambda found: special.get(found[0]) or found[0] + "{}", line)


def _is_balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall("[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _protected(title: str) -> str:
    """A title in which words with capitals are in braces: many styles write the rest in lower case.

    The capital that begins the title is kept by every style.
    """
    first, space, rest = _text(title).partition(" ")
    if _CAPITAL.search(first, 1):
        first = f"{{{first}}}"
    return first + space + _WORD.sub(lambda word: f"{{{word[0]}}}" if _CAPITAL.search(word[0]) else word[0], rest)


# Dates


def _date(date: PartialDate | None) -> Iterator[tuple[str, str]]:
    """Year and month for BibTeX, and the whole date for biblatex where BibTeX has no field for the day."""
    if date is None:
        return
    if date.year is None:
        if date.literal:
            yield "year", f"{{{_text(date.literal)}}}"
        return
    if date.day is not None:
        yield "date", f"{{{_iso(date)}}}"
    yield "year", f"{{{date.year:04}}}"
    if date.month is not None:
        yield "month", _MONTHS[date.month - 1]
    if date.literal:
        yield "pubstate", f"{{{_text(date.literal)}}}"


def _iso(date: PartialDate) -> str:
    parts = (f"{date.year:04}", f"{date.month:02}" if date.month else "", f"{date.day:02}" if date.day else "")
    return "-".join(part for part in parts if part) if date.year is not None else ""
