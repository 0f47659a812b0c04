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
- our own: `integrity` (retracted, concern or corrected) and `integritynote`, a sentence about it;
- `note`, `addendum`: printed at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity, did_you_mean
from dr_evidence_site.diagnostics.codes import library
from dr_evidence_site.model.reference import Bibliography, Reference
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.bibtex_reference import Record, record, reference
from dr_evidence_site.parse.bibtex_scan import RawEntry, clip, scan
from dr_evidence_site.parse.pybtex_reader import RawField, read_fields, read_strings

# What an entry never takes from the one it refers to: names for itself, and what is true of that work alone.
_OWN = frozenset({
    "author", "crossref", "xref", "xdata", "ids", "entryset", "options", "keywords", "doi", "url", "urldate",
    "pmid", "pmcid", "eprint", "eprinttype", "note", "addendum", "pages", "eid", "title", "subtitle",
    "titleaddon", "abstract", "integrity", "integritynote", "chapter", "type", "pubstate", "shorttitle",
})  # fmt: skip
_DATES = frozenset({"date", "year", "month", "day"})
_BECOMES = {"title": "booktitle", "subtitle": "booksubtitle"}
_LONGEST_CHAIN = 10


def bibliography(sources: Iterable[Source]) -> tuple[Bibliography, list[Diagnostic]]:
    """All references of the library and every fault in its files; nothing raises.

    An `@string` holds for all files. Of two entries with one key the first is kept, in the order of `sources`.
    """
    entries: list[RawEntry] = []
    faults: list[Diagnostic] = []
    for source in sources:
        found, problems = scan(source)
        entries += found
        faults += problems
    macros, problems = read_strings(entry for entry in entries if entry.kind == "string")
    faults += problems
    kept, problems = _unique(entry for entry in entries if entry.kind != "string")
    faults += problems

    records: dict[str, Record] = {}
    for entry in kept.values():
        fields, problems = read_fields(entry, macros)
        faults += problems
        sound = not any(problem.severity is Severity.ERROR for problem in problems)
        records[entry.key] = record(entry, fields, sound=sound)
    folded = {key.casefold(): key for key in reversed(records)}
    references: dict[str, Reference] = {}
    for key, own in records.items():
        whole, problems = _inherited(own, records, folded)
        faults += problems
        references[key], problems = reference(whole)
        faults += problems
    return Bibliography(references), faults


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


def _inherited(
    own: Record, records: Mapping[str, Record], folded: Mapping[str, str]
) -> tuple[Record, list[Diagnostic]]:
    """The record with what it lacks taken from the entry that its `crossref` names, and from that one's own."""
    fields: dict[str, RawField] = dict(own.fields)
    seen = {own.entry.key}
    child = own
    for _ in range(_LONGEST_CHAIN):
        link = child.fields.get("crossref")
        if link is None:
            break
        name = " ".join(link.value.split())
        key = name if name in records else folded.get(name.casefold(), "")
        if not key:
            if child is not own:  # said at the entry that has the link
                return replace(own, fields=fields, sound=False), []
            span = link.entry.positions.span(link.start, link.end)
            parent = clip(name)
            hint = did_you_mean(name[:60], records, otherwise=library.MISSING_CROSSREF.hint.format(parent=parent))
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
