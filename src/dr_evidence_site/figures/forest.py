"""Forest plots: where the square, the interval and the diamond of each effect lie, and what stands beside them.

A square's area is in proportion to the study's weight (Cochrane Handbook, 10.2.1): the stated one, or where these are
not stated for all studies, the inverse of the squared standard error that the interval gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log, sqrt

from dr_evidence_site.figures.effects import effect_view, figure
from dr_evidence_site.figures.marks import diamond, square
from dr_evidence_site.figures.scale import Scale, is_drawable, scale
from dr_evidence_site.model.evidence import Arm, Better, Estimate, Measure, Outcome, Pooled, Study
from dr_evidence_site.model.figures import ForestRow, ForestView, GroupView, PooledView
from dr_evidence_site.model.views import ResolvedCitation

LARGEST = 6.5
"""Half the side of the square of the heaviest study, in units."""

ALIKE = 3.5
"""Half the side of all squares where no weight is known."""


def forest_view(outcome: Outcome, cite: Callable[[str], ResolvedCitation | None]) -> ForestView | None:
    """The forest plot of an outcome; None when there is nothing to draw. `cite` makes the citation of a key."""
    measure = outcome.measure
    drawn = [study.estimate if _is_drawn(measure, study.estimate) else None for study in outcome.studies]
    pooled = outcome.pooled if outcome.pooled and _is_drawn(measure, outcome.pooled.estimate) else None
    if not any(drawn) and pooled is None:
        return None
    lines = scale(
        measure,
        [estimate.value for estimate in drawn if estimate],
        [ends for estimate in drawn if estimate and (ends := _ends(measure, estimate))],
        [_ends(measure, pooled.estimate) or (pooled.estimate.value,) * 2] if pooled else [],
    )
    halves = half_sides(measure, outcome.studies, drawn)
    stated = [study.weight for study in outcome.studies]
    rows = tuple(
        [
            ForestRow(
                study.name,
                cite(study.key) if study.key else None,
                _group(study.intervention),
                _group(study.comparison),
                effect_view(study.estimate) if study.estimate else None,
                square(lines, estimate.value, estimate.low, estimate.high, half) if estimate else None,
                _percent(study.weight),
                _total(study),
            )
            for study, estimate, half in zip(outcome.studies, drawn, halves, strict=True)
        ]
    )
    levels = [figure(estimate.level) for estimate in (*drawn, pooled.estimate if pooled else None) if estimate]
    return ForestView(
        rows,
        _pooled(pooled, lines) if pooled else None,
        lines.axis(),
        outcome.better is Better.LOWER,
        any(row.intervention or row.comparison for row in rows),
        any(weight is not None for weight in stated),
        levels[0],
    )


def half_sides(measure: Measure, studies: Sequence[Study], drawn: Sequence[Estimate | None]) -> list[float]:
    """Half the side of each study's square: the root of its weight, so that areas are as weights are."""
    weights: list[float | None] = [study.weight for study in studies]
    if any(weight is None for weight, estimate in zip(weights, drawn, strict=True) if estimate):
        weights = [_information(measure, estimate) if estimate else None for estimate in drawn]
    if any(weight is None for weight, estimate in zip(weights, drawn, strict=True) if estimate):
        return [ALIKE] * len(studies)
    heaviest = max((weight for weight in weights if weight), default=0.0)
    return [sqrt(weight / heaviest) * LARGEST if weight and heaviest else 0.0 for weight in weights]


def _information(measure: Measure, estimate: Estimate) -> float | None:
    """The weight of one study by its interval alone: the narrower, the more it tells."""
    ends = _ends(measure, estimate)
    if ends is None or (ends[0] <= 0 and measure.is_ratio):
        return None
    width = log(ends[1] / ends[0]) if measure.is_ratio else ends[1] - ends[0]
    return 1 / width**2 if width > 0 else None


def _is_drawn(measure: Measure, estimate: Estimate | None) -> bool:
    return estimate is not None and is_drawable(measure, estimate.value)


def _ends(measure: Measure, estimate: Estimate) -> tuple[float, float] | None:
    low, high = estimate.low, estimate.high
    if low is None or high is None or low > high or (measure.is_ratio and high <= 0):
        return None
    return low, high


def _group(arm: Arm | None) -> GroupView | None:
    if arm is None or (arm.events is None and arm.participants is None):
        return None
    return GroupView(arm.events, arm.participants)


def _total(study: Study) -> int | None:
    """How many people were in a study of whose groups that is not known."""
    groups = [arm.participants if arm else None for arm in (study.intervention, study.comparison)]
    return study.participants if None in groups else None


def _pooled(pooled: Pooled, lines: Scale) -> PooledView:
    spread = pooled.heterogeneity
    estimate = pooled.estimate
    return PooledView(
        effect_view(estimate),
        diamond(lines, estimate.value, estimate.low, estimate.high),
        pooled.studies,
        pooled.participants,
        pooled.model.value if pooled.model else "",
        "" if spread.q is None else figure(spread.q),
        _percent(spread.i_squared),
        "" if spread.tau_squared is None else figure(spread.tau_squared),
    )


def _percent(share: float | None) -> str:
    return "" if share is None else figure(round(share * 100, 6))
