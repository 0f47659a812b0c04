"""What `refs check` reports: the sources with a notice and who cites them, and what is wrong in the library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.diagnostics import Diagnostic, Related, Severity
from dr_evidence_site.diagnostics.codes import retractions as codes
from dr_evidence_site.diagnostics.codes.entries import UNUSED_IN_FILE
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.notice import Snapshot
from dr_evidence_site.model.reference import Integrity, Reference
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span

_FAMILIES = ("BIB", "LIB", "RET")
_ONE_BY_ONE = (codes.RETRACTED.id, codes.CONCERN.id, UNUSED_IN_FILE.id)
"""What `check` says at each citation is said here once for each source; what it says of a file, of each entry."""
_WORDS = {
    Integrity.RETRACTED: "retracted",
    Integrity.CONCERN: "its journal has published an expression of concern",
    Integrity.CORRECTED: "corrected",
}


def references_report(options: Options, progress: Progress = SILENT) -> tuple[Report, str]:
    """The report, and a sentence on the snapshot of retractions that it rests on."""
    from dr_evidence_site.build.run import loaded

    with loaded(options, progress) as run:
        report = run.report(None)
        others = [one for one in report.diagnostics if one.code.startswith(_FAMILIES) and one.code not in _ONE_BY_ONE]
        waived = {(one.span, one.code) for one in report.diagnostics if one.severity is Severity.NOTE}
        found = [*others, *_affected(run.site, waived), *_unused(run.site)]
        found.sort(key=lambda one: (one.span, one.code, one.message))
        return replace(report, diagnostics=tuple(found)), snapshot_sentence(report.facts().snapshot, options.today)


def snapshot_sentence(snapshot: Snapshot | None, today: dt.date) -> str:
    """How much the snapshot holds and how old it is; that there is none."""
    if snapshot is None:
        return "There is no snapshot of retractions (references/retractions.csv)."
    day = snapshot.day(today)
    number = "1 notice" if snapshot.rows == 1 else f"{snapshot.rows:,} notices"
    if day is None:
        return f"{number} in the snapshot of retractions, none with a date."
    age = (today - day).days
    days = "today" if age == 0 else "1 day ago" if age == 1 else f"{age:,} days ago"
    return f"{number} in the snapshot of retractions, the newest of {day.isoformat()} ({days})."


def _unused(site: Site) -> Iterator[Diagnostic]:
    from dr_evidence_site.checks.library import unused

    cited = {key for outline in site.outlines().values() for key in outline.keys}
    yield from unused(site.bibliography.references.values(), cited)


def _affected(site: Site, waived: set[tuple[Span, str]]) -> Iterator[Diagnostic]:
    """One diagnostic for each source with a notice, at its entry, as grave as the gravest of its citations."""
    from dr_evidence_site.checks.retractions import citations_of, fault, marked, says_so, when

    references = marked(site)
    citing: dict[str, dict[str, list[Related]]] = {key: {} for key in references}
    levels = dict.fromkeys(references, Severity.NOTE)
    titles = {entry.article.path: entry.article.title for entry in site.articles}
    for path, item in citations_of(references, site):
        reference = references[item.key]
        wrong = fault(item, reference, site)
        said = ", and says so" if reference.integrity and says_so(item, reference.integrity) else ""
        if wrong and (wrong.span, wrong.code) in waived:
            said, wrong = ", and has set the finding aside", None
        of_text = citing[item.key].setdefault(path, [])
        if reference.integrity is not Integrity.CORRECTED or not of_text:  # of a correction the first place is enough
            of_text.append(Related(item.span, f"“{clip(titles.get(path, path))}” cites it here{said}."))
        if wrong:
            levels[item.key] = max(levels[item.key], wrong.severity)
    for key, reference in references.items():
        places = [related for of_text in citing[key].values() for related in of_text]
        yield _one(reference, when(reference, site), len(citing[key]), levels[key], places)


def _one(reference: Reference, day: str, articles: int, level: Severity, citing: list[Related]) -> Diagnostic:
    what = f"{_WORDS[reference.integrity]}{day}" if reference.integrity else ""
    number = "1 text cites it" if articles == 1 else f"{articles} texts cite it" if articles else "No text cites it"
    found = codes.AFFECTED.at(
        reference.span, subject=reference.key, related=citing, key=clip(reference.key), what=what, cited=number
    )
    return replace(found, severity=level)
