"""Which approvals hold for the article as it now is."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import ReviewRules
from dr_evidence_site.model.site import Lapse, LapseReason
from dr_evidence_site.review.rules import present_round
from dr_evidence_site.review.seal import Difference, Sealable, difference


class Standing(Struct, frozen=True):
    """The approvals of the present round of review: those that hold, and the latest that does not, with what differs.

    `unsealed` is whether the latter has no seal, in a site that wants one.
    """

    holding: tuple[ReviewEvent, ...]
    broken: ReviewEvent | None = None
    differs: Difference | None = None
    unsealed: bool = False

    @property
    def people(self) -> frozenset[str]:
        """Those whose approval holds."""
        return frozenset(event.by for event in self.holding if event.by)


def standing(article: Article, rules: ReviewRules, content: Callable[[], Sealable]) -> Standing:
    """The approvals of the present round. `content` is asked for only when one of them has a seal."""
    holding: list[ReviewEvent] = []
    broken: ReviewEvent | None = None
    differs: Difference | None = None
    unsealed = False
    for event in present_round(article):
        if not (event.by and event.date):
            continue  # nobody's approval, which is reported
        found = difference(event.seal, content()) if event.seal else None
        if event.seal and found is not None:
            # Whoever approved before without a seal did not approve what was changed since.
            holding = [other for other in holding if other.seal]
            broken, differs, unsealed = event, found, False
        elif not event.seal and rules.require_seal:
            if broken is None or not broken.seal:
                broken, differs, unsealed = event, None, True
        else:
            holding.append(event)
    return Standing(tuple(holding), broken, differs, unsealed)


def lapse(article: Article, rules: ReviewRules, content: Callable[[], Sealable]) -> Lapse | None:
    """Why the article cannot be shown as approved although it calls itself so; None when it can, or does not."""
    if article.status is not ReviewStatus.APPROVED:
        return None
    found = standing(article, rules, content)
    if len(found.people) >= rules.approvals:
        return None
    latest = found.broken or next(reversed(found.holding), None)
    if latest is None:
        return None  # no approval at all, which is an error of its own: nothing is published
    if found.differs is not None:
        return Lapse(LapseReason.CHANGED, latest, found.differs.parts, found.differs.references)
    return Lapse(LapseReason.UNSEALED if found.unsealed else LapseReason.TOO_FEW, latest)
