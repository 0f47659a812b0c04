"""Absolute effects as counts of people: out of how many, how many without the intervention, and how many with it.

The counts are rounded to whole people. Their difference, and the ends of its interval, are those of the rounded counts,
so that what a page says adds up.
"""

from __future__ import annotations

from dr_evidence_site.estimation.absolute import NumberNeeded, Risks, number_needed, risks
from dr_evidence_site.figures.effects import figure, main_estimate
from dr_evidence_site.model.evidence import Outcome
from dr_evidence_site.model.figures import AbsoluteView, NeededView

_DENOMINATORS = (100, 1000, 10_000, 100_000)
"""Out of how many people risks are told; the same for both groups."""


def outcome_risks(outcome: Outcome) -> Risks | None:
    """The risks of both groups, from the risk without the intervention and the effect; None when they do not tell."""
    estimate = main_estimate(outcome)
    if outcome.baseline is None or estimate is None or outcome.baseline.of <= 0:
        return None
    risk = outcome.baseline.events / outcome.baseline.of
    return risks(outcome.measure, risk, estimate) if 0 <= risk <= 1 else None


def absolute_view(outcome: Outcome) -> AbsoluteView | None:
    """The absolute effect as its source states it, else as it follows from the effect; None without either."""
    derived = outcome_risks(outcome)
    stated = outcome.absolute
    estimate = main_estimate(outcome)
    level = figure(estimate.level) if estimate else "95"
    if stated is not None and stated.of > 0:
        without, with_it = stated.without / stated.of, stated.with_it / stated.of
        asked = stated.of
        low, high = (derived.low, derived.high) if derived else (None, None)
    elif derived is not None and outcome.baseline is not None:
        without, with_it, low, high = derived.without, derived.with_it, derived.low, derived.high
        asked = outcome.baseline.of
    else:
        return None
    of = denominator(asked, without, with_it)
    people, people_with = round(without * of), round(with_it * of)
    ends = sorted(round(risk * of) - people for risk in (low, high) if risk is not None)
    difference = people_with - people
    # A source's own counts may be rounded otherwise than the effect's interval; then its ends do not hold the count.
    fits = len(ends) == 2 and ends[0] <= difference <= ends[1]
    start, end = ends if fits else (None, None)
    return AbsoluteView(of, people, people_with, difference, start, end, level)


def denominator(asked: int, without: float, with_it: float) -> int:
    """Out of how many people two risks are told: as many as the editor says, if that is 100, 1000 and so on.

    More where whole people would not show a risk, or a difference between the two.
    """
    for of in _DENOMINATORS:
        if asked in _DENOMINATORS and of < asked:
            continue
        if asked not in _DENOMINATORS and of == _DENOMINATORS[0]:
            continue  # from a trial's own counts: out of 1000, as is usual
        counts = round(without * of), round(with_it * of)
        if (without == 0 or counts[0]) and (without == with_it or counts[0] != counts[1] or of >= 1000):
            return of
    return _DENOMINATORS[-1]


def needed_view(outcome: Outcome) -> NeededView | None:
    """The number needed to treat; None without risks, or without a difference."""
    found = outcome_risks(outcome)
    needed = number_needed(found, outcome.better) if found else None
    return _needed(needed) if needed else None


def _needed(found: NumberNeeded) -> NeededView | None:
    number = found.needed.rounded
    if number is None:
        return None
    low = found.low.rounded if found.low else None
    high = found.high.rounded if found.high else None
    has_interval = found.low is not None and found.high is not None
    return NeededView(number, found.needed.benefit, low, high, has_interval, found.through_infinity)
