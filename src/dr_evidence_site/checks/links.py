"""Every link to another source file leads to a page and a heading that are there; every picture is there."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import markdown as codes
from dr_evidence_site.model.article import ArticleLink, ImageLink, Part
from dr_evidence_site.model.site import Site


def check(site: Site) -> Iterator[Diagnostic]:
    """Links to nowhere, to missing headings, to unpublished articles; missing pictures."""
    anchors = {path: body.anchors for path, body in site.bodies().items()}
    unpublished = {entry.article.path: entry.article.status for entry in site.articles if not entry.published}
    for part in _parts(site):
        if isinstance(part, ImageLink):
            if part.target not in site.images:
                hint = did_you_mean(part.target, site.images, otherwise=codes.IMAGE_MISSING.hint)
                yield codes.IMAGE_MISSING.at(part.span, hint=hint, address=part.target)
        elif isinstance(part, ArticleLink):
            if part.target not in anchors:
                hint = did_you_mean(part.target, anchors, otherwise=codes.LINK_TARGET.hint)
                yield codes.LINK_TARGET.at(part.span, hint=hint, address=part.target)
            elif part.target in unpublished:
                status = unpublished[part.target].value
                yield codes.LINK_UNPUBLISHED.at(part.span, address=part.target, status=status)
            elif part.fragment and part.fragment not in anchors[part.target]:
                hint = did_you_mean(part.fragment, anchors[part.target], otherwise=codes.LINK_ANCHOR.hint)
                yield codes.LINK_ANCHOR.at(part.span, hint=hint, target=part.target, fragment=part.fragment)


def _parts(site: Site) -> Iterator[Part]:
    for body in site.bodies().values():
        yield from body.parts
    for audience in site.config.audiences:
        yield from audience.disclaimer
    yield from site.config.notice
