"""The effect that stands for an outcome, and its figures as its source prints them."""

from __future__ import annotations

from dr_evidence_site.model.evidence import Estimate, Outcome
from dr_evidence_site.model.figures import EffectView


def main_estimate(outcome: Outcome) -> Estimate | None:
    """The pooled effect, or that of the only study; None where several studies stand unpooled."""
    if outcome.pooled:
        return outcome.pooled.estimate
    return outcome.studies[0].estimate if len(outcome.studies) == 1 else None


def studies_counted(outcome: Outcome) -> int | None:
    """How many studies the effect rests on, as its source says, or as many as there are."""
    if outcome.pooled:
        return outcome.pooled.studies or len(outcome.studies) or None
    return len(outcome.studies) or None


def participants_counted(outcome: Outcome) -> int | None:
    """How many people the effect rests on, as its source says, or the sum of all studies where each is known."""
    if outcome.pooled and outcome.pooled.participants:
        return outcome.pooled.participants
    # A pooled result may rest on more studies than are shown, so their sum would say too little.
    if outcome.pooled and outcome.pooled.studies not in (None, len(outcome.studies)):
        return None
    total = 0
    for study in outcome.studies:
        if study.people is None:
            return None
        total += study.people
    return total or None


def effect_view(estimate: Estimate) -> EffectView:
    """An effect in figures, with the digits of its source where they are known."""
    value, low, high = estimate.written
    has_interval = estimate.low is not None and estimate.high is not None
    return EffectView(
        value or figure(estimate.value),
        (low or figure(estimate.low or 0.0)) if has_interval else "",
        (high or figure(estimate.high or 0.0)) if has_interval else "",
        figure(estimate.level),
    )


def figure(value: float) -> str:
    """A number with as many digits as it needs, four that count at most."""
    if not value:
        return "0"
    written = f"{value:.4g}"
    return written if "e" not in written else f"{value:.10f}".rstrip("0").rstrip(".")
