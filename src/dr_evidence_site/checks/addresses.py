"""No standing page takes the address of a page that the site makes itself."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import site as codes
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.aliases import OWN_PAGES


def check(site: Site) -> Iterator[Diagnostic]:
    """Standing pages named like the site's own."""
    for entry in site.pages:
        if entry.page.slug in OWN_PAGES:
            yield codes.ADDRESS_TAKEN.at(Span(entry.page.path), name=entry.page.slug)
