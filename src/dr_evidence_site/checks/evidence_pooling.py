"""Whether studies give the pooled result, the heterogeneity, the weights and the numbers that are stated with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot

from msgspec import Struct

from dr_evidence_site.checks.evidence_digits import agrees, half, half_of, name_of, shown, stated
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.estimation import pooling
from dr_evidence_site.estimation.effects import Bounds, Effect, bounds, of_arms, of_interval, quantile, scaled
from dr_evidence_site.model.evidence import Arm, Estimate, Measure, Outcome, Pooled, PoolingModel, Study

_ENDS = 0.05
"""What a pooled result may differ by beyond rounding, as a share of its half-width: methods differ in small things."""

_SURE = 2.0
"""Roundings are independent of one another: twice their root sum of squares is hardly ever exceeded."""

_FIXED, _RANDOM, _COUNTED = "with a fixed effect", "by DerSimonian and Laird", "by Mantel and Haenszel"


def check(outcome: Outcome) -> Iterator[Diagnostic]:
    """Every contradiction between the studies of an outcome and what they are said to give together."""
    yield from _weights(outcome)
    if outcome.pooled:
        yield from _numbers(outcome, outcome.pooled)
        yield from _share_of_q(outcome, outcome.pooled)
        yield from _result(outcome, outcome.pooled)


def _weights(outcome: Outcome) -> Iterator[Diagnostic]:
    weights = [study.weight * 100 for study in outcome.studies if study.weight is not None]
    if not weights:
        return
    pooled = outcome.pooled.studies if outcome.pooled else None
    are_all = len(weights) == len(outcome.studies) and pooled in (None, len(weights))
    total, room = sum(weights), sum(half_of(weight) for weight in weights) + 1e-6
    if total > 100 + room or (are_all and total < 100 - room):
        name = name_of(outcome.name)
        yield codes.WEIGHTS.at(outcome.span, subject=name, outcome=clip(name), sum=f"{total:.4g}")


def _numbers(outcome: Outcome, pooled: Pooled) -> Iterator[Diagnostic]:
    """Whether the pooled result counts as many studies and people as are listed."""
    listed = len(outcome.studies)
    name = name_of(outcome.name)
    if pooled.studies is not None and pooled.studies < listed:
        yield codes.POOLED_COUNTS.at(pooled.span, subject=name, stated=pooled.studies, what="studies", listed=listed)
    people = [study.people or sum(arm.participants or 0 for arm in _arms(study)) for study in outcome.studies]
    if pooled.participants is None or not people:
        return
    are_all = all(study.people for study in outcome.studies) and pooled.studies == listed
    if pooled.participants < sum(people) or (are_all and pooled.participants != sum(people)):
        given, total = f"{pooled.participants:,}", f"{sum(people):,}"
        yield codes.POOLED_COUNTS.at(pooled.span, subject=name, stated=given, what="people", listed=total)


def _arms(study: Study) -> list[Arm]:
    return [arm for arm in (study.intervention, study.comparison) if arm]


def _share_of_q(outcome: Outcome, pooled: Pooled) -> Iterator[Diagnostic]:
    """I² is a matter of Q and the number of studies."""
    found = pooled.heterogeneity
    studies = pooled.studies or len(outcome.studies)
    if found.q is None or found.i_squared is None or studies < 2:
        return
    step = half_of(found.q)
    low, high = (pooling.i_squared(max(found.q + move, 0), studies) for move in (-step, step))
    room = half_of(found.i_squared * 100) / 100 + 0.005
    if not low - room <= found.i_squared <= high + room:
        derived = pooling.i_squared(found.q, studies)
        yield _heterogeneity(outcome, pooled, "I²", f"{derived:.0%}", f"{found.i_squared * 100:.6g}%")


def _heterogeneity(outcome: Outcome, pooled: Pooled, name: str, derived: str, given: str) -> Diagnostic:
    return codes.HETEROGENEITY.at(pooled.span, subject=name_of(outcome.name), name=name, derived=derived, stated=given)


# The pooled result


class _Found(Struct, frozen=True):
    """What a study found, and what rounding may have changed in its value and its error, on the scale of effects."""

    effect: Effect
    value_room: float = 0.0
    error_room: float = 0.0


def _result(outcome: Outcome, pooled: Pooled) -> Iterator[Diagnostic]:
    """Whether the studies give the pooled result and the heterogeneity that are stated."""
    if pooled.method or len(outcome.studies) < 2 or pooled.studies not in (None, len(outcome.studies)):
        return
    studies = [found for study in outcome.studies if (found := _found(study, outcome.measure))]
    if len(studies) < len(outcome.studies):
        return
    measure, estimate = outcome.measure, pooled.estimate
    effects = [study.effect for study in studies]
    fixed, random = pooling.fixed(effects), pooling.random(effects)
    results: dict[str, tuple[Bounds, float]] = {}
    for how, effect, pool in _ways(outcome, pooled.model, fixed, random):
        results[how] = bounds(measure, effect, estimate.level), _room(studies, pool, estimate.level)
    given = {how for how, (result, room) in results.items() if _gives(measure, result, estimate, room)}
    if not given:
        derived = ", ".join(f"{shown(result, estimate)} {how}" for how, (result, _) in results.items())
        yield codes.POOLED_DISAGREES.at(
            estimate.span, subject=name_of(outcome.name), derived=derived, stated=stated(estimate)
        )
        return
    yield from _differences(outcome, pooled, studies, fixed, random, is_random=_RANDOM in given)


def _ways(
    outcome: Outcome, model: PoolingModel | None, fixed: pooling.Pool, random: pooling.Pool
) -> Iterator[tuple[str, Effect, pooling.Pool]]:
    """What the studies give by each method that the stated model leaves."""
    if model is not PoolingModel.RANDOM:
        yield _FIXED, fixed.effect, fixed
        tables = [table for study in outcome.studies if (table := _table(study))]
        if len(tables) == len(outcome.studies):
            counted = pooling.mantel_haenszel(outcome.measure, tables)
            if counted:
                yield _COUNTED, counted, fixed
    if model is not PoolingModel.FIXED:
        yield _RANDOM, random.effect, random


def _found(study: Study, measure: Measure) -> _Found | None:
    """What a study found: by its interval, else by its counts."""
    estimate = study.estimate
    if estimate and estimate.low is not None and estimate.high is not None:
        return _of_interval(estimate, estimate.low, estimate.high, measure)
    if study.intervention and study.comparison and not study.adjusted:
        effect = of_arms(measure, study.intervention, study.comparison)
        return _Found(effect) if effect else None
    return None


def _of_interval(estimate: Estimate, low: float, high: float, measure: Measure) -> _Found | None:
    if measure.is_ratio and min(estimate.value, low, high) <= 0:
        return None
    effect = of_interval(measure, estimate.value, low, high, estimate.level)
    if effect.error <= 0:
        return None
    halves = [half(written) for written in estimate.written]
    if measure.is_ratio:
        halves = [part / value for part, value in zip(halves, (estimate.value, low, high), strict=True)]
    return _Found(effect, halves[0], hypot(halves[1], halves[2]) / (2 * quantile(estimate.level)))


def _table(study: Study) -> pooling.Table | None:
    intervention, comparison = study.intervention, study.comparison
    if not intervention or not comparison or not intervention.participants or not comparison.participants:
        return None
    if intervention.events is None or comparison.events is None:
        return None
    return pooling.Table(intervention.events, intervention.participants, comparison.events, comparison.participants)


def _room(studies: Sequence[_Found], pool: pooling.Pool, level: float) -> float:
    """What the rounding of the studies' figures may change in an end of the pooled interval.

    To first order: a value counts by its weight, an error by how much the weight changes with it.
    """
    centre, total = pool.effect.value, 1 / pool.effect.error**2
    parts = []
    for study, weight in zip(studies, pool.weights, strict=True):
        slope = 2 * weight * weight * total * study.effect.error  # of the logarithm of all weights, by the error
        parts.append(weight * study.value_room)
        parts.append(slope * (study.effect.value - centre) * study.error_room)
        parts.append(quantile(level) * pool.effect.error * slope / 2 * study.error_room)
    return _SURE * hypot(*parts)


def _gives(measure: Measure, result: Bounds, estimate: Estimate, room: float) -> bool:
    room += _ENDS * (scaled(measure, result.high) - scaled(measure, result.value))
    pairs = zip((result.value, result.low, result.high), (estimate.value, estimate.low, estimate.high), strict=True)
    return all(
        value is None or agrees(measure, derived, value, half(written), room)
        for (derived, value), written in zip(pairs, estimate.written, strict=True)
    )


def _differences(
    outcome: Outcome,
    pooled: Pooled,
    studies: Sequence[_Found],
    fixed: pooling.Pool,
    random: pooling.Pool,
    *,
    is_random: bool,
) -> Iterator[Diagnostic]:
    """Whether Q, I² and, where the result is DerSimonian and Laird's, tau² are those of the studies."""
    found = pooled.heterogeneity
    centre = fixed.effect.value
    steps = [
        part
        for study in studies
        for distance in ((study.effect.value - centre) / study.effect.error,)
        for part in (
            2 * distance / study.effect.error * study.value_room,
            2 * distance**2 / study.effect.error * study.error_room,
        )
    ]
    room = _SURE * hypot(*steps) + 0.02 * fixed.q
    if found.q is not None and abs(found.q - fixed.q) > room + half_of(found.q):
        yield _heterogeneity(outcome, pooled, "Q", f"{fixed.q:.3g}", f"{found.q:.6g}")
    low, high = (pooling.i_squared(max(fixed.q + step, 0), len(studies)) for step in (-room, room))
    if found.i_squared is not None:
        slack = half_of(found.i_squared * 100) / 100 + 0.005
        if not low - slack <= found.i_squared <= high + slack:
            yield _heterogeneity(outcome, pooled, "I²", f"{fixed.i_squared:.0%}", f"{found.i_squared * 100:.6g}%")
    if is_random and found.tau_squared is not None:
        spread = room / max(fixed.q - len(studies) + 1, room) * random.tau_squared + 0.02 * random.tau_squared
        if abs(found.tau_squared - random.tau_squared) > spread + half_of(found.tau_squared) + 0.005:
            yield _heterogeneity(outcome, pooled, "tau²", f"{random.tau_squared:.3g}", f"{found.tau_squared:.6g}")
