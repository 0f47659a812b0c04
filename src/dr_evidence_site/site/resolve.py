"""Fill the holes of a body: numbers for citations, addresses for links and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from dr_evidence_site.model.article import ArticleLink, Citation, ImageLink, Part
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.locators import printed
from dr_evidence_site.model.reference import Name, Reference
from dr_evidence_site.model.site import ReferenceList, Site
from dr_evidence_site.model.views import Backlink, CitedNumber, ReferenceView, ResolvedCitation, ResolvedPart
from dr_evidence_site.site.addresses import Place


@dataclass(frozen=True, slots=True)
class Resolved:
    """A body with its holes filled, and the uses of each key as links back to them."""

    parts: tuple[ResolvedPart, ...]
    uses: Mapping[str, tuple[Backlink, ...]] = field(default_factory=dict)


def resolve(
    parts: Iterable[Part], references: ReferenceList, site: Site, images: Mapping[str, str], where: Place
) -> Resolved:
    """Fill the holes for the page at `where`. `images` maps a picture's path to its path in the build folder."""
    numbers = references.numbers()
    out: list[ResolvedPart] = []
    uses: dict[str, list[Backlink]] = {}
    count = 0
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, ArticleLink):
            out.append(_link(part, site, where))
        elif isinstance(part, ImageLink):
            out.append(escape(where.href(images.get(part.target, part.target))))
        else:
            count += 1
            anchor = f"cite-{count}"
            out.append(_citation(part, anchor, numbers, site))
            for key in dict.fromkeys(item.key for item in part.items):
                use = uses.setdefault(key, [])
                use.append(Backlink(f"#{anchor}", len(use) + 1, " ".join(part.audiences)))
    return Resolved(tuple(out), {key: tuple(links) for key, links in uses.items()})


def plain_html(parts: Iterable[Part], site: Site, where: Place) -> Html:
    """A short text of the settings, such as a disclaimer, as HTML; a citation in it is left out (checks report it)."""
    return Html(
        "".join(
            part if isinstance(part, str) else _link(part, site, where)
            for part in parts
            if isinstance(part, str | ArticleLink)
        )
    )


def reference_views(
    references: ReferenceList, uses: Mapping[str, tuple[Backlink, ...]], site: Site
) -> tuple[ReferenceView, ...]:
    """The numbered reference list of one page."""
    return tuple(
        ReferenceView(f"ref-{number}", number, site.bibliography.references[key], uses.get(key, ()))
        for key, number in references.numbers().items()
    )


def author_words(reference: Reference) -> str:
    """The name to print for a citation in the text: one or two authors, else the first "et al"; else the title."""
    names = [_family(name) for name in reference.authors or reference.editors]
    if not names:
        return reference.title or reference.key
    if len(names) > 2 or reference.authors_incomplete:
        return f"{names[0]} et al"
    return " and ".join(names)


def _family(name: Name) -> str:
    return name.literal or " ".join(word for word in (name.particle, name.family) if word)


def _link(part: ArticleLink, site: Site, where: Place) -> str:
    address = site.addresses.get(part.target)
    return escape(where.href(address, part.fragment)) if address else "#"


def _citation(part: Citation, anchor: str, numbers: Mapping[str, int], site: Site) -> ResolvedCitation:
    items = tuple(
        CitedNumber(
            item.key, numbers.get(item.key), Html(item.prefix), printed(item.label, item.locator), Html(item.suffix)
        )
        for item in part.items
    )
    first = part.items[0]
    reference = site.bibliography.references.get(first.key)
    named = part.in_text and not first.suppress_author and reference is not None
    return ResolvedCitation(anchor, items, author_words(reference) if named and reference else "")
