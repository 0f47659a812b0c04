"""What editors have to do: the status of every article and the reviews that are due, the most urgent first."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from dr_evidence_site.model.article import ReviewEvent, ReviewStatus
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.model.views import HistoryView, StatusRow, StatusView
from dr_evidence_site.site.addresses import Place, article_path
from dr_evidence_site.site.articles import known_person
from dr_evidence_site.site.review import due, last_reviewed

# Without a date, what waits for a reviewer comes before what waits for its author.
_ORDER = (ReviewStatus.UNDER_REVIEW, ReviewStatus.SUBMITTED, ReviewStatus.APPROVED, ReviewStatus.WITHDRAWN)


class Row(Struct, frozen=True):
    """An article on the board. `due_in` is in days, negative when the review is overdue; `last` is its latest step."""

    entry: ArticleEntry
    status: ReviewStatus
    changed_since: dt.date | None
    last: ReviewEvent | None
    reviewed: dt.date | None
    due: dt.date | None
    due_in: int | None

    @property
    def overdue(self) -> bool:
        """Whether the review should have been done by now."""
        return self.due_in is not None and self.due_in < 0


def rows(site: Site) -> tuple[Row, ...]:
    """All articles, published or not: overdue reviews first, then by due date, then what has none by its status."""
    return tuple(sorted((_row(entry, site) for entry in site.articles), key=_urgency))


def _row(entry: ArticleEntry, site: Site) -> Row:
    article = entry.article
    day = due(article, site.config)
    return Row(
        entry,
        entry.status,
        entry.changed_since,
        article.review[-1] if article.review else None,
        last_reviewed(article),
        day,
        (day - site.today).days if day else None,
    )


def _urgency(row: Row) -> tuple[dt.date, int, str]:
    return row.due or dt.date.max, _ORDER.index(row.status), row.entry.article.slug


def status_view(site: Site, where: Place) -> StatusView:
    """The page for editors at `where`."""
    return StatusView(site.today, tuple(_shown(row, site, where) for row in rows(site)))


def inputs_of(found: tuple[Row, ...]) -> tuple[object, ...]:
    """What the page for editors shows of the rows, as plain values."""
    return tuple(
        (
            row.entry.article.slug,
            row.entry.article.title,
            row.entry.article.lang,
            row.entry.published,
            row.status.value,
            str(row.changed_since),
            row.last and (row.last.status.value, str(row.last.date), row.last.by, row.last.note),
            str(row.reviewed),
            str(row.due),
        )
        for row in found
    )


def _shown(row: Row, site: Site, where: Place) -> StatusRow:
    last = row.last
    return StatusRow(
        row.entry.article.title,
        where.href(article_path(row.entry)) if row.entry.published else "",
        row.status,
        row.changed_since,
        HistoryView(last.status, last.date, known_person(last.by, site, where), last.note) if last else None,
        row.reviewed,
        row.due,
        row.overdue,
    )
