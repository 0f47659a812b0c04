"""Every author and reviewer is in `content/people.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import site as codes
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span


def check(site: Site) -> Iterator[Diagnostic]:
    """Ids of people that nobody has."""
    for entry in site.articles:
        article = entry.article
        named: list[tuple[str, Span | str]] = [
            *[(name, f"authors.{index}") for index, name in enumerate(article.authors)],
            *[(event.by, event.span) for event in article.review if event.by],
        ]
        for name, place in named:
            if name not in site.people:
                span = article.span(place) if isinstance(place, str) else place
                hint = did_you_mean(name, site.people, otherwise=codes.UNKNOWN_PERSON.hint)
                yield codes.UNKNOWN_PERSON.at(span, hint=hint, name=name)
