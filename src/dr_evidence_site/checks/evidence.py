"""Evidence that contradicts itself: counts and estimates, studies and pooled results, relative and absolute effects.

Each comparison allows for the rounding of the digits that are written, and for what sound methods differ by; docs/
evidence.md says how much. What only one value shows, such as an estimate outside of its interval, the parser reports.
"""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.checks import evidence_absolute, evidence_pooling
from dr_evidence_site.checks.evidence_digits import agrees, digits, half, half_of, name_of, on_scale, shown, stated
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.estimation.effects import bounds, of_arms, scaled
from dr_evidence_site.model.evidence import Arm, Estimate, Evidence, Measure, Outcome, Study
from dr_evidence_site.model.prose import Certainty

_ENDS = 0.05
"""What the ends of a study's interval may differ by, as a share of its half-width: Wald's method or Koopman's."""
_MIDDLE = 0.1
"""How far an estimate may be from the middle of its interval, likewise."""

_RISKS = (Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.RISK_DIFFERENCE)


def check(evidence: Evidence) -> list[Diagnostic]:
    """Every contradiction within the evidence of one comparison."""
    faults = [fault for outcome in evidence.outcomes for fault in _outcome(outcome)]
    return [*faults, *evidence_absolute.denominators(evidence)]


def _outcome(outcome: Outcome) -> Iterator[Diagnostic]:
    for study in outcome.studies:
        yield from _counts(study, outcome.measure)
    estimates = [study.estimate for study in outcome.studies]
    if outcome.pooled:
        estimates.append(outcome.pooled.estimate)
    for estimate in estimates:
        if estimate:
            yield from _middle(estimate, outcome)
    yield from evidence_pooling.check(outcome)
    yield from evidence_absolute.check(outcome)
    yield from _certainty(outcome)


# One study


def _counts(study: Study, measure: Measure) -> Iterator[Diagnostic]:
    """Whether the counts, or means, of the groups give the estimate and the interval."""
    estimate, intervention, comparison = study.estimate, study.intervention, study.comparison
    if not estimate or not intervention or not comparison or study.adjusted:
        return
    if measure is Measure.MEAN_DIFFERENCE:
        yield from _means(study, estimate, intervention, comparison)
    if measure not in _RISKS:
        return
    effect = of_arms(measure, intervention, comparison)
    if effect is None:
        return
    derived = bounds(measure, effect, estimate.level)
    slack = _ENDS * (scaled(measure, derived.high) - effect.value)
    pairs = [
        (derived.value, estimate.value, 0.0),
        (derived.low, estimate.low, slack),
        (derived.high, estimate.high, slack),
    ]
    for (found, given, room), written in zip(pairs, estimate.written, strict=True):
        if given is not None and not agrees(measure, found, given, half(written), room):
            yield codes.COUNTS_DISAGREE.at(
                estimate.span,
                subject=study.name,
                study=clip(study.name),
                measure=measure.value,
                derived=shown(derived, estimate),
                stated=stated(estimate),
            )
            return


def _means(study: Study, estimate: Estimate, intervention: Arm, comparison: Arm) -> Iterator[Diagnostic]:
    first, second = intervention.mean, comparison.mean
    if first is None or second is None:
        return
    room = half(estimate.written[0]) + half_of(first) + half_of(second)
    if abs(first - second - estimate.value) > room * 1.001:
        derived = f"{first - second:.{digits(estimate.written[0])}f}"
        yield codes.COUNTS_DISAGREE.at(
            estimate.span,
            subject=study.name,
            study=clip(study.name),
            measure=Measure.MEAN_DIFFERENCE.value,
            derived=derived,
            stated=estimate.written[0],
        )


def _middle(estimate: Estimate, outcome: Outcome) -> Iterator[Diagnostic]:
    """Whether the estimate is in the middle of its interval."""
    if estimate.low is None or estimate.high is None:
        return
    measure = outcome.measure
    ranges = [
        (on_scale(measure, value - half(written)), on_scale(measure, value + half(written)))
        for value, written in zip((estimate.value, estimate.low, estimate.high), estimate.written, strict=True)
    ]
    if any(low is None or high is None for low, high in ranges):
        return  # a ratio so near to 0 that its digits do not tell
    value, low, high = [(first or 0.0, last or 0.0) for first, last in ranges]
    middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    gap = max(value[0] - middle[1], middle[0] - value[1])
    if gap > _MIDDLE * (high[1] - low[0]) / 2:
        first, second, third = estimate.written
        scale = " on the logarithmic scale" if measure.is_ratio else ""
        yield codes.LOPSIDED.at(
            estimate.span, subject=name_of(outcome.name), value=first, low=second, high=third, scale=scale
        )


# Certainty


def _certainty(outcome: Outcome) -> Iterator[Diagnostic]:
    """Whether the reasons for rating down and up lead to the certainty."""
    certainty = outcome.certainty
    if certainty is None:
        return
    name = name_of(outcome.name)
    down = sum(reason.levels for reason in outcome.downgrades)
    up = sum(reason.levels for reason in outcome.upgrades)
    if not down and not up and certainty.rank < outcome.start.rank:
        words = certainty.value.replace("-", " ")
        yield codes.NO_REASONS.at(outcome.span, subject=name, outcome=clip(name), certainty=words)
        return
    derived = tuple(Certainty)[min(max(outcome.start.rank - down + up, 0), Certainty.HIGH.rank)]
    if derived is not certainty:
        place = (outcome.downgrades or outcome.upgrades)[0].span if down or up else outcome.span
        yield codes.CERTAINTY_SUM.at(
            place,
            subject=name,
            start=outcome.start.value,
            derived=derived.value.replace("-", " "),
            certainty=certainty.value.replace("-", " "),
        )
