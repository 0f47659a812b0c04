"""The library as data that can be remembered: what was read from each entry, and what was wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from msgspec import Struct, field

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.records import dump_diagnostic, load_diagnostic
from dr_evidence_site.model.reference import Bibliography, Reference
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.records import (
    dump_reference,
    identifiers_of,
    is_marked,
    load_reference,
    superseded_by,
    with_successor,
)


class Library(Struct, frozen=True):
    """What was read from the `.bib` files.

    `entries` gives for each key the digest of its text (empty: must be read anew), its place, the digest of its
    content, and its content as JSON data. `superseded` gives the key of the newer edition by that of the older.
    """

    entries: dict[str, tuple[str, list[Any], str, list[Any]]]
    diagnostics: tuple[Diagnostic, ...] = ()
    superseded: dict[str, str] = field(default_factory=dict)


def read_library(sources: Iterable[Source], before: Library | None = None, most: int | None = None) -> Library:
    """Read the files; an entry whose text `before` knows is taken from there. `most` is that of `read_entries`."""
    from dr_evidence_site.parse.bibtex import read_entries  # noqa: PLC0415 - brings pybtex, 50 ms; an unchanged library needs none of it

    remembered = {entry[0]: entry for entry in before.entries.values() if entry[0]} if before else {}
    read, faults = read_entries(sources, remembered, most)
    entries = {}
    for entry in read:
        place = [entry.span.path, entry.span.line, entry.span.column, entry.span.end_line, entry.span.end_column]
        if entry.reference is None:
            _, _, digest, data = remembered[entry.digest]
        else:
            data = dump_reference(entry.reference)
            digest = _digest(data)
        entries[entry.key] = (entry.digest, place, digest, data)
    superseded = {key: newer for key, entry in entries.items() if (newer := superseded_by(entry[3]))}
    for key, newer in superseded.items():  # an entry shows its newer edition, so it changes with that
        text, place, _, data = entries[key]
        data = with_successor(data, entries[newer][3] if newer in entries else None)
        entries[key] = (text, place, _digest(data), data)
    return Library(entries, tuple(faults), superseded)


def _digest(data: list[Any]) -> str:
    return blake2b(json.dumps(data).encode(), digest_size=16).hexdigest()


def bibliography_of(library: Library) -> Bibliography:
    """The references of a library; each is made when it is first asked for."""
    marked = frozenset([key for key, entry in library.entries.items() if is_marked(entry[3])])
    digests = {key: entry[2] for key, entry in library.entries.items()}
    return Bibliography(_References(library), digests, marked, library.superseded)


def identifiers(bibliography: Bibliography) -> Iterator[tuple[str, str, str]]:
    """Key, DOI and PubMed number of each reference."""
    references = bibliography.references
    if isinstance(references, _References):
        yield from references.identifiers()
    else:
        for key, reference in references.items():
            yield key, reference.doi, reference.pmid


def places(bibliography: Bibliography, keys: Iterable[str]) -> Iterator[tuple[Span, str]]:
    """Where these references stand, with their keys."""
    references = bibliography.references
    for key in keys:
        yield references.place(key) if isinstance(references, _References) else references[key].span, key


def dump_library(library: Library) -> str:
    """A library as JSON text."""
    faults = [dump_diagnostic(diagnostic) for diagnostic in library.diagnostics]
    return json.dumps([library.entries, faults, library.superseded], ensure_ascii=False, separators=(",", ":"))


def load_library(text: str | bytes) -> Library:
    """A library from its JSON text; raises as `parse.records` does."""
    entries, faults, superseded = json.loads(text)
    return Library(
        {key: (digest, place, content, data) for key, (digest, place, content, data) in entries.items()},
        tuple(load_diagnostic(value) for value in faults),
        superseded,
    )


class _References(Mapping[str, Reference]):
    def __init__(self, library: Library) -> None:
        self._entries = library.entries
        self._made: dict[str, Reference] = {}

    def __getitem__(self, key: str) -> Reference:
        made = self._made.get(key)
        if made is None:
            _, place, _, data = self._entries[key]
            made = self._made[key] = load_reference(data, Span(*place))
        return made

    def place(self, key: str) -> Span:
        """Where a reference stands, which need not be made for that."""
        return Span(*self._entries[key][1])

    def identifiers(self) -> Iterator[tuple[str, str, str]]:
        for key, (_, _, _, data) in self._entries.items():
            yield (key, *identifiers_of(data))

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
