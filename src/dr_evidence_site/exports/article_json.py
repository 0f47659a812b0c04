"""An article as JSON, by the schema in `schema/article.schema.json`: what its page says, for other programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from dr_evidence_site.exports.csl_json import item_text
from dr_evidence_site.exports.passages import Section, Version, plain_text, versions
from dr_evidence_site.exports.paths import ARTICLE_SCHEMA
from dr_evidence_site.model.article import EvidenceBlock, ReviewStatus
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.views import ArticleView, PersonView, ReferenceView, ReviewView


def article(page: Page, body: str) -> str:
    """The article of a page as a JSON object on one line, but for its references, which have a line each.

    `body` is its text as `passages.body_html` gives it.
    """
    view, frame = page.view, page.frame
    if not isinstance(view, ArticleView):
        raise TypeError(f"{page.path} is no article")
    fields: dict[str, Any] = {
        "$schema": f"{frame.root}{ARTICLE_SCHEMA}",
        "slug": view.slug,
        "page": f"{view.slug}.html",
        "url": frame.canonical or None,
        "title": view.title,
        "question": view.question or None,
        "language": frame.language,
        "site": {"title": frame.site_title, "url": frame.site_url or None},
        "review": _review(view.review),
        "updated": view.updated.isoformat(),
        "search_date": _day(view.search_date),
        "sources": {"dated": view.sources.dated, "newest": view.sources.newest, "median": view.sources.median},
        "topics": [topic.label for topic in view.topics],
        "authors": [_person(person) for person in view.authors],
        "written_for": view.written_for,
        "audiences": [
            {"id": audience.id, "label": audience.label, "disclaimer": plain_text(audience.disclaimer)}
            for audience in frame.audiences
        ],
        "reading": [{"audience": one.audience, "words": one.words, "grade": one.grade} for one in view.reading],
        "notice": plain_text(frame.notice) or None,
        "translations": [
            {"language": link.language, "title": link.title, "page": link.href, "url": link.absolute or None}
            for link in frame.translations
            if not link.current
        ],
        "outdated": view.outdated,
        "versions": [_version(version) for version in versions(body, [audience.id for audience in frame.audiences])],
        "evidence": _evidence(view.evidence),
        "files": {download.format.value: download.href for download in view.downloads},
    }
    written = json.dumps(fields, ensure_ascii=False)
    return f'{written[:-1]}, "references": [{_references(view.references)}]}}\n'


def _review(review: ReviewView) -> dict[str, Any]:
    is_approved = review.status is ReviewStatus.APPROVED
    return {
        "status": review.status.value,
        "approved": is_approved,
        "last_reviewed": _day(review.last_reviewed),
        "reviewers": [_person(person) for person in review.reviewers] if is_approved else [],
        "changed_since": _day(review.changed_since),
        "withdrawn_on": _day(review.withdrawn_on),
        "due": _day(review.due),
        "steps": [
            {
                "status": step.status.value,
                "state": step.state,
                "date": _day(step.date),
                "person": step.person.name if step.person else None,
            }
            for step in review.steps
        ],
    }


def _person(person: PersonView) -> dict[str, Any]:
    return {
        "name": person.name,
        "credentials": person.credentials or None,
        "affiliation": person.affiliation or None,
        "orcid": f"https://orcid.org/{person.orcid}" if person.orcid else None,
        "interests": person.interests or None,
    }


def _version(version: Version) -> dict[str, Any]:
    bottom = version.bottom_line
    return {
        "audiences": version.audiences,
        "bottom_line": {"html": bottom, "text": plain_text(bottom)} if bottom else None,
        "sections": [_section(section) for section in version.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "level": section.level,
        "id": section.id or None,
        "heading": section.title or None,
        "html": section.html,
        "text": section.text,
    }


def _evidence(blocks: Sequence[EvidenceBlock]) -> list[dict[str, Any]]:
    if not blocks:
        return []
    from dr_evidence_site.exports.evidence_json import evidence  # noqa: PLC0415 - few articles have any

    return [found for block in blocks if (found := evidence(block))]


def _references(references: Iterable[ReferenceView]) -> str:
    """The list's entries as JSON text; what a source is, is remembered from article to article."""
    return ",".join(
        f'\n{{"number": {entry.number}, "integrity": {_integrity(entry)}, "csl": {item_text(entry.reference)}}}'
        for entry in references
    )


def _integrity(entry: ReferenceView) -> str:
    found = entry.reference.integrity
    return f'"{found.value}"' if found else "null"


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
