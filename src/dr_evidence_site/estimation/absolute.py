"""From a relative effect and the risk without the intervention to the risk with it, and to numbers needed to treat.

Cochrane Handbook, version 6, 14.1.5 and 15.4; for hazard ratios also Tierney JF et al. Trials 2007;8:16. Numbers needed
to treat: Altman DG. BMJ 1998;317:1309-12.
"""

from __future__ import annotations

from math import ceil

from msgspec import Struct

from dr_evidence_site.model.evidence import Better, Estimate, Measure

_HAVE_NO_RISKS = frozenset({Measure.MEAN_DIFFERENCE, Measure.STANDARDISED_MEAN_DIFFERENCE})


class Risks(Struct, frozen=True):
    """The risk without the intervention and the risk with it, from 0 to 1; `low` and `high` are the ends of the
    latter's interval, None when the effect has none.

    The interval is that of the relative effect alone: how sure one is of the risk without the intervention is not in
    it (Handbook, 14.1.5).
    """

    without: float
    with_it: float
    low: float | None
    high: float | None

    @property
    def difference(self) -> float:
        """How much the risk changes: below 0 for fewer events."""
        return self.with_it - self.without

    @property
    def difference_low(self) -> float | None:
        """The lower end of the interval of the difference."""
        return None if self.low is None else self.low - self.without

    @property
    def difference_high(self) -> float | None:
        """The upper end of the interval of the difference."""
        return None if self.high is None else self.high - self.without


class Needed(Struct, frozen=True):
    """A number of people, treated instead of not, for one more to benefit from it or, if not `benefit`, to be harmed.

    `number` is exact; None stands for infinity, where there is no difference.
    """

    number: float | None
    benefit: bool

    @property
    def rounded(self) -> int | None:
        """The number rounded up to a whole one, as is the convention (Handbook, 15.4.4)."""
        return None if self.number is None else ceil(round(self.number, 6))


class NumberNeeded(Struct, frozen=True):
    """A number needed to treat with the ends of its interval.

    With `through_infinity` the interval goes from `low`, the end on the side of benefit, up to infinity, which is no
    difference, and from there back to `high` on the side of harm. Otherwise `low` is the smaller number.
    """

    needed: Needed
    low: Needed | None
    high: Needed | None
    through_infinity: bool = False


def risk_with(measure: Measure, risk: float, effect: float) -> float | None:
    """The risk with the intervention where the risk without it is `risk`; None for measures of means.

    Held between 0 and 1. A hazard ratio is taken for constant over the time of the risk, and a rate ratio likewise,
    for events that a person has once.
    """
    if measure in _HAVE_NO_RISKS:
        return None
    if measure is Measure.RISK_RATIO:
        found = risk * effect
    elif measure is Measure.ODDS_RATIO:
        found = risk * effect / (1 - risk + risk * effect)
    elif measure is Measure.RISK_DIFFERENCE:
        found = risk + effect
    else:
        found = 1 - (1 - risk) ** effect
    return min(max(found, 0.0), 1.0)


def risks(measure: Measure, risk: float, estimate: Estimate) -> Risks | None:
    """The risks without and with the intervention, with the interval; None for measures of means."""
    with_it = risk_with(measure, risk, estimate.value)
    if with_it is None:
        return None
    low = None if estimate.low is None else risk_with(measure, risk, estimate.low)
    high = None if estimate.high is None else risk_with(measure, risk, estimate.high)
    return Risks(risk, with_it, low, high)


def number_needed(found: Risks, better: Better) -> NumberNeeded | None:
    """The number needed to treat of two risks; None without a difference.

    `better` says whether fewer events are a benefit or more.
    """
    if not round(found.difference, 12):
        return None
    low, high = found.difference_low, found.difference_high
    needed = _needed(found.difference, better)
    if low is None or high is None:
        return NumberNeeded(needed, None, None)
    ends = [_needed(low, better), _needed(high, better)]
    if low < 0 < high or 0 in (low, high):
        # One end is beneficial and the other one harmful; that of no difference is infinitely far away.
        side = needed.benefit
        benefit = next((end for end in ends if end.number and end.benefit), Needed(None, benefit=True))
        harm = next((end for end in ends if end.number and not end.benefit), Needed(None, benefit=False))
        if low < 0 < high:
            return NumberNeeded(needed, benefit, harm, through_infinity=True)
        return NumberNeeded(needed, benefit if side else harm, Needed(None, benefit=side))
    smaller, larger = sorted(ends, key=lambda end: end.number or 0)
    return NumberNeeded(needed, smaller, larger)


def _needed(difference: float, better: Better) -> Needed:
    benefit = (difference < 0) == (better is Better.LOWER)
    return Needed(1 / abs(difference) if round(difference, 12) else None, benefit)
