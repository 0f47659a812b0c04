"""BibTeX of other programs, read by the library's own reader; what only they mean is taken out."""

from __future__ import annotations

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.diagnostics.codes import library
from dr_evidence_site.model.reference import Reference, ReferenceType
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import bibtex_fields
from dr_evidence_site.parse.bibtex import read_entries
from dr_evidence_site.parse.bibtex_reference import READ_FIELDS
from dr_evidence_site.parse.bibtex_scan import scan
from dr_evidence_site.parse.latex import plain_text
from dr_evidence_site.parse.pybtex_reader import read_fields, read_strings
from dr_evidence_site.refs import values
from dr_evidence_site.refs.incoming import Draft, Incoming

KEPT = frozenset({
    "isbn", "issn", "langid", "translator", "origdate", "eventdate", "volumes", "pagetotal", "part", "maintitle",
})  # fmt: skip
"""Standard fields that no style prints and that an entry keeps all the same."""

_SAYS_NOTHING = frozenset({
    "journal article", "book", "book section", "report", "web page", "thesis", "dataset", "conference paper",
    "conference proceedings", "generic", "article", "research article",
})  # fmt: skip
_OURS = frozenset({"annote"})  # our exports repeat the mark of a retraction there


def read(source: Source) -> tuple[list[Incoming], list[Diagnostic]]:
    """The entries of a BibTeX file, and what is wrong in it; an entry with a broken field is left out."""
    read_in, faults = read_entries([source], frozenset())
    raw, _ = scan(source)
    macros, _ = read_strings(entry for entry in raw if entry.kind == "string")
    fields_of = {}
    broken = set()
    for each in raw:
        if each.kind != "string" and each.key not in fields_of:
            fields_of[each.key], problems = read_fields(each, macros)
            if any(problem.severity is Severity.ERROR for problem in problems):
                broken.add(each.key)
    found = []
    for entry in read_in:
        if entry.reference is None or entry.key in broken:
            continue
        draft = Draft(entry.span, key=entry.key)
        reference = _cleaned(entry.reference, draft)
        for name, field in fields_of.get(entry.key, {}).items():
            value = plain_text(field.value)[0]
            if name in KEPT:
                draft.extra[name] = value
            elif name not in READ_FIELDS and name not in _OURS and value:
                draft.left_out[name] = None
        found.append(Incoming(reference, tuple(draft.extra.items()), tuple(draft.left_out), tuple(draft.notes)))
    # What is only missing is said by `check` once it is in the library.
    return found, [
        fault for fault in faults if fault.severity is Severity.ERROR or fault.code != library.MISSING_FIELD.id
    ]


def _cleaned(reference: Reference, draft: Draft) -> Reference:
    """Without what Zotero and EndNote put in fields that are meant for something else."""
    genre = "" if reference.genre.lower() in _SAYS_NOTHING else reference.genre
    title, was_marked = values.without_mark(reference.title)
    found, note = values.identifiers_of(reference.note)
    draft.checked("pmid", "" if reference.pmid else found.get("pmid", ""), bibtex_fields.pmid, "PubMed number")
    draft.checked("pmcid", "" if reference.pmcid else found.get("pmcid", ""), bibtex_fields.pmcid, "PMCID")
    printable = values.printable_note(note)
    if note.strip() and not printable:
        draft.left_out["note"] = None
    is_article = reference.type is ReferenceType.ARTICLE
    integrity = reference.integrity
    if was_marked and integrity is None:
        integrity = values.marked("RETRACTED.")[0]  # type: ignore[index]
    return replace(
        reference,
        title=title,
        genre=genre,
        note=printable,
        publisher="" if is_article else reference.publisher,
        publisher_place="" if is_article else reference.publisher_place,
        pmid=reference.pmid or draft.get("pmid"),
        pmcid=reference.pmcid or draft.get("pmcid"),
        integrity=integrity,
    )
