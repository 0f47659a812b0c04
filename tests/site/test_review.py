"""Review steps and due dates."""

from __future__ import annotations

import datetime as dt

import pytest

from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.review import due, last_reviewed, months_later

CONFIG = Config(audiences=(), default_audience="patient", review_every=12)
DAY = dt.date(2025, 3, 1)


def an_article(
    status: ReviewStatus, *events: tuple[ReviewStatus, dt.date], review_due: dt.date | None = None
) -> Article:
    review = tuple(ReviewEvent(of, Span("a.md"), date, "someone") for of, date in events)
    return Article("a.md", "a", "T", status, DAY, "clinician", review=review, review_due=review_due)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2025-08-31", 18, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("9999-12-31", 12, "9999-12-31"),
    ],
)
def test_months_are_calendar_months(day: str, months: int, later: str) -> None:
    assert months_later(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)


def test_the_next_review_is_due_a_period_after_the_last_approval() -> None:
    article = an_article(
        ReviewStatus.APPROVED,
        (ReviewStatus.APPROVED, dt.date(2024, 1, 5)),
        (ReviewStatus.APPROVED, dt.date(2025, 2, 6)),
    )
    assert last_reviewed(article) == dt.date(2025, 2, 6)
    assert due(article, CONFIG) == dt.date(2026, 2, 6)


def test_the_front_matter_decides_when_it_says() -> None:
    article = an_article(ReviewStatus.APPROVED, (ReviewStatus.APPROVED, DAY), review_due=dt.date(2025, 9, 1))
    assert due(article, CONFIG) == dt.date(2025, 9, 1)


def test_what_was_never_reviewed_has_no_due_date() -> None:
    article = an_article(ReviewStatus.UNDER_REVIEW, (ReviewStatus.SUBMITTED, DAY))
    assert last_reviewed(article) is None
    assert due(article, CONFIG) is None


def test_what_is_withdrawn_is_due_for_nothing() -> None:
    article = an_article(ReviewStatus.WITHDRAWN, (ReviewStatus.APPROVED, DAY), (ReviewStatus.WITHDRAWN, DAY))
    assert due(article, CONFIG) is None
