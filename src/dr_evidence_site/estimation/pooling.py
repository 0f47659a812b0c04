"""What several studies found together: by inverse variance, by DerSimonian and Laird, by Mantel and Haenszel.

Cochrane Handbook, version 6, 10.3, 10.4 and 10.10.2; DerSimonian R, Laird N. Control Clin Trials 1986;7:177-88;
Greenland S, Robins JM. Biometrics 1985;41:55-68.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt

from msgspec import Struct

from dr_evidence_site.estimation.effects import Effect
from dr_evidence_site.model.evidence import Measure


class Pool(Struct, frozen=True):
    """A pooled effect, on the scale on which effects add up, and how much the studies differ.

    `weights` are the shares of the studies, which add up to 1. `i_squared` is a share, too.
    """

    effect: Effect
    weights: tuple[float, ...]
    q: float
    i_squared: float
    tau_squared: float


class Table(Struct, frozen=True):
    """The counts of one study: events and people of the group with the intervention, then of the other."""

    events: int
    people: int
    events_without: int
    people_without: int


def fixed(effects: Sequence[Effect]) -> Pool:
    """The inverse-variance average, which takes one effect for common to all studies. Needs a study."""
    return _pooled(effects, 0.0)


def random(effects: Sequence[Effect]) -> Pool:
    """The average of effects that differ from study to study, with DerSimonian and Laird's estimate of tau²."""
    return _pooled(effects, tau_squared(effects))


def heterogeneity(effects: Sequence[Effect], around: float | None = None) -> float:
    """Cochran's Q: how far the effects lie from their fixed average, or from another value."""
    weights = [1 / effect.error**2 for effect in effects]
    centre = _average(effects, weights) if around is None else around
    return sum(weight * (effect.value - centre) ** 2 for weight, effect in zip(weights, effects, strict=True))


def i_squared(q: float, studies: int) -> float:
    """The share of Q that chance does not explain (Higgins and Thompson 2002), between 0 and 1."""
    return max(0.0, (q - (studies - 1)) / q) if q > 0 else 0.0


def tau_squared(effects: Sequence[Effect]) -> float:
    """DerSimonian and Laird's estimate of the variance between studies."""
    weights = [1 / effect.error**2 for effect in effects]
    total = sum(weights)
    spare = total - sum(weight**2 for weight in weights) / total
    if len(effects) < 2 or spare <= 0:
        return 0.0
    return max(0.0, (heterogeneity(effects) - (len(effects) - 1)) / spare)


def mantel_haenszel(measure: Measure, tables: Sequence[Table]) -> Effect | None:
    """The Mantel-Haenszel average of risk ratios, odds ratios or risk differences; None when there is none."""
    if measure is Measure.RISK_RATIO:
        return _common_risk_ratio(tables)
    if measure is Measure.ODDS_RATIO:
        return _common_odds_ratio(tables)
    return _common_risk_difference(tables) if measure is Measure.RISK_DIFFERENCE else None


def _pooled(effects: Sequence[Effect], between: float) -> Pool:
    weights = [1 / (effect.error**2 + between) for effect in effects]
    total = sum(weights)
    q = heterogeneity(effects)
    return Pool(
        Effect(_average(effects, weights), sqrt(1 / total)),
        tuple([weight / total for weight in weights]),
        q,
        i_squared(q, len(effects)),
        between,
    )


def _average(effects: Sequence[Effect], weights: Sequence[float]) -> float:
    return sum(weight * effect.value for weight, effect in zip(weights, effects, strict=True)) / sum(weights)


def _common_risk_ratio(tables: Sequence[Table]) -> Effect | None:
    above = below = spread = 0.0
    for table in tables:
        a, n1, c, n2 = table.events, table.people, table.events_without, table.people_without
        n = n1 + n2
        above += a * n2 / n
        below += c * n1 / n
        spread += (n1 * n2 * (a + c) - a * c * n) / n**2
    if not above or not below:
        return None
    return Effect(log(above / below), sqrt(spread / (above * below)))


def _common_odds_ratio(tables: Sequence[Table]) -> Effect | None:
    r = s = first = second = third = 0.0
    for table in tables:
        a, c = table.events, table.events_without
        b, d = table.people - a, table.people_without - c
        n = a + b + c + d
        r += a * d / n
        s += b * c / n
        first += (a + d) * a * d / n**2
        second += ((a + d) * b * c + (b + c) * a * d) / n**2
        third += (b + c) * b * c / n**2
    if not r or not s:
        return None
    return Effect(log(r / s), sqrt((first / r**2 + second / (r * s) + third / s**2) / 2))


def _common_risk_difference(tables: Sequence[Table]) -> Effect | None:
    above = below = spread = 0.0
    for table in tables:
        a, n1, c, n2 = table.events, table.people, table.events_without, table.people_without
        b, d, n = n1 - a, n2 - c, n1 + n2
        above += (a * n2 - c * n1) / n
        below += n1 * n2 / n
        spread += (a * b * n2**3 + c * d * n1**3) / (n1 * n2 * n**2)
    return Effect(above / below, sqrt(spread) / below) if below and spread else None
