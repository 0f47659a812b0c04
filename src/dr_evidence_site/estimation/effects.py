"""The effect that one study found, from its counts, its means or its interval, on the scale on which effects add up.

Formulas: Cochrane Handbook for Systematic Reviews of Interventions, version 6, chapters 6 and 10; they are those of
RevMan and of R's metafor. They need nothing but arithmetic, so no statistics library is loaded for them.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, log, sqrt

from msgspec import Struct

from dr_evidence_site.model.evidence import Arm, Measure

_COUNTED = frozenset({Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.RISK_DIFFERENCE})


class Effect(Struct, frozen=True):
    """An effect and its standard error: of ratios the logarithm, of differences the difference itself."""

    value: float
    error: float


class Bounds(Struct, frozen=True):
    """An effect with the ends of its interval, as it is printed."""

    value: float
    low: float
    high: float


@lru_cache(maxsize=16)
def quantile(level: float = 95.0) -> float:
    """How many standard errors an interval of `level` percent reaches to each side."""
    from statistics import NormalDist  # noqa: PLC0415 - 10 ms that only the pages with evidence need

    return NormalDist().inv_cdf(0.5 + level / 200)


def scaled(measure: Measure, value: float) -> float:
    """A value on the scale on which effects add up. A ratio must be above 0."""
    return log(value) if measure.is_ratio else value


def printed(measure: Measure, value: float) -> float:
    """A value of that scale as it is printed."""
    return exp(value) if measure.is_ratio else value


def of_interval(measure: Measure, value: float, low: float, high: float, level: float = 95.0) -> Effect:
    """The effect whose estimate and interval are given (Handbook, 6.3.2): the interval's width gives its error."""
    return Effect(scaled(measure, value), (scaled(measure, high) - scaled(measure, low)) / (2 * quantile(level)))


def bounds(measure: Measure, effect: Effect, level: float = 95.0) -> Bounds:
    """The effect with its interval, as it is printed."""
    reach = quantile(level) * effect.error
    return Bounds(*(printed(measure, effect.value + step) for step in (0.0, -reach, reach)))


def of_arms(measure: Measure, intervention: Arm, comparison: Arm) -> Effect | None:
    """The effect that the figures of two groups give; None when they do not tell.

    They do not tell hazard and rate ratios, for which times would be needed, and no ratio when a group has no event
    or nothing but events: how that is corrected for differs from source to source (Handbook, 10.4.4).
    """
    if measure in _COUNTED:
        return _of_counts(measure, intervention, comparison)
    if measure in (Measure.MEAN_DIFFERENCE, Measure.STANDARDISED_MEAN_DIFFERENCE):
        return _of_means(measure, intervention, comparison)
    return None


def _of_counts(measure: Measure, intervention: Arm, comparison: Arm) -> Effect | None:
    a, n1, c, n2 = intervention.events, intervention.participants, comparison.events, comparison.participants
    if a is None or c is None or not n1 or not n2 or not 0 <= a <= n1 or not 0 <= c <= n2:
        return None
    b, d = n1 - a, n2 - c
    if measure is Measure.RISK_DIFFERENCE:
        error = sqrt(a * b / n1**3 + c * d / n2**3)
        return Effect(a / n1 - c / n2, error) if error else None
    if not (a and b and c and d):
        return None
    if measure is Measure.RISK_RATIO:
        return Effect(log(a / n1) - log(c / n2), sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2))
    return Effect(log(a * d) - log(b * c), sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def _of_means(measure: Measure, intervention: Arm, comparison: Arm) -> Effect | None:
    n1, n2 = intervention.participants, comparison.participants
    mean1, mean2 = intervention.mean, comparison.mean
    sd1, sd2 = intervention.deviation, comparison.deviation
    if not n1 or not n2 or mean1 is None or mean2 is None or not sd1 or not sd2:
        return None
    if measure is Measure.MEAN_DIFFERENCE:
        return Effect(mean1 - mean2, sqrt(sd1**2 / n1 + sd2**2 / n2))
    total = n1 + n2
    if total <= 3.94:
        return None
    # Hedges' adjusted g, as RevMan computes it (Higgins and Green 2011, 9.2.3.2; Deeks and Higgins 2010).
    within = sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (total - 2))
    value = (mean1 - mean2) / within * (1 - 3 / (4 * total - 9))
    return Effect(value, sqrt(total / (n1 * n2) + value**2 / (2 * (total - 3.94))))
