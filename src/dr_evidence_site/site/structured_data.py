"""Schema.org's description of a page, as JSON-LD: `MedicalWebPage` for articles, `WebSite` for the home page.

Nothing is claimed that the page does not say: reviewers and the day of review only where an approval holds, no rating
of evidence (GRADE is not schema.org's `evidenceLevel`), no `aspect` (superseded), and no question-and-answer markup,
which search engines reserve for questions of users.
"""

from __future__ import annotations

import json
from typing import Any

from dr_evidence_site.exports.json_ld import citation
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.views import ArticleView, AudienceView, Frame, PersonView

_AUDIENCES = {"clinician": "Clinician", "researcher": "MedicalResearcher"}
"""Ids of audiences for which schema.org has a member of `MedicalAudienceType`."""


def article(view: ArticleView, frame: Frame, policy: str) -> str:
    """The description of an article's page. `policy` is the absolute address of the editorial policy, or empty."""
    review = view.review
    unserved = {audience.id for audience in view.unserved}
    is_approved = review.status is ReviewStatus.APPROVED and review.last_reviewed is not None
    site = _without_blanks({"@type": "WebSite", "name": frame.site_title, "url": frame.site_url})
    fields = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": frame.canonical,
        "url": frame.canonical,
        "name": view.title,
        "description": view.question,
        "inLanguage": frame.language,
        "dateModified": view.updated.isoformat(),
        "lastReviewed": review.last_reviewed.isoformat() if is_approved and review.last_reviewed else "",
        "reviewedBy": [_person(person) for person in review.reviewers] if is_approved else [],
        "author": [_person(person) for person in view.authors],
        "publisher": _without_blanks({"@type": "Organization", "name": frame.site_title, "url": frame.site_url}),
        "publishingPrinciples": policy,
        "isPartOf": site,
        "about": [{"@type": "Thing", "name": topic.label} for topic in view.topics],
        "medicalAudience": [_audience(audience) for audience in frame.audiences if audience.id not in unserved],
        "workTranslation": [
            {"@type": "MedicalWebPage", "@id": link.absolute, "inLanguage": link.language}
            for link in frame.translations
            if link.absolute and not link.current
        ],
    }
    written = json.dumps(_without_blanks(fields), ensure_ascii=False, separators=(",", ":"))
    if not view.references:
        return written
    return f'{written[:-1]},"citation":[{",".join([citation(entry.reference) for entry in view.references])}]}}'


def home(frame: Frame) -> str:
    """The description of the home page. There is no `SearchAction`: the address of a search is a fragment, which it
    cannot name.
    """
    fields = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": frame.site_url,
        "url": frame.site_url,
        "name": frame.site_title,
        "description": frame.description,
        "inLanguage": frame.language,
        "publisher": _without_blanks({"@type": "Organization", "name": frame.site_title, "url": frame.site_url}),
    }
    return json.dumps(_without_blanks(fields), ensure_ascii=False, separators=(",", ":"))


def _person(person: PersonView) -> dict[str, Any]:
    return _without_blanks(
        {
            "@type": "Person",
            "name": person.name,
            "honorificSuffix": person.credentials,
            "affiliation": {"@type": "Organization", "name": person.affiliation} if person.affiliation else "",
            "sameAs": f"https://orcid.org/{person.orcid}" if person.orcid else "",
        }
    )


def _audience(audience: AudienceView) -> dict[str, Any]:
    if audience.id == "patient":
        return {"@type": "Patient", "audienceType": audience.label}
    kind = _AUDIENCES.get(audience.id, audience.label)
    return {"@type": "MedicalAudience", "audienceType": kind}


def _without_blanks(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
