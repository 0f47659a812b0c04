"""The evidence of an article for its JSON file: what editors wrote, and what follows from it, which is marked so."""

from __future__ import annotations

from typing import Any

from dr_evidence_site.estimation.absolute import Needed, NumberNeeded, Risks, number_needed, risks
from dr_evidence_site.model.article import EvidenceBlock
from dr_evidence_site.model.evidence import (
    Arm,
    Downgrade,
    Estimate,
    Heterogeneity,
    Outcome,
    Pooled,
    Recommendation,
    Study,
    Upgrade,
    Wording,
)
from dr_evidence_site.model.prose import Certainty


def evidence(block: EvidenceBlock) -> dict[str, Any] | None:
    """A block of evidence as a JSON object; None for one whose data cannot be read."""
    found = block.evidence
    if found is None:
        return None
    return {
        "id": block.id,
        "audiences": block.audiences,
        "population": _wording(found.population),
        "intervention": _wording(found.intervention),
        "comparison": _wording(found.comparison),
        "outcomes": [_outcome(outcome) for outcome in found.outcomes],
        "recommendation": _recommendation(found.recommendation) if found.recommendation else None,
    }


def _wording(wording: Wording) -> dict[str, str]:
    return {audience or "everyone": text for audience, text in wording.items()}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    found, derived = risks_of(outcome)
    number = number_needed(found, outcome.better) if found else None
    return {
        "name": _wording(outcome.name),
        "measure": outcome.measure.value,
        "better": outcome.better.value,
        "unit": outcome.unit or None,
        "follow_up": outcome.follow_up or None,
        "studies": [_study(study) for study in outcome.studies],
        "pooled": _pooled(outcome.pooled) if outcome.pooled else None,
        "baseline": (
            {"events": outcome.baseline.events, "of": outcome.baseline.of, "source": outcome.baseline.key}
            if outcome.baseline
            else None
        ),
        "absolute": _absolute(outcome, found, derived=derived) if found else None,
        "number_needed": _number(number) if number else None,
        "certainty": _certainty(outcome.certainty) if outcome.certainty else None,
        "start": _certainty(outcome.start),
        "downgraded": [_reason(reason) for reason in outcome.downgrades],
        "upgraded": [_reason(reason) for reason in outcome.upgrades],
    }


def _study(study: Study) -> dict[str, Any]:
    return {
        "name": study.name,
        "source": study.key,
        "estimate": _estimate(study.estimate) if study.estimate else None,
        "adjusted": study.adjusted,
        "participants": study.participants,
        "intervention": _arm(study.intervention) if study.intervention else None,
        "comparison": _arm(study.comparison) if study.comparison else None,
        "weight": study.weight,
    }


def _pooled(pooled: Pooled) -> dict[str, Any]:
    return {
        "estimate": _estimate(pooled.estimate),
        "source": pooled.key,
        "model": pooled.model.value if pooled.model else None,
        "method": pooled.method or None,
        "studies": pooled.studies,
        "participants": pooled.participants,
        "heterogeneity": _heterogeneity(pooled.heterogeneity),
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    value, low, high = estimate.written
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "level": estimate.level,
        "written": {"value": value, "low": low or None, "high": high or None},
    }


def _arm(arm: Arm) -> dict[str, Any]:
    return {"participants": arm.participants, "events": arm.events, "mean": arm.mean, "sd": arm.deviation}


def _heterogeneity(found: Heterogeneity) -> dict[str, Any]:
    return {"q": found.q, "i_squared": found.i_squared, "tau_squared": found.tau_squared}


def risks_of(outcome: Outcome) -> tuple[Risks | None, bool]:
    """The risks without and with the intervention, and whether they were worked out and not stated."""
    estimate = outcome.pooled.estimate if outcome.pooled else None
    if estimate is None and len(outcome.studies) == 1:
        estimate = outcome.studies[0].estimate
    if outcome.absolute:
        without, with_it = (
            number / outcome.absolute.of for number in (outcome.absolute.without, outcome.absolute.with_it)
        )
        around = risks(outcome.measure, without, estimate) if estimate else None
        return Risks(without, with_it, around.low if around else None, around.high if around else None), False
    if outcome.baseline is None or estimate is None:
        return None, False
    return risks(outcome.measure, outcome.baseline.events / outcome.baseline.of, estimate), True


def _absolute(outcome: Outcome, found: Risks, *, derived: bool) -> dict[str, Any]:
    return {
        "without": _share(found.without),
        "with": _share(found.with_it),
        "low": None if found.low is None else _share(found.low),
        "high": None if found.high is None else _share(found.high),
        "derived": derived,
        "source": outcome.absolute.key if outcome.absolute else None,
    }


def _share(risk: float) -> float:
    """A risk without the digits that floats add to it."""
    return round(risk, 9)


def _number(number: NumberNeeded) -> dict[str, Any]:
    return {
        **_needed(number.needed),
        "low": _needed(number.low) if number.low else None,
        "high": _needed(number.high) if number.high else None,
        "through_infinity": number.through_infinity,
    }


def _needed(needed: Needed) -> dict[str, Any]:
    return {"number": needed.rounded, "effect": "benefit" if needed.benefit else "harm"}


def _certainty(certainty: Certainty) -> str:
    return certainty.value.replace("-", " ")


def _reason(reason: Downgrade | Upgrade) -> dict[str, Any]:
    return {"for": reason.reason.value, "levels": reason.levels, "because": reason.because}


def _recommendation(found: Recommendation) -> dict[str, Any]:
    return {
        "direction": found.direction.value,
        "strength": found.strength.value,
        "text": found.text,
        "source": found.key,
    }
