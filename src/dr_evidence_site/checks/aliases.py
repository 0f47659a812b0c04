"""Every old name of a page belongs to one page, and to none that is there."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import aliases as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.aliases import Problem, claims

_CODES = {
    Problem.ITSELF: codes.ITSELF,
    Problem.TAKEN: codes.TAKEN,
    Problem.CLAIMED_TWICE: codes.CLAIMED_TWICE,
}


def check(site: Site) -> Iterator[Diagnostic]:
    """Aliases that do not hold."""
    if not (any(e.article.aliases for e in site.articles) or any(e.page.aliases for e in site.pages)):
        return
    for claim in claims(site.articles, site.pages, site.unread):
        if claim.problem is None:
            continue
        related = []
        if claim.first:
            related.append(Related(claim.first.span, "The first one is here."))
        elif claim.problem is Problem.TAKEN and claim.other:
            related.append(Related(Span(claim.other), "The page of that name is here."))
        name = clip(claim.alias.name)
        yield _CODES[claim.problem].at(claim.alias.span, related=related, subject=claim.alias.name, name=name)
