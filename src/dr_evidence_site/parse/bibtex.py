r"""The reference library: `.bib` files as a `Bibliography`, every fault with its place.

Each entry is found by a fast scan (`bibtex_scan`), its fields are read by pybtex (`pybtex_reader`) and become a
`Reference` (`bibtex_reference`), so that entries can be read one by one.

Fields, with other accepted names in parentheses:

- who: `author`, `editor`; `{{A Group}}` is a group, `and others` marks the list as incomplete, and an empty
  `author` says that nobody is named;
- what: `title`, `subtitle`, `titleaddon`, `type`, `edition`, `version`, `keywords` ("guideline", "preprint");
- where: `journaltitle` (`journal`), `shortjournal` (`journalabbr`, `journal-iso`), `booktitle`, `booksubtitle`,
  `eventtitle`, `series`, `volume`, `number`, `issue`, `pages`, `eid` (`articleno`, `article-number`), `chapter`,
  `publisher`, `institution` (`school`), `organization`, `location` (`address`), `howpublished`;
- when: `date` (YYYY, YYYY-MM, YYYY-MM-DD or a range) or `year`, `month`, `day`; `pubstate` ("in press");
  `urldate` (`accessed`);
- identifiers: `doi`, `pmid`, `pmcid` (`pmc`), `url`, `eprint` with `eprinttype` (`archiveprefix`): pmid, pmc, or the
  name of a preprint server;
- from another entry: `crossref`;
- our own: `integrity` (retracted, concern or corrected) and `integritynote`, a sentence about it; `supersededby`, the
  key of a newer edition (or `related` with the `relatedtype` "supersededby");
- `note`, `addendum`: printed at the end.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity
from dr_evidence_site.diagnostics.codes import library, limits
from dr_evidence_site.diagnostics.nearest import Guesses
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Bibliography, Reference
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex_reference import Record, record, reference
from dr_evidence_site.parse.bibtex_scan import RawEntry, scan
from dr_evidence_site.parse.pybtex_reader import RawField, read_fields, read_strings

# What an entry never takes from the one it refers to: names for itself, and what is true of that work alone.
_OWN = frozenset({
    "author", "crossref", "xref", "xdata", "ids", "entryset", "options", "keywords", "doi", "url", "urldate",
    "pmid", "pmcid", "eprint", "eprinttype", "note", "addendum", "pages", "eid", "title", "subtitle",
    "titleaddon", "abstract", "integrity", "integritynote", "chapter", "type", "pubstate", "shorttitle",
    "supersededby", "superseded_by", "related", "relatedtype",
})  # fmt: skip
_DATES = frozenset({"date", "year", "month", "day"})
_BECOMES = {"title": "booktitle", "subtitle": "booksubtitle"}
_LONGEST_CHAIN = 10


class ReadEntry(Struct, frozen=True):
    """One entry of the library, read or remembered.

    `digest` names the text it was read from, and is empty when something outside that text had a say (a `crossref`)
    or something was wrong with it: such an entry is read anew every time. `reference` is None when it is remembered.
    """

    key: str
    digest: str
    span: Span
    reference: Reference | None


def bibliography(sources: Iterable[Source]) -> tuple[Bibliography, list[Diagnostic]]:
    """All references of the library and every fault in its files; nothing raises.

    An `@string` holds for all files. Of two entries with one key the first is kept, in the order of `sources`.
    """
    entries, faults = read_entries(sources, frozenset())
    return Bibliography({entry.key: entry.reference for entry in entries if entry.reference}), faults


def read_entries(
    sources: Iterable[Source], remembered: Container[str], most: int | None = None
) -> tuple[list[ReadEntry], list[Diagnostic]]:
    """All entries of the library and every fault in its files; an entry whose digest is remembered is not read.

    Of more than `most` entries the first are read, and that is said.
    """
    raw: list[RawEntry] = []
    faults: list[Diagnostic] = []
    for source in sources:
        found, problems = scan(source)
        raw += found
        faults += problems
    if most is not None and len(raw) > most:
        faults.append(limits.TOO_MANY_ENTRIES.at(raw[most].span, count=len(raw), limit=most))
        del raw[most:]
    macros, problems = read_strings(entry for entry in raw if entry.kind == "string")
    faults += problems
    kept, problems = _unique(entry for entry in raw if entry.kind != "string")
    faults += problems
    records = _Records(kept, macros)
    names = repr(sorted(macros.items())).encode()
    result = []
    for entry in kept.values():
        text = f"{entry.kind}\0{entry.key}\0{entry.closed}\0{entry.body}".encode("utf-8", "surrogatepass")
        digest = blake2b(text, key=blake2b(names).digest(), digest_size=16).hexdigest()
        if digest in remembered:
            result.append(ReadEntry(entry.key, digest, entry.span, None))
            continue
        own, problems = records.read(entry.key)
        whole, more = _inherited(own, records)
        reference_of, others = reference(whole)
        problems = [*problems, *more, *others]
        faults += problems
        is_its_own = not problems and "crossref" not in own.fields
        result.append(ReadEntry(entry.key, digest if is_its_own else "", entry.span, reference_of))
    return result, faults


class _Records(Mapping[str, Record]):
    """The entries with their fields read; each is read when it is first asked for."""

    def __init__(self, entries: dict[str, RawEntry], macros: Mapping[str, str]) -> None:
        self._entries = entries
        self._macros = macros
        self._strings = Guesses()
        self.guesses = Guesses()
        self._read: dict[str, tuple[Record, list[Diagnostic]]] = {}
        self._folded: dict[str, str] | None = None

    def read(self, key: str) -> tuple[Record, list[Diagnostic]]:
        """One entry, and what is wrong with its fields."""
        known = self._read.get(key)
        if known is None:
            entry = self._entries[key]
            fields, problems = read_fields(entry, self._macros, self._strings)
            sound = not any(problem.severity is Severity.ERROR for problem in problems)
            known = self._read[key] = (record(entry, fields, sound=sound), problems)
        return known

    def named(self, name: str) -> str:
        """The key that `name` stands for, whatever its capital letters; empty when there is none."""
        if name in self._entries:
            return name
        if self._folded is None:
            self._folded = {key.casefold(): key for key in reversed(self._entries)}
        return self._folded.get(name.casefold(), "")

    def __getitem__(self, key: str) -> Record:
        return self.read(key)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def _unique(entries: Iterable[RawEntry]) -> tuple[dict[str, RawEntry], list[Diagnostic]]:
    """The first entry of each key, and what is to be said about the others."""
    kept: dict[str, RawEntry] = {}
    folded: dict[str, RawEntry] = {}
    faults: list[Diagnostic] = []
    for entry in entries:
        first = kept.setdefault(entry.key, entry)
        if first is not entry:
            related = [Related(first.span, "The first entry with this key.")]
            faults.append(library.DUPLICATE_KEY.at(entry.span, related=related, key=clip(entry.key)))
            continue
        similar = folded.setdefault(entry.key.casefold(), entry)
        if similar is not entry:
            related = [Related(similar.span, "The other entry.")]
            other = clip(similar.key)
            faults.append(library.KEYS_DIFFER_BY_CASE.at(entry.span, related=related, key=clip(entry.key), other=other))
    return kept, faults


def _inherited(own: Record, records: _Records) -> tuple[Record, list[Diagnostic]]:
    """The record with what it lacks taken from the entry that its `crossref` names, and from that one's own."""
    fields: dict[str, RawField] = dict(own.fields)
    seen = {own.entry.key}
    child = own
    for _ in range(_LONGEST_CHAIN):
        link = child.fields.get("crossref")
        if link is None:
            break
        name = " ".join(link.value.split())
        key = records.named(name)
        if not key:
            if child is not own:  # said at the entry that has the link
                return replace(own, fields=fields, sound=False), []
            span = link.entry.positions.span(link.start, link.end)
            parent = clip(name)
            hint = records.guesses.did_you_mean(
                name[:60], records, otherwise=library.MISSING_CROSSREF.hint.format(parent=parent)
            )
            fault = library.MISSING_CROSSREF.at(span, hint=hint, key=clip(own.entry.key), parent=parent)
            return replace(own, sound=False), [fault]
        if key in seen:
            break
        seen.add(key)
        child = records[key]
        dated = not _DATES.isdisjoint(fields)
        for field_name, field in child.fields.items():
            target = _title_for(own, child).get(field_name, field_name)
            if field_name not in _OWN | _BECOMES.keys() or target != field_name:
                if dated and field_name in _DATES:
                    continue
                fields.setdefault(target, field)
        if own.entry.kind == "inbook" and "author" in child.fields:
            fields.setdefault("author", child.fields["author"])
    return (own if len(fields) == len(own.fields) else replace(own, fields=fields)), []


def _title_for(child: Record, parent: Record) -> Mapping[str, str]:
    """Under which names the parent's title stands in the child."""
    if child.entry.kind == "article" or parent.entry.kind == "periodical":
        return {"title": "journaltitle"}
    return _BECOMES
