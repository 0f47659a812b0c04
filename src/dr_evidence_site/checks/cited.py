"""The sources that a piece of a text names, each at its place: those of citations, and of evidence."""

from __future__ import annotations

from dr_evidence_site.model.article import Citation, CitationItem, EvidenceBlock, Part
from dr_evidence_site.model.site import Site


def cited_in(part: Part, site: Site) -> tuple[CitationItem, ...]:
    """The sources of a citation, of a block of evidence, or of the file of evidence that a block names."""
    if isinstance(part, Citation):
        return part.items
    if not isinstance(part, EvidenceBlock):
        return ()
    return site.evidence[part.name].citations if part.name in site.evidence else part.citations
