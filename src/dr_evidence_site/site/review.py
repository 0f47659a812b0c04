"""How far the review of an article has come, and when the next one is due."""

from __future__ import annotations

import calendar
import datetime as dt

from msgspec import Struct

from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import Config


class Occurrence(Struct, frozen=True):
    """Something that happened to an article: a step of its review, or (`status` is None) a change of its text."""

    status: ReviewStatus | None
    date: dt.date | None
    by: str | None
    note: str


STEPS = (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)
"""The steps of review in their order; withdrawal is none of them."""


def last_event(article: Article, status: ReviewStatus) -> ReviewEvent | None:
    """The latest review entry with this status."""
    return next((event for event in reversed(article.review) if event.status is status), None)


def last_reviewed(article: Article) -> dt.date | None:
    """The day of the last full review, which is the last approval; None when there never was one."""
    approval = _last_approval(article)
    return approval.date if approval else None


def last_reviewers(article: Article) -> tuple[str, ...]:
    """The ids of those who gave the last approval, or approved the same text before it."""
    last = _last_approval(article)
    if last is None:
        return ()
    alike = (event for event in article.review if event is last or _is_same_review(event, last))
    return tuple(dict.fromkeys(event.by for event in alike if event.by))


def _last_approval(article: Article) -> ReviewEvent | None:
    """The last approval that completed a review: where more are awaited, those given so far did not."""
    events = article.review
    if article.status is ReviewStatus.UNDER_REVIEW:
        while events and events[-1].status is ReviewStatus.APPROVED:
            events = events[:-1]
    return next((event for event in reversed(events) if event.status is ReviewStatus.APPROVED), None)


def _is_same_review(event: ReviewEvent, last: ReviewEvent) -> bool:
    same = event.date == last.date or (event.seal != "" and event.seal == last.seal)
    return event.status is ReviewStatus.APPROVED and same


def history(article: Article) -> tuple[Occurrence, ...]:
    """What happened to an article, the newest first: the steps of its review and the changes of its text."""
    steps = [Occurrence(event.status, event.date, event.by, event.note) for event in article.review]
    changes = [Occurrence(None, change.date, None, change.text) for change in article.changes]
    # Steps without a date stay where they stand: behind the step before them.
    dated: list[tuple[dt.date, int, Occurrence]] = []
    latest = dt.date.min
    for step in steps:
        latest = max(latest, step.date or latest)
        dated.append((latest, 1, step))
    dated += [(change.date or dt.date.min, 0, change) for change in changes]
    return tuple(item for _, _, item in sorted(dated, key=lambda entry: entry[:2]))[::-1]


def latest_note(article: Article) -> str:
    """The latest remark on what happened to the article, in plain text; empty for none."""
    return next((item.note for item in history(article) if item.note), "")


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
