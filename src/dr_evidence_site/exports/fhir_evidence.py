"""Evidence in FHIR R5: what was found for an outcome, by each study, and in each group of people.

A comparison and a single group are different things to R5, because each has its own variables. So an outcome is one
resource, each of its studies another one, and so is each group whose risk, count or mean is known; the outcome is
derived from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from dr_evidence_site.exports import fhir_codes as codes
from dr_evidence_site.exports.evidence_json import risks_of
from dr_evidence_site.exports.fhir_parts import Names, Resource, concept, made, markdown, narrative, notes, word
from dr_evidence_site.exports.fhir_statistics import (
    certainty,
    difference,
    effect,
    group,
    pooled_effect,
    predicted_risk,
    stated_risk,
)
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.evidence import Evidence, Outcome, Study, Wording
from dr_evidence_site.model.views import ArticleView, Frame, PersonView

KIND_OF_RESOURCE = "Evidence"


class Setting(Struct, frozen=True, dict=True):
    """What all evidence of an article shares.

    `status` says in words how far the review has come. `citation` refers to the article's citation, `sources` to that
    of each source by its key. `audience` is the one whose words are used, `labels` gives the names of the others.
    """

    view: ArticleView
    frame: Frame
    names: Names
    status: str
    citation: Resource
    sources: Mapping[str, Resource]
    audience: str
    labels: Mapping[str, str]

    def said(self, wording: Wording) -> str:
        """A name in the words of the article's audience, else of everyone, else the first."""
        return wording.get(self.audience) or wording.get("") or next(iter(wording.values()), "")

    @cached_property
    def about(self) -> Resource:
        """What every resource says of the article that it comes from."""
        view, its = self.view, self.view.review
        is_approved = its.status is ReviewStatus.APPROVED
        day = its.last_reviewed.isoformat() if is_approved and its.last_reviewed else ""
        return made(
            citeAsReference=self.citation,
            status=codes.PUBLICATION[its.status],
            date=view.updated.isoformat(),
            approvalDate=day,
            lastReviewDate=day,
            publisher=self.frame.site_title,
            author=[_contact(person) for person in view.authors],
            reviewer=[_contact(person) for person in its.reviewers] if is_approved else [],
        )


class Saying(Struct, frozen=True):
    """What the page says of an outcome: in short, and with its figures; empty where it shows no sentence."""

    statement: str = ""
    sentence: str = ""


SILENT = Saying()


class _Comparison(Struct, frozen=True):
    """A block of evidence; `anchor` is the address of its place on the page, empty without a base address."""

    setting: Setting
    evidence: Evidence
    block: str
    anchor: str

    def resource(
        self,
        id_: str,
        title: str,
        variables: list[Resource],
        *,
        derived: Iterable[Resource] = (),
        saying: Saying = SILENT,
        remark: str = "",
        **findings: Any,
    ) -> Resource:
        """One resource, with what all of the block share."""
        setting = self.setting
        frame = setting.frame
        pending = "" if setting.view.review.status is ReviewStatus.APPROVED else setting.status
        related = [{"type": "derived-from", "resourceReference": one} for one in derived]
        if self.anchor:
            page = {"contentType": "text/html", "url": self.anchor}
            related.append({"type": "part-of", "display": setting.view.title, "document": page})
        return made(
            resourceType=KIND_OF_RESOURCE,
            id=id_,
            language=frame.language,
            text=narrative(frame.language, frame.direction, title, saying.sentence, setting.status),
            identifier=setting.names.business(KIND_OF_RESOURCE, id_),
            title=title,
            **setting.about,
            relatedArtifact=related,
            description=markdown(saying.sentence),
            assertion=markdown(saying.statement),
            note=notes(pending, remark),
            variableDefinition=variables,
            **findings,
        )

    def variable(self, role: codes.Code, wording: Wording, after: str = "") -> Resource:
        """A variable in the words of the article's audience, with those of others as notes."""
        setting = self.setting
        said = setting.said(wording)
        others = {audience: text for audience, text in wording.items() if text != said and audience in setting.labels}
        return made(
            description=markdown(f"{said} ({after})" if after else said),
            note=notes(*(f"{setting.labels[audience]}: {text}" for audience, text in others.items())),
            variableRole=concept(role),
        )

    def reference(self, resource: Resource) -> Resource:
        """A reference to evidence."""
        return self.setting.names.reference(KIND_OF_RESOURCE, resource["id"], resource["title"])


class _Result(Struct, frozen=True, dict=True):
    """One outcome of a comparison, and the words from which the ids of its resources are made."""

    comparison: _Comparison
    outcome: Outcome
    stem: tuple[str, ...]
    name: str

    @cached_property
    def measured(self) -> Resource:
        """What was measured."""
        return self.comparison.variable(codes.MEASURED_VARIABLE, self.outcome.name, self.outcome.follow_up)

    @cached_property
    def compared(self) -> list[Resource]:
        """The variables of a comparison."""
        evidence, variable = self.comparison.evidence, self.comparison.variable
        return [
            variable(codes.POPULATION, evidence.population),
            variable(codes.EXPOSURE, evidence.intervention),
            variable(codes.REFERENCE_EXPOSURE, evidence.comparison),
            self.measured,
        ]

    def group(
        self, treatment: Wording, id_words: Sequence[str], statistic: Resource, sources: list[str], study: str = ""
    ) -> Resource:
        """What was found in one group, of a study if there is one."""
        comparison, variable = self.comparison, self.comparison.variable
        setting = comparison.setting
        return comparison.resource(
            setting.names.new(*self.stem, *id_words),
            f"{self.name}: {setting.said(treatment)}{f' ({study})' if study else ''}",
            [
                variable(codes.POPULATION, comparison.evidence.population),
                variable(codes.EXPOSURE, treatment),
                self.measured,
            ],
            derived=self.cited(sources),
            statistic=[statistic],
        )

    def cited(self, keys: Iterable[str]) -> list[Resource]:
        """The citations of sources, each once."""
        sources = self.comparison.setting.sources
        return [sources[key] for key in dict.fromkeys(keys) if key in sources]


