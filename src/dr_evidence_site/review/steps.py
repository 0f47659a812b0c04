"""Which steps of a review may follow, who may take them and on which day, and what is then written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from dr_evidence_site.diagnostics import Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import review as codes
from dr_evidence_site.diagnostics.codes import site as site_codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.source import Span
from dr_evidence_site.review.approval import Standing
from dr_evidence_site.review.edit import Step
from dr_evidence_site.review.rules import objections
from dr_evidence_site.site.review import months_later


class Action(StrEnum):
    """What can be done in a review."""

    SUBMIT = "submit"
    START = "start"
    APPROVE = "approve"
    WITHDRAW = "withdraw"


class Request(Struct, frozen=True):
    """A step that somebody wants to take. `by` is a person's id, `date` the day of the step."""

    action: Action
    by: str
    date: dt.date
    note: str = ""


REACHED = {
    Action.SUBMIT: ReviewStatus.SUBMITTED,
    Action.START: ReviewStatus.UNDER_REVIEW,
    Action.APPROVE: ReviewStatus.APPROVED,
    Action.WITHDRAW: ReviewStatus.WITHDRAWN,
}


def refusals(
    request: Request,
    article: Article,
    standing: Standing,
    people: Mapping[str, Person],
    config: Config,
    today: dt.date,
) -> list[Diagnostic]:
    """Why the step may not be taken; nothing when it may."""
    return [
        *_of_state(request, article, standing, config),
        *_of_person(request, article, people, config),
        *_of_day(request, article, today),
    ]


def step(request: Request, article: Article, standing: Standing, config: Config, seal: str) -> Step:
    """What is written down for a step that may be taken. `seal` is that of the article as it now is."""
    status = REACHED[request.action]
    if request.action is not Action.APPROVE:
        return Step(status, ReviewEvent(status, Span(article.path), request.date, request.by, request.note))
    entry = ReviewEvent(status, Span(article.path), request.date, request.by, request.note, seal)
    if len(standing.people | {request.by}) < config.review.approvals:
        return Step(ReviewStatus.UNDER_REVIEW, entry)
    # A date for the review that was just done would call the page overdue.
    is_past = article.review_due is not None and article.review_due <= request.date
    return Step(status, entry, months_later(request.date, config.review_every) if is_past else None)


def _of_state(request: Request, article: Article, standing: Standing, config: Config) -> Iterator[Diagnostic]:
    found = _objection(request, article, standing, config.review.approvals)
    if found:
        reason, next_ = found
        next_ = next_.replace("ARTICLE", article.slug)
        yield codes.STEP_NOT_ALLOWED.at(article.span("status"), step=request.action.value, reason=reason, next=next_)


_SUBMIT_FIRST = "Submit it again first: “dr-evidence-site review submit ARTICLE --by PERSON”"
_START_FIRST = "Begin the review first: “dr-evidence-site review start ARTICLE --by PERSON”"


def _objection(request: Request, article: Article, standing: Standing, approvals: int) -> tuple[str, str] | None:
    """Why the step cannot follow the article's present state, and what can; None when it can."""
    action, status, is_recorded = request.action, article.status, bool(article.review)
    if action is Action.WITHDRAW:
        return ("it is withdrawn already", _SUBMIT_FIRST) if status is ReviewStatus.WITHDRAWN else None
    if action is Action.SUBMIT:
        if status is ReviewStatus.SUBMITTED and is_recorded:
            return "it is submitted already", _START_FIRST
        if status is ReviewStatus.UNDER_REVIEW:
            return "it is under review already", "Approve it, or withdraw it: “dr-evidence-site review approve ARTICLE”"
        if status is ReviewStatus.APPROVED and len(standing.people) >= approvals:
            return "it is approved, and nothing was changed since", "Begin the next full review with “review start”"
        return None
    if status is ReviewStatus.WITHDRAWN:
        return "it is withdrawn", _SUBMIT_FIRST
    if action is Action.START:
        if status is ReviewStatus.UNDER_REVIEW and is_recorded:
            return "it is under review already", "Approve it: “dr-evidence-site review approve ARTICLE --by PERSON”"
        return None
    if status is ReviewStatus.SUBMITTED:
        return "nobody has begun to review it", _START_FIRST
    if status is ReviewStatus.APPROVED and approvals > 1:
        return f"its {approvals} approvals were given, and a new review needs as many", _START_FIRST
    return None


def _of_person(
    request: Request, article: Article, people: Mapping[str, Person], config: Config
) -> Iterator[Diagnostic]:
    place = article.span("review")
    person = people.get(request.by)
    if person is None:
        hint = did_you_mean(request.by, people, otherwise=site_codes.UNKNOWN_PERSON.hint)
        yield site_codes.UNKNOWN_PERSON.at(place, hint=hint, name=clip(request.by))
        return
    if request.action is not Action.APPROVE:
        return
    reasons = tuple(objections(person, article, config.review))
    if "role" in reasons:
        roles = ", ".join(f"“{role}”" for role in config.review.approvers)
        yield codes.MAY_NOT_APPROVE.at(place, name=person.name, roles=roles)
    if "author" in reasons:
        yield codes.NOT_INDEPENDENT.at(place, name=person.name)


def _of_day(request: Request, article: Article, today: dt.date) -> Iterator[Diagnostic]:
    place, day = article.span("review"), request.date
    if day > today:
        yield site_codes.FUTURE_DATE.at(place, date=day.isoformat(), today=today.isoformat())
    last = max((event.date for event in article.review if event.date), default=None)
    if last and day < last:
        yield codes.STEP_BEFORE_LAST.at(
            place, date=day.isoformat(), what="a step that was taken", earlier=last.isoformat()
        )
    if request.action is Action.APPROVE and day < article.updated:
        yield codes.STEP_BEFORE_LAST.at(
            place, date=day.isoformat(), what="a change of the text", earlier=article.updated.isoformat()
        )


def repeated(
    request: Request, standing: Standing, article: Article, people: Mapping[str, Person]
) -> Iterator[Diagnostic]:
    """An approval of this very text that the same person gave on the same day, or in the same review."""
    if request.action is not Action.APPROVE or request.by not in people:
        return
    for event in standing.holding:
        is_awaited = article.status is ReviewStatus.UNDER_REVIEW
        if event.by == request.by and event.seal and event.date and (is_awaited or event.date == request.date):
            name = people[request.by].name
            yield codes.ALREADY_APPROVED.at(event.span, name=name, date=event.date.isoformat())
            return
