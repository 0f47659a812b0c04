"""Records of other programs and services, which are taken into a library."""

from __future__ import annotations

from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.source import Source

from ..properties import faults_are_sound, must, twice
from ..target import Target

PIECES = (
    *("TY  - JOUR\n", "ER  - \n", "TI  - ", "AU  - ", "PY  - ", "DO  - ", "N1  - ", "SP  - ", "UR  - "),
    *("PMID- 1\n", "FAU - ", "      ", "\n", "{", "}", "[", "]", '"', ":", ",", '"title": ', '"issued": '),
    *('"date-parts": [[2020]]', "null", "-1", "<PubmedArticleSet>", "<PubmedArticle>", "</PubmedArticle>"),
    *("<PMID>", "</PMID>", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "&a;", "<i>", "</i>", "<sup>2</sup>", "&amp;"),
    *("@misc{k, title={T}}\n", "\\", "%", "#", "$", "10.1000/a", "Retracted: "),
)  # fmt: skip


def check_records(text: str) -> None:
    """Records from elsewhere: taken into a library, written, and read again as they were."""
    from dr_evidence_site.parse.bibtex import bibliography
    from dr_evidence_site.refs import reading
    from dr_evidence_site.refs.merge import Fate, plan

    source = Source("records", text)
    records, faults = reading.read(source)
    faults_are_sound(source, faults)
    twice(lambda: reading.read(source))
    must(records or faults, "nothing was read, and nothing said")
    library = Source("references/library.bib", "")
    planned = plan([library], records, library.path)
    for fault in planned.diagnostics:
        must(fault.message.strip() and fault.hint.strip(), f"{fault.code} says nothing")
    written = planned.texts.get(library.path, "")
    found, problems = bibliography([Source(library.path, written)])
    must(not [one for one in problems if one.severity is Severity.ERROR], f"what was written is faulty: {problems[:1]}")
    for outcome in planned.outcomes:
        if outcome.fate is Fate.ADDED:
            must(outcome.key in found.references, f"{outcome.key} was added, and is not there")
    for key, reference in found.references.items():
        again = plan([Source(library.path, written)], [_incoming(reference)], library.path)
        must(not again.texts, f"{key} is not known again")


def _incoming(reference: Reference) -> object:
    from dr_evidence_site.refs.incoming import Incoming

    return Incoming(reference)


RECORDS = Target("records", check_records, PIECES, 60)
