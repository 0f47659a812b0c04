"""What one sentence may say of an outcome: which way it goes, by GRADE's rules for wording and no further.

The words for each level of certainty are those of Santesso et al, GRADE guidelines 26 (J Clin Epidemiol
2020;119:126-35): “is” for high certainty, “probably” for moderate, “may” for low, and “very uncertain” for very low.
How large an effect is for people is for editors to judge, so no sentence calls one large or small. When the interval
includes no effect, a sentence does not say which way it goes (Cochrane Handbook, 15.3.1). It speaks of little or no
difference only when the whole interval lies between the thresholds for appreciable benefit and harm that GRADE
suggests, relative effects of 0.75 and 1.25 (Guyatt et al, GRADE guidelines 6, J Clin Epidemiol 2011;64:1283-93), or,
for standardised means, within 0.2 of none (Cohen's small effect; Handbook, 15.5.3.1).
"""

from __future__ import annotations

from dr_evidence_site.figures.effects import effect_view, main_estimate, participants_counted, studies_counted
from dr_evidence_site.model.evidence import Better, Estimate, Measure, Outcome
from dr_evidence_site.model.figures import AbsoluteView, SentenceView
from dr_evidence_site.model.views import ResolvedCitation

_APPRECIABLE = (0.75, 1.25)
_SMALL_STANDARDISED = (-0.2, 0.2)
_MEANS = frozenset({Measure.MEAN_DIFFERENCE, Measure.STANDARDISED_MEAN_DIFFERENCE})


def sentence_view(
    outcome: Outcome, absolute: AbsoluteView | None, citation: ResolvedCitation | None, *, plain: bool
) -> SentenceView | None:
    """What to say of an outcome; None without one effect that stands for it."""
    estimate = main_estimate(outcome)
    if estimate is None:
        return None
    return SentenceView(
        subject(outcome),
        direction(outcome.measure, estimate),
        outcome.certainty.value if outcome.certainty else "",
        plain,
        outcome.measure.value,
        outcome.unit,
        effect_view(estimate),
        absolute,
        studies_counted(outcome),
        participants_counted(outcome),
        citation,
    )


def subject(outcome: Outcome) -> str:
    """What is higher or lower: a risk, the chance of something good, a rate, or the average of what was measured."""
    if outcome.measure in _MEANS:
        return "average"
    if outcome.measure is Measure.RATE_RATIO:
        return "rate"
    return "risk" if outcome.better is Better.LOWER else "chance"


def direction(measure: Measure, estimate: Estimate) -> str:
    """ "lower" or "higher"; "little" or "unclear" when the interval includes no effect, or there is none."""
    null = measure.null
    low, high = estimate.low, estimate.high
    if low is None or high is None:
        return "unclear" if estimate.value == null else "lower" if estimate.value < null else "higher"
    if high < null:
        return "lower"
    if low > null:
        return "higher"
    limits = (
        _APPRECIABLE
        if measure.is_ratio
        else _SMALL_STANDARDISED
        if measure is Measure.STANDARDISED_MEAN_DIFFERENCE
        else None
    )
    return "little" if limits and limits[0] <= low and high <= limits[1] else "unclear"
