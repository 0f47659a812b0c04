"""Who may approve, and which approvals belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile

from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import ReviewRules
from dr_evidence_site.model.person import Person


def present_round(article: Article) -> tuple[ReviewEvent, ...]:
    """The approvals since any other step, oldest first: earlier ones were for a review that has begun anew."""
    latest = takewhile(lambda event: event.status is ReviewStatus.APPROVED, reversed(article.review))
    return tuple(reversed(tuple(latest)))


def objections(person: Person, article: Article, rules: ReviewRules) -> Iterator[str]:
    """Why this person may not approve this article: "role", "author"."""
    if not set(person.roles) & set(rules.approvers):
        yield "role"
    if rules.independent and person.id in article.authors:
        yield "author"


def approvers(article: Article, people: Mapping[str, Person], wanted: int) -> Iterator[tuple[ReviewEvent, Person]]:
    """The last approvals of the present round, by as many known people as a site wants; earlier ones were replaced."""
    met: set[str] = set()
    for event in reversed(present_round(article)):
        person = people.get(event.by or "")
        if person and person.id not in met and len(met) < wanted:
            met.add(person.id)
            yield event, person
