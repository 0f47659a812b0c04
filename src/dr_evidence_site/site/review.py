"""How far the review of an article has come, and when the next one is due."""

from __future__ import annotations

import calendar
import datetime as dt

from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import Config

STEPS = (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)
"""The steps of review in their order; withdrawal is none of them."""


def last_event(article: Article, status: ReviewStatus) -> ReviewEvent | None:
    """The latest review entry with this status."""
    return next((event for event in reversed(article.review) if event.status is status), None)


def last_reviewed(article: Article) -> dt.date | None:
    """The day of the last full review, which is the last approval; None when there never was one."""
    approval = last_event(article, ReviewStatus.APPROVED)
    return approval.date if approval else None


def due(article: Article, config: Config) -> dt.date | None:
    """The day the next review is due: as the front matter says, else the last full review plus `review_every`.

    A withdrawn article is due for nothing, and one that was never reviewed has no date unless its author gave one.
    """
    if article.status is ReviewStatus.WITHDRAWN:
        return None
    if article.review_due:
        return article.review_due
    reviewed = last_reviewed(article)
    return months_later(reviewed, config.review_every) if reviewed else None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month some months on, or that month's last day (31 August + 6 months = 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, dt.MAXYEAR)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
