"""An article as a FHIR R5 Bundle: its citation and sources, the state of its review, and its evidence.

The elements and codes are those of FHIR 5.0.0 (hl7.org/fhir/R5). The implementation guide for evidence-based medicine
is in ballot; no conformance to it is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dr_evidence_site.exports import fhir_assessment, fhir_citation
from dr_evidence_site.exports.fhir_evidence import SILENT, Saying, Setting, evidence_of
from dr_evidence_site.exports.fhir_parts import Names, Resource, entries, json_text
from dr_evidence_site.exports.markdown import status_in_words
from dr_evidence_site.exports.passages import plain_text
from dr_evidence_site.model.figures import EvidenceVersion, EvidenceView
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.views import ArticleView
from dr_evidence_site.render.evidence_words import EvidenceWords
from dr_evidence_site.render.words import UNTRANSLATED, Words


def bundle_text(page: Page, audience: str, words: Words = UNTRANSLATED, *, on_one_line: bool = False) -> str:
    """The article of a page as JSON, with a line end behind it. `audience` is the one for whom it is written."""
    return json_text(bundle(page, audience, words), None if on_one_line else "  ") + "\n"


def bundle(page: Page, audience: str, words: Words = UNTRANSLATED) -> Resource:
    """The article of a page as a Bundle; its decimals are `Decimal`s, which `json_text` writes in their digits."""
    view, frame = page.view, page.frame
    if not isinstance(view, ArticleView):
        raise TypeError(f"{page.path} is no article")
    names = Names(frame.site_url or frame.site_title)
    id_ = names.new(view.slug)
    return {
        "resourceType": "Bundle",
        "id": id_,
        "language": frame.language,
        "identifier": names.business("Bundle", id_)[0],
        "type": "collection",
        "entry": entries(names, _resources(page, view, audience, names, words)),
    }


def _resources(page: Page, view: ArticleView, audience: str, names: Names, words: Words) -> Iterator[Resource]:
    frame = page.frame
    status = f"{status_in_words(view.review, words).rstrip('.')}. {words.gettext('Educational purpose only.')}"
    article_id, review_id = names.new("article", view.slug), names.new("review", view.slug)
    citation = names.reference(fhir_citation.KIND_OF_RESOURCE, article_id, view.title)
    review = names.reference(fhir_assessment.KIND_OF_RESOURCE, review_id)
    sources = {entry.reference.key: names.new("source", entry.reference.key) for entry in view.references}
    yield fhir_citation.article(view, frame, article_id, names, status=status, review=review, sources=sources)
    yield fhir_assessment.review(view, frame, review_id, names, about=citation, status=status)
    for entry in view.references:
        yield fhir_citation.source(entry.reference, sources[entry.reference.key], names)
    setting = Setting(
        view,
        frame,
        names,
        status,
        citation,
        {
            entry.reference.key: names.reference(
                fhir_citation.KIND_OF_RESOURCE, sources[entry.reference.key], entry.reference.title
            )
            for entry in view.references
        },
        audience,
        {one.id: one.label for one in frame.audiences},
    )
    shown = {part.id: part for part in view.body if isinstance(part, EvidenceView)}
    for block in view.evidence:
        found = block.evidence
        if found is None:
            continue
        anchor = f"{frame.canonical}#{block.id}" if frame.canonical else ""
        sayings = _sayings(shown.get(block.id), audience, EvidenceWords(words, frame.language))
        yield from evidence_of(found, block.id, anchor, sayings, setting)
        advice = found.recommendation
        if advice and advice.key in setting.sources:
            yield fhir_assessment.recommendation(
                advice,
                view,
                frame,
                names.new(view.slug, block.id, "recommendation"),
                names,
                about=setting.sources[advice.key],
                topic=setting.said(found.intervention),
                status=status,
            )


def _sayings(shown: EvidenceView | None, audience: str, words: EvidenceWords) -> Sequence[Saying]:
    """What the page says of each outcome to the readers for whom the article is written."""
    if shown is None or not shown.versions:
        return ()
    its = next((one for one in shown.versions if audience in one.data_for.split()), shown.versions[0])
    return [_saying(its, number, words) for number in range(len(its.outcomes))]


def _saying(its: EvidenceVersion, number: int, words: EvidenceWords) -> Saying:
    outcome = its.outcomes[number]
    # A summary of findings says it in the place of the outcome itself.
    rows = (row.sentence for row in its.findings if (row.name, row.follow_up) == (outcome.name, outcome.follow_up))
    said = outcome.sentence or next(rows, None)
    if said is None:
        return SILENT
    statement = words.statement(said, its.intervention, its.comparison)
    sentence = plain_text(words.sentence(said, its.intervention, its.comparison))
    return Saying(f"{outcome.name}: {statement}", f"{outcome.name}: {sentence}")
