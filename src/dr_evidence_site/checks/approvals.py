"""Approvals are those of people who may give them, enough of them, and of the text as it now is."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import review as codes
from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.site import ArticleEntry, Lapse, LapseReason, Site
from dr_evidence_site.review.rules import approvers, objections, present_round


def check(site: Site) -> Iterator[Diagnostic]:
    """Approvals that do not hold, that nothing binds to the text, or that the rules of the site forbid."""
    for entry in site.articles:
        article = entry.article
        if article.status is ReviewStatus.APPROVED or (article.review and article.review[-1].seal):
            yield from _faults(entry, site)


def _faults(entry: ArticleEntry, site: Site) -> Iterator[Diagnostic]:
    article, rules = entry.article, site.config.review
    if entry.lapse:
        yield from _lapsed(entry.lapse, article, site)
    for event, person in approvers(article, site.people, rules.approvals):
        reasons = tuple(objections(person, article, rules))
        if "role" in reasons:
            roles = ", ".join(f"“{role}”" for role in rules.approvers)
            yield codes.MAY_NOT_APPROVE.at(event.span, name=person.name, roles=roles)
        if "author" in reasons:
            yield codes.NOT_INDEPENDENT.at(event.span, name=person.name)
    if article.status is ReviewStatus.APPROVED and not rules.require_seal:
        yield from _unsealed(article)


def _unsealed(article: Article) -> Iterator[Diagnostic]:
    """The last approval, if it has no seal; earlier ones were followed by it."""
    last = article.review[-1] if article.review else None
    if last and last.status is ReviewStatus.APPROVED and last.by and last.date and not last.seal:
        yield codes.UNSEALED.at(last.span, slug=article.slug, by=last.by)


def _lapsed(lapse: Lapse, article: Article, site: Site) -> Iterator[Diagnostic]:
    event = lapse.approval
    if lapse.reason is LapseReason.CHANGED:
        day = event.date.isoformat() if event.date else "an unknown day"
        by, what = _name(event, site), _what(lapse)
        yield codes.SEAL_BROKEN.at(event.span, by=by, date=day, what=what, slug=article.slug)
    elif lapse.reason is LapseReason.UNSEALED:
        yield codes.SEAL_REQUIRED.at(event.span, slug=article.slug, by=event.by)
    else:
        given = len({approval.by for approval in present_round(article)})
        span = article.span("status")
        yield codes.TOO_FEW_APPROVALS.at(span, given=given, needed=site.config.review.approvals, slug=article.slug)


def _name(event: ReviewEvent, site: Site) -> str:
    person = site.people.get(event.by or "")
    return person.name if person else event.by or "somebody"


def _what(lapse: Lapse) -> str:
    """What changed, in words: "the text and the sources a, b"."""
    words = [f"the {part}" for part in lapse.parts]
    if lapse.references:
        shown = ", ".join(lapse.references[:_SHOWN]) + (", …" if len(lapse.references) > _SHOWN else "")
        words.append(f"the source{'s' if len(lapse.references) > 1 else ''} {shown}")
    if not words:
        return "something"
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


_SHOWN = 5
"""Sources that a message names."""
