"""Assessments in FHIR R5: how far the review of an article has come, and what the sources of its evidence recommend."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.exports.fhir_citation import person_reference
from dr_evidence_site.exports.fhir_codes import STRENGTHS
from dr_evidence_site.exports.fhir_parts import Names, Resource, concept, made, markdown, narrative
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.evidence import Recommendation
from dr_evidence_site.model.views import ArticleView, Frame, ReviewView

KIND_OF_RESOURCE = "ArtifactAssessment"

_WORKFLOW = {
    ReviewStatus.SUBMITTED: "submitted",
    ReviewStatus.UNDER_REVIEW: "triaged",
    ReviewStatus.APPROVED: "resolved-no-change",
}
"""The codes are those for comments on an artifact. None fits an article that was withdrawn."""

_DISPOSITION = {
    ReviewStatus.SUBMITTED: "unresolved",
    ReviewStatus.UNDER_REVIEW: "unresolved",
    ReviewStatus.APPROVED: "persuasive",
}


def review(view: ArticleView, frame: Frame, id_: str, names: Names, *, about: Resource, status: str) -> Resource:
    """How far the review of the article has come, with its steps. `about` refers to the article's citation."""
    its = view.review
    return made(
        resourceType=KIND_OF_RESOURCE,
        id=id_,
        language=frame.language,
        text=narrative(frame.language, frame.direction, view.title, status),
        identifier=names.business(KIND_OF_RESOURCE, id_),
        title=f"Review status: {view.title}",
        date=_day(view),
        artifactReference=about,
        content=list(_review(its, status)),
        **_progress(its),
    )


def _progress(its: ReviewView) -> Resource:
    """How far the review has come, in FHIR's codes."""
    # Of a text that was changed after its approval nobody knows yet who will review it.
    workflow = "submitted" if its.changed_since else _WORKFLOW.get(its.status, "")
    return made(workflowStatus=workflow, disposition=_DISPOSITION.get(its.status, ""))


def _day(view: ArticleView) -> str:
    """The day of the last step, or of the last change of the text if that is later."""
    days = [event.date for event in view.review.history if event.status and event.date]
    return max([*days, view.updated]).isoformat()


def _review(its: ReviewView, status: str) -> Iterator[Resource]:
    yield made(
        informationType="classifier",
        summary=markdown(status),
        type=concept(None, "Review status"),
        classifier=[concept(None, its.status.value)],
    )
    if its.changed_since:
        day = its.changed_since.isoformat()
        yield made(
            informationType="comment",
            summary=f"Changed since the approval of {day}, which does not hold for this text.",
            type=concept(None, "Review status"),
        )
    for event in reversed(its.history):
        # An approval that does not hold is for people to read on the page, where they see that it does not.
        if event.status and (event.status is not ReviewStatus.APPROVED or its.status is ReviewStatus.APPROVED):
            day = event.date.isoformat() if event.date else ""
            yield made(
                informationType="comment",
                summary=markdown(": ".join(part for part in (day, event.note) if part)),
                type=concept(None, "Step of the review"),
                classifier=[concept(None, event.status.value)],
                author=person_reference(event.person) if event.person else None,
            )


def recommendation(
    found: Recommendation,
    view: ArticleView,
    frame: Frame,
    id_: str,
    names: Names,
    *,
    about: Resource,
    topic: str,
    status: str,
) -> Resource:
    """What a source recommends. `about` refers to its citation, `topic` says what is recommended or advised against."""
    title = f"Recommendation: {topic}"
    strength = f"{found.strength.value} recommendation {found.direction.value}"
    return made(
        resourceType=KIND_OF_RESOURCE,
        id=id_,
        language=frame.language,
        text=narrative(frame.language, frame.direction, title, found.text, strength, status),
        identifier=names.business(KIND_OF_RESOURCE, id_),
        title=title,
        artifactReference=about,
        content=[
            made(
                informationType="comment",
                summary=markdown(found.text),
                type=concept(None, "Recommendation"),
            ),
            made(
                informationType="rating",
                type=concept(None, "Strength of recommendation"),
                classifier=[concept(STRENGTHS[found.strength], found.strength.value)],
            ),
            made(
                informationType="classifier",
                type=concept(None, "Direction of recommendation"),
                classifier=[concept(None, found.direction.value)],
            ),
        ],
        **({} if view.review.status is ReviewStatus.APPROVED else _progress(view.review)),
    )
