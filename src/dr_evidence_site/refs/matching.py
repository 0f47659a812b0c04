"""Whether a record is a work that the library has, and in what the two differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from msgspec import Struct

from dr_evidence_site.model.reference import Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.render.styles.parts import pages_full

_SHORTEST_TITLE = 15
"""Letters of a title below which it alone does not make a work: “Editorial”, “Reply”. All else must be the same too."""

_LABELS = {
    "title": "title", "authors": "list of authors", "editors": "list of editors", "container_title": "journal or book",
    "container_title_short": "journal abbreviation", "collection_title": "series", "issued": "date",
    "volume": "volume", "issue": "issue", "page": "page", "edition": "edition", "publisher": "publisher",
    "publisher_place": "place", "integrity": "mark", "type": "type",
    "doi": "DOI", "pmid": "PubMed number", "pmcid": "PubMed Central number",
}  # fmt: skip
IDENTIFIERS = ("doi", "pmid", "pmcid")
_ADDED_ALWAYS = (*IDENTIFIERS, "integrity")
_ADDED = (
    "title", "authors", "editors", "container_title", "container_title_short", "collection_title", "issued",
    "volume", "issue", "page", "edition", "publisher", "publisher_place",
)  # fmt: skip


class Match(Struct, frozen=True):
    """What a record was found to be: the key of its entry (empty: none), or two entries that it fits.

    `by` says by what it was recognised. `alike` is an entry that looks like it and is taken for another work, with
    the reason.
    """

    key: str = ""
    by: str = ""
    other: str = ""
    other_by: str = ""
    alike: str = ""
    reason: str = ""


class Index:
    """The entries of a library, found by identifier and by title."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._by_identifier: dict[tuple[str, str], str] = {}
        self._by_title: dict[str, dict[tuple[str, int | None], dict[str, Reference]]] = {}
        self._groups: dict[str, tuple[str, tuple[str, int | None]]] = {}
        for reference in references:
            self.add(reference)

    def add(self, reference: Reference) -> None:
        """Take one more entry in, or one whose fields have become more."""
        for kind in IDENTIFIERS:
            if value := str(getattr(reference, kind)):
                self._by_identifier.setdefault((kind, value.casefold()), reference.key)
        title = letters(reference.title)
        if title:
            same = self._by_title.setdefault(title, {})
            before = self._groups.get(reference.key)
            if before is not None and before[0] == title:
                same[before[1]].pop(reference.key, None)
            group = _first_name(reference), _year(reference)
            same.setdefault(group, {})[reference.key] = reference
            self._groups[reference.key] = title, group

    def find(self, record: Reference) -> Match:
        """The entry that is the work of the record."""
        found: dict[str, str] = {}
        for kind in IDENTIFIERS:
            value = str(getattr(record, kind))
            key = self._by_identifier.get((kind, value.casefold())) if value else None
            if key:
                found.setdefault(key, f"{_LABELS[kind]} {value}")
        if found:
            (key, by), *more = found.items()
            return Match(key, by, *(more[0] if more else ()))
        title = letters(record.title)
        for other in self._by_the_same(record, title):
            if len(title) < _SHORTEST_TITLE and not _is_the_same_throughout(record, other):
                continue
            if reason := _told_apart(record, other):
                return Match(alike=other.key, reason=reason)
            return Match(other.key, "title, year and first author")
        return Match()

    def _by_the_same(self, record: Reference, title: str) -> Iterator[Reference]:
        """The entries of a title that may be by the same author and of the same year, as far as both are known."""
        groups = self._by_title.get(title, {})
        name, year = _first_name(record), _year(record)
        if name and year is not None:  # a look at each group would take quadratic time over records of one title
            fitting = [(one, other) for one in (name, "") for other in (year, None)]
        else:
            fitting = [
                (one, other)
                for one, other in groups
                if (not name or one in (name, "")) and (year is None or other in (year, None))
            ]
        for group in fitting:
            yield from groups.get(group, {}).values()


def _first_name(work: Reference) -> str:
    return next((_name(name) for name in work.authors), "")


def _year(work: Reference) -> int | None:
    return work.issued.year if work.issued else None


def _is_the_same_throughout(one: Reference, other: Reference) -> bool:
    """Whether nothing in two works differs or is in one alone, but for identifiers and notes."""
    names = ("type", "authors", "container_title", "issued", "volume", "issue", "page", "edition", "publisher")
    return all(
        _means_the_same(name, one, other)
        if getattr(one, name) and getattr(other, name)
        else bool(getattr(one, name)) == bool(getattr(other, name))
        for name in names
    )


