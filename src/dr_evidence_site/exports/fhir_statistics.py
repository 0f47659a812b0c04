"""Statistics and certainty in FHIR R5: effects with their intervals, risks, counts, means, and GRADE's ratings."""

from __future__ import annotations

from typing import Any

from dr_evidence_site.estimation.absolute import Risks
from dr_evidence_site.exports import fhir_codes as codes
from dr_evidence_site.exports.evidence_json import risks_of
from dr_evidence_site.exports.fhir_parts import Resource, concept, decimal, made, notes, percentage, quantity
from dr_evidence_site.model.evidence import Arm, Downgrade, Estimate, Measure, Outcome, Pooled, Study, Upgrade
from dr_evidence_site.model.prose import Certainty


def pooled_effect(pooled: Pooled, measure: Measure, unit: str) -> Resource:
    """What the studies found together."""
    found = pooled.heterogeneity
    spread = (
        (codes.COCHRANS_Q, made(value=_or_none(found.q))),
        (codes.I_SQUARED, percentage(decimal(found.i_squared * 100)) if found.i_squared is not None else {}),
        (codes.TAU_SQUARED, made(value=_or_none(found.tau_squared))),
    )
    model = codes.MODELS[pooled.model] if pooled.model else None
    return made(
        statisticType=concept(codes.MEASURES[measure]),
        quantity=_quantity(pooled.estimate, unit),
        sampleSize=made(numberOfStudies=pooled.studies, numberOfParticipants=pooled.participants),
        attributeEstimate=[
            *_interval(pooled.estimate, unit),
            *({"type": concept(code), "quantity": value} for code, value in spread if value),
        ],
        modelCharacteristic=[{"code": one} for one in (concept(model), concept(None, pooled.method)) if one],
    )


def effect(study: Study, measure: Measure, unit: str) -> Resource:
    """The effect that one study found."""
    estimate = study.estimate
    if estimate is None:
        return {}
    weight = f"Weight in the pooled result: {decimal(study.weight * 100)}%." if study.weight is not None else ""
    return made(
        note=notes(weight),
        statisticType=concept(codes.MEASURES[measure]),
        quantity=_quantity(estimate, unit),
        sampleSize=made(numberOfStudies=1, numberOfParticipants=study.people),
        attributeEstimate=_interval(estimate, unit),
        modelCharacteristic=[{"code": concept(codes.ADJUSTED)}] if study.adjusted else [],
    )


def difference(outcome: Outcome) -> Resource:
    """The difference of the risks, which follows from them; nothing where it is the effect itself."""
    found, _ = risks_of(outcome)
    if found is None or outcome.measure is Measure.RISK_DIFFERENCE:
        return {}
    estimate = outcome.pooled.estimate if outcome.pooled else outcome.studies[0].estimate if outcome.studies else None
    low, high = found.difference_low, found.difference_high
    ends = None if low is None or high is None else {"low": {"value": decimal(low)}, "high": {"value": decimal(high)}}
    return made(
        note=notes("Worked out from the risks without and with the intervention."),
        statisticType=concept(codes.RISK_DIFFERENCE),
        quantity={"value": decimal(found.difference)},
        attributeEstimate=[_confidence(estimate, ends)] if estimate and ends else [],
    )


def stated_risk(events: float, of: int) -> Resource:
    """A risk as its source states it."""
    return made(
        description=f"{decimal(events)}/{of}",
        statisticType=concept(codes.PROPORTION),
        quantity={"value": decimal(events / of)},
    )


def predicted_risk(found: Risks, outcome: Outcome) -> Resource:
    """The risk with the intervention that follows from the one without it and the effect."""
    estimate = outcome.pooled.estimate if outcome.pooled else outcome.studies[0].estimate
    ends = None
    if found.low is not None and found.high is not None:
        ends = {"low": {"value": decimal(found.low)}, "high": {"value": decimal(found.high)}}
    return made(
        note=notes("Worked out from the risk without the intervention and the effect."),
        statisticType=concept(codes.PREDICTED_RISK),
        quantity={"value": decimal(found.with_it)},
        attributeEstimate=[_confidence(estimate, ends)] if estimate and ends else [],
    )


def group(arm: Arm, outcome: Outcome) -> Resource:
    """What was counted or measured in one group; empty where neither is known."""
    size = made(numberOfParticipants=arm.participants)
    if arm.events is not None:
        # A rate counts events, of which a person can have several.
        counted = "numberOfEvents" if outcome.measure is Measure.RATE_RATIO else "numberAffected"
        return made(
            statisticType=concept(codes.COUNT),
            quantity={"value": decimal(arm.events)},
            **{counted: arm.events},
            sampleSize=size,
        )
    if arm.mean is None:
        return {}
    spread = None if arm.deviation is None else made(value=decimal(arm.deviation), unit=outcome.unit)
    return made(
        statisticType=concept(codes.MEAN),
        quantity=made(value=decimal(arm.mean), unit=outcome.unit),
        sampleSize=size,
        attributeEstimate=[{"type": concept(codes.STANDARD_DEVIATION), "quantity": spread}] if spread else [],
    )


def certainty(outcome: Outcome) -> list[Resource]:
    """The overall rating, with the reasons for rating down and up. Of other domains nothing is said."""
    if outcome.certainty is None:
        return []
    began = "" if outcome.start is Certainty.HIGH else f"Rating began at {outcome.start.value.replace('-', ' ')}."
    return [
        made(
            note=notes(began),
            type=concept(codes.OVERALL),
            rating=concept(codes.RATINGS[outcome.certainty]),
            subcomponent=[*map(_reason, outcome.downgrades), *map(_reason, outcome.upgrades)],
        )
    ]


def _reason(reason: Downgrade | Upgrade) -> Resource:
    levels = codes.DOWN if isinstance(reason, Downgrade) else codes.UP
    sign = "-" if isinstance(reason, Downgrade) else "+"
    code = levels.get(reason.levels)
    return made(
        note=notes(reason.because),
        type=concept(codes.REASONS[reason.reason]),
        rating=concept(code, "" if code else f"{sign}{reason.levels}"),
    )


def _quantity(estimate: Estimate, unit: str) -> Resource:
    return quantity(estimate.value, estimate.written[0], unit)


def _interval(estimate: Estimate, unit: str) -> list[Resource]:
    if estimate.low is None or estimate.high is None:
        return []
    _, low, high = estimate.written
    ends = {"low": quantity(estimate.low, low, unit), "high": quantity(estimate.high, high, unit)}
    return [_confidence(estimate, ends)]


def _confidence(estimate: Estimate, ends: Resource) -> Resource:
    return {"type": concept(codes.CONFIDENCE_INTERVAL), "level": decimal(estimate.level), "range": ends}


def _or_none(value: float | None) -> Any:
    return None if value is None else decimal(value)
