"""Every file of evidence that an article names is there, and every one that is there is named."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.model.article import EvidenceBlock
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span


def check(site: Site) -> Iterator[Diagnostic]:
    """Names without a file, each at its place; files that nothing shows."""
    known = site.evidence_digests
    named: set[str] = set()
    for path, outline in site.outlines().items():
        if not outline.evidence:
            continue
        names = {name for name, _ in outline.evidence}
        named |= names
        if known.keys() >= names:
            continue
        for part in site.bodies[path].parts:
            if isinstance(part, EvidenceBlock) and part.name and part.name not in known:
                hint = did_you_mean(part.name, known, otherwise=codes.UNKNOWN_FILE.hint)
                yield codes.UNKNOWN_FILE.at(part.span, hint=hint, subject=part.name, name=part.name)
    for name in known.keys() - named:
        path = f"content/evidence/{name}.yaml"
        yield codes.UNUSED_FILE.at(Span(path), subject=path, name=path)