def _told_apart(one: Reference, other: Reference) -> str:
    """What shows that two works of one title are two, in words; empty when nothing does."""
    for kind in IDENTIFIERS:
        values = {str(getattr(work, kind)).casefold() for work in (one, other)}
        if len(values) == 2 and "" not in values:
            return f"title and year are the same, but the {_LABELS[kind]} is another"
    if one.type is not other.type:
        preprint = ReferenceType.PREPRINT in (one.type, other.type)
        return "title and year are the same, but " + ("one is a preprint" if preprint else "the type is another")
    return ""


def additions(ours: Reference, theirs: Reference) -> dict[str, object]:
    """The fields that only the record has, as changes of our reference. Of another type only what is sure is taken."""
    names = (*_ADDED_ALWAYS, *(_ADDED if ours.type is theirs.type else ()))
    found: dict[str, object] = {
        name: value for name in names if (value := getattr(theirs, name)) and not getattr(ours, name)
    }
    if "authors" in found and theirs.authors_incomplete:
        found["authors_incomplete"] = True
    if "integrity" in found and theirs.integrity_note and not ours.integrity_note:
        found["integrity_note"] = theirs.integrity_note
    if theirs.url and not (ours.url or ours.doi or theirs.doi) and ours.type is theirs.type:
        found["url"] = theirs.url
    return found


def differences(ours: Reference, theirs: Reference) -> Iterator[tuple[str, str, str, str]]:
    """Where both have something and mean another thing: the field, its name in words, our value and theirs."""
    for name, label in _LABELS.items():
        one, other = getattr(ours, name), getattr(theirs, name)
        if one and other and not _means_the_same(name, ours, theirs):
            yield name, label, shown(one), shown(other)


def _means_the_same(name: str, ours: Reference, theirs: Reference) -> bool:
    one, other = getattr(ours, name), getattr(theirs, name)
    if name in (*IDENTIFIERS, "integrity", "type"):
        return bool(str(one).casefold() == str(other).casefold())
    if isinstance(one, PartialDate):
        pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
        return all(a == b or a is None or b is None for a, b in pairs)
    if isinstance(one, tuple):
        return _same_people(one, other, incomplete=ours.authors_incomplete or theirs.authors_incomplete)
    if name == "page":
        return pages_full(one).casefold() == pages_full(other).casefold()
    if name in ("container_title", "container_title_short"):
        known = {_journal(value) for value in (ours.container_title, ours.container_title_short) if value}
        return _journal(other) in known or any(_is_abbreviation(_journal(other), value) for value in known)
    a, b = letters(one), letters(other)
    if name in ("title", "publisher", "publisher_place"):
        return a.startswith(b) or b.startswith(a)
    return a == b


def _same_people(ours: tuple[Name, ...], theirs: tuple[Name, ...], *, incomplete: bool) -> bool:
    people = [[_name(name) for name in names if name.family] for names in (ours, theirs)]
    if incomplete:
        shortest = min(map(len, people))
        people = [names[:shortest] for names in people]
    if any(people):
        return people[0] == people[1]
    return [_name(name) for name in ours] == [_name(name) for name in theirs]


def _name(name: Name) -> str:
    return letters(f"{name.particle}{name.family}" or name.literal)


def _journal(text: str) -> str:
    words = re.findall(r"[^\W_]+", _folded(text.replace("&", " and ")))
    return " ".join(word for word in words if word not in ("the", "and", "of", "in", "for"))


def _is_abbreviation(short: str, whole: str) -> bool:
    """Whether each word of one begins the word of the other in its place, as in “n engl j med”."""
    a, b = short.split(), whole.split()
    return len(a) == len(b) and all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True))


def letters(text: str) -> str:
    """The letters and digits of a text, without case and accents."""
    return "".join(re.findall(r"[^\W_]+", _folded(text)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def shown(value: object) -> str:
    """A field's value in a few words."""
    if isinstance(value, PartialDate):
        parts = (value.year, value.month, value.day)
        return "-".join(f"{part:02}" for part in parts if part) or value.literal
    if isinstance(value, tuple):
        names = [name.literal or f"{name.particle} {name.family}".strip() for name in value]
        return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return str(value)
