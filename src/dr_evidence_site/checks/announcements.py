"""Approved articles can be announced: feeds and sitemaps need a base address."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import site as codes
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span


def check(site: Site) -> Iterator[Diagnostic]:
    """One note for a site that has something to announce and cannot."""
    if site.config.base_url:
        return
    if any(entry.published and entry.status is ReviewStatus.APPROVED for entry in site.articles):
        yield codes.NOT_ANNOUNCED.at(Span("site.yaml"))
