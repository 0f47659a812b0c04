"""The status of all articles of a site, in the form that was asked for."""

from __future__ import annotations

from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.report import Options
from dr_evidence_site.build.run import loaded
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.site.board import rows


def status(options: Options, form: str, columns: int | None, progress: Progress = SILENT) -> tuple[str, int]:
    """The status as "text", "json" or "ics", and how many errors the site has; the text ends with a line end.

    `columns` is the width of the terminal, None for none. Articles that could not be understood are not listed.
    """
    with loaded(options, progress) as run:
        site, found = run.site, rows(run.site)
        report = run.report(None)
        errors = sum(fault.severity is Severity.ERROR for fault in report.diagnostics)
    if form == "ics":
        from dr_evidence_site.review.calendar import calendar

        return calendar(found, site.config, site.today), errors
    from dr_evidence_site.review.listing import as_json, table

    if form == "json":
        return as_json(found, site.today, report.facts().coverage, site.bibliography.references) + "\n", errors
    return table(found, columns), errors
