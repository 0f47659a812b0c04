"""Citations in FHIR R5: of the sources that an article cites, and of the article itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dr_evidence_site.exports.bibtex import mark
from dr_evidence_site.exports.fhir_codes import (
    AUTHOR,
    DOI,
    DOI_BASED,
    EDITOR,
    KEYWORD,
    KIND,
    KINDS,
    LANGUAGE,
    ORCID,
    PMC,
    PRIMARY_TITLE,
    PUBLICATION,
    PUBLISHED_IN,
    PUBMED,
    RETRACTED,
    REVIEWER,
    STATES,
    STYLES,
    WEB_PAGE,
    Code,
)
from dr_evidence_site.exports.fhir_parts import Names, Resource, concept, made, markdown, narrative, notes
from dr_evidence_site.exports.passages import plain_text
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.notice import Nature
from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.views import ArticleView, Frame, PersonView
from dr_evidence_site.render.remembered import remembering
from dr_evidence_site.render.styles import as_text, format_reference

KIND_OF_RESOURCE = "Citation"

_RELATIONS = {
    Nature.RETRACTION: "retracted-by",
    Nature.CONCERN: "comment-in",
    Nature.CORRECTION: "correction-in",
    Nature.REINSTATEMENT: "comment-in",
}
_NATURES = {Nature.CONCERN: "Expression of concern", Nature.REINSTATEMENT: "Reinstatement"}
_WORDS = {Integrity.CONCERN: "Expression of concern", Integrity.CORRECTED: "Corrected"}
_TYPES = {
    ReferenceType.CHAPTER: "Book chapter",
    ReferenceType.CONFERENCE_PAPER: "Conference paper",
    ReferenceType.REPORT: "Report",
    ReferenceType.THESIS: "Thesis",
    ReferenceType.TRIAL_REGISTRATION: "Trial registration",
}
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def source(ref: Reference, id_: str, names: Names) -> Resource:
    """A source as a Citation, the same in every article that cites it."""
    return {
        "resourceType": KIND_OF_RESOURCE,
        "id": id_,
        "text": narrative("", "", mark(ref), _vancouver(ref)),
        "identifier": names.business(KIND_OF_RESOURCE, id_),
        **_of_source(ref),
    }


def _source(ref: Reference) -> Resource:
    artifact = made(
        identifier=[
            {"type": {"text": kind}, "system": system, "value": value}
            for kind, system, value in (("DOI", DOI, ref.doi), ("PMID", PUBMED, ref.pmid), ("PMCID", PMC, ref.pmcid))
            if value
        ],
        dateAccessed=_date(ref.accessed),
        version=made(value=ref.edition),
        currentState=_states(ref),
        statusDate=_retractions(ref),
        title=_title(ref.title),
        relatesTo=list(_relations(ref)),
        publicationForm=[form] if (form := _form(ref)) else [],
        webLocation=_places(ref),
        classification=_kinds(ref.type, ref.genre),
        contributorship=_contributors(ref),
        note=notes(mark(ref)),
    )
    return made(
        title=ref.title or ref.key,
        status="active",
        summary=[_summary(ref, style) for style in STYLES],
        citedArtifact=artifact,
    )


_of_source = remembering(_source)


def article(
    view: ArticleView,
    frame: Frame,
    id_: str,
    names: Names,
    *,
    status: str,
    review: Resource,
    sources: dict[str, str],
) -> Resource:
    """The article itself as a Citation.

    `status` says in words how far its review has come, `review` refers to its ArtifactAssessment, `sources` gives the
    id of each source's citation by its key.
    """
    its = view.review
    is_approved = its.status is ReviewStatus.APPROVED
    own = view.cite.reference if view.cite else None
    return made(
        resourceType=KIND_OF_RESOURCE,
        id=id_,
        language=frame.language,
        text=narrative(frame.language, frame.direction, view.title, view.question, status, plain_text(frame.notice)),
        identifier=names.business(KIND_OF_RESOURCE, id_),
        title=view.title,
        status=PUBLICATION[its.status],
        date=view.updated.isoformat(),
        publisher=frame.site_title,
        summary=[_summary(own, style) for style in STYLES] if own else [],
        note=notes(status, plain_text(frame.notice)),
        citedArtifact=made(
            currentState=[concept(STATES[its.status], status)],
            title=_title(view.title),
            relatesTo=[
                {
                    "type": "cites",
                    "label": str(entry.number),
                    "resourceReference": names.reference(
                        KIND_OF_RESOURCE, sources[entry.reference.key], entry.reference.title
                    ),
                }
                for entry in view.references
            ],
            publicationForm=[
                made(
                    publishedIn=made(title=frame.site_title),
                    language=[{"coding": [{"system": LANGUAGE, "code": frame.language}]}],
                    lastRevisionDate=view.updated.isoformat(),
                )
            ],
            webLocation=[{"classifier": [concept(WEB_PAGE)], "url": frame.canonical}] if frame.canonical else [],
            classification=[
                *_kinds(ReferenceType.WEBPAGE, ""),
                *(
                    [{"type": concept(KEYWORD), "classifier": [concept(None, topic.label) for topic in view.topics]}]
                    if view.topics
                    else []
                ),
                {"type": {"text": "Review status"}, "artifactAssessment": [review]},
            ],
            contributorship=_people(
                [*((person, AUTHOR) for person in view.authors)]
                + ([(person, REVIEWER) for person in its.reviewers] if is_approved else [])
            ),
            note=notes(f"Evidence searched up to {view.search_date.isoformat()}." if view.search_date else ""),
        ),
    )


def _summary(ref: Reference, style: ReferenceStyle) -> Resource:
    return {"style": concept(STYLES[style]), "text": markdown(as_text(format_reference(ref, style)))}


def _vancouver(ref: Reference) -> str:
    return as_text(format_reference(ref, ReferenceStyle.VANCOUVER))


def _title(text: str) -> list[Resource]:
    return [{"type": [concept(PRIMARY_TITLE)], "text": markdown(text)}] if text else []


def _states(ref: Reference) -> list[Resource]:
    """What became of the publication; nothing is said of one that nothing is known of."""
    if ref.integrity is None:
        return []
    code = RETRACTED if ref.integrity is Integrity.RETRACTED else None
    return [concept(code, _WORDS.get(ref.integrity, ""))]


def _retractions(ref: Reference) -> list[Resource]:
    if ref.integrity is not Integrity.RETRACTED:
        return []
    return [
        {"activity": concept(RETRACTED), "actual": True, "period": {"start": notice.date.isoformat()}}
        for notice in ref.notices
        if notice.nature is Nature.RETRACTION and notice.date
    ]


def _relations(ref: Reference) -> Iterable[Resource]:
    """The notices about the publication, and the edition that has replaced it."""
    for notice in ref.notices:
        address = f"{DOI}/{notice.doi}" if notice.doi else f"{PUBMED}/{notice.pmid}/" if notice.pmid else ""
        if address:
            kind = concept(None, _NATURES.get(notice.nature, ""))
            yield made(type=_RELATIONS[notice.nature], classifier=[kind] if kind else [], document={"url": address})
    if ref.superseded_by:
        yield {"type": "replaced-with", "display": ref.successor or ref.superseded_by}


def _form(ref: Reference) -> Resource:
    published = made(title=ref.container_title, publisher=made(display=ref.publisher))
    if published or ref.publisher_place:
        kind = PUBLISHED_IN.get(ref.type) if ref.container_title else None
        published = made(type=concept(kind), **published, publisherLocation=ref.publisher_place)
    return made(
        publishedIn=published,
        volume=ref.volume,
        issue=ref.issue,
        articleDate=_date(ref.issued),
        publicationDateText=ref.issued.literal if ref.issued and ref.issued.year is None else "",
        accessionNumber=ref.number,
        pageString=ref.page,
    )


def _date(date: PartialDate | None) -> str:
    """A date as exact as it is known; empty for none that FHIR can hold."""
    if date is None or date.year is None or not 1 <= date.year <= 9999:
        return ""
    parts = [f"{date.year:04}"]
    if date.month:
        parts.append(f"{date.month:02}")
        if date.day:
            parts.append(f"{date.day:02}")
    return "-".join(parts)


def _places(ref: Reference) -> list[Resource]:
    places = [made(classifier=[concept(DOI_BASED)], url=f"{DOI}/{ref.doi}")] if ref.doi and " " not in ref.doi else []
    if _URL.fullmatch(ref.url):
        places.append({"url": ref.url})
    return places


def _kinds(kind: ReferenceType, genre: str) -> list[Resource]:
    found = [concept(KINDS.get(kind), _TYPES.get(kind, "")), concept(None, genre)]
    found = [classifier for classifier in found if classifier]
    return [{"type": concept(KIND), "classifier": found}] if found else []


def _contributors(ref: Reference) -> Resource:
    people = [(name, AUTHOR) for name in ref.authors] + [(name, EDITOR) for name in ref.editors]
    return _list(
        (made(contributor=_person(name), forenameInitials=_initials(name.given)), role) for name, role in people
    ) | ({"complete": not ref.authors_incomplete} if people else {})


def _people(people: Iterable[tuple[PersonView, Code]]) -> Resource:
    return _list((made(contributor=person_reference(person)), role) for person, role in people)


def person_reference(person: PersonView) -> Resource:
    """A person who stands behind the article, by name and ORCID."""
    return made(
        type="Practitioner",
        identifier={"system": ORCID, "value": person.orcid} if person.orcid else None,
        display=person.name,
    )


def _list(entries: Iterable[tuple[Resource, Code]]) -> Resource:
    """People in their order, each with a role."""
    ranked: list[dict[str, Any]] = [
        {**entry, "role": concept(role), "rankingOrder": number}
        for number, (entry, role) in enumerate(entries, start=1)
    ]
    return made(entry=ranked)


def _person(name: Name) -> Resource:
    if name.literal:
        return {"type": "Organization", "display": name.literal}
    family = " ".join(part for part in (name.particle, name.family) if part)
    shown = " ".join(part for part in (name.given, family, name.suffix) if part)
    return {"type": "Practitioner", "display": shown}


def _initials(given: str) -> str:
    return "".join(part[:1] for part in re.split(r"[\s.-]+", given) if part)
