"""Nothing that is said to have happened lies in the future."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import site as codes
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span


def check(site: Site) -> Iterator[Diagnostic]:
    """Dates of changes, searches and reviews after today."""
    for entry in site.articles:
        article = entry.article
        dated: list[tuple[dt.date | None, Span | str]] = [
            (article.updated, "updated"),
            (article.search_date, "search_date"),
            *[(event.date, event.span) for event in article.review],
        ]
        for date, place in dated:
            if date is not None and date > site.today:
                span = article.span(place) if isinstance(place, str) else place
                yield codes.FUTURE_DATE.at(span, date=date.isoformat(), today=site.today.isoformat())