def evidence_of(
    evidence: Evidence, block: str, anchor: str, sayings: Sequence[Saying], setting: Setting
) -> Iterator[Resource]:
    """The resources of a block of evidence with the id `block`; `sayings` are those of its outcomes."""
    comparison = _Comparison(setting, evidence, block, anchor)
    for number, outcome in enumerate(evidence.outcomes):
        name = setting.said(outcome.name)
        stem = (setting.view.slug, block, word(name))
        result = _Result(comparison, outcome, stem, name)
        yield from _outcome(result, sayings[number] if number < len(sayings) else SILENT)


def _outcome(result: _Result, saying: Saying) -> Iterator[Resource]:
    """The outcome, and then what it is derived from."""
    outcome, comparison, setting = result.outcome, result.comparison, result.comparison.setting
    evidence = comparison.evidence
    id_ = setting.names.new(*result.stem)
    alone = outcome.studies[0] if len(outcome.studies) == 1 and not outcome.pooled else None
    parts = list(_risk_groups(result))
    below: list[Resource] = []
    for study in outcome.studies:
        groups = list(_study_groups(result, study))
        if study is alone:
            parts += groups
        else:
            parts.append(_study(result, study, groups))
            below += groups
    keys = [outcome.pooled.key if outcome.pooled else "", alone.key if alone else ""]
    keys += [risk.key for risk in (outcome.absolute, outcome.baseline) if risk]
    yield comparison.resource(
        id_,
        f"{result.name}: {setting.said(evidence.intervention)} vs {setting.said(evidence.comparison)}",
        result.compared,
        derived=[*result.cited(keys), *map(comparison.reference, parts)],
        saying=saying,
        remark=f"Better for people: {outcome.better.value}.",
        synthesisType=_synthesis(outcome, alone),
        statistic=[one for one in (_main(outcome, alone), difference(outcome)) if one],
        certainty=certainty(outcome),
    )
    yield from parts
    yield from below


def _synthesis(outcome: Outcome, alone: Study | None) -> Resource:
    if outcome.pooled:
        # Whether of summaries or of each participant's data is not known, so no code fits.
        return concept(None, "meta-analysis")
    return concept(codes.SINGLE_STUDY if alone else None)


def _main(outcome: Outcome, alone: Study | None) -> Resource:
    """The effect that stands for the outcome."""
    if outcome.pooled:
        return pooled_effect(outcome.pooled, outcome.measure, outcome.unit)
    return effect(alone, outcome.measure, outcome.unit) if alone else {}


def _risk_groups(result: _Result) -> Iterator[Resource]:
    """The risks without and with the intervention."""
    outcome, evidence = result.outcome, result.comparison.evidence
    stated, baseline = outcome.absolute, outcome.baseline
    if stated:
        yield result.group(evidence.comparison, ["without"], stated_risk(stated.without, stated.of), [stated.key])
        yield result.group(evidence.intervention, ["with"], stated_risk(stated.with_it, stated.of), [stated.key])
    elif baseline:
        yield result.group(evidence.comparison, ["without"], stated_risk(baseline.events, baseline.of), [baseline.key])
        found, _ = risks_of(outcome)
        if found:
            key = outcome.pooled.key if outcome.pooled else outcome.studies[0].key
            yield result.group(evidence.intervention, ["with"], predicted_risk(found, outcome), [baseline.key, key])


def _study(result: _Result, study: Study, groups: Iterable[Resource]) -> Resource:
    """What one of several studies found."""
    comparison, outcome = result.comparison, result.outcome
    statistic = effect(study, outcome.measure, outcome.unit)
    return comparison.resource(
        comparison.setting.names.new(*result.stem, word(study.name or study.key)),
        f"{result.name}: {study.name or study.key}",
        result.compared,
        derived=[*result.cited([study.key]), *map(comparison.reference, groups)],
        synthesisType=concept(codes.SINGLE_STUDY),
        statistic=[statistic] if statistic else [],
    )


def _study_groups(result: _Result, study: Study) -> Iterator[Resource]:
    """What one study counted or measured in its groups."""
    evidence, outcome = result.comparison.evidence, result.outcome
    arms = (
        ("intervention", evidence.intervention, study.intervention),
        ("comparison", evidence.comparison, study.comparison),
    )
    for side, treatment, arm in arms:
        statistic = group(arm, outcome) if arm else {}
        if statistic:
            name = study.name or study.key
            yield result.group(treatment, [word(name), side], statistic, [study.key], name)


def _contact(person: PersonView) -> Resource:
    address = [{"system": "url", "value": f"{codes.ORCID}/{person.orcid}"}] if person.orcid else []
    return made(name=person.name, telecom=address)
