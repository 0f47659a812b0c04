"""Reviews that are overdue, searches and sources that are too old, and editions that newer ones supersede."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from dr_evidence_site.checks.cited import cited_in
from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import freshness as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import Freshness
from dr_evidence_site.model.reference import PartialDate
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.review import due, last_event, months_later

_IN_USE = (ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)


def check(site: Site) -> Iterator[Diagnostic]:
    """What has become old. Withdrawn articles may."""
    limits = site.config.freshness
    sources = _Sources(site) if limits.newest_source or limits.median_source else None
    superseded = site.bibliography.superseded
    if superseded:
        yield from _editions(site)
    for entry in site.articles:
        article = entry.article
        if article.status is ReviewStatus.WITHDRAWN:
            continue
        if article.review or article.review_due:
            yield from _overdue(entry, site)
        if limits.search_every:
            yield from _search(entry, limits.search_every, site)
        if sources:
            yield from sources.check(entry, limits)
        if superseded and not superseded.keys().isdisjoint(entry.references.keys):
            yield from _superseded(entry, site)


def _overdue(entry: ArticleEntry, site: Site) -> Iterator[Diagnostic]:
    article = entry.article
    day = due(article, site.config)
    if day is None or day >= site.today:
        return
    approval = last_event(article, ReviewStatus.APPROVED)
    span = approval.span if approval and not article.review_due else article.span("review_due")
    yield codes.REVIEW_OVERDUE.at(span, date=day.isoformat())


def _search(entry: ArticleEntry, limit: int, site: Site) -> Iterator[Diagnostic]:
    article = entry.article
    day = article.search_date
    if day is None:
        if article.status in _IN_USE:
            yield codes.SEARCH_MISSING.at(article.span("status"))
    elif months_later(day, limit) < site.today:
        span = article.span("search_date")
        yield codes.SEARCH_TOO_OLD.at(span, date=day.isoformat(), limit=_length(limit))


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    number, unit = (months, "month") if rest else (years, "year")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


class _Sources:
    """The ages of sources, each worked out once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._days: dict[str, dt.date | None] = {}

    def check(self, entry: ArticleEntry, limits: Freshness) -> Iterator[Diagnostic]:
        """Sources of an article that are too old on the whole, or all of them."""
        days = sorted([day for key in entry.references.keys if (day := self._day(key))])
        if not days:
            return
        span = entry.article.span("title")
        newest, median = days[-1], days[len(days) // 2]
        if limits.newest_source and self._is_past(newest, limits.newest_source):
            yield codes.NEWEST_TOO_OLD.at(span, year=newest.year, limit=_length(limits.newest_source))
        if limits.median_source and self._is_past(median, limits.median_source):
            limit = _length(limits.median_source)
            yield codes.MEDIAN_TOO_OLD.at(span, count=len(days), limit=limit, year=median.year)

    def _is_past(self, day: dt.date, months: int) -> bool:
        return months_later(day, months) < self._site.today

    def _day(self, key: str) -> dt.date | None:
        if key not in self._days:
            self._days[key] = _last_day(self._site.bibliography.references[key].issued)
        return self._days[key]


def _last_day(date: PartialDate | None) -> dt.date | None:
    """The last day that a date, as exact as it is, can mean; None without a year."""
    if date is None or not date.year or not dt.MINYEAR <= date.year < dt.MAXYEAR:
        return None
    try:
        if date.month and date.day:
            return dt.date(date.year, date.month, date.day)
        first = dt.date(date.year, date.month or 12, 1)
    except ValueError:  # 31 February is reported where it is written
        return dt.date(date.year, 12, 31)
    return months_later(first, 1) - dt.timedelta(1)


# Editions


def _newer(key: str, superseded: Mapping[str, str]) -> list[str]:
    """The editions that follow on one, the newest last; without end when they follow on each other, so it stops."""
    found: list[str] = []
    while key in superseded and superseded[key] not in found:
        key = superseded[key]
        found.append(key)
    return found


def _editions(site: Site) -> Iterator[Diagnostic]:
    """What is wrong with the library's own statements."""
    references, superseded = site.bibliography.references, site.bibliography.superseded
    for key, newer in superseded.items():
        if newer not in references:
            yield codes.UNKNOWN_SUCCESSOR.at(references[key].span, key=clip(key), newer=clip(newer))
        elif key in _newer(key, superseded):
            yield codes.SUCCESSOR_LOOP.at(references[key].span, key=clip(key))


def _superseded(entry: ArticleEntry, site: Site) -> Iterator[Diagnostic]:
    references, superseded = site.bibliography.references, site.bibliography.superseded
    cited = entry.references.keys
    for key in cited:
        newer = _newer(key, superseded)
        if not newer or key in newer or not set(newer).isdisjoint(cited):
            continue
        related = [Related(references[key].span, "The library says so here.")]
        span = _place(entry, key, site)
        yield codes.SUPERSEDED.at(span, related=related, subject=key, key=clip(key), newer=clip(newer[-1]))


def _place(entry: ArticleEntry, key: str, site: Site) -> Span:
    """Where an article first cites a source."""
    path = entry.article.path
    for part in site.bodies[path].parts:
        for item in cited_in(part, site):
            if item.key == key:
                return item.span
    return Span(path)
