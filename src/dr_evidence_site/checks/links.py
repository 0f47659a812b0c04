"""Every link to another source file leads to a page and a heading that are there; every picture is there.

A link to a file under its old name (see `site.aliases`) leads to the new one, and is told.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import markdown as codes
from dr_evidence_site.diagnostics.codes.aliases import OLD_NAME
from dr_evidence_site.diagnostics.nearest import Guesses
from dr_evidence_site.model.article import ArticleLink, ImageLink, Part, ReviewStatus
from dr_evidence_site.model.site import Site
from dr_evidence_site.site.wording import texts

_FEW = 32


def check(site: Site) -> Iterator[Diagnostic]:
    """Links to nowhere, to missing headings, to unpublished articles; missing pictures."""
    outlines = site.outlines()
    anchors = {path: _to_search(outline.anchors) for path, outline in outlines.items()}
    unpublished = {entry.article.path: entry.status for entry in site.articles if not entry.published}
    renamed = {move.old_source: move.source for move in site.moves}

    def is_sound(target: str, fragment: str) -> bool:
        return target in anchors and target not in unpublished and (not fragment or fragment in anchors[target])

    def faults(parts: Iterable[Part]) -> Iterator[Diagnostic]:
        pictures, targets, places = Guesses(), Guesses(), Guesses()
        for part in parts:
            if isinstance(part, ImageLink) and part.target not in site.images:
                hint = pictures.did_you_mean(part.target, site.images, otherwise=codes.IMAGE_MISSING.hint)
                yield codes.IMAGE_MISSING.at(part.span, hint=hint, address=part.target)
            elif isinstance(part, ArticleLink) and not is_sound(part.target, part.fragment):
                if part.target in renamed:
                    new = renamed[part.target]
                    address = posixpath.relpath(f"/{new}", posixpath.dirname(f"/{part.span.path}"))
                    yield OLD_NAME.at(part.span, subject=part.target, address=part.target, new=address)
                    if is_sound(new, part.fragment):
                        continue
                    part = replace(part, target=new)  # noqa: PLW2901 - what is wrong with it besides
                yield _fault(part, anchors, unpublished, targets, places)

    for path, outline in outlines.items():
        # The outline tells whether anything is wrong; only then the body is asked where.
        if not (all(is_sound(*link) for link in outline.links) and site.images.issuperset(outline.images)):
            yield from faults(site.bodies[path].parts)
    yield from faults(texts(site.config))
    for terms in site.glossaries.values():
        for term in terms:
            yield from faults(term.meaning)


def _to_search(anchors: tuple[str, ...]) -> Collection[str]:
    """The anchors as they are found in constant time: of few, the tuple, which is there already."""
    return anchors if len(anchors) <= _FEW else frozenset(anchors)


def _fault(
    link: ArticleLink,
    anchors: Mapping[str, Collection[str]],
    unpublished: Mapping[str, ReviewStatus],
    targets: Guesses,
    places: Guesses,
) -> Diagnostic:
    """What is wrong with a link that leads nowhere."""
    target, fragment = link.target, link.fragment
    if target not in anchors:
        hint = targets.did_you_mean(target, anchors, otherwise=codes.LINK_TARGET.hint)
        return codes.LINK_TARGET.at(link.span, hint=hint, address=target)
    if target in unpublished:
        return codes.LINK_UNPUBLISHED.at(link.span, address=target, status=unpublished[target].value)
    hint = places.did_you_mean(fragment, anchors[target], otherwise=codes.LINK_ANCHOR.hint)
    return codes.LINK_ANCHOR.at(link.span, hint=hint, target=target, fragment=fragment)
