"""Whether the risks that are stated follow from the baseline and the relative effect, in the same number of people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from dr_evidence_site.checks.evidence_digits import half, half_of, name_of
from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.estimation.absolute import risk_with
from dr_evidence_site.model.evidence import Evidence, Measure, Outcome


def check(outcome: Outcome) -> Iterator[Diagnostic]:
    """Whether the stated risks are those of the baseline and of the relative effect."""
    absolute, baseline = outcome.absolute, outcome.baseline
    if absolute is None:
        return
    name = name_of(outcome.name)
    without = absolute.without / absolute.of
    step = half_of(absolute.without) / absolute.of
    if baseline:
        risk, room = baseline.events / baseline.of, half_of(baseline.events) / baseline.of
        if abs(without - risk) > step + room:
            yield codes.ABSOLUTE_DISAGREES.at(
                absolute.span,
                related=[Related(baseline.span, "The baseline is here.")],
                subject=name,
                stated=f"{absolute.without:g}",
                of=absolute.of,
                reason="the baseline",
                derived=f"{risk * absolute.of:.3g}",
            )
            return
        if room < step:
            without, step = risk, room
    estimate = outcome.pooled.estimate if outcome.pooled else None
    if estimate is None and len(outcome.studies) == 1:
        estimate = outcome.studies[0].estimate
    if estimate is None:
        return
    around = half(estimate.written[0])
    corners = [
        found
        for risk, effect in product(
            (max(without - step, 0), without + step), (estimate.value - around, estimate.value + around)
        )
        for found in _risks_with(outcome.measure, min(risk, 1.0), effect)
    ]
    stated, room = absolute.with_it / absolute.of, half_of(absolute.with_it) / absolute.of + 1e-9
    if corners and not min(corners) - room <= stated <= max(corners) + room:
        derived = next(_risks_with(outcome.measure, without, estimate.value))
        yield codes.ABSOLUTE_DISAGREES.at(
            absolute.span,
            subject=name,
            stated=f"{absolute.with_it:g}",
            of=absolute.of,
            reason=f"the {outcome.measure.value} of {estimate.written[0] or estimate.value}",
            derived=f"{derived * absolute.of:.3g}",
        )


def _risks_with(measure: Measure, risk: float, effect: float) -> Iterator[float]:
    """The risk with the intervention; of a rate ratio also that of events which can come again."""
    if measure.is_ratio and effect < 0:
        return
    found = risk_with(measure, risk, effect)
    if found is not None:
        yield found
    if measure is Measure.RATE_RATIO:
        yield min(risk * effect, 1.0)


def denominators(evidence: Evidence) -> Iterator[Diagnostic]:
    """The first risk of each outcome that is counted in another number of people than the one before it."""
    first = 0
    for outcome in evidence.outcomes:
        for risk in (outcome.baseline, outcome.absolute):
            if risk is None or risk.of < 10 or str(risk.of).strip("0") != "1":
                continue  # of a real group, and not meant for comparison
            first = first or risk.of
            if risk.of != first:
                yield codes.DENOMINATORS.at(risk.span, subject=name_of(outcome.name), of=risk.of, other=first)
                break
